"""One example of every answer, for the OpenAPI document: made by the service itself, so that none can be untrue.

Long answers are cut to a few items; what is left is complete in itself and valid against its schema. Cursors alone are
made up: a real one belongs to the address that it was given out at.
"""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.datastructures import State

from app.api.catalogue_pages import CataloguePages
from app.api.openapi import EXAMPLE_HOST
from app.api.pages import Listing
from app.api.prepared import Prepared
from app.api.routes import catalogue, problems, service
from app.api.schemas.examples import PLAN_EXAMPLES, SCREENING_EXAMPLES
from app.api.schemas.plan_preview import Presenter
from app.api.schemas.plan_request import PlanPreviewRequest, ScreeningPreviewRequest
from app.api.schemas.screening_preview import screening_preview
from app.api.shell import SUMMARY, TITLE
from app.api.shelves import Shelf
from app.planning.plan import Planner
from app.services import previews

FEW = 2


def response_examples(state: State, api_version: str) -> Mapping[str, object]:
    """The example of each operation by its id; `state` is that of the application."""
    return {
        **_of_catalogue(state.catalogue_pages),
        "previewPlan": _plan(state.planner, state.presenter),
        "previewScreening": _screening(state.planner, state.engine_version),
        "getMeta": _content(state.meta),
        **_of_service(api_version),
    }


def _of_catalogue(pages: CataloguePages) -> dict[str, object]:
    shelves = pages.shelves
    first_concern = next(iter(shelves["concerns"].items))
    opened = {row.items.operation_id: row.path for row in catalogue.BROWSED if row.items is not None}
    opened |= {"getProtocol": "protocols", "getSource": "sources"}
    return {
        **{row.operation_id: _page(shelves[row.path].listing) for row in catalogue.BROWSED},
        # Rules of one's own may leave a shelf empty, such as labels; then there is nothing to show.
        **{name: _first(shelves[path]) for name, path in opened.items() if shelves[path].items},
        "listProtocols": _page(shelves["protocols"].listing),
        "listScreeningQuestions": _page(shelves["screening-questions"].listing),
        "listProtocolsOfConcern": _page(pages.protocols_of_concern(first_concern)),
        "getPlanningRules": _content(pages.planning_rules),
    }


def _of_service(api_version: str) -> dict[str, object]:
    pages = problems.ProblemPages(EXAMPLE_HOST, api_version, "")
    described = service.service_document(
        name=TITLE, description=SUMMARY, api_version=api_version, public_url=EXAMPLE_HOST
    )
    return {
        "getService": described,
        "checkAlive": _content(service.ALIVE),
        "checkReady": _content(service.READY),
        "listProblemKinds": _page(pages.listing),
        "getProblemKind": _content(pages.documents["invalid_request"]),
    }


def _plan(planner: Planner, presenter: Presenter) -> object:
    question = next(iter(PLAN_EXAMPLES.values()))["value"]
    body = PlanPreviewRequest.model_validate(question)
    preview = previews.preview_plan(planner, body.to_opening(body.today()))
    document = orjson.loads(orjson.dumps(presenter.preview(preview, question)))
    document["sessions"] = document["sessions"][:FEW]
    for session in document["sessions"]:
        session["care"] = session["care"][:FEW]
    document["reviews"] = document["reviews"][:1]
    document["screening"] = _short(document["screening"])
    return document


def _screening(planner: Planner, engine_version: str) -> object:
    body = ScreeningPreviewRequest.model_validate(next(iter(SCREENING_EXAMPLES.values()))["value"])
    opening = body.to_opening(body.today())
    verdict = previews.preview_screening(planner, opening)
    document = orjson.loads(orjson.dumps(screening_preview(planner.catalogue, engine_version, opening.as_of, verdict)))
    document["screening"] = _short(document["screening"])
    return _short(document)


def _page(listing: Listing) -> object:
    page: Any = _content(listing.page(1, None))
    # The cursor is sealed with the address of the service, which this document does not depend on.
    cursor = "AAAAAQ==" if page["has_more"] else None
    return {**page, "items": [_short(item) for item in page["items"]], "next_cursor": cursor}


def _first(shelf: Shelf) -> object:
    return _short(_content(next(iter(shelf.items.values()))))


def _content(prepared: Prepared) -> Any:
    return orjson.loads(prepared.content)


def _short(document: Any) -> Any:
    """The document with no more than a few items in each of its lists."""
    return {name: value[:FEW] if isinstance(value, list) else value for name, value in document.items()}
