"""Reviews, the day of the full result, and maintenance: counted from the sessions they follow."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from app.planning.catalogue.protocols import Band, FullResult, Maintenance, Review
from app.planning.evaluation import Evaluation, Series
from app.planning.follow_up import (
    Course,
    MaintenanceWindow,
    PlannedReview,
    course_of,
    full_result_on,
    joined,
    maintenance_of,
    reviews_of,
)
from app.planning.grouping import OpenGoal
from app.planning.reasons import Reason
from tests.planning.builders import (
    AS_OF,
    CITED,
    a_band,
    a_goal,
    a_needling,
    an_opening,
    bookable_but,
    cited,
    in_days,
    proposed,
    ready_goals,
    the_catalogue,
)

POLICY = the_catalogue().policy
WITHIN = POLICY.review_within_days
AT_LAST = FullResult("last_session", cited(180), cited(365))


def a_review(anchor: Any = "last_session", after: int = 30, number: int | None = None, **changes: Any) -> Review:
    return Review(
        **{"code": "outcome", "primary": True, **changes}, anchor=anchor, number=number, after_days=cited(after)
    )


def a_goal_with(band: Band, goal_id: str = "goal_1", done: tuple[date, ...] = (), planned: int = 3) -> OpenGoal:
    (ready,) = ready_goals(an_opening(a_goal()))
    judged = tuple(Evaluation(on, "valid", (), counts=True, gap_days=None) for on in done)
    goal = ready.goal._replace(id=goal_id)
    match = ready.match._replace(band=band)
    return OpenGoal(ready._replace(goal=goal, match=match), Series(judged, len(done)), planned)


def a_course(
    *reviews: Review, done: tuple[int, ...] = (), days: tuple[int, ...] = (0, 30, 60), **changes: Any
) -> Course:
    """A goal's course with sessions on these days after AS_OF, numbered from 1."""
    band = a_band(reviews=reviews, measures=("scale",), **changes)
    before = tuple(in_days(day) for day in done)
    goal = a_goal_with(band, done=before, planned=len(done) + len(days))
    return course_of(goal, tuple((number, in_days(day)) for number, day in enumerate(days, start=1)))


def planned(course: Course, *closed: tuple[int, int]) -> tuple[PlannedReview, ...]:
    """The reviews, with the clinic closed on these days after AS_OF."""
    return reviews_of(course, bookable_but(*closed), POLICY)


def days_of(review: PlannedReview) -> tuple[date, date, date]:
    return review.earliest, review.recommended, review.latest


def test_a_review_follows_the_last_session_and_leaves_two_weeks() -> None:
    (review,) = planned(a_course(a_review(after=30)))
    last, due, end = in_days(60), in_days(90), in_days(104)
    assert review == PlannedReview(
        code="outcome",
        goal_ids=("goal_1",),
        after_session=3,
        earliest=due,
        recommended=due,
        latest=end,
        measures=("scale",),
        primary=True,
        evidence=CITED,
        reasons=review.reasons,
    )
    after, within = {"days": 30, "review": "outcome"}, {"days": WITHIN.value, "review": "outcome"}
    assert review.reasons == (
        Reason("earliest", "interval_min", last, due, after, CITED, ("goal_1",)),
        Reason("recommended", "interval_min", last, due, after, CITED, ("goal_1",)),
        Reason("latest", "start_window", due, end, within, WITHIN.evidence, ("goal_1",)),
    )


@pytest.mark.parametrize(
    ("review", "done", "expected"),
    [
        (a_review("first_session", 28), (), (1, in_days(28))),
        (a_review("first_session", 28), (-30,), (0, in_days(-2))),
        (a_review("session", 0, 2), (), (2, in_days(30))),
        (a_review("session", 5, 3), (-30,), (2, in_days(35))),
        (a_review("last_session", 10), (-30,), (3, in_days(70))),
    ],
)
def test_a_review_is_counted_from_the_session_it_names(
    review: Review, done: tuple[int, ...], expected: tuple[int, date]
) -> None:
    (found,) = planned(a_course(review, done=done))
    assert (found.after_session, found.earliest) == expected


@pytest.mark.parametrize(("number", "done"), [(1, (-60, -30)), (2, (-90, -60, -30)), (4, ()), (None, ())])
def test_a_review_of_a_session_that_others_followed_or_that_was_never_planned_is_left_out(
    number: int | None, done: tuple[int, ...]
) -> None:
    assert planned(a_course(a_review("session", 0, number), done=done)) == ()


@pytest.mark.parametrize(("closed", "recommended"), [((200, 200), 0), ((0, 4), 5), ((0, 29), 30), ((-30, 30), 31)])
def test_a_review_in_mid_series_is_due_until_the_next_session(closed: tuple[int, int], recommended: int) -> None:
    """The next session is on a bookable day, so the first bookable one is never after it."""
    next_on = max(30, recommended)
    course = a_course(a_review("session", 0, 2), done=(-60, -10), days=(next_on, next_on + 30))
    (review,) = planned(course, closed)
    assert review.after_session == 0
    assert days_of(review) == (in_days(-10), in_days(recommended), in_days(4))
    chain = [reason for reason in review.reasons if reason.sets == "recommended"]
    assert (chain[0].from_on, chain[-1].to_on) == (in_days(-10), in_days(recommended))


def test_reviews_come_in_the_order_of_their_days() -> None:
    reviews = (a_review(after=90, code="late"), a_review("session", 0, 2, code="mid"), a_review(after=30, code="early"))
    assert [review.code for review in planned(a_course(*reviews))] == ["mid", "early", "late"]


