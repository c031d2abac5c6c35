"""The small words that requests are made of: civil days, codes, weekdays. Strict: one spelling for each thing."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def civil_day(given: object) -> date:
    """A day written YYYY-MM-DD between 1900 and 2199; no other spelling is one."""
    if not isinstance(given, str):
        raise PydanticCustomError("wrong_type", "Expected here: a string.", {"expected": "a string"})
    if not _DAY.fullmatch(given):
        raise PydanticCustomError("invalid_format", "Written as YYYY-MM-DD.", {"format": "YYYY-MM-DD"})
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise PydanticCustomError("invalid_day", "A day that the calendar has.", {"format": "YYYY-MM-DD"}) from None
    if not FIRST_DAY <= day <= LAST_DAY:
        bounds = {"min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}
        raise PydanticCustomError("out_of_range", "From 1900-01-01 to 2199-12-31.", bounds)
    return day


CivilDay = Annotated[
    date,
    PlainValidator(civil_day),
    WithJsonSchema(
        {
            "type": "string",
            "format": "date",
            "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
            "minLength": 10,
            "maxLength": 10,
        }
    ),
]
# What a code looks like is published; a word that looks otherwise is refused as one that names nothing, with all that
# there are, and not for its looks.
Code = Annotated[
    str,
    Field(min_length=1, max_length=64),
    WithJsonSchema({"type": "string", "pattern": r"^[a-z][a-z0-9_]*$", "minLength": 1, "maxLength": 64}),
]
Reason = Annotated[str, Field(min_length=3, max_length=500, description="Why; read by people, kept by no preview.")]
WeekdayCode = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
SkinTypeCode = Literal["I", "II", "III", "IV", "V", "VI"]
SeverityCode = Literal["mild", "moderate", "severe"]
WEEKDAYS: dict[WeekdayCode, int] = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}


class RequestModel(BaseModel):
    """What a client sends: strict types, no unknown member, never changed after it was read."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
