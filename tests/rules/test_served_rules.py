"""Which folder of rules is served, what stops the start, and how a folder is recognised again."""

import json
import os
import re
import subprocess
import sys
import tomllib
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest

from app.main import create_app
from app.rules.faults import RuleFault, RulesBroken
from app.rules.loader import load_rules, shipped_rules_dir
from tests.api.small_service import calling
from tests.rules.rules_folder import RulesFolder, a_copy, append, check_rules, put

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "app" / "rules" / "README.md").read_text(encoding="utf-8")
BACK = "protocols/acne-scars-back.toml"


def rules_check(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", "rules", "check", *arguments],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("PLANNER_")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def clinic_rules(into: Path) -> RulesFolder:
    """The folder that the clinicians' guide builds: the shipped rules with its protocol, its source and its version."""
    source, protocol = (
        "\n".join(line.removeprefix("   ") for line in block.splitlines())
        for block in re.findall(r"^   ```toml\n(.*?)^   ```", GUIDE, re.MULTILINE | re.DOTALL)
    )
    folder = a_copy(into)
    (written,) = tomllib.loads(source)["sources"]
    folder.change("sources.toml", append("sources", written))
    folder.change("ruleset.toml", put("version", "2026.2"))
    (folder.path / "protocols" / f"{tomllib.loads(protocol)['code']}.toml").write_text(protocol, encoding="utf-8")
    return folder


def test_the_shipped_rules_hold_together() -> None:
    assert check_rules(shipped_rules_dir()) == ()


def test_the_protocol_of_the_clinicians_guide_is_sound(tmp_path: Path) -> None:
    catalogue = load_rules(clinic_rules(tmp_path).path)
    assert catalogue.protocols["uneven-texture-neck"].bands[0].spacing.target.value == 30
    assert catalogue.version == "2026.2"


def test_the_faults_that_the_clinicians_guide_shows_are_the_ones_that_are_printed(tmp_path: Path) -> None:
    folder = clinic_rules(tmp_path)
    folder.change(
        "protocols/uneven-texture-neck.toml",
        put("bands/0/sessions/typical/sources", ["page_bvaesthetics"]),
        put("bands/0/spacing/target/sources", ["OurAudit2025"]),
        put("bands/0/measures", ["giass"]),
    )
    shown = re.findall(r"^protocols/uneven-texture-neck\.toml: .+$", GUIDE, re.MULTILINE)
    assert [str(fault) for fault in check_rules(folder.path)] == shown


def test_the_command_prints_one_line_for_each_fault_and_fails(tmp_path: Path) -> None:
    folder = a_copy(tmp_path)
    folder.change(BACK, put("bands/0/measures", ["giass"]), put("areas", ["moon"]))
    folder.change("scales.toml", put("scales/0/concerns", ["scars"]))
    checked = rules_check(str(folder.path))
    assert (checked.returncode, checked.stdout) == (1, "")
    assert sorted(checked.stderr.splitlines()) == [
        f"{BACK}: areas: 'moon' is no treatable area in areas.toml",
        f"{BACK}: bands[0].measures: 'giass' is no scale in scales.toml",
        "scales.toml: scales[0].concerns: 'scars' is no concern",
    ]


def test_the_command_says_what_a_sound_folder_holds(tmp_path: Path) -> None:
    folder = clinic_rules(tmp_path)
    checked = rules_check(str(folder.path))
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.startswith(f"Ruleset 2026.2 ({load_rules(folder.path).digest}) holds together: 9 concerns, ")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"version = ", "not valid TOML"),
        (b'title = "D\xe9colletage"', "the file must be UTF-8"),
        (b'\xef\xbb\xbfversion = "2026.1"', "not valid TOML"),
        (b'version = "2026.1"\nversion = "2026.2"', "not valid TOML"),
        (b"a = " + b"[" * 5000 + b"]" * 5000, "nested too deeply"),
    ],
    ids=["cut short", "not UTF-8", "byte order mark", "a key twice", "endlessly nested"],
)
def test_a_file_that_cannot_be_read_is_named(content: bytes, says: str, tmp_path: Path) -> None:
    folder = a_copy(tmp_path)
    (folder.path / "ruleset.toml").write_bytes(content)
    (fault,) = check_rules(folder.path)
    assert (fault.file, fault.key) == ("ruleset.toml", "-")
    assert fault.detail.startswith(says)


@pytest.mark.parametrize("file", sorted(path.name for path in shipped_rules_dir().glob("*.toml")))
def test_a_missing_file_is_named(file: str, tmp_path: Path) -> None:
    folder = a_copy(tmp_path)
    (folder.path / file).unlink()
    assert check_rules(folder.path) == (RuleFault(file, "-", "the file is missing or cannot be read"),)


@pytest.mark.parametrize(
    "stranger",
    ["notes.toml", "protocol/neck.toml", "protocols/old/neck.toml", "protocols/neck.TOML", "protocols/neck.toml.txt"],
)
def test_a_stray_or_misnamed_file_is_noticed(stranger: str, tmp_path: Path) -> None:
    folder = a_copy(tmp_path)
    (folder.path / stranger).parent.mkdir(exist_ok=True)
    (folder.path / stranger).write_text("", encoding="utf-8")
    (fault,) = check_rules(folder.path)
    assert fault.file == stranger
    assert fault.detail.startswith("unknown file; ")


