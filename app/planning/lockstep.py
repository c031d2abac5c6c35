"""Groups that are treated together at every visit to come, each until its series ends.

Their days are one chain, so the best of it is found day by day, and remembered for every day it may go on from.
"""

from typing import NamedTuple

from app.planning.leeway import START, Leeway, falling, rising, span
from app.planning.rooms import Room, Rooms
from app.planning.spacing import Step

DISTANCE_BITS, DELAY_BITS = 32, 32
DELAY = 1 << DISTANCE_BITS
"""A day of delay of a first session, in days of distance: it outweighs every distance."""

Members = tuple[tuple[int, int], ...]
"""Groups, each with the number of its next session."""
Best = tuple[int, int]
"""A cost, and the day of the next visit that attains it."""


class Exhausted(Exception):
    """The work that may be done is done. It never leaves the search."""


class Scale:
    """How a schedule's cost is one integer: distance in days (a delay is DELAY of them) over a digit for each session.

    The digits are in the order of the tie rule; the later a session's day, the smaller its digit.
    """

    __slots__ = ("digits", "impossible", "shift", "size")

    def __init__(self, leeways: tuple[Leeway, ...]) -> None:
        self.size = leeways[0].size
        bits = self.size.bit_length()
        at = self.shift = bits * sum([len(leeway.steps) for leeway in leeways])
        self.impossible = DELAY << DELAY_BITS + self.shift
        self.digits: list[list[int]] = []
        for leeway in leeways:
            self.digits.append([1 << at - bits * number for number in range(1, len(leeway.steps) + 1)])
            at -= bits * len(leeway.steps)


class Pace(NamedTuple):
    """How sessions held together follow a day held together; `apart` is what their targets cost at least."""

    min: int
    late_after: int
    targets: tuple[int, ...]
    apart: int


