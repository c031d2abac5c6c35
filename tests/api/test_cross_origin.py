"""Pages of listed origins may read every answer, refusals too; others may read none."""

from typing import Any

import pytest

from app.api import cross_origin
from tests.api.small_service import EVERY_KIND_OF_ANSWER, JSON, LISTED, ORIGIN, a_service, call_raw, calling, problem_of


@pytest.mark.parametrize(("method", "path", "status"), EVERY_KIND_OF_ANSWER)
async def test_a_listed_origin_can_read_every_answer(method: str, path: str, status: int) -> None:
    async with calling(a_service(LISTED)) as client:
        answered = await client.request(method, path, headers={"origin": ORIGIN})
    assert answered.status_code == status
    assert answered.headers["access-control-allow-origin"] == ORIGIN
    assert "Origin" in answered.headers["vary"]
    exposed = answered.headers["access-control-expose-headers"]
    for name in ("Request-Id", "Api-Version", "ETag", "Link", "Retry-After", "Allow", "Location"):
        assert name in exposed


async def test_a_listed_origin_can_read_what_the_envelope_itself_refuses() -> None:
    headers = [JSON, (b"content-length", b"999999"), (b"origin", ORIGIN.encode())]
    answered = await call_raw(a_service(LISTED), "POST", "/v1/plan-previews", headers=headers)
    assert problem_of(answered) == (413, "body_too_large")
    assert answered.headers["access-control-allow-origin"] == ORIGIN


async def test_a_stranger_gets_no_leave() -> None:
    async with calling(a_service(LISTED)) as client:
        answered = await client.get("/livez", headers={"origin": "https://evil.example"})
        asked = {"origin": "https://evil.example", "access-control-request-method": "POST"}
        preflight = await client.options("/v1/plan-previews", headers=asked)
    assert "access-control-allow-origin" not in answered.headers
    assert (preflight.status_code, preflight.json()["code"]) == (400, "cross_origin_refused")
    assert "evil" not in preflight.text


async def test_a_listed_origin_may_send_json() -> None:
    asked = {
        "origin": ORIGIN,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type, traceparent",
    }
    async with calling(a_service(LISTED)) as client:
        preflight = await client.options("/v1/plan-previews", headers=asked)
    assert (preflight.status_code, preflight.headers["access-control-allow-origin"]) == (200, ORIGIN)
    assert "POST" in preflight.headers["access-control-allow-methods"]


@pytest.mark.parametrize(
    ("origin", "method", "headers", "wrong"),
    [
        (ORIGIN, "DELETE", "content-type", {"Access-Control-Request-Method": ["GET", "HEAD", "POST"]}),
        (ORIGIN, "POST", "X-Secret, Accept", {"Access-Control-Request-Headers": [*cross_origin.REQUEST_HEADERS]}),
        ("https://evil.example", "POST", "content-type", {"Origin": None}),
        (
            "https://evil.example",
            "PATCH",
            "x-secret",
            {
                "Origin": None,
                "Access-Control-Request-Method": ["GET", "HEAD", "POST"],
                "Access-Control-Request-Headers": [*cross_origin.REQUEST_HEADERS],
            },
        ),
    ],
)
async def test_a_refused_question_is_told_what_does_not_fit(
    origin: str, method: str, headers: str, wrong: dict[str, Any]
) -> None:
    asked = {
        "origin": origin,
        "access-control-request-method": method,
        "access-control-request-headers": headers,
    }
    async with calling(a_service(LISTED)) as client:
        preflight = await client.options("/v1/plan-previews", headers=asked)
    assert (preflight.status_code, preflight.json()["code"]) == (400, "cross_origin_refused")
    assert {error["header"]: error["params"].get("allowed") for error in preflight.json()["errors"]} == wrong
    assert "secret" not in preflight.text.lower()
    assert preflight.headers.get("access-control-allow-origin") == (ORIGIN if origin == ORIGIN else None)


async def test_without_listed_origins_nothing_is_said_about_them() -> None:
    async with calling(a_service()) as client:
        answered = await client.get("/livez", headers={"origin": ORIGIN})
    assert not [name for name in answered.headers if name.startswith("access-control")]
