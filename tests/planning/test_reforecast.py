"""A plan that is lived: sessions held, missed, skipped, put right; and what that moves."""

from datetime import date, timedelta

import pytest

from app.planning.changes import Change
from app.planning.opening import Finding, Opening, ReadyBy
from app.planning.plan import Plan
from app.planning.reforecast import (
    Given,
    LivedPlan,
    amended,
    completed,
    held,
    missed,
    opened,
    question_of,
    reforecast,
    resumed,
    skipped,
    voided,
)
from app.planning.refusals import RequestFaulty
from tests.planning.builders import AS_OF, a_goal, an_opening, everything_denied, in_days, the_planner

FACE = (Given("goal_1"),)


def a_plan(*goals: object, **changes: object) -> LivedPlan:
    return opened(the_planner(), everything_denied(an_opening(*goals, **changes)))  # type: ignore[arg-type]


def days_of(plan: LivedPlan) -> list[tuple[int, date]]:
    return [(session.number, session.recommended) for session in plan.forecast.sessions]


def recommended_of(plan: LivedPlan, number: int) -> date:
    return dict(days_of(plan))[number]


def without_timing(forecast: Plan) -> Plan:
    return forecast._replace(
        opening=Opening(AS_OF, AS_OF, ()),
        sessions=tuple([session._replace(timing="due") for session in forecast.sessions]),
    )


def test_an_untouched_plan_does_not_move() -> None:
    plan = a_plan()
    lived, changes = reforecast(the_planner(), plan, AS_OF)
    assert changes == ()
    assert lived.forecast == plan.forecast


def test_a_plan_opened_is_what_its_preview_says() -> None:
    question = everything_denied(an_opening())
    assert without_timing(opened(the_planner(), question).forecast) == without_timing(the_planner().propose(question))


def test_a_session_held_on_its_recommended_day_moves_no_other() -> None:
    plan = a_plan()
    first = recommended_of(plan, 1)
    lived, changes = reforecast(the_planner(), completed(plan, 1, first, FACE), first)
    assert changes == ()
    assert days_of(lived) == days_of(plan)[1:]


def test_a_late_session_moves_the_rest_by_as_many_days() -> None:
    plan = a_plan()
    late = recommended_of(plan, 1) + timedelta(10)
    lived, changes = reforecast(the_planner(), completed(plan, 1, late, FACE), late)
    assert days_of(lived) == [(number, day + timedelta(10)) for number, day in days_of(plan)[1:]]
    second = recommended_of(plan, 2)
    assert Change(2, "recommended", second, second + timedelta(10), ("interval_target",)) in changes


def test_an_early_session_that_is_too_early_adds_one_and_still_spaces_the_next() -> None:
    plan = a_plan()
    first = recommended_of(plan, 1)
    plan, _ = reforecast(the_planner(), completed(plan, 1, first, FACE), first)
    too_early = first + timedelta(10)
    lived, changes = reforecast(the_planner(), completed(plan, 2, too_early, FACE), too_early)
    numbers = [number for number, _ in days_of(lived)]
    assert numbers == [3, 4, 5]
    assert recommended_of(lived, 3) >= too_early + timedelta(28)
    assert {change.session for change in changes if change.was is None} == {5}


def test_the_successor_of_a_missed_session_takes_its_number() -> None:
    plan = a_plan()
    first = recommended_of(plan, 1)
    plan, _ = reforecast(the_planner(), completed(plan, 1, first, FACE), first)
    day = recommended_of(plan, 2)
    lived, changes = reforecast(the_planner(), missed(plan, 2, day), day + timedelta(1))
    assert days_of(lived)[0] == (2, day + timedelta(1))
    assert [session.state for session in lived.closed] == ["completed", "missed"]
    assert {change.session for change in changes} == {2, 3, 4}


