"""A preview that takes long keeps nobody waiting, and its answer does not depend on where it was worked out."""

import asyncio
import json
from functools import partial
from typing import Any

import pytest
from fastapi import FastAPI

from app.api.schemas.examples import TWO_AREAS, WITH_ABSENCE
from app.api.schemas.plan_request import PlanPreviewRequest
from app.main import create_app
from app.services.previews import preview_plan
from app.settings import standard_settings
from benchmarks.questions import FOUR_GOALS, ONE_GOAL, WORST
from tests.api.small_service import JSON, Answer, call_raw

Json = dict[str, Any]


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(standard_settings().model_copy(update={"log_level": "error"}))


async def ask(app: FastAPI, body: Json) -> Answer:
    raw = json.dumps(body).encode()
    messages = ({"type": "http.request", "body": raw, "more_body": False},)
    length = (b"content-length", str(len(raw)).encode())
    return await call_raw(app, "POST", "/v1/plan-previews", headers=[*[JSON], length], messages=messages)


async def test_others_are_answered_while_a_long_preview_is_worked_out(app: FastAPI) -> None:
    answered: list[str] = []

    async def noted(name: str, answer: Any) -> None:
        assert (await answer).status == 200
        answered.append(name)

    async with asyncio.TaskGroup() as group:
        group.create_task(noted("long", ask(app, {**WORST, "compare_with": WORST})))
        for _ in range(5):
            group.create_task(noted("alive", call_raw(app, "GET", "/livez")))
    assert answered == ["alive"] * 5 + ["long"]


@pytest.mark.parametrize("body", [ONE_GOAL, TWO_AREAS, WITH_ABSENCE], ids=["one", "two", "compared"])
async def test_a_preview_of_one_goal_or_two_never_leaves_the_event_loop(app: FastAPI, body: Json) -> None:
    await ask(app, body)
    asked = asyncio.create_task(ask(app, body))
    await asyncio.sleep(0)
    assert asked.done()
    assert asked.result().status == 200


async def test_long_previews_at_once_are_answered_as_if_each_were_alone(app: FastAPI) -> None:
    bodies = [{**FOUR_GOALS, "start_on": f"2026-12-{day:02}"} for day in range(1, 9)]
    together = await asyncio.gather(*map(partial(ask, app), bodies))
    for body, answer in zip(bodies, together, strict=True):
        assert (await ask(app, body)).body == answer.body


async def test_the_dates_are_those_that_planning_gives_without_a_server(app: FastAPI) -> None:
    asked = PlanPreviewRequest.model_validate(WORST)
    plan = preview_plan(app.state.planner, asked.to_opening(asked.today())).plan
    sessions = (await ask(app, WORST)).json()["sessions"]
    assert [one["dates"]["recommended"] for one in sessions] == [str(one.recommended) for one in plan.sessions]


async def test_a_fault_found_beside_the_event_loop_is_an_ordinary_refusal(app: FastAPI) -> None:
    answer = await ask(app, {**WORST, "label": "nowhere"})
    assert (answer.status, [error["pointer"] for error in answer.json()["errors"]]) == (422, ["/label"])
