"""How skin type and sensitivity change a protocol."""

from dataclasses import dataclass
from typing import Literal

from app.planning.catalogue.areas import Region
from app.planning.catalogue.evidence import Cited, Evidence

SkinType = Literal["I", "II", "III", "IV", "V", "VI"]
SKIN_TYPES: tuple[SkinType, ...] = ("I", "II", "III", "IV", "V", "VI")


@dataclass(frozen=True, slots=True)
class SkinStatement:
    """A line that the consent form gains, or what a clinician signs."""

    code: str
    text: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class SkinRule:
    """What one skin type, or sensitive skin, changes.

    `floor_days` raises `absolute_min` and `min` together, in `floor_regions` only. `depth_change_mm` (negative) lowers
    an area's default cap; `first_session_change_mm` the first session's depth; `first_session_max_mm` caps the first
    session of a series. `sign_off_concerns` are the concerns (or their kinds) that then need a clinician's sign-off.
    """

    code: str
    floor_days: Cited[int] | None
    floor_regions: tuple[Region, ...]
    depth_change_mm: Cited[float] | None
    first_session_change_mm: Cited[float] | None
    first_session_max_mm: Cited[float] | None
    bars_adjuncts: bool
    consents: tuple[SkinStatement, ...]
    sign_off_concerns: tuple[str, ...]
    sign_off: SkinStatement | None
    note: str
