"""skin.toml: what skin type and sensitivity change."""

from typing import Self

from pydantic import field_validator, model_validator

from app.planning.catalogue.skin import SkinRule, SkinStatement
from app.rules.schema.words import (
    Codes,
    Days,
    FileModel,
    Lowering,
    Millimetres,
    RegionCode,
    SentenceEntry,
    Sentences,
    SkinTypeCode,
    days_or_none,
    mm_or_none,
)


class SkinRuleEntry(FileModel):
    """One `[[types]]` of skin.toml, or its `[sensitive]`."""

    floor_days: Days | None = None
    floor_regions: list[RegionCode] = []
    depth_change_mm: Lowering | None = None
    first_session_change_mm: Lowering | None = None
    first_session_max_mm: Millimetres | None = None
    bars_adjuncts: bool = False
    consents: Sentences = []
    sign_off_concerns: Codes = []
    sign_off: SentenceEntry | None = None
    note: str = ""

    @model_validator(mode="after")
    def says_all_it_needs(self) -> Self:
        """A floor holds in some regions, a sign-off is for some concerns, and a first session is needled at all."""
        if (self.floor_days is None) != (not self.floor_regions):
            raise ValueError("floor_days and floor_regions go together")
        if (self.sign_off is None) != (not self.sign_off_concerns):
            raise ValueError("sign_off and sign_off_concerns go together")
        if self.first_session_max_mm is not None and self.first_session_max_mm.value == 0:
            raise ValueError("first_session_max_mm must be above 0")
        return self

    def to_rule(self, code: str) -> SkinRule:
        """The rule as planning holds it."""
        return SkinRule(
            code=code,
            floor_days=days_or_none(self.floor_days),
            floor_regions=tuple(self.floor_regions),
            depth_change_mm=mm_or_none(self.depth_change_mm),
            first_session_change_mm=mm_or_none(self.first_session_change_mm),
            first_session_max_mm=mm_or_none(self.first_session_max_mm),
            bars_adjuncts=self.bars_adjuncts,
            consents=tuple(_statement(entry) for entry in self.consents),
            sign_off_concerns=tuple(self.sign_off_concerns),
            sign_off=None if self.sign_off is None else _statement(self.sign_off),
            note=self.note,
        )


class SkinTypeEntry(SkinRuleEntry):
    """One `[[types]]` of skin.toml."""

    type: SkinTypeCode


class SkinFile(FileModel):
    """skin.toml: every type once."""

    types: list[SkinTypeEntry]
    sensitive: SkinRuleEntry

    @field_validator("types")
    @classmethod
    def every_type_once(cls, types: list[SkinTypeEntry]) -> list[SkinTypeEntry]:
        """I to VI, in order."""
        if [entry.type for entry in types] != ["I", "II", "III", "IV", "V", "VI"]:
            raise ValueError("types must be I, II, III, IV, V, VI, each once and in this order")
        return types

    def to_rules(self) -> dict[str, SkinRule]:
        """The rules by skin type."""
        return {entry.type: entry.to_rule(f"skin_type_{entry.type.lower()}") for entry in self.types}


def _statement(entry: SentenceEntry) -> SkinStatement:
    return SkinStatement(entry.code, entry.text, entry.evidence())
