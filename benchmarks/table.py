"""What was measured, beside what was aimed at."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Target:
    """A bound on a figure, and the ambition beyond it, where there is one. `most` False: it is the least."""

    bound: float
    most: bool = True
    ambition: float | None = None

    def is_met(self, value: float, bound: float | None = None) -> bool:
        """Whether a value keeps the bound (or another one in its place)."""
        asked = self.bound if bound is None else bound
        return value <= asked if self.most else value >= asked

    def verdict(self, value: float) -> str:
        """`pass`, `miss`, or `pass+` where the ambition is reached as well."""
        if not self.is_met(value):
            return "miss"
        return "pass+" if self.ambition is not None and self.is_met(value, self.ambition) else "pass"

    def __str__(self) -> str:
        sign = "<=" if self.most else ">="
        return f"{sign} {self.bound:g}" + (f" ({self.ambition:g})" if self.ambition is not None else "")


@dataclass(frozen=True, slots=True)
class Row:
    """One line: the median of `values` (one value a round), its spread, and what it is held against (None: nothing)."""

    name: str
    values: tuple[float, ...]
    unit: str = "x"
    target: Target | None = None
    note: str = ""

    @property
    def value(self) -> float:
        """The median of the rounds."""
        return median(self.values)


_LINE = "{:<58} {:>10}  {:<12} {:<6} {:<17} {}"


def head() -> str:
    """The line above all rows."""
    return _LINE.format("measured", "median", "target", "", "spread", "")


def lines(title: str, rows: Iterable[Row]) -> list[str]:
    """The rows of one benchmark under its title, ready to print."""
    return ["", title, *map(_line, rows)]


def _line(row: Row) -> str:
    spread = f"{_figure(min(row.values))} .. {_figure(max(row.values))}" if len(row.values) > 1 else ""
    target, verdict = (str(row.target), row.target.verdict(row.value)) if row.target else ("", "")
    return _LINE.format(f"  {row.name}", f"{_figure(row.value)} {row.unit}", target, verdict, spread, row.note).rstrip()


def _figure(value: float) -> str:
    size = abs(value)
    return f"{value:,.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.2f}"
