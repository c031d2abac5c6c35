"""Every request is one line, which tells the template of its route and nothing that was sent."""

import io
import re
from dataclasses import replace
from typing import Any

import anyio
import orjson
import pytest

from app.api.request_log import JsonLog, NoLog, WordsLog, request_log
from tests.api.small_service import PLACE, a_service, call_raw


async def told(method: str, path: str, **request: Any) -> dict[str, Any]:
    stream = io.BytesIO()
    log = JsonLog(stream)
    await call_raw(a_service(replace(PLACE, request_log=log)), method, path, **request)
    log.flush()
    (line,) = stream.getvalue().splitlines()
    return dict(orjson.loads(line))


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/v1/concerns/secret", ("GET", "/v1/concerns/{code}", 404)),
        ("HEAD", "/v1/concerns", ("HEAD", "/v1/concerns", 200)),
        ("GET", "/secret", ("GET", None, 404)),
        ("SECRET", "/v1/concerns", ("OTHER", "/v1/concerns", 405)),
        ("GET", "/v1/broken", ("GET", "/v1/broken", 500)),
        ("GET", "/" + "secret" * 2_000, ("GET", None, 414)),
    ],
)
async def test_a_line_tells_the_template_and_never_the_path(method: str, path: str, expected: tuple[Any, ...]) -> None:
    line = await told(method, path, query=b"secret=1" if method == "HEAD" else b"")
    if method == "HEAD":
        expected = (*expected[:2], 400)
    assert (line["method"], line["route"], line["status"]) == expected
    assert "secret" not in repr(line).lower()
    assert (line["event"], line["level"]) == ("request", "info")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", line["timestamp"])
    assert re.fullmatch(r"req_\w{26}", line["request_id"])
    assert 0 <= line["duration_ms"] < 10_000


TRACE = b"4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.mark.parametrize(
    ("field", "trace_id"),
    [
        (b"00-%b-00f067aa0ba902b7-01" % TRACE, TRACE.decode()),
        (b"00-%b-00f067aa0ba902b7-00" % TRACE, TRACE.decode()),
        (b"01-%b-00f067aa0ba902b7-01-more" % TRACE, TRACE.decode()),
        (b"00-%b-00f067aa0ba902b7-01-more" % TRACE, None),
        (b"ff-%b-00f067aa0ba902b7-01" % TRACE, None),
        (b"00-%b-00f067aa0ba902b7-01" % TRACE.upper(), None),
        (b"00-%b-00f067aa0ba902b7-01" % (b"0" * 32), None),
        (b"00-%b-0000000000000000-01" % TRACE, None),
        (b"00-%b-00f067aa0ba902b7" % TRACE, None),
        (b"\xff secret \x00", None),
        (b"", None),
    ],
)
async def test_the_callers_trace_is_told_and_nothing_else_that_it_sends(field: bytes, trace_id: str | None) -> None:
    headers = [(b"traceparent", field), (b"tracestate", b"vendor=secret")]
    line = await told("GET", "/livez", headers=headers)
    assert line.get("trace_id") == trace_id
    assert "secret" not in repr(line)
    answered = await call_raw(a_service(), "GET", "/livez", headers=headers)
    assert answered.status == 200
    assert not [name for name in answered.headers if name.startswith("trace")]


async def test_a_trace_is_told_of_a_refusal_too() -> None:
    headers = [(b"traceparent", b"00-%b-00f067aa0ba902b7-01" % TRACE), (b"content-length", b"999999")]
    line = await told("POST", "/v1/plan-previews", headers=headers)
    assert (line["status"], line["trace_id"]) == (413, TRACE.decode())


async def test_many_lines_are_written_together_and_none_is_lost() -> None:
    stream = io.BytesIO()
    log = JsonLog(stream)
    for number in range(450):
        log.tell(request_id=f"req_{number}", method="GET", route="/", status=200, seconds=0.001)
    assert len(stream.getvalue().splitlines()) == 400
    log.flush()
    log.flush()
    numbers = [orjson.loads(line)["request_id"] for line in stream.getvalue().splitlines()]
    assert numbers == [f"req_{number}" for number in range(450)]


async def test_lines_are_held_for_a_moment_only() -> None:
    stream = io.BytesIO()
    JsonLog(stream).tell(request_id="req_1", method="GET", route="/", status=200, seconds=0.001)
    assert stream.getvalue() == b""
    await anyio.sleep(0.4)
    assert stream.getvalue().count(b"\n") == 1


async def test_what_is_held_is_written_when_the_service_ends() -> None:
    stream = io.BytesIO()
    app = a_service(replace(PLACE, request_log=JsonLog(stream)))
    async with app.router.lifespan_context(app):
        await call_raw(app, "GET", "/livez")
    assert stream.getvalue().count(b"\n") == 1


def test_the_log_follows_the_settings() -> None:
    assert isinstance(request_log("info", "json"), JsonLog)
    assert isinstance(request_log("debug", "console"), WordsLog)
    assert isinstance(request_log("warning", "json"), NoLog)
