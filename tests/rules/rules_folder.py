"""A copy of the shipped rules to break: one change at a time, written back as TOML."""

import json
import shutil
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.rules.faults import RuleFault, RulesBroken
from app.rules.loader import load_rules, shipped_rules_dir

Change = Callable[[Any], None]


@dataclass(frozen=True)
class RulesFolder:
    """One copy; every change reads a file, changes what it says and writes it back."""

    path: Path
    changed: list[str] = field(default_factory=list)

    def change(self, file: str, *changes: Change) -> None:
        target = self.path / file
        content = tomllib.loads(target.read_text(encoding="utf-8"))
        for change in changes:
            change(content)
        target.write_text(toml_of(content), encoding="utf-8")
        self.changed.append(file)


def a_copy(into: Path) -> RulesFolder:
    """The shipped rules, copied into a folder of their own."""
    path = into / "rules"
    shutil.copytree(shipped_rules_dir(), path)
    return RulesFolder(path)


def check_rules(folder: Path) -> tuple[RuleFault, ...]:
    """Every fault for which a folder is not served; none when it is."""
    try:
        load_rules(folder)
    except RulesBroken as broken:
        return broken.faults
    return ()


def toml_of(content: dict[str, Any]) -> str:
    """TOML with everything below the first level inline; enough to read back the same values."""
    return "".join(f"{json.dumps(key)} = {_value(value)}\n" for key, value in content.items())


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_value(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return repr(value).lower()


def put(path: str, value: Any) -> Change:
    """Set the value at a path such as `bands/0/sessions/min/value`."""

    def change(content: Any) -> None:
        *above, last = _steps(content, path)
        _at(content, above)[last] = value

    return change


def drop(path: str) -> Change:
    """Remove what is at a path."""

    def change(content: Any) -> None:
        *above, last = _steps(content, path)
        del _at(content, above)[last]

    return change


def repeat(path: str) -> Change:
    """Write an entry of a list once more at its end."""

    def change(content: Any) -> None:
        *above, last = _steps(content, path)
        entries = _at(content, above)
        entries.append(entries[last])

    return change


def append(path: str, entry: Any) -> Change:
    """Add an entry to a list."""

    def change(content: Any) -> None:
        _at(content, _steps(content, path)).append(entry)

    return change


def _steps(content: Any, path: str) -> list[str | int]:
    """The steps of a path; `code=face` is the place of the entry that says so in the list reached so far."""
    steps: list[str | int] = []
    for part in path.split("/"):
        here = _at(content, steps)
        if not isinstance(here, list):
            steps.append(part)
        elif "=" in part:
            key, wanted = part.split("=")
            steps.append(next(index for index, entry in enumerate(here) if entry[key] == wanted))
        else:
            steps.append(int(part))
    return steps


def _at(content: Any, steps: list[str | int]) -> Any:
    for step in steps:
        content = content[step]
    return content
