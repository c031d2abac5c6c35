"""How deep: the lowest of all caps, and which one bound it. Depths are device settings in millimetres."""

from typing import NamedTuple

from app.planning.catalogue.areas import Area
from app.planning.catalogue.evidence import Cited, Evidence
from app.planning.catalogue.protocols import Band
from app.planning.catalogue.rulebook import Catalogue
from app.planning.catalogue.skin import SkinRule
from app.planning.label import LabelStanding


class Cap(NamedTuple):
    """One limit: what sets it (protocol, area, skin_type, sensitive_skin, label), how deep, and its evidence."""

    bound_by: str
    mm: float
    evidence: Evidence


class ZoneDepth(NamedTuple):
    """An area inside the treated one that allows less; 0: do not needle there."""

    area: str
    max_mm: float
    bound_by: str


class Steps(NamedTuple):
    """The protocol's steps above what is proposed: with a confirmation, with an override; None: there is none."""

    confirm_mm: float | None
    override_mm: float | None


NO_STEPS = Steps(None, None)


class Caps(NamedTuple):
    """What limits one goal's depth: in its first session, in the later ones, and zone by zone.

    `min_mm` is the protocol's lower end. The steps end at the hard cap of the area, and of the label where one was
    chosen; those of the first session also at what the skin allows it. Where the first session is like the later ones,
    its cap and steps are theirs.
    """

    min_mm: float
    first: Cap
    first_steps: Steps
    later: Cap
    later_steps: Steps
    zones: tuple[ZoneDepth, ...]

    @property
    def first_differs(self) -> bool:
        """True where the first session has a cap or steps of its own."""
        return self.first is not self.later or self.first_steps is not self.later_steps


def caps_of(
    catalogue: Catalogue,
    band: Band,
    area: Area,
    concern: str,
    rules: tuple[SkinRule, ...],
    label: LabelStanding | None,
) -> Caps:
    """The caps of one goal: the lowest of protocol, area, skin and label; of equal ones the first in this order."""
    later = _lowest([_protocol_cap(band), *_area_caps(area, rules), *_label_caps(area, label)])
    first = _first_session(later, rules)
    steps = _steps(band, _hard_max(area, concern, label), later)
    return Caps(
        min_mm=band.depth_mm.min.value,
        first=first,
        first_steps=_first_steps(band, steps, first, later, rules),
        later=later,
        later_steps=steps,
        zones=_zones(catalogue, area, rules, later),
    )


def _protocol_cap(band: Band) -> Cap:
    return Cap("protocol", band.depth_mm.max.value, band.depth_mm.max.evidence)


def _area_caps(area: Area, rules: tuple[SkinRule, ...]) -> list[Cap]:
    """The area's default and, where the skin type lowers defaults, the lowered one."""
    own = area.default_max_mm
    caps = [Cap("area", own.value, own.evidence)]
    for rule in rules:
        if rule.depth_change_mm is not None and own.value > 0:
            caps.append(Cap("skin_type", _mm(own.value + rule.depth_change_mm.value), rule.depth_change_mm.evidence))
    return caps


def _label_caps(area: Area, label: LabelStanding | None) -> list[Cap]:
    if label is None:
        return []
    limit = label.max_depth_mm or area.label_max_mm
    return [] if limit is None else [Cap("label", limit.value, limit.evidence)]


def _first_session(later: Cap, rules: tuple[SkinRule, ...]) -> Cap:
    """The first session goes more carefully, if need be below the protocol's lower end, but never down to nothing."""
    caps = [later]
    for rule in rules:
        if rule.first_session_max_mm is not None:
            caps.append(Cap("skin_type", rule.first_session_max_mm.value, rule.first_session_max_mm.evidence))
    lowest = _lowest(caps)
    for rule in rules:
        if rule.first_session_change_mm is not None:
            careful = _mm(lowest.mm + rule.first_session_change_mm.value)
            if careful > 0:
                lowest = Cap(rule.code, careful, rule.first_session_change_mm.evidence)
    return lowest


def _zones(catalogue: Catalogue, area: Area, rules: tuple[SkinRule, ...], cap: Cap) -> tuple[ZoneDepth, ...]:
    """The zones inside the area that allow less than the area as a whole."""
    zones = []
    for code in catalogue.areas.within(area.code):
        lowest = _lowest(_area_caps(catalogue.areas[code], rules))
        if lowest.mm < cap.mm:
            zones.append(ZoneDepth(code, lowest.mm, lowest.bound_by))
    return tuple(zones)


def _hard_max(area: Area, concern: str, label: LabelStanding | None) -> float:
    exempt = area.hard_max_concerns and concern not in area.hard_max_concerns
    hard = area.default_max_mm.value if exempt else area.hard_max_mm.value
    return min([hard, *(cap.mm for cap in _label_caps(area, label))])


def _steps(band: Band, hard: float, proposed: Cap) -> Steps:
    depth = band.depth_mm
    return Steps(_step(depth.confirm_up_to, hard, proposed.mm), _step(depth.override_up_to, hard, proposed.mm))


def _first_steps(band: Band, steps: Steps, first: Cap, later: Cap, rules: tuple[SkinRule, ...]) -> Steps:
    """The steps of the first session: none where its own cap binds, else up to what skin types allow it at most."""
    if first is not later:
        return NO_STEPS
    limits = [rule.first_session_max_mm.value for rule in rules if rule.first_session_max_mm is not None]
    reached = [step for step in steps if step is not None]
    if not limits or not reached or max(reached) <= min(limits):
        return steps
    return _steps(band, min(limits), later)


def _step(step: Cited[float] | None, hard: float, proposed: float) -> float | None:
    if step is None:
        return None
    allowed = min(step.value, hard)
    return allowed if allowed > proposed else None


def _lowest(caps: list[Cap]) -> Cap:
    return min(caps, key=lambda cap: cap.mm)


def _mm(value: float) -> float:
    """Settings are steps of hundredths: 1.25 stays 1.25."""
    return round(value, 2)
