"""The best days for one group of areas: exact, in the order of the objective.

Among all schedules of bookable days that keep every earliest day, the one with, in this order: the fewest treatments
past their lapse, the fewest past their latest day, the smallest delay of a first session, the smallest total distance
of the others from their targets; of equals the lexicographically latest. (How many visits it takes is fixed for one
group; several groups share visits in `sharing`.)

The usual case needs no search: when every session falls on its target, nothing can be better. Where every window can
be kept, only days near the targets matter. The rest is searched as several groups are (`visits`), of which one is a
special case.
"""

from app.planning.calendar import DayMap
from app.planning.spacing import Group, Window, first_window, next_window
from app.planning.visits import UNLIMITED, fewest_visits

LATE, LAPSED = 1 << 20, 1 << 30
"""More than all distances of a series together; more than all its late treatments."""


def best_days(group: Group, calendar: DayMap) -> tuple[int, ...] | None:
    """The days of the group's open sessions (ordinals, rising), or None when the horizon holds no such series."""
    greedy, cost = _nearest_days(group, calendar)
    if cost == 0:
        return greedy
    if greedy is None and not fits(group, calendar):
        return None
    if greedy is None or cost >= LATE or _blocks_ahead(group, calendar):
        visits = fewest_visits((group,), (calendar,), UNLIMITED)
        return None if visits is None else visits.days[0]
    return _polished(group, calendar, greedy, cost)


def fits(group: Group, calendar: DayMap) -> bool:
    """True when each session finds a day if all come as soon as they may; no other schedule needs fewer days."""
    origin, days = calendar
    window = first_window(group)
    for step in (*group.steps[1:], None):
        index = days.find(0, max(0, window.earliest - origin))
        if index < 0:
            return False
        if step is not None:
            window = next_window(group, step, index + origin)
    return True


def _nearest_days(group: Group, calendar: DayMap) -> tuple[tuple[int, ...] | None, int]:
    """Each session on the bookable day nearest to its target, one after the other, and what that costs.

    The cost leaves the delay of a first session out when it is in time: no schedule in time starts sooner.
    """
    days: list[int] = []
    total = 0
    window = first_window(group)
    for number, step in enumerate(group.steps):
        if number:
            window = next_window(group, step, days[-1])
        day = calendar.nearest(window.target, window.earliest)
        if day is None:
            return None, LAPSED << 10
        days.append(day)
        if day > window.latest or day > window.lapse:
            total += step.treatments * ((day > window.latest) * LATE + (day > window.lapse) * LAPSED)
        if number or group.last is not None:
            total += abs(day - window.target)
    return tuple(days), total


def _blocks_ahead(group: Group, calendar: DayMap) -> bool:
    """True when a deferral may lie between two sessions: windows then do not move evenly with their predecessor."""
    start = max(first_window(group).earliest, calendar.origin)
    return any(block.clear > start for block in group.blocks)


def _polished(group: Group, calendar: DayMap, greedy: tuple[int, ...], distance: int) -> tuple[int, ...]:
    """The best days when some schedule keeps every window: only days that can still beat its total distance matter."""
    nearby = _neighbourhood(group, calendar, greedy, distance)
    rest = dict.fromkeys(nearby[-1], 0)
    following: list[dict[int, int]] = []
    for step, before in zip(group.steps[:0:-1], nearby[-2::-1], strict=True):
        best = {last: _nearest_of(rest, next_window(group, step, last)) for last in before}
        rest = {last: cost for last, (cost, _) in best.items() if cost < LATE}
        following.append({last: day for last, (_, day) in best.items()})
    chosen = [greedy[0] if group.last is None else _nearest_of(rest, first_window(group))[1]]
    for after in reversed(following):
        chosen.append(after[chosen[-1]])
    return tuple(chosen)


def _neighbourhood(group: Group, calendar: DayMap, greedy: tuple[int, ...], distance: int) -> list[list[int]]:
    """For each session the bookable days that are no farther from its targets, in total, than `distance`."""
    origin, days = calendar
    ideal = greedy[0] if group.last is None else first_window(group).target
    spread = 0 if group.last is None else distance
    nearby = []
    for step in (*group.steps[1:], None):
        low, high = max(0, ideal - spread - origin), min(len(days), ideal + spread - origin + 1)
        nearby.append([index + origin for index in range(low, high) if not days[index]])
        if step is not None:
            ideal, spread = ideal + step.target, distance
    return nearby


def _nearest_of(rest: dict[int, int], window: Window) -> tuple[int, int]:
    """The smallest cost of a session in its window and all after it, with its day; of equals the later day."""
    best, chosen = LATE, 0
    for day, cost in rest.items():
        if window.earliest <= day <= window.latest and cost + abs(day - window.target) <= best:
            best, chosen = cost + abs(day - window.target), day
    return best, chosen
