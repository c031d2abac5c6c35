"""The HTTP shell: an application in which the ground rules of the contract hold for every route that is put into it."""

import gc
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware

from app.api import openapi, problem_handlers
from app.api.envelope import Envelope, common_headers
from app.api.exchange import Place
from app.api.meta import MetaDocument
from app.api.prepared import prepare
from app.api.routes import docs, problems, service

TITLE = "Treatment series planner"
SUMMARY = "Plans microneedling treatment series: cited rules in, a safe and spaced series of sessions out."
DESCRIPTION = """\
Say what is to be treated and what is known about the patient; the answer is the whole series: every session with its
earliest, recommended and latest day, what to treat how deep, care before and after, reviews and maintenance. Every date
says why, and every number says where it comes from.

Civil days are written `YYYY-MM-DD`, instants `YYYY-MM-DDTHH:MM:SSZ`. Enumerations are closed in requests and open in
answers: new values may come. Refusals are problem documents (RFC 9457); an unknown member or parameter is refused,
never ignored.
"""
TAGS: Sequence[dict[str, Any]] = (
    {"name": "catalogue", "description": "What can be treated, where, and by which cited rules."},
    {"name": "previews", "description": "Computed answers: screening and a whole series. Nothing is stored."},
    {"name": "service", "description": "Where to begin, probes, versions and limits."},
    {"name": "problems", "description": "What every refusal means."},
)


def application(
    place: Place, routers: Sequence[APIRouter], meta: MetaDocument, *, is_open: bool = True, has_docs: bool = True
) -> FastAPI:
    """An application with the given routers, hottest first, and behind them what every service of ours has.

    `is_open` False refuses every call of the given routers: without keys there is nobody who may.
    """
    if not is_open:
        place = replace(place, closed=_paths_of(routers))
    app = FastAPI(
        title=TITLE,
        summary=SUMMARY,
        description=DESCRIPTION,
        version=place.api_version,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        openapi_tags=list(TAGS),
        servers=[{"url": urlsplit(place.public_url).path or "/", "description": "This service."}],
        contact={"name": TITLE, "url": f"{openapi.EXAMPLE_HOST}/"},
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        lifespan=_lifespan,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
        middleware=[Middleware(Envelope, place)],
    )
    app.openapi = lambda: _openapi_once(app)  # type: ignore[method-assign]
    problem_handlers.install(app)
    _prepare(app, place, meta, has_docs=has_docs)
    ours = (service.router, problems.router, docs.router, *([docs.page_router] if has_docs else []))
    for router in (*routers, *ours):
        # Routes of an included router are matched twice, once for the router and once inside; these are matched once.
        app.router.routes.extend(router.routes)
    return app


def _prepare(app: FastAPI, place: Place, meta: MetaDocument, *, has_docs: bool) -> None:
    """Make every answer that does not depend on the request."""
    site = docs.Site(place.public_url)
    described = service.service_document(
        name=TITLE,
        description=SUMMARY,
        api_version=place.api_version,
        public_url=place.public_url,
        has_docs=has_docs,
    )
    app.state.public_url = place.public_url
    app.state.site = site
    app.state.docs_page = site.docs_page()
    app.state.service = prepare(described)
    app.state.meta = prepare(meta)
    app.state.problem_pages = problems.ProblemPages(place.public_url, place.api_version, site.address("pages.css"))
    app.state.openapi = None
    app.state.codes = {}
    app.state.response_examples = dict
    app.state.is_ready = True
    app.state.request_log = place.request_log
    app.state.common_headers = common_headers(place)


def _paths_of(routers: Sequence[APIRouter]) -> tuple[re.Pattern[str], ...]:
    return tuple(route.path_regex for router in routers for route in router.routes if isinstance(route, APIRoute))


def _openapi_once(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        app.openapi_schema = openapi.document_of(app, app.state.response_examples())
    return app.openapi_schema


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    _collect_rarely()
    yield
    app.state.is_ready = False
    app.state.request_log.flush()


def _collect_rarely() -> None:
    """What stands now (rules, prepared answers, routes) stays for good, and an answer holds no cycles.

    Walking through all of it again and again would find nothing; measured, it costs a preview a tenth of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
