"""The bands of a protocol: its numbers for one severity and kind."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from app.planning.catalogue.evidence import Cited
from app.planning.catalogue.protocols import (
    Band,
    Depth,
    EndPoint,
    FullResult,
    Maintenance,
    Review,
    SessionCount,
    Spacing,
    StartAfter,
    Statement,
)
from app.rules.schema.words import (
    Code,
    Codes,
    Days,
    EvidenceFile,
    FileModel,
    Millimetres,
    SentenceEntry,
    Sentences,
    Text,
    days_or_none,
    mm_or_none,
)

SeverityCode = Literal["mild", "moderate", "severe"]


EndPointCode = Literal["uniform_pinpoint_bleeding", "fine_pinpoint_bleeding", "erythema_or_fine_pinpoint", "erythema"]


class SessionsFile(FileModel):
    """`[bands.sessions]`: min <= typical <= max, at least one session."""

    min: Days
    typical: Days
    max: Days

    @model_validator(mode="after")
    def in_order(self) -> Self:
        """Never decreasing."""
        if not 1 <= self.min.value <= self.typical.value <= self.max.value <= 12:
            raise ValueError("sessions need 1 <= min <= typical <= max <= 12")
        return self


class SpacingFile(FileModel):
    """`[bands.spacing]`: the five anchors in days, never decreasing."""

    absolute_min: Days
    min: Days
    target: Days
    late_after: Days
    lapse_after: Days

    @model_validator(mode="after")
    def in_order(self) -> Self:
        """Never decreasing, and at least a day."""
        anchors = (self.absolute_min, self.min, self.target, self.late_after, self.lapse_after)
        days = [anchor.value for anchor in anchors]
        if days != sorted(days) or days[0] < 1:
            raise ValueError("spacing needs 1 <= absolute_min <= min <= target <= late_after <= lapse_after")
        return self


class DepthFile(FileModel):
    """`[bands.depth_mm]`: min <= max <= confirm_up_to <= override_up_to."""

    min: Millimetres
    max: Millimetres
    confirm_up_to: Millimetres | None = None
    override_up_to: Millimetres | None = None

    @model_validator(mode="after")
    def in_order(self) -> Self:
        """Never decreasing, and above nothing."""
        steps = [step.value for step in (self.min, self.max, self.confirm_up_to, self.override_up_to) if step]
        if steps != sorted(steps) or steps[0] <= 0:
            raise ValueError("depth_mm needs 0 < min <= max <= confirm_up_to <= override_up_to")
        return self


class EndPointFile(EvidenceFile):
    """`bands.endpoint`."""

    code: EndPointCode


class ReviewFile(FileModel):
    """One `[[bands.reviews]]`."""

    code: Literal["mid_series", "early_outcome", "final_outcome", "late_outcome"]
    anchor: Literal["last_session", "first_session", "session"] = "last_session"
    number: Annotated[int, Field(ge=1, le=12)] | None = None
    after_days: Days
    primary: bool = False

    @model_validator(mode="after")
    def names_its_session(self) -> Self:
        """A review anchored on a session says on which."""
        if (self.anchor == "session") != (self.number is not None):
            raise ValueError("a review has a number exactly when its anchor is 'session'")
        return self


class FullResultFile(FileModel):
    """`[bands.full_result]`: min_days <= max_days."""

    anchor: Literal["last_session", "first_session"] = "last_session"
    min_days: Days
    max_days: Days

    @model_validator(mode="after")
    def in_order(self) -> Self:
        """Never decreasing."""
        if self.min_days.value > self.max_days.value:
            raise ValueError("full_result needs min_days <= max_days")
        return self


class MaintenanceFile(EvidenceFile):
    """`[bands.maintenance]`."""

    needed: bool
    min_days: Days | None = None
    typical_days: Days | None = None
    text: Text

    @model_validator(mode="after")
    def gives_days_when_needed(self) -> Self:
        """Both days when it is needed, none when it is not."""
        given = [days for days in (self.min_days, self.typical_days) if days is not None]
        if len(given) != (2 if self.needed else 0):
            raise ValueError("maintenance gives min_days and typical_days exactly when it is needed")
        if self.needed and self.min_days and self.typical_days and self.min_days.value > self.typical_days.value:
            raise ValueError("maintenance needs min_days <= typical_days")
        return self


class StartAfterFile(FileModel):
    """`[bands.start_after]`."""

    procedure: Code
    min_days: Days
    max_days: Days

    @model_validator(mode="after")
    def in_order(self) -> Self:
        """Never decreasing."""
        if self.min_days.value > self.max_days.value:
            raise ValueError("start_after needs min_days <= max_days")
        return self


class BandEntry(FileModel):
    """One `[[bands]]`: it serves every severity that it names."""

    severities: Annotated[list[SeverityCode], Field(min_length=1, max_length=3)]
    kind: Code | None = None
    sessions: SessionsFile
    spacing: SpacingFile
    depth_mm: DepthFile
    endpoint: EndPointFile
    reviews: Annotated[list[ReviewFile], Field(min_length=1)]
    full_result: FullResultFile | None = None
    maintenance: MaintenanceFile | None = None
    start_after: StartAfterFile | None = None
    sign_off: SentenceEntry | None = None
    expectations: Sentences = []
    measures: Annotated[Codes, Field(min_length=1)]
    evidence: Literal["moderate", "low_to_moderate", "low", "very_low"]
    evidence_note: str = ""

    @model_validator(mode="after")
    def reviews_judge_the_series(self) -> Self:
        """Exactly one review is primary, and a mid-series one follows a session that the series can have."""
        if sum(review.primary for review in self.reviews) != 1:
            raise ValueError("exactly one review is primary")
        if any((review.number or 0) > self.sessions.max.value for review in self.reviews):
            raise ValueError("a review follows a session that the series never has")
        return self

    def to_bands(self) -> tuple[Band, ...]:
        """One band for each severity."""
        return tuple(self._to_band(severity) for severity in self.severities)

    def _to_band(self, severity: SeverityCode) -> Band:
        return Band(
            severity=severity,
            kind=self.kind,
            sessions=SessionCount(self.sessions.min.cited(), self.sessions.typical.cited(), self.sessions.max.cited()),
            spacing=Spacing(*_anchors(self.spacing)),
            depth_mm=_depth(self.depth_mm),
            endpoint=EndPoint(self.endpoint.code, self.endpoint.evidence()),
            reviews=tuple(_review(review) for review in self.reviews),
            full_result=None if self.full_result is None else _full_result(self.full_result),
            maintenance=None if self.maintenance is None else _maintenance(self.maintenance),
            start_after=None if self.start_after is None else _start_after(self.start_after),
            sign_off=None if self.sign_off is None else _statement(self.sign_off),
            expectations=tuple(_statement(entry) for entry in self.expectations),
            measures=tuple(self.measures),
            evidence=self.evidence,
            evidence_note=self.evidence_note,
        )


def _anchors(entry: SpacingFile) -> tuple[Cited[int], ...]:
    return tuple(
        anchor.cited() for anchor in (entry.absolute_min, entry.min, entry.target, entry.late_after, entry.lapse_after)
    )


def _depth(entry: DepthFile) -> Depth:
    return Depth(
        entry.min.cited(), entry.max.cited(), mm_or_none(entry.confirm_up_to), mm_or_none(entry.override_up_to)
    )


def _review(entry: ReviewFile) -> Review:
    return Review(entry.code, entry.anchor, entry.number, entry.after_days.cited(), entry.primary)


def _full_result(entry: FullResultFile) -> FullResult:
    return FullResult(entry.anchor, entry.min_days.cited(), entry.max_days.cited())


def _maintenance(entry: MaintenanceFile) -> Maintenance:
    return Maintenance(
        entry.needed, days_or_none(entry.min_days), days_or_none(entry.typical_days), entry.text, entry.evidence()
    )


def _start_after(entry: StartAfterFile) -> StartAfter:
    return StartAfter(entry.procedure, entry.min_days.cited(), entry.max_days.cited())


def _statement(entry: SentenceEntry) -> Statement:
    return Statement(entry.code, entry.text, entry.evidence())
