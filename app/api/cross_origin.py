"""Which pages of other origins may call, and what a browser is told that asks for more."""

from collections.abc import Iterable, Iterator, Sequence

from starlette.middleware.cors import SAFELISTED_HEADERS, CORSMiddleware
from starlette.types import ASGIApp

from app.api.problems import Problem, ProblemError, header_error

METHODS = ("GET", "HEAD", "POST")
REQUEST_HEADERS = ("Authorization", "Content-Type", "If-None-Match", "traceparent", "tracestate")
EXPOSED_HEADERS = (
    "Request-Id",
    "Api-Version",
    "ETag",
    "Link",
    "Location",
    "Allow",
    "Retry-After",
    "WWW-Authenticate",
    "Idempotency-Replayed",
)
_HEADERS_THAT_MAY_BE_SENT = frozenset(name.lower() for name in (*REQUEST_HEADERS, *SAFELISTED_HEADERS))


def with_cors(app: ASGIApp, origins: Sequence[str]) -> ASGIApp:
    """The application with the rules for other origins around it; as it is where no origin is listed."""
    if not origins:
        return app
    return CORSMiddleware(
        app,
        allow_origins=origins,
        allow_methods=METHODS,
        allow_headers=REQUEST_HEADERS,
        expose_headers=EXPOSED_HEADERS,
    )


def refusal(headers: Iterable[tuple[bytes, bytes]], origins: Sequence[str]) -> Problem:
    """Why a browser's question before a call was answered with no: what would be right, for each thing that is not."""
    asked = {name: value.decode("latin-1") for name, value in headers}
    return Problem("cross_origin_refused", errors=list(_faults(asked, origins)))


def _faults(asked: dict[bytes, str], origins: Sequence[str]) -> Iterator[ProblemError]:
    if asked.get(b"origin") not in origins:
        yield header_error("Origin", "origin_not_listed", "The operator lists the origins that may call.")
    if asked.get(b"access-control-request-method") not in METHODS:
        yield _not_among("Access-Control-Request-Method", METHODS)
    wanted = asked.get(b"access-control-request-headers", "")
    if not _HEADERS_THAT_MAY_BE_SENT.issuperset(name.strip().lower() for name in wanted.split(",") if name.strip()):
        yield _not_among("Access-Control-Request-Headers", REQUEST_HEADERS)
    if b"access-control-request-private-network" in asked:
        detail = "Pages of public networks may not call into a private one."
        yield header_error("Access-Control-Request-Private-Network", "not_allowed_value", detail)


def _not_among(header: str, allowed: Sequence[str]) -> ProblemError:
    return header_error(header, "not_allowed_value", f"Allowed: {', '.join(allowed)}.", {"allowed": list(allowed)})
