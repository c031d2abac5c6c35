"""HTTP as uvicorn parses it, with what uvicorn leaves open: requests that never become one of ours.

What the parser refuses is answered with a problem document like everything else, with the headers of every answer and
a line in the log; headers have a size and a deadline. Those answers say nothing to pages of other origins: from which
page a request comes stands in a head that could not be read. An upgrade that is asked for is not made (RFC 9110, 7.8):
the request is answered as if it had not been.
"""

import asyncio
from http import HTTPStatus
from typing import Any, cast

import httptools
from starlette.datastructures import State
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app import telemetry
from app.api import problems
from app.api.problems import Problem

MAX_HEADER_BYTES = 65_536
HEADER_SECONDS = 15.0
_FRAMING = (b"content-length", b"transfer-encoding")


class ProblemProtocol(HttpToolsProtocol):
    """One connection: malformed requests get 400, endless headers 431, headers that do not arrive 408."""

    _header_bytes = 0
    _read_bytes = 0
    _begun_in_bytes = 0
    _waiting_since = 0.0
    _in_headers = True
    _has_begun = False
    _fault = "malformed_http"
    _refused: str | None = None
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Headers have to arrive from now on."""
        super().connection_made(transport)
        self._await_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is awaited any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what arrives until the headers are complete; the read that completes them may hold a body as well."""
        if self._refused is not None:
            return
        self._unset_keepalive_if_required()
        self._read_bytes = len(data)
        if self._in_headers:
            if self._header_bytes > MAX_HEADER_BYTES:
                self._refuse("headers_too_large")
                return
            self._header_bytes += len(data)
        self._feed(data)

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        self._await_headers()
        self._has_begun = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The application takes over, unless the head by itself is against the rules."""
        self._check_head()
        self._stop_waiting()
        self._in_headers = self._has_begun = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The body is there; that of a request for an upgrade is still to be read."""
        if not self.parser.should_upgrade():
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """The next one; after the last answer that was due, the refusal of what came behind it."""
        is_last = not self.pipeline
        super().on_response_complete()
        if self._refused is not None and is_last:
            self._answer_refusal(self._refused)

    def _feed(self, data: bytes) -> None:
        while data:
            try:
                self.parser.feed_data(data)
            except httptools.HttpParserUpgrade as upgrade:
                data = self._framing_again() + data[upgrade.args[0] :]
            except httptools.HttpParserError:
                self._has_begun = True
                self._refuse(self._fault)
                return
            else:
                return

    def _framing_again(self) -> bytes:
        """What a new parser is told of the request: the former takes all that follows for another protocol."""
        self.parser = httptools.HttpRequestParser(_BehindHead(self))
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
        framing = [b"%b: %b\r\n" % header for header in self.headers if header[0] in _FRAMING]
        return b"POST / HTTP/1.1\r\n%b\r\n" % b"".join(framing)

    def _should_upgrade(self) -> bool:
        return False

    def _check_head(self) -> None:
        """Raise ValueError, which the parser turns into a fault of the request, for what may not be answered."""
        if self._begun_in_bytes + self._header_bytes > MAX_HEADER_BYTES and self._head_bytes() > MAX_HEADER_BYTES:
            self._fault = "headers_too_large"
            raise ValueError(self._fault)
        hosts = [name for name, _ in self.headers].count(b"host")
        if hosts != 1 and (hosts or self.parser.get_http_version() == "1.1"):
            raise ValueError("RFC 9112, 3.2: one Host header")

    def _head_bytes(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + len(": \r\n") for name, value in self.headers)

    def _await_headers(self) -> None:
        self._stop_waiting()
        # The read in which a request begins may hold others before it: it counts only where the head is measured.
        self._begun_in_bytes, self._header_bytes = self._read_bytes, 0
        self._in_headers, self._waiting_since = True, self.loop.time()
        self._deadline = self.loop.call_later(HEADER_SECONDS, self._refuse, "request_timeout")

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _refuse(self, code: str) -> None:
        """Answer without the application and close, after the answers that are still due."""
        if self._refused is not None or self.transport.is_closing():
            return
        self._refused = code
        if not self._answers_are_due():
            self._answer_refusal(code)

    def _answers_are_due(self) -> bool:
        """True while requests that came whole wait for theirs. One whose body broke off gets the refusal instead."""
        latest = cast(RequestResponseCycle | None, self.cycle)
        if latest is None or latest.response_complete:
            return False
        if not latest.more_body:
            return True
        if self.pipeline:
            self.pipeline.popleft()
            return True
        latest.disconnected = True
        latest.message_event.set()
        self._has_begun = not latest.response_started
        return False

    def _answer_refusal(self, code: str) -> None:
        """Where no request has begun, nobody waits for an answer."""
        if self._has_begun and not self.transport.is_closing():
            state = _state_of(self.app)
            request_id = telemetry.new_request_id()
            self.transport.write(_answer(Problem(code), state, request_id))
            state.request_log.tell(
                request_id=request_id,
                method="OTHER",
                route=None,
                status=problems.PROBLEMS[code].status,
                seconds=self.loop.time() - self._waiting_since,
            )
        self.transport.close()


class _BehindHead:
    """What a parser calls that is told a head which was read already: that head goes nowhere, all the rest goes on."""

    def __init__(self, protocol: ProblemProtocol) -> None:
        self._protocol = protocol
        self._is_behind = False
        self.on_body = protocol.on_body
        self.on_message_complete = protocol.on_message_complete

    def on_message_begin(self) -> None:
        if self._is_behind:
            self._protocol.on_message_begin()

    def on_url(self, url: bytes) -> None:
        if self._is_behind:
            self._protocol.on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._is_behind:
            self._protocol.on_header(name, value)

    def on_headers_complete(self) -> None:
        if self._is_behind:
            self._protocol.on_headers_complete()
        self._is_behind = True


def _answer(problem: Problem, state: State, request_id: str) -> bytes:
    response = problems.answer(problem, state.public_url, request_id)
    status = HTTPStatus(response.status_code)
    headers = [*response.raw_headers, (b"request-id", request_id.encode()), *state.common_headers]
    lines = [f"HTTP/1.1 {status.value} {status.phrase}".encode(), *[b"%b: %b" % pair for pair in headers]]
    return b"\r\n".join([*lines, b"connection: close", b"", bytes(response.body)])


def _state_of(application: Any) -> State:
    """The application may be wrapped (proxy headers); where it runs and where it logs is in its state."""
    while not hasattr(application, "state"):
        application = application.app
    state: State = application.state
    return state
