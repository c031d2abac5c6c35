"""Shared visits as a model for OR-Tools CP-SAT: the objective of the planning model, 2.7, from (a) to (e).

Each session has a whole number for its day, out of the days on which it can be booked. Nothing here comes from the
planner but the value types. This module alone imports `ortools`, and is itself imported only where that is installed.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

from ortools.sat.python import cp_model

from app.planning.spacing import Group, Step

Days = tuple[tuple[int, ...], ...]

_SECONDS = 120
# No sum reaches the number beside it, so that one figure never makes up for another; so too for the days of a group.
_MORE_THAN_TREATMENTS, _MORE_THAN_VISITS, _MORE_THAN_DISTANCE, _MORE_THAN_DAYS = 100, 30, 20_000, 1_000


class Solved(NamedTuple):
    """The best days, and the seconds of the solver for (a) to (d) and for everything; building the model is no part."""

    days: Days
    seconds_without_ties: float
    seconds: float


class NotSolved(Exception):
    """The solver did not prove in its time which schedule is the best."""


@dataclass(frozen=True, slots=True)
class _Model:
    """What CP-SAT is given: the days as numbers from 0, and the terms of the sums that are to be small."""

    cp: Any
    first_day: int
    days: list[list[Any]] = field(default_factory=list)
    lapsed: list[Any] = field(default_factory=list)
    late: list[Any] = field(default_factory=list)
    visits: list[Any] = field(default_factory=list)
    delay: list[Any] = field(default_factory=list)
    distance: list[Any] = field(default_factory=list)


class _Window(NamedTuple):
    """Numbers, or expressions of the day before. `lapse` None: the session cannot lapse."""

    earliest: Any
    target: Any
    latest: Any
    lapse: Any


def solved(groups: Sequence[Group], bookable: Sequence[Sequence[int]]) -> Solved | None:
    """The best schedule of bookable days, for each group its own; None where there is none. Raises NotSolved.

    (a) and (b) are solved together, then (c) and (d), then (e) for one group after the other: of the ways tried the
    quickest. Each time the best days so far are the hint.
    """
    free = [[day for day in days if not _is_barred(group, day)] for group, days in zip(groups, bookable, strict=True)]
    if not all(free):
        return None
    model = _Model(cp_model.CpModel(), min(chain.from_iterable(free)))
    for group, days in zip(groups, free, strict=True):
        _add_group(model, group, [day - model.first_day for day in days])
    _add_visits(model)
    untimely = _MORE_THAN_TREATMENTS * sum(model.lapsed) + sum(model.late)
    stages = [
        _MORE_THAN_VISITS * untimely + sum(model.visits),
        _MORE_THAN_DISTANCE * sum(model.delay) + sum(model.distance),
    ]
    healing = [-sum(day * _MORE_THAN_DAYS**place for place, day in enumerate(chosen[::-1])) for chosen in model.days]
    seconds: list[float] = []
    found: Sequence[Sequence[int]] = ()
    for least in (*stages, *healing):
        answer = _solve(model, least, seconds)
        if answer is None:
            return None
        found = answer
    best = tuple(tuple(day + model.first_day for day in chosen) for chosen in found)
    return Solved(best, sum(seconds[: len(stages)]), sum(seconds))


def _add_group(model: _Model, group: Group, open_days: Sequence[int]) -> None:
    domain = cp_model.Domain.from_values(open_days)
    chosen: list[Any] = []
    for step in group.steps:
        day = model.cp.new_int_var_from_domain(domain, "")
        window = _next(model, group, step, chosen[-1], open_days) if chosen else _first(group, model.first_day)
        model.cp.add(day >= window.earliest)
        model.late.append(step.treatments * _is_after(model, day, window.latest))
        if window.lapse is not None:
            model.lapsed.append(step.treatments * _is_after(model, day, window.lapse))
        if group.last is None and not chosen:
            model.delay.append(day - window.earliest)
        else:
            distance = model.cp.new_int_var(0, 2 * _MORE_THAN_DAYS, "")
            model.cp.add(distance >= day - window.target)
            model.cp.add(distance >= window.target - day)
            model.distance.append(distance)
        chosen.append(day)
    model.days.append(chosen)


def _first(group: Group, first_day: int) -> _Window:
    if group.last is None:
        earliest = _out_of_deferrals(group, group.start)
        latest = max(earliest, min(earliest + group.start_within, group.valid_until, group.start_by))
        return _Window(earliest - first_day, earliest - first_day, latest - first_day, None)
    step, last = group.steps[0], group.last
    earliest = _out_of_deferrals(group, max(group.start, last + step.min))
    days = (earliest, max(earliest, last + step.target), max(earliest, last + step.late_after), last + step.lapse_after)
    return _Window(*(day - first_day for day in days))


def _next(model: _Model, group: Group, step: Step, last: Any, open_days: Sequence[int]) -> _Window:
    anchors = [last + days for days in (step.target, step.late_after, step.lapse_after)]
    first, end = open_days[0], open_days[-1]
    if not any(block.clear - model.first_day > first + step.min for block in group.blocks):
        return _Window(last + step.min, *anchors)
    least = range(first + step.min + model.first_day, end + step.min + model.first_day + 1)
    moved = [_out_of_deferrals(group, day) - model.first_day for day in least]
    most = max(moved[-1], end + step.lapse_after)
    earliest, target, latest = (model.cp.new_int_var(first, most, "") for _ in range(3))
    model.cp.add_element(last - first, moved, earliest)
    model.cp.add_max_equality(target, [earliest, anchors[0]])
    model.cp.add_max_equality(latest, [earliest, anchors[1]])
    return _Window(earliest, target, latest, anchors[2])


def _is_after(model: _Model, day: Any, bound: Any) -> Any:
    """True where the day lies after the bound; else it may be either, and is False where the sum is to be small."""
    is_after = model.cp.new_bool_var("")
    model.cp.add(day <= bound).only_enforce_if(~is_after)
    return is_after


def _add_visits(model: _Model) -> None:
    """Each session is a visit of its own, or joins a session of a group before: at most one of each."""
    for number, days in enumerate(model.days):
        before = model.days[:number]
        joins = [[[_same(model, day, other) for other in others] for others in before] for day in days]
        for of_day in joins:
            is_alone = model.cp.new_bool_var("")
            model.cp.add_bool_or([*chain.from_iterable(of_day), is_alone])
            model.visits.append(is_alone)
        for of_group in zip(*joins, strict=True):
            for meetings in (*of_group, *zip(*of_group, strict=True)):
                model.cp.add_at_most_one(meetings)


def _same(model: _Model, day: Any, other: Any) -> Any:
    is_same = model.cp.new_bool_var("")
    model.cp.add(day == other).only_enforce_if(is_same)
    return is_same


def _solve(model: _Model, least: Any, seconds: list[float]) -> list[list[int]] | None:
    """The days for which `least` is the least, which then stays so. Raises NotSolved."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = _SECONDS
    model.cp.minimize(least)
    start = time.perf_counter()
    status = solver.solve(model.cp)
    seconds.append(time.perf_counter() - start)
    if status == cp_model.INFEASIBLE:
        return None
    if status != cp_model.OPTIMAL:
        raise NotSolved(f"{solver.status_name(status)} after {seconds[-1]:.0f} s")
    model.cp.add(least == solver.value(least))
    model.cp.clear_hints()
    for day in chain.from_iterable(model.days):
        model.cp.add_hint(day, solver.value(day))
    return [[solver.value(day) for day in chosen] for chosen in model.days]


def _out_of_deferrals(group: Group, day: int) -> int:
    while _is_barred(group, day):
        day += 1
    return day


def _is_barred(group: Group, day: int) -> bool:
    return any(block.first <= day < block.clear for block in group.blocks)
