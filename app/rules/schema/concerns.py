"""concerns.toml: what brings the patient."""

from typing import Annotated

from pydantic import Field

from app.planning.catalogue.protocols import Coding, Concern, Kind
from app.rules.schema.words import Code, EvidenceFile, FileModel, Text


class CodingEntry(EvidenceFile):
    """One `[[concerns.codings]]` or `[[concerns.kinds.codings]]`."""

    system: Annotated[str, Field(min_length=3)]
    code: Annotated[str, Field(min_length=1)]
    display: Text

    def to_coding(self) -> Coding:
        """The coding as planning holds it."""
        return Coding(self.system, self.code, self.display, self.evidence())


class KindEntry(FileModel):
    """One `[[concerns.kinds]]`."""

    code: Code
    title: Text
    pigment: bool = False
    note: str = ""


class ConcernEntry(EvidenceFile):
    """One `[[concerns]]` of concerns.toml."""

    code: Code
    title: Text
    description: Text
    pigment: bool = False
    kinds: list[KindEntry] = []
    codings: list[CodingEntry] = []

    def to_concern(self) -> Concern:
        """The concern as planning holds it."""
        return Concern(
            code=self.code,
            title=self.title,
            description=self.description,
            pigment=self.pigment,
            kinds=tuple(Kind(kind.code, kind.title, kind.pigment, kind.note) for kind in self.kinds),
            codings=tuple(coding.to_coding() for coding in self.codings),
            evidence=self.evidence(),
        )


class ConcernsFile(FileModel):
    """concerns.toml."""

    concerns: Annotated[list[ConcernEntry], Field(min_length=1)]
