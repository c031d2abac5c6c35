"""What a preview is asked with: the patient, the goals, the facts and the calendars, as they come over the wire."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError
from starlette.requests import Request

from app.api.schemas.calendars import AvailabilityRequest, ClinicCalendarRequest, Holidays
from app.api.schemas.history import HistoryEntry
from app.api.schemas.sound_parts import moved_back, sound_parts
from app.api.schemas.words import LAST_DAY, CivilDay, Code, Reason, RequestModel, SeverityCode, SkinTypeCode
from app.planning.catalogue.rulebook import Catalogue
from app.planning.opening import Availability, ClinicCalendar, Finding, Goal, Opening, Patient, ReadyBy
from app.planning.refusals import Fault
from app.planning.request_checks import faults_in, faults_under
from app.services.clock import known_time_zones, today_in
from app.services.public_holidays import is_region

NOBODY, ANY_DAY, ALWAYS_OPEN = Patient(), Availability(), ClinicCalendar()
MAX_GOALS, MAX_FACTS, MAX_SESSIONS = 8, 200, 12


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
            ready_by=self._ready_by(),
        )

    def _availability(self) -> Availability:
        """A screening needs no calendars."""
        return ANY_DAY

    def _clinic(self, holidays: Holidays) -> ClinicCalendar:
        return ALWAYS_OPEN

    def _ready_by(self) -> ReadyBy | None:
        return None

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
        faults = await sound.faults_of_meaning(document, request.app.state.planner.catalogue)
        return tuple([moved_back(fault, places) for fault in faults])

    async def faults_of_meaning(self, document: Mapping[str, object], catalogue: Catalogue) -> tuple[Fault, ...]:
        """The faults of the question, of whose `document` some parts could not be read and are left out here."""
        asked = self.model_copy(update=self._stand_ins(document))
        region = asked.holiday_region
        # The library of holidays may have to load first.
        is_known = region is None or await asyncio.to_thread(is_region, region)
        return faults_in(catalogue, asked.to_opening(asked.today(), () if is_known else None))

    def _stand_ins(self, document: Mapping[str, object]) -> dict[str, Any]:
        """What stands in for members that could not be read, so that nothing contradicts them."""
        missing: dict[str, Any] = {} if "goals" in self.model_fields_set else {"goals": []}
        return missing | self._instead_of_today(document)

    def _instead_of_today(self, document: Mapping[str, object]) -> dict[str, Any]:
        """Where today cannot be read, no day is called future, and none past."""
        is_unread = "as_of" in document and self.as_of is None
        return {"as_of": LAST_DAY, "ready_by": None} if is_unread else {}


class ReadyByRequest(RequestModel):
    """The day by which everything is over, the downtime of the last session included."""

    on: Annotated[CivilDay, Field(description="The day.", examples=["2027-06-12"])]
    label: Annotated[
        str | None, Field(min_length=1, max_length=64, description="What for, for people.", examples=["wedding"])
    ] = None

    def to_ready_by(self) -> ReadyBy:
        """The day as planning knows it."""
        return ReadyBy(self.on, self.label)


class PlanQuestion(ScreeningPreviewRequest):
    """What a series is asked with."""

    availability: Annotated[AvailabilityRequest | None, Field(description="Left out: any day.")] = None
    clinic_calendar: Annotated[ClinicCalendarRequest | None, Field(description="Left out: open every day.")] = None
    ready_by: Annotated[ReadyByRequest | None, Field(description="Left out: on no day in particular.")] = None

    def _availability(self) -> Availability:
        return ANY_DAY if self.availability is None else self.availability.to_availability()

    def _clinic(self, holidays: Holidays) -> ClinicCalendar:
        return ALWAYS_OPEN if self.clinic_calendar is None else self.clinic_calendar.to_calendar(holidays)

    def _ready_by(self) -> ReadyBy | None:
        return None if self.ready_by is None else self.ready_by.to_ready_by()

    @property
    def holiday_region(self) -> str | None:
        """The region whose public holidays the clinic keeps."""
        return None if self.clinic_calendar is None else self.clinic_calendar.holiday_region


class PlanPreviewRequest(PlanQuestion):
    """What a series is asked with, and what it is compared with."""

    compare_with: Annotated[
        PlanQuestion | None,
        Field(
            description="Another question: `changes` says how its dates move to those of this one. "
            "Without `as_of` it is asked on the same day; goals of one concern and area are the same goal.",
        ),
    ] = None

    def compared_on(self, as_of: date) -> date:
        """The day on which the other question is asked, when this one is asked on `as_of`."""
        return as_of if self.compare_with is None else self.compare_with.as_of or as_of

    async def faults_of_meaning(self, document: Mapping[str, object], catalogue: Catalogue) -> tuple[Fault, ...]:
        """The faults of both questions."""
        own = await super().faults_of_meaning(document, catalogue)
        other, theirs = self.compare_with, document.get("compare_with")
        if other is None or not isinstance(theirs, dict):
            return own
        if "as_of" not in theirs:
            other = other.model_copy(update={"as_of": self.as_of, **self._instead_of_today(document)})
        return (*own, *faults_under("compare_with", await other.faults_of_meaning(theirs, catalogue)))

    def as_asked(self, document: Mapping[str, object], as_of: date) -> Mapping[str, object]:
        """The body as it was sent, with the days on which it is asked: nothing in it depends on the clock any more."""
        filled = document if self.as_of is not None else {**document, "as_of": as_of.isoformat()}
        other = document.get("compare_with")
        if not isinstance(other, dict) or other.get("as_of") is not None:
            return filled
        return {**filled, "compare_with": {**other, "as_of": as_of.isoformat()}}
