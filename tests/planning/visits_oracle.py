"""Shared visits by trying every schedule: the planning model's sections 2.6 and 2.7 restated, for small cases.

Written from the page and not from the planner, of which only the value types are used. Days are plain whole numbers.

How the page is read where it leaves a choice:

- A session past its lapse may be past its latest day too; then it counts in both numbers of (a).
- (c) is about groups never needled: only they have a first session. The next session of a group that was needled before
  is one of the others of (d). Otherwise completing a session on its day would move those after it (law 6).
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from app.planning.spacing import Group, Step

Days = tuple[int, ...]
"""The days of one group, in order."""
Schedule = tuple[Days, ...]
"""The days of each group, in the order of the groups."""
Bookable = Sequence[Collection[int]]
"""For each group the days on which clinic and patient can meet."""


class Value(NamedTuple):
    """What a schedule is worth, in the order of (a) to (e): the smaller, the better."""

    lapsed: int
    late: int
    visits: int
    delay: int
    distance: int
    days: Schedule
    """Negative, so that of two lists the later is the smaller."""


class Best(NamedTuple):
    days: Schedule
    value: Value


class BrokenRule(Exception):
    """A schedule that is none: a day too early, barred or not bookable, or not one day for each session."""


class _Window(NamedTuple):
    earliest: int
    target: int
    latest: int
    lapse: int | None


def best(groups: Sequence[Group], bookable: Bookable) -> Best | None:
    """The best schedule of all; None where there is none."""
    choices = [_most_timely(group, days) for group, days in zip(groups, bookable, strict=True)]
    found: Best | None = None
    for days in _with_fewest_visits(choices):
        value = value_of(groups, bookable, days)
        if found is None or value < found.value:
            found = Best(days, value)
    return found


def value_of(groups: Sequence[Group], bookable: Bookable, days: Schedule) -> Value:
    """What a schedule is worth. Raises BrokenRule for one that is not allowed."""
    lapsed = late = delay = distance = 0
    for group, open_days, chosen in zip(groups, bookable, days, strict=True):
        _check(group, open_days, chosen)
        group_lapsed, group_late = _untimely(group, chosen)
        lapsed, late = lapsed + group_lapsed, late + group_late
        for number, (day, window) in enumerate(zip(chosen, _windows(group, chosen), strict=True)):
            if number == 0 and group.last is None:
                delay += day - window.earliest
            else:
                distance += abs(day - window.target)
    visits = len({day for chosen in days for day in chosen})
    return Value(lapsed, late, visits, delay, distance, tuple(tuple(-day for day in chosen) for chosen in days))


def _check(group: Group, bookable: Collection[int], days: Days) -> None:
    if len(days) != len(group.steps):
        raise BrokenRule(f"{len(days)} days for {len(group.steps)} sessions")
    if any(later <= day for day, later in pairwise(days)):
        raise BrokenRule(f"not one after the other: {days}")
    for day, window in zip(days, _windows(group, days), strict=True):
        if day < window.earliest:
            raise BrokenRule(f"{day} is before {window.earliest}")
        if day not in bookable or _is_barred(group, day):
            raise BrokenRule(f"{day} cannot be booked")


def _windows(group: Group, days: Days) -> Iterator[_Window]:
    """Of each session, given the days of those before it."""
    last = group.last
    for step, day in zip(group.steps, days, strict=True):
        yield _window(group, step, last)
        last = day


def _window(group: Group, step: Step, last: int | None) -> _Window:
    if last is None:
        earliest = _out_of_deferrals(group, group.start)
        latest = min(earliest + group.start_within, group.valid_until, group.start_by)
        return _Window(earliest, earliest, max(earliest, latest), None)
    earliest = _out_of_deferrals(group, max(group.start, last + step.min))
    target, latest = max(earliest, last + step.target), max(earliest, last + step.late_after)
    return _Window(earliest, target, latest, last + step.lapse_after)


def _out_of_deferrals(group: Group, day: int) -> int:
    while _is_barred(group, day):
        day += 1
    return day


def _is_barred(group: Group, day: int) -> bool:
    return any(block.first <= day < block.clear for block in group.blocks)


def _untimely(group: Group, days: Days) -> tuple[int, int]:
    """Treatments past their lapse, and treatments after their latest day."""
    lapsed = late = 0
    for step, day, window in zip(group.steps, days, _windows(group, days), strict=True):
        lapsed += step.treatments if window.lapse is not None and day > window.lapse else 0
        late += step.treatments if day > window.latest else 0
    return lapsed, late


def _most_timely(group: Group, bookable: Collection[int]) -> list[Days]:
    """Of all lists of days of a group those that are best in (a).

    (a) adds up over the groups, and no group's share depends on the days of another. So in the best schedule
    the share of each group is the smallest that it can have, and all other lists can be left out.
    """
    every = list(_lists_of_days(group, sorted(bookable), ()))
    least = min((_untimely(group, days) for days in every), default=None)
    return [days for days in every if _untimely(group, days) == least]


def _lists_of_days(group: Group, bookable: list[int], chosen: Days) -> Iterator[Days]:
    if len(chosen) == len(group.steps):
        yield chosen
        return
    last = chosen[-1] if chosen else group.last
    earliest = _window(group, group.steps[len(chosen)], last).earliest
    for day in bookable:
        if day >= earliest and (not chosen or day > chosen[-1]) and not _is_barred(group, day):
            yield from _lists_of_days(group, bookable, (*chosen, day))


def _with_fewest_visits(choices: Sequence[Sequence[Days]]) -> list[Schedule]:
    """Of all schedules out of one list for each group those with the fewest visits."""
    fewest, found = sum(len(lists[0]) for lists in choices if lists), list[Schedule]()

    def choose(chosen: Schedule, visits: frozenset[int]) -> None:
        nonlocal fewest, found
        if len(visits) > fewest:
            return
        if len(chosen) == len(choices):
            if len(visits) < fewest:
                fewest, found = len(visits), []
            found.append(chosen)
            return
        for days in choices[len(chosen)]:
            choose((*chosen, days), visits.union(days))

    choose((), frozenset())
    return found
