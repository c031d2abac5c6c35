"""Goals whose areas overlap are planned as one, by the strictest of their rules."""

import pytest

from app.planning.calendar import DEFERRAL
from app.planning.grouping import AreaGroup, groups_of
from app.planning.opening import MICRONEEDLING, Finding, Goal, Opening, PastProcedure
from app.planning.screening import screen
from app.planning.spacing import NEVER, Step
from tests.planning.builders import (
    ADULT,
    AS_OF,
    a_finding,
    a_goal,
    a_needling,
    an_opening,
    in_days,
    needlings,
    proposed,
    ready_goals,
    the_catalogue,
)


def grouped(opening: Opening) -> tuple[AreaGroup, ...]:
    goals = ready_goals(opening)
    return groups_of(the_catalogue(), opening, goals, screen(the_catalogue(), opening, goals))


def ids(groups: tuple[AreaGroup, ...]) -> list[list[str]]:
    return [[goal.ready.goal.id for goal in group.goals] for group in groups]


CHEEKS, FOREHEAD, NOSE_TIP = (
    a_goal(area="cheeks"),
    a_goal("fine_lines", "forehead"),
    a_goal("enlarged_pores", "nose_tip"),
)
FACE, NECK, HANDS = a_goal("skin_laxity", "face"), a_goal("skin_laxity", "neck"), a_goal("fine_lines", "hands")


@pytest.mark.parametrize(
    ("goals", "expected"),
    [
        ((CHEEKS,), [["goal_1"]]),
        ((CHEEKS, FOREHEAD), [["goal_1"], ["goal_2"]]),
        ((CHEEKS, FACE), [["goal_1", "goal_2"]]),
        ((CHEEKS, NECK, FACE), [["goal_1", "goal_3"], ["goal_2"]]),
        ((CHEEKS, FOREHEAD, NOSE_TIP, FACE), [["goal_1", "goal_2", "goal_3", "goal_4"]]),
        ((NECK, CHEEKS, HANDS, FOREHEAD, FACE), [["goal_1"], ["goal_2", "goal_4", "goal_5"], ["goal_3"]]),
        ((a_goal(area="nose"), NOSE_TIP), [["goal_1", "goal_2"]]),
        ((a_goal(area="cheeks"), a_goal("fine_lines", "cheeks")), [["goal_1", "goal_2"]]),
    ],
)
def test_goals_join_where_their_areas_overlap(goals: tuple[Goal, ...], expected: list[list[str]]) -> None:
    assert ids(grouped(an_opening(*goals))) == expected


def test_each_anchor_is_the_largest_of_the_goals_still_open() -> None:
    periorbital = a_goal("hyperpigmentation", "periorbital", kind="periorbital")  # 14, 14, 28; four sessions
    lines = a_goal("fine_lines", "periorbital", sessions=3)  # 28, 30, 42
    (group,) = grouped(an_opening(periorbital, lines))
    together, alone = Step(28, 30, 42, 90, 2), Step(14, 14, 28, 90, 1)
    assert group.spacing.steps == (together, together, together, alone)
    assert [[goal.ready.goal.id for goal in step.open_goals] for step in group.steps] == [
        *[["goal_1", "goal_2"]] * 3,
        ["goal_1"],
    ]


def test_a_floor_of_the_skin_raises_the_group() -> None:
    sensitive = ADULT._replace(sensitive_skin=True)
    goal = a_goal("hyperpigmentation", "periorbital", kind="periorbital")
    (group,) = grouped(an_opening(goal, patient=sensitive))
    assert set(group.spacing.steps) == {Step(35, 35, 35, 90, 1)}
    assert [step.floor and step.floor.rule for step in group.steps] == ["sensitive_skin"] * 4


def test_the_last_needling_of_any_area_of_the_group_spaces_it() -> None:
    history = (
        a_needling(in_days(-50), "cheeks"),
        a_needling(in_days(-9), "forehead", None),
        a_needling(in_days(-3), "neck"),
    )
    face, neck, hands = grouped(an_opening(FACE, CHEEKS, NECK, HANDS, history=history))
    assert face.spacing.last == in_days(-9).toordinal()
    assert neck.spacing.last == in_days(-3).toordinal()
    assert hands.spacing.last is None


@pytest.mark.parametrize(
    ("finding", "last"),
    [
        (a_finding(MICRONEEDLING, ended_on=in_days(-5)), -5),
        (a_finding(MICRONEEDLING), 0),
        (a_finding(MICRONEEDLING, ended_on=in_days(-5), areas=("hands", "cheeks")), -5),
        (a_finding(MICRONEEDLING, ended_on=in_days(-5), areas=("hands",)), -50),
        (a_finding(MICRONEEDLING, ended_on=in_days(-90)), -50),
        (a_finding(MICRONEEDLING, present=False), -50),
        (a_finding(MICRONEEDLING, present=None), -50),
    ],
)
def test_a_needling_told_as_a_finding_spaces_and_does_not_count(finding: Finding, last: int) -> None:
    (group,) = grouped(an_opening(history=(a_needling(in_days(-50)),), findings=(finding,)))
    assert group.spacing.last == in_days(last).toordinal()
    assert group.spacing.blocks == ()
    assert group.goals[0].done == 1


