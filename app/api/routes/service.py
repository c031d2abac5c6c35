"""What the service says about itself: where things are, whether it is ready, which versions and limits hold."""

from typing import Annotated, Literal, NotRequired

import orjson
from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response
from typing_extensions import TypedDict

from app.api.meta import MetaDocument
from app.api.prepared import NOT_KEPT, Prepared, answer
from app.api.problems import Problem
from app.api.strict_route import StrictRoute

router = APIRouter(route_class=StrictRoute, tags=["service"])

_SECONDS_TO_WAIT = "2"
_ADDRESSES = {
    "self": "/",
    "documentation": "/docs",
    "openapi": "/openapi.json",
    "problems": "/problems",
    "alive": "/livez",
    "ready": "/readyz",
    "meta": "/v1/meta",
    "concerns": "/v1/concerns",
    "areas": "/v1/areas",
    "protocols": "/v1/protocols",
    "sources": "/v1/sources",
    "labels": "/v1/labels",
    "skin_rules": "/v1/skin-rules",
    "planning_rules": "/v1/planning-rules",
    "combining_rules": "/v1/combining-rules",
    "procedures": "/v1/procedures",
    "adjuncts": "/v1/adjuncts",
    "avoided_products": "/v1/avoided-products",
    "care_tasks": "/v1/care-tasks",
    "anaesthetic_facts": "/v1/anaesthetic-facts",
    "outcome_scales": "/v1/outcome-scales",
    "evidence_gaps": "/v1/evidence-gaps",
    "screening_questions": "/v1/screening-questions",
    "screening_previews": "/v1/screening-previews",
    "plan_previews": "/v1/plan-previews",
}


class ServiceDocument(TypedDict):
    """Where to begin."""

    object: Literal["service"]
    name: Annotated[str, Field(max_length=128)]
    description: Annotated[str, Field(max_length=512)]
    api_version: Annotated[str, Field(max_length=64)]
    documentation: NotRequired[
        Annotated[str, Field(description="Absolute address of the explorer, where there is one.", max_length=2048)]
    ]
    links: Annotated[dict[str, Annotated[str, Field(max_length=2048)]], Field(description="Absolute addresses.")]


class ProbeDocument(TypedDict):
    """The answer of a probe."""

    object: Literal["probe"]
    status: Literal["alive", "ready"]


def service_document(
    *, name: str, description: str, api_version: str, public_url: str, has_docs: bool = True
) -> ServiceDocument:
    """The document of `/`; an explorer that is not served is not named."""
    links = {noun: f"{public_url}{path}" for noun, path in _ADDRESSES.items()}
    document: ServiceDocument = {
        "object": "service",
        "name": name,
        "description": description,
        "api_version": api_version,
        "documentation": links["documentation"],
        "links": links,
    }
    if not has_docs:
        del document["documentation"], links["documentation"]
    return document


def _probe(status: Literal["alive", "ready"]) -> Prepared:
    document: ProbeDocument = {"object": "probe", "status": status}
    return Prepared(orjson.dumps(document), caching=NOT_KEPT)


ALIVE = _probe("alive")
READY = _probe("ready")


@router.get("/livez", operation_id="checkAlive", summary="Is the process alive?", response_model=ProbeDocument)
async def check_alive() -> Response:
    """Answers as long as the process can answer at all; it looks at nothing else."""
    return ALIVE


@router.get(
    "/readyz",
    operation_id="checkReady",
    summary="Can the service do its work?",
    response_model=ProbeDocument,
    responses={503: {}},
)
async def check_ready(request: Request) -> Response:
    """Answers 200 once the rules are loaded and until the service shuts down; 503 otherwise."""
    if not request.app.state.is_ready:
        raise Problem("unavailable", headers={"retry-after": _SECONDS_TO_WAIT})
    return READY


@router.get(
    "/",
    operation_id="getService",
    summary="Where to begin",
    response_model=ServiceDocument,
    response_class=Prepared,
)
async def get_service(request: Request) -> Response:
    """Name, version and the addresses of everything else."""
    return answer(request, request.app.state.service)


@router.get(
    "/v1/meta",
    operation_id="getMeta",
    summary="Versions, limits and codes",
    response_model=MetaDocument,
    response_class=Prepared,
)
async def get_meta(request: Request) -> Response:
    """The versions of contract, engine and rules, what a request may carry, and every code it may use."""
    return answer(request, request.app.state.meta)
