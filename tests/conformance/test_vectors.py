"""The conformance cases: each is sound in itself, and the planner agrees with every one."""

import json
import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import get_args

import httpx2
import pytest
from jsonschema import Draft202012Validator

from app.main import create_app
from app.planning.reasons import ReasonCode
from app.settings import Settings
from tests.conformance.run import CASES, DATES, Json, cases, differences

SCHEMA = Draft202012Validator(
    json.loads((CASES.parent / "case.schema.json").read_text(encoding="utf-8")),
    format_checker=Draft202012Validator.FORMAT_CHECKER,
)
VECTORS = cases()
STORIES = pytest.mark.parametrize(("name", "case"), VECTORS, ids=[name for name, _ in VECTORS])
SUM = re.compile(r"(\d{4}-\d\d-\d\d) ([+-]) (\d+) = (\d{4}-\d\d-\d\d)")
NEVER_ON_A_DATE = {"override"}
"""Codes that no preview gives to a date: an override speaks in a verdict."""


@pytest.fixture(scope="module")
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=create_app(Settings()))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        yield client


def named_reasons() -> set[str]:
    return {
        reason["code"]
        for _, case in VECTORS
        for session in case["expected"].get("sessions", [])
        for reason in session.get("reasons", [])
    }


@STORIES
async def test_the_planner_agrees(client: httpx2.AsyncClient, name: str, case: Json) -> None:
    response = await client.post("/v1/plan-previews", json=case["request"])
    assert differences(case["expected"], response.status_code, response.json()) == [], case["why"]


@STORIES
def test_a_case_is_of_the_form_that_the_schema_tells(name: str, case: Json) -> None:
    assert [f"{error.json_path}: {error.message}" for error in SCHEMA.iter_errors(case)] == []


@STORIES
def test_every_sum_of_a_derivation_is_right(name: str, case: Json) -> None:
    sums = SUM.findall(case["why"])
    assert [
        one
        for one in sums
        if date.fromisoformat(one[0]) + timedelta(int(one[1] + one[2])) != date.fromisoformat(one[3])
    ] == []
    assert sums or not case["expected"].get("sessions"), "dates are derived, not stated"


@STORIES
def test_sessions_are_numbered_and_their_days_rise(name: str, case: Json) -> None:
    sessions = case["expected"].get("sessions", [])
    assert [session["number"] for session in sessions] == list(range(1, len(sessions) + 1))
    days = [session["recommended"] for session in sessions]
    assert days == sorted(set(days))


def test_there_are_enough_cases_and_each_is_another() -> None:
    assert len(VECTORS) >= 60
    for part in ("title", "why", "request"):
        told = [json.dumps(case[part], sort_keys=True) for _, case in VECTORS]
        assert len(set(told)) == len(told), part


def test_a_case_is_named_by_its_story() -> None:
    assert [name for name, _ in VECTORS if not re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", name)] == []


def test_every_reason_that_a_date_can_have_is_told_by_some_case() -> None:
    assert set(get_args(ReasonCode)) - NEVER_ON_A_DATE - named_reasons() == set()


def test_every_section_of_the_planning_page_has_cases() -> None:
    told = {place.split(" (")[0] for _, case in VECTORS for place in case["about"]}
    assert {f"planning.md 2.{step}" for step in range(1, 9)} | {f"planning.md {part}" for part in (3, 4, 5)} <= told


@pytest.mark.parametrize("sets", DATES)
async def test_a_wrong_day_is_seen(client: httpx2.AsyncClient, sets: str) -> None:
    (_, case), *_ = cases(["month-end"])
    answer = (await client.post("/v1/plan-previews", json=case["request"])).json()
    answer["sessions"][1]["dates"][sets] = "2026-03-01"
    told = differences(case["expected"], 200, answer)
    assert [line for line in told if line.startswith(f"session 2.{sets}: expected")]
    assert [line for line in told if f"the reasons of {sets} lead to" in line]
