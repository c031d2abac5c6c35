"""The README says what is true: its plan is the one that is answered, its names exist, its tables are the program's."""

import json
import re
import shlex
from collections import Counter
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

import pytest
from typer.main import get_command
from typer.testing import CliRunner

import app as house
from app.__main__ import commands
from app.main import create_app
from app.planning.ready_by import Verdict
from app.rules.loader import load_rules, shipped_rules_dir
from app.settings import Settings, standard_settings
from tests.api.small_service import calling

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
PROSE = re.sub(r"^```.*?^```", "", README, flags=re.MULTILINE | re.DOTALL)


def blocks(language: str, *, holding: str = "") -> list[str]:
    return [text for kind, text in BLOCKS if kind == language and holding in text]


def missing(shown: Any, real: Any, path: str = "") -> list[str]:
    """Where something shown is not in the real answer. Members may be left out, and items of a list, in order."""
    if isinstance(shown, dict):
        if not isinstance(real, dict):
            return [path]
        return [way for name, one in shown.items() for way in missing(one, real.get(name), f"{path}/{name}")]
    if isinstance(shown, list) and isinstance(real, list):
        left = iter(real)
        return [
            f"{path}/{index}"
            for index, one in enumerate(shown)
            if not any(not missing(one, candidate) for candidate in left)
        ]
    return [] if shown == real else [path]


def asked(command: str) -> tuple[str, str, dict[str, str]]:
    """The path, body and headers of a command that begins with curl."""
    words = shlex.split(command[: command.index("\n}'") + 3])
    assert words[0] == "curl"
    name, value = words[words.index("-H") + 1].split(": ")
    return urlsplit(words[words.index("-s") + 1]).path, words[words.index("-d") + 1], {name: value}


COMMANDS, SHOWN = blocks("bash", holding="curl"), blocks("json")


@pytest.mark.parametrize(("command", "shown"), list(zip(COMMANDS, SHOWN, strict=True)), ids=["first", "ready_by"])
async def test_a_plan_is_answered_as_shown(command: str, shown: str) -> None:
    path, body, headers = asked(command)
    async with calling(create_app(standard_settings())) as client:
        answer = await client.post(path, content=body.encode(), headers=headers)
    assert answer.status_code == 200
    assert missing(json.loads(shown), answer.json()) == []


async def test_a_saved_answer_is_replayed_as_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (command,) = [one for one in COMMANDS if "replay" in one]
    path, body, headers = asked(command)
    async with calling(create_app(standard_settings())) as client:
        answer = await client.post(path, content=body.encode(), headers=headers)
    (file,) = re.findall(r"-o (\S+)", command)
    (tmp_path / file).write_bytes(answer.content)
    words = shlex.split(command.splitlines()[-1], comments=True)
    assert words[:3] == [".venv/bin/python", "-m", "app"]
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PLANNER_RULES_DIR", raising=False)
    assert CliRunner().invoke(commands, words[3:]).exit_code == 0


def test_the_verdicts_that_are_told_are_those_that_there_are() -> None:
    (told,) = re.findall(r"The other verdicts are (.*?);", PROSE)
    shown = re.findall(r'"verdict": "(\w+)"', "".join(SHOWN))
    assert {*re.findall(r"`(\w+)`", told), *shown} == set(get_args(Verdict))


async def test_the_address_of_the_plan_is_where_the_service_listens() -> None:
    for command in COMMANDS:
        assert f"{standard_settings().public_url}/v1/plan-previews" in command
    assert standard_settings().public_url in blocks("bash", holding="make run")[0]


async def test_every_address_that_is_named_answers() -> None:
    named = re.findall(r"`(?:GET )?(/[^`]*)`", PROSE)
    assert {"/docs", "/v1/sources/{key}"} <= set(named)
    async with calling(create_app(standard_settings())) as client:
        for address in named:
            assert (await client.get(address.replace("{key}", "Alam2014"))).status_code == 200, address


def test_every_file_that_is_named_exists() -> None:
    named = {word for word in re.findall(r"`([\w./-]+)`", PROSE) if "/" in word[1:] and not word.startswith("/")}
    named |= {"LICENSE", "openapi.json"}
    assert {"app/__init__.py", "app/rules/data", "app/rules/README.md"} <= named
    assert not [name for name in named if not (ROOT / name).exists()]


def test_every_command_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    made = set(re.findall(r"\bmake ([a-z]+)", "".join(blocks("bash")))) | set(re.findall(r"`make ([a-z]+)`", PROSE))
    assert {"run", "test", "bench", "openapi", "check"} <= made <= targets
    known = set(get_command(commands).commands)  # type: ignore[attr-defined]
    assert set(re.findall(r"python -m app (\w+)", README)) <= known
    (named,) = re.findall(r"one of: (.*)", "".join(blocks("bash")))
    listed = (ROOT / "benchmarks" / "__main__.py").read_text(encoding="utf-8")
    assert [name for name in named.split(", ") if f'"{name}":' not in listed] == []


def test_the_commands_for_own_rules_copy_the_shipped_folder() -> None:
    (commands_shown,) = blocks("bash", holding="cp -r")
    source = shlex.split(commands_shown.splitlines()[0], comments=True)[2]
    assert ROOT / source == shipped_rules_dir()
    assert "PLANNER_RULES_DIR=my-rules" in commands_shown


def default_of(name: str) -> str:
    value = Settings.model_fields[name].default
    if value in (None, ()):
        return "none"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def test_the_table_of_settings_is_the_settings() -> None:
    rows = re.findall(r"^\| `(PLANNER_\w+)` \| (.*?) \| (.*?) \|$", README, re.MULTILINE)
    assert rows == [
        (f"PLANNER_{name.upper()}", default_of(name), field.description)
        for name, field in Settings.model_fields.items()
    ]


def test_the_floors_are_those_of_the_house_and_of_the_contract() -> None:
    (picture,) = blocks("", holding="__main__")
    drawn = [tuple(name.split(" | ")) for name in re.findall(r"^\|  (\w+(?: \| \w+)?)  ", picture, re.MULTILINE)]
    told = [tuple(name.split()) for name in re.findall(r"^    ([\w ]+?) \.*\.\. ", house.__doc__ or "", re.MULTILINE)]
    told += [tuple(name.split()) for name in re.findall(r"^    ([\w ]+?) \. ", house.__doc__ or "", re.MULTILINE)]
    assert drawn == told
    contract = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("layers = [\n")[1].split("]")[0]
    layers = [tuple(re.findall(r"\w+", line.replace("(db) |", ""))) for line in contract.splitlines() if line.strip()]
    assert drawn == layers


def test_the_counts_of_sources_are_those_of_the_rules() -> None:
    readings = Counter(source.reading for source in load_rules(shipped_rules_dir()).sources.values())
    (shown,) = re.findall(r"Of (\d+) sources (\d+) were read, (\d+) were seen .*?\n\s+(\d+) are unverified", README)
    assert [int(number) for number in shown] == [
        readings.total(), readings["read"], readings["abstract"], readings["unverified"],
    ]  # fmt: skip


def test_what_is_said_not_to_be_covered_is_not() -> None:
    rules = load_rules(shipped_rules_dir())
    assert list(rules.labels) == ["us_fda"]
    assert rules.questions["burn_scar_in_area"].effects[0].kind == "contraindicated"
    assert not [protocol for protocol in rules.protocols if "burn" in protocol or "keloid" in protocol]


@pytest.mark.parametrize("word", ["badge", "blazing", "state of the art", "world-class", "production-ready"])
def test_it_does_not_boast(word: str) -> None:
    assert word not in README.lower()
