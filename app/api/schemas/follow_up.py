"""How reviews and maintenance go over the wire."""

from datetime import date
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from app.api.schemas.dates import Day, GoalIds, ReasonDocument, reason_document
from app.api.schemas.evidence import BasisCode, CodeOut, Codes, Sentence, SourceKeys
from app.planning.catalogue.evidence import weakest
from app.planning.follow_up import MaintenanceWindow, PlannedReview


class PlannedReviewDocument(TypedDict):
    """A look at the outcome."""

    code: CodeOut
    goal_ids: GoalIds
    after_session: Annotated[int, Field(ge=0, le=99, description="0: a session before this plan.")]
    earliest: Day
    recommended: Day
    latest: Day
    primary: bool
    measures: Codes
    basis: BasisCode
    sources: SourceKeys
    reasons: Annotated[list[ReasonDocument], Field(max_length=100)]


class MaintenanceWindowDocument(TypedDict):
    """When a goal's first maintenance session falls due."""

    goal_id: Annotated[str, Field(max_length=16)]
    needed: bool
    earliest: date | None
    recommended: date | None
    text: Sentence
    basis: BasisCode
    sources: SourceKeys


class MaintenanceDocument(TypedDict):
    """Whether sessions go on after the series, over all goals."""

    needed: bool
    basis: Annotated[BasisCode, Field(description="The weakest basis among the goals; derived where no rule speaks.")]
    windows: Annotated[list[MaintenanceWindowDocument], Field(max_length=20)]


def review_document(review: PlannedReview) -> PlannedReviewDocument:
    return {
        "code": review.code,
        "goal_ids": review.goal_ids,  # type: ignore[typeddict-item]
        "after_session": review.after_session,
        "earliest": review.earliest,
        "recommended": review.recommended,
        "latest": review.latest,
        "primary": review.primary,
        "measures": review.measures,  # type: ignore[typeddict-item]
        "basis": review.evidence.basis,
        "sources": review.evidence.sources,  # type: ignore[typeddict-item]
        "reasons": [reason_document(reason) for reason in review.reasons],
    }


def maintenance_document(windows: tuple[MaintenanceWindow, ...]) -> MaintenanceDocument:
    return {
        "needed": any(window.needed for window in windows),
        "basis": _weakest_basis(windows),
        "windows": [
            {
                "goal_id": window.goal_id,
                "needed": window.needed,
                "earliest": window.earliest,
                "recommended": window.recommended,
                "text": window.text,
                "basis": window.evidence.basis,
                "sources": list(window.evidence.sources),
            }
            for window in windows
        ],
    }


def _weakest_basis(windows: tuple[MaintenanceWindow, ...]) -> BasisCode:
    return weakest(tuple(window.evidence for window in windows)).basis if windows else "derived"
