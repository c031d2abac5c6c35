"""Faults of full sessions, of the day to be ready by, and of the question that is compared with: all at once."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from app.main import create_app
from app.settings import standard_settings
from tests.api.small_service import calling

Json = dict[str, Any]
APP = create_app(standard_settings())
GOAL = {"concern": "acne_scars", "area": "face"}
SOUND: Json = {"as_of": "2026-11-22", "goals": [GOAL]}
SCARS: Json = {"concern": "acne_scars", "area": "cheeks"}
LINES: Json = {"concern": "fine_lines", "area": "neck"}


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    async with calling(APP) as calls:
        yield calls


async def errors(client: httpx2.AsyncClient, body: Json) -> list[Json]:
    answer = await client.post("/v1/plan-previews", json=body)
    found: list[Json] = answer.json()["errors"]
    assert answer.status_code == 422, answer.text
    return found


async def faults(client: httpx2.AsyncClient, body: Json) -> list[tuple[str, str]]:
    return [(error["pointer"], error["code"]) for error in await errors(client, body)]


def a_session(*treatments: Json, on: str = "2026-10-26", **members: Any) -> Json:
    return {"on": on, "procedure": "microneedling", "treatments": list(treatments), **members}


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (
            [a_session({"concern": "freckles", "area": "moon", "endpoint": "tears", "depth_mm": 0})],
            [
                ("0/treatments/0/concern", "unknown_concern"),
                ("0/treatments/0/area", "unknown_area"),
                ("0/treatments/0/depth_mm", "out_of_range"),
                ("0/treatments/0/endpoint", "unknown_endpoint"),
            ],
        ),
        (
            [a_session({**SCARS, "counts": True}, {**LINES, "override_reason": "It bled.", "area": "x"})],
            [
                ("0/treatments/0/override_reason", "override_incomplete"),
                ("0/treatments/1/override_reason", "override_incomplete"),
                ("0/treatments/1/area", "unknown_area"),
            ],
        ),
        (
            [a_session(SCARS, area="face", concern="acne_scars")],
            [("0/area", "contradiction"), ("0/concern", "contradiction")],
        ),
        (
            [{**a_session(SCARS), "procedure": "botulinum_toxin"}],
            [("0/treatments", "not_a_needling")],
        ),
        ([a_session(SCARS, {**SCARS, "area": "face"})], [("0/treatments/1", "treated_twice")]),
        ([a_session({**SCARS, "kind": "melasma"})], [("0/treatments/0/kind", "unknown_kind")]),
        ([a_session({**SCARS, "kind": "boxcar"}, {**SCARS, "kind": "boxcar"})], [("0/treatments/1", "treated_twice")]),
        ([a_session(SCARS, {"concern": "acne_scars"})], [("0/treatments/1", "treated_twice")]),
        (
            [a_session(SCARS), a_session(LINES, SCARS)],
            [("1/on", "two_on_one_day")],
        ),
        (
            [a_session(SCARS), {"on": "2026-10-26", "procedure": "microneedling", **GOAL}],
            [("1/on", "two_on_one_day")],
        ),
        ([a_session(SCARS, on="2026-11-23")], [("0/on", "day_in_the_future")]),
        ([a_session()], [("0/treatments", "too_few_items")]),
        ([a_session(*[SCARS] * 9)], [("0/treatments", "too_many_items")]),
        (
            [a_session({"area": "moon"}, {"area": "face"})],
            [
                ("0/treatments/0/area", "unknown_area"),
                ("0/treatments/0/concern", "missing"),
                ("0/treatments/1/concern", "missing"),
            ],
        ),
    ],
)
async def test_a_full_session_names_what_exists_and_nothing_twice(
    client: httpx2.AsyncClient, history: list[Json], expected: list[tuple[str, str]]
) -> None:
    found = await faults(client, {**SOUND, "history": history})
    assert sorted(found) == sorted((f"/history/{pointer}", code) for pointer, code in expected)
    nested = await faults(client, {**SOUND, "compare_with": {**SOUND, "history": history}})
    assert nested == [(f"/compare_with{pointer}", code) for pointer, code in found]


async def test_an_unknown_end_point_is_told_those_of_the_protocols(client: httpx2.AsyncClient) -> None:
    (error,) = await errors(client, {**SOUND, "history": [a_session({**SCARS, "endpoint": "tears"})]})
    async with calling(APP) as calls:
        protocols = (await calls.get("/v1/protocols", params={"limit": 200})).json()["items"]
        named = (await calls.get("/v1/meta")).json()["codes"]["endpoints"]
    asked_for = {band["endpoint"]["code"] for protocol in protocols for band in protocol["bands"]}
    assert set(error["params"]["allowed"]) == set(named) == asked_for


@pytest.mark.parametrize(
    "treatments",
    [
        (SCARS, {"concern": "fine_lines", "area": "cheeks"}),
        (SCARS, {"concern": "acne_scars", "area": "forehead"}),
        ({**SCARS, "kind": "rolling"}, {**SCARS, "kind": "boxcar"}),
        ({"concern": "fine_lines", "area": "face"}, {"concern": "fine_lines", "area": "periorbital"}),
    ],
)
async def test_what_is_treated_side_by_side_is_no_contradiction(
    client: httpx2.AsyncClient, treatments: tuple[Json, ...]
) -> None:
    together = {**SOUND, "history": [a_session(*treatments)]}
    apart = {**SOUND, "history": [a_session(one) for one in treatments]}
    for body in (together, apart):
        assert (await client.post("/v1/plan-previews", json=body)).status_code == 200


async def test_a_day_to_be_ready_by_is_not_past(client: httpx2.AsyncClient) -> None:
    past = {**SOUND, "ready_by": {"on": "2026-11-21"}}
    assert await faults(client, past) == [("/ready_by/on", "day_in_the_past")]
    assert await faults(client, {**past, "label": "nowhere", "compare_with": past}) == [
        ("/ready_by/on", "day_in_the_past"),
        ("/label", "unknown_label"),
        ("/compare_with/ready_by/on", "day_in_the_past"),
    ]
    assert (await client.post("/v1/plan-previews", json={**SOUND, "ready_by": {"on": "2026-11-22"}})).is_success


async def test_no_day_is_past_while_today_cannot_be_read(client: httpx2.AsyncClient) -> None:
    undated = {"goals": [GOAL], "ready_by": {"on": "2026-11-21"}}
    assert await faults(client, {**undated, "as_of": "soon"}) == [("/as_of", "invalid_format")]
    assert await faults(client, {**undated, "as_of": "soon", "compare_with": undated}) == [("/as_of", "invalid_format")]
    assert await faults(client, {**SOUND, "compare_with": {**undated, "as_of": 5}}) == [
        ("/compare_with/as_of", "wrong_type")
    ]


async def test_faults_of_form_and_meaning_of_both_questions_are_told_at_once(client: httpx2.AsyncClient) -> None:
    other = {
        "goals": [{**GOAL, "sessions": 0}, {"concern": "freckles", "area": "face"}],
        "clinic_calendar": {"holiday_region": "XX"},
        "history": [{"on": "soon", "procedure": "microneedling"}, a_session({"concern": "freckles"})],
        "compare_with": SOUND,
    }
    assert await faults(client, {**SOUND, "label": "nowhere", "ready_on": "2027-01-01", "compare_with": other}) == [
        ("/label", "unknown_label"),
        ("/ready_on", "unknown_field"),
        ("/compare_with/goals/0/sessions", "out_of_range"),
        ("/compare_with/goals/1/concern", "unknown_concern"),
        ("/compare_with/clinic_calendar/holiday_region", "unknown_holiday_region"),
        ("/compare_with/history/0/on", "invalid_format"),
        ("/compare_with/history/1/treatments/0/concern", "unknown_concern"),
        ("/compare_with/compare_with", "unknown_field"),
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"ready_by": {"on": "soon"}}, [("/ready_by/on", "invalid_format")]),
        ({"ready_by": {"label": 5}}, [("/ready_by/label", "wrong_type"), ("/ready_by/on", "missing")]),
        ({"compare_with": {}}, [("/compare_with/goals", "missing")]),
        (
            {"compare_with": {"goals": 5, "label": "nowhere"}},
            [("/compare_with/goals", "wrong_type"), ("/compare_with/label", "unknown_label")],
        ),
        ({"compare_with": []}, [("/compare_with", "wrong_type")]),
    ],
)
async def test_what_lacks_something_is_read_as_far_as_it_goes(
    client: httpx2.AsyncClient, body: Json, expected: list[tuple[str, str]]
) -> None:
    assert await faults(client, {**SOUND, **body}) == expected


@pytest.mark.parametrize(
    ("member", "value", "most"),
    [
        (("goals",), GOAL, 8),
        (("history",), {"on": "2026-10-01", "procedure": "botulinum_toxin"}, 200),
        (("findings",), {"code": "diabetes", "present": False}, 200),
        (("clinic_calendar", "closures"), {"from_on": "2026-12-20", "to_on": "2027-01-03"}, 200),
        (("availability", "unavailable"), {"from_on": "2026-12-20", "to_on": "2027-01-03"}, 200),
    ],
)
async def test_more_than_the_limit_is_answered_with_the_limit(
    client: httpx2.AsyncClient, member: tuple[str, ...], value: Json, most: int
) -> None:
    body: Json = {**SOUND}
    if len(member) == 1:
        body[member[0]] = [value] * (most + 1)
    else:
        body[member[0]] = {member[1]: [value] * (most + 1)}
    for question, within in ((body, ""), ({**SOUND, "compare_with": body}, "/compare_with")):
        found = {error["pointer"]: error for error in await errors(client, question)}
        too_many = found[f"{within}/{'/'.join(member)}"]
        assert (too_many["code"], too_many["params"]) == ("too_many_items", {"max_items": most})


async def test_a_screening_knows_neither_a_day_to_be_ready_by_nor_another_question(client: httpx2.AsyncClient) -> None:
    body = {**SOUND, "ready_by": {"on": "2027-06-12"}, "compare_with": SOUND}
    answer = await client.post("/v1/screening-previews", json=body)
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
        ("/ready_by", "unknown_field"),
        ("/compare_with", "unknown_field"),
    ]
