"""What else is done to the skin: washouts, adjuncts of the same session, and what must not touch open channels."""

from dataclasses import dataclass

from app.planning.catalogue.areas import Region
from app.planning.catalogue.evidence import Cited, Evidence


@dataclass(frozen=True, slots=True)
class Procedure:
    """Another procedure in the area. Needling waits `days_before` after it, and it waits `days_after` after needling.

    `days_after` None: no figure was found. `question` asks for it in a screening. `sign_off`: a clinician agrees as
    well, for `sign_off_days` after it (None: as long as needling waits). `regions`: where it matters; empty: all.
    """

    code: str
    title: str
    question: str
    days_before: Cited[int]
    days_after: Cited[int] | None
    sign_off: str
    sign_off_days: Cited[int] | None
    regions: tuple[Region, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Adjunct:
    """Something applied in the same session that was studied for a concern; `acid`: not for sensitive skin."""

    code: str
    title: str
    concerns: tuple[str, ...]
    kinds: tuple[str, ...]
    regions: tuple[Region, ...]
    off_label: bool
    acid: bool
    text: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Avoided:
    """A product or habit that must not meet open channels."""

    code: str
    text: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class CombiningRule:
    """A rule about treating several areas or concerns on one day, in words; the planner applies it."""

    code: str
    text: str
    evidence: Evidence
