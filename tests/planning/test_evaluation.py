"""The verdicts of section 3, row by row and at both sides of every edge."""

from datetime import date

import pytest

from app.planning.evaluation import Evaluation, Series, Status, evaluate, needlings_of
from app.planning.goals import Floor
from app.planning.opening import PastProcedure
from tests.planning.builders import (
    a_needling,
    a_spacing,
    an_opening,
    cited,
    in_days,
    needlings,
    proposed,
    the_catalogue,
)

FIRST = date(2025, 1, 1)
Verdict = tuple[Status, tuple[str, ...]]


def judged(*gaps: int, floor_days: int | None = None, needed: int = 9, start_after: int = 1) -> Series:
    """The series of needlings with these gaps; the next one may start `start_after` days after the last."""
    entries = needlings(*gaps)
    floor = None if floor_days is None else Floor("skin_type_iv", cited(floor_days))
    return evaluate(entries, "acne_scars", a_spacing(), floor, needed, in_days(start_after, entries[-1].on))


def verdicts(series: Series) -> list[Verdict]:
    return [(one.status, one.reasons) for one in series.evaluations]


VALID: Verdict = ("valid", ())
TOO_SHORT: Verdict = ("not_valid", ("interval_too_short",))
SHORTENED: Verdict = ("valid", ("shortened_interval",))
LATE: Verdict = ("valid", ("late",))
LAPSED: Verdict = ("valid", ("lapsed",))


@pytest.mark.parametrize(
    ("gap", "verdict", "done"),
    [
        (1, TOO_SHORT, 1),
        (13, TOO_SHORT, 1),
        (14, SHORTENED, 2),
        (27, SHORTENED, 2),
        (28, VALID, 2),
        (30, VALID, 2),
        (42, VALID, 2),
        (43, LATE, 2),
        (90, LATE, 2),
        (91, LAPSED, 1),
        (400, LAPSED, 1),
    ],
)
def test_a_session_is_judged_by_the_gap_before_it(gap: int, verdict: Verdict, done: int) -> None:
    second = Evaluation(in_days(gap, FIRST), *verdict, counts=verdict != TOO_SHORT, gap_days=gap)
    assert judged(gap) == Series((Evaluation(FIRST, "valid", (), counts=True, gap_days=None), second), done)


@pytest.mark.parametrize(("gap", "verdict"), [(27, TOO_SHORT), (28, VALID)])
def test_a_floor_as_high_as_the_minimum_leaves_no_grace(gap: int, verdict: Verdict) -> None:
    assert verdicts(judged(gap, floor_days=28))[1] == verdict


@pytest.mark.parametrize(
    ("gap", "verdict"), [(34, TOO_SHORT), (35, VALID), (42, VALID), (43, LATE), (90, LATE), (91, LAPSED)]
)
def test_a_floor_raises_the_anchors_below_it_alone(gap: int, verdict: Verdict) -> None:
    assert verdicts(judged(gap, floor_days=35))[1] == verdict


def test_a_floor_below_the_anchors_changes_nothing() -> None:
    assert judged(14, 28, floor_days=10) == judged(14, 28)


def test_a_session_that_came_too_soon_still_spaces_the_next() -> None:
    series = judged(13, 15)
    assert verdicts(series) == [VALID, TOO_SHORT, SHORTENED]
    assert [one.gap_days for one in series.evaluations] == [None, 13, 15]
    assert series.done == 2


def test_sessions_count_back_to_the_last_lapse() -> None:
    series = judged(30, 91, 30)
    assert verdicts(series) == [VALID, VALID, LAPSED, VALID]
    assert series.done == 2


@pytest.mark.parametrize(("start_after", "done"), [(90, 2), (91, 0)])
def test_a_series_left_for_longer_than_its_lapse_starts_anew(start_after: int, done: int) -> None:
    assert judged(30, start_after=start_after).done == done


