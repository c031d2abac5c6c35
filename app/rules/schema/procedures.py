"""procedures.toml: washouts, adjuncts, the block list, and how goals combine."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from app.planning.catalogue.procedures import Adjunct, Avoided, CombiningRule, Procedure
from app.rules.schema.words import (
    Code,
    Codes,
    Days,
    EvidenceFile,
    FileModel,
    RegionCode,
    Sentences,
    Text,
    days_or_none,
)


class ProcedureEntry(FileModel):
    """One `[[procedures]]` of procedures.toml."""

    code: Code
    title: Text
    question: Text
    help: str = ""
    days_before: Days
    days_after: Days | None = None
    sign_off: str = ""
    sign_off_days: Days | None = None
    where: Literal["area", "region"] = "area"
    regions: list[RegionCode] = []
    except_concerns: Codes = []
    note: str = ""

    @model_validator(mode="after")
    def sign_off_outlasts_the_wait(self) -> Self:
        """How long a sign-off is wanted is said with the sign-off, and is no shorter than needling waits."""
        if self.sign_off_days is not None and not self.sign_off:
            raise ValueError("sign_off_days needs sign_off")
        if self.sign_off_days is not None and self.sign_off_days.value < self.days_before.value:
            raise ValueError("sign_off_days must not be shorter than days_before")
        return self

    def to_procedure(self) -> Procedure:
        """The procedure as planning holds it."""
        return Procedure(
            code=self.code,
            title=self.title,
            question=self.question,
            help=self.help,
            days_before=self.days_before.cited(),
            days_after=days_or_none(self.days_after),
            sign_off=self.sign_off,
            sign_off_days=days_or_none(self.sign_off_days),
            where=self.where,
            regions=tuple(self.regions),
            except_concerns=tuple(self.except_concerns),
            note=self.note,
        )


class AdjunctEntry(EvidenceFile):
    """One `[[adjuncts]]` of procedures.toml."""

    code: Code
    title: Text
    concerns: Annotated[list[Code], Field(min_length=1)]
    kinds: list[Code] = []
    regions: list[RegionCode] = []
    off_label: bool
    acid: bool = False
    text: Text

    def to_adjunct(self) -> Adjunct:
        """The adjunct as planning holds it."""
        return Adjunct(
            code=self.code,
            title=self.title,
            concerns=tuple(self.concerns),
            kinds=tuple(self.kinds),
            regions=tuple(self.regions),
            off_label=self.off_label,
            acid=self.acid,
            text=self.text,
            evidence=self.evidence(),
        )


class ProceduresFile(FileModel):
    """procedures.toml."""

    procedures: Annotated[list[ProcedureEntry], Field(min_length=1)]
    adjuncts: list[AdjunctEntry] = []
    avoided: Sentences = []
    combining: Sentences = []

    def to_avoided(self) -> tuple[Avoided, ...]:
        """The block list as planning holds it."""
        return tuple(Avoided(entry.code, entry.text, entry.evidence()) for entry in self.avoided)

    def to_combining(self) -> tuple[CombiningRule, ...]:
        """The rules on combining, as planning holds them."""
        return tuple(CombiningRule(entry.code, entry.text, entry.evidence()) for entry in self.combining)
