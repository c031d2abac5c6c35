"""What every problem code means: the addresses that the `type` of a problem document names.

Programs get JSON; a person who opens the address in a browser gets a small page.
"""

import re
from collections.abc import Mapping
from html import escape
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Path, Request
from pydantic import Field
from starlette.responses import Response
from typing_extensions import TypedDict

from app.api import problems
from app.api.media_types import accepted
from app.api.pages import DEFAULT_LIMIT, Cursor, Limit, Listing, Page
from app.api.prepared import Prepared, answer
from app.api.problems import PROBLEMS, ProblemKind
from app.api.strict_route import StrictRoute
from app.planning.refusals import UnknownCode

router = APIRouter(route_class=StrictRoute, tags=["problems"])

_HTML_ALSO: dict[int | str, dict[str, Any]] = {200: {"content": {"text/html": {"schema": {"type": "string"}}}}}
_PAGE_POLICY = (
    "content-security-policy",
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
)
_QUOTED = re.compile(r"`([^`]+)`")
_VARY = ("vary", "accept")


class ProblemKindDocument(TypedDict):
    """One kind of problem."""

    object: Literal["problem_kind"]
    code: Annotated[str, Field(max_length=64)]
    type: Annotated[str, Field(description="The `type` of such a problem document.", max_length=2048)]
    status: Annotated[int, Field(ge=400, le=599)]
    title: Annotated[str, Field(max_length=256)]
    description: Annotated[str, Field(max_length=2048)]


class ProblemKindList(Page[ProblemKindDocument]):
    """A page of kinds of problems."""


class ProblemPages:
    """All answers of this module, made once for one public address."""

    def __init__(self, public_url: str, edition: str, style_sheet: str) -> None:
        documents = {code: orjson.dumps(_document(kind, public_url)) for code, kind in PROBLEMS.items()}
        self.listing = Listing(f"{public_url}/problems", tuple(documents.values()), edition, headers=(_VARY,))
        self.documents: Mapping[str, Prepared] = {
            code: Prepared(body, headers=(_VARY,)) for code, body in documents.items()
        }
        self.pages: Mapping[str, Prepared] = {
            code: _page(kind.title, _section(kind), style_sheet) for code, kind in PROBLEMS.items()
        }
        self.page_of_all = _page("Problems", "".join(map(_section, PROBLEMS.values())), style_sheet)


@router.get(
    "/problems",
    operation_id="listProblemKinds",
    summary="Every kind of problem",
    response_model=ProblemKindList,
    response_class=Prepared,
    responses=_HTML_ALSO,
)
async def list_problem_kinds(request: Request, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Response:
    """Every code that a problem document of this service can carry, by status."""
    prepared: ProblemPages = request.app.state.problem_pages
    if _prefers_html(request):
        return answer(request, prepared.page_of_all)
    return answer(request, prepared.listing.page(limit, cursor))


@router.get(
    "/problems/{code}",
    operation_id="getProblemKind",
    summary="What a problem means",
    response_model=ProblemKindDocument,
    response_class=Prepared,
    responses=_HTML_ALSO,
)
async def get_problem_kind(
    request: Request,
    code: Annotated[
        str, Path(max_length=64, pattern="^[a-z_]+$", description="The code.", examples=["invalid_request"])
    ],
) -> Response:
    """The kind of problem that the `type` of a problem document points to."""
    prepared: ProblemPages = request.app.state.problem_pages
    if code not in PROBLEMS:
        raise UnknownCode("problem")
    return answer(request, (prepared.pages if _prefers_html(request) else prepared.documents)[code])


def _prefers_html(request: Request) -> bool:
    """A browser names text/html; a client that names nothing, or JSON with no less weight, is a program."""
    html, json = 0.0, 0.0
    for name, value in request.scope["headers"]:
        if name == b"accept":
            for media_range, quality in accepted(value):
                html = max(html, quality) if media_range in (b"text/html", b"text/*") else html
                json = max(json, quality) if media_range.endswith(b"json") else json
    return html > json


def _document(kind: ProblemKind, public_url: str) -> ProblemKindDocument:
    return {
        "object": "problem_kind",
        "code": kind.code,
        "type": problems.type_of(kind.code, public_url),
        "status": kind.status,
        "title": kind.title,
        "description": kind.description,
    }


def _section(kind: ProblemKind) -> str:
    description = _QUOTED.sub(r"<code>\1</code>", escape(kind.description))
    return (
        f"<section><h2>{escape(kind.title)}</h2><p><code>{kind.code}</code> with HTTP status {kind.status}</p>"
        f"<p>{description}</p></section>"
    )


def _page(title: str, sections: str, style_sheet: str) -> Prepared:
    html = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="{style_sheet}"></head><body><main>{sections}</main></body></html>'
    )
    return Prepared(html.encode(), media_type="text/html; charset=utf-8", headers=(_PAGE_POLICY, _VARY))
