"""How the numbers of a protocol go over the wire: each with its own evidence."""

from typing import Annotated, Any, Literal, cast

from pydantic import Field
from typing_extensions import TypedDict

from app.api.schemas.evidence import (
    BasisCode,
    CitedDays,
    CitedNumber,
    CodeOut,
    Codes,
    Days,
    Millimetres,
    Note,
    SourceKeys,
    Statement,
    cited_days,
    cited_number,
    statement,
)
from app.planning.catalogue.evidence import Cited, weakest
from app.planning.catalogue.protocols import (
    Band,
    Depth,
    FullResult,
    Maintenance,
    Review,
    SessionCount,
    Spacing,
    StartAfter,
)
from app.planning.catalogue.protocols import Statement as RuleStatement

Numbers = Annotated[dict[str, CitedNumber], Field(description="Each number of this group with its own evidence.")]


GroupBasis = Annotated[BasisCode, Field(description="The weakest basis among the numbers of this group.")]


class SessionsDocument(TypedDict):
    """How many sessions a series has."""

    min: Annotated[int, Field(ge=1, le=12)]
    typical: Annotated[int, Field(ge=1, le=12)]
    max: Annotated[int, Field(ge=1, le=12)]
    basis: GroupBasis
    sources: SourceKeys
    numbers: Numbers


class SpacingDocument(TypedDict):
    """Five anchors in days after the last session that touched the area."""

    absolute_min: CitedDays
    min: CitedDays
    target: CitedDays
    late_after: CitedDays
    lapse_after: CitedDays


class DepthDocument(TypedDict):
    """Needle depth as device setting, in millimetres."""

    min: Millimetres
    max: Millimetres
    confirm_up_to: Annotated[float | None, Field(ge=0, le=3, description="With a clinician's confirmation.")]
    override_up_to: Annotated[float | None, Field(ge=0, le=3, description="With a named clinician's override.")]
    basis: GroupBasis
    sources: SourceKeys
    numbers: Numbers


class EndpointDocument(TypedDict):
    """What the skin shows when a pass is enough."""

    code: CodeOut
    basis: BasisCode
    sources: SourceKeys
    note: Note


class ReviewDocument(TypedDict):
    """A look at the outcome."""

    code: CodeOut
    after_days: Days
    anchor: Annotated[
        Literal["last_session", "first_session", "session"], Field(description="What the days count from.")
    ]
    session: Annotated[int | None, Field(ge=1, le=12, description="The session of a mid-series review.")]
    primary: Annotated[bool, Field(description="The one that judges the series.")]
    basis: BasisCode
    sources: SourceKeys
    note: Note


class FullResultDocument(TypedDict):
    """When the full result can be judged."""

    min_days: Days
    max_days: Days
    anchor: Literal["last_session", "first_session"]
    basis: GroupBasis
    sources: SourceKeys
    numbers: Numbers


class MaintenanceRuleDocument(TypedDict):
    """Whether sessions go on after the series."""

    needed: bool
    min_days: Annotated[int | None, Field(ge=0, le=3650)]
    typical_days: Annotated[int | None, Field(ge=0, le=3650)]
    text: Annotated[str, Field(max_length=2000)]
    basis: BasisCode
    sources: SourceKeys
    note: Note
    numbers: Numbers


class StartAfterDocument(TypedDict):
    """The series starts only inside these days after a procedure at the site."""

    procedure: CodeOut
    min_days: CitedDays
    max_days: CitedDays


class BandDocument(TypedDict):
    """The numbers for one severity, and one kind or (null) every kind without a band of its own."""

    severity: Literal["mild", "moderate", "severe"]
    kind: Annotated[str | None, Field(max_length=64)]
    sessions: SessionsDocument
    spacing: SpacingDocument
    depth_mm: DepthDocument
    endpoint: EndpointDocument
    reviews: Annotated[list[ReviewDocument], Field(max_length=10)]
    full_result: FullResultDocument | None
    maintenance: MaintenanceRuleDocument | None
    start_after: StartAfterDocument | None
    sign_off: Statement | None
    expectations: Annotated[list[Statement], Field(max_length=20)]
    measures: Annotated[Codes, Field(description="Outcome scales; each opens at /v1/outcome-scales.")]
    evidence: Annotated[
        Literal["moderate", "low_to_moderate", "low", "very_low"], Field(description="How strong it is.")
    ]
    evidence_note: Note


