"""The outermost layer: what holds for every answer, whatever happens inside.

Every answer carries its request id, the version of the contract and the security headers; every refusal is a problem
document, also where a framework or a bug made it; HEAD stands on every GET; a body is bounded in size and in time, and
one that was not read ends its connection; every request is told in one line of the log, with the template of its route
and never its path. What never becomes a request is answered alike by `http_protocol`.
"""

import time

from secure import (
    ContentSecurityPolicy,
    CrossOriginResourcePolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)
from starlette.types import ASGIApp, Receive, Scope, Send

from app import telemetry
from app.api import problems
from app.api.cross_origin import with_cors
from app.api.exchange import Exchange, Place, RawHeaders
from app.api.problems import Problem

# The method is the caller's text: only words of the standards are told.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})


class Envelope:
    """The layer around the whole application; it lets no exception out."""

    def __init__(self, app: ASGIApp, place: Place) -> None:
        self._app = with_cors(app, place.cors_origins)
        # Refusals of this layer go out through the same rules for other origins as the application's answers.
        self._refusal = with_cors(self._answer_refusal, place.cors_origins)
        self._place = place
        self._common = common_headers(place)
        self._log = telemetry.logger()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = Exchange(self._place, self._common, scope, receive, send)
        refusal = exchange.refused_unread()
        try:
            if refusal is None:
                await self._app(exchange.scope, exchange.receive, exchange.send)
        except Exception as error:
            # The last catch: nothing leaves as a bare 500. An exception's message may quote the request, so the log
            # tells only its type and places.
            self._log.error("unhandled_exception", request_id=exchange.request_id, exc_info=error)
            refusal = Problem("internal_error")
        if refusal is not None and not exchange.is_started:
            exchange.scope["refusal"] = refusal
            await self._refusal(exchange.scope, receive, exchange.send)
        self._tell(exchange)

    async def _answer_refusal(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = problems.answer(scope["refusal"], self._place.public_url, scope["request_id"])
        await response(scope, receive, send)

    def _tell(self, exchange: Exchange) -> None:
        self._place.request_log.tell(
            request_id=exchange.request_id,
            method=exchange.method if exchange.method in _METHODS else "OTHER",
            route=getattr(exchange.scope.get("route"), "path_format", None),
            status=exchange.status,
            seconds=time.perf_counter() - exchange.started_at,
            trace_id=exchange.trace_id,
        )


def common_headers(place: Place) -> RawHeaders:
    """What every answer of a place carries beside its request id."""
    return [(b"api-version", place.api_version.encode()), *_security_headers(place.public_url)]


def _security_headers(public_url: str) -> RawHeaders:
    secured = Secure(
        csp=ContentSecurityPolicy().default_src("'none'").frame_ancestors("'none'"),
        xcto=XContentTypeOptions(),
        xfo=XFrameOptions().deny(),
        referrer=ReferrerPolicy().no_referrer(),
        corp=CrossOriginResourcePolicy().same_origin(),
        hsts=StrictTransportSecurity().max_age(31_536_000) if public_url.startswith("https:") else None,
    )
    return [(name.lower().encode(), value.encode()) for name, value in secured.headers.items()]
