"""What would make an infeasible plan feasible: each repair is one change of the question that was tried and works."""

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from app.planning.catalogue.rulebook import Catalogue
from app.planning.opening import Availability, Goal, Opening
from app.planning.reasons import Params

RepairCode = Literal["start_earlier", "any_weekday", "without_absences", "fewer_sessions", "drop_goal"]
Feasible = Callable[[Opening], bool]


class Repair(NamedTuple):
    """One change that works, with the facts of it."""

    code: RepairCode
    params: Params


def repairs_of(catalogue: Catalogue, opening: Opening, feasible: Feasible) -> tuple[Repair, ...]:
    """The single changes after which the plan is feasible, the smallest kinds first."""
    return tuple(repair for repair, changed in _changes(catalogue, opening) if feasible(changed))


def _changes(catalogue: Catalogue, opening: Opening) -> Iterator[tuple[Repair, Opening]]:
    if opening.start_on > opening.as_of:
        days = (opening.start_on - opening.as_of).days
        yield Repair("start_earlier", {"days": days}), opening._replace(start_on=opening.as_of)
    if len(opening.availability.weekdays) < 7:
        unavailable = opening.availability.unavailable
        yield Repair("any_weekday", {}), opening._replace(availability=Availability(unavailable=unavailable))
    if opening.availability.unavailable:
        weekdays = opening.availability.weekdays
        yield Repair("without_absences", {}), opening._replace(availability=Availability(weekdays))
    for index, goal in enumerate(opening.goals):
        least = _least(catalogue, goal)
        if goal.sessions is None or goal.sessions > least:
            fewer = goal._replace(sessions=least)
            yield Repair("fewer_sessions", {"goal_id": goal.id, "sessions": least}), _with_goal(opening, index, fewer)
    if len(opening.goals) > 1:
        for index, goal in enumerate(opening.goals):
            yield Repair("drop_goal", {"goal_id": goal.id}), _with_goal(opening, index, None)


def _least(catalogue: Catalogue, goal: Goal) -> int:
    match = catalogue.matching(goal.concern, goal.area, goal.severity, goal.kind)[0]
    return match.band.sessions.min.value


def _with_goal(opening: Opening, index: int, goal: Goal | None) -> Opening:
    changed = () if goal is None else (goal,)
    return opening._replace(goals=(*opening.goals[:index], *changed, *opening.goals[index + 1 :]))
