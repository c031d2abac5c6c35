"""Imports go only downwards: the contracts of pyproject.toml hold, and each of them bites."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import app

ROOT = Path(__file__).parents[2]
EMPTY_HOUSE = (
    "__init__.py",
    "__main__.py",
    "main.py",
    "settings.py",
    "telemetry.py",
    "api/__init__.py",
    "api/problems.py",
    "api/routes/__init__.py",
    "api/routes/plans.py",
    "api/schemas/__init__.py",
    "api/schemas/plans.py",
    "services/__init__.py",
    "services/previews.py",
    "rules/__init__.py",
    "rules/loader.py",
    "formats/__init__.py",
    "formats/sentences.py",
    "planning/__init__.py",
    "planning/refusals.py",
    "planning/series.py",
    "planning/catalogue/__init__.py",
    "planning/catalogue/evidence.py",
)


def lint_imports(root: Path) -> str:
    checked = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))",
        ],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return checked.stdout + checked.stderr


def test_every_contract_is_kept() -> None:
    told = lint_imports(ROOT)
    assert "0 broken" in told, told


def a_house(root: Path, **additions: str) -> None:
    """Build an empty house of the same floors, with statements added to some of its files."""
    shutil.copy(ROOT / "pyproject.toml", root)
    for name in (*EMPTY_HOUSE, *additions):
        file = root / "app" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("", encoding="utf-8")
    for name, statement in additions.items():
        (root / "app" / name).write_text(statement + "\n", encoding="utf-8")


def test_an_empty_house_keeps_every_contract(tmp_path: Path) -> None:
    a_house(tmp_path)
    assert "0 broken" in lint_imports(tmp_path)


@pytest.mark.parametrize(
    ("contract", "additions"),
    [
        ("Each floor imports only from beneath", {"services/previews.py": "import app.api.problems"}),
        ("Each floor imports only from beneath", {"rules/loader.py": "import app.formats.sentences"}),
        ("Each floor imports only from beneath", {"api/problems.py": "import app.settings"}),
        ("Each floor imports only from beneath", {"utils.py": ""}),
        ("The reasoning is pure", {"planning/series.py": "import time"}),
        ("The reasoning is pure", {"planning/series.py": "from os import environ"}),
        ("The reasoning is pure", {"planning/catalogue/evidence.py": "import pydantic"}),
        ("What the rules consist of", {"planning/catalogue/evidence.py": "import app.planning.series"}),
        ("HTTP stays on its floor", {"services/previews.py": "import starlette.responses"}),
        ("What goes over the wire", {"api/schemas/plans.py": "import app.api.routes.plans"}),
        (
            "No circles between neighbours",
            {
                "planning/series.py": "import app.planning.refusals",
                "planning/refusals.py": "import app.planning.series",
            },
        ),
    ],
)
def test_each_contract_bites(contract: str, additions: dict[str, str], tmp_path: Path) -> None:
    a_house(tmp_path, **additions)
    told = lint_imports(tmp_path)
    assert re.search(re.escape(contract) + r"[^\n]* BROKEN", told), told
    assert "1 broken" in told


def test_the_floor_plan_in_words_names_every_floor() -> None:
    floors = {
        path.stem
        for path in (ROOT / "app").iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").exists()
    }
    plan = app.__doc__ or ""
    assert not {floor for floor in floors if not re.search(rf"(?<!\w){floor}(?!\w)", plan)}
    named = set(re.findall(r"\bapp[/.](\w+)", plan)) - {"py"}
    assert named <= floors | {"db"}
