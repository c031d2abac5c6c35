"""HTTP as uvicorn parses it, with what uvicorn leaves open: requests that never become one of ours.

What the parser refuses is answered with a problem document like everything else; headers have a size and a deadline.
"""

import asyncio
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app import telemetry
from app.api import problems
from app.api.problems import Problem

MAX_HEADER_BYTES = 65_536
HEADER_SECONDS = 15.0


class ProblemProtocol(HttpToolsProtocol):
    """One connection: malformed requests get 400, endless headers 431, headers that do not arrive 408."""

    _header_bytes = 0
    _in_headers = True
    _has_begun = False
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
        if self._in_headers:
            if self._header_bytes > MAX_HEADER_BYTES:
                self._refuse("headers_too_large")
                return
            self._header_bytes += len(data)
        super().data_received(data)

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        self._await_headers()
        self._has_begun = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The application takes over."""
        self._stop_waiting()
        self._in_headers = self._has_begun = False
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """What could not be parsed; `msg` is uvicorn's and not told."""
        self._has_begun = True
        self._refuse("malformed_http")

    def _await_headers(self) -> None:
        self._stop_waiting()
        self._header_bytes, self._in_headers = 0, True
        self._deadline = self.loop.call_later(HEADER_SECONDS, self._refuse, "request_timeout")

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _refuse(self, code: str) -> None:
        """Answer without the application and close; where no request has begun, nobody waits for an answer."""
        if self.transport.is_closing():
            return
        if self._has_begun:
            self.transport.write(_answer(Problem(code), _public_url_of(self.app)))
        self.transport.close()


def _answer(problem: Problem, public_url: str) -> bytes:
    request_id = telemetry.new_request_id()
    response = problems.answer(problem, public_url, request_id)
    status = HTTPStatus(response.status_code)
    lines = [f"HTTP/1.1 {status.value} {status.phrase}".encode()]
    lines += [name + b": " + value for name, value in response.raw_headers]
    lines += [f"request-id: {request_id}".encode(), b"connection: close", b"", bytes(response.body)]
    return b"\r\n".join(lines)


def _public_url_of(application: Any) -> str:
    """The application may be wrapped (proxy headers); what it was given as its address is in its state."""
    while not hasattr(application, "state"):
        application = application.app
    return str(application.state.public_url)
