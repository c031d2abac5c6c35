"""How a goal in a plan goes over the wire."""

from datetime import date
from typing import Annotated, Literal, NamedTuple

from pydantic import Field
from typing_extensions import TypedDict

from app.api.schemas.evidence import BasisCode, CodeOut, Codes, SourceKeys, Statement, statement
from app.planning.catalogue.evidence import weakest
from app.planning.catalogue.protocols import Band, Protocol
from app.planning.evaluation import Evaluation
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
    overridden: Annotated[bool, Field(description="A clinician gave a reason for a number outside `min` to `max`.")]


class EvaluationDocument(TypedDict):
    """The verdict on a session that happened."""

    status: Annotated[
        str, Field(max_length=64, description="valid, not_valid, extraneous or substandard; more may come.")
    ]
    reasons: Annotated[Codes, Field(description="Codes, such as interval_too_short; more may be added.")]
    counts: Annotated[bool, Field(description="Whether it counts toward the goal's series.")]


class EvaluatedDocument(EvaluationDocument):
    """A session of the history, judged for one goal."""

    on: Annotated[date, Field(description="The day of the session.")]
    gap_days: Annotated[
        int | None, Field(ge=0, description="Days since the area was needled before; null: it was not.")
    ]
    decision_needed: Annotated[
        bool, Field(description="It was outside the protocol and counts only if a clinician says so.")
    ]


class GoalDocument(TypedDict):
    """A goal in the plan."""

    id: Annotated[str, Field(max_length=16)]
    concern: CodeOut
    area: CodeOut
    severity: Literal["mild", "moderate", "severe"]
    kind: Annotated[str | None, Field(max_length=64)]
    protocol: GoalProtocolDocument
    sessions: GoalSessionsDocument
    evaluated: Annotated[
        list[EvaluatedDocument],
        Field(max_length=1000, description="Every session of the history that was for this concern, oldest first."),
    ]
    evidence: CodeOut
    on_label: Annotated[bool | None, Field(description="Null: no label was chosen.")]
    off_label: Annotated[Codes, Field(description="Why it is outside the chosen label.")]
    expectations: Annotated[list[Statement], Field(max_length=20)]
    full_result_on: Annotated[date | None, Field(description="From when the full result can be judged.")]
    full_result_by: Annotated[date | None, Field(description="By when it is there.")]
    full_result_basis: Annotated[BasisCode | None, Field(description="Null: the rules give no figure.")]
    full_result_sources: SourceKeys


NONE_EVALUATED: list[EvaluatedDocument] = []


class BandParts(NamedTuple):
    """What the documents of all goals of one band have in common, as it goes over the wire."""

    protocol: GoalProtocolDocument
    expectations: list[Statement]
    full_result_basis: BasisCode | None
    full_result_sources: list[str]


def band_parts(protocol: Protocol, band: Band) -> BandParts:
    """The parts of a band; the two figures of the full result have the weaker basis and the sources of both."""
    edition: GoalProtocolDocument = {"code": protocol.code, "version": protocol.version}
    expectations = [statement(one.code, one.text, one.evidence) for one in band.expectations]
    full = band.full_result
    if full is None:
        return BandParts(edition, expectations, None, [])
    evidence = weakest((full.min_days.evidence, full.max_days.evidence))
    return BandParts(edition, expectations, evidence.basis, list(evidence.sources))


def goal_document(outlook: GoalOutlook, parts: BandParts) -> GoalDocument:
    """A goal of a plan; `parts` are those of its band."""
    goal = outlook.goal
    ready, count = goal.ready, goal.ready.band.sessions
    label, judged = ready.label, goal.series.evaluations
    least, most, planned = count.min.value, count.max.value, goal.planned
    return {
        "id": ready.goal.id,
        "concern": ready.goal.concern,
        "area": ready.goal.area,
        "severity": ready.goal.severity,
        "kind": ready.match.kind,
        "protocol": parts.protocol,
        "sessions": {
            "planned": planned,
            "min": least,
            "typical": count.typical.value,
            "max": most,
            "done": goal.done,
            "overridden": not least <= planned <= most,
        },
        "evaluated": [_evaluated(one) for one in judged] if judged else NONE_EVALUATED,
        "evidence": ready.band.evidence,
        "on_label": None if label is None else label.on_label,
        "off_label": [] if label is None else [why.code for why in label.off_label],
        "expectations": parts.expectations,
        "full_result_on": outlook.full_result_on,
        "full_result_by": outlook.full_result_by,
        "full_result_basis": parts.full_result_basis,
        "full_result_sources": parts.full_result_sources,
    }


def _evaluated(one: Evaluation) -> EvaluatedDocument:
    return {
        "on": one.on,
        "status": one.status,
        "reasons": list(one.reasons),
        "counts": one.counts,
        "gap_days": one.gap_days,
        "decision_needed": one.decision_needed,
    }
