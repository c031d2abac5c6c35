"""Logs are built from an allow-list: patient data cannot get in, whoever logs it."""

import json
import logging
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog

from app import telemetry

ROOT = Path(__file__).parents[1]
CANARY = "Canary-1990-05-04"
QUOTING_TRACE = f"Traceback (most recent call last): ... ValueError: {CANARY}"
Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture
def lines(capfd: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    telemetry.configure("info", "json")

    def written() -> list[dict[str, object]]:
        out, err = capfd.readouterr()
        assert err == ""
        return [json.loads(line) for line in out.splitlines()]

    yield written
    structlog.contextvars.clear_contextvars()
    telemetry.configure("info", "json")


def test_the_line_of_a_request_says_what_an_operator_needs(lines: Lines) -> None:
    request_id = telemetry.new_request_id()
    told = {
        "request_id": request_id,
        "method": "POST",
        "route": "/v1/plans/{plan_id}/previews",
        "status": 200,
        "duration_ms": 1.25,
        "rules_version": "2026.1",
    }
    telemetry.logger().info("request_served", **told)
    (line,) = lines()
    assert str(line.pop("timestamp")).endswith("Z")
    assert line == {"event": "request_served", "level": "info", **told}


@pytest.mark.parametrize(
    "field",
    [
        "path",
        "url",
        "query",
        "body",
        "headers",
        "patient",
        "birth_date",
        "detail",
        "message",
        "exception",
        "stack",
        "_x",
    ],
)
def test_a_field_that_is_not_listed_is_dropped(field: str, lines: Lines) -> None:
    telemetry.logger().warning("request_served", **{field: CANARY})
    (line,) = lines()
    assert line.keys() == {"event", "level", "timestamp"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("request_id", CANARY),
        ("method", CANARY),
        ("route", f"/v1/patients?name={CANARY}"),
        ("status", CANARY),
        ("duration_ms", CANARY),
        ("duration_ms", True),
        ("error_type", f"ValueError({CANARY!r})"),
        ("error_at", [f"{CANARY} {CANARY}"]),
        ("error_at", {"place": CANARY}),
        ("outcome", f"planned for {CANARY}"),
        ("problem", [CANARY]),
        ("rules_digest", CANARY),
    ],
)
def test_a_listed_field_passes_only_in_its_shape(field: str, value: object, lines: Lines) -> None:
    telemetry.logger().warning("request_served", **{field: value})
    (line,) = lines()
    assert line.keys() == {"event", "level", "timestamp"}


def test_an_event_that_is_a_sentence_is_not_told(lines: Lines) -> None:
    telemetry.logger().warning(f"could not plan for {CANARY}")
    (line,) = lines()
    assert line["event"] == "unnamed_event"
    assert CANARY not in json.dumps(line)


def test_bound_context_passes_the_same_list(lines: Lines) -> None:
    request_id = telemetry.new_request_id()
    structlog.contextvars.bind_contextvars(request_id=request_id, patient=CANARY)
    telemetry.logger().info("rules_loaded", protocols=20)
    (line,) = lines()
    del line["timestamp"]
    assert line == {"event": "rules_loaded", "level": "info", "request_id": request_id, "protocols": 20}


def test_an_exception_is_told_as_types_and_places(lines: Lines) -> None:
    log = telemetry.logger()
    try:
        try:
            int(CANARY)
        except ValueError as fault:
            raise KeyError(CANARY) from fault
    except KeyError:
        log.exception("request_failed")
    (line,) = lines()
    assert line["error_type"] == "KeyError"
    assert line["caused_by"] == ["ValueError"]
    assert isinstance(line["error_at"], list)
    assert [str(place).split(":")[0] for place in line["error_at"]] == [__name__]
    assert CANARY not in json.dumps(line)


def test_an_exception_handed_over_is_told_the_same_way(lines: Lines) -> None:
    telemetry.logger().error("request_failed", exc_info=ValueError(CANARY))
    (line,) = lines()
    assert line["error_type"] == "ValueError"
    assert CANARY not in json.dumps(line)


