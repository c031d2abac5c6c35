"""The leeway of one group: which days its sessions may have without one more lapsed or late treatment.

Lateness is settled within each group: every group can keep its own fewest, however visits are shared. Here days are
counted from the first day of the calendar, and a set of days is one integer, a bit for each: which days may come before
which is then a few shifts for all days at once.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from app.planning.calendar import DayMap
from app.planning.spacing import Group, Step, Window, first_window, next_window

FREE = bytes((0x31, *[0x30] * 255))
"""Writes a bookable day as the digit 1, any other as 0."""
START = -1
"""The day that the first open session follows: whenever the group was last needled, if ever."""
LAPSED_BITS = 16

ByLateness = dict[int, int]
"""Days of a session by the treatments that must come late after it: lapsed ones (times 2 ** LAPSED_BITS), and late."""


class Reach(NamedTuple):
    """The days that a session may have, and its target day."""

    days: int
    target: int


def span(first: int, end: int) -> int:
    """The days from `first` to before `end`; none when that is not after it."""
    return ((1 << (end - first)) - 1) << first if first < end else 0


def from_day(days: int, first: int) -> int:
    """Those of the days that are not before `first`."""
    return days >> first << first if first > 0 else days


def reaching(days: int, least: int, most: int) -> int:
    """The days that have one of `days` at least `least` and at most `most` days ahead."""
    if most < least:
        return 0
    found = days >> least
    for shift in _shifts(most - least + 1):
        found |= found >> shift
    return found


@cache
def _shifts(width: int) -> tuple[int, ...]:
    """Shifts which, one after the other, spread one day over `width` days."""
    shifts, done = [], 1
    while done < width:
        shifts.append(min(done, width - done))
        done += shifts[-1]
    return tuple(shifts)


def falling(days: int) -> Iterator[int]:
    """The days, the last first."""
    while days:
        day = days.bit_length() - 1
        yield day
        days ^= 1 << day


def rising(days: int) -> Iterator[int]:
    """The days, the first first."""
    while days:
        yield (days & -days).bit_length() - 1
        days &= days - 1


def ends(days: int) -> tuple[int, int]:
    """The first and the last of the days."""
    return (days & -days).bit_length() - 1, days.bit_length() - 1


class Leeway:
    """One group over its calendar.

    `fewest` are the lapsed and late treatments that the group cannot avoid, None when the calendar holds no series of
    it. `layers` has the days of each session; `even` those after which nothing is late and no deferral bends the next
    window, so that it moves with the day; from `calm` on no deferral bends any. `soonest` and `latest` bound the day of
    each session. `delayed`: its first session counts by its delay.
    """

    __slots__ = (
        "_bends", "_first", "_group", "_origin", "_reach", "calm", "delayed", "even", "fewest", "latest", "layers",
        "size", "soonest", "steps",
    )  # fmt: skip

    def __init__(self, group: Group, calendar: DayMap) -> None:
        self._group, self._origin, self.size = group, calendar.origin, len(calendar.days)
        self.steps, self.delayed = group.steps, group.last is None
        self._reach: dict[tuple[int, int], Reach] = {}
        free = int(calendar.days.translate(FREE)[::-1] or b"0", 2)
        window = first_window(group)
        self._bends = _bends(group, max(window.earliest, calendar.origin), calendar.origin)
        self.calm = self._bends[-1][1] if self._bends else 0
        self.layers = self._layers(free, in_time=True)
        self.fewest, self._first = self._start(window)
        if self.fewest != 0:
            self.layers = self._layers(free, in_time=False)
            self.fewest, self._first = self._start(window)
        if self.fewest is not None:
            self.soonest, self.latest = self._extremes()
            self.even = [
                layer.get(0, 0) & ~self._bent(step)
                for layer, step in zip(self.layers[:-1], self.steps[1:], strict=True)
            ]

    def reach(self, number: int, last: int) -> Reach:
        """The days that session `number` may have after one on day `last` (START for the first)."""
        if not number:
            return self._first
        known = self._reach.get((number, last))
        if known is None:
            window = next_window(self._group, self.steps[number], last + self._origin)
            must = next(late for late, days in self.layers[number - 1].items() if days >> last & 1)
            days = 0
            for late, within in self._parts(window, self.steps[number]):
                days |= within & self.layers[number].get(must - late, 0)
            known = self._reach[number, last] = Reach(days, window.target - self._origin)
        return known

    def leading(self, number: int, following: ByLateness, within: int) -> ByLateness:
        """The days of session `number`, of those in `within`, that one of the days in `following` can come next to."""
        step, layer = self.steps[number + 1], self.layers[number]
        if len(layer) == 1 and 0 in layer and not self._bends:
            return {0: layer[0] & within & reaching(following.get(0, 0), step.min, step.late_after)}
        found: ByLateness = {}
        for later, days in following.items():
            for late, before in self._before(step, days):
                own = layer.get(later + late, 0) & within & before
                if own:
                    found[later + late] = found.get(later + late, 0) | own
        return found

    def _layers(self, free: int, *, in_time: bool) -> list[ByLateness]:
        """The days of each session; `in_time`: only those after which nothing need be late, enough for most groups."""
        layers = [{0: free}]
        for step in self.steps[:0:-1]:
            found: ByLateness = {}
            for later, days in layers[-1].items():
                for late, before in self._before(step, days):
                    if not (late and in_time):
                        found[later + late] = found.get(later + late, 0) | before
            layer, left = {}, free
            for late in sorted(found):
                layer[late] = found[late] & left
                left &= ~found[late]
            layers.append({late: days for late, days in layer.items() if days} or {0: 0})
        return layers[::-1]

    def _before(self, step: Step, days: int) -> Iterator[tuple[int, int]]:
        """The days that one of `days` can come next to, by what that adds to the lapsed and late treatments.

        The first day after a deferral is in time even where the deferral ends after the latest day.
        """
        late, lapsed = step.treatments, step.treatments << LAPSED_BITS
        yield 0, reaching(days, step.min, step.late_after)
        for first, clear in self._bends:
            if days >> clear & 1:
                bent = span(max(0, first - step.min), max(0, clear - step.late_after))
                lapsing = span(0, clear - step.lapse_after)
                yield 0, bent & ~lapsing
                yield lapsed, bent & lapsing
        yield late, reaching(days, step.late_after + 1, step.lapse_after)
        yield late + lapsed, span(0, days.bit_length() - 1 - step.lapse_after)

    def _start(self, window: Window) -> tuple[int | None, Reach]:
        """The fewest lapsed and late treatments of the whole group, and the days of its first session."""
        fewest, days = None, 0
        for late, within in self._parts(window, self.steps[0]):
            for later, free in self.layers[0].items():
                if within & free and (fewest is None or late + later <= fewest):
                    days = within & free | (days if late + later == fewest else 0)
                    fewest = late + later
        return fewest, Reach(days, window.target - self._origin)

    def _parts(self, window: Window, step: Step) -> Iterator[tuple[int, int]]:
        """The days of a window, and the late and lapsed ones after it, with what they add to such treatments."""
        late, lapsed = step.treatments, step.treatments << LAPSED_BITS
        first = max(0, window.earliest - self._origin)
        latest, lapse = window.latest - self._origin + 1, window.lapse - self._origin + 1
        near, far = max(first, min(latest, lapse)), min(self.size, max(first, latest, lapse))
        yield 0, span(first, min(near, self.size))
        yield late if latest < lapse else lapsed, span(near, far)
        yield late + lapsed, span(far, self.size)

    def _bent(self, step: Step) -> int:
        """The days that are followed by a window which starts on a blocked day."""
        days = 0
        for first, clear in self._bends:
            days |= span(max(0, first - step.min), max(0, clear - step.min))
        return days

    def _extremes(self) -> tuple[list[int], list[int]]:
        """The soonest and the latest day of each session; where something is late, the latest only roughly."""
        soonest, latest = [], []
        low = high = 0
        for number, step in enumerate(self.steps):
            days = self._first.days
            if number:
                days = 0
                for some in self.layers[number].values():
                    days |= some
                days = from_day(days, low + step.min)
                if not self.fewest:
                    clears = [clear for first, clear in self._bends if first <= high + step.min]
                    days &= span(0, max([high + step.late_after, *clears]) + 1)
            low, high = ends(days)
            soonest.append(low)
            latest.append(high)
        return soonest, latest


def _bends(group: Group, start: int, origin: int) -> list[tuple[int, int]]:
    """The runs of blocked days ahead, each with the first day after it; runs that touch are one."""
    runs: list[tuple[int, int]] = []
    for block in sorted(group.blocks, key=lambda block: block.first):
        first, clear = block.first - origin, block.clear - origin
        if block.clear <= start or first >= clear:
            continue
        if runs and first <= runs[-1][1]:
            runs[-1] = runs[-1][0], max(clear, runs[-1][1])
        else:
            runs.append((first, clear))
    return runs