def band_document(band: Band) -> BandDocument:
    endpoint = band.endpoint.evidence
    return {
        "severity": band.severity,
        "kind": band.kind,
        "sessions": _sessions(band.sessions),
        "spacing": _spacing(band.spacing),
        "depth_mm": _depth(band.depth_mm),
        "endpoint": {
            "code": band.endpoint.code,
            "basis": endpoint.basis,
            "sources": list(endpoint.sources),
            "note": endpoint.note,
        },
        "reviews": [_review(review) for review in band.reviews],
        "full_result": None if band.full_result is None else _full_result(band.full_result),
        "maintenance": None if band.maintenance is None else _maintenance(band.maintenance),
        "start_after": None if band.start_after is None else _start_after(band.start_after),
        "sign_off": None if band.sign_off is None else _statement(band.sign_off),
        "expectations": [_statement(one) for one in band.expectations],
        "measures": list(band.measures),
        "evidence": band.evidence,  # type: ignore[typeddict-item]
        "evidence_note": band.evidence_note,
    }


def _group(numbers: dict[str, Cited[int] | Cited[float] | None]) -> dict[str, Any]:
    """The values by name, with the weakest basis, every source, and each number's own evidence."""
    given = {name: cited for name, cited in numbers.items() if cited is not None}
    together = weakest(tuple(cited.evidence for cited in given.values()))
    return {
        **{name: None if cited is None else cited.value for name, cited in numbers.items()},
        "basis": together.basis,
        "sources": list(together.sources),
        "numbers": {name: cited_number(cited) for name, cited in given.items()},
    }


def _sessions(count: SessionCount) -> SessionsDocument:
    return cast(SessionsDocument, _group({"min": count.min, "typical": count.typical, "max": count.max}))


def _spacing(spacing: Spacing) -> SpacingDocument:
    return {
        "absolute_min": cited_days(spacing.absolute_min),
        "min": cited_days(spacing.min),
        "target": cited_days(spacing.target),
        "late_after": cited_days(spacing.late_after),
        "lapse_after": cited_days(spacing.lapse_after),
    }


def _depth(depth: Depth) -> DepthDocument:
    numbers: dict[str, Cited[int] | Cited[float] | None] = {
        "min": depth.min,
        "max": depth.max,
        "confirm_up_to": depth.confirm_up_to,
        "override_up_to": depth.override_up_to,
    }
    return cast(DepthDocument, _group(numbers))


def _review(review: Review) -> ReviewDocument:
    evidence = review.after_days.evidence
    return {
        "code": review.code,
        "after_days": review.after_days.value,
        "anchor": review.anchor,
        "session": review.number,
        "primary": review.primary,
        "basis": evidence.basis,
        "sources": list(evidence.sources),
        "note": evidence.note,
    }


def _full_result(full: FullResult) -> FullResultDocument:
    numbers = _group({"min_days": full.min_days, "max_days": full.max_days})
    return cast(FullResultDocument, {**numbers, "anchor": full.anchor})


def _maintenance(rule: Maintenance) -> MaintenanceRuleDocument:
    days = {"min_days": rule.min_days, "typical_days": rule.typical_days}
    return {
        "needed": rule.needed,
        "min_days": None if rule.min_days is None else rule.min_days.value,
        "typical_days": None if rule.typical_days is None else rule.typical_days.value,
        "text": rule.text,
        "basis": rule.evidence.basis,
        "sources": list(rule.evidence.sources),
        "note": rule.evidence.note,
        "numbers": {name: cited_number(cited) for name, cited in days.items() if cited is not None},
    }


def _start_after(rule: StartAfter) -> StartAfterDocument:
    return {
        "procedure": rule.procedure,
        "min_days": cited_days(rule.min_days),
        "max_days": cited_days(rule.max_days),
    }


def _statement(one: RuleStatement) -> Statement:
    return statement(one.code, one.text, one.evidence)
