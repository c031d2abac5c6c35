"""Computed answers: a screening, a whole series. Nothing is stored."""

import asyncio
from datetime import date
from functools import partial
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Body, Request
from starlette.responses import Response

from app.api.schemas.examples import PLAN_EXAMPLES, SCREENING_EXAMPLES
from app.api.schemas.plan_preview import PlanPreviewDocument, Presenter
from app.api.schemas.plan_request import PlanPreviewRequest, ScreeningPreviewRequest
from app.api.schemas.screening_preview import ScreeningPreviewDocument, screening_preview
from app.api.strict_route import StrictRoute
from app.planning.opening import PublicHoliday
from app.planning.plan import Planner
from app.services import previews
from app.services.long_work import beside
from app.services.previews import is_long_work
from app.services.public_holidays import is_at_hand, public_holidays

router = APIRouter(prefix="/v1", route_class=StrictRoute, tags=["previews"])


class Computed(Response):
    """A computed answer about a patient: JSON that nobody keeps."""

    media_type = "application/json"

    def __init__(self, document: Any) -> None:
        super().__init__(orjson.dumps(document), headers={"cache-control": "no-store"})


@router.post(
    "/plan-previews",
    operation_id="previewPlan",
    summary="A whole series for some goals",
    response_model=PlanPreviewDocument,
)
async def preview_plan(
    request: Request, body: Annotated[PlanPreviewRequest, Body(openapi_examples=PLAN_EXAMPLES)]
) -> Response:
    """Every session with its dates and why, depth, end point, care, reviews, maintenance and the screening verdict.

    Always 200 when the question can be understood: a contraindicated or infeasible plan is an answer, without sessions.
    With `ready_by` it says whether all is over by a day, and with `compare_with` how its dates differ from those of
    another question. Goals in different areas share visits. Every answer holds all that it takes to work it out again.
    """
    planner: Planner = request.app.state.planner
    presenter: Presenter = request.app.state.presenter
    as_of, other = body.today(), body.compare_with
    opening = body.to_opening(as_of, await _holidays(planner, as_of, body.holiday_region))
    compared = None
    if other is not None:
        compared_on = body.compared_on(as_of)
        compared = other.to_opening(compared_on, await _holidays(planner, compared_on, other.holiday_region))
    if is_long_work(opening, compared):
        preview = await beside(partial(previews.preview_plan, planner, opening, compared))
    else:
        preview = previews.preview_plan(planner, opening, compared)
    return Computed(presenter.preview(preview, body.as_asked(await request.json(), as_of)))


@router.post(
    "/screening-previews",
    operation_id="previewScreening",
    summary="The screening verdict for some goals",
    response_model=ScreeningPreviewDocument,
)
async def preview_screening(
    request: Request, body: Annotated[ScreeningPreviewRequest, Body(openapi_examples=SCREENING_EXAMPLES)]
) -> Response:
    """The verdict with everything that led to it, and the questions that are still open, ready to be rendered."""
    planner: Planner = request.app.state.planner
    opening = body.to_opening(body.today())
    verdict = previews.preview_screening(planner, opening)
    engine_version: str = request.app.state.engine_version
    return Computed(screening_preview(planner.catalogue, engine_version, opening.as_of, verdict))


async def _holidays(planner: Planner, as_of: date, region: str | None) -> tuple[PublicHoliday, ...] | None:
    """The holidays of a region, off the event loop where the library has to load first."""
    if region is None:
        return ()
    horizon = planner.horizon(as_of)
    if is_at_hand(region):
        return public_holidays(region, *horizon)
    return await asyncio.to_thread(public_holidays, region, *horizon)
