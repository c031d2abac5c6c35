"""The command line, run the way an operator runs it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SHIPPED_RULES = ROOT / "app" / "rules" / "data"
SECONDS = 30


def environment(**settings: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PLANNER_")}
    return inherited | settings


def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@contextmanager
def serving(*arguments: str, **settings: str) -> Iterator[tuple[subprocess.Popen[bytes], dict[str, Any]]]:
    """Yield the running server and its first log line."""
    server = subprocess.Popen(
        [sys.executable, "-m", "app", "serve", "--port", "0", *arguments],
        cwd=ROOT,
        env=environment(**settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        assert server.stdout is not None
        yield server, json.loads(server.stdout.readline() or b"{}")
    finally:
        server.terminate()
        server.communicate(timeout=SECONDS)


def get(port: int, path: str) -> tuple[int, dict[str, Any], dict[str, str]]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=SECONDS) as answer:
        return answer.status, json.load(answer), {name.lower(): value for name, value in answer.headers.items()}


def test_the_shipped_rules_hold_together() -> None:
    checked = run("rules", "check")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.startswith("Ruleset ")
    assert "protocols" in checked.stdout


def test_every_broken_rule_is_named_with_file_and_key(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(SHIPPED_RULES, rules)
    broken = sorted((rules / "protocols").glob("*.toml"))[:2]
    assert len(broken) == 2
    for file in broken:
        file.write_text('nonsense = "here"\n' + file.read_text(encoding="utf-8"), encoding="utf-8")
    checked = run("rules", "check", str(rules))
    assert (checked.returncode, checked.stdout) == (1, "")
    for file in broken:
        assert f"{file.name}: nonsense: " in checked.stderr


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    checked = run("rules", "check", str(tmp_path))
    assert checked.returncode == 1
    assert "Traceback" not in checked.stderr


def test_broken_rules_stop_the_start(tmp_path: Path) -> None:
    for workers in ("1", "2"):
        started = run("serve", "--port", "0", "--workers", workers, PLANNER_RULES_DIR=str(tmp_path))
        assert started.returncode == 1
        assert started.stdout == ""
        assert ": " in started.stderr.splitlines()[0]
        assert "Traceback" not in started.stderr


def test_the_openapi_document_is_always_the_same() -> None:
    first = run("openapi")
    second = run("openapi", PLANNER_PUBLIC_URL="https://elsewhere.example.org", PLANNER_MAX_BODY_BYTES="2048")
    assert first.returncode == 0
    assert first.stdout == second.stdout
    assert first.stdout.endswith("}\n")
    assert json.loads(first.stdout)["openapi"].startswith("3.1")


def test_the_checked_in_openapi_document_is_the_printed_one() -> None:
    assert run("openapi").stdout == (ROOT / "openapi.json").read_text(encoding="utf-8")


def test_a_served_api_is_ready_and_stops_when_told() -> None:
    with serving() as (server, started):
        assert started["event"] == "serving"
        status, _, headers = get(started["port"], "/readyz")
        assert status == 200
        assert "server" not in headers
        server.send_signal(signal.SIGINT)
        _, err = server.communicate(timeout=SECONDS)
        assert (server.returncode, err) == (0, b"")


def test_links_lead_to_the_port_that_is_served() -> None:
    with serving() as (_, started):
        _, document, _ = get(started["port"], "/")
        assert f"http://127.0.0.1:{started['port']}" in json.dumps(document)


def test_links_lead_to_the_public_address_that_is_set() -> None:
    with serving(PLANNER_PUBLIC_URL="https://plans.example.org") as (_, started):
        _, document, _ = get(started["port"], "/")
        assert "https://plans.example.org" in json.dumps(document)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="workers share a socket")
def test_several_workers_answer_on_one_port() -> None:
    with serving("--workers", "2") as (_, started):
        assert started["workers"] == 2
        assert get(started["port"], "/readyz")[0] == 200
        assert f":{started['port']}" in json.dumps(get(started["port"], "/")[1])


def test_a_taken_port_is_said_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        started = run("serve", "--port", str(port))
    assert started.returncode == 1
    assert started.stderr.startswith(f"cannot listen on 127.0.0.1 port {port}: ")
    assert started.stderr.count("\n") == 1
