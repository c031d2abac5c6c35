"""The planner's shared visits against every schedule that there is, for small cases of any kind."""

from typing import NamedTuple

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from app.planning.calendar import CLOSURE, DEFERRAL, Block, DayMap
from app.planning.spacing import NEVER, Group, Step
from app.planning.visits import fewest_visits
from tests.planning.builders import CITED
from tests.planning.visits_oracle import Best, BrokenRule, Schedule, Value, best, value_of

ORIGIN = 1000
"""The first day that can be booked."""


class Case(NamedTuple):
    groups: tuple[Group, ...]
    calendars: tuple[DayMap, ...]

    @property
    def bookable(self) -> tuple[frozenset[int], ...]:
        return tuple(
            frozenset(calendar.origin + index for index, byte in enumerate(calendar.days) if not byte)
            for calendar in self.calendars
        )


class Answer(NamedTuple):
    days: Schedule
    is_proven: bool
    fewest_visits: int


def planned(case: Case) -> Answer | None:
    """What the planner answers; None: no day is left within the horizon."""
    visits = fewest_visits(case.groups, case.calendars)
    return visits and Answer(visits.days, visits.optimality == "proven", visits.fewest_visits)


@st.composite
def steps(draw: st.DrawFn) -> Step:
    least = draw(st.integers(1, 8))
    target = least + draw(st.integers(0, 3))
    late_after = target + draw(st.integers(0, 4))
    return Step(least, target, late_after, late_after + draw(st.integers(0, 8)), draw(st.integers(1, 2)))


@st.composite
def deferrals(draw: st.DrawFn, horizon: int) -> tuple[Block, ...]:
    firsts = draw(st.lists(st.integers(ORIGIN - 3, ORIGIN + horizon), max_size=2))
    lengths = st.integers(1, 8)
    return tuple(Block(("face",), first, first + draw(lengths), DEFERRAL, {}, CITED) for first in sorted(firsts))


@st.composite
def groups_within(draw: st.DrawFn, horizon: int) -> Group:
    start = ORIGIN + draw(st.integers(-3, 8))
    alike = st.integers(1, 3).flatmap(lambda count: steps().map(lambda step: (step,) * count))
    return Group(
        steps=draw(st.one_of(alike, st.lists(steps(), min_size=1, max_size=3).map(tuple))),
        last=draw(st.one_of(st.none(), st.integers(ORIGIN - 20, ORIGIN + 2))),
        start=start,
        blocks=draw(deferrals(horizon)),
        start_within=draw(st.integers(0, 10)),
        valid_until=start + draw(st.integers(-2, 20)),
        start_by=draw(st.one_of(st.just(NEVER), st.integers(start - 2, start + 6))),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    horizon = draw(st.integers(20, 40))
    days = bytearray(draw(st.lists(st.sampled_from((0, 0, 0, CLOSURE)), min_size=horizon, max_size=horizon)))
    closed = draw(st.integers(0, horizon))
    length = draw(st.sampled_from((0, 0, 3, 10)))
    days[closed : closed + length] = bytes((CLOSURE,)) * len(days[closed : closed + length])
    groups = tuple(draw(st.lists(groups_within(horizon), min_size=1, max_size=3)))
    clinic = DayMap(ORIGIN, bytes(days))
    return Case(groups, tuple(clinic.without(group.blocks) for group in groups))


@given(cases())
def test_the_planner_finds_the_best_of_all_schedules(case: Case) -> None:
    found, answer = best(case.groups, case.bookable), planned(case)
    event(_told(case, found))
    if found is None or answer is None:
        assert (found, answer) == (None, None)
        return
    assert value_of(case.groups, case.bookable, answer.days) == found.value
    assert answer == Answer(found.days, is_proven=True, fewest_visits=found.value.visits)


WEEKLY = Step(5, 7, 9, 12, 1)
NEVER_NEEDLED = Group((WEEKLY, WEEKLY), None, ORIGIN, (), 3, NEVER, NEVER)
NEEDLED = NEVER_NEEDLED._replace(steps=(WEEKLY._replace(treatments=2),), last=ORIGIN - 1)
EVERY_DAY = frozenset(range(ORIGIN, ORIGIN + 30))


def test_the_oracle_agrees_with_a_case_worked_out_by_hand() -> None:
    # The one starts on day 0 and comes again on day 7 best; the other was needled on day -1, so day 6 is its target.
    together = ((ORIGIN, ORIGIN + 7), (ORIGIN + 7,))
    assert value_of((NEVER_NEEDLED, NEEDLED), (EVERY_DAY, EVERY_DAY), together) == Value(
        lapsed=0, late=0, visits=2, delay=0, distance=1, days=((-ORIGIN, -ORIGIN - 7), (-ORIGIN - 7,))
    )
    # Together on day 6 or on day 7 they are one day off in all, and the later list wins.
    found = best((NEVER_NEEDLED, NEEDLED), (EVERY_DAY, EVERY_DAY))
    assert found is not None
    assert found.days == together


@pytest.mark.parametrize(
    ("days", "lapsed", "late"), [((3, 12), 0, 0), ((3, 13), 0, 1), ((4, 16), 0, 2), ((4, 17), 1, 2), ((0, 5), 0, 0)]
)
def test_the_oracle_counts_what_is_late_and_what_has_lapsed(days: tuple[int, int], lapsed: int, late: int) -> None:
    value = value_of((NEVER_NEEDLED,), (EVERY_DAY,), (tuple(ORIGIN + day for day in days),))
    assert (value.lapsed, value.late) == (lapsed, late)


@pytest.mark.parametrize("days", [(0,), (0, 4), (-1, 6), (0, 30), (0, 10)])
def test_the_oracle_refuses_what_is_no_schedule(days: tuple[int, ...]) -> None:
    deferred = NEVER_NEEDLED._replace(blocks=(Block(("face",), ORIGIN + 10, ORIGIN + 12, DEFERRAL, {}, CITED),))
    with pytest.raises(BrokenRule):
        value_of((deferred,), (EVERY_DAY,), (tuple(ORIGIN + day for day in days),))


def _told(case: Case, found: Best | None) -> str:
    """What kind of case it was, for the statistics of the run."""
    if found is None:
        return "no schedule"
    shared = sum(len(group.steps) for group in case.groups) - found.value.visits
    return f"{'late' if found.value.late else 'in time'}, {'visits shared' if shared else 'nothing shared'}"