def test_a_folder_without_protocols_or_without_anything_is_refused(tmp_path: Path) -> None:
    folder = a_copy(tmp_path)
    for file in (folder.path / "protocols").iterdir():
        file.unlink()
    assert check_rules(folder.path) == (
        RuleFault("protocols", "*.toml", "the folder needs at least one protocol file"),
    )
    assert check_rules(tmp_path / "nowhere") == (RuleFault("nowhere", "-", "there is no such folder of rules"),)
    (tmp_path / "empty").mkdir()
    assert {fault.detail for fault in check_rules(tmp_path / "empty")} == {"the file is missing or cannot be read"}


def test_broken_rules_stop_the_start_naming_file_and_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = a_copy(tmp_path)
    folder.change(BACK, put("bands/0/sessions/min/value", 7))
    monkeypatch.setenv("PLANNER_RULES_DIR", str(folder.path))
    with pytest.raises(RulesBroken, match=rf"^{BACK}: bands\[0\]\.sessions: .*sessions need"):
        create_app()


async def test_another_folder_is_served_and_planned_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = clinic_rules(tmp_path)
    folder.change("concerns.toml", put("concerns/code=uneven_texture/title", "Rough skin"))
    monkeypatch.setenv("PLANNER_RULES_DIR", str(folder.path))
    digest = load_rules(folder.path).digest
    body = {"as_of": "2026-11-22", "goals": [{"concern": "uneven_texture", "area": "neck"}]}
    async with calling(create_app()) as client:
        concern = (await client.get("/v1/concerns/uneven_texture")).json()
        protocol = (await client.get("/v1/protocols/uneven-texture-neck")).json()
        source = (await client.get("/v1/sources/OurAudit2026")).json()
        found = (await client.get("/v1/protocols?concern=uneven_texture&area=neck")).json()
        plan: dict[str, Any] = (await client.post("/v1/plan-previews", json=body)).json()
    assert concern["title"] == "Rough skin"
    assert concern["protocols"] == ["uneven-texture-face", "uneven-texture-neck"]
    assert protocol["version"] == "2026.2"
    assert source["facts"]["participants"] == "24"
    assert [one["code"] for one in found["items"]] == ["uneven-texture-neck"]
    assert plan["outcome"] == "planned"
    assert (plan["ruleset"]["version"], plan["ruleset"]["digest"]) == ("2026.2", digest)
    assert plan["goals"][0]["protocol"]["code"] == "uneven-texture-neck"
    assert [one["treatments"][0]["of"] for one in plan["sessions"]] == [4, 4, 4, 4]


async def test_rules_that_leave_whole_lists_empty_are_served_and_documented(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = a_copy(tmp_path)
    folder.change("labels.toml", put("labels", []))
    folder.change("procedures.toml", put("avoided", []), put("adjuncts", []), put("combining", []))
    folder.change("screening.toml", put("no_rules", []))
    monkeypatch.setenv("PLANNER_RULES_DIR", str(folder.path))
    async with calling(create_app()) as client:
        for name in ("labels", "avoided-products", "adjuncts", "combining-rules", "evidence-gaps"):
            page = (await client.get(f"/v1/{name}")).json()
            assert page == {"object": "list", "items": [], "has_more": False, "next_cursor": None}
        assert (await client.get("/v1/labels/us_fda")).status_code == 404
        assert (await client.get("/openapi.json")).status_code == 200


def test_a_changed_byte_changes_the_digest_of_its_file_and_of_the_folder(tmp_path: Path) -> None:
    before, folder = load_rules(shipped_rules_dir()), a_copy(tmp_path)
    assert load_rules(folder.path).digest == before.digest
    for file in sorted(folder.path.rglob("*.toml")):
        kept = file.read_bytes()
        file.write_bytes(kept + b"#")
        after = load_rules(folder.path)
        assert after.digest != before.digest, file
        moved = {code for code, one in after.protocols.items() if one.digest != before.protocols[code].digest}
        assert moved == ({file.stem} if file.parent.name == "protocols" else set())
        file.write_bytes(kept)
    assert load_rules(folder.path).digest == before.digest


def test_digests_do_not_depend_on_when_the_files_were_written(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    (folder / "protocols").mkdir(parents=True)
    for file in sorted(shipped_rules_dir().rglob("*.toml"), reverse=True):
        (folder / file.relative_to(shipped_rules_dir())).write_bytes(file.read_bytes())
    shipped = load_rules(shipped_rules_dir())
    assert load_rules(folder).digest == shipped.digest
    assert list(load_rules(folder).protocols) == list(shipped.protocols)
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", shipped.digest)
    assert len({one.digest for one in shipped.protocols.values()}) == len(shipped.protocols)


def test_what_was_loaded_cannot_be_changed() -> None:
    catalogue = load_rules(shipped_rules_dir())
    protocol = catalogue.protocols["acne-scars-face"]
    with pytest.raises(FrozenInstanceError):
        catalogue.version = "2099.1"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        protocol.title = "Another"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        protocol.bands[0].depth_mm.max = None  # type: ignore[misc, assignment]
    with pytest.raises(AttributeError):
        protocol.bands[0].sessions.typical.value = 99  # type: ignore[misc]
    with pytest.raises(AttributeError):
        protocol.bands[0].sessions.typical.evidence.basis = "trial"  # type: ignore[misc]
    with pytest.raises(TypeError):
        protocol.bands[0] = protocol.bands[1]  # type: ignore[index]
    with pytest.raises(TypeError):
        catalogue.protocols["acne-scars-face"] = protocol  # type: ignore[index]


def test_the_summary_is_one_line_of_plain_words() -> None:
    checked = rules_check()
    assert checked.returncode == 0
    assert checked.stdout.count("\n") == 1
    assert json.dumps(checked.stdout).isascii()
