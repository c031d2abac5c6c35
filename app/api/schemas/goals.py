"""How a goal in a plan goes over the wire."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from app.api.schemas.evidence import CodeOut, Codes, Statement
from app.planning.plan import GoalOutlook


class GoalProtocolDocument(TypedDict):
    """The protocol that answers the goal, and the edition it is from."""

    code: CodeOut
    version: CodeOut


class GoalSessionsDocument(TypedDict):
    """Sessions of the goal's series; `planned` is the whole series, `done` of it are counted."""

    planned: Annotated[int, Field(ge=0, le=99)]
    min: Annotated[int, Field(ge=1, le=12)]
    typical: Annotated[int, Field(ge=1, le=12)]
    max: Annotated[int, Field(ge=1, le=12)]
    done: Annotated[int, Field(ge=0, le=99)]


class GoalDocument(TypedDict):
    """A goal in the plan."""

    id: Annotated[str, Field(max_length=16)]
    concern: CodeOut
    area: CodeOut
    severity: Literal["mild", "moderate", "severe"]
    kind: Annotated[str | None, Field(max_length=64)]
    protocol: GoalProtocolDocument
    sessions: GoalSessionsDocument
    evidence: CodeOut
    on_label: Annotated[bool | None, Field(description="Null: no label was chosen.")]
    off_label: Annotated[Codes, Field(description="Why it is outside the chosen label.")]
    expectations: Annotated[list[Statement], Field(max_length=20)]
    full_result_on: Annotated[date | None, Field(description="From when the full result can be judged.")]
    full_result_by: Annotated[date | None, Field(description="By when it is there.")]


def goal_document(outlook: GoalOutlook, expectations: list[Statement]) -> GoalDocument:
    """A goal of a plan; `expectations` are its band's, as they go over the wire."""
    goal = outlook.goal
    ready, count = goal.ready, goal.ready.band.sessions
    label = ready.label
    return {
        "id": ready.goal.id,
        "concern": ready.goal.concern,
        "area": ready.goal.area,
        "severity": ready.goal.severity,
        "kind": ready.match.kind,
        "protocol": {"code": ready.protocol.code, "version": ready.protocol.version},
        "sessions": {
            "planned": goal.planned,
            "min": count.min.value,
            "typical": count.typical.value,
            "max": count.max.value,
            "done": goal.done,
        },
        "evidence": ready.band.evidence,
        "on_label": None if label is None else label.on_label,
        "off_label": [] if label is None else list(label.off_label),
        "expectations": expectations,
        "full_result_on": outlook.full_result_on,
        "full_result_by": outlook.full_result_by,
    }
