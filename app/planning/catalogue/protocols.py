"""What can be treated and how: concerns and the cited protocols that answer them."""

from dataclasses import dataclass
from typing import Literal

from app.planning.catalogue.evidence import Cited, Evidence

Severity = Literal["mild", "moderate", "severe"]
SEVERITIES: tuple[Severity, ...] = ("mild", "moderate", "severe")


@dataclass(frozen=True, slots=True)
class Coding:
    """The concern in a public code system, for systems that exchange data."""

    system: str
    code: str
    display: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Kind:
    """A form of a concern that changes the protocol; `pigment`: its depth and end point win in a combined session."""

    code: str
    title: str
    pigment: bool
    note: str


@dataclass(frozen=True, slots=True)
class Concern:
    """What brings the patient."""

    code: str
    title: str
    description: str
    pigment: bool
    kinds: tuple[Kind, ...]
    codings: tuple[Coding, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class SessionCount:
    """How many sessions a series has."""

    min: Cited[int]
    typical: Cited[int]
    max: Cited[int]


@dataclass(frozen=True, slots=True)
class Spacing:
    """Five anchors in days after the last session that touched the area, never decreasing in this order."""

    absolute_min: Cited[int]
    min: Cited[int]
    target: Cited[int]
    late_after: Cited[int]
    lapse_after: Cited[int]


@dataclass(frozen=True, slots=True)
class Depth:
    """Needle depth as device setting, in millimetres.

    A plan proposes `min..max`. Up to `confirm_up_to` a clinician confirms, up to `override_up_to` a named clinician
    overrides with a reason; None: no such step.
    """

    min: Cited[float]
    max: Cited[float]
    confirm_up_to: Cited[float] | None
    override_up_to: Cited[float] | None


@dataclass(frozen=True, slots=True)
class EndPoint:
    """What the skin shows when a pass is enough."""

    code: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Review:
    """A look at the outcome, `after_days` past its anchor; the primary one judges the series.

    `anchor` is `last_session`, `first_session` or `session` (a mid-series review on the day of session `number`).
    """

    code: str
    anchor: Literal["last_session", "first_session", "session"]
    number: int | None
    after_days: Cited[int]
    primary: bool


@dataclass(frozen=True, slots=True)
class FullResult:
    """When the full result can be judged, in days past the anchor: not before `min_days`, by `max_days`."""

    anchor: Literal["last_session", "first_session"]
    min_days: Cited[int]
    max_days: Cited[int]


@dataclass(frozen=True, slots=True)
class Maintenance:
    """Whether sessions go on after the series, and how far apart (days); without a need the days are None."""

    needed: bool
    min_days: Cited[int] | None
    typical_days: Cited[int] | None
    text: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class StartAfter:
    """The series starts only inside these days after a procedure at the site; `procedure` names it."""

    procedure: str
    min_days: Cited[int]
    max_days: Cited[int]


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that goes with the band (an expectation, a condition, a poor response), with its evidence."""

    code: str
    text: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Band:
    """The numbers for one severity (and one kind, or None for every kind without a band of its own)."""

    severity: Severity
    kind: str | None
    sessions: SessionCount
    spacing: Spacing
    depth_mm: Depth
    endpoint: EndPoint
    reviews: tuple[Review, ...]
    full_result: FullResult | None
    maintenance: Maintenance | None
    start_after: StartAfter | None
    sign_off: Statement | None
    expectations: tuple[Statement, ...]
    measures: tuple[str, ...]
    evidence: str
    evidence_note: str


@dataclass(frozen=True, slots=True)
class Protocol:
    """The cited rules for one concern in some areas; `digest` is over its own content."""

    code: str
    version: str
    digest: str
    title: str
    concern: str
    kinds: tuple[str, ...]
    areas: tuple[str, ...]
    bands: tuple[Band, ...]
    note: str
