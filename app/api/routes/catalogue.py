"""The catalogue: what can be treated, where, by which rules, on what evidence. All answers are prepared bytes."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field
from starlette.responses import Response
from typing_extensions import TypedDict

from app.api.catalogue_pages import CataloguePages
from app.api.pages import DEFAULT_LIMIT, MAX_LIMIT, Cursor, Limit
from app.api.prepared import Prepared, answer
from app.api.schemas.areas import AreaDocument
from app.api.schemas.care_tasks import CareTaskDocument
from app.api.schemas.concerns import ConcernDocument
from app.api.schemas.procedures import ProcedureDocument
from app.api.schemas.protocols import ProtocolDocument
from app.api.schemas.questions import QuestionDocument
from app.api.schemas.scales import ScaleDocument
from app.api.schemas.sources import SourceDocument
from app.api.schemas.words import SeverityCode, SkinTypeCode
from app.api.strict_route import StrictRoute

router = APIRouter(prefix="/v1", route_class=StrictRoute, tags=["catalogue"])

NextCursor = Annotated[str | None, Field(max_length=64, description="Give it as `cursor` for the next page.")]


class ConcernList(TypedDict):
    """A page of concerns."""

    object: Literal["list"]
    items: Annotated[list[ConcernDocument], Field(max_length=MAX_LIMIT)]
    has_more: bool
    next_cursor: NextCursor


class AreaList(TypedDict):
    """A page of areas."""

    object: Literal["list"]
    items: Annotated[list[AreaDocument], Field(max_length=MAX_LIMIT)]
    has_more: bool
    next_cursor: NextCursor


class ProtocolList(TypedDict):
    """A page of protocols."""

    object: Literal["list"]
    items: Annotated[list[ProtocolDocument], Field(max_length=MAX_LIMIT)]
    has_more: bool
    next_cursor: NextCursor


class SourceList(TypedDict):
    """A page of sources."""

    object: Literal["list"]
    items: Annotated[list[SourceDocument], Field(max_length=MAX_LIMIT)]
    has_more: bool
    next_cursor: NextCursor


class QuestionList(TypedDict):
    """A page of screening questions."""

    object: Literal["list"]
    items: Annotated[list[QuestionDocument], Field(max_length=MAX_LIMIT)]
    has_more: bool
    next_cursor: NextCursor


class ProcedureList(TypedDict):
    """A page of procedures."""

    object: Literal["list"]
    items: Annotated[list[ProcedureDocument], Field(max_length=MAX_LIMIT)]
    has_more: bool
    next_cursor: NextCursor


class ScaleList(TypedDict):
    """A page of outcome scales."""

    object: Literal["list"]
    items: Annotated[list[ScaleDocument], Field(max_length=MAX_LIMIT)]
    has_more: bool
    next_cursor: NextCursor


class CareTaskList(TypedDict):
    """A page of care tasks."""

    object: Literal["list"]
    items: Annotated[list[CareTaskDocument], Field(max_length=MAX_LIMIT)]
    has_more: bool
    next_cursor: NextCursor


def _code(noun: str, example: str) -> Any:
    return Path(min_length=1, max_length=64, description=f"Code of the {noun}.", examples=[example])


ConcernFilter = Annotated[
    str | None, Query(max_length=64, description="Only for this concern.", examples=["acne_scars"])
]
AreaFilter = Annotated[str | None, Query(max_length=64, description="Only for this area.", examples=["cheeks"])]


def _pages(request: Request) -> CataloguePages:
    pages: CataloguePages = request.app.state.catalogue_pages
    return pages


@router.get(
    "/concerns", operation_id="listConcerns", summary="What can be treated",
    response_model=ConcernList, response_class=Prepared,
)  # fmt: skip
async def list_concerns(request: Request, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Response:
    """Concerns with their kinds and the protocols that treat them."""
    return answer(request, _pages(request).concerns.listing.page(limit, cursor))


@router.get(
    "/concerns/{code}", operation_id="getConcern", summary="One concern",
    response_model=ConcernDocument, response_class=Prepared,
)  # fmt: skip
async def get_concern(request: Request, code: Annotated[str, _code("concern", "acne_scars")]) -> Response:
    """One concern by its code."""
    return answer(request, _pages(request).concerns.item(code))


@router.get(
    "/concerns/{code}/protocols", operation_id="listProtocolsOfConcern", summary="The protocols for a concern",
    response_model=ProtocolList, response_class=Prepared,
)  # fmt: skip
async def list_protocols_of_concern(
    request: Request,
    code: Annotated[str, _code("concern", "acne_scars")],
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """Every protocol that treats the concern, whatever the area."""
    return answer(request, _pages(request).protocols_of_concern(code).page(limit, cursor))


@router.get(
    "/areas", operation_id="listAreas", summary="Where on the body", response_model=AreaList, response_class=Prepared,
)  # fmt: skip
async def list_areas(request: Request, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Response:
    """The tree of areas, with caps on needle depth and measured skin thickness."""
    return answer(request, _pages(request).areas.listing.page(limit, cursor))


@router.get(
    "/areas/{code}", operation_id="getArea", summary="One area", response_model=AreaDocument, response_class=Prepared,
)  # fmt: skip
async def get_area(request: Request, code: Annotated[str, _code("area", "cheeks")]) -> Response:
    """One area by its code."""
    return answer(request, _pages(request).areas.item(code))


@router.get(
    "/protocols", operation_id="listProtocols", summary="The cited rules",
    response_model=ProtocolList, response_class=Prepared,
)  # fmt: skip
async def list_protocols(  # noqa: PLR0913, PLR0917  one argument for each documented parameter
    request: Request,
    concern: ConcernFilter = None,
    area: AreaFilter = None,
    severity: Annotated[SeverityCode | None, Query(description="Only for this severity.")] = None,
    skin_type: Annotated[
        SkinTypeCode | None, Query(description="Adds the numbers as they hold for this skin type.", examples=["IV"])
    ] = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """Protocols with every number, its basis and its sources.

    An area is answered as a goal in it would be: by its own protocols or those of the nearest area around it.
    """
    return answer(request, _pages(request).protocols_for(concern, area, severity, skin_type).page(limit, cursor))


@router.get(
    "/protocols/{code}", operation_id="getProtocol", summary="One protocol",
    response_model=ProtocolDocument, response_class=Prepared,
)  # fmt: skip
async def get_protocol(request: Request, code: Annotated[str, _code("protocol", "acne-scars-face")]) -> Response:
    """One protocol by its code."""
    return answer(request, _pages(request).protocols.item(code))


@router.get(
    "/sources", operation_id="listSources", summary="The evidence",
    response_model=SourceList, response_class=Prepared,
)  # fmt: skip
async def list_sources(request: Request, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Response:
    """Publications, labels, registrations and pages, and how much of each was read."""
    return answer(request, _pages(request).sources.listing.page(limit, cursor))


@router.get(
    "/sources/{key}", operation_id="getSource", summary="One source",
    response_model=SourceDocument, response_class=Prepared,
)  # fmt: skip
async def get_source(request: Request, key: Annotated[str, _code("source", "Alam2014")]) -> Response:
    """One source by its key."""
    return answer(request, _pages(request).sources.item(key))


@router.get(
    "/screening-questions", operation_id="listScreeningQuestions", summary="What to ask before needling",
    response_model=QuestionList, response_class=Prepared,
)  # fmt: skip
async def list_screening_questions(
    request: Request,
    concern: ConcernFilter = None,
    area: AreaFilter = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """The questions that matter for a concern, an area or both, with what each answer does.

    More than one page may match: go on while `has_more`, or ask with `limit=200`.
    """
    return answer(request, _pages(request).questions_for(concern, area).page(limit, cursor))


@router.get(
    "/procedures", operation_id="listProcedures", summary="Other procedures and their washouts",
    response_model=ProcedureList, response_class=Prepared,
)  # fmt: skip
async def list_procedures(request: Request, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Response:
    """How long needling waits after another procedure, and it after needling."""
    return answer(request, _pages(request).procedures.listing.page(limit, cursor))


@router.get(
    "/outcome-scales", operation_id="listOutcomeScales", summary="How outcomes are measured",
    response_model=ScaleList, response_class=Prepared,
)  # fmt: skip
async def list_outcome_scales(request: Request, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Response:
    """Outcome scales with their ranges and directions."""
    return answer(request, _pages(request).scales.listing.page(limit, cursor))


@router.get(
    "/care-tasks", operation_id="listCareTasks", summary="Care before and after a session",
    response_model=CareTaskList, response_class=Prepared,
)  # fmt: skip
async def list_care_tasks(request: Request, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Response:
    """Every task around a session, and for whom it is."""
    return answer(request, _pages(request).care_tasks.listing.page(limit, cursor))
