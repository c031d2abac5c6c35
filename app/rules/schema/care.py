"""care.toml: tasks around a session, downtime, facts on topical anaesthetic."""

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from app.planning.catalogue.care import CareTask, Downtime, Fact
from app.rules.schema.words import (
    Code,
    Days,
    EvidenceFile,
    FileModel,
    Millimetres,
    RegionCode,
    Sentences,
    SkinTypeCode,
    Text,
    mm_or_none,
)

DEEPEST_MM = 3.0
DayOffset = Annotated[int, Field(ge=-365, le=365)]


class CareEntry(EvidenceFile):
    """One `[[tasks]]` of care.toml."""

    code: Code
    text: Text
    day_offset: DayOffset
    until_day_offset: DayOffset | None = None
    hours: str = ""
    role: Literal["patient", "clinician", "prescriber"]
    optional: bool = False
    skin_types: list[SkinTypeCode] = []
    sensitive_only: bool = False
    not_sensitive: bool = False
    pigment_or_skin_types: bool = False
    findings: list[Code] = []
    regions: list[RegionCode] = []
    or_deeper_than_mm: Millimetres | None = None
    first_session_only: bool = False
    needs_anaesthetic: bool = False

    @model_validator(mode="after")
    def offsets_in_order(self) -> Self:
        """A task does not end before it begins."""
        if self.until_day_offset is not None and self.until_day_offset < self.day_offset:
            raise ValueError("until_day_offset must not be before day_offset")
        return self

    @model_validator(mode="after")
    def depth_widens_regions(self) -> Self:
        """A depth widens the regions of a task; one for every region is due at every depth."""
        if self.or_deeper_than_mm is not None and not self.regions:
            raise ValueError("or_deeper_than_mm needs regions, which it widens")
        return self

    def to_task(self) -> CareTask:
        """The task as planning holds it."""
        return CareTask(
            code=self.code,
            text=self.text,
            day_offset=self.day_offset,
            until_day_offset=self.day_offset if self.until_day_offset is None else self.until_day_offset,
            hours=self.hours,
            role=self.role,
            optional=self.optional,
            skin_types=tuple(self.skin_types),
            sensitive_only=self.sensitive_only,
            not_sensitive=self.not_sensitive,
            pigment_or_skin_types=self.pigment_or_skin_types,
            findings=tuple(self.findings),
            regions=tuple(self.regions),
            or_deeper_than_mm=mm_or_none(self.or_deeper_than_mm),
            first_session_only=self.first_session_only,
            needs_anaesthetic=self.needs_anaesthetic,
            evidence=self.evidence(),
        )


class DowntimeEntry(FileModel):
    """One `[[downtime]]` of care.toml."""

    up_to_mm: Annotated[float, Field(gt=0, le=3, strict=False)]
    days: Days


class CareFile(FileModel):
    """care.toml."""

    tasks: Annotated[list[CareEntry], Field(min_length=1)]
    downtime: Annotated[list[DowntimeEntry], Field(min_length=1)]
    anaesthetic: Annotated[Sentences, Field(min_length=1)]

    @field_validator("downtime")
    @classmethod
    def downtime_rises(cls, steps: list[DowntimeEntry]) -> list[DowntimeEntry]:
        """The steps of downtime rise with depth and reach the deepest setting."""
        deeper = all(one.up_to_mm < other.up_to_mm for one, other in pairwise(steps))
        longer = all(one.days.value <= other.days.value for one, other in pairwise(steps))
        if not deeper or not longer or steps[-1].up_to_mm < DEEPEST_MM:
            raise ValueError("downtime rises with depth, step by step, the last one up to 3 mm")
        return steps

    def to_downtime(self) -> tuple[Downtime, ...]:
        """The steps as planning holds them."""
        return tuple(Downtime(entry.up_to_mm, entry.days.cited()) for entry in self.downtime)

    def to_facts(self) -> tuple[Fact, ...]:
        """The facts on topical anaesthetic as planning holds them."""
        return tuple(Fact(entry.code, entry.text, entry.evidence()) for entry in self.anaesthetic)
