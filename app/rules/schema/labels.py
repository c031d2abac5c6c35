"""labels.toml: what a market's labels cover."""

from typing import Annotated

from pydantic import Field

from app.planning.catalogue.labels import Indication, Label
from app.rules.schema.words import (
    Code,
    Days,
    EvidenceFile,
    FileModel,
    Millimetres,
    SentenceEntry,
    SkinTypeCode,
    Text,
    mm_or_none,
)


class IndicationEntry(EvidenceFile):
    """One `[[labels.indications]]`."""

    code: Code
    text: Text
    concern: Code
    kinds: list[Code] = []
    areas: Annotated[list[Code], Field(min_length=1)]
    skin_types: Annotated[list[SkinTypeCode], Field(min_length=1)]
    max_depth_mm: Millimetres | None = None

    def to_indication(self) -> Indication:
        """The indication as planning holds it."""
        return Indication(
            code=self.code,
            text=self.text,
            concern=self.concern,
            kinds=tuple(self.kinds),
            areas=tuple(self.areas),
            skin_types=tuple(self.skin_types),
            max_depth_mm=mm_or_none(self.max_depth_mm),
            evidence=self.evidence(),
        )


class LabelEntry(EvidenceFile):
    """One `[[labels]]` of labels.toml; its own evidence says that the labels cover these indications and no others."""

    code: Code
    title: Text
    min_age: Days
    indications: list[IndicationEntry]
    adjuncts: SentenceEntry

    def to_label(self) -> Label:
        """The label as planning holds it."""
        indications = tuple(entry.to_indication() for entry in self.indications)
        return Label(
            code=self.code,
            title=self.title,
            min_age=self.min_age.cited(),
            indications=indications,
            adjuncts_text=self.adjuncts.text,
            adjuncts_evidence=self.adjuncts.evidence(),
            evidence=self.evidence(),
        )


class LabelsFile(FileModel):
    """labels.toml."""

    labels: list[LabelEntry]
