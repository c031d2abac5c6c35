"""The catalogue: what can be treated, where, by which rules, on what evidence. All answers are prepared bytes.

Most of it is browsed alike: a list, and for some kinds of things each by its code. These are the rows of `BROWSED`;
what takes a filter, has another key or stands alone is written out.
"""

from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.api.catalogue_pages import CataloguePages
from app.api.pages import DEFAULT_LIMIT, Cursor, Limit
from app.api.prepared import Prepared, answer
from app.api.schemas import statements
from app.api.schemas.adjuncts import AdjunctRuleList
from app.api.schemas.areas import AreaDocument, AreaList
from app.api.schemas.care_tasks import CareTaskList
from app.api.schemas.concerns import ConcernDocument, ConcernList
from app.api.schemas.labels import LabelDocument, LabelList
from app.api.schemas.planning_rules import PlanningRulesDocument
from app.api.schemas.procedures import ProcedureList
from app.api.schemas.protocols import ProtocolDocument, ProtocolList
from app.api.schemas.questions import QuestionList
from app.api.schemas.scales import ScaleList
from app.api.schemas.skin_rules import SkinRuleDocument, SkinRuleList
from app.api.schemas.sources import SourceDocument, SourceList
from app.api.schemas.words import SeverityCode, SkinTypeCode
from app.api.shelves import DEFAULT_QUESTIONS
from app.api.strict_route import CodeOf, StrictRoute

router = APIRouter(prefix="/v1", route_class=StrictRoute, tags=["catalogue"])


def _code(noun: str, example: str) -> Any:
    return Path(min_length=1, max_length=64, description=f"Code of the {noun}.", examples=[example])


ConcernFilter = Annotated[
    str | None,
    Query(max_length=64, description="Only for this concern.", examples=["acne_scars"]),
    CodeOf("concern"),
]
AreaFilter = Annotated[
    str | None, Query(max_length=64, description="Only for this area.", examples=["cheeks"]), CodeOf("area")
]


def _pages(request: Request) -> CataloguePages:
    pages: CataloguePages = request.app.state.catalogue_pages
    return pages


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
    return answer(request, _pages(request).shelves["protocols"].item(code))


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
    "/screening-questions", operation_id="listScreeningQuestions", summary="What to ask before needling",
    response_model=QuestionList, response_class=Prepared,
)  # fmt: skip
async def list_screening_questions(
    request: Request,
    concern: ConcernFilter = None,
    area: AreaFilter = None,
    limit: Limit = DEFAULT_QUESTIONS,
    cursor: Cursor = None,
) -> Response:
    """The questions that matter for a concern, an area or both, with what each answer does.

    One page holds all of them unless a smaller `limit` is asked for.
    """
    return answer(request, _pages(request).questions_for(concern, area).page(limit, cursor))


@router.get(
    "/sources/{key}", operation_id="getSource", summary="One source",
    response_model=SourceDocument, response_class=Prepared,
)  # fmt: skip
async def get_source(request: Request, key: Annotated[str, _code("source", "Alam2014")]) -> Response:
    """One source by its key."""
    return answer(request, _pages(request).shelves["sources"].item(key))


@router.get(
    "/planning-rules", operation_id="getPlanningRules", summary="The rules of no protocol",
    response_model=PlanningRulesDocument, response_class=Prepared,
)  # fmt: skip
async def get_planning_rules(request: Request) -> Response:
    """Age limits, the planner's own days, and how long after a session the skin is back to normal."""
    return answer(request, _pages(request).planning_rules)


class Opened(NamedTuple):
    """The items of a shelf, each by its code; `example` is one."""

    operation_id: str
    document: type
    summary: str
    example: str


class Browsed(NamedTuple):
    """A shelf without filters: its list and, where items have addresses of their own, its items."""

    path: str
    operation_id: str
    document: type
    summary: str
    description: str
    items: Opened | None = None


BROWSED = (
    Browsed("concerns", "listConcerns", ConcernList, "What can be treated",
            "Concerns with their kinds and the protocols that treat them.",
            Opened("getConcern", ConcernDocument, "One concern", "acne_scars")),
    Browsed("areas", "listAreas", AreaList, "Where on the body",
            "The tree of areas, with caps on needle depth and measured skin thickness.",
            Opened("getArea", AreaDocument, "One area", "cheeks")),
    Browsed("sources", "listSources", SourceList, "The evidence",
            "Publications, labels, registrations and pages, and how much of each was read."),
    Browsed("labels", "listLabels", LabelList, "What device labels cover",
            "The labels of each market: from which age, for which concerns, where, how deep, for which skin types.",
            Opened("getLabel", LabelDocument, "The labels of one market", "us_fda")),
    Browsed("skin-rules", "listSkinRules", SkinRuleList, "What skin type and sensitivity change",
            "Floors under intervals, shallower depths, consents, sign-offs and tasks, by skin type and if sensitive.",
            Opened("getSkinRule", SkinRuleDocument, "What one skin type changes", "skin_type_iv")),
    Browsed("combining-rules", "listCombiningRules", statements.CombiningRuleList, "How goals combine",
            "What holds when several areas or concerns are treated on one day."),
    Browsed("procedures", "listProcedures", ProcedureList, "Other procedures and their washouts",
            "How long needling waits after another procedure, and it after needling."),
    Browsed("adjuncts", "listAdjuncts", AdjunctRuleList, "What was studied for the same session",
            "What may be applied with needling, for which concerns, and on what evidence."),
    Browsed("avoided-products", "listAvoidedProducts", statements.AvoidedProductList, "What must not be applied",
            "Products and habits that freshly needled skin is kept from, and why."),
    Browsed("care-tasks", "listCareTasks", CareTaskList, "Care before and after a session",
            "Every task around a session, and for whom it is."),
    Browsed("anaesthetic-facts", "listAnaestheticFacts", statements.AnaestheticFactList, "Facts on topical anaesthetic",
            "What labels, regulators and practice say of it: facts for the clinician, never an order."),
    Browsed("outcome-scales", "listOutcomeScales", ScaleList, "How outcomes are measured",
            "Outcome scales with their ranges and directions."),
    Browsed("evidence-gaps", "listEvidenceGaps", statements.EvidenceGapList, "What has no rule",
            "What was looked into and deliberately has no rule, and why."),
)  # fmt: skip


def _serve_list(browsed: Browsed) -> None:
    async def list_all(request: Request, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Response:
        return answer(request, _pages(request).shelves[browsed.path].listing.page(limit, cursor))

    router.add_api_route(
        f"/{browsed.path}", list_all, operation_id=browsed.operation_id, name=browsed.operation_id,
        summary=browsed.summary, description=browsed.description,
        response_model=browsed.document, response_class=Prepared,
    )  # fmt: skip


def _serve_items(path: str, items: Opened) -> None:
    noun = path.removesuffix("s").replace("-", " ")

    async def get_one(request: Request, code: Annotated[str, _code(noun, items.example)]) -> Response:
        return answer(request, _pages(request).shelves[path].item(code))

    router.add_api_route(
        f"/{path}/{{code}}", get_one, operation_id=items.operation_id, name=items.operation_id,
        summary=items.summary, description=f"One {noun} by its code.",
        response_model=items.document, response_class=Prepared,
    )  # fmt: skip


for _browsed in BROWSED:
    _serve_list(_browsed)
    if _browsed.items is not None:
        _serve_items(_browsed.path, _browsed.items)
