"""Judging needlings that happened: which count toward a goal's series, and from which day the area is spaced.

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
from app.planning.opening import MICRONEEDLING, PastProcedure

Status = Literal["valid", "not_valid", "extraneous"]


class Series(NamedTuple):
    """The judged sessions of a goal, oldest first, and how many of them count in the series that is running."""

    evaluations: "tuple[Evaluation, ...]"
    done: int


class Evaluation(NamedTuple):
    """The verdict on one session of a goal; `gap_days` since the area was last needled, None: never before."""

    on: date
    status: Status
    reasons: tuple[str, ...]
    counts: bool
    gap_days: int | None


def needlings_of(
    history: tuple[PastProcedure, ...], areas: AreaTree, touched: tuple[str, ...]
) -> tuple[PastProcedure, ...]:
    """The needlings that touched one of these areas, whatever for, oldest first."""
    found = (entry for entry in history if entry.procedure == MICRONEEDLING and _touches(entry, areas, touched))
    return tuple(sorted(found, key=lambda entry: entry.on))


def evaluate(
    needlings: tuple[PastProcedure, ...],
    concern: str,
    spacing: Spacing,
    floor: Floor | None,
    needed: int,
    start_on: date,
) -> Series:
    """The running series of a concern, from the needlings of its area (oldest first).

    Every needling sets the clock; only days that name the concern are judged, each by the day before it on which the
    area was needled. More than `needed` counting ones are extraneous. A gap longer than `lapse_after` ends a series,
    between two needlings or between the last one and `start_on`: after it the skin is reviewed as if it came for the
    first time.
    """
    absolute_min, least = spacing.absolute_min.value, spacing.min.value
    if floor is not None:
        absolute_min, least = max(absolute_min, floor.days.value), max(least, floor.days.value)
    judged: list[Evaluation] = []
    done = 0
    before: date | None = None
    for on, same_day in groupby(needlings, key=attrgetter("on")):
        gap = None if before is None else (on - before).days
        before = on
        if gap is not None and gap > spacing.lapse_after.value:
            done = 0
        if all(entry.concern != concern for entry in same_day):
            continue
        status, reasons = _judge(gap, absolute_min, least, spacing)
        if status == "valid" and done >= needed:
            status, reasons = "extraneous", (*reasons, "series_already_complete")
        done += status == "valid"
        judged.append(Evaluation(on, status, reasons, status == "valid", gap))
    if before is not None and (start_on - before).days > spacing.lapse_after.value:
        done = 0
    return Series(tuple(judged), done)


def _judge(gap: int | None, absolute_min: int, least: int, spacing: Spacing) -> tuple[Status, tuple[str, ...]]:
    if gap is None:
        return "valid", ()
    if gap < absolute_min:
        return "not_valid", ("interval_too_short",)
    if gap < least:
        return "valid", ("shortened_interval",)
    if gap > spacing.lapse_after.value:
        return "valid", ("lapsed",)
    if gap > spacing.late_after.value:
        return "valid", ("late",)
    return "valid", ()


def _touches(entry: PastProcedure, areas: AreaTree, touched: tuple[str, ...]) -> bool:
    return entry.area is None or any(areas.overlap(entry.area, area) for area in touched)
