"""Which days can be booked, as a question says it: when the patient can come, and when the clinic is open."""

from typing import Annotated

from pydantic import Field

from app.api.schemas.words import WEEKDAYS, CivilDay, RequestModel, WeekdayCode
from app.planning.opening import Availability, ClinicCalendar, DayRange, PublicHoliday

EVERY_DAY = frozenset(range(7))
Holidays = tuple[PublicHoliday, ...] | None
MAX_RANGES = 200

Region = Annotated[
    str,
    Field(
        max_length=16,
        pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,10})?$",
        description="ISO 3166 country or subdivision whose public holidays the clinic keeps.",
        examples=["DE-BE"],
    ),
]


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
