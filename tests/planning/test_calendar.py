"""Which days can be booked, and what is named for those that cannot."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.planning.calendar import (
    BLOCKERS,
    CLOSED_WEEKDAY,
    CLOSURE,
    DEFERRAL,
    HOLIDAY,
    TOO_LATE,
    UNAVAILABLE,
    WASHOUT,
    WEEKDAY_PREFERENCE,
    Block,
    DayMap,
    blocker,
    bookable_days,
)
from app.planning.opening import Availability, ClinicCalendar, DayRange, PublicHoliday
from tests.planning.builders import AS_OF, CITED, days_from, in_days

ALL_DAYS = frozenset(range(7))
MONDAY_TO_FRIDAY = frozenset(range(5))


def week(clinic: ClinicCalendar, availability: Availability, size: int = 7) -> list[int]:
    """The bytes of the days from a Monday on."""
    return list(bookable_days(AS_OF, size - 1, clinic, availability).days)


def a_block(first: int, clear: int, byte: int = DEFERRAL) -> Block:
    return Block(("face",), first, clear, byte, {}, CITED)


def test_the_map_holds_as_of_and_the_last_day_of_the_horizon() -> None:
    days = bookable_days(AS_OF, 730, ClinicCalendar(), Availability())
    assert days == DayMap(AS_OF.toordinal(), bytes(731))


def test_days_outside_the_weekdays_of_the_clinic_or_the_patient_are_marked() -> None:
    patient = Availability(frozenset({0, 2, 5}))
    assert week(ClinicCalendar(MONDAY_TO_FRIDAY), patient) == [
        *(0, WEEKDAY_PREFERENCE, 0, WEEKDAY_PREFERENCE, WEEKDAY_PREFERENCE),
        *(CLOSED_WEEKDAY, CLOSED_WEEKDAY),
    ]


def test_the_weekday_pattern_starts_on_the_weekday_of_as_of() -> None:
    thursday = date(2026, 3, 5)
    days = bookable_days(thursday, 7, ClinicCalendar(frozenset({3})), Availability()).days
    assert list(days) == [0, *[CLOSED_WEEKDAY] * 6, 0]


def test_both_ends_of_a_closure_and_of_an_absence_are_included() -> None:
    clinic = ClinicCalendar(closures=(days_from(1, 2),))
    patient = Availability(unavailable=(days_from(4, 4),))
    assert week(clinic, patient) == [0, CLOSURE, CLOSURE, 0, UNAVAILABLE, 0, 0]


def test_ranges_that_reach_past_the_map_are_cut_and_those_outside_leave_no_mark() -> None:
    closures = (days_from(-10, 1), days_from(5, 400), days_from(-20, -11), days_from(500, 600))
    assert week(ClinicCalendar(closures=closures), Availability()) == [CLOSURE, CLOSURE, 0, 0, 0, CLOSURE, CLOSURE]


def test_a_range_that_ends_before_it_begins_marks_nothing() -> None:
    assert week(ClinicCalendar(closures=(DayRange(in_days(3), in_days(2)),)), Availability()) == [0] * 7


def test_of_several_hindrances_of_a_day_the_most_binding_is_marked() -> None:
    clinic = ClinicCalendar(ALL_DAYS - {1}, closures=(days_from(2, 4),), holidays=(PublicHoliday(in_days(3), "Feast"),))
    patient = Availability(frozenset({6}), unavailable=(days_from(0, 2),))
    assert week(clinic, patient) == [UNAVAILABLE, UNAVAILABLE, CLOSURE, HOLIDAY, CLOSURE, WEEKDAY_PREFERENCE, 0]


def test_holidays_that_nobody_knows_mark_nothing() -> None:
    assert week(ClinicCalendar(holidays=None), Availability()) == [0] * 7


@pytest.mark.parametrize(
    ("byte", "expected"),
    [
        (WEEKDAY_PREFERENCE, ("weekday_preference", {})),
        (CLOSED_WEEKDAY, ("clinic_closed", {})),
        (UNAVAILABLE, ("patient_unavailable", {"from_on": in_days(-1), "to_on": in_days(1)})),
        (CLOSURE, ("clinic_closed", {"from_on": in_days(0), "to_on": in_days(2)})),
        (HOLIDAY, ("public_holiday", {"name": "Feast"})),
    ],
)
def test_a_blocked_day_names_what_blocks_it(byte: int, expected: tuple[str, dict[str, object]]) -> None:
    clinic = ClinicCalendar(
        closures=(days_from(9, 9), days_from(0, 2)),
        holidays=(PublicHoliday(in_days(9), "Another"), PublicHoliday(AS_OF, "Feast")),
    )
    patient = Availability(unavailable=(days_from(9, 9), days_from(-1, 1)))
    assert blocker(byte, AS_OF, clinic, patient) == expected


def test_every_byte_but_the_bookable_one_has_a_code() -> None:
    assert set(BLOCKERS) == set(range(1, TOO_LATE + 1))


def test_a_block_marks_its_days_up_to_the_day_before_it_clears() -> None:
    days = DayMap(100, bytes(6))
    assert list(days.without([a_block(102, 104)]).days) == [0, 0, DEFERRAL, DEFERRAL, 0, 0]
    assert list(days.without([a_block(0, 101), a_block(105, 999, WASHOUT)]).days) == [DEFERRAL, 0, 0, 0, 0, WASHOUT]


def test_blocks_outside_the_map_leave_it_as_it_is() -> None:
    days = DayMap(100, bytes(6))
    assert days.without([a_block(0, 100), a_block(106, 200)]) is days


def test_of_two_blocks_of_a_day_the_more_binding_is_marked_in_any_order() -> None:
    blocks = [a_block(0, 103, WASHOUT), a_block(0, 102, DEFERRAL)]
    days = DayMap(100, bytes(4))
    assert list(days.without(blocks).days) == [WASHOUT, WASHOUT, WASHOUT, 0]
    assert days.without(reversed(blocks)) == days.without(blocks)


@pytest.mark.parametrize(
    ("target", "first", "expected"),
    [
        (104, 100, 104),  # the day itself
        (102, 100, 101),  # one before is nearer than two after
        (106, 100, 107),  # equally near: the later
        (102, 102, 104),  # the nearer one lies before what is allowed
        (90, 80, 100),  # before the map
        (108, 108, None),  # nothing left
        (120, 100, 107),  # past the map: the last before
        (103, 120, None),
    ],
)
def test_the_nearest_bookable_day_is_found(target: int, first: int, expected: int | None) -> None:
    days = DayMap(100, bytes([0, 0, 1, 1, 0, 0, 1, 0, 1]))
    assert days.nearest(target, first) == expected


@given(st.binary(min_size=1, max_size=30), st.integers(90, 140), st.integers(90, 140))
def test_no_bookable_day_is_nearer(marks: bytes, target: int, first: int) -> None:
    days = DayMap(100, bytes(mark % 2 for mark in marks))
    free = [100 + index for index, byte in enumerate(days.days) if byte == 0 and 100 + index >= first]
    nearest = min(free, key=lambda day: (abs(day - target), -day), default=None)
    assert days.nearest(target, first) == nearest