def test_a_skipped_session_leaves_the_series_one_shorter() -> None:
    plan = a_plan()
    first = recommended_of(plan, 1)
    plan, _ = reforecast(the_planner(), completed(plan, 1, first, FACE), first)
    lived, _ = reforecast(the_planner(), skipped(plan, 2, first), first)
    assert [number for number, _ in days_of(lived)] == [3, 4]
    (outlook,) = lived.forecast.goals
    assert (outlook.goal.done, outlook.goal.remaining) == (1, 2)


def test_putting_a_day_right_judges_everything_after_it_anew() -> None:
    plan = a_plan()
    first = recommended_of(plan, 1)
    plan, _ = reforecast(the_planner(), completed(plan, 1, first, FACE), first)
    second = recommended_of(plan, 2)
    plan, _ = reforecast(the_planner(), completed(plan, 2, second, FACE), second)
    assert plan.forecast.goals[0].goal.done == 2
    right = second - timedelta(5)
    lived, _ = reforecast(the_planner(), amended(plan, 1, right, FACE), second)
    assert [verdict.status for verdict in lived.forecast.goals[0].goal.series.evaluations] == ["valid", "not_valid"]
    assert [number for number, _ in days_of(lived)] == [3, 4, 5]


def test_a_voided_session_was_never_held() -> None:
    plan = a_plan()
    first = recommended_of(plan, 1)
    done, _ = reforecast(the_planner(), completed(plan, 1, first, FACE), first)
    lived, _ = reforecast(the_planner(), voided(done, 1), first)
    assert days_of(lived) == days_of(plan)


def test_a_plan_on_hold_stays_as_it_is_until_it_is_resumed() -> None:
    plan = a_plan()
    first = recommended_of(plan, 1)
    plan, _ = reforecast(the_planner(), completed(plan, 1, first, FACE), first)
    paused, changes = reforecast(the_planner(), held(plan), first + timedelta(40))
    assert (days_of(paused), changes) == (days_of(plan), ())
    lived, changes = reforecast(the_planner(), resumed(paused), first + timedelta(40))
    assert recommended_of(lived, 2) == first + timedelta(40)
    assert lived.forecast.sessions[0].timing == "due"


def test_past_the_longest_gap_the_plan_asks_for_a_review_and_a_new_screening() -> None:
    plan = a_plan()
    first = recommended_of(plan, 1)
    plan, _ = reforecast(the_planner(), completed(plan, 1, first, FACE), first)
    lived, _ = reforecast(the_planner(), plan, first + timedelta(91))
    upcoming = lived.forecast.sessions[0]
    assert upcoming.timing == "lapsed"
    assert "lapsed" in [warned.code for warned in upcoming.warnings]


def test_time_that_passes_before_the_recommended_day_moves_nothing() -> None:
    plan = a_plan(start_on=in_days(20))
    lived, changes = reforecast(the_planner(), plan, in_days(19))
    assert changes == ()
    assert lived.forecast.sessions[0].timing == "due_soon"


def test_only_the_goals_that_were_treated_have_one_session_more() -> None:
    plan = a_plan(a_goal(), a_goal("enlarged_pores", "nose"))
    first = recommended_of(plan, 1)
    lived, _ = reforecast(the_planner(), completed(plan, 1, first, FACE), first)
    assert [outlook.goal.done for outlook in lived.forecast.goals] == [1, 0]


def test_one_more_reforecast_changes_nothing() -> None:
    plan = a_plan()
    late = recommended_of(plan, 1) + timedelta(10)
    once, _ = reforecast(the_planner(), completed(plan, 1, late, FACE), late)
    assert reforecast(the_planner(), once, late) == (once, ())


@pytest.mark.parametrize("number", [0, 2, 9])
def test_only_the_next_session_can_be_held_missed_or_skipped(number: int) -> None:
    with pytest.raises(RequestFaulty) as refused:
        completed(a_plan(), number, AS_OF, FACE)
    assert refused.value.faults[0].code == "unknown_session"
    assert refused.value.faults[0].params == {"allowed": (1,)}


