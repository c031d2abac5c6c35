"""Several groups over as few visits as possible: the planner against OR-Tools CP-SAT, and against one goal."""

import time
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from itertools import cycle, islice
from statistics import median
from typing import NamedTuple

from app.planning.catalogue.rulebook import Catalogue
from app.planning.plan import Planner
from app.planning.visits import fewest_visits
from app.rules.loader import load_rules, shipped_rules_dir
from benchmarks import questions
from benchmarks.table import Row, Target
from benchmarks.visit_cases import Case, cases

_COMPARED, _CROWDED = 50, 500
_REPEATS = 3
_INSTALL = "needs OR-Tools: uv pip install --python .venv/bin/python -r pyproject.toml --extra bench"


class SolverMissing(Exception):
    """OR-Tools is not installed; the message says how to install it."""


class AnswersDiffer(Exception):
    """The planner says that its answer is proven, and the solver has a better one, or an answer where there is none."""


class _Planned(NamedTuple):
    """What the planner says: the days of each group, whether no better ones exist, and the least number of visits."""

    days: tuple[tuple[int, ...], ...]
    is_proven: bool
    fewest_visits: int


class _Timed(NamedTuple):
    seconds: float
    planned: _Planned | None


def against_a_solver(_: int) -> Iterator[Row]:
    """CP-SAT's seconds as a multiple of the planner's, case by case. The solver has one thread, as the planner has."""
    if find_spec("ortools") is None:
        raise SolverMissing(_INSTALL)
    solved = import_module("benchmarks.visits_model").solved
    ratios, without_ties, solver_seconds, planner_seconds = [], [], [], []
    proven = 0
    for case in islice(_plannable(_catalogue(), 3, seed=3), _COMPARED):
        timed, solution = _timed(case), solved(case.groups, case.bookable)
        _compare(case, timed.planned, solution.days if solution else None)
        if timed.planned is None or solution is None:
            continue
        proven += timed.planned.is_proven
        solver_seconds.append(solution.seconds)
        planner_seconds.append(timed.seconds)
        ratios.append(solution.seconds / timed.seconds)
        without_ties.append(solution.seconds_without_ties / timed.seconds)
    note = (
        f"{median(solver_seconds) * 1e3:,.0f} ms to {median(planner_seconds) * 1e3:,.2f} ms; {proven} proven and equal"
    )
    yield Row(f"3 groups, {len(ratios)} cases: CP-SAT", tuple(ratios), target=Target(30, most=False), note=note)
    yield Row("the same, CP-SAT without the ties of (e)", tuple(without_ties))


def four_groups(_: int) -> Iterator[Row]:
    """The slowest of many cases of 4 groups with 6 sessions each, as a multiple of a plan for one goal."""
    catalogue = _catalogue()
    planner, one_goal = Planner(catalogue), cycle(questions.over_four_weeks(questions.ONE_GOAL))
    plans, answers = [], []
    for case in islice(_plannable(catalogue, 4, seed=4, sessions=6), _CROWDED):
        plans.append(median([_seconds(lambda: planner.propose(next(one_goal))) for _ in range(_REPEATS)]))
        answers.append(_timed(case))
    plan = median(plans)
    proven = [timed.seconds / plan for timed in answers if timed.planned and timed.planned.is_proven]
    bounded = [timed.seconds / plan for timed in answers if timed.planned and not timed.planned.is_proven]
    everything = [*proven, *bounded]
    note = f"median {median(everything):,.1f} x; one goal takes {plan * 1e6:,.0f} us"
    if proven:
        yield Row(f"4 groups of 6, {_CROWDED} cases: slowest proven", (max(proven),), target=Target(50), note=note)
    if bounded:
        yield Row("slowest bounded", (max(bounded),), note=f"{len(bounded)} cases")
    yield Row("share of the cases that is proven", (100 * len(proven) / len(everything),), unit="%")


def _catalogue() -> Catalogue:
    return load_rules(shipped_rules_dir())


def _plannable(catalogue: Catalogue, groups: int, seed: int, sessions: int | None = None) -> Iterator[Case]:
    return (case for case in cases(catalogue, groups, seed, sessions) if _planned(case) is not None)


def _planned(case: Case) -> _Planned | None:
    visits = fewest_visits(case.groups, case.calendars)
    return visits and _Planned(visits.days, visits.optimality == "proven", visits.fewest_visits)


def _timed(case: Case) -> _Timed:
    return _Timed(median(_seconds(lambda: _planned(case)) for _ in range(_REPEATS)), _planned(case))


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _compare(case: Case, planned: _Planned | None, best: tuple[tuple[int, ...], ...] | None) -> None:
    """Two schedules of the same value are the same days, because (e) leaves no tie. Raises AnswersDiffer."""
    if planned is None or best is None:
        if planned or best:
            raise AnswersDiffer(f"{case}: planned {planned}, solved {best}")
        return
    visits = len({day for days in best for day in days})
    if planned.fewest_visits > visits or (planned.is_proven and planned.days != best):
        raise AnswersDiffer(f"{case}: planned {planned}, solved {best} with {visits} visits")