class Chains:
    """All chains of some groups, each worked out once.

    `work` is how much may still be done; a unit is one day looked at, about half a microsecond.
    """

    __slots__ = ("_known", "_paces", "leeways", "rooms", "scale", "work")

    def __init__(self, rooms: Rooms, scale: Scale, work: int) -> None:
        self.leeways, self.rooms, self.scale, self.work = rooms.leeways, rooms, scale, work
        self._known: dict[tuple[Members, int], Chain] = {}
        self._paces: dict[tuple[Step, ...], Pace] = {}

    def of(self, members: Members, left: int) -> "Chain":
        """The chain of some groups when at most `left` visits are left."""
        known = self._known.get((members, left))
        if known is None:
            known = self._known[members, left] = Chain(self, members, left)
            self.spend(20)
        return known

    def spend(self, work: int) -> None:
        """Counts work. Raises Exhausted when none is left."""
        self.work -= work
        if self.work < 0:
            raise Exhausted

    def pace(self, members: Members) -> Pace:
        """The pace of the members' next sessions."""
        steps = tuple([self.leeways[group].steps[number] for group, number in members])
        known = self._paces.get(steps)
        if known is None:
            targets = tuple([step.target for step in steps])
            middle = sorted(targets)[len(targets) // 2]
            known = self._paces[steps] = Pace(
                max([step.min for step in steps]),
                min([step.late_after for step in steps]),
                targets,
                sum([abs(target - middle) for target in targets]),
            )
        return known


class Chain:
    """Groups that are all treated at the next visit, and at each after it until their series end."""

    __slots__ = (
        "_chains", "_digit", "_even", "_floor", "_following", "_free", "_known", "_late", "_members", "_pace", "_pulls",
        "_room", "_soon", "_weights", "turn",
    )  # fmt: skip

    def __init__(self, chains: Chains, members: Members, left: int) -> None:
        self._chains, self._members = chains, members
        self._known: dict[tuple[int, ...] | int, Best] = {}
        leeways = chains.leeways
        later = tuple([(group, number + 1) for group, number in members if number + 1 < len(leeways[group].steps)])
        self._following = chains.of(later, left - 1) if later else None
        self._pace = chains.pace(members)
        self._room = self._free = self._even = -1
        self._digit = self._floor = 0
        self._weights = []
        rooms = [chains.rooms.of(group, number, left) for group, number in members]
        for (group, number), room in zip(members, rooms, strict=True):
            leeway = leeways[group]
            self._room &= room.days
            self._free &= room.by_lateness.get(0, 0)
            self._even &= leeway.even[number - 1] if number else 0
            self._digit += chains.scale.digits[group][number]
            self._weights.append(DELAY if leeway.delayed and not number else 1)
        self._bound(rooms)

    def _bound(self, rooms: list[Room]) -> None:
        """Notes what bounds the cost after a visit together: up to `turn` later days cost no more than earlier ones."""
        self._pulls = [(room.soon, room.late) for room in rooms]
        soon = [room.soon for room in rooms]
        self._soon, self._late, self.turn = max(soon), min([room.late for room in rooms]), min(soon)
        if not any(self._chains.leeways[group].calm for group, _ in self._members):
            self._floor = self._pace.apart
        if self._following is not None:
            self._floor += self._following._floor

    def least(self, day: int) -> int:
        """The days of distance of all of it, at least, after a visit of all on `day`."""
        away = 0
        for soon, late in self._pulls:
            if day < soon:
                away += soon - day
            elif day > late:
                away += day - late
        return max(away, self._floor)

    def after(self, day: int, cost: int, best: int) -> int:
        """The cost with all that follows a visit of all on `day`; `best` where it cannot be less."""
        least = self._floor if self._soon <= day <= self._late else self.least(day)
        if cost + (least << self._chains.scale.shift) >= best:
            return best
        known = self._known.get(day)
        return cost + (self.rest(day) if known is None else known)[0]

    def rest(self, day: int) -> Best:
        """The best when all were last treated on `day`."""
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = self._chosen((day,) * len(self._members), day)
        return known

    def best(self, lasts: tuple[int, ...], after: int) -> Best:
        """The best when they were last treated on these days and the next visit is after day `after`."""
        if lasts.count(after) == len(lasts) and after >= 0:
            return self.rest(after)
        known = self._known.get(lasts)
        if known is None:
            known = self._known[lasts] = self._chosen(lasts, START)
        if known[1] > after or known[1] == START:
            return known
        key = (*lasts, after)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._chosen(lasts, after)
        return known

    def walk(self, first: int) -> dict[int, list[int]]:
        """The days of each group from the visit on `first`, as `best` or `rest` gave it."""
        days: dict[int, list[int]] = {group: [] for group, _ in self._members}
        chain, day = self, first
        while True:
            for group, _ in chain._members:
                days[group].append(day)
            if chain._following is None:
                return days
            chain = chain._following
            day = chain.rest(day)[1]

    def _chosen(self, lasts: tuple[int, ...], after: int) -> Best:
        day = lasts[0]
        if day >= 0 and self._even >> day & 1 and lasts.count(day) == len(lasts):
            least, most, shifts, _ = self._pace
            days = self._free >> day + least << day + least & (2 << day + most) - 1
            targets = [day + shift for shift in shifts]
        else:
            days, targets = self._room, []
            for (group, number), last in zip(self._members, lasts, strict=True):
                reach = self._chains.leeways[group].reach(number, last)
                days &= reach.days
                targets.append(reach.target)
        if after >= day:
            days = days >> after + 1 << after + 1
        return self._nearest(days, targets) if days else (self._chains.scale.impossible, START)

    def _nearest(self, days: int, targets: list[int]) -> Best:
        """The best of `days`: first downwards from where they cost least, then upwards, as far as it can be better."""
        scale, following, digit = self._chains.scale, self._following, self._digit
        shift, size, floor, middle = scale.shift, scale.size, 0, max(0, *targets)
        if following is not None:
            floor, middle = following._floor, max(middle, following.turn)
        best, chosen, most = scale.impossible, START, DELAY << DELAY_BITS
        pulls, low, work = tuple(zip(self._weights, targets, strict=True)), min(targets), 5
        below = days & span(0, middle + 1)
        for upwards, side in (False, falling(below)), (True, rising(days ^ below)):
            for day in side:
                work += 1
                away = floor
                for weight, target in pulls:
                    away += weight * (target - day) if day < target else weight * (day - target)
                if away > most:
                    if upwards or day < low:
                        break
                    continue
                cost = (away - floor << shift) + (size - day) * digit
                if following is not None:
                    cost = following.after(day, cost, best)
                if cost < best:
                    best, chosen, most = cost, day, cost >> shift
        self._chains.spend(work)
        return best, chosen
