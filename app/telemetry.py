"""What the service tells its operators: request ids and structured logs that cannot carry patient data.

A log line is built from an allow-list. A field passes only if it is named in `_ALLOWED` and its value has the shape
written there; everything else is dropped. Logs of libraries pass the same list, and an exception is told as its type
and the places it came through, never its message: messages quote the values that caused them.
"""

import errno
import logging
import os
import re
import sys
import time
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from types import TracebackType
from typing import Any, BinaryIO, Literal, TextIO, TypeAlias, cast

import orjson
import structlog
from structlog.typing import FilteringBoundLogger, Processor, WrappedLogger

LogLevel: TypeAlias = Literal["debug", "info", "warning", "error"]
LogFormat: TypeAlias = Literal["json", "console"]

_FRAMES_TOLD = 12
_HANDLER_NAME = "planner"

# What libraries say in fixed sentences, as our event words. Any other sentence of theirs may quote a value: untold.
_EVENT_OF_SENTENCE: Mapping[str, str] = {
    "Application shutdown failed. Exiting.": "shut_down_failed",
    "Application startup failed. Exiting.": "start_up_failed",
    "ASGI callable returned without completing response.": "response_incomplete",
    "ASGI callable returned without starting response.": "response_missing",
    "Exceeded concurrency limit.": "too_many_requests",
    "Exception in ASGI application\n": "unhandled_exception",
    "Invalid HTTP request received.": "invalid_http_request",
}

# Version, trace, parent, flags. Versions to come may add to what stands here; ff is none, nor are ids of zeros alone.
_TRACEPARENT = re.compile(
    rb"(?:00-(?=.{52}\Z)|(?!00|ff)[0-9a-f]{2}-)(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|\Z)"
)
_BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"
_BASE32_PAIRS = tuple(first + second for first in _BASE32 for second in _BASE32)
_PAIR_SHIFTS = tuple(range(120, -1, -10))

_EventDict: TypeAlias = MutableMapping[str, Any]


def configure(level: LogLevel, fmt: LogFormat) -> None:
    """Set up every logger of this process, libraries' too; asking again replaces the former set-up.

    Lines go to standard output: one JSON object each, or coloured words for `console`.
    """
    render = _renderer(fmt)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            *_processors(),
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=_output(fmt),
        cache_logger_on_first_use=True,
    )
    _route_library_logs(level, [*_processors(), render])


def logger() -> FilteringBoundLogger:
    """Return a logger; keep it, for each new one pays for its set-up. An event is a fixed snake_case word."""
    bound: FilteringBoundLogger = structlog.get_logger()
    return bound


def new_request_id() -> str:
    """Return a fresh TypeID `req_` + 26 characters of a UUIDv7, in order of time to the millisecond.

    The library `uuid6` keeps its ids rising by moving their clock ahead, one millisecond an id: above a thousand
    requests a second the ids would lie about their time. Here two ids of one millisecond may stand in any order.
    """
    random_bits = int.from_bytes(os.urandom(10))
    uuid7 = (
        (time.time_ns() // 1_000_000) << 80
        | 0x7 << 76
        | (random_bits >> 68 & 0xFFF) << 64
        | 0b10 << 62
        | random_bits & 0x3FFF_FFFF_FFFF_FFFF
    )
    return "req_" + "".join([_BASE32_PAIRS[uuid7 >> shift & 1023] for shift in _PAIR_SHIFTS])


def trace_id_in(traceparent: bytes) -> str | None:
    """Return the id of the caller's trace (W3C Trace Context); None: the field is not one, and is as if not sent."""
    read = _TRACEPARENT.match(traceparent)
    return None if read is None else read[1].decode()


def _processors() -> list[Processor]:
    return [structlog.processors.TimeStamper(fmt="iso", utc=True), _exception_as_places, _only_allowed]


def _renderer(fmt: LogFormat) -> Processor:
    if fmt == "json":
        return structlog.processors.JSONRenderer(serializer=_json_line)
    return structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())


def _json_line(event: Mapping[str, object], **_: object) -> bytes:
    return orjson.dumps(event)


def _output(fmt: LogFormat) -> Callable[..., WrappedLogger]:
    # The process's own standard output: a test that swaps `sys.stdout` closes its copy while loggers live on.
    stream = sys.__stdout__
    if stream is None:
        raise RuntimeError("logs need a standard output")
    if fmt == "json":
        return structlog.BytesLoggerFactory(cast("BinaryIO", stream.buffer))
    return structlog.PrintLoggerFactory(stream)


def _route_library_logs(level: LogLevel, processors: Sequence[Processor]) -> None:
    handler = _LibraryHandler(sys.__stdout__)
    handler.set_name(_HANDLER_NAME)
    handler.setFormatter(_LibraryFormatter(processors))
    root = logging.getLogger()
    for former in [known for known in root.handlers if known.get_name() == _HANDLER_NAME]:
        root.removeHandler(former)
    root.addHandler(handler)
    # What libraries say below a warning is their own diary, and some of it quotes requests.
    root.setLevel(logging.ERROR if level == "error" else logging.WARNING)
    # Some warnings quote values (pydantic's serialiser does): they take the same way.
    logging.captureWarnings(True)


