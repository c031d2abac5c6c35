"""What holds for every answer, whatever happens inside."""

import re
from dataclasses import replace
from typing import Any

import anyio
import pytest
from starlette.types import Message, Receive, Scope, Send

from app.api.envelope import Envelope
from tests.api.small_service import EVERY_KIND_OF_ANSWER, JSON, PLACE, Answer, a_service, call_raw, calling, problem_of

REQUEST_ID = re.compile(r"req_[0-7][0-9a-hjkmnp-tv-z]{25}")


def chunks(*bodies: bytes) -> list[Message]:
    last = len(bodies) - 1
    return [{"type": "http.request", "body": body, "more_body": number < last} for number, body in enumerate(bodies)]


@pytest.mark.parametrize(("method", "path", "status"), EVERY_KIND_OF_ANSWER)
async def test_every_answer_carries_the_common_headers(method: str, path: str, status: int) -> None:
    async with calling(a_service()) as client:
        answered = await client.request(method, path)
    assert answered.status_code == status
    assert REQUEST_ID.fullmatch(answered.headers["request-id"])
    assert answered.headers["api-version"] == "1.2.3"
    assert answered.headers["x-content-type-options"] == "nosniff"
    assert answered.headers["x-frame-options"] == "DENY"
    assert answered.headers["referrer-policy"] == "no-referrer"
    assert answered.headers["strict-transport-security"] == "max-age=31536000"
    assert answered.headers["content-security-policy"].startswith("default-src 'none'")
    assert len(answered.headers.get_list("content-security-policy")) == 1
    if status >= 400:
        assert answered.headers["content-type"] == "application/problem+json"


async def test_ids_differ_from_request_to_request() -> None:
    async with calling(a_service()) as client:
        ids = {(await client.get("/livez")).headers["request-id"] for _ in range(50)}
    assert len(ids) == 50


async def test_plain_http_makes_no_promise_of_https() -> None:
    place = replace(PLACE, public_url="http://127.0.0.1:8000")
    async with calling(a_service(place)) as client:
        assert "strict-transport-security" not in (await client.get("/livez")).headers


@pytest.mark.parametrize(
    "path", ["/v1/concerns/acne_scars", "/v1/concerns", "/livez", "/docs", "/openapi.json", "/nothing"]
)
async def test_head_is_get_without_the_body(path: str) -> None:
    app = a_service()
    got, head = await call_raw(app, "GET", path), await call_raw(app, "HEAD", path)
    assert head.body == b""
    del got.headers["request-id"], head.headers["request-id"]
    assert (head.status, head.headers) == (got.status, got.headers)


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("DELETE", "/v1/concerns", "GET, HEAD, OPTIONS"),
        ("GET", "/v1/plan-previews", "OPTIONS, POST"),
        ("HEAD", "/v1/plan-previews", "OPTIONS, POST"),
        ("PUT", "/v1/concerns/acne_scars", "GET, HEAD, OPTIONS, POST"),
        ("TRACE", "/livez", "GET, HEAD, OPTIONS"),
        ("FOO", "/", "GET, HEAD, OPTIONS"),
    ],
)
async def test_a_method_that_does_not_fit_is_told_all_that_do(method: str, path: str, allow: str) -> None:
    answered = await call_raw(a_service(), method, path)
    assert (answered.status, answered.headers["allow"]) == (405, allow)


async def test_options_names_the_methods() -> None:
    answered = await call_raw(a_service(), "OPTIONS", "/v1/concerns/acne_scars")
    assert (answered.status, answered.headers["allow"], answered.body) == (204, "GET, HEAD, OPTIONS, POST", b"")
    assert (await call_raw(a_service(), "OPTIONS", "/nothing")).status == 404
    assert (await call_raw(a_service(), "OPTIONS", "*")).status == 404


@pytest.mark.parametrize("length", [b"262145", b"9" * 5_000])
async def test_a_body_declared_too_large_is_refused_unread(length: bytes) -> None:
    headers = [JSON, (b"content-length", length)]
    answered = await call_raw(a_service(), "POST", "/v1/plan-previews", headers=headers, messages=[])
    assert problem_of(answered) == (413, "body_too_large")
    assert [(error["pointer"], error["params"]) for error in answered.json()["errors"]] == [
        ("", {"max_bytes": 262_144})
    ]
    assert answered.headers["connection"] == "close"


