"""Several groups over as few visits as possible: the order of planning.md 2.7, exactly.

(a) Every group keeps its own fewest lapsed and late treatments (`leeway`). (b) Then as many visits are tried as the
group with most sessions needs, then one more, until there is a schedule of so many (`visit_search`): none has fewer.
Of those the search takes the one with (c) the smallest delay of first sessions, (d) the smallest distance from targets
and (e) group by group the latest days.

The search counts its work, never the time. Beyond a bound the best schedule found so far is taken, and what is proven
is said: the number of visits that every schedule needs.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from app.planning.calendar import DayMap
from app.planning.leeway import START, Leeway, ends, from_day
from app.planning.lockstep import Chains, Scale
from app.planning.rooms import Rooms
from app.planning.spacing import Group
from app.planning.visit_search import Days, Search

MOST_WORK, MOST_WORK_FOR_FEW = 6_000, 40_000
FEW_GROUPS = 3
"""Up to so many groups are searched for longer: the last few hard cases are worth some milliseconds."""
"""Days looked at, about half a microsecond each. More than enough for three groups and nearly always for four."""
UNLIMITED = 10**9

Optimality = Literal["proven", "bounded"]


class Visits(NamedTuple):
    """The days of each group (ordinals, rising); whether they are proven the best; the fewest visits possible.

    `fewest_visits` is proven in any case: no schedule needs fewer. When `proven` it is the number of visits here.
    """

    days: Days
    optimality: Optimality
    fewest_visits: int


def fewest_visits(
    groups: tuple[Group, ...], calendars: tuple[DayMap, ...], most_work: int | None = None
) -> Visits | None:
    """The best schedule of some groups, each with its calendar: the same days for all, less its own blocked ones.

    None when the calendar of one of them holds no series of it. Each group has at least one session to come.
    """
    if len({(calendar.origin, len(calendar.days)) for calendar in calendars}) > 1:
        raise ValueError("all calendars have the same days")
    leeways = tuple([Leeway(group, calendar) for group, calendar in zip(groups, calendars, strict=True)])
    if any(leeway.fewest is None for leeway in leeways):
        return None
    scale = Scale(leeways)
    if most_work is None:
        most_work = MOST_WORK if len(groups) > FEW_GROUPS else MOST_WORK_FOR_FEW
    fewest, work = max([len(group.steps) for group in groups]), most_work
    while True:
        search = Search(Rooms(leeways, fewest), scale, work)
        done = search.run()
        if done and search.days is not None:
            return Visits(_ordinals(search.days, calendars), "proven", fewest)
        if not done:
            return Visits(_ordinals(_found_so_far(search), calendars), "bounded", fewest)
        fewest, work = fewest + 1, search.chains.work


def _found_so_far(search: Search) -> Days:
    """The best of three: what the search has found, each group at its own best, and each at its best on few days."""
    leeways, scale = search.leeways, search.scale
    found = [_at_their_best(leeways, scale, -1), _at_their_best(leeways, scale, _few_days(leeways))]
    if search.days is not None:
        found.append((_number_of_visits(search.days), search.best, search.days))
    return min(found)[-1]


def _at_their_best(leeways: tuple[Leeway, ...], scale: Scale, within: int) -> tuple[int, int, Days]:
    """Each group for itself on the days in `within` (-1: all): the number of visits, the cost, and the days."""
    chains = Chains(Rooms(leeways, None, within), scale, UNLIMITED)
    days, total = [], 0
    for group, leeway in enumerate(leeways):
        chain = chains.of(((group, 0),), len(leeway.steps))
        cost, first = chain.best((START,), START)
        total += cost
        days.append(tuple(chain.walk(first)[group]))
    return _number_of_visits(days), total, tuple(days)


def _number_of_visits(days: Iterable[tuple[int, ...]]) -> int:
    return len({day for own in days for day in own})


def _few_days(leeways: tuple[Leeway, ...]) -> int:
    """Days that hold a series of every group: the next visit is the first day on which most groups can come together.

    It is never later than the last day of a group's next session, so that each group comes in time.
    """
    chosen, day = 0, START
    numbers, lasts = [0] * len(leeways), [START] * len(leeways)
    while True:
        opened = {
            group: from_day(leeway.reach(numbers[group], lasts[group]).days, day + 1)
            for group, leeway in enumerate(leeways)
            if numbers[group] < len(leeway.steps)
        }
        if not opened:
            return chosen
        deadline = min([days.bit_length() - 1 for days in opened.values()])
        starts = {deadline, *[ends(days)[0] for days in opened.values()]}
        _, soonest = max(
            [(sum([days >> start & 1 for days in opened.values()]), -start) for start in starts if start <= deadline]
        )
        day = -soonest
        chosen |= 1 << day
        for group, days in opened.items():
            if days >> day & 1:
                numbers[group], lasts[group] = numbers[group] + 1, day


def _ordinals(days: Days, calendars: tuple[DayMap, ...]) -> Days:
    origin = calendars[0].origin
    return tuple([tuple([day + origin for day in own]) for own in days])
