"""A saved answer is worked out again on the command line: identical, different with what differs, or no answer."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.__main__ import commands
from app.api.schemas.examples import ACNE_SCARS, BEGUN, WEDDING, WITH_ABSENCE
from app.main import ENGINE_VERSION, create_app
from app.rules.loader import shipped_rules_dir
from app.settings import standard_settings
from tests.api.small_service import calling

Json = dict[str, Any]
Saved = Callable[[Any], Path]
APP = create_app(standard_settings().model_copy(update={"log_level": "error"}))


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLANNER_RULES_DIR", raising=False)


@pytest.fixture
def saved(tmp_path: Path) -> Saved:
    def save(answer: Any) -> Path:
        file = tmp_path / "answer.json"
        file.write_bytes(answer if isinstance(answer, bytes) else json.dumps(answer).encode())
        return file

    return save


async def answer_to(body: Json) -> Json:
    async with calling(APP) as client:
        answer: Json = (await client.post("/v1/plan-previews", json=body)).json()
    return answer


def replayed(file: Path, **settings: str) -> tuple[int, str, str]:
    ran = CliRunner().invoke(commands, ["replay", str(file)], env=settings)
    assert ran.exception is None or isinstance(ran.exception, SystemExit)
    return ran.exit_code, ran.stdout, ran.stderr


@pytest.mark.parametrize(
    "body", [ACNE_SCARS, WEDDING, WITH_ABSENCE, BEGUN], ids=["one", "ready_by", "compare", "begun"]
)
async def test_a_saved_answer_is_the_same_again(saved: Saved, body: Json) -> None:
    assert replayed(saved(await answer_to(body))) == (0, "Identical: the same question has the same answer.\n", "")


async def test_every_place_that_differs_is_named_with_both_values(saved: Saved) -> None:
    answer = await answer_to(ACNE_SCARS)
    was, finish_on = answer["sessions"][1]["dates"]["recommended"], answer["finish_on"]
    answer["sessions"][1]["dates"]["recommended"] = "2026-12-31"
    answer["sessions"][1]["warnings"] = [True]
    del answer["finish_on"]
    code, told, refused = replayed(saved(answer))
    assert (code, refused) == (1, "")
    assert told.splitlines() == [
        "3 places of the answer are different now:",
        f'  /sessions/1/dates/recommended: "2026-12-31" then, "{was}" now',
        "  /sessions/1/warnings/0: true then, nothing now",
        f'  /finish_on: nothing then, "{finish_on}" now',
    ]


async def test_a_long_list_of_differences_is_cut(saved: Saved) -> None:
    answer = await answer_to(ACNE_SCARS)
    answer["sessions"], answer["warnings"] = [], [{"text": "x" * 500}] * 40
    code, told, _ = replayed(saved(answer))
    lines = told.splitlines()
    assert (code, len(lines)) == (1, 22)
    assert lines[-1] == "  and 25 more"
    assert max(map(len, lines)) < 300


async def test_other_rules_and_another_engine_are_told_first(saved: Saved, tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(shipped_rules_dir(), rules)
    policy = next(path for path in rules.rglob("*.toml") if "due_soon_days" in path.read_text(encoding="utf-8"))
    policy.write_text(policy.read_text(encoding="utf-8") + "\n# other\n", encoding="utf-8")
    answer = await answer_to(ACNE_SCARS) | {"engine_version": "0.9.0"}
    code, told, _ = replayed(saved(answer), PLANNER_RULES_DIR=str(rules))
    lines = told.splitlines()
    assert (code, lines[1]) == (1, f"Other engine: 0.9.0 then, {ENGINE_VERSION} now.")
    assert lines[0].startswith(f"Other rules: {answer['ruleset']['digest']} then, sha256:")
    assert [line.split(":")[0] for line in lines[2:]] == [
        "3 places of the answer are different now",
        "  /ruleset/digest",
        "  /engine_version",
        "  /receipt",
    ]


async def test_a_question_that_cannot_be_planned_any_more_says_why(saved: Saved) -> None:
    answer = await answer_to(ACNE_SCARS)
    answer["request"]["label"] = "eu_mdr"
    code, told, refused = replayed(saved(answer))
    assert (code, refused) == (1, "")
    assert told.splitlines() == [
        "The question cannot be planned any more:",
        "  /request/label: There is no such label; `allowed` lists what exists.",
    ]


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        (b"", "it cannot be read as JSON: The body is empty; a JSON object is expected."),
        (b"\xff\xfe", "it cannot be read as JSON: The body is not UTF-8."),
        (b"[" * 90_000, "it cannot be read as JSON: The body is nested deeper than 32 levels."),
        ([], 'its object is not "plan_preview"'),
        ({"object": "screening_preview"}, 'its object is not "plan_preview"'),
        ({"object": "plan_preview"}, "it lacks its request, the digest of the rules or the version of the engine"),
    ],
)
def test_a_file_that_is_no_answer_is_said_to_be_none(saved: Saved, spoilt: Any, told: str) -> None:
    file = saved(spoilt)
    assert replayed(file) == (2, "", f"{file} is no answer of POST /v1/plan-previews: {told}\n")


@pytest.mark.parametrize(
    ("member", "value", "told"),
    [
        ("request", {"goals": 5}, "its request is none that can be read"),
        ("request", {"goals": [{"concern": "acne_scars", "area": "face"}]}, "its request does not say as_of"),
        ("request", [], "it lacks its request, the digest of the rules or the version of the engine"),
        ("ruleset", None, "it lacks its request, the digest of the rules or the version of the engine"),
        ("engine_version", 1, "it lacks its request, the digest of the rules or the version of the engine"),
    ],
)
async def test_an_answer_that_was_spoilt_is_none(saved: Saved, member: str, value: Any, told: str) -> None:
    file = saved(await answer_to(ACNE_SCARS) | {member: value})
    assert replayed(file) == (2, "", f"{file} is no answer of POST /v1/plan-previews: {told}\n")


def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path) -> None:
    missing = tmp_path / "missing.json"
    assert replayed(missing) == (2, "", f"{missing} cannot be read: No such file or directory\n")
    assert replayed(tmp_path) == (2, "", f"{tmp_path} cannot be read: Is a directory\n")


async def test_broken_rules_and_settings_are_no_verdict_on_the_answer(saved: Saved, tmp_path: Path) -> None:
    file = saved(await answer_to(ACNE_SCARS))
    (tmp_path / "empty").mkdir()
    for settings in ({"PLANNER_RULES_DIR": str(tmp_path / "empty")}, {"PLANNER_MAX_BODY_BYTES": "many"}):
        code, told, refused = replayed(file, **settings)
        assert (code, told) == (2, "")
        assert refused
