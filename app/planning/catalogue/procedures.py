"""What else is done to the skin: washouts, adjuncts of the same session, and what must not touch open channels."""

from dataclasses import dataclass
from typing import Literal

from app.planning.catalogue.areas import Region
from app.planning.catalogue.evidence import Cited, Evidence


@dataclass(frozen=True, slots=True)
class Procedure:
    """Another procedure in the area. Needling waits `days_before` after it, and it waits `days_after` after needling.

    `days_after` None: no figure was found. `question` asks for it in a screening, `help` says how to answer.
    `sign_off`: a clinician agrees as well, for `sign_off_days` after it (None: as long as needling waits). `where`:
    `area` matters only where it was done, `region` in the whole region, or in all `regions` where it names any.
    `regions`: where it matters at all; empty: everywhere. It says nothing to goals of `except_concerns`.
    """

    code: str
    title: str
    question: str
    help: str
    days_before: Cited[int]
    days_after: Cited[int] | None
    sign_off: str
    sign_off_days: Cited[int] | None
    where: Literal["area", "region"]
    regions: tuple[Region, ...]
    except_concerns: tuple[str, ...]
    note: str

    @property
    def acts_for(self) -> Cited[int]:
        """How long after it the procedure still says something: until needling no longer waits and nobody signs."""
        return self.sign_off_days or self.days_before


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
