"""What a preview is asked with: the patient, the goals, the facts and the calendars, as they come over the wire."""

import asyncio
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError
from starlette.requests import Request

from app.api.schemas.sound_parts import moved_back, sound_parts
from app.api.schemas.words import (
    LAST_DAY,
    WEEKDAYS,
    CivilDay,
    Code,
    RequestModel,
    SeverityCode,
    SkinTypeCode,
    WeekdayCode,
)
from app.planning.opening import (
    Availability,
    ClinicCalendar,
    DayRange,
    Finding,
    Goal,
    Opening,
    PastProcedure,
    Patient,
    PublicHoliday,
)
from app.planning.refusals import Fault
from app.planning.request_checks import faults_in
from app.services.clock import known_time_zones, today_in
from app.services.public_holidays import is_region

EVERY_DAY = frozenset(range(7))
NOBODY, ANY_DAY, ALWAYS_OPEN = Patient(), Availability(), ClinicCalendar()
Holidays = tuple[PublicHoliday, ...] | None
MAX_GOALS, MAX_FACTS, MAX_RANGES, MAX_SESSIONS = 8, 200, 200, 12


def _known_zone(name: str) -> str:
    if name not in known_time_zones():
        raise PydanticCustomError("unknown_time_zone", "A name of the IANA time zone database, such as Europe/Berlin.")
    return name


TimeZone = Annotated[
    str,
    Field(
        max_length=64,
        description="IANA name of the clinic's time zone; decides what today is.",
        examples=["Europe/Berlin"],
    ),
    AfterValidator(_known_zone),
]
Region = Annotated[
    str,
    Field(
        max_length=16,
        pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,10})?$",
        description="ISO 3166 country or subdivision whose public holidays the clinic keeps.",
        examples=["DE-BE"],
    ),
]
Reason = Annotated[
    str, Field(min_length=3, max_length=500, description="Why; read by people, never kept by a preview.")
]


class PatientFacts(RequestModel):
    """What is known of the patient. No name is needed, a birth year suffices; what is left out is not known."""

    birth_date: Annotated[CivilDay | None, Field(description="Day of birth.", examples=["1990-05-04"])] = None
    birth_year: Annotated[
        int | None, Field(ge=1900, le=2199, description="Year of birth, where the day is not known.")
    ] = None
    skin_type: Annotated[SkinTypeCode | None, Field(description="Fitzpatrick skin type.", examples=["IV"])] = None
    sensitive_skin: Annotated[bool | None, Field(description="Whether the skin reacts easily.")] = None

    def to_patient(self) -> Patient:
        """The patient as planning knows it."""
        return Patient(self.birth_date, self.birth_year, self.skin_type, self.sensitive_skin)


class GoalRequest(RequestModel):
    """One concern in one area at one severity."""

    concern: Annotated[Code, Field(description="A code of `/v1/concerns`.", examples=["acne_scars"])]
    area: Annotated[Code, Field(description="A code of `/v1/areas`.", examples=["face"])]
    severity: Annotated[SeverityCode, Field(description="How marked it is.")] = "moderate"
    kind: Annotated[
        Code | None, Field(description="A kind of the concern, where it has kinds.", examples=["rolling"])
    ] = None
    sessions: Annotated[
        int | None,
        Field(ge=1, le=MAX_SESSIONS, description="Sessions wanted; left out: the protocol's typical number."),
    ] = None
    override_reason: Annotated[
        Reason | None, Field(description="Why a number of sessions outside the protocol is asked for.")
    ] = None

    def to_goal(self, number: int) -> Goal:
        """The goal as planning knows it; `number` counts from 1."""
        return Goal(
            id=f"goal_{number}",
            concern=self.concern,
            area=self.area,
            severity=self.severity,
            kind=self.kind,
            sessions=self.sessions,
            override=self.override_reason is not None,
        )


class FindingRequest(RequestModel):
    """The answer to one screening question."""

    code: Annotated[Code, Field(description="A code of `/v1/screening-questions`.", examples=["isotretinoin"])]
    present: Annotated[bool | None, Field(description="Yes, no, or null: asked and not known.")]
    started_on: Annotated[CivilDay | None, Field(description="Since when.")] = None
    ended_on: Annotated[CivilDay | None, Field(description="When it ended, or will end; left out: it lasts.")] = None
    areas: Annotated[list[Code], Field(max_length=30, description="Where; left out: it may be anywhere.")] = []
    override_reason: Annotated[
        Reason | None, Field(description="Why a clinician goes on although a rule that allows it speaks against it.")
    ] = None

    def to_finding(self) -> Finding:
        """The finding as planning knows it."""
        areas, override = tuple(self.areas), self.override_reason is not None
        return Finding(self.code, self.present, self.started_on, self.ended_on, areas, override)


class HistoryEntry(RequestModel):
    """An earlier microneedling session, or another procedure on a day (past, or arranged for a day to come)."""

    on: Annotated[CivilDay, Field(description="The day.", examples=["2026-10-01"])]
    procedure: Annotated[
        Code, Field(description="`microneedling` or a code of `/v1/procedures`.", examples=["botulinum_toxin"])
    ]
    area: Annotated[
        Code | None, Field(description="Where; left out: not known, so everywhere.", examples=["forehead"])
    ] = None
    concern: Annotated[Code | None, Field(description="What an earlier needling treated; such sessions count.")] = None

    def to_procedure(self) -> PastProcedure:
        """The entry as planning knows it."""
        return PastProcedure(self.on, self.procedure, self.area, self.concern)


class DayRangeRequest(RequestModel):
    """From a day to a day, both included."""

    from_on: Annotated[CivilDay, Field(description="The first day.", examples=["2026-12-20"])]
    to_on: Annotated[CivilDay, Field(description="The last day.", examples=["2027-01-03"])]

    def to_range(self) -> DayRange:
        """The range as planning knows it."""
        return DayRange(self.from_on, self.to_on)


