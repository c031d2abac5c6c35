"""Answers that are made once and sent many times: the catalogue does not change while the service runs.

A prepared answer is its bytes, a strong ETag over them and its raw headers. The same object answers every request, so
sending it costs neither a serialisation nor a new response.
"""

import hashlib

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

CATALOGUE_CACHING = "public, max-age=300"
NOT_KEPT = "no-store"
_KEPT_WHEN_UNCHANGED = (b"etag", b"cache-control", b"vary", b"link", b"content-location")


class Prepared(JSONResponse):
    """A complete answer, shared by all requests and never changed.

    It is a JSONResponse to FastAPI, so that `response_class=Prepared` documents the schema of a route; the bytes may be
    of any media type.
    """

    def __init__(
        self,
        body: bytes,
        *,
        media_type: str = "application/json",
        caching: str = CATALOGUE_CACHING,
        headers: tuple[tuple[str, str], ...] = (),
        status_code: int = 200,
    ) -> None:
        self.status_code = status_code
        self.body = body
        self.content = body
        self.background = None
        self.etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'.encode()
        self.raw_headers = [
            (b"content-length", str(len(body)).encode()),
            (b"content-type", media_type.encode()),
            # What nobody may keep needs no name.
            *([] if caching == NOT_KEPT else [(b"etag", self.etag)]),
            (b"cache-control", caching.encode()),
            *((name.lower().encode(), value.encode()) for name, value in headers),
        ]
        self.unchanged = _Unchanged(self)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the bytes."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body})


class _Unchanged(Response):
    """304: the caller has these bytes already."""

    def __init__(self, prepared: Prepared) -> None:
        self.status_code = 304
        self.body = b""
        self.background = None
        self.raw_headers = [pair for pair in prepared.raw_headers if pair[0] in _KEPT_WHEN_UNCHANGED]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 304, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": b""})


def prepare(document: object, *, headers: tuple[tuple[str, str], ...] = ()) -> Prepared:
    """The document as a prepared JSON answer. Raises TypeError for what is not JSON."""
    return Prepared(orjson.dumps(document), headers=headers)


def answer(request: Request, prepared: Prepared) -> Response:
    """The prepared answer, or 304 if the caller says by If-None-Match that these bytes are already there."""
    for name, value in request.scope["headers"]:
        if name == b"if-none-match" and _names(value, prepared.etag):
            return prepared.unchanged
    return prepared


def _names(field: bytes, etag: bytes) -> bool:
    """Weak comparison (RFC 9110, 13.1.2): a list of entity tags, or `*` for whatever there is."""
    if field == etag or field.strip() == b"*":
        return True
    return any(given.strip().removeprefix(b"W/") == etag for given in field.split(b","))
