"""How dates, their reasons and warnings go over the wire."""

from datetime import date
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from app.api.schemas.evidence import BasisCode, Sentence, SourceKeys
from app.formats.wording import reason_text, warning_text
from app.planning.reasons import Reason, ReasonCode, Sets, Warned, WarningCode

GoalIds = Annotated[list[Annotated[str, Field(max_length=16)]], Field(max_length=20)]


Day = Annotated[date, Field(description="Civil day in the clinic's time zone.")]


ReasonDocument = TypedDict(
    "ReasonDocument",
    {
        "sets": Annotated[Sets, Field(description="The date that this step leads to.")],
        "code": Annotated[ReasonCode, Field(description="Stable code; new ones may be added.")],
        "from": Annotated[date, Field(description="The day before this step.")],
        "to": Annotated[date, Field(description="The day after this step.")],
        "text": Sentence,
        "params": Annotated[dict[str, object], Field(description="The facts of the text.")],
        "basis": Annotated[BasisCode | None, Field(description="Null: it rests on a fact of the request.")],
        "sources": SourceKeys,
        "goal_ids": Annotated[GoalIds, Field(description="The goals that it speaks for.")],
    },
)
ReasonDocument.__doc__ = "One step that took a date from one day to another. Replaying the steps yields the date."


class WarningDocument(TypedDict):
    """Something a person must look at."""

    code: Annotated[WarningCode, Field(description="Stable code; new ones may be added.")]
    text: Sentence
    params: dict[str, object]


class DatesDocument(TypedDict):
    """The three dates of an open session, both ends included, and why."""

    earliest: Day
    recommended: Annotated[date, Field(description="A bookable day.")]
    latest: Day
    reasons: Annotated[list[ReasonDocument], Field(max_length=500)]


NO_SOURCES: tuple[str, ...] = ()


def reason_document(reason: Reason) -> ReasonDocument:
    sets, code, from_on, to_on, params, evidence, goal_ids = reason
    return {
        "sets": sets,
        "code": code,
        "from": from_on,
        "to": to_on,
        "text": reason_text(reason),
        "params": params,  # type: ignore[typeddict-item]
        "basis": None if evidence is None else evidence.basis,
        "sources": NO_SOURCES if evidence is None else evidence.sources,  # type: ignore[typeddict-item]
        "goal_ids": goal_ids,  # type: ignore[typeddict-item]
    }


def warning_document(warned: Warned) -> WarningDocument:
    return {"code": warned.code, "text": warning_text(warned), "params": dict(warned.params)}