class ClosureRequest(DayRangeRequest):
    """Days on which the clinic is closed, both ends included."""

    reason: Annotated[str | None, Field(max_length=200, description="Why, for people; not used.")] = None


Weekdays = Annotated[list[WeekdayCode], Field(min_length=1, max_length=7)]


class AvailabilityRequest(RequestModel):
    """When the patient can come."""

    weekdays: Annotated[Weekdays | None, Field(description="Weekdays that suit; left out: all.")] = None
    unavailable: Annotated[list[DayRangeRequest], Field(max_length=MAX_RANGES, description="Absences.")] = []

    def to_availability(self) -> Availability:
        """The availability as planning knows it."""
        return Availability(_weekdays(self.weekdays), tuple([span.to_range() for span in self.unavailable]))


class ClinicCalendarRequest(RequestModel):
    """When the clinic is open."""

    open_weekdays: Annotated[Weekdays | None, Field(description="Open weekdays; left out: all.")] = None
    closures: Annotated[list[ClosureRequest], Field(max_length=MAX_RANGES, description="Closed days.")] = []
    holiday_region: Annotated[Region | None, Field(description="Left out: no public holidays are kept.")] = None

    def to_calendar(self, holidays: Holidays) -> ClinicCalendar:
        """The calendar as planning knows it."""
        closures = tuple([span.to_range() for span in self.closures])
        return ClinicCalendar(_weekdays(self.open_weekdays), closures, holidays)


def _weekdays(codes: list[WeekdayCode] | None) -> frozenset[int]:
    return EVERY_DAY if codes is None else frozenset([WEEKDAYS[code] for code in codes])


class ScreeningPreviewRequest(RequestModel):
    """What a screening is asked with: the goals, the patient and the facts."""

    as_of: Annotated[
        CivilDay | None, Field(description="Today, as the plan sees it; left out: today in `time_zone`.")
    ] = None
    start_on: Annotated[CivilDay | None, Field(description="The first day that suits; left out: `as_of`.")] = None
    time_zone: Annotated[TimeZone | None, Field(description="Left out: UTC.")] = None
    patient: Annotated[PatientFacts | None, Field(description="Left out: nothing is known.")] = None
    goals: Annotated[
        list[GoalRequest],
        Field(min_length=1, max_length=MAX_GOALS, description="What to treat; the order decides ties."),
    ]
    findings: Annotated[
        list[FindingRequest], Field(max_length=MAX_FACTS, description="Answers to screening questions.")
    ] = []
    history: Annotated[list[HistoryEntry], Field(max_length=MAX_FACTS, description="What was done before.")] = []
    label: Annotated[Code | None, Field(description="Keep to this market's device labels.", examples=["us_fda"])] = None

    def today(self) -> date:
        """The day the question is asked for; reads the clock where `as_of` is left out."""
        return self.as_of or today_in(self.time_zone)

    def to_opening(self, as_of: date, holidays: Holidays = ()) -> Opening:
        """The question as planning knows it, asked on `as_of`.

        `holidays` are the public holidays of the clinic's region; None: nobody knows that region.
        """
        return Opening(
            as_of=as_of,
            start_on=self.start_on or as_of,
            goals=tuple([goal.to_goal(number) for number, goal in enumerate(self.goals, start=1)]),
            patient=NOBODY if self.patient is None else self.patient.to_patient(),
            findings=tuple([finding.to_finding() for finding in self.findings]),
            history=tuple([entry.to_procedure() for entry in self.history]),
            availability=self._availability(),
            clinic=self._clinic(holidays),
            label=self.label,
        )

    def _availability(self) -> Availability:
        """A screening needs no calendars."""
        return ANY_DAY

    def _clinic(self, holidays: Holidays) -> ClinicCalendar:
        return ALWAYS_OPEN

    @property
    def holiday_region(self) -> str | None:
        """The region whose public holidays matter; a screening needs none."""
        return None

    @classmethod
    async def faults_of_sound_parts(cls, document: object, request: Request) -> tuple[Fault, ...]:
        """The faults of meaning in what could be read of a body that could not be read whole."""
        if not isinstance(document, dict):
            return ()
        sound, places = sound_parts(cls, document)
        missing: dict[str, Any] = {}
        if "goals" not in sound.model_fields_set:
            missing["goals"] = []
        if "as_of" in document and sound.as_of is None:
            missing["as_of"] = LAST_DAY  # today cannot be read: no day is called future
        asked = sound.model_copy(update=missing)
        region = asked.holiday_region
        # The library of holidays may have to load first.
        is_known = region is None or await asyncio.to_thread(is_region, region)
        opening = asked.to_opening(asked.today(), () if is_known else None)
        return tuple([moved_back(fault, places) for fault in faults_in(request.app.state.planner.catalogue, opening)])


class PlanPreviewRequest(ScreeningPreviewRequest):
    """What a series is asked with."""

    availability: Annotated[AvailabilityRequest | None, Field(description="Left out: any day.")] = None
    clinic_calendar: Annotated[ClinicCalendarRequest | None, Field(description="Left out: open every day.")] = None

    def _availability(self) -> Availability:
        return ANY_DAY if self.availability is None else self.availability.to_availability()

    def _clinic(self, holidays: Holidays) -> ClinicCalendar:
        return ALWAYS_OPEN if self.clinic_calendar is None else self.clinic_calendar.to_calendar(holidays)

    @property
    def holiday_region(self) -> str | None:
        """The region whose public holidays the clinic keeps."""
        return None if self.clinic_calendar is None else self.clinic_calendar.holiday_region
