"""`python -m app serve` as an operator starts it: how soon it answers, and how much memory it holds after work."""

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import product
from urllib.parse import urlencode

import orjson
import psutil

from app.planning.catalogue.protocols import SEVERITIES
from app.planning.catalogue.skin import SKIN_TYPES
from app.rules.loader import load_rules, shipped_rules_dir
from benchmarks import questions
from benchmarks.exchanges import JSON_BODY, Exchange
from benchmarks.load import driven_until
from benchmarks.processes import child, free_port, seconds_until_ready
from benchmarks.table import Row, Target

STARTS = 5
PREVIEWS = 10_000


def start_and_memory(_: int) -> Iterator[Row]:
    """Start-up of several processes, then the memory of the last."""
    yield Row(
        "from start to the first 200 of /readyz",
        tuple([_started_and_stopped() for _ in range(STARTS + 1)][1:]),
        unit="s",
        target=Target(2),
        note="a figure of this machine",
    )
    port, swept = free_port(), _every_filter()
    with child(_command(port)) as process:
        seconds_until_ready(process, port, time.perf_counter())
        fresh = _megabytes(process)
        answered = driven_until(port, _mixed_previews(), PREVIEWS)
        note = f"{answered:,} answers; {fresh:.0f} MB when ready; holidays of 10 regions"
        name = f"resident after {PREVIEWS:,} mixed previews"
        yield Row(name, (_megabytes(process),), unit="MB", target=Target(120), note=note)
        name, note = f"and after {len(swept):,} catalogue queries", "every skin type, area and severity of protocols"
        _ask_each_once(port, swept)
        yield Row(name, (_megabytes(process),), unit="MB", target=Target(120), note=note)


def _mixed_previews() -> list[Exchange]:
    catalogue = load_rules(shipped_rules_dir())
    return [
        Exchange("mixed", "/v1/plan-previews", "POST", JSON_BODY, orjson.dumps(body))
        for body in (questions.ONE_GOAL, questions.SHOWN, questions.FOUR_GOALS, *questions.mixed(catalogue, 400))
    ]


def _every_filter() -> list[Exchange]:
    """Each of the lists that filters can make of the protocols is a different answer."""
    areas = [None, *(area.code for area in load_rules(shipped_rules_dir()).areas.all())]
    filters = product(SKIN_TYPES, areas, [None, *SEVERITIES])
    return [
        Exchange("filtered", f"/v1/protocols?{urlencode({name: one for name, one in named if one is not None})}")
        for chosen in filters
        for named in [zip(("skin_type", "area", "severity"), chosen, strict=True)]
    ]


def _ask_each_once(port: int, exchanges: Sequence[Exchange]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with closing(connection):
        for exchange in exchanges:
            connection.request(exchange.method, exchange.path)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{exchange.method} {exchange.path} answered {answer.status}")


def _started_and_stopped() -> float:
    port = free_port()
    started_at = time.perf_counter()
    with child(_command(port)) as process:
        return seconds_until_ready(process, port, started_at)


def _command(port: int) -> list[str]:
    return [sys.executable, "-m", "app", "serve", "--port", str(port)]


def _megabytes(process: subprocess.Popen[bytes]) -> float:
    return float(psutil.Process(process.pid).memory_info().rss) / 2**20