def test_a_session_held_tomorrow_is_a_contradiction() -> None:
    plan = completed(a_plan(), 1, in_days(1), FACE)
    with pytest.raises(RequestFaulty) as refused:
        reforecast(the_planner(), plan, AS_OF)
    assert [fault.code for fault in refused.value.faults] == ["day_in_the_future"]


def test_the_question_holds_what_happened() -> None:
    plan = completed(a_plan(), 1, AS_OF, (Given("goal_1", 1.25, "uniform_pinpoint_bleeding"),))
    (entry,) = question_of(plan).history
    assert (entry.on, entry.given[0].depth_mm, entry.given[0].concern) == (AS_OF, 1.25, "acne_scars")


def lived_on(plan: LivedPlan) -> LivedPlan:
    """The plan with all its sessions held as planned."""
    while plan.forecast.sessions:
        upcoming = plan.forecast.sessions[0]
        given = [Given(treatment.goal_id) for treatment in upcoming.treatments]
        done = completed(plan, upcoming.number, upcoming.recommended, given)
        plan = reforecast(the_planner(), done, upcoming.recommended).plan
    return plan


def test_a_series_that_is_complete_does_not_begin_again_because_time_passes() -> None:
    plan = lived_on(a_plan())
    later, changes = reforecast(the_planner(), plan, in_days(500))
    assert (later.forecast.sessions, changes) == ((), ())
    assert later.forecast.goals[0].goal.done == 4


def test_what_was_done_still_counts_after_a_long_gap_within_the_plan() -> None:
    plan = a_plan()
    plan, _ = reforecast(the_planner(), completed(plan, 1, AS_OF, FACE), AS_OF)
    plan, _ = reforecast(the_planner(), completed(plan, 2, in_days(120), FACE), in_days(120))
    (outlook,) = plan.forecast.goals
    assert [verdict.reasons for verdict in outlook.goal.series.evaluations] == [(), ("lapsed",)]
    assert (outlook.goal.done, outlook.goal.remaining) == (2, 2)


def test_once_the_day_to_be_ready_by_has_passed_the_plan_goes_on_without_it() -> None:
    plan = a_plan(ready_by=ReadyBy(in_days(93), "wedding"))
    plan, _ = reforecast(the_planner(), completed(plan, 1, AS_OF, FACE), AS_OF)
    plan, _ = reforecast(the_planner(), plan, in_days(94))
    assert (plan.forecast.ready_by, plan.forecast.outcome) == (None, "planned")
    assert [number for number, _ in days_of(plan)] == [2, 3, 4]


def test_a_plan_of_which_every_session_was_skipped_has_nothing_to_follow_up() -> None:
    plan = a_plan()
    for number in range(1, 5):
        plan, _ = reforecast(the_planner(), skipped(plan, number, AS_OF), AS_OF)
    assert (plan.forecast.sessions, plan.forecast.reviews, plan.forecast.maintenance) == ((), (), ())
    assert plan.forecast.goals[0].full_result_on is None


def test_two_kinds_of_one_concern_in_one_place_are_two_treatments_of_a_session() -> None:
    plan = a_plan(a_goal(kind="boxcar"), a_goal(area="nose_tip", kind="rolling"))
    upcoming = plan.forecast.sessions[0]
    given = (Given("goal_1", 1.0), Given("goal_2", 0.05))
    lived, _ = reforecast(the_planner(), completed(plan, 1, upcoming.recommended, given), upcoming.recommended)
    verdicts = [outlook.goal.series.evaluations[0] for outlook in lived.forecast.goals]
    assert [verdict.reasons for verdict in verdicts] == [(), ("depth_below_protocol",)]


def test_a_finding_without_a_day_does_not_hold_the_plan_back_for_longer_as_time_passes() -> None:
    needled = Finding("microneedling", present=True, areas=("face",))
    plan = a_plan(findings=(needled,))
    later, changes = reforecast(the_planner(), plan, in_days(20))
    assert changes == ()
    assert later.forecast.sessions[0].earliest == in_days(28)
