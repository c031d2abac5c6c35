"""The room of each session when there is a given number of visits: which days it may have with so many visits left.

With few visits the groups bind one another. A visit with n more to come is no sooner than the soonest day of any
group's last session but n: either that session is held at this visit or it was held before. The same holds from the
other end for the latest days. Each group then has to come to those days in time.
"""

from typing import NamedTuple

from app.planning.leeway import ByLateness, Leeway, ends, span


class Room(NamedTuple):
    """The days a session may have, also by lateness.

    Each day by which the session before it is sooner than `soon`, or later than `late`, costs a day of distance.
    """

    days: int
    by_lateness: ByLateness
    soon: int
    late: int


class Rooms:
    """The rooms of some groups for exactly `visits` visits (None: no matter how many), worked out when asked for.

    `days` are the only ones that may be used, -1: all.
    """

    __slots__ = ("_days", "_first", "_known", "_last", "leeways", "visits")

    def __init__(self, leeways: tuple[Leeway, ...], visits: int | None, days: int = -1) -> None:
        self.leeways, self._days = leeways, days
        self.visits = max([len(leeway.steps) for leeway in leeways]) if visits is None else visits
        self._first = [0] * (self.visits + 1)
        self._last = [leeways[0].size] * (self.visits + 1)
        if visits is not None:
            self._bind(self.visits)
        self._known: dict[tuple[int, int, int], Room] = {}

    def of(self, group: int, number: int, left: int) -> Room:
        """The room of a group's session on a visit that is the first of at most `left` visits."""
        known = self._known.get((group, number, left))
        if known is None:
            known = self._known[group, number, left] = self._room(group, number, left)
        return known

    def _bind(self, visits: int) -> None:
        for leeway in self.leeways:
            count = len(leeway.steps)
            for number in range(count):
                left = count - number
                self._first[left] = max(self._first[left], leeway.soonest[number])
                left = visits - number
                self._last[left] = min(self._last[left], leeway.latest[number])
        for left in range(visits - 1, 0, -1):
            self._first[left] = max(self._first[left], self._first[left + 1] + 1)
        for left in range(2, visits + 1):
            self._last[left] = min(self._last[left], self._last[left - 1] - 1)

    def _room(self, group: int, number: int, left: int) -> Room:
        leeway = self.leeways[group]
        needed, step = len(leeway.steps) - number, leeway.steps[number]
        within = span(self._first[left], self._last[needed] + 1) & self._days
        if needed == 1:
            days = leeway.layers[number][0] & within
            by_lateness = {0: days}
            soon, late = ends(days)
        else:
            following = self.of(group, number + 1, left - 1)
            by_lateness = leeway.leading(number, following.by_lateness, within)
            days = 0
            for some in by_lateness.values():
                days |= some
            soon, late = ends(days)
            soon, late = max(soon, following.soon), min(late, following.late)
        # A deferral moves targets later, so that coming sooner than the target need not cost a day for each day.
        return Room(days, by_lateness, -leeway.size if leeway.calm else soon - step.target, late - step.target)
