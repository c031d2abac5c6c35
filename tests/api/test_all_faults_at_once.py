"""One answer names every fault of a body: of its form and of its meaning, and none that only follows from another."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from app.main import create_app
from app.settings import standard_settings
from tests.api.small_service import calling

APP = create_app(standard_settings())
GOAL = {"concern": "acne_scars", "area": "face"}


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    async with calling(APP) as calls:
        yield calls


async def faults(client: httpx2.AsyncClient, body: Any) -> list[tuple[str, str]]:
    answer = await client.post("/v1/plan-previews", json=body)
    assert answer.status_code == 422, answer.text
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


async def test_an_unknown_region_is_told_beside_what_cannot_be_read(client: httpx2.AsyncClient) -> None:
    body = {"goals": [{**GOAL, "sessions": 0}], "clinic_calendar": {"holiday_region": "XX"}}
    assert await faults(client, body) == [
        ("/goals/0/sessions", "out_of_range"),
        ("/clinic_calendar/holiday_region", "unknown_holiday_region"),
    ]


async def test_a_known_region_is_no_fault(client: httpx2.AsyncClient) -> None:
    body = {"goals": [{**GOAL, "sessions": 0}], "clinic_calendar": {"holiday_region": "DE-BE"}}
    assert await faults(client, body) == [("/goals/0/sessions", "out_of_range")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            {"goals": [GOAL], "history": [{"on": "2026-13-01", "procedure": "botox", "area": "moon"}]},
            [
                ("/history/0/on", "invalid_day"),
                ("/history/0/procedure", "unknown_procedure"),
                ("/history/0/area", "unknown_area"),
            ],
        ),
        (
            {"goals": [{"concern": 7, "area": "moon"}, {"area": "face"}]},
            [("/goals/0/concern", "wrong_type"), ("/goals/0/area", "unknown_area"), ("/goals/1/concern", "missing")],
        ),
        (
            {"goals": [GOAL], "findings": [{"code": "isotretinoine", "ended_on": "2026-09-01"}]},
            [("/findings/0/code", "unknown_finding"), ("/findings/0/present", "missing")],
        ),
        (
            {"goals": [GOAL], "findings": [{"code": "isotretinoin", "present": True, "areas": [1, "face", "moon"]}]},
            [("/findings/0/areas/0", "wrong_type"), ("/findings/0/areas/2", "unknown_area")],
        ),
        (
            {"goals": [GOAL], "availability": {"unavailable": [{"from_on": "2026-12-20", "to_on": "soon"}]}},
            [("/availability/unavailable/0/to_on", "invalid_format")],
        ),
        (
            {
                "as_of": "2026-11-22",
                "patient": {"birth_date": "1990-05-04"},
                "goals": [GOAL],
                "history": [
                    {"on": "soon", "procedure": "microneedling"},
                    {"on": 5, "procedure": "microneedling"},
                    {"on": "2026-10-01", "procedure": "microneedling"},
                ],
            },
            [("/history/0/on", "invalid_format"), ("/history/1/on", "wrong_type")],
        ),
    ],
)
async def test_an_item_that_lacks_something_is_read_as_far_as_it_goes(
    client: httpx2.AsyncClient, body: Any, expected: list[tuple[str, str]]
) -> None:
    assert await faults(client, body) == expected


@pytest.mark.parametrize("concern", ["Acne_scars", "acne scars", "ACNE-SCARS", "4cne_scars"])
async def test_a_code_of_another_form_is_told_what_there_is(client: httpx2.AsyncClient, concern: str) -> None:
    answer = await client.post("/v1/plan-previews", json={"goals": [{"concern": concern, "area": "face"}]})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"], error["code"]) == (422, "/goals/0/concern", "unknown_concern")
    assert "acne_scars" in error["params"]["allowed"]
    assert concern not in answer.text


@pytest.mark.parametrize("zone", ["localtime", "Factory", "Mars/Olympus"])
async def test_a_time_zone_is_one_that_is_the_same_on_every_machine(client: httpx2.AsyncClient, zone: str) -> None:
    assert await faults(client, {"goals": [GOAL], "time_zone": zone}) == [("/time_zone", "unknown_time_zone")]
