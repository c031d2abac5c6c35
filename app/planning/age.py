"""How old, when perhaps only the year of birth is known."""

from datetime import date
from typing import NamedTuple

from app.planning.opening import Patient


class AgeRange(NamedTuple):
    """Completed years; with a birth date both are the same."""

    youngest: int
    oldest: int


def age_on(patient: Patient, day: date) -> AgeRange | None:
    """The patient's age on a day, None when nothing is known. Born on 29 February: a year older on 1 March."""
    if patient.birth_date is not None:
        birth = patient.birth_date
        years = day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
        return AgeRange(years, years)
    if patient.birth_year is not None:
        years = day.year - patient.birth_year
        last_day_of_year = (day.month, day.day) == (12, 31)
        return AgeRange(years if last_day_of_year else years - 1, years)
    return None


def age_is_known(patient: Patient) -> bool:
    """Whether anything is known of the patient's age."""
    return patient.birth_date is not None or patient.birth_year is not None


def turns(patient: Patient, years: int) -> date | None:
    """The first day on which the patient is surely that old; born on 29 February: 1 March in a year without one."""
    if patient.birth_date is not None:
        birth = patient.birth_date
        try:
            return birth.replace(year=birth.year + years)
        except ValueError:
            return date(birth.year + years, 3, 1)
    if patient.birth_year is not None:
        return date(patient.birth_year + years, 12, 31)
    return None