def test_where_an_area_was_needled_before_a_start_by_today_asks_for_nothing() -> None:
    history = (a_needling(in_days(-60)),)
    for start_on in (AS_OF, in_days(-10), in_days(-80)):
        (group,) = grouped(an_opening(start_on=start_on, history=history))
        assert group.spacing.start == in_days(-60).toordinal()
    (later,) = grouped(an_opening(start_on=in_days(1), history=history))
    assert later.spacing.start == in_days(1).toordinal()
    (new,) = grouped(an_opening(start_on=in_days(-10)))
    assert new.spacing.start == in_days(-10).toordinal()


def test_only_deferrals_of_its_areas_bind_a_group() -> None:
    burnt = a_finding("sunburn", ended_on=in_days(-2), areas=("neck",))
    face, neck = grouped(an_opening(FACE, NECK, findings=(burnt,)))
    assert face.spacing.blocks == ()
    assert [(block.first, block.clear, block.byte) for block in neck.spacing.blocks] == [
        (0, in_days(12).toordinal(), DEFERRAL)
    ]


def test_what_is_done_is_not_planned_again() -> None:
    history = tuple(a_needling(in_days(day), "cheeks", "acne_scars") for day in (-70, -40, -10))
    (group,) = grouped(an_opening(CHEEKS, FACE, history=history))
    assert [(goal.done, goal.remaining, goal.planned) for goal in group.goals] == [(3, 1, 4), (0, 4, 4)]
    assert [len(step.open_goals) for step in group.steps] == [2, 1, 1, 1]


def test_a_group_that_is_done_has_no_steps() -> None:
    history = tuple(a_needling(in_days(day)) for day in (-90, -70, -40, -10))
    (group,) = grouped(an_opening(history=history))
    assert (group.steps, group.spacing.steps) == ((), ())


def test_sessions_asked_for_replace_the_typical_number() -> None:
    (typical,), (asked,) = grouped(an_opening()), grouped(an_opening(a_goal(sessions=3)))
    (overridden,) = grouped(an_opening(a_goal(sessions=9, override=True)))
    assert [len(group.steps) for group in (typical, asked, overridden)] == [4, 3, 9]


EARLY_SCAR = a_goal("surgical_scars", "abdomen", kind="early")


@pytest.mark.parametrize(
    ("history", "last_start"),
    [
        ((), None),
        ((PastProcedure(in_days(-50), "surgery", "abdomen"),), 62),
        ((PastProcedure(in_days(-50), "surgery"),), 62),
        ((PastProcedure(in_days(-50), "surgery", "neck"),), None),
        ((PastProcedure(in_days(-50), "ablative_laser", "abdomen"),), None),
        ((PastProcedure(in_days(-50), "surgery"), PastProcedure(in_days(-60), "surgery", "abdomen")), 52),
    ],
)
def test_a_protocol_may_have_a_last_day_to_start(history: tuple[PastProcedure, ...], last_start: int | None) -> None:
    (group,) = grouped(an_opening(EARLY_SCAR, history=history))
    assert group.spacing.start_by == (NEVER if last_start is None else in_days(last_start).toordinal())


def test_the_last_day_to_start_counts_from_an_operation_told_as_a_finding_as_well() -> None:
    for areas, last_start in (((), 62), (("abdomen",), 62), (("neck",), None)):
        told = a_finding("surgery", ended_on=in_days(-50), areas=areas)
        (group,) = grouped(an_opening(EARLY_SCAR, findings=(told,)))
        assert group.spacing.start_by == (NEVER if last_start is None else in_days(last_start).toordinal())
    for unknown in (a_finding("surgery"), a_finding("surgery", present=False)):
        (group,) = grouped(an_opening(EARLY_SCAR, findings=(unknown,)))
        assert group.spacing.start_by == NEVER


def test_a_start_after_the_last_day_is_warned_of() -> None:
    history = (PastProcedure(in_days(-113), "surgery", "abdomen"),)
    first = proposed(an_opening(EARLY_SCAR, history=history)).sessions[0]
    assert ("start_window_passed", {"last_start_on": in_days(-1)}) in [
        (warning.code, warning.params) for warning in first.warnings
    ]
    in_time = (PastProcedure(in_days(-112), "surgery", "abdomen"),)
    first = proposed(an_opening(EARLY_SCAR, history=in_time)).sessions[0]
    assert (first.recommended, first.latest) == (AS_OF, AS_OF)
    assert "start_window_passed" not in [warning.code for warning in first.warnings]


def test_needlings_long_ago_start_a_new_series() -> None:
    (group,) = grouped(an_opening(history=needlings(30)))
    assert (group.goals[0].done, group.goals[0].remaining) == (0, 4)
