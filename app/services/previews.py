"""Computed answers: nothing is stored, nothing is read but the question and the rules."""

from operator import attrgetter
from typing import NamedTuple

from app.planning.catalogue.asked import Questionnaire
from app.planning.changes import Change, changes_between
from app.planning.opening import Goal, Opening
from app.planning.plan import Plan, Planner
from app.planning.refusals import RequestFaulty
from app.planning.request_checks import faults_in, faults_under
from app.planning.screened import Screening
from app.planning.screening import questionnaire

GOALS_OF_LONG_WORK = 3
"""From so many goals on, those of both questions together, a preview may take tens of milliseconds."""


class Preview(NamedTuple):
    """A proposed plan, and how its dates differ from those of another question; None: there is no other."""

    plan: Plan
    changes: tuple[Change, ...] | None


def preview_plan(planner: Planner, opening: Opening, compared: Opening | None = None) -> Preview:
    """The series for a question. Raises RequestFaulty, with the faults of both, when one cannot be planned."""
    if compared is None:
        return Preview(planner.propose(opening), None)
    theirs = faults_in(planner.catalogue, compared)
    if theirs:
        raise RequestFaulty((*faults_in(planner.catalogue, opening), *faults_under("compare_with", theirs)))
    plan = planner.propose(opening)
    before = planner.propose(compared._replace(goals=_named_alike(compared.goals, opening.goals)))
    return Preview(plan, changes_between(before, plan))


def is_long_work(opening: Opening, compared: Opening | None) -> bool:
    """True for a preview that would keep others waiting; by its size alone, so the same for the same question."""
    return len(opening.goals) + (0 if compared is None else len(compared.goals)) >= GOALS_OF_LONG_WORK


def preview_screening(planner: Planner, opening: Opening) -> tuple[Screening, Questionnaire]:
    """The verdict for a question, with all that is asked for its goals. Raises RequestFaulty like `preview_plan`."""
    return planner.screening(opening), questionnaire(planner.catalogue, planner.ready_goals(opening))


def _named_alike(goals: tuple[Goal, ...], others: tuple[Goal, ...]) -> tuple[Goal, ...]:
    """The goals with the ids of those of `others` that are the same: concern, area and kind, else concern and area.

    A goal that `others` lack gets an id that no goal has.
    """
    named: dict[int, str] = {}
    for members in (("concern", "area", "kind"), ("concern", "area")):
        what = attrgetter(*members)
        for index, goal in enumerate(goals):
            free = [one.id for one in others if one.id not in named.values() and what(one) == what(goal)]
            if index not in named and free:
                named[index] = free[0]
    return tuple([goal._replace(id=named.get(index, f"other_{goal.id}")) for index, goal in enumerate(goals)])
