"""The laws of the planning model, for arbitrary questions over the shipped rules.

What a law needs to know of a question is worked out in `model`, not taken from the planner.
"""

import subprocess
import sys
from pathlib import Path
from typing import get_args

from hypothesis import assume, event, given
from hypothesis import strategies as st

from app.planning.catalogue.rulebook import GoalKey
from app.planning.opening import Opening, PastProcedure
from app.planning.plan import Planner
from app.planning.reasons import ReasonCode
from tests.planning.builders import a_goal, a_needling, an_opening, by_goal, in_days, proposed
from tests.planning.laws import (
    MAY_BE_LATE,
    dates_stand_in_order,
    days_can_be_booked,
    depths_lie_below_every_cap,
    end_of,
    least_intervals_are_kept,
    reasons_lead_to_every_date,
)
from tests.planning.model import (
    CATALOGUE,
    can_be_booked,
    days_between,
    is_blocked,
    same_concern_there,
)
from tests.planning.strategies import PIGMENT_KEYS, a_goal_of, openings

END_POINTS = ("erythema", "erythema_or_fine_pinpoint", "fine_pinpoint_bleeding", "uniform_pinpoint_bleeding")
"""From the gentlest."""


@given(openings())
def test_earliest_recommended_and_latest_stand_in_order(opening: Opening) -> None:
    plan = proposed(opening)
    event(plan.outcome)
    dates_stand_in_order(plan)
    assert [session.number for session in plan.sessions] == list(range(1, len(plan.sessions) + 1))


@given(openings())
def test_a_warning_of_a_late_day_gives_the_true_cause(opening: Opening) -> None:
    plan = proposed(opening)
    # A goal that is done still bars its area for the others of its group.
    assume(len(opening.goals) == 1 or not plan.screening.blocks)
    last_of = {goal_id: sessions[-1] for goal_id, sessions in by_goal(plan).items() if sessions}
    for session in plan.sessions:
        groups = {reason.goal_ids: reason for reason in session.reasons}
        for warned in session.warnings:
            if len(groups) > 1 or warned.code not in MAY_BE_LATE:
                continue
            free = [
                day
                for day in days_between(session.earliest, session.latest)
                if can_be_booked(opening, day) and not is_blocked(plan, session.treatments, day)
            ]
            event(warned.code)
            assert (session.latest < opening.as_of) == (warned.code == "overdue")
            assert bool(free) == ("spares_later_sessions" in warned.params)
            assert not free or any(last_of[treatment.goal_id] is not session for treatment in session.treatments)


@given(openings())
def test_only_a_plan_that_can_be_carried_out_has_sessions(opening: Opening) -> None:
    plan = proposed(opening)
    assert (plan.outcome == "contraindicated") == (plan.screening.result == "contraindicated")
    if plan.outcome != "planned":
        assert (plan.sessions, plan.reviews, plan.maintenance, plan.finish_on) == ((), (), (), None)
        return
    sessions = by_goal(plan)
    for outlook in plan.goals:
        goal = outlook.goal
        assert len(sessions[goal.ready.goal.id]) == goal.remaining
    steps = [(t.goal_id, t.step, t.of) for session in plan.sessions for t in session.treatments]
    expected = [
        (goal.ready.goal.id, goal.done + number, goal.planned)
        for goal in (outlook.goal for outlook in plan.goals)
        for number in range(1, goal.remaining + 1)
    ]
    assert sorted(steps) == sorted(expected)


@given(openings())
def test_sessions_on_overlapping_areas_keep_the_least_interval(opening: Opening) -> None:
    least_intervals_are_kept(proposed(opening))


@given(openings())
def test_recommended_days_can_be_booked_and_lie_in_no_deferral_or_washout(opening: Opening) -> None:
    days_can_be_booked(proposed(opening))


@given(openings())
def test_the_same_question_has_the_same_answer(opening: Opening) -> None:
    first = proposed(opening)
    assert proposed(opening) == first
    assert Planner(CATALOGUE).propose(opening) == first


def demanding_openings() -> list[Opening]:
    goals = (a_goal(), a_goal("hyperpigmentation", "cheeks", kind="melasma"), a_goal("fine_lines", "neck"))
    history = (a_needling(in_days(-40)), PastProcedure(in_days(-3), "botulinum_toxin", "forehead"))
    return [an_opening(*goals), an_opening(*goals, history=history, label="us_fda")]


def answers_in_a_process_of_its_own(hash_seed: int) -> str:
    script = (
        "from tests.planning.test_laws import demanding_openings, proposed\n"
        "for opening in demanding_openings():\n"
        "    plan = proposed(opening)\n"
        "    print(plan.screening, plan.sessions, plan.reviews, plan.maintenance, plan.warnings, sep='\\n')\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parents[2],
        env={"PYTHONHASHSEED": str(hash_seed)},
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


def test_the_answer_does_not_hang_on_the_order_of_hashes() -> None:
    one, other = answers_in_a_process_of_its_own(1), answers_in_a_process_of_its_own(2)
    assert len(one) > 1000
    assert one == other


@given(openings())
def test_depth_lies_below_every_cap(opening: Opening) -> None:
    depths_lie_below_every_cap(proposed(opening))


@given(openings(), st.sampled_from(PIGMENT_KEYS))
def test_another_goal_of_pigment_never_raises_depth_or_end_point(opening: Opening, key: GoalKey) -> None:
    pigment = a_goal_of(key, "pigment")
    assume(not same_concern_there(pigment, opening.goals))
    opening = opening._replace(label=None)
    alone, joined = proposed(opening), proposed(opening._replace(goals=(*opening.goals, pigment)))
    with_pigment = {(t.goal_id, t.step): t for session in joined.sessions for t in session.treatments}
    for session in alone.sessions:
        for treatment in session.treatments:
            other = with_pigment.get((treatment.goal_id, treatment.step), treatment)
            assert other.depth.max_mm <= treatment.depth.max_mm
            assert END_POINTS.index(other.endpoint) <= END_POINTS.index(treatment.endpoint)


@given(openings())
def test_every_date_has_reasons_that_lead_to_it(opening: Opening) -> None:
    reasons_lead_to_every_date(proposed(opening))


@given(openings())
def test_every_date_of_a_review_has_reasons_that_lead_to_it(opening: Opening) -> None:
    for review in proposed(opening).reviews:
        assert review.earliest <= review.recommended
        for sets, day in (
            ("earliest", review.earliest),
            ("recommended", review.recommended),
            ("latest", review.latest),
        ):
            for goal_id in review.goal_ids:
                assert end_of([r for r in review.reasons if (r.sets, r.goal_ids) == (sets, (goal_id,))]) == day


@given(openings())
def test_reasons_use_the_closed_list_and_sources_that_exist(opening: Opening) -> None:
    plan = proposed(opening)
    reasons = [reason for session in plan.sessions for reason in session.reasons]
    reasons += [reason for review in plan.reviews for reason in review.reasons]
    assert {reason.code for reason in reasons} <= set(get_args(ReasonCode))
    cited = {key for reason in reasons if reason.evidence for key in reason.evidence.sources}
    cited |= {key for screened in plan.screening.findings for key in screened.evidence.sources}
    assert cited <= set(CATALOGUE.sources)
