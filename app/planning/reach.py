"""For which goals a finding or another procedure matters, and how far it reaches from where it is."""

from datetime import date
from typing import NamedTuple

from app.planning.catalogue.procedures import Procedure
from app.planning.catalogue.questions import Question
from app.planning.catalogue.rulebook import Catalogue
from app.planning.goals import ReadyGoal
from app.planning.opening import Opening


class Case(NamedTuple):
    """What is screened. Findings are judged on `starts_on`: the start of the series or the screening, the later."""

    catalogue: Catalogue
    opening: Opening
    goals: tuple[ReadyGoal, ...]
    starts_on: date


def touched(case: Case, rule: Question | Procedure, areas: tuple[str, ...]) -> tuple[str, ...]:
    """The areas of the goals on which a rule acts when a finding names these areas; one that names none is anywhere."""
    codes = [goal.area.code for goal in case.goals if matters_for(rule, goal) and reaches(case, rule, areas, goal)]
    return tuple(codes if len(codes) < 2 else dict.fromkeys(codes))


def matters_for(rule: Question | Procedure, goal: ReadyGoal) -> bool:
    """Whether a rule has anything to say to a goal, wherever the finding is."""
    concern = goal.goal.concern
    if isinstance(rule, Question):
        if rule.concerns and concern not in rule.concerns:
            return False
    elif concern in rule.except_concerns:
        return False
    return not rule.regions or goal.area.region in rule.regions


def reaches(case: Case, rule: Question | Procedure, areas: tuple[str, ...], goal: ReadyGoal) -> bool:
    """Whether a finding in these areas (empty: anywhere) lies in the area of a goal, or near enough for the rule."""
    if not areas or rule.where == "body":
        return True
    tree, here = case.catalogue.areas, goal.area.code
    for named in areas:
        if tree.overlap(here, named):
            return True
    if rule.where == "area":
        return False
    near = rule.regions or (goal.area.region,)
    return any(tree[named].region in near for named in areas)
