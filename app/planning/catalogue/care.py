"""Care around a session: tasks before and after, downtime, and facts on topical anaesthetic."""

from dataclasses import dataclass
from typing import Literal

from app.planning.catalogue.areas import Region
from app.planning.catalogue.evidence import Cited, Evidence

Role = Literal["patient", "clinician", "prescriber"]


@dataclass(frozen=True, slots=True)
class CareTask:
    """One task, from `day_offset` to `until_day_offset` (the same: one day), both ends included; day 0 is the session.

    `hours` narrows a task of day 0 or 1 in words. The rest says for whom it is meant; empty or None: for everybody.
    `not_sensitive` leaves it out for sensitive skin, `sensitive_only` for all others. `findings`: only while one of
    these is present. `or_deeper_than_mm`: outside `regions` too, after a session set deeper than this.
    `first_session_only`: once, before or after the first session of the series.
    """

    code: str
    text: str
    day_offset: int
    until_day_offset: int
    hours: str
    role: Role
    optional: bool
    skin_types: tuple[str, ...]
    sensitive_only: bool
    not_sensitive: bool
    pigment_or_skin_types: bool
    findings: tuple[str, ...]
    regions: tuple[Region, ...]
    or_deeper_than_mm: Cited[float] | None
    first_session_only: bool
    needs_anaesthetic: bool
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Downtime:
    """Back to normal `days` after a session no deeper than `up_to_mm`."""

    up_to_mm: float
    days: Cited[int]


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence of fact for the clinician, never an order."""

    code: str
    text: str
    evidence: Evidence
