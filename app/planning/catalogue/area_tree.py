"""The tree of areas: which contains which, and which overlap."""

from collections.abc import Iterable, Mapping

from app.planning.catalogue.areas import Area


class AreaTree:
    """Areas by code, in the order of the rules, with their ancestry worked out once."""

    __slots__ = ("_above", "_below", "_by_code")

    def __init__(self, areas: Iterable[Area]) -> None:
        self._by_code: Mapping[str, Area] = {area.code: area for area in areas}
        self._above = {code: self._walk_up(code) for code in self._by_code}
        self._below = {
            code: tuple(other for other, above in self._above.items() if code in above) for code in self._by_code
        }

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __getitem__(self, code: str) -> Area:
        return self._by_code[code]

    def all(self) -> tuple[Area, ...]:
        """Every area, in the order of the rules."""
        return tuple(self._by_code.values())

    def ancestry(self, code: str) -> tuple[str, ...]:
        """The area itself, then its parent, and so on up to the top."""
        return self._above[code]

    def within(self, code: str) -> tuple[str, ...]:
        """The area itself and everything inside it, in the order of the rules."""
        return self._below[code]

    def children(self, code: str) -> tuple[str, ...]:
        """The areas directly inside this one."""
        return tuple(other.code for other in self._by_code.values() if other.parent == code)

    def overlap(self, one: str, other: str) -> bool:
        """True when one contains the other or they are the same."""
        return one in self._above[other] or other in self._above[one]

    def _walk_up(self, code: str) -> tuple[str, ...]:
        path = [code]
        while (parent := self._by_code[path[-1]].parent) is not None:
            path.append(parent)
        return tuple(path)
