"""Judging sessions that happened: which count toward a goal's series, and from which day the area is spaced.

The table is section 3 of the planning model. The grace band between `absolute_min` and `min` counts here and is never
used to propose a day.
"""

from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Literal, NamedTuple

from app.planning.catalogue.area_tree import AreaTree
from app.planning.catalogue.protocols import Spacing
from app.planning.goals import Floor
from app.planning.opening import MICRONEEDLING, GivenTreatment, PastProcedure

Status = Literal["valid", "not_valid", "extraneous", "substandard"]
EvaluationReason = Literal[
    "interval_too_short",
    "shortened_interval",
    "late",
    "lapsed",
    "series_already_complete",
    "depth_below_protocol",
    "depth_above_protocol",
    "other_endpoint",
    "override",
]


class Needling(NamedTuple):
    """What one session did for one concern in one area, on its day."""

    on: date
    given: GivenTreatment


class Standard(NamedTuple):
    """What a session of a goal is judged by.

    `area` and `kind` are the goal's own. `needed` sessions make the series. `least_mm` and `deepest_mm` are the ends of
    the protocol's depth in this area, with every step that a clinician may take; `endpoints` are those that the goal,
    or a pigment goal beside it, asks for.
    """

    concern: str
    area: str
    kind: str | None
    spacing: Spacing
    floor: Floor | None
    needed: int
    least_mm: float
    deepest_mm: float
    endpoints: frozenset[str]


class Evaluation(NamedTuple):
    """The verdict on one session of a goal; `gap_days` since the area was last needled, None: never before.

    `decision_needed`: it does not count unless a clinician says so.
    """

    on: date
    status: Status
    reasons: tuple[EvaluationReason, ...]
    counts: bool
    gap_days: int | None

    @property
    def decision_needed(self) -> bool:
        """True while a clinician has not decided on a session outside the protocol."""
        return self.status == "substandard" and "override" not in self.reasons


class Series(NamedTuple):
    """The judged sessions of a goal, oldest first, and how many of them count in the series that is running."""

    evaluations: tuple[Evaluation, ...]
    done: int


def needlings_of(history: tuple[PastProcedure, ...], areas: AreaTree, touched: tuple[str, ...]) -> tuple[Needling, ...]:
    """The needlings that touched one of these areas, whatever for, oldest first."""
    found = [
        Needling(entry.on, given)
        for entry in history
        if entry.procedure == MICRONEEDLING
        for given in entry.given
        if given.area is None or any(areas.overlap(given.area, area) for area in touched)
    ]
    return tuple(sorted(found, key=attrgetter("on")))


def evaluate(needlings: tuple[Needling, ...], standard: Standard, start_on: date) -> Series:
    """The running series of a goal, from the needlings of its area (oldest first).

    Every needling sets the clock; only days that name the concern are judged, each by the day before it on which the
    area was needled, so a verdict rests on nothing that came later. More than the goal needs are extraneous. A gap
    longer than `lapse_after` ends a series that was begun before a plan, between two needlings or between the last one
    and `start_on`, the day the plan begins: after it the skin is reviewed as if it came for the first time. Within a
    plan it asks for a review and a new screening, and what was done still counts.
    """
    judged: list[Evaluation] = []
    done = 0
    before: date | None = None
    for on, same_day in groupby(needlings, key=attrgetter("on")):
        gap = None if before is None else (on - before).days
        if _ended(before, min(on, start_on), standard):
            done = 0
        before = on
        given = _shares([needling.given for needling in same_day], standard)
        if not given:
            continue
        verdict = _judged(on, gap, given, standard, done >= standard.needed)
        done += verdict.counts
        judged.append(verdict)
    if _ended(before, start_on, standard):
        done = 0
    return Series(tuple(judged), done)


def _ended(before: date | None, until: date, standard: Standard) -> bool:
    """True where the gap between two days ends a series."""
    return before is not None and (until - before).days > standard.spacing.lapse_after.value


def _shares(given: list[GivenTreatment], standard: Standard) -> list[GivenTreatment]:
    """What a day did for the goal: its own share where that is told, else all that names its concern."""
    named = [one for one in given if one.concern == standard.concern]
    own = [one for one in named if (one.area, one.kind) == (standard.area, standard.kind)]
    return own or named


def _judged(on: date, gap: int | None, given: list[GivenTreatment], standard: Standard, complete: bool) -> Evaluation:
    """One session: by its interval, then by what was done, then by what a clinician decided."""
    status, reasons = _by_interval(gap, standard)
    outside = _outside(given, standard)
    if status == "valid" and outside:
        status = "substandard"
    reasons = (*reasons, *outside)
    if complete and status != "not_valid":
        return Evaluation(on, "extraneous", (*reasons, "series_already_complete"), False, gap)
    decided = [one.counts for one in given if one.counts is not None]
    if not decided:
        return Evaluation(on, status, reasons, status == "valid", gap)
    return Evaluation(on, status, (*reasons, "override"), all(decided) and not complete, gap)


def _by_interval(gap: int | None, standard: Standard) -> tuple[Status, tuple[EvaluationReason, ...]]:
    spacing, floor = standard.spacing, 0 if standard.floor is None else standard.floor.days.value
    if gap is None:
        return "valid", ()
    if gap < max(spacing.absolute_min.value, floor):
        return "not_valid", ("interval_too_short",)
    if gap < max(spacing.min.value, floor):
        return "valid", ("shortened_interval",)
    if gap > spacing.lapse_after.value:
        return "valid", ("lapsed",)
    if gap > spacing.late_after.value:
        return "valid", ("late",)
    return "valid", ()


def _outside(given: list[GivenTreatment], standard: Standard) -> tuple[EvaluationReason, ...]:
    """How what was done lies outside the protocol; what is not known is not held against it."""
    reasons: list[EvaluationReason] = []
    depths = [one.depth_mm for one in given if one.depth_mm is not None]
    if any(depth < standard.least_mm for depth in depths):
        reasons.append("depth_below_protocol")
    if any(depth > standard.deepest_mm for depth in depths):
        reasons.append("depth_above_protocol")
    if any(one.endpoint is not None and one.endpoint not in standard.endpoints for one in given):
        reasons.append("other_endpoint")
    return tuple(reasons)