async def test_a_body_that_grows_too_large_is_refused_as_it_comes() -> None:
    headers = [JSON, (b"transfer-encoding", b"chunked")]
    coming = chunks(*[b" " * 65_536] * 4, b" ", b"{}")
    answered = await call_raw(a_service(), "POST", "/v1/plan-previews", headers=headers, messages=coming)
    assert problem_of(answered) == (413, "body_too_large")
    assert answered.headers["connection"] == "close"


async def test_a_body_larger_than_declared_is_refused() -> None:
    headers = [JSON, (b"content-length", b"10")]
    answered = await call_raw(
        a_service(), "POST", "/v1/plan-previews", headers=headers, messages=chunks(b" " * 300_000)
    )
    assert problem_of(answered) == (413, "body_too_large")


async def test_a_body_as_large_as_allowed_is_read() -> None:
    body = b'{"goals": [{"concern": "acne_scars"}]}'.ljust(262_144)
    headers = [JSON, (b"content-length", b"262144")]
    coming = chunks(body[:100_000], body[100_000:])
    assert (await call_raw(a_service(), "POST", "/v1/plan-previews", headers=headers, messages=coming)).status == 200


async def test_a_body_that_does_not_come_is_a_408() -> None:
    answered = await call_slowly(b'{"goals": ')
    assert problem_of(answered) == (408, "request_timeout")
    assert answered.headers["connection"] == "close"


async def call_slowly(beginning: bytes) -> Answer:
    """Send the beginning of a body and then nothing."""
    app = a_service()

    async def with_a_slow_client(scope: Scope, receive: Receive, send: Send) -> None:
        async def receive_slowly() -> Message:
            message = await receive()
            if message["type"] == "http.disconnect":
                await anyio.sleep_forever()
            return message

        await app(scope, receive_slowly, send)

    headers = [JSON, (b"content-length", b"200")]
    coming: list[Message] = [{"type": "http.request", "body": beginning, "more_body": True}]
    return await call_raw(with_a_slow_client, "POST", "/v1/plan-previews", headers=headers, messages=coming)


async def test_who_is_gone_is_not_answered() -> None:
    coming: list[Message] = [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]
    headers = [JSON, (b"content-length", b"200")]
    answered = await call_raw(a_service(), "POST", "/v1/plan-previews", headers=headers, messages=coming)
    assert answered.status == 0


async def test_an_address_that_is_too_long_is_a_414() -> None:
    assert problem_of(await call_raw(a_service(), "GET", "/" + "x" * 8_192)) == (414, "uri_too_long")
    assert problem_of(await call_raw(a_service(), "GET", "/", query=b"x" * 8_192)) == (414, "uri_too_long")


async def test_a_bug_is_a_500_that_tells_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    answered = await call_raw(a_service(), "GET", "/v1/broken")
    assert problem_of(answered) == (500, "internal_error")
    assert answered.json()["errors"] == []
    assert b"patient" not in answered.body


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, (401, "unauthorized")),
        (404, (404, "not_found")),
        (405, (405, "method_not_allowed")),
        (413, (413, "body_too_large")),
        (503, (503, "unavailable")),
        (418, (500, "internal_error")),
        (501, (500, "internal_error")),
    ],
)
async def test_a_refusal_in_a_foreign_form_becomes_a_problem(status: int, expected: tuple[int, str]) -> None:
    answered = await call_raw(a_service(), "GET", f"/v1/foreign/{status}")
    assert problem_of(answered) == expected
    assert answered.headers["retry-after"] == "7"
    assert b"foreign" not in answered.body


async def test_an_answer_that_breaks_off_is_not_begun_again() -> None:
    async def breaks_off(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise RuntimeError

    answered = await call_raw(Envelope(breaks_off, PLACE), "GET", "/")
    assert (answered.status, answered.body) == (200, b"half")


async def test_a_foreign_refusal_that_breaks_off_is_a_500() -> None:
    async def breaks_off(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 404, "headers": []})
        raise RuntimeError

    assert problem_of(await call_raw(Envelope(breaks_off, PLACE), "GET", "/")) == (500, "internal_error")


async def test_other_than_http_passes_by() -> None:
    seen: list[Any] = []

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)

    async def nothing(*_: Any) -> Any:
        return None

    await Envelope(inner, PLACE)({"type": "lifespan"}, nothing, nothing)
    assert seen == [{"type": "lifespan"}]
