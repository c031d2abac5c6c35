"""One treatment day: how it stands to today, and what it takes from every group that shares it."""

from typing import Any

import pytest

from app.planning.opening import ClinicCalendar, Opening
from tests.planning.builders import a_finding, a_goal, a_needling, an_opening, days_from, in_days, proposed


@pytest.mark.parametrize(
    ("as_of", "timing"),
    [(-36, "too_early"), (-35, "due_soon"), (-29, "due_soon"), (-28, "due"), (-14, "due"), (-13, "overdue")],
)
def test_the_timing_follows_from_today(as_of: int, timing: str) -> None:
    today = in_days(as_of)
    history = (a_needling(in_days(-56)),)
    opening = an_opening(as_of=today, start_on=in_days(-56), history=history)
    assert proposed(opening).sessions[0].timing == timing


@pytest.mark.parametrize(("days", "timing"), [(90, "overdue"), (91, "lapsed")])
def test_after_the_lapse_a_session_is_lapsed(days: int, timing: str) -> None:
    opening = an_opening(history=(a_needling(in_days(-days)),), start_on=in_days(-days))
    assert proposed(opening).sessions[0].timing == timing


def two_groups(**changes: Any) -> Opening:
    return an_opening(a_goal(), a_goal("skin_laxity", "neck"), **changes)


def test_sessions_of_two_groups_on_one_day_keep_the_bounds_and_the_reasons_of_both() -> None:
    burnt = a_finding("sunburn", ended_on=in_days(-4), areas=("neck",))
    plan = proposed(two_groups(findings=(burnt,), clinic=ClinicCalendar(closures=(days_from(0, 11),))))
    first = plan.sessions[0]
    assert [one.goal_id for one in first.treatments] == ["goal_1", "goal_2"]
    assert (first.earliest, first.recommended, first.latest) == (in_days(10), in_days(12), in_days(28))
    by_goals = {reason.goal_ids: reason for reason in first.reasons if reason.sets == "latest"}
    assert {ids: reason.to_on for ids, reason in by_goals.items()} == {
        ("goal_1",): in_days(28),
        ("goal_2",): in_days(38),
    }


def test_groups_apart_in_time_have_sessions_of_their_own() -> None:
    # The neck may not before day 35; the face should start by day 28, so it starts alone and the neck ends alone.
    burnt = a_finding("sunburn", ended_on=in_days(21), areas=("neck",))
    plan = proposed(two_groups(findings=(burnt,)))
    assert [(s.number, [t.goal_id for t in s.treatments], s.recommended) for s in plan.sessions] == [
        (1, ["goal_1"], in_days(0)),
        (2, ["goal_1", "goal_2"], in_days(35)),
        (3, ["goal_1", "goal_2"], in_days(65)),
        (4, ["goal_1", "goal_2"], in_days(95)),
        (5, ["goal_2"], in_days(125)),
    ]


def test_a_group_needled_before_joins_the_visits_of_the_other() -> None:
    # The neck, needled ten days ago, is due on day 20 and may wait until day 32; the face comes on day 0 and day 30.
    plan = proposed(two_groups(history=(a_needling(in_days(-10), "neck", "skin_laxity"),)))
    assert [(s.number, [t.goal_id for t in s.treatments], s.recommended) for s in plan.sessions] == [
        (1, ["goal_1"], in_days(0)),
        (2, ["goal_1", "goal_2"], in_days(30)),
        (3, ["goal_1", "goal_2"], in_days(60)),
        (4, ["goal_1", "goal_2"], in_days(90)),
    ]