def test_a_deep_trace_keeps_its_innermost_places(lines: Lines) -> None:
    def dig(depth: int) -> None:
        if depth == 0:
            raise RuntimeError(CANARY)
        dig(depth - 1)

    try:
        dig(40)
    except RuntimeError:
        telemetry.logger().exception("request_failed")
    (line,) = lines()
    assert isinstance(line["error_at"], list)
    assert len(line["error_at"]) == 12


def test_a_library_tells_its_place_and_never_its_words(lines: Lines) -> None:
    logging.getLogger("asyncio").error("Task exception: %s", CANARY)
    logging.getLogger("uvicorn.error").error(QUOTING_TRACE)
    logging.getLogger("uvicorn.error").info('%s - "WebSocket %s" [accepted]', "10.0.0.1", CANARY)
    told = lines()
    assert [(line["event"], line["logger"]) for line in told] == [
        ("library_log", "asyncio"),
        ("library_log", "uvicorn.error"),
    ]
    assert CANARY not in json.dumps(told)


def test_an_exception_that_the_server_logs_shows_no_values(lines: Lines) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
    (line,) = lines()
    assert (line["event"], line["error_type"]) == ("unhandled_exception", "ValueError")
    assert CANARY not in json.dumps(line)


def test_an_exception_logged_as_a_message_shows_its_kind(lines: Lines) -> None:
    logging.getLogger("uvicorn.error").error(OSError(98, CANARY))
    (line,) = lines()
    assert line["error_type"] == "OSError"
    assert isinstance(line["error_code"], str)
    assert CANARY not in json.dumps(line)


def test_a_warning_takes_the_same_way(lines: Lines) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        telemetry.configure("info", "json")
        warnings.warn(f"unexpected value {CANARY}", stacklevel=1)
    (line,) = lines()
    assert (line["event"], line["logger"]) == ("library_log", "py.warnings")
    assert CANARY not in json.dumps(line)


def test_configuring_again_does_not_double_the_lines(lines: Lines) -> None:
    telemetry.configure("info", "json")
    telemetry.configure("info", "json")
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    assert [line["event"] for line in lines()] == ["invalid_http_request"]


def test_the_console_form_passes_the_same_list(capfd: pytest.CaptureFixture[str]) -> None:
    telemetry.configure("info", "console")
    telemetry.logger().error("request_failed", status=500, patient=CANARY, exc_info=ValueError(CANARY))
    logging.getLogger("uvicorn.error").error(CANARY)
    out = capfd.readouterr().out
    telemetry.configure("info", "json")
    assert "request_failed" in out
    assert "library_log" in out
    assert CANARY not in out


def test_a_request_id_is_a_typeid_of_now() -> None:
    before_ms = time.time_ns() // 1_000_000
    request_id = telemetry.new_request_id()
    after_ms = time.time_ns() // 1_000_000
    prefix, _, text = request_id.partition("_")
    number = 0
    for letter in text:
        number = number << 5 | "0123456789abcdefghjkmnpqrstvwxyz".index(letter)
    assert (prefix, len(text)) == ("req", 26)
    assert number < 1 << 128
    assert before_ms <= number >> 80 <= after_ms
    assert (number >> 76 & 0xF, number >> 62 & 0b11) == (7, 0b10)


def test_request_ids_are_new_each_time_and_rise_with_time() -> None:
    made = [telemetry.new_request_id() for _ in range(10_000)]
    assert len(set(made)) == len(made)
    clock_parts = [text[4:14] for text in made]
    assert clock_parts == sorted(clock_parts)


def test_logs_need_no_swapped_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert sys.stdout is not sys.__stdout__
    telemetry.logger().info("rules_loaded")
    assert capsys.readouterr().out == ""


def test_a_line_that_cannot_be_written_is_not_told_elsewhere() -> None:
    program = (
        "import logging, os; from app import telemetry; telemetry.configure('info', 'json'); os.close(1); "
        f"logging.getLogger('asyncio').error('%s', {CANARY!r})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )
    assert CANARY not in done.stdout + done.stderr