class _LibraryHandler(logging.StreamHandler[TextIO]):
    """Writes the lines of libraries to standard output."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (the name of the standard library)
        """Stay silent where a line cannot be written: the standard answer prints the record with all its values."""


class _LibraryFormatter(logging.Formatter):
    """Tells a record of a library by its level, logger and place, and its sentence only if it is a known one."""

    def __init__(self, processors: Sequence[Processor]) -> None:
        super().__init__()
        self._processors = processors

    def format(self, record: logging.LogRecord) -> str:
        event: Any = {
            "event": _EVENT_OF_SENTENCE.get(str(record.msg), "library_log"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "place": f"{record.module}:{record.lineno}",
            # A library may log the exception itself as its message.
            "exc_info": record.msg if isinstance(record.msg, BaseException) else record.exc_info,
        }
        for process in self._processors:
            event = process(None, record.levelname, event)
        return event.decode() if isinstance(event, bytes) else str(event)


def _shaped(pattern: str) -> Callable[[object], bool]:
    matches = re.compile(pattern).fullmatch
    return lambda value: type(value) is str and matches(value) is not None


def _is_number(value: object) -> bool:
    return type(value) is int or type(value) is float


def _are_places(value: object) -> bool:
    return type(value) is list and all(map(_is_place, value))


_is_word = _shaped(r"[A-Za-z0-9_.\-]{1,80}")
_is_place = _shaped(r"[\w.<>]{1,120}(:\d+)?")

# The one list of what may be logged, with the shape each value must have.
_ALLOWED: Mapping[str, Callable[[object], bool]] = {
    "timestamp": _shaped(r"[0-9T:.\-]{19,32}Z"),
    "level": _is_word,
    "event": _shaped(r"[a-z][a-z0-9_]{0,60}"),
    "logger": _is_word,
    "place": _is_place,
    "trace_id": _shaped(r"[0-9a-f]{32}"),
    "request_id": _shaped(r"req_[0-7][0-9a-hjkmnp-tv-z]{25}"),
    "method": _shaped(r"[A-Z]{1,10}"),
    "route": _shaped(r"/[A-Za-z0-9/{}_.\-]{0,120}"),
    "status": _is_number,
    "duration_ms": _is_number,
    "request_bytes": _is_number,
    "response_bytes": _is_number,
    "problem": _is_word,
    "outcome": _is_word,
    "error_type": _is_place,
    "error_code": _is_word,
    "error_at": _are_places,
    "caused_by": _are_places,
    "api_version": _is_word,
    "engine_version": _is_word,
    "rules_version": _is_word,
    "rules_digest": _shaped(r"(sha256:)?[0-9a-f]{8,64}"),
    "protocols": _is_number,
    "host": _shaped(r"[0-9A-Za-z.:\-]{1,80}"),
    "port": _is_number,
    "workers": _is_number,
    "pid": _is_number,
}


def _only_allowed(_logger: object, _method: str, event: _EventDict) -> _EventDict:
    told = {name: value for name, value in event.items() if (fits := _ALLOWED.get(name)) is not None and fits(value)}
    # An event that is a sentence may hold a value: the line stays, the sentence goes.
    told.setdefault("event", "unnamed_event")
    return told


def _exception_as_places(_logger: object, _method: str, event: _EventDict) -> _EventDict:
    told = event.pop("exc_info", None)
    event.pop("stack_info", None)
    if told is not None and told is not False:
        raised = _raised(told)
        if raised is not None:
            event.update(_described(raised))
    return event


def _raised(told: object) -> BaseException | None:
    if isinstance(told, BaseException):
        return told
    if isinstance(told, tuple):
        return told[1] if isinstance(told[1], BaseException) else None
    return sys.exc_info()[1]


def _described(raised: BaseException) -> dict[str, object]:
    told: dict[str, object] = {"error_type": _type_name(raised), "error_at": _places(raised.__traceback__)}
    causes: list[str] = []
    cause = raised.__cause__ or raised.__context__
    while cause is not None and len(causes) < _FRAMES_TOLD:
        causes.append(_type_name(cause))
        cause = cause.__cause__ or cause.__context__
    if causes:
        told["caused_by"] = causes
    if isinstance(raised, OSError) and raised.errno is not None:
        told["error_code"] = errno.errorcode.get(raised.errno, "unknown")
    return told


def _type_name(raised: BaseException) -> str:
    kind = type(raised)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _places(trace: TracebackType | None) -> list[str]:
    """Return `module:line` of each frame, outermost first; of a deep trace the innermost frames."""
    places = []
    while trace is not None:
        places.append(f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-_FRAMES_TOLD:]
