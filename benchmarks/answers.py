"""Previews and catalogue over HTTP, against the same application without the work, and against bare ASGI."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import orjson
from fastapi import FastAPI

from app.main import create_app
from app.settings import standard_settings
from benchmarks import questions
from benchmarks.exchanges import JSON_BODY, Exchange, recorded, write_exchanges
from benchmarks.load import Rate, driven, side_by_side
from benchmarks.processes import READY_PATH, Server, serving
from benchmarks.rounds import ratios
from benchmarks.table import Row, Target

ROUNDS = 5
_MEASURED = "1 goal of 4 sessions"
_PREVIEW_TARGET, _CATALOGUE_TARGET = Target(0.5, most=False), Target(0.3, most=False)


def previews(seconds: int) -> Iterator[Row]:
    """The question that is measured, as in `planner`; then a calendar, and the documentation's five sessions."""
    app = _unlogged()
    asked = {
        _MEASURED: questions.ONE_GOAL,
        "the same on weekdays with a closure": questions.ON_WEEKDAYS,
        "the question of the documentation": questions.SHOWN,
    }
    exchanges = {
        title: recorded(app, Exchange(f"preview-{number}", "/v1/plan-previews", "POST", JSON_BODY, orjson.dumps(body)))
        for number, (title, body) in enumerate(asked.items())
    }
    with _both(app, tuple(exchanges.values())) as (service, bare):
        for title, exchange in exchanges.items():
            sides = {
                "preview": driven(service, exchange, seconds),
                "ready-made": driven(service, exchange, seconds, f"/ready-made/{exchange.name}"),
                "bare": driven(bare, exchange, seconds, f"/{exchange.name}"),
            }
            target = _PREVIEW_TARGET if title == _MEASURED else None
            yield from _preview_rows(title, exchange, side_by_side(sides, ROUNDS), target)


def catalogue(seconds: int) -> Iterator[Row]:
    """A small answer, a middling one, and the one that says that nothing has changed."""
    app = _unlogged()
    small = recorded(app, Exchange("small", "/v1/concerns/acne_scars"))
    medium = recorded(app, Exchange("medium", "/v1/protocols/acne-scars-face"))
    etag = dict(small.answer_headers)[b"etag"].decode()
    unchanged = recorded(app, Exchange("unchanged", small.path, headers={"if-none-match": etag}), status=304)
    with _both(app, (small, medium, unchanged)) as (service, bare):
        for exchange in (small, medium, unchanged):
            sides = {
                "service": driven(service, exchange, seconds),
                "bare": driven(bare, exchange, seconds, f"/{exchange.name}"),
            }
            rates = side_by_side(sides, ROUNDS)
            name = f"{exchange.status} {exchange.path} against bare ASGI"
            yield _row(name, exchange, rates["service"], rates["bare"], _CATALOGUE_TARGET)


def _preview_rows(
    title: str, exchange: Exchange, rates: dict[str, tuple[Rate, ...]], target: Target | None
) -> Iterator[Row]:
    yield _row(f"{title}, against ready-made", exchange, rates["preview"], rates["ready-made"], target)
    yield _row(f"{title}: bare ASGI is faster by", exchange, rates["bare"], rates["preview"])


def _row(
    name: str, exchange: Exchange, one: tuple[Rate, ...], other: tuple[Rate, ...], target: Target | None = None
) -> Row:
    """One side's answers a second as a multiple of the other's, with the same by processor time beside it."""
    speeds = [tuple([rate.answers_per_second for rate in rates]) for rates in (one, other)]
    by_cpu = median(ratios(tuple([rate.cpu_us for rate in other]), tuple([rate.cpu_us for rate in one])))
    note = f"{len(exchange.answer):,} bytes; {median(speeds[0]):,.0f}/s to {median(speeds[1]):,.0f}/s"
    return Row(name, ratios(*speeds), target=target, note=f"{note}; by CPU time {by_cpu:.2f}")


def _unlogged() -> FastAPI:
    """The application that answers are recorded from; it must not write between the lines of the table."""
    return create_app(standard_settings().model_copy(update={"log_level": "error"}))


@contextmanager
def _both(app: FastAPI, exchanges: Sequence[Exchange]) -> Iterator[tuple[Server, Server]]:
    """The service and the bare application, side by side."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "exchanges.json"
        write_exchanges(file, (*exchanges, recorded(app, Exchange(READY_PATH.strip("/"), READY_PATH))))
        with serving("service", file) as service, serving("bare", file) as bare:
            yield service, bare
