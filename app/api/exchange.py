"""One request and its answer on their way through the envelope."""

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from starlette.types import Message, Receive, Scope, Send

from app import telemetry
from app.api import cross_origin, problems
from app.api.problems import CODE_OF_STATUS, Problem, ProblemError
from app.api.request_log import NoLog, RequestLog

MAX_URI_BYTES = 8_192

_CLOSE = (b"connection", b"close")
_PROBLEM_TYPE = problems.MEDIA_TYPE.encode()
RawHeaders = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Place:
    """What every answer needs to know of the place where the service runs.

    `max_body_bytes` bounds a body whether its length is declared or not; `body_seconds` is the time in which all of it
    must have come. Finished requests are told to `request_log`. Paths that match `closed` need a key.
    """

    public_url: str
    api_version: str
    cors_origins: tuple[str, ...] = ()
    max_body_bytes: int = 262_144
    body_seconds: float = 10.0
    request_log: RequestLog = field(default_factory=NoLog)
    closed: tuple[re.Pattern[str], ...] = ()


class Exchange:
    """The scope, receive and send that the application sees, and what is known of its answer so far."""

    __slots__ = (
        "_awaits_body",
        "_body_length",
        "_common",
        "_deadline",
        "_foreign",
        "_place",
        "_receive",
        "_send",
        "is_started",
        "method",
        "receive",
        "request_id",
        "scope",
        "started_at",
        "status",
        "trace_id",
    )

    def __init__(self, place: Place, common: RawHeaders, scope: Scope, receive: Receive, send: Send) -> None:
        self.started_at = time.perf_counter()
        self.request_id = telemetry.new_request_id()
        self.method: str = scope["method"]
        # The server keeps the scope to know how to send: it must go on seeing HEAD.
        self.scope = {**scope, "method": "GET"} if self.method == "HEAD" else scope
        self.scope["request_id"] = self.request_id
        self.trace_id: str | None = None
        self.status = 0
        self.is_started = False
        self.receive = receive
        self._place = place
        self._common = common
        self._receive = receive
        self._send = send
        self._foreign: Message | None = None
        self._awaits_body = False
        self._body_length = 0
        self._deadline = 0.0

    def refused_unread(self) -> Problem | None:
        """What is plain from the head of the request alone; if nothing is, the body is bounded from here on."""
        is_too_large = self._read_head()
        scope = self.scope
        if len(scope.get("raw_path") or b"") + len(scope.get("query_string") or b"") > MAX_URI_BYTES:
            return Problem("uri_too_long")
        if any(closed.match(scope["path"]) for closed in self._place.closed):
            return Problem("unauthorized", headers={"www-authenticate": "Bearer"})
        return self._body_too_large() if is_too_large else None

    async def send(self, message: Message) -> None:
        """Pass the answer on, with the headers of every answer; a refusal in a foreign form is answered anew."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            if self.status >= 400 and not _is_problem(message["headers"]):
                self._foreign = message
                return
            self.is_started = True
            self._foreign = None
            # A body that was not read to its end may go on coming for ever: the connection ends with the answer.
            if self._awaits_body:
                message = {**message, "headers": [*message["headers"], _CLOSE]}
            await self._send({**message, "headers": self._dressed(message["headers"])})
        elif self._foreign is None:
            if self.method == "HEAD":
                message = {**message, "body": b""}
            await self._send(message)
        elif not message.get("more_body", False):
            await self._answer_foreign(self._foreign)

    def _read_head(self) -> bool:
        """Note what the headers say of trace and body. True where the body is said to be longer than one may be."""
        is_too_large = False
        for name, value in self.scope["headers"]:
            if name == b"content-length" and value != b"0":
                is_too_large = not _fits(value, self._place.max_body_bytes)
                self._bound_body()
            elif name == b"transfer-encoding":
                self._bound_body()
            elif name == b"traceparent":
                self.trace_id = telemetry.trace_id_in(value)
        return is_too_large

    def _bound_body(self) -> None:
        self._awaits_body = True
        self._deadline = asyncio.get_running_loop().time() + self._place.body_seconds
        self.receive = self._receive_bounded

    async def _receive_bounded(self) -> Message:
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            raise Problem("request_timeout") from None
        self._awaits_body = message.get("more_body", False)
        self._body_length += len(message.get("body", b""))
        if self._body_length > self._place.max_body_bytes:
            raise self._body_too_large()
        return message

    def _body_too_large(self) -> Problem:
        most = self._place.max_body_bytes
        error: ProblemError = {
            "code": "too_large",
            "pointer": "",
            "detail": f"At most {most} bytes.",
            "params": {"max_bytes": most},
        }
        return Problem("body_too_large", errors=[error])

    async def _answer_foreign(self, start: Message) -> None:
        # The rules for other origins are the only layer here that refuses with a bare 400.
        if self.status == 400:
            problem = cross_origin.refusal(self.scope["headers"], self._place.cors_origins)
        else:
            problem = Problem(CODE_OF_STATUS.get(self.status, "internal_error"))
        problem.headers = _headers_worth_keeping(start["headers"])
        response = problems.answer(problem, self._place.public_url, self.request_id)
        await response(self.scope, self._receive, self.send)

    def _dressed(self, headers: RawHeaders) -> RawHeaders:
        """The headers with those of every answer; a page that has its own policy keeps it."""
        for name, _ in headers:
            if name == b"content-security-policy":
                common = [pair for pair in self._common if pair[0] != name]
                return [*headers, (b"request-id", self.request_id.encode()), *common]
        return [*headers, (b"request-id", self.request_id.encode()), *self._common]


def _fits(content_length: bytes, most: int) -> bool:
    """What is not a number is the server's to refuse; here the bytes that come are counted all the same."""
    return not content_length.isdigit() or (len(content_length) <= 15 and int(content_length) <= most)


def _is_problem(headers: RawHeaders) -> bool:
    return any(name == b"content-type" and value == _PROBLEM_TYPE for name, value in headers)


def _headers_worth_keeping(headers: RawHeaders) -> dict[str, str]:
    replaced = (b"content-type", b"content-length", b"cache-control")
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in headers if name not in replaced}
