"""Starting servers on free ports of the loopback, waiting until they answer, and stopping them by their own id."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

READY_PATH = "/readyz"
_ROOT = Path(__file__).resolve().parents[1]
_SECONDS_TO_STOP = 15
_MOST_SECONDS = 30.0
_PAUSE_SECONDS = 0.005


@dataclass(frozen=True, slots=True)
class Server:
    """A process that answers on a port of the loopback."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """The processor time that the process has taken so far."""
        taken = psutil.Process(self.pid).cpu_times()
        return float(taken.user + taken.system)


@contextmanager
def serving(side: str, recorded: Path) -> Iterator[Server]:
    """One of the applications of `benchmarks.serving` for as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listening:
        descriptor, port = listening.fileno(), int(listening.getsockname()[1])
        command = [sys.executable, "-m", "benchmarks.serving", side, str(descriptor), str(recorded)]
        with child(command, (descriptor,)) as process:
            seconds_until_ready(process, port, time.perf_counter())
            yield Server(port, process.pid)


@contextmanager
def child(command: Sequence[str], descriptors: tuple[int, ...] = ()) -> Iterator[subprocess.Popen[bytes]]:
    """A process with default settings, stopped when the block ends."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PLANNER_")}
    process = subprocess.Popen(
        command, cwd=_ROOT, env=environment, pass_fds=descriptors, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def seconds_until_ready(process: subprocess.Popen[bytes], port: int, started_at: float) -> float:
    """Seconds from `started_at` to the first 200 of the readiness probe. Raises RuntimeError if none comes."""
    while time.perf_counter() - started_at < _MOST_SECONDS:
        if process.poll() is not None:
            raise RuntimeError(f"the service ended with exit code {process.returncode} before it was ready")
        if _is_ready(port):
            return time.perf_counter() - started_at
        time.sleep(_PAUSE_SECONDS)
    raise RuntimeError(f"the service was not ready after {_MOST_SECONDS:.0f} seconds")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_MOST_SECONDS)
    try:
        connection.request("GET", READY_PATH)
        return connection.getresponse().status == 200
    except (ConnectionError, TimeoutError):
        return False
    finally:
        connection.close()
