"""The verdicts of section 3, row by row and at both sides of every edge."""

from datetime import date

import pytest

from app.planning.evaluation import (
    Evaluation,
    EvaluationReason,
    Needling,
    Series,
    Standard,
    Status,
    evaluate,
    needlings_of,
)
from app.planning.goals import Floor
from app.planning.opening import GivenTreatment, PastProcedure
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
Verdict = tuple[Status, tuple[EvaluationReason, ...]]
PINPOINT, ERYTHEMA = "uniform_pinpoint_bleeding", "erythema"


def a_standard(concern: str = "acne_scars", floor_days: int | None = None, needed: int = 9) -> Standard:
    """Four anchors of the common row, 0.5 to 2.0 mm, pinpoint bleeding."""
    floor = None if floor_days is None else Floor("skin_type_iv", cited(floor_days))
    return Standard(concern, "face", None, a_spacing(), floor, needed, 0.5, 2.0, frozenset({PINPOINT}))


def flat(*entries: PastProcedure) -> tuple[Needling, ...]:
    return needlings_of(entries, the_catalogue().areas, ("face",))


def judged(*gaps: int, floor_days: int | None = None, needed: int = 9, start_after: int = 1) -> Series:
    """The series of needlings with these gaps; the next one may start `start_after` days after the last."""
    entries = needlings(*gaps)
    return evaluate(
        flat(*entries), a_standard(floor_days=floor_days, needed=needed), in_days(start_after, entries[-1].on)
    )


def judged_as(*given: GivenTreatment, gap: int = 30, needed: int = 9) -> Evaluation:
    """The verdict on a session that did this, `gap` days after a first one that was in order."""
    second = PastProcedure(in_days(gap, FIRST), "microneedling", treatments=given)
    series = evaluate(flat(a_needling(FIRST), second), a_standard(needed=needed), in_days(gap + 1, FIRST))
    return series.evaluations[1]


def scars(depth_mm: float | None = None, endpoint: str | None = None, counts: bool | None = None) -> GivenTreatment:
    return GivenTreatment("acne_scars", "face", depth_mm, endpoint, counts)


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
    series = evaluate(flat(*entries), a_standard(needed=4), in_days(41, FIRST))
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
    series = evaluate(flat(*entries), a_standard(needed=4), in_days(121, FIRST))
    assert (verdicts(series), series.done) == ([VALID, LATE], 2)


def test_two_concerns_needled_on_one_day_both_count() -> None:
    entries = (
        a_needling(FIRST, concern="fine_lines"),
        a_needling(FIRST),
        a_needling(in_days(30, FIRST)),
        a_needling(in_days(30, FIRST), concern="fine_lines"),
    )
    for concern in ("acne_scars", "fine_lines"):
        series = evaluate(flat(*entries), a_standard(concern, needed=4), in_days(31, FIRST))
        assert [(one.status, one.gap_days) for one in series.evaluations] == [("valid", None), ("valid", 30)]
        assert series.done == 2


@pytest.mark.parametrize("depth_mm", [None, 0.5, 1.25, 2.0])
def test_a_depth_inside_the_protocol_or_not_known_is_in_order(depth_mm: float | None) -> None:
    assert judged_as(scars(depth_mm, PINPOINT)) == Evaluation(in_days(30, FIRST), "valid", (), True, 30)


@pytest.mark.parametrize(
    ("given", "reasons"),
    [
        (scars(0.25), ("depth_below_protocol",)),
        (scars(2.25), ("depth_above_protocol",)),
        (scars(1.0, ERYTHEMA), ("other_endpoint",)),
        (scars(2.25, ERYTHEMA), ("depth_above_protocol", "other_endpoint")),
    ],
)
def test_a_session_outside_the_protocol_waits_for_a_clinician(
    given: GivenTreatment, reasons: tuple[EvaluationReason, ...]
) -> None:
    verdict = judged_as(given)
    assert verdict == Evaluation(in_days(30, FIRST), "substandard", reasons, False, 30)
    assert verdict.decision_needed


def test_a_clinician_may_count_a_session_outside_the_protocol() -> None:
    verdict = judged_as(scars(2.25, counts=True))
    assert verdict == Evaluation(in_days(30, FIRST), "substandard", ("depth_above_protocol", "override"), True, 30)
    assert not verdict.decision_needed


def test_a_clinician_may_count_a_session_that_came_too_soon() -> None:
    verdict = judged_as(scars(counts=True), gap=5)
    assert verdict == Evaluation(in_days(5, FIRST), "not_valid", ("interval_too_short", "override"), True, 5)


def test_a_clinician_may_leave_out_a_session_that_was_in_order() -> None:
    assert judged_as(scars(counts=False)) == Evaluation(in_days(30, FIRST), "valid", ("override",), False, 30)


def test_no_decision_makes_a_complete_series_longer() -> None:
    verdict = judged_as(scars(counts=True), needed=1)
    assert (verdict.status, verdict.counts) == ("extraneous", False)


def test_a_late_session_outside_the_protocol_says_both() -> None:
    assert judged_as(scars(2.25), gap=50).reasons == ("late", "depth_above_protocol")


def test_of_a_session_that_treated_more_only_the_goals_own_share_is_judged() -> None:
    other = GivenTreatment("fine_lines", "face", 0.1, "none")
    assert judged_as(other, scars(1.0)) == Evaluation(in_days(30, FIRST), "valid", (), True, 30)


def test_no_needlings_are_no_series() -> None:
    assert evaluate((), a_standard(), FIRST) == Series((), 0)


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
    assert [one.given.area for one in needlings_of(history, areas, ("cheeks",))] == ["face", None, "cheeks"]
    assert [one.given.area for one in needlings_of(history, areas, ("neck", "forehead"))] == [
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
