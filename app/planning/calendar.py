"""Which days can be booked, and why the others cannot.

A `DayMap` holds one byte for each day from `as_of` to the planning horizon: 0 is bookable, any other value is a
key of `BLOCKERS`. Bytes make the search for the next bookable day one call of `find`.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from app.planning.catalogue.evidence import Evidence
from app.planning.opening import Availability, ClinicCalendar
from app.planning.reasons import Params, ReasonCode

WEEKDAY_PREFERENCE, CLOSED_WEEKDAY, UNAVAILABLE, CLOSURE, HOLIDAY, DEFERRAL, WASHOUT, TOO_LATE = range(1, 9)
BLOCKERS: Mapping[int, ReasonCode] = {
    WEEKDAY_PREFERENCE: "weekday_preference",
    CLOSED_WEEKDAY: "clinic_closed",
    UNAVAILABLE: "patient_unavailable",
    CLOSURE: "clinic_closed",
    HOLIDAY: "public_holiday",
    DEFERRAL: "deferral",
    WASHOUT: "procedure_washout",
    TOO_LATE: "ready_by",
}
"""What a byte of a map stands for. Where several hold, the one with the higher number is named."""


def later(day: date, days: int) -> date:
    """The day so many days after another."""
    return date.fromordinal(day.toordinal() + days)


class Block(NamedTuple):
    """Days on which some areas must not be treated: from `first` to before `clear` (ordinals); no areas: every area."""

    areas: tuple[str, ...]
    first: int
    clear: int
    byte: int
    params: Params
    evidence: Evidence


class DayMap(NamedTuple):
    """Bookable days from `origin` (an ordinal), one byte a day."""

    origin: int
    days: bytes

    def holds(self, first: int, last: int) -> bool:
        """True when one of the days from `first` to `last`, both included, can be booked."""
        return self.days.find(0, max(0, first - self.origin), max(0, last - self.origin + 1)) >= 0

    def nearest_within(self, target: int, first: int, last: int) -> int | None:
        """The same as `nearest` between two days, where one of them is bookable; else whatever is nearest."""
        cut = DayMap(self.origin, self.days[: max(0, last - self.origin + 1)])
        found = cut.nearest(target, first)
        return self.nearest(target, first) if found is None else found

    def nearest(self, target: int, first: int) -> int | None:
        """The bookable day nearest to `target`, not before `first`; of two equally near ones the later. None: none."""
        origin, days = self
        ideal = target - origin
        if first <= target and 0 <= ideal < len(days) and not days[ideal]:
            return target
        first = max(0, first - origin)
        start = max(first, ideal)
        after, before = days.find(0, start), days.rfind(0, first, start)
        if after < 0 or (before >= 0 and ideal - before < after - ideal):
            return None if before < 0 else before + origin
        return after + origin

    def until(self, last: int | None) -> "DayMap":
        """The same days, of which none after `last` can be booked; None: all of them."""
        if last is None:
            return self
        kept = self.days[: max(0, last - self.origin + 1)]
        return DayMap(self.origin, kept + bytes((TOO_LATE,)) * (len(self.days) - len(kept)))

    def without(self, blocks: Iterable[Block]) -> "DayMap":
        """The same days less those on which a block falls."""
        days: bytearray | None = None
        for block in sorted(blocks, key=attrgetter("byte")):
            first, end = max(0, block.first - self.origin), min(len(self.days), block.clear - self.origin)
            if first < end:
                days = bytearray(self.days) if days is None else days
                days[first:end] = bytes((block.byte,)) * (end - first)
        return self if days is None else DayMap(self.origin, bytes(days))


def bookable_days(as_of: date, horizon_days: int, clinic: ClinicCalendar, availability: Availability) -> DayMap:
    """The days from `as_of` on (both ends of the horizon included) on which clinic and patient can meet."""
    origin = as_of.toordinal()
    size = horizon_days + 1
    days = _weekday_pattern(as_of, size, clinic.open_weekdays, availability.weekdays)
    for away in availability.unavailable:
        _fill(days, away.from_on.toordinal() - origin, away.to_on.toordinal() - origin, UNAVAILABLE)
    for closure in clinic.closures:
        _fill(days, closure.from_on.toordinal() - origin, closure.to_on.toordinal() - origin, CLOSURE)
    for holiday in clinic.holidays or ():
        index = holiday.on.toordinal() - origin
        _fill(days, index, index, HOLIDAY)
    return DayMap(origin, bytes(days))


def blocker(byte: int, day: date, clinic: ClinicCalendar, availability: Availability) -> tuple[ReasonCode, Params]:
    """Why a day with this byte cannot be booked: the code, and the facts of the closure, holiday or absence."""
    code = BLOCKERS[byte]
    if byte == HOLIDAY:
        return code, {"name": next(holiday.name for holiday in clinic.holidays or () if holiday.on == day)}
    if byte in (CLOSURE, UNAVAILABLE):
        ranges = clinic.closures if byte == CLOSURE else availability.unavailable
        covering = next(span for span in ranges if span.from_on <= day <= span.to_on)
        return code, {"from_on": covering.from_on, "to_on": covering.to_on}
    return code, {}


def _weekday_pattern(as_of: date, size: int, open_weekdays: frozenset[int], wished: frozenset[int]) -> bytearray:
    if len(open_weekdays) == 7 and len(wished) == 7:
        return bytearray(size)
    first = as_of.weekday()
    week = bytes(
        CLOSED_WEEKDAY if day not in open_weekdays else WEEKDAY_PREFERENCE if day not in wished else 0
        for day in ((first + offset) % 7 for offset in range(7))
    )
    return bytearray((week * (size // 7 + 1))[:size])


def _fill(days: bytearray, first: int, last: int, byte: int) -> None:
    first, end = max(0, first), min(len(days), last + 1)
    if first < end:
        days[first:end] = bytes((byte,)) * (end - first)
