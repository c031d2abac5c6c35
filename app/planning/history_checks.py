"""What a history cannot say: codes of nothing, days that cannot be, one session told twice. All of it at once.

Facts are never refused, only contradictions are. Paths are those of the request.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from itertools import combinations

from app.planning.catalogue.rulebook import Catalogue
from app.planning.opening import MICRONEEDLING, GivenTreatment, PastProcedure
from app.planning.refusals import Fault

Path = tuple[str | int, ...]
Place = tuple[str | None, str | None]
"""An area (None: not known) and the area whose protocol answers the concern there (None: not known)."""
NOT_YET_NEEDLED = "A needling that happened is not after as_of; sessions to come are planned, not history."


def endpoints_of(catalogue: Catalogue) -> tuple[str, ...]:
    """The end points that some protocol asks for, each once, in the order of the rules."""
    bands = [band for protocol in catalogue.protocols.values() for band in protocol.bands]
    return tuple(dict.fromkeys([band.endpoint.code for band in bands]))


class _Codes:
    """The codes that a history may name; listed only where they are asked for."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.concerns, self.tree, self._catalogue = catalogue.concerns, catalogue.areas, catalogue

    @cached_property
    def procedures(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((MICRONEEDLING, *self._catalogue.procedures)))

    @cached_property
    def areas(self) -> tuple[str, ...]:
        return tuple([area.code for area in self.tree.all()])

    @cached_property
    def endpoints(self) -> tuple[str, ...]:
        return endpoints_of(self._catalogue)


def history_faults(
    catalogue: Catalogue, history: tuple[PastProcedure, ...], as_of: date, born_on: date
) -> Iterator[Fault]:
    """Every fault of a history; nothing in it is before `born_on`, and no needling after `as_of`."""
    known = _Codes(catalogue)
    sessions: dict[date, list[tuple[int, PastProcedure]]] = {}
    for index, entry in enumerate(history):
        path: Path = ("history", index)
        if entry.procedure == MICRONEEDLING:
            sessions.setdefault(entry.on, []).append((index, entry))
        elif entry.procedure not in catalogue.procedures:
            yield unknown((*path, "procedure"), "unknown_procedure", "procedure", known.procedures)
        yield from _place_faults(known, entry, path)
        if entry.procedure == MICRONEEDLING and entry.on > as_of:
            yield Fault((*path, "on"), "day_in_the_future", NOT_YET_NEEDLED)
        if entry.on < born_on:
            yield Fault((*path, "on"), "before_birth", "The day is not before the birth date.")
        if entry.treatments:
            yield from _treatments_faults(known, entry, path)
    homes = _Homes(catalogue)
    for told in sessions.values():
        yield from _session_faults(homes, told)


def unknown(path: Path, code: str, noun: str, known: tuple[str, ...]) -> Fault:
    """The fault that a code names nothing; `known` is everything that it could have named."""
    return Fault(path, code, f"There is no such {noun}; `allowed` lists what exists.", {"allowed": known})


def _place_faults(known: _Codes, treated: PastProcedure | GivenTreatment, path: Path) -> Iterator[Fault]:
    if treated.area is not None and treated.area not in known.tree:
        yield unknown((*path, "area"), "unknown_area", "area", known.areas)
    if treated.concern is not None and treated.concern not in known.concerns:
        yield unknown((*path, "concern"), "unknown_concern", "concern", tuple(known.concerns))


def _treatments_faults(known: _Codes, entry: PastProcedure, path: Path) -> Iterator[Fault]:
    if entry.procedure != MICRONEEDLING:
        detail = "Only a microneedling session has treatments; of another procedure say the area."
        yield Fault((*path, "treatments"), "not_a_needling", detail)
    for member, told in (("area", entry.area), ("concern", entry.concern)):
        if told is not None:
            yield Fault((*path, member), "contradiction", "Said in each of the treatments, so not beside them.")
    for place, given in enumerate(entry.treatments):
        within: Path = (*path, "treatments", place)
        yield from _place_faults(known, given, within)
        concern = None if given.concern is None else known.concerns.get(given.concern)
        if given.kind is not None and concern is not None and all(kind.code != given.kind for kind in concern.kinds):
            kinds = tuple([kind.code for kind in concern.kinds])
            yield unknown((*within, "kind"), "unknown_kind", "kind of this concern", kinds)
        if given.endpoint is not None and given.endpoint not in known.endpoints:
            yield unknown((*within, "endpoint"), "unknown_endpoint", "end point", known.endpoints)


class _Homes:
    """Whether two treatments of a concern are one: areas with protocols of their own are treated side by side."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._places: dict[tuple[str | None, str | None], Place | None] = {}

    def place_of(self, given: GivenTreatment) -> Place | None:
        """Where a treatment was, None: its concern or its area names nothing."""
        key = given.concern, given.area
        if key not in self._places:
            self._places[key] = self._place(*key)
        return self._places[key]

    def are_one(self, one: Place, other: Place) -> bool:
        """True where areas overlap and the same protocol, or an unknown one, answers in both."""
        (area, home), (other_area, other_home) = one, other
        if area is not None and other_area is not None and not self._catalogue.areas.overlap(area, other_area):
            return False
        return None in (home, other_home) or home == other_home

    def _place(self, concern: str | None, area: str | None) -> Place | None:
        if concern is not None and concern not in self._catalogue.concerns:
            return None
        if area is not None and area not in self._catalogue.areas:
            return None
        if concern is None or area is None:
            return area, None
        named = {name for one in self._catalogue.protocols.values() if one.concern == concern for name in one.areas}
        return area, next((above for above in self._catalogue.areas.ancestry(area) if above in named), None)


def _session_faults(homes: _Homes, sessions: list[tuple[int, PastProcedure]]) -> Iterator[Fault]:
    """The faults of the sessions of one day, each with its position in the history."""
    for index, entry in sessions:
        if len(entry.treatments) > 1:
            yield from _treated_twice(homes, entry.treatments, ("history", index))
    if len(sessions) > 1:
        yield from _told_twice(homes, sessions)


def _treated_twice(homes: _Homes, treatments: tuple[GivenTreatment, ...], path: Path) -> Iterator[Fault]:
    """Treatments of one session that are one; each later one is told once."""
    placed = [((one.concern, one.kind), homes.place_of(one)) for one in treatments]
    twice = {
        second
        for (_, (what, one)), (second, (other_what, other)) in combinations(enumerate(placed), 2)
        if what == other_what and one is not None and other is not None and homes.are_one(one, other)
    }
    for second in sorted(twice):
        detail = "One concern, of one kind, in areas that overlap is one treatment of a session."
        yield Fault((*path, "treatments", second), "treated_twice", detail)


def _told_twice(homes: _Homes, sessions: Iterable[tuple[int, PastProcedure]]) -> Iterator[Fault]:
    """Sessions of one day that are one; each later one is told once.

    What was treated where is kept once for all of the day, so a day of many sessions is as quick as many days.
    """
    told: dict[tuple[str | None, str | None], dict[Place, int]] = {}
    for index, entry in sessions:
        for given in entry.given:
            place = homes.place_of(given)
            if place is None:
                continue
            here = told.setdefault((given.concern, given.kind), {})
            if any(first != index for first in _those_that_are_one(homes, here, place)):
                detail = "Two needlings of one area on one day are one session."
                yield Fault(("history", index, "on"), "two_on_one_day", detail)
                break
            here.setdefault(place, index)


def _those_that_are_one(homes: _Homes, told: dict[Place, int], place: Place) -> Iterator[int]:
    if place in told:
        yield told[place]
    for other, index in told.items():
        if homes.are_one(place, other):
            yield index