def test_more_sessions_than_the_goal_needs_are_extraneous() -> None:
    series = judged(30, 30, needed=2)
    assert verdicts(series) == [VALID, VALID, ("extraneous", ("series_already_complete",))]
    assert [one.counts for one in series.evaluations] == [True, True, False]
    assert series.done == 2


def test_an_extraneous_session_keeps_what_was_said_of_its_gap() -> None:
    assert verdicts(judged(50, needed=1))[1] == ("extraneous", ("late", "series_already_complete"))


def test_a_session_too_soon_is_not_valid_even_when_the_goal_needs_no_more() -> None:
    assert verdicts(judged(5, needed=1))[1] == TOO_SHORT


def test_a_needling_for_another_concern_spaces_and_is_not_judged() -> None:
    entries = (a_needling(FIRST), a_needling(in_days(30, FIRST), concern="fine_lines"), a_needling(in_days(40, FIRST)))
    series = evaluate(entries, "acne_scars", a_spacing(), None, 4, in_days(41, FIRST))
    assert [(one.on, one.status, one.gap_days) for one in series.evaluations] == [
        (FIRST, "valid", None),
        (in_days(40, FIRST), "not_valid", 10),
    ]


def test_a_needling_without_a_concern_bridges_a_lapse_and_counts_for_nothing() -> None:
    entries = (
        a_needling(FIRST),
        a_needling(in_days(60, FIRST), concern=None),
        a_needling(in_days(120, FIRST)),
    )
    series = evaluate(entries, "acne_scars", a_spacing(), None, 4, in_days(121, FIRST))
    assert (verdicts(series), series.done) == ([VALID, LATE], 2)


def test_two_concerns_needled_on_one_day_both_count() -> None:
    entries = (
        a_needling(FIRST, concern="fine_lines"),
        a_needling(FIRST),
        a_needling(in_days(30, FIRST)),
        a_needling(in_days(30, FIRST), concern="fine_lines"),
    )
    for concern in ("acne_scars", "fine_lines"):
        series = evaluate(entries, concern, a_spacing(), None, 4, in_days(31, FIRST))
        assert [(one.status, one.gap_days) for one in series.evaluations] == [("valid", None), ("valid", 30)]
        assert series.done == 2


def test_no_needlings_are_no_series() -> None:
    assert evaluate((), "acne_scars", a_spacing(), None, 4, FIRST) == Series((), 0)


def test_needlings_of_an_area_are_those_that_overlap_it_oldest_first() -> None:
    history = (
        a_needling(in_days(30, FIRST), area="cheeks"),
        a_needling(FIRST, area="face"),
        a_needling(in_days(10, FIRST), area=None),
        a_needling(in_days(20, FIRST), area="neck"),
        a_needling(in_days(25, FIRST), area="forehead"),
        PastProcedure(in_days(5, FIRST), "botulinum_toxin", "cheeks"),
    )
    areas = the_catalogue().areas
    assert [entry.area for entry in needlings_of(history, areas, ("cheeks",))] == ["face", None, "cheeks"]
    assert [entry.area for entry in needlings_of(history, areas, ("neck", "forehead"))] == [
        *("face", None, "neck", "forehead")
    ]


def test_counted_sessions_shorten_the_plan_and_the_last_needling_spaces_it() -> None:
    history = (a_needling(in_days(-40)), a_needling(in_days(-10)))
    plan = proposed(an_opening(history=history))
    assert [treatment.step for session in plan.sessions for treatment in session.treatments] == [3, 4]
    assert (plan.sessions[0].earliest, plan.sessions[0].recommended) == (in_days(18), in_days(20))


def test_a_series_that_is_complete_has_no_sessions_and_says_so() -> None:
    history = tuple(a_needling(in_days(-day)) for day in (100, 70, 40, 10))
    plan = proposed(an_opening(history=history))
    assert (plan.outcome, plan.sessions, plan.finish_on) == ("planned", (), None)
    assert [(warning.code, warning.params) for warning in plan.warnings] == [
        ("series_already_complete", {"goal_ids": ("goal_1",)})
    ]
