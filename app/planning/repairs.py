"""What would make an infeasible plan fit: each repair is one change of the question that was tried and works."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Literal, NamedTuple

from app.planning.catalogue.rulebook import Catalogue
from app.planning.opening import Availability, Goal, Opening
from app.planning.reasons import Params

RepairCode = Literal[
    "start_earlier", "any_weekday", "without_absences", "fewer_sessions", "drop_goal", "after_the_event"
]
Feasible = Callable[[Opening], bool]


class Repair(NamedTuple):
    """One change that works, with the facts of it."""

    code: RepairCode
    params: Params


def repairs_of(catalogue: Catalogue, opening: Opening, feasible: Feasible) -> tuple[Repair, ...]:
    """The single changes after which the plan fits, the smallest kinds first."""
    works = [repair for repair, changed in _changes(catalogue, opening) if feasible(changed)]
    days = _days_earlier(opening, feasible)
    return tuple(works if days is None else [Repair("start_earlier", {"days": days}), *works])


def repaired(catalogue: Catalogue, opening: Opening, repair: Repair) -> Opening:
    """The question with a repair made."""
    if repair.code == "start_earlier":
        return _started_earlier(opening, int(str(repair.params["days"])))
    return next(changed for one, changed in _changes(catalogue, opening) if one == repair)


def _days_earlier(opening: Opening, feasible: Feasible) -> int | None:
    """The fewest days by which an earlier start makes the plan fit; None where not even a start on `as_of` does."""
    most = (opening.start_on - opening.as_of).days
    if most <= 0 or not feasible(_started_earlier(opening, most)):
        return None
    least = 1
    while least < most:
        middle = (least + most) // 2
        if feasible(_started_earlier(opening, middle)):
            most = middle
        else:
            least = middle + 1
    return most


def _started_earlier(opening: Opening, days: int) -> Opening:
    return opening._replace(start_on=opening.start_on - timedelta(days))


def _changes(catalogue: Catalogue, opening: Opening) -> Iterator[tuple[Repair, Opening]]:
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
    if opening.ready_by is not None:
        start_on = max(opening.start_on, opening.ready_by.on + timedelta(1))
        yield Repair("after_the_event", {"start_on": start_on}), opening._replace(start_on=start_on, ready_by=None)


def _least(catalogue: Catalogue, goal: Goal) -> int:
    match = catalogue.matching(goal.concern, goal.area, goal.severity, goal.kind)[0]
    return match.band.sessions.min.value


def _with_goal(opening: Opening, index: int, goal: Goal | None) -> Opening:
    changed = () if goal is None else (goal,)
    return opening._replace(goals=(*opening.goals[:index], *changed, *opening.goals[index + 1 :]))
