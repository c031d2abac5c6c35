"""The small words of rule files: codes, evidence, cited numbers. Strict: no unknown key, no number without basis."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from app.planning.catalogue.evidence import Basis, Cited, Evidence

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=64)]


SourceKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=64)]


def once_each(codes: list[str]) -> list[str]:
    """The codes, which must not repeat. Raises ValueError."""
    for index, code in enumerate(codes):
        if code in codes[:index]:
            raise ValueError(f"'{code}' stands there twice")
    return codes


Codes = Annotated[list[Code], AfterValidator(once_each)]


Text = Annotated[str, Field(min_length=3, max_length=1200)]


SkinTypeCode = Literal["I", "II", "III", "IV", "V", "VI"]


RegionCode = Literal["face", "neck", "body"]


class FileModel(BaseModel):
    """Strict and frozen; an unknown key is a fault."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class EvidenceFile(FileModel):
    """`basis`, `sources` and `note`; a basis that speaks of a source must name one."""

    basis: Basis
    sources: list[SourceKey] = []
    note: str = ""

    @model_validator(mode="after")
    def names_its_source(self) -> Self:
        """Basis label, guideline, review or trial needs a source; the others need a source or a note."""
        if not self.sources and self.basis not in ("derived", "convention", "unverified"):
            raise ValueError(f"basis '{self.basis}' needs at least one source")
        if not self.sources and not self.note:
            raise ValueError(f"basis '{self.basis}' without a source needs a note that says why")
        return self

    def evidence(self) -> Evidence:
        """The evidence that these keys stand for."""
        return Evidence(self.basis, tuple(self.sources), self.note)


class Days(EvidenceFile):
    """A number of days (or years, or sessions) with its evidence."""

    value: Annotated[int, Field(ge=0, le=3650)]

    def cited(self) -> Cited[int]:
        """The number as planning holds it."""
        return Cited(self.value, self.evidence())


class Millimetres(EvidenceFile):
    """A depth in millimetres with its evidence."""

    value: Annotated[float, Field(ge=0, le=3, strict=False)]

    def cited(self) -> Cited[float]:
        """The number as planning holds it."""
        return Cited(self.value, self.evidence())


class Lowering(Millimetres):
    """A change that lowers a depth: never above zero."""

    value: Annotated[float, Field(ge=-3, lt=0, strict=False)]


def days_or_none(entry: Days | None) -> Cited[int] | None:
    """The cited number, where the file gives one."""
    return None if entry is None else entry.cited()


def mm_or_none(entry: Millimetres | None) -> Cited[float] | None:
    """The cited depth, where the file gives one."""
    return None if entry is None else entry.cited()


class SentenceEntry(EvidenceFile):
    """A coded sentence with its evidence."""

    code: Code
    text: Text


def told_once(entries: list[SentenceEntry]) -> list[SentenceEntry]:
    """The sentences, whose codes must not repeat. Raises ValueError."""
    once_each([entry.code for entry in entries])
    return entries


Sentences = Annotated[list[SentenceEntry], AfterValidator(told_once)]
