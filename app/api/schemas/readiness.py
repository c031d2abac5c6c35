"""How the answer to `ready_by` goes over the wire."""

from datetime import date
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from app.api.schemas.repairs import RepairDocument, Repairs
from app.planning.ready_by import Readiness, Verdict


class FewerSessionsDocument(TypedDict):
    """A goal that lost sessions so that all is over in time."""

    goal_id: Annotated[str, Field(max_length=16)]
    planned: Annotated[int, Field(ge=0, le=99, description="Sessions of the series as it is planned.")]
    asked: Annotated[int, Field(ge=1, le=99, description="Sessions that were asked for, or that are typical.")]


class ReadyByDocument(TypedDict):
    """Whether everything, the downtime of the last session included, is over by the day."""

    verdict: Verdict
    on: Annotated[date, Field(description="The day by which all is to be over.")]
    label: Annotated[str | None, Field(max_length=64, description="What for.")]
    full_result_expected: Annotated[
        bool | None, Field(description="Whether the full result can be expected then; null: the rules give no figure.")
    ]
    fewer_sessions: Annotated[list[FewerSessionsDocument], Field(max_length=20)]
    repairs: Repairs


def ready_by_document(ready: Readiness, repairs: list[RepairDocument]) -> ReadyByDocument:
    """The answer for the wire; `repairs` are those of the plan."""
    return {
        "verdict": ready.verdict,
        "on": ready.wanted.on,
        "label": ready.wanted.label,
        "full_result_expected": ready.full_result_expected,
        "fewer_sessions": [
            {"goal_id": goal_id, "planned": planned, "asked": asked} for goal_id, planned, asked in ready.fewer
        ],
        "repairs": repairs,
    }
