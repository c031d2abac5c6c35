"""Driving a server with wrk: the same requests over 16 connections, for a time."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

from benchmarks.exchanges import Exchange
from benchmarks.processes import Server

CONNECTIONS = 16
_SECONDS_TO_INSTALL = 300
# What a script of wrk ends with: how many answers came, in how many microseconds, and how many were no good.
_DONE = """
function done(summary)
  local errors = summary.errors
  local bad = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("RESULT %d %d %d\\n", summary.requests, summary.duration, bad))
end
"""
_TURNS = """
local requests, turn = {{ {requests} }}, 0
function request()
  turn = turn % #requests + 1
  return requests[turn]
end
"""


class Rate(NamedTuple):
    """How fast one side answered in one round, and how much processor time its process took for one answer."""

    answers_per_second: float
    cpu_us: float


Driven = Callable[[], Rate]


class LoadNotMeasured(Exception):
    """No load could be put on a server, or it was answered wrongly; the message says what would be right."""


def driven(server: Server, exchange: Exchange, seconds: int, path: str | None = None) -> Driven:
    """A function that drives a server for some seconds with one request."""
    script = _script([exchange], path)

    def drive() -> Rate:
        before = server.cpu_seconds()
        answers, duration = _run(server.port, script, seconds)
        return Rate(answers / duration, (server.cpu_seconds() - before) * 1e6 / answers)

    return drive


def driven_until(port: int, exchanges: Sequence[Exchange], answers: int) -> int:
    """Drive a server with these requests in turn until so many answers have come; returns how many came."""
    script, came = _script(exchanges), 0
    while came < answers:
        came += _run(port, script, 2)[0]
    return came


def side_by_side(sides: Mapping[str, Driven], rounds: int) -> dict[str, tuple[Rate, ...]]:
    """The rates of each side, one a round, in interleaved rounds after one that is not counted."""
    rates: dict[str, list[Rate]] = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name, drive in sides.items():
            rate = drive()
            if number:
                rates[name].append(rate)
    return {name: tuple(counted) for name, counted in rates.items()}


def _script(exchanges: Sequence[Exchange], path: str | None = None) -> str:
    requests = ",".join([_quoted(_raw(exchange, path or exchange.path)) for exchange in exchanges])
    return _TURNS.format(requests=requests) + _DONE


def _raw(exchange: Exchange, path: str) -> bytes:
    headers = {"Host": "127.0.0.1", **exchange.headers}
    if exchange.body:
        headers["Content-Length"] = str(len(exchange.body))
    head = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
    return f"{exchange.method} {path} HTTP/1.1\r\n{head}\r\n".encode() + exchange.body


def _quoted(raw: bytes) -> str:
    return '"' + "".join([f"\\{byte:03d}" for byte in raw]) + '"'


def _run(port: int, script: str, seconds: int) -> tuple[int, float]:
    """How many answers came, in how many seconds."""
    program = _wrk()
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        command = [program, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", file.name]
        told = subprocess.run(
            [*command, f"http://127.0.0.1:{port}/"], capture_output=True, text=True, check=False, timeout=seconds + 60
        )
    line = next((line for line in told.stdout.splitlines() if line.startswith("RESULT ")), None)
    if line is None:
        raise LoadNotMeasured(f"wrk did not run: {(told.stderr or told.stdout).strip()}")
    answers, duration_us, faults = map(int, line.split()[1:])
    if faults or not answers:
        raise LoadNotMeasured(f"{faults} of {answers} answers were refusals or broken off")
    return answers, duration_us / 1e6


@cache
def _wrk() -> str:
    """Where wrk is; on Debian, for root, it is installed where it is missing. Raises LoadNotMeasured."""
    found = shutil.which("wrk")
    if found is None and shutil.which("apt-get") and os.geteuid() == 0:
        print("wrk is missing: apt-get install -y wrk", file=sys.stderr, flush=True)
        for arguments in (["update"], ["install", "-y", "--no-install-recommends", "wrk"]):
            with suppress(subprocess.TimeoutExpired):
                subprocess.run(
                    ["apt-get", "-qq", *arguments],
                    env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
                    stdout=subprocess.DEVNULL,
                    check=False,
                    timeout=_SECONDS_TO_INSTALL,
                )
        found = shutil.which("wrk")
    if found is None:
        raise LoadNotMeasured("the load generator wrk is not installed (Debian and Ubuntu: apt-get install wrk)")
    return str(Path(found))
