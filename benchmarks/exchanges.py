"""Requests with their recorded answers, so that every side of a benchmark sends the same bytes."""

import asyncio
import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson
from fastapi import FastAPI
from starlette.types import Message

JSON_BODY = {"content-type": "application/json"}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and, once it was recorded, its answer with the head that the application gave it."""

    name: str
    path: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    status: int = 0
    answer_headers: tuple[tuple[bytes, bytes], ...] = ()
    answer: bytes = b""


def recorded(app: FastAPI, exchange: Exchange, status: int = 200) -> Exchange:
    """The exchange with the answer of the application. Raises RuntimeError if that has another status."""
    start, *rest = asyncio.run(_asked(app, exchange))
    if start["status"] != status:
        raise RuntimeError(f"{exchange.method} {exchange.path} answered {start['status']} instead of {status}")
    body = b"".join([message.get("body", b"") for message in rest])
    return replace(exchange, status=status, answer_headers=tuple(start["headers"]), answer=body)


def write_exchanges(file: Path, exchanges: Sequence[Exchange]) -> None:
    """Keep recorded exchanges for another process; their requests are left out."""
    file.write_bytes(orjson.dumps([_kept(exchange) for exchange in exchanges]))


def read_exchanges(file: Path) -> tuple[Exchange, ...]:
    """What `write_exchanges` kept."""
    return tuple(
        Exchange(
            **{**kept, "answer": base64.b64decode(kept["answer"])},
            answer_headers=tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in headers),
        )
        for kept, headers in orjson.loads(file.read_bytes())
    )


def _kept(exchange: Exchange) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    kept = {
        "name": exchange.name,
        "path": exchange.path,
        "method": exchange.method,
        "status": exchange.status,
        "answer": base64.b64encode(exchange.answer).decode(),
    }
    return kept, [(name.decode("latin-1"), value.decode("latin-1")) for name, value in exchange.answer_headers]


async def _asked(app: FastAPI, exchange: Exchange) -> list[Message]:
    headers = [(name.encode(), value.encode()) for name, value in exchange.headers.items()]
    if exchange.body:
        headers.append((b"content-length", str(len(exchange.body)).encode()))
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": exchange.method,
        "path": exchange.path,
        "raw_path": exchange.path.encode(),
        "query_string": b"",
        "headers": headers,
        "state": {},
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": exchange.body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent
