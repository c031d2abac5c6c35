"""One line for every request, in the form of all other lines of the log, at a fraction of their cost.

Through the general logger a line costs as much as answering from the catalogue. Here the fields are fixed and ours (the
template of the route and never its path), so nothing needs to be filtered, and lines are written together: at once when
there are many, else a moment later. Lines of other events can therefore stand before a request that ended earlier.
"""

import asyncio
import sys
import time
from typing import BinaryIO, Protocol

import orjson

from app import telemetry

_SECONDS_HELD = 0.25
_LINES_HELD = 200


class RequestLog(Protocol):
    """Where finished requests are told."""

    def tell(
        self,
        *,
        request_id: str,
        method: str,
        route: str | None,
        status: int,
        seconds: float,
        trace_id: str | None = None,
    ) -> None:
        """Tell one finished request; `route` is its template (None: no route matched), `trace_id` the caller's."""

    def flush(self) -> None:
        """Write what is held back."""


class NoLog:
    """For services whose log level leaves requests out."""

    def tell(
        self,
        *,
        request_id: str,
        method: str,
        route: str | None,
        status: int,
        seconds: float,
        trace_id: str | None = None,
    ) -> None:
        pass

    def flush(self) -> None:
        pass


class WordsLog:
    """For people at a terminal: through the general logger."""

    def __init__(self) -> None:
        self._logger = telemetry.logger()

    def tell(
        self,
        *,
        request_id: str,
        method: str,
        route: str | None,
        status: int,
        seconds: float,
        trace_id: str | None = None,
    ) -> None:
        self._logger.info(
            "request",
            request_id=request_id,
            method=method,
            route=route,
            status=status,
            duration_ms=round(seconds * 1000, 3),
            trace_id=trace_id,
        )

    def flush(self) -> None:
        pass


class JsonLog:
    """For machines: JSON lines to `stream`, several at a time."""

    def __init__(self, stream: BinaryIO | None = None) -> None:
        standard = sys.__stdout__
        self._stream = stream or (standard.buffer if standard else None)
        self._lines: list[bytes] = []
        self._second = 0
        self._time = ""

    def tell(
        self,
        *,
        request_id: str,
        method: str,
        route: str | None,
        status: int,
        seconds: float,
        trace_id: str | None = None,
    ) -> None:
        line: dict[str, object] = {
            "event": "request",
            "level": "info",
            "timestamp": self._now(),
            "request_id": request_id,
            "method": method,
            "route": route,
            "status": status,
            "duration_ms": round(seconds * 1000, 3),
        }
        if trace_id is not None:
            line["trace_id"] = trace_id
        if not self._lines:
            asyncio.get_running_loop().call_later(_SECONDS_HELD, self.flush)
        self._lines.append(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
        if len(self._lines) >= _LINES_HELD:
            self.flush()

    def flush(self) -> None:
        lines, self._lines = self._lines, []
        if lines and self._stream is not None:
            self._stream.write(b"".join(lines))
            self._stream.flush()

    def _now(self) -> str:
        seconds, rest = divmod(time.time_ns(), 1_000_000_000)
        if seconds != self._second:
            self._second, self._time = seconds, time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
        return f"{self._time}.{rest // 1000:06d}Z"


def request_log(level: telemetry.LogLevel, form: telemetry.LogFormat) -> RequestLog:
    """The log of requests for the service's log settings."""
    if level not in ("debug", "info"):
        return NoLog()
    return JsonLog() if form == "json" else WordsLog()
