"""How old somebody is, from a birth date or a year alone."""

from datetime import date

import pytest

from app.planning.age import AgeRange, age_on, turns
from app.planning.opening import Patient

LEAP_CHILD = Patient(birth_date=date(2004, 2, 29))


@pytest.mark.parametrize(
    ("birth", "day", "years"),
    [
        (date(2000, 6, 15), date(2026, 6, 14), 25),
        (date(2000, 6, 15), date(2026, 6, 15), 26),
        (date(2004, 2, 29), date(2026, 2, 28), 21),
        (date(2004, 2, 29), date(2026, 3, 1), 22),
        (date(2004, 2, 29), date(2028, 2, 28), 23),
        (date(2004, 2, 29), date(2028, 2, 29), 24),
        (date(2026, 6, 15), date(2026, 6, 15), 0),
    ],
)
def test_a_birthday_adds_a_year(birth: date, day: date, years: int) -> None:
    assert age_on(Patient(birth_date=birth), day) == AgeRange(years, years)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 1), AgeRange(25, 26)),
        (date(2026, 12, 30), AgeRange(25, 26)),
        (date(2026, 12, 31), AgeRange(26, 26)),
    ],
)
def test_a_birth_year_leaves_a_year_open_until_its_last_day(day: date, expected: AgeRange) -> None:
    assert age_on(Patient(birth_year=2000), day) == expected


def test_a_birth_date_is_taken_before_a_birth_year() -> None:
    patient = Patient(birth_date=date(2000, 6, 15), birth_year=2000)
    assert age_on(patient, date(2026, 6, 14)) == AgeRange(25, 25)
    assert turns(patient, 22) == date(2022, 6, 15)


def test_nothing_known_is_no_age() -> None:
    assert age_on(Patient(), date(2026, 6, 15)) is None
    assert turns(Patient(), 22) is None


def test_a_leap_child_comes_of_age_on_1_march_or_on_its_own_day() -> None:
    assert turns(LEAP_CHILD, 22) == date(2026, 3, 1)
    assert turns(LEAP_CHILD, 24) == date(2028, 2, 29)


def test_who_is_known_by_year_is_surely_of_age_on_its_last_day() -> None:
    assert turns(Patient(birth_year=2004), 22) == date(2026, 12, 31)


@pytest.mark.parametrize("years", [18, 22, 24])
@pytest.mark.parametrize("patient", [LEAP_CHILD, Patient(birth_year=2004), Patient(birth_date=date(2004, 12, 31))])
def test_the_day_of_coming_of_age_is_the_first_with_that_age(patient: Patient, years: int) -> None:
    day = turns(patient, years)
    assert day is not None
    reached, before = age_on(patient, day), age_on(patient, date.fromordinal(day.toordinal() - 1))
    assert reached is not None
    assert reached.youngest == years
    assert before is not None
    assert before.youngest == years - 1
