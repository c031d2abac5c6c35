"""What never becomes a request of ours is answered all the same: over real sockets, by the protocol that serves."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
import uvicorn

from app.api import http_protocol
from app.api.exchange import Place
from app.api.request_log import JsonLog
from tests.api.small_service import PLACE, a_service

BODY = b'{"goals": [{"concern": "acne_scars"}]}'
POST = b"POST /v1/plan-previews HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
LENGTH = b"Content-Length: %d\r\n" % len(BODY)
UPGRADE = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAAB\r\n"
LAST = b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


def answers_in(received: bytes) -> list[tuple[int, str | None]]:
    """The status of each answer on a connection, and the code of each that is a problem."""
    found = []
    while received:
        head, _, received = received.partition(b"\r\n\r\n")
        named = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])
        length = int(named[b"content-length"])
        body, received = received[:length], received[length:]
        found.append((int(head.split(b" ")[1]), json.loads(body).get("code")))
    return found


@asynccontextmanager
async def a_server(place: Place = PLACE) -> AsyncIterator[int]:
    config = uvicorn.Config(
        a_service(place),
        port=0,
        log_config=None,
        access_log=False,
        server_header=False,
        http=http_protocol.ProblemProtocol,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 (uvicorn tells it by a flag)
        await asyncio.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await serving


async def answer_to(port: int, *parts: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for part in parts:
        writer.write(part)
        await writer.drain()
        await asyncio.sleep(0.05)
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    return answer


@pytest.mark.parametrize(
    "sent",
    [
        b"FOO BAR\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /caf\xc3\xa9 HTTP/1.1\r\nHost: x\r\nConte nt: 1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET /livez HTTP/1.1\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    ],
)
async def test_what_is_no_http_is_a_problem_document(sent: bytes) -> None:
    async with a_server() as port:
        head, _, body = (await answer_to(port, sent)).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in head
    problem = json.loads(body)
    assert (problem["code"], problem["status"]) == ("malformed_http", 400)
    assert f"request-id: {problem['request_id']}".encode() in head


async def test_headers_without_end_are_refused() -> None:
    line = b"X-Padding: " + b"a" * 40_000 + b"\r\n"
    async with a_server() as port:
        answer = await answer_to(port, b"GET / HTTP/1.1\r\nHost: x\r\n", line, line, line, line)
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert b"headers_too_large" in answer


async def test_headers_that_never_end_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_protocol, "HEADER_SECONDS", 0.2)
    async with a_server() as port:
        answer = await answer_to(port, b"GET / HTTP/1.1\r\nHost: x\r\n")
        silent = await answer_to(port)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert silent == b""


async def test_a_request_in_pieces_and_a_second_one_are_answered() -> None:
    async with a_server() as port:
        answer = await answer_to(
            port,
            b"GET /livez HTT",
            b"P/1.1\r\nHost: x\r\n\r\nGET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        )
    assert answer.count(b"HTTP/1.1 200 OK") == 2


async def test_what_is_refused_before_it_is_a_request_is_dressed_and_told_like_everything_else() -> None:
    stream = io.BytesIO()
    log = JsonLog(stream)
    async with a_server(replace(PLACE, request_log=log)) as port:
        head, _, body = (await answer_to(port, b"GET /secret HTTP/9.9\r\n\r\n")).partition(b"\r\n\r\n")
    for name in (b"api-version: 1.2.3", b"x-content-type-options: nosniff", b"strict-transport-security", b"x-frame"):
        assert b"\r\n" + name in head
    log.flush()
    (line,) = map(json.loads, stream.getvalue().splitlines())
    assert (line["event"], line["method"], line["route"], line["status"]) == ("request", "OTHER", None, 400)
    assert line["request_id"] == json.loads(body)["request_id"]
    assert 0 <= line["duration_ms"] < 5_000
    assert "secret" not in str(line)


async def test_http_1_0_needs_no_host() -> None:
    async with a_server() as port:
        assert answers_in(await answer_to(port, b"GET /livez HTTP/1.0\r\n\r\n")) == [(200, None)]


@pytest.mark.parametrize(
    "parts",
    [
        [POST + UPGRADE + LENGTH + b"\r\n" + BODY],
        [POST + UPGRADE + LENGTH + b"\r\n", BODY],
        [POST + LENGTH + UPGRADE + b"\r\n" + BODY[:5], BODY[5:]],
        [POST + UPGRADE + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY)],
        [b"GET /livez HTTP/1.1\r\nHost: x\r\n" + UPGRADE + b"\r\n"],
        [b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"],
    ],
)
@pytest.mark.parametrize("in_one_piece", [True, False])
async def test_an_upgrade_that_is_asked_for_is_passed_over(parts: list[bytes], in_one_piece: bool) -> None:
    """As the standard client of Java asks on every plain connection."""
    sent = [b"".join(parts) + LAST] if in_one_piece else [*parts, LAST]
    async with a_server() as port:
        assert answers_in(await answer_to(port, *sent)) == [(200, None), (200, None)]


async def test_very_many_upgrades_at_once_are_answered_one_by_one() -> None:
    asked = b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
    async with a_server() as port:
        assert answers_in(await answer_to(port, asked * 900 + LAST)) == [(200, None)] * 901


@pytest.mark.parametrize("before", [b"", b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"])
@pytest.mark.parametrize(("length", "refused"), [(60_000, []), (66_000, [(431, "headers_too_large")])])
async def test_headers_have_one_limit_however_they_arrive(
    before: bytes, length: int, refused: list[tuple[int, str | None]]
) -> None:
    padded = b"GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Padding: " + b"a" * length + b"\r\n\r\n"
    async with a_server() as port:
        answered = answers_in(await answer_to(port, before, padded))
    assert answered == [*([(200, None)] if before else []), *(refused or [(200, None)])]


async def test_a_long_body_in_the_same_piece_does_not_count_as_headers() -> None:
    body = BODY.ljust(200_000)
    async with a_server() as port:
        sent = POST + b"Connection: close\r\nContent-Length: 200000\r\n\r\n" + body
        assert answers_in(await answer_to(port, sent)) == [(200, None)]


@pytest.mark.parametrize("whole", [1, 3])
async def test_what_is_no_http_takes_no_answer_from_the_requests_before_it(whole: int) -> None:
    request = POST + LENGTH + b"\r\n" + BODY
    async with a_server() as port:
        answered = answers_in(await answer_to(port, request * whole + b"FOO BAR\r\n\r\n"))
    assert answered == [(200, None)] * whole + [(400, "malformed_http")]


@pytest.mark.parametrize("whole", [0, 1, 2])
async def test_a_body_that_breaks_off_is_answered_once(whole: int) -> None:
    request, broken = POST + LENGTH + b"\r\n" + BODY, POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{    \r\nzz\r\n"
    async with a_server() as port:
        answered = answers_in(await answer_to(port, request * whole + broken))
    assert answered == [(200, None)] * whole + [(400, "malformed_http")]


@pytest.mark.parametrize(
    ("head", "refusal"),
    [
        (POST, (413, "body_too_large")),
        (b"POST /nothing HTTP/1.1\r\nHost: x\r\n", (404, "not_found")),
        (b"PUT /livez HTTP/1.1\r\nHost: x\r\n", (405, "method_not_allowed")),
        (b"GET /livez HTTP/1.1\r\nHost: x\r\n", (200, None)),
    ],
)
async def test_nobody_goes_on_sending_a_body_that_is_not_read(head: bytes, refusal: tuple[int, str | None]) -> None:
    length = b"99999999999" if refusal[0] == 413 else b"5000"
    async with a_server() as port:
        answer = await answer_to(port, head + b"Content-Length: " + length + b"\r\n\r\n", b"{")
    assert answers_in(answer) == [refusal]
    assert b"\r\nconnection: close\r\n" in answer


async def test_a_connection_goes_on_after_a_body_that_was_read() -> None:
    async with a_server() as port:
        answer = await answer_to(port, POST + b"Content-Length: 2\r\n\r\n{}", LAST)
    assert answers_in(answer) == [(422, "invalid_request"), (200, None)]
