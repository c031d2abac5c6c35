"""Arbitrary valid questions over the shipped rules, for the laws that hold for all of them."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from app.planning.catalogue.rulebook import GoalKey
from app.planning.catalogue.skin import SKIN_TYPES
from app.planning.opening import (
    MICRONEEDLING,
    Availability,
    ClinicCalendar,
    DayRange,
    Finding,
    GivenTreatment,
    Goal,
    Opening,
    PastProcedure,
    Patient,
    PublicHoliday,
    ReadyBy,
)
from tests.planning.builders import a_goal, the_catalogue

CATALOGUE = the_catalogue()
KEYS = [key for key, matches in CATALOGUE.matches.items() if len(matches) == 1]
FACE_KEYS = [key for key in KEYS if CATALOGUE.areas[key[1]].region == "face"]
PIGMENT_KEYS = [key for key in KEYS if CATALOGUE.matches[key][0].pigment]
AREAS = [area.code for area in CATALOGUE.areas.all()]
OTHER_PROCEDURES = [code for code in CATALOGUE.procedures if code != MICRONEEDLING]
LASTING_DEFERRALS = {
    question.code
    for question in CATALOGUE.questions.values()
    if any(effect.kind == "deferral" for effect in question.effects)
}
"""Findings whose deferral runs from `as_of` while they last, so that it moves with it."""

as_ofs = st.dates(date(2020, 1, 1), date(2032, 12, 31))


def days_around(day: date, first: int, last: int) -> st.SearchStrategy[date]:
    return st.integers(first, last).map(lambda offset: day + timedelta(offset))


def a_goal_of(key: GoalKey, goal_id: str) -> Goal:
    concern, area, severity, kind = key
    return a_goal(concern, area, id=goal_id, severity=severity, kind=kind)


def goals_from(keys: list[GoalKey], most: int) -> st.SearchStrategy[tuple[Goal, ...]]:
    def built(chosen: list[GoalKey]) -> tuple[Goal, ...]:
        return tuple(a_goal_of(key, f"goal_{number}") for number, key in enumerate(chosen, start=1))

    return st.lists(st.sampled_from(keys), min_size=1, max_size=most).map(built).filter(_no_two_the_same)


def _no_two_the_same(goals: tuple[Goal, ...]) -> bool:
    """The same: a protocol, for one kind, in areas that overlap."""
    return not any(
        _answer(one) == _answer(other) and CATALOGUE.areas.overlap(one.area, other.area)
        for one, other in combinations(goals, 2)
    )


def _answer(goal: Goal) -> tuple[str, str | None]:
    (match,) = CATALOGUE.matching(goal.concern, goal.area, goal.severity, goal.kind)
    return match.protocol.code, match.kind


goals_anywhere = st.one_of(goals_from(KEYS, 1), goals_from(KEYS, 4), goals_from(FACE_KEYS, 4))


@st.composite
def counted(draw: st.DrawFn, goals: tuple[Goal, ...]) -> tuple[Goal, ...]:
    """The goals, each perhaps with a number of sessions, inside what its protocol holds or overridden."""

    def count(goal: Goal) -> Goal:
        band = CATALOGUE.matching(goal.concern, goal.area, goal.severity, goal.kind)[0].band
        inside = st.integers(band.sessions.min.value, band.sessions.max.value)
        wanted = draw(st.one_of(st.none(), inside, st.just(6)))
        return goal._replace(sessions=wanted, override=wanted == 6)

    return tuple(count(goal) for goal in goals)


def patients(as_of: date) -> st.SearchStrategy[Patient]:
    years = st.integers(as_of.year - 90, as_of.year - 17)
    skin_types = st.sampled_from((None, *SKIN_TYPES))
    known = {"skin_type": skin_types, "sensitive_skin": st.sampled_from((None, True, False))}
    nothing, days = st.none(), days_around(as_of, -90 * 365, -17 * 365)
    return st.one_of(
        st.builds(Patient, birth_date=nothing, birth_year=nothing, **known),
        st.builds(Patient, birth_date=days, birth_year=nothing, **known),
        st.builds(Patient, birth_date=nothing, birth_year=years, **known),
    )


@st.composite
def findings(draw: st.DrawFn, as_of: date, *, lasting: bool = True) -> tuple[Finding, ...]:
    codes = draw(st.lists(st.sampled_from([*CATALOGUE.questions, *CATALOGUE.procedures]), max_size=3, unique=True))
    return tuple([draw(_finding(code, as_of, lasting)) for code in codes])


@st.composite
def _finding(draw: st.DrawFn, code: str, as_of: date, lasting: bool) -> Finding:
    present = draw(st.sampled_from((True, True, True, False, None)))
    areas = tuple(draw(st.lists(st.sampled_from(AREAS), max_size=2, unique=True)))
    if not present:
        return Finding(code, present, areas=areas)
    started = draw(st.one_of(st.none(), days_around(as_of, -500, 0)))
    since = as_of - timedelta(500) if started is None else started
    ended = draw(st.one_of(st.none(), days_around(as_of, -400, 60)))
    if ended is None and not lasting and code in (*LASTING_DEFERRALS, *CATALOGUE.procedures):
        ended = as_of - timedelta(1)
    if ended is not None and code == MICRONEEDLING:
        ended = min(ended, as_of)
    return Finding(code, present, started, ended and max(ended, since), areas, draw(st.booleans()))


depths_mm = st.sampled_from((None, None, 0.05, 0.5, 1.0, 2.9))
end_points = st.sampled_from((None, None, "erythema", "uniform_pinpoint_bleeding"))
told_in_full = st.one_of(st.none(), st.tuples(depths_mm, end_points, st.sampled_from((None, None, True, False))))
Told = tuple[float | None, str | None, bool | None]


def _needling(on: date, area: str | None, concern: str | None, told: Told | None) -> PastProcedure:
    """A session known by its concern and area alone, or in full."""
    if told is None:
        return PastProcedure(on, MICRONEEDLING, area, concern)
    return PastProcedure(on, MICRONEEDLING, treatments=(GivenTreatment(concern, area, *told),))


@st.composite
def histories(draw: st.DrawFn, as_of: date, goals: tuple[Goal, ...]) -> tuple[PastProcedure, ...]:
    """Needlings, often of the goals themselves, some told in full; and other procedures, also arranged ones."""
    offsets = draw(st.lists(st.integers(0, 400), max_size=5, unique=True))
    treated = st.sampled_from([(goal.area, goal.concern) for goal in goals])
    anything = st.tuples(st.sampled_from((None, *AREAS)), st.sampled_from((None, *CATALOGUE.concerns)))
    done = [
        _needling(as_of - timedelta(offset), *draw(st.one_of(treated, treated, anything)), draw(told_in_full))
        for offset in offsets
    ]
    codes, areas = st.sampled_from(OTHER_PROCEDURES), st.sampled_from((None, *AREAS))
    others = st.builds(PastProcedure, days_around(as_of, -400, 200), codes, areas, st.none(), st.just(()))
    return (*done, *draw(st.lists(others, max_size=2)))


def ranges(as_of: date) -> st.SearchStrategy[tuple[DayRange, ...]]:
    starts, lengths = days_around(as_of, -20, 260), st.one_of(st.integers(0, 20), st.integers(0, 120))
    one = st.builds(lambda first, length: DayRange(first, first + timedelta(length)), starts, lengths)
    return st.lists(one, max_size=3).map(tuple)


weekdays = st.one_of(
    st.just(frozenset(range(7))), st.frozensets(st.integers(0, 6), min_size=2), st.frozensets(st.integers(0, 6))
)


@st.composite
def calendars(draw: st.DrawFn, as_of: date) -> tuple[Availability, ClinicCalendar]:
    days_off = draw(st.lists(days_around(as_of, -5, 300), max_size=3, unique=True))
    holidays = tuple(PublicHoliday(day, "Day off") for day in days_off)
    availability = Availability(draw(weekdays), draw(ranges(as_of)))
    return availability, ClinicCalendar(draw(weekdays), draw(ranges(as_of)), holidays)


@st.composite
def openings(
    draw: st.DrawFn,
    goals: st.SearchStrategy[tuple[Goal, ...]] = goals_anywhere,
    *,
    lasting: bool = True,
    to_an_event: bool = True,
) -> Opening:
    """Any question that has no fault. `lasting`: False leaves out deferrals that run from `as_of`.

    `to_an_event`: False leaves out a day that all is to be ready by.
    """
    as_of = draw(as_ofs)
    asked = draw(goals.flatmap(counted))
    availability, clinic = draw(calendars(as_of))
    event_days = st.builds(ReadyBy, days_around(as_of, 20, 400), st.sampled_from((None, "wedding")))
    return Opening(
        as_of=as_of,
        start_on=draw(st.one_of(st.just(as_of), days_around(as_of, -120, 200))),
        goals=asked,
        patient=draw(patients(as_of)),
        findings=draw(findings(as_of, lasting=lasting)),
        history=draw(histories(as_of, asked)),
        availability=availability,
        clinic=clinic,
        label=draw(st.sampled_from((None, None, *CATALOGUE.labels))),
        ready_by=draw(st.one_of(st.none(), st.none(), event_days)) if to_an_event else None,
    )


def moved(value: Any, days: int) -> Any:
    """The same value with every day in it that many days later."""
    if isinstance(value, date):
        return value + timedelta(days)
    if isinstance(value, tuple):
        parts = [moved(part, days) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    if isinstance(value, Mapping):
        return {key: moved(part, days) for key, part in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{name: moved(getattr(value, name), days) for name in _own(value)})
    return value


def _own(value: Any) -> Iterator[str]:
    return (field.name for field in fields(value) if field.init)
