"""Cases for shared visits as clinics meet them: spacings of the shipped protocols, closures, absences, deferrals."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from app.planning.calendar import DEFERRAL, Block, DayMap, bookable_days
from app.planning.catalogue.evidence import Evidence
from app.planning.catalogue.protocols import Band
from app.planning.catalogue.rulebook import Catalogue
from app.planning.opening import Availability, ClinicCalendar, DayRange
from app.planning.spacing import NEVER, Group, raised

_AS_OF = date(2026, 11, 22)
_OF_THE_CASE = Evidence("derived", (), "")
_WEEKDAYS = frozenset(range(5))
_WISHES = (frozenset(range(7)), _WEEKDAYS, _WEEKDAYS, frozenset((0, 2, 4)), frozenset((1, 3)), frozenset((4,)))
_MOST_SESSIONS = 6


class Case(NamedTuple):
    """Groups, and for each the days on which it can be treated."""

    groups: tuple[Group, ...]
    calendars: tuple[DayMap, ...]

    @property
    def bookable(self) -> tuple[tuple[int, ...], ...]:
        """The same days as ordinals."""
        return tuple(
            tuple(calendar.origin + index for index, blocker in enumerate(calendar.days) if not blocker)
            for calendar in self.calendars
        )


def cases(catalogue: Catalogue, groups: int, seed: int, sessions: int | None = None) -> Iterator[Case]:
    """Without end. `sessions` None: each group has a number that its protocol allows."""
    chance = random.Random(seed)
    bands = [match.band for matches in catalogue.matches.values() for match in matches]
    while True:
        start = _AS_OF + timedelta(chance.randrange(30))
        calendar = _calendar(chance, catalogue)
        floor_days = chance.choice((0, 0, 0, 35))
        chosen = [_group(chance, catalogue, chance.choice(bands), start) for _ in range(groups)]
        spaced = tuple(_spaced(chance, group, band, floor_days, sessions) for group, band in chosen)
        yield Case(spaced, tuple(calendar.without(group.blocks) for group in spaced))


def _calendar(chance: random.Random, catalogue: Catalogue) -> DayMap:
    closures = _spans(chance, chance.randrange(4), (2, 7, 14, 21))
    away = _spans(chance, chance.randrange(3), (1, 4, 10, 14))
    clinic = ClinicCalendar(chance.choice((_WEEKDAYS, frozenset(range(6)), frozenset(range(7)))), closures)
    wished = chance.choice(_WISHES)
    return bookable_days(_AS_OF, catalogue.policy.horizon_days.value, clinic, Availability(wished, away))


def _spans(chance: random.Random, count: int, lengths: Sequence[int]) -> tuple[DayRange, ...]:
    firsts = [_AS_OF + timedelta(chance.randrange(365)) for _ in range(count)]
    return tuple(DayRange(first, first + timedelta(chance.choice(lengths))) for first in firsts)


def _group(chance: random.Random, catalogue: Catalogue, band: Band, start: date) -> tuple[Group, Band]:
    first = start.toordinal()
    was_needled = chance.random() < 0.3
    group = Group(
        steps=(),
        last=_AS_OF.toordinal() - chance.randrange(5, 60) if was_needled else None,
        start=first,
        blocks=_blocks(chance, first),
        start_within=catalogue.policy.start_within_days.value,
        valid_until=_AS_OF.toordinal() + catalogue.policy.screening_valid_days.value,
        start_by=NEVER,
    )
    return group, band


def _blocks(chance: random.Random, start: int) -> tuple[Block, ...]:
    """Often none, sometimes a deferral of the start, now and then one in the midst of the series."""
    spans = []
    if chance.random() < 0.3:
        spans.append((start - 30, start + chance.randrange(5, 60)))
    if chance.random() < 0.15:
        first = start + chance.randrange(60, 200)
        spans.append((first, first + chance.randrange(7, 45)))
    return tuple(Block((), first, clear, DEFERRAL, {}, _OF_THE_CASE) for first, clear in spans)


def _spaced(chance: random.Random, group: Group, band: Band, floor_days: int, sessions: int | None) -> Group:
    """One treatment in each session; in some groups two at first, as where one goal needs fewer."""
    count = sessions or min(_MOST_SESSIONS, chance.randint(band.sessions.min.value, band.sessions.max.value))
    with_two = count // 2 if chance.random() < 0.2 else 0
    steps = tuple(raised(band.spacing, floor_days, 2 if number < with_two else 1) for number in range(count))
    return group._replace(steps=steps)
