"""The reasoning, from a question to a plan, against `dateutil.rrule` that only counts out twelve datetimes."""

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import cycle

import psutil
from dateutil.rrule import WEEKLY, rrule

from app.planning.opening import Opening
from app.planning.plan import Planner
from app.rules.loader import load_rules, shipped_rules_dir
from benchmarks import questions
from benchmarks.rounds import interleaved, microseconds, ratios
from benchmarks.table import Row, Target

_MEASURED = "1 goal of 4 sessions"
PLANS = 100_000
_WARM_UP_PLANS = 5_000
# Pages of memory come and go; objects are counted exactly, and one left by every hundredth plan would be a leak.
_MOST_GROWTH_KB = 1_024
_MOST_OBJECTS = 1_000
_FIRST = datetime(2026, 12, 1, 9)  # noqa: DTZ001 (bare datetimes are what is compared with)


def speed(seconds: int) -> Iterator[Row]:
    """Every question as a multiple of the bare datetimes."""
    planner = Planner(load_rules(shipped_rules_dir()))
    asked = {
        _MEASURED: questions.over_four_weeks(questions.ONE_GOAL),
        # Its intervals are 30 days, so on weekdays the targets never all fall on open days: this one is searched.
        "the same on weekdays with a closure": questions.over_four_weeks(questions.ON_WEEKDAYS),
        "a protocol of 28 days, weekdays, no closure": questions.over_four_weeks(questions.WHOLE_WEEKS),
        "the question of the documentation (5 sessions)": questions.over_four_weeks(questions.SHOWN),
        "4 goals in 4 areas, weekdays, one closure": questions.over_four_weeks(questions.FOUR_GOALS),
        "worst found: 8 goals, closed 40 days of each 100": (questions.opening(questions.WORST),),
    }
    work: dict[str, Callable[[], object]] = {"": _bare_datetimes}
    work.update({name: _asking(planner, openings) for name, openings in asked.items()})
    times = dict(interleaved(work, seconds * 6))
    bare = times.pop("")
    targets = {_MEASURED: Target(3, ambition=1.5)}
    for name, taken in times.items():
        note = f"{microseconds(taken)} to {microseconds(bare)} for rrule"
        yield Row(name, ratios(taken, bare), target=targets.get(name), note=note)


def memory(_: int) -> Iterator[Row]:
    """What many plans leave behind in the process, once it is warm.

    A planner keeps what it has worked out of the rules for a kind of goal and patient, and there are finitely many;
    so each kind is asked for first. After that no question is asked twice, and nothing may be left of any.
    """
    catalogue, process = load_rules(shipped_rules_dir()), psutil.Process()
    planner, asked = Planner(catalogue), questions.never_the_same(catalogue)
    empty, _blocks = _held(process)
    for question in questions.of_every_kind(catalogue):
        planner.ready_goals(question)
    _propose(planner, asked, _WARM_UP_PLANS)
    warm, blocks = _held(process)
    _propose(planner, asked, PLANS)
    full, blocks_after = _held(process)
    name = f"after {PLANS:,} plans"
    note = f"{warm / 1024:.0f} MB when warm, {(warm - empty) / 1024:.0f} MB of it kept rules"
    yield Row(f"{name}: growth", (float(full - warm),), unit="kB", target=Target(_MOST_GROWTH_KB), note=note)
    yield Row(f"{name}: objects left", (float(blocks_after - blocks),), unit="", target=Target(_MOST_OBJECTS))


def _bare_datetimes() -> list[datetime]:
    return list(rrule(WEEKLY, interval=4, count=12, dtstart=_FIRST))


def _asking(planner: Planner, openings: Sequence[Opening]) -> Callable[[], object]:
    one_by_one = cycle(openings)
    return lambda: planner.propose(next(one_by_one))


def _propose(planner: Planner, asked: Iterator[Opening], plans: int) -> None:
    for _ in range(plans):
        planner.propose(next(asked))


def _held(process: psutil.Process) -> tuple[int, int]:
    gc.collect()
    return process.memory_info().rss // 1024, sys.getallocatedblocks()
