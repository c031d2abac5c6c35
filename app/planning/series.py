"""The best days for one group of areas: exact, in the order of the objective.

Among all schedules of bookable days that keep every earliest day, the one with, in this order: the fewest treatments
past their lapse, the fewest past their latest day, the smallest delay of a first session, the smallest total distance
of the others from their targets; of equals the lexicographically latest. (How many visits it takes is fixed for one
group; several groups share visits in `sharing`.)

The usual case needs no search: when every session falls on its target, nothing can be better. Otherwise sessions are
taken from the last to the first; for every day a session may have, the best rest of the series is a minimum over slices
of precomputed costs. A cost is one integer: lapsed, late, delay and distance in fields that cannot overflow.
"""

from itertools import accumulate

from app.planning.calendar import DayMap
from app.planning.spacing import Group, Step, Window, first_window, next_window

DISTANCE_BITS, DELAY_BITS, COUNT_BITS = 18, 14, 8
DELAY = 1 << DISTANCE_BITS
LATE = DELAY << DELAY_BITS
LAPSED = LATE << COUNT_BITS
IMPOSSIBLE = LAPSED << (COUNT_BITS + 4)
POSSIBLE = LAPSED << COUNT_BITS
"""No schedule costs as much; sums with IMPOSSIBLE in them stay above it."""
DAY_BITS = 14
NOWHERE = IMPOSSIBLE << DAY_BITS
LAST = (1 << DAY_BITS) - 1
"""The low bits of a compared cost hold LAST - day, so that of equal costs the later day is the smaller number."""


def best_days(group: Group, calendar: DayMap) -> tuple[int, ...] | None:
    """The days of the group's open sessions (ordinals, rising), or None when the horizon holds no such series."""
    greedy, cost = _nearest_days(group, calendar)
    if cost == 0:
        return greedy
    if greedy is None and not fits(group, calendar):
        return None
    if greedy is None or cost >= LATE or _blocks_ahead(group, calendar):
        return _search(group, calendar)
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
            return None, IMPOSSIBLE
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


def _search(group: Group, calendar: DayMap) -> tuple[int, ...] | None:
    """The exact best days over the whole horizon."""
    rest = [0] * len(calendar.days)
    costs: list[_Costs] = []
    for step in group.steps[:0:-1]:
        costs.append(_Costs(calendar.days, rest, 1))
        rest = _rest(group, step, calendar, costs[-1])
    costs.append(_Costs(calendar.days, rest, _first_unit(group)))
    return _walk(group, calendar.origin, costs[::-1])


def _rest(group: Group, step: Step, calendar: DayMap, costs: "_Costs") -> list[int]:
    """For each day on which a session may lie, what the sessions after it cost at best."""
    origin, days = calendar
    rest = [IMPOSSIBLE] * len(days)
    for day in range(len(days)):
        if not days[day]:
            rest[day] = costs.best(next_window(group, step, day + origin), origin, step.treatments) >> DAY_BITS
    return rest


def _walk(group: Group, origin: int, costs: "list[_Costs]") -> tuple[int, ...] | None:
    chosen: list[int] = []
    window = first_window(group)
    for number, step in enumerate(group.steps):
        if number:
            window = next_window(group, step, chosen[-1])
        unit = 1 if number else _first_unit(group)
        best = costs[number].best(window, origin, step.treatments, unit)
        if best >> DAY_BITS >= POSSIBLE:
            return None
        chosen.append(LAST - (best & LAST) + origin)
    return tuple(chosen)


def _first_unit(group: Group) -> int:
    """A day of delay of a first session outweighs every distance; the next session of a needled group has a target."""
    return DELAY if group.last is None else 1


class _Costs:
    """What each day costs for one session, less what depends on its window; sliced and minimised by `best`."""

    __slots__ = ("days", "rest", "rising", "size", "suffix")

    def __init__(self, days: bytes, rest: list[int], unit: int) -> None:
        """`rest` is what follows each day at best; `unit` weighs a day of distance."""
        self.size = len(days)
        self.days = days
        self.rest = rest
        self.rising = [NOWHERE] * self.size
        for day in range(self.size):
            if not days[day]:
                self.rising[day] = ((rest[day] + unit * day) << DAY_BITS) + LAST - day
        self.suffix: list[int] | None = None

    def best(self, window: Window, origin: int, treatments: int, unit: int = 1) -> int:
        """The smallest cost of this session and all after it, with its day in the low bits.

        A deferral can push a whole window past the lapse, so late and lapsed are told apart by their own bounds.
        """
        first, target = max(0, window.earliest - origin), window.target - origin
        latest, lapse = window.latest - origin, window.lapse - origin
        late, lapsed = (treatments * LATE) << DAY_BITS, (treatments * LAPSED) << DAY_BITS
        shift = (unit * target) << DAY_BITS
        near, far, between = (latest, lapse, late) if latest < lapse else (lapse, latest, lapsed)
        start = max(first, target)
        found = self._cheapest(start, near + 1) - shift
        if first < target:
            found = min(found, self._before(first, min(target, lapse + 1), target))
            found = min(found, self._before(max(first, lapse + 1), target, target) + lapsed)
        if found >= min(late, lapsed):
            found = min(found, self._cheapest(max(start, near + 1), far + 1) - shift + between)
            if found >= late + lapsed:
                found = min(found, self._cheapest_from(max(start, far + 1)) - shift + late + lapsed)
        return found

    def _cheapest(self, first: int, end: int) -> int:
        return min(self.rising[first : max(first, end)], default=NOWHERE)

    def _cheapest_from(self, first: int) -> int:
        """The same for all days from `first` on; asked for many days, so worked out once."""
        if self.suffix is None:
            backwards = accumulate(reversed(self.rising), min)
            self.suffix = list(backwards)[::-1]
        return self.suffix[first] if first < self.size else NOWHERE

    def _before(self, first: int, end: int, target: int) -> int:
        """The same for days before the target, where distance falls as days rise."""
        end = min(end, self.size)
        return min(
            (
                ((self.rest[day] + target - day) << DAY_BITS) + LAST - day
                for day in range(first, end)
                if not self.days[day]
            ),
            default=NOWHERE,
        )
