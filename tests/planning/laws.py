"""Laws 1, 2, 3, 9 and 10 of the planning model as claims about one plan, whatever it was planned from."""

from datetime import date
from itertools import pairwise
from typing import get_args

from app.planning.plan import Plan
from app.planning.reasons import Reason, ReasonCode, Sets
from tests.planning.builders import the_catalogue
from tests.planning.model import (
    bounds_of,
    can_be_booked,
    caps_mm,
    is_blocked,
    least_days,
    needled_days,
    washed_out,
)

CATALOGUE = the_catalogue()
MAY_BE_LATE = {"no_bookable_day_in_window", "overdue"}


def keeps_the_laws_of_one_plan(plan: Plan) -> None:
    """Fails where one of the laws is broken."""
    dates_stand_in_order(plan)
    least_intervals_are_kept(plan)
    days_can_be_booked(plan)
    depths_lie_below_every_cap(plan)
    reasons_lead_to_every_date(plan)


def dates_stand_in_order(plan: Plan) -> None:
    """Law 1."""
    for session in plan.sessions:
        assert session.earliest <= session.recommended
        assert session.earliest <= session.latest
        warned = {warning.code for warning in session.warnings}
        in_time = session.recommended <= session.latest
        assert in_time or warned & MAY_BE_LATE
        # On a shared day one group may be late although the common window is not over.
        shared = len({reason.goal_ids for reason in session.reasons}) > 1
        assert shared or not (in_time and warned & MAY_BE_LATE)
    assert all(one.recommended < other.recommended for one, other in pairwise(plan.sessions))
    assert all(one.number + 1 == other.number for one, other in pairwise(plan.sessions))


def least_intervals_are_kept(plan: Plan) -> None:
    """Law 2."""
    opening = plan.opening
    goals = {goal.id: goal for goal in opening.goals}
    before: list[tuple[date, str]] = []
    for session in plan.sessions:
        for treatment in session.treatments:
            goal = goals[treatment.goal_id]
            needled = needled_days(opening, goal.area)
            assert all((session.earliest - on).days >= least_days(opening, goal) for on in needled)
            needled += [on for on, area in before if CATALOGUE.areas.overlap(area, goal.area)]
            assert all((session.recommended - on).days >= least_days(opening, goal) for on in needled)
        before += [(session.recommended, treatment.area) for treatment in session.treatments]


def days_can_be_booked(plan: Plan) -> None:
    """Law 3."""
    goals = {goal.id: goal for goal in plan.opening.goals}
    for session in plan.sessions:
        day = session.recommended
        assert can_be_booked(plan.opening, day)
        for treatment in session.treatments:
            assert not washed_out(plan.opening, goals[treatment.goal_id], day)
        assert not is_blocked(plan, session.treatments, day)


def depths_lie_below_every_cap(plan: Plan) -> None:
    """Law 9, of one plan."""
    goals = {goal.id: goal for goal in plan.opening.goals}
    for session in plan.sessions:
        for treatment in session.treatments:
            depth = treatment.depth
            together = [goals[t.goal_id] for t in session.treatments if CATALOGUE.areas.overlap(t.area, treatment.area)]
            assert 0 < depth.min_mm <= depth.max_mm
            assert depth.max_mm <= min(cap for goal in together for cap in caps_mm(plan.opening, goal))
            assert all(0 <= zone.max_mm < depth.max_mm for zone in depth.zones)
            hard_mm = CATALOGUE.areas[treatment.area].hard_max_mm.value
            assert all(step is None or depth.max_mm < step <= hard_mm for step in (depth.confirm_mm, depth.override_mm))


def reasons_lead_to_every_date(plan: Plan) -> None:
    """Law 10: the steps of each goal lead to its own bound, and a shared session keeps the bounds of all."""
    for session in plan.sessions:
        own = [bounds for bounds in bounds_of(plan) if bounds.session is session]
        assert {bounds.goal_ids for bounds in own} == {reason.goal_ids for reason in session.reasons}
        for bounds in own:
            steps = {
                sets: [
                    reason for reason in session.reasons if (reason.sets, reason.goal_ids) == (sets, bounds.goal_ids)
                ]
                for sets in get_args(Sets)
            }
            assert end_of(steps["earliest"]) == bounds.earliest
            assert end_of(steps["recommended"]) == session.recommended
            assert end_of(steps["latest"]) == bounds.latest
        earliest = max(bounds.earliest for bounds in own)
        assert (session.earliest, session.latest) == (earliest, max(earliest, min(bounds.latest for bounds in own)))
        assert {reason.code for reason in session.reasons} <= set(get_args(ReasonCode))


def end_of(reasons: list[Reason]) -> date:
    """Where a chain of reasons ends; it must have no gap."""
    assert all(before.to_on == after.from_on for before, after in pairwise(reasons))
    return reasons[-1].to_on
