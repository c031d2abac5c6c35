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

    `sessions` is the number asked for; `override`: a reason was given for one outside the protocol's range. `skipped`
    sessions of the series were left out since.
    """

    id: str
    concern: str
    area: str
    severity: Severity = "moderate"
    kind: str | None = None
    sessions: int | None = None
    override: bool = False
    skipped: int = 0


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


class GivenTreatment(NamedTuple):
    """What an earlier session did for one concern in one area; None means not known.

    `area` None: everywhere. `depth_mm` is the device setting, `endpoint` the code of the end point reached. `counts` is
    a clinician's decision on whether it counts, given with a reason; None: the rules decide. `kind` of the concern,
    where one session treated several.
    """

    concern: str | None = None
    area: str | None = None
    depth_mm: float | None = None
    endpoint: str | None = None
    counts: bool | None = None
    kind: str | None = None


class PastProcedure(NamedTuple):
    """A session or another procedure on a day; another procedure may also be arranged for a day to come.

    `area` None: not known where, so everywhere. `concern` of an earlier needling: what it treated. A session known in
    full has `treatments` in their place.
    """

    on: date
    procedure: str
    area: str | None = None
    concern: str | None = None
    treatments: tuple[GivenTreatment, ...] = ()

    @property
    def given(self) -> tuple[GivenTreatment, ...]:
        """What was treated, one entry for each concern."""
        return self.treatments or (GivenTreatment(self.concern, self.area),)


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


class ReadyBy(NamedTuple):
    """The day by which everything is over, the downtime of the last session included; `label` says what for."""

    on: date
    label: str | None = None


class Opening(NamedTuple):
    """Everything a series is planned from.

    `screened_on` is the day of the screening that the plan rests on; None: `as_of`.
    """

    as_of: date
    start_on: date
    goals: tuple[Goal, ...]
    patient: Patient = Patient()
    findings: tuple[Finding, ...] = ()
    history: tuple[PastProcedure, ...] = ()
    availability: Availability = Availability()
    clinic: ClinicCalendar = ClinicCalendar()
    label: str | None = None
    ready_by: ReadyBy | None = None
    screened_on: date | None = None

    @property
    def asked_on(self) -> date:
        """The day from which the screening's answer holds; time that passes since moves no clinical bound."""
        return self.screened_on or self.as_of
