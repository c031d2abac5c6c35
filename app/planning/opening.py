"""What planning is asked: the patient, the goals, the facts, and the days that can be booked.

All days are civil days in the clinic's time zone. Nothing here reads a clock: `as_of` is part of the question.
"""

from datetime import date
from typing import NamedTuple

from app.planning.catalogue.protocols import Severity
from app.planning.catalogue.skin import SkinType

MICRONEEDLING = "microneedling"
"""The procedure in a history that counts and spaces; every other procedure washes out."""


class Patient(NamedTuple):
    """What is known of the patient; None means not known, never no. A birth year alone suffices."""

    birth_date: date | None = None
    birth_year: int | None = None
    skin_type: SkinType | None = None
    sensitive_skin: bool | None = None


class Goal(NamedTuple):
    """One concern in one area at one severity.

    `sessions` is the number asked for; `override`: a reason was given for one outside the protocol's range.
    """

    id: str
    concern: str
    area: str
    severity: Severity = "moderate"
    kind: str | None = None
    sessions: int | None = None
    override: bool = False


class Finding(NamedTuple):
    """A fact about the patient. `present` None: asked, and not known. No `areas`: it may be anywhere.

    While `ended_on` is None or to come, the finding lasts. `override`: a clinician gave a reason to go on all the same.
    """

    code: str
    present: bool | None
    started_on: date | None = None
    ended_on: date | None = None
    areas: tuple[str, ...] = ()
    override: bool = False


class PastProcedure(NamedTuple):
    """A session or another procedure on a day; another procedure may also be arranged for a day to come.

    `area` None: not known where, so everywhere. `concern` of an earlier needling: what it treated.
    """

    on: date
    procedure: str
    area: str | None = None
    concern: str | None = None


class DayRange(NamedTuple):
    """From a day to a day, both included."""

    from_on: date
    to_on: date


class Availability(NamedTuple):
    """When the patient can come: weekdays (Monday is 0), except the ranges."""

    weekdays: frozenset[int] = frozenset(range(7))
    unavailable: tuple[DayRange, ...] = ()


class PublicHoliday(NamedTuple):
    """A day off in the clinic's region, with its name."""

    on: date
    name: str


class ClinicCalendar(NamedTuple):
    """When the clinic is open: weekdays (Monday is 0), except closures and public holidays.

    `holidays` None: the clinic named a region whose holidays nobody knows, which is a fault of the question.
    """

    open_weekdays: frozenset[int] = frozenset(range(7))
    closures: tuple[DayRange, ...] = ()
    holidays: tuple[PublicHoliday, ...] | None = ()


class Opening(NamedTuple):
    """Everything a series is planned from."""

    as_of: date
    start_on: date
    goals: tuple[Goal, ...]
    patient: Patient = Patient()
    findings: tuple[Finding, ...] = ()
    history: tuple[PastProcedure, ...] = ()
    availability: Availability = Availability()
    clinic: ClinicCalendar = ClinicCalendar()
    label: str | None = None