def test_a_review_falls_on_the_next_bookable_day_and_keeps_its_bounds() -> None:
    (review,) = planned(a_course(a_review(after=30)), (90, 94))
    assert days_of(review) == (in_days(90), in_days(95), in_days(104))
    (review,) = planned(a_course(a_review(after=30)), (90, 119))
    assert days_of(review) == (in_days(90), in_days(120), in_days(104))


def test_a_review_that_is_overdue_can_still_be_booked_from_today_on() -> None:
    (review,) = planned(a_course(a_review(after=30), done=(-100, -70, -40), days=()))
    assert (review.after_session, days_of(review)) == (0, (in_days(-10), AS_OF, in_days(4)))


def test_a_review_past_the_horizon_keeps_its_day() -> None:
    (review,) = planned(a_course(a_review(after=900)))
    assert days_of(review) == (in_days(960), in_days(960), in_days(974))


@pytest.mark.parametrize(
    ("closed", "done", "days"),
    [((200, 200), (), (0, 30, 60)), ((90, 119), (), (0, 30, 60)), ((0, 9), (-100, -70, -40), ())],
)
def test_the_reasons_of_a_review_lead_to_its_days(
    closed: tuple[int, int], done: tuple[int, ...], days: tuple[int, ...]
) -> None:
    (review,) = planned(a_course(a_review(after=30), done=done, days=days), closed)
    for sets in ("earliest", "recommended", "latest"):
        chain = [reason for reason in review.reasons if reason.sets == sets]
        assert all(one.to_on == other.from_on for one, other in pairwise(chain))
        assert chain[-1].to_on == getattr(review, sets)


def test_a_review_that_a_closure_moved_says_so() -> None:
    (review,) = planned(a_course(a_review(after=30)), (90, 94))
    moved = [reason for reason in review.reasons if reason.sets == "recommended"][1:]
    closure = {"from_on": in_days(90), "to_on": in_days(94)}
    assert moved == [Reason("recommended", "clinic_closed", in_days(90), in_days(95), closure, None, ("goal_1",))]


def a_planned(goal_id: str, day: int, **changes: Any) -> PlannedReview:
    (review,) = planned(a_course(a_review(after=day - 60)))
    return review._replace(goal_ids=(goal_id,), **changes)


def test_reviews_of_one_name_after_one_session_on_one_day_become_one() -> None:
    one = a_planned("goal_1", 90, measures=("scale", "photo"), primary=False)
    other = a_planned("goal_2", 90, measures=("photo", "score"), primary=True)
    elsewhere = a_planned("goal_3", 80)
    apart = a_planned("goal_4", 90, code="early")
    assert joined([one, other, elsewhere, apart]) == (
        elsewhere,
        one._replace(
            goal_ids=("goal_1", "goal_2"),
            measures=("scale", "photo", "score"),
            primary=True,
            evidence=CITED._replace(note=""),
            reasons=one.reasons + other.reasons,
        ),
        apart,
    )


@pytest.mark.parametrize(
    ("anchor", "done", "expected"),
    [
        ("last_session", (), (240, 425)),
        ("first_session", (), (180, 365)),
        ("first_session", (-30,), (150, 335)),
    ],
)
def test_the_full_result_is_counted_from_its_anchor(
    anchor: Any, done: tuple[int, ...], expected: tuple[int, int]
) -> None:
    course = a_course(done=done, full_result=replace(AT_LAST, anchor=anchor))
    assert full_result_on(course) == (in_days(expected[0]), in_days(expected[1]))


def test_without_a_figure_there_is_no_day_of_the_full_result() -> None:
    assert full_result_on(a_course(full_result=None)) is None


def test_maintenance_is_counted_from_the_last_session() -> None:
    rule = Maintenance(True, cited(180), cited(365), "Once a year.", CITED)
    expected = MaintenanceWindow("goal_1", True, in_days(240), in_days(425), "Once a year.", CITED._replace(note=""))
    assert maintenance_of(a_course(maintenance=rule)) == expected


def test_maintenance_that_is_not_needed_has_no_days_and_without_a_word_there_is_none() -> None:
    rule = Maintenance(False, None, None, "None needed.", CITED)
    assert maintenance_of(a_course(maintenance=rule)) == MaintenanceWindow(
        "goal_1", False, None, None, "None needed.", CITED
    )
    assert maintenance_of(a_course(maintenance=None)) is None


def test_a_finished_series_is_still_followed_up() -> None:
    course = a_course(done=(-70, -40, -10), days=(), full_result=AT_LAST)
    assert (course.first_on, course.last_on) == (in_days(-70), in_days(-10))
    assert full_result_on(course) == (in_days(170), in_days(355))


def test_only_sessions_of_the_running_series_belong_to_the_course() -> None:
    verdicts = tuple(Evaluation(in_days(day), "valid", (), counts=True, gap_days=None) for day in (-300, -60, -30))
    goal = a_goal_with(a_band())._replace(series=Series(verdicts, 2))
    assert course_of(goal, ()).before == (in_days(-60), in_days(-30))


def test_a_plan_joins_the_reviews_of_its_goals() -> None:
    plan = proposed(an_opening(a_goal(), a_goal("skin_laxity", "neck"), a_goal("uneven_texture", "cheeks")))
    shared = [review.goal_ids for review in plan.reviews if len(review.goal_ids) > 1]
    assert len(plan.reviews) == len({(review.code, review.after_session, review.earliest) for review in plan.reviews})
    assert all(ids == tuple(sorted(ids)) for ids in shared)
    assert [review.earliest for review in plan.reviews] == sorted(review.earliest for review in plan.reviews)


def test_the_plan_ends_when_the_downtime_of_its_last_session_is_over() -> None:
    plan = proposed(an_opening(history=(a_needling(in_days(-30)),)))
    last = plan.sessions[-1]
    assert (last.back_to_normal_on - last.recommended).days == 3
    assert plan.finish_on == last.back_to_normal_on
