"""A protocol as it holds in one area for one skin type: spacing after the floors, depth after the caps."""

from typing import NamedTuple

from app.planning.catalogue.protocols import Protocol
from app.planning.catalogue.rulebook import Catalogue
from app.planning.catalogue.skin import SkinType
from app.planning.depth import caps_of
from app.planning.goals import floor_under
from app.planning.spacing import Step, raised


class Effective(NamedTuple):
    """One band in one area: `step` is its spacing in days, depths in millimetres."""

    area: str
    severity: str
    kind: str | None
    absolute_min_days: int
    step: Step
    max_depth_mm: float
    first_session_max_depth_mm: float
    bound_by: str


def for_skin_type(
    catalogue: Catalogue, protocol: Protocol, areas: tuple[str, ...], skin_type: SkinType
) -> tuple[Effective, ...]:
    """Every band of a protocol in each of these areas, as it holds for a skin type."""
    rules = (catalogue.skin_rules[skin_type],)
    effective = []
    for code in areas:
        area = catalogue.areas[code]
        floor = floor_under(rules, area)
        floor_days = 0 if floor is None else floor.days.value
        for band in protocol.bands:
            caps = caps_of(catalogue, band, area, protocol.concern, rules, None)
            effective.append(
                Effective(
                    area=code,
                    severity=band.severity,
                    kind=band.kind,
                    absolute_min_days=max(band.spacing.absolute_min.value, floor_days),
                    step=raised(band.spacing, floor_days, 1),
                    max_depth_mm=caps.later.mm,
                    first_session_max_depth_mm=caps.first.mm,
                    bound_by=caps.later.bound_by,
                )
            )
    return tuple(effective)
