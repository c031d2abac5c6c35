"""Files and functions stay short enough to be read, and nothing unfinished is kept."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("app", "tests", "benchmarks", "migrations")
MODULES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
LINES_OF_A_FILE = 300
LINES_OF_A_FUNCTION = 45
# Spelled in halves, or this file would hold what it looks for.
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK|NotImplemented" + r"Error)\b")
ADDRESSLESS_NAMES = {"utils", "helpers", "constants", "common", "core", "base", "managers"}


def functions(module: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("folder", ["app", "tests", "benchmarks"])
def test_no_file_is_too_long(folder: str) -> None:
    lengths = {
        str(module.relative_to(ROOT)): module.read_text(encoding="utf-8").count("\n")
        for module in MODULES
        if module.relative_to(ROOT).parts[0] == folder
    }
    assert lengths
    assert not {name: lines for name, lines in lengths.items() if lines > LINES_OF_A_FILE}


def test_no_function_is_too_long() -> None:
    assert not {
        f"{module.relative_to(ROOT)}:{function.lineno} {function.name}": lines
        for module in MODULES
        if module.relative_to(ROOT).parts[0] == "app"
        for function in functions(module)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > LINES_OF_A_FUNCTION
    }


def test_nothing_unfinished_is_kept() -> None:
    assert not [
        f"{module.relative_to(ROOT)}: {found[0]}"
        for module in MODULES
        if (found := UNFINISHED.search(module.read_text(encoding="utf-8")))
    ]


def test_a_file_is_a_noun_of_the_field() -> None:
    assert not [str(module.relative_to(ROOT)) for module in MODULES if module.stem in ADDRESSLESS_NAMES]


def test_tests_use_no_mocks() -> None:
    mocks = re.compile(r"^\s*(from|import) (unittest\.mock|unittest import mock|pytest_mock)", re.MULTILINE)
    assert not [str(module.relative_to(ROOT)) for module in MODULES if mocks.search(module.read_text(encoding="utf-8"))]


def test_a_module_does_not_import_inside_functions() -> None:
    assert not [
        f"{module.relative_to(ROOT)}:{node.lineno}"
        for module in MODULES
        if module.relative_to(ROOT).parts[0] == "app"
        for function in functions(module)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def test_every_folder_of_modules_is_a_package() -> None:
    """A folder without `__init__.py` works when run, and is invisible to the contracts between floors."""
    folders = {module.parent for module in MODULES if module.relative_to(ROOT).parts[0] == "app"}
    assert not [str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").exists()]
