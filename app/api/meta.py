"""What a client can ask the service about itself: versions, limits and the codes that requests may use."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, cast

from annotated_types import Le, MaxLen
from pydantic import Field
from typing_extensions import TypedDict

from app.api import pages, strict_json
from app.api.exchange import MAX_URI_BYTES
from app.api.schemas.calendars import AvailabilityRequest, ClinicCalendarRequest
from app.api.schemas.history import HistoryEntry
from app.api.schemas.plan_request import FindingRequest, GoalRequest, PlanPreviewRequest
from app.api.schemas.ruleset import RulesetVersion, ruleset_version
from app.api.schemas.words import WEEKDAYS, RequestModel
from app.planning.catalogue.protocols import SEVERITIES
from app.planning.catalogue.rulebook import Catalogue
from app.planning.catalogue.skin import SKIN_TYPES
from app.planning.history_checks import endpoints_of

Code = Annotated[str, Field(max_length=64)]
Codes = Annotated[list[Code], Field(max_length=1_000)]


class Limits(TypedDict):
    """What a request may carry."""

    max_body_bytes: Annotated[int, Field(ge=0)]
    max_uri_bytes: Annotated[int, Field(ge=0)]
    max_json_depth: Annotated[int, Field(ge=0)]
    default_page_items: Annotated[int, Field(ge=1, description="Where a list documents no other default.")]
    max_page_items: Annotated[int, Field(ge=1)]
    max_goals: Annotated[int, Field(ge=1)]
    max_sessions_per_goal: Annotated[int, Field(ge=1)]
    max_findings: Annotated[int, Field(ge=1)]
    max_areas_per_finding: Annotated[int, Field(ge=1)]
    max_history: Annotated[int, Field(ge=1)]
    max_treatments_per_session: Annotated[int, Field(ge=1, description="Of a session in `history`.")]
    max_unavailable: Annotated[int, Field(ge=1, description="Ranges of days in `availability`.")]
    max_closures: Annotated[int, Field(ge=1, description="Ranges of days in `clinic_calendar`.")]


class MetaDocument(TypedDict):
    """Versions, limits and codes."""

    object: Literal["meta"]
    api_version: Annotated[str, Field(max_length=64)]
    engine_version: Annotated[str, Field(max_length=64)]
    ruleset: RulesetVersion
    limits: Limits
    codes: Annotated[dict[str, Codes], Field(description="What requests may use, by the word for it.")]


def meta_document(catalogue: Catalogue, *, api_version: str, engine_version: str, max_body_bytes: int) -> MetaDocument:
    """The document of `/v1/meta`; it changes only when the service starts anew."""
    return {
        "object": "meta",
        "api_version": api_version,
        "engine_version": engine_version,
        "ruleset": ruleset_version(catalogue),
        "limits": _limits(max_body_bytes),
        "codes": {noun: list(codes) for noun, codes in codes_of(catalogue).items()},
    }


def _limits(max_body_bytes: int) -> Limits:
    return {
        "max_body_bytes": max_body_bytes,
        "max_uri_bytes": MAX_URI_BYTES,
        "max_json_depth": strict_json.MAX_DEPTH,
        "default_page_items": pages.DEFAULT_LIMIT,
        "max_page_items": pages.MAX_LIMIT,
        "max_goals": _most(PlanPreviewRequest, "goals"),
        "max_sessions_per_goal": _most(GoalRequest, "sessions"),
        "max_findings": _most(PlanPreviewRequest, "findings"),
        "max_areas_per_finding": _most(FindingRequest, "areas"),
        "max_history": _most(PlanPreviewRequest, "history"),
        "max_treatments_per_session": _most(HistoryEntry, "treatments"),
        "max_unavailable": _most(AvailabilityRequest, "unavailable"),
        "max_closures": _most(ClinicCalendarRequest, "closures"),
    }


def _most(model: type[RequestModel], member: str) -> int:
    """The bound by which requests are refused: the most items of a list, or the largest number."""
    for bound in model.model_fields[member].metadata:
        if isinstance(bound, MaxLen):
            return bound.max_length
        if isinstance(bound, Le):
            return cast(int, bound.le)
    raise LookupError(f"{model.__name__}.{member} has no bound")


def codes_of(catalogue: Catalogue) -> Mapping[str, Iterable[str]]:
    """Every closed list of codes that a request may use, in the order of the rules' files."""
    return {
        "concerns": catalogue.concerns,
        "areas": [area.code for area in catalogue.areas.all()],
        "severities": SEVERITIES,
        "skin_types": SKIN_TYPES,
        "findings": catalogue.questions,
        "procedures": ["microneedling", *(code for code in catalogue.procedures if code != "microneedling")],
        "endpoints": endpoints_of(catalogue),
        "labels": catalogue.labels,
        "weekdays": WEEKDAYS,
    }
