"""Ready by a day: everything, and the downtime of the last session, is over by then.

The typical number of sessions is tried first, then fewer, down to each protocol's least. Groups of areas do not share
a deadline's trouble: only the goals of a group that does not fit lose sessions.
"""

from datetime import date
from typing import Literal, NamedTuple

from app.planning.calendar import DayMap
from app.planning.care import downtime_after
from app.planning.catalogue.rulebook import Catalogue
from app.planning.goals import ReadyGoal
from app.planning.grouping import AreaGroup, OpenGoal, groups_of
from app.planning.opening import Opening, ReadyBy
from app.planning.screened import Screening
from app.planning.sharing import fits_horizon
from app.planning.treatment import treatments_of

Verdict = Literal["fits", "fits_with_fewer_sessions", "fits_without_full_result", "infeasible"]


class Readiness(NamedTuple):
    """Whether all is over by the day, and whether the full result may be expected then; None: the rules do not say.

    `fewer` names each goal that lost sessions, with the number it keeps and the number it would have had.
    """

    verdict: Verdict
    wanted: ReadyBy
    full_result_expected: bool | None
    fewer: tuple[tuple[str, int, int], ...]


def in_time(
    catalogue: Catalogue, opening: Opening, goals: tuple[ReadyGoal, ...], screening: Screening, calendar: DayMap
) -> tuple[AreaGroup, ...] | None:
    """The groups with as many sessions as fit before the day; None where a group does not fit with its fewest.

    Without a day that all is to be ready by, the groups as they are.
    """
    groups = groups_of(catalogue, opening, goals, screening)
    if opening.ready_by is None:
        return groups
    while True:
        ready_on = opening.ready_by.on
        groups = tuple([group._replace(until=last_day(catalogue, group, ready_on)) for group in groups])
        tight = [group for group in groups if not fits_horizon(group, calendar)]
        if not tight:
            return groups
        fewer = [_with_one_less(group) for group in tight]
        if None in fewer:
            return None
        reduced = {goal.goal.id: goal for goal in fewer if goal is not None}
        goals = tuple([reduced.get(goal.goal.id, goal) for goal in goals])
        groups = groups_of(catalogue, opening, goals, screening)


def last_day(catalogue: Catalogue, group: AreaGroup, ready_on: date) -> int:
    """The last day (ordinal) for the group's last session, whose downtime ends on `ready_on`.

    Sessions before it end sooner: no interval is as short as a downtime.
    """
    treatments = treatments_of(group)
    deepest_mm = max([treatment.depth.max_mm for treatment in treatments[-1]]) if treatments else 0.0
    return ready_on.toordinal() - downtime_after(catalogue, deepest_mm).value


def readiness(
    wanted: ReadyBy, goals: tuple[ReadyGoal, ...], outlooks: tuple[tuple[OpenGoal, date | None], ...]
) -> Readiness:
    """The answer for a plan that fits; `goals` are those asked for, before any lost sessions.

    `outlooks` are the goals of the plan, each with the day from which its full result can be judged, if the rules say.
    """
    kept = {goal.ready.goal.id: goal.planned for goal, _ in outlooks}
    fewer = tuple(
        [(goal.goal.id, kept[goal.goal.id], goal.planned) for goal in goals if kept[goal.goal.id] < goal.planned]
    )
    days = [day for _, day in outlooks if day is not None]
    expected = all(day <= wanted.on for day in days) if len(days) == len(outlooks) else None
    if fewer:
        return Readiness("fits_with_fewer_sessions", wanted, expected, fewer)
    return Readiness("fits_without_full_result" if expected is False else "fits", wanted, expected, ())


def not_ready(wanted: ReadyBy | None) -> Readiness | None:
    """The answer for a plan that does not fit, None: no day was named."""
    return None if wanted is None else Readiness("infeasible", wanted, False, ())


def _with_one_less(group: AreaGroup) -> ReadyGoal | None:
    """The goal of the group with the most sessions to come, of equals the last asked for, with one session less.

    None when that leaves fewer than its protocol's least: the group's days cannot become fewer.
    """
    most = max([goal.remaining for goal in group.goals])
    longest = [goal for goal in group.goals if goal.remaining == most]
    for goal in reversed(longest):
        if goal.planned > goal.ready.band.sessions.min.value:
            return goal.ready._replace(goal=goal.ready.goal._replace(sessions=goal.planned - 1))
    return None
