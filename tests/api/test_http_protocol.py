"""What never becomes a request of ours is answered all the same: over real sockets, by the protocol that serves."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn

from app.api import http_protocol
from app.main import create_app
from app.settings import standard_settings


@asynccontextmanager
async def a_server() -> AsyncIterator[int]:
    config = uvicorn.Config(
        create_app(standard_settings()),
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
