"""After the sessions: reviews, the day the full result can be judged, and maintenance."""

from datetime import date, timedelta
from operator import attrgetter
from typing import NamedTuple

from app.planning.bookable import Bookable, moves
from app.planning.catalogue.evidence import Evidence, weakest
from app.planning.catalogue.policy import Policy
from app.planning.catalogue.protocols import Review
from app.planning.grouping import OpenGoal
from app.planning.reasons import Reason


class Course(NamedTuple):
    """The days of one goal's open sessions with their numbers in the plan; `before` are its earlier ones that count."""

    goal: OpenGoal
    before: tuple[date, ...]
    days: tuple[tuple[int, date], ...]

    @property
    def is_empty(self) -> bool:
        """True where nothing was done and nothing is planned: every session was left out."""
        return not self.before and not self.days

    @property
    def first_on(self) -> date:
        """The day the series began, or begins."""
        return self.before[0] if self.before else self.days[0][1]

    @property
    def last_on(self) -> date:
        """The day of the last session."""
        return self.days[-1][1] if self.days else self.before[-1]


class PlannedReview(NamedTuple):
    """A look at the outcome; `after_session` is the number of the plan's session it follows (0: an earlier one)."""

    code: str
    goal_ids: tuple[str, ...]
    after_session: int
    earliest: date
    recommended: date
    latest: date
    measures: tuple[str, ...]
    primary: bool
    evidence: Evidence
    reasons: tuple[Reason, ...]


class MaintenanceWindow(NamedTuple):
    """When a goal's next maintenance session falls due; day counts run from the last session."""

    goal_id: str
    needed: bool
    earliest: date | None
    recommended: date | None
    text: str
    evidence: Evidence


def course_of(goal: OpenGoal, days: tuple[tuple[int, date], ...]) -> Course:
    """A goal's course from the days of its open sessions."""
    counting = tuple(verdict.on for verdict in goal.series.evaluations if verdict.counts)
    return Course(goal, counting[len(counting) - goal.done :], days)


def reviews_of(course: Course, bookable: Bookable, policy: Policy) -> tuple[PlannedReview, ...]:
    """The reviews of one goal, in the order of their days."""
    if course.is_empty:
        return ()
    planned = []
    for review in course.goal.ready.band.reviews:
        anchor = _anchor(course, review)
        if anchor is not None:
            planned.append(_planned(course, review, anchor, bookable, policy))
    return tuple(sorted(planned, key=attrgetter("earliest")))


def full_result_on(course: Course) -> tuple[date, date] | None:
    """From which day on the full result can be judged, and by when it is there; None where the rules give no figure."""
    rule = course.goal.ready.band.full_result
    if rule is None or course.is_empty:
        return None
    anchor = course.first_on if rule.anchor == "first_session" else course.last_on
    return anchor + timedelta(rule.min_days.value), anchor + timedelta(rule.max_days.value)


def maintenance_of(course: Course) -> MaintenanceWindow | None:
    """The first maintenance window of one goal; None where its protocol says nothing."""
    rule = course.goal.ready.band.maintenance
    goal_id = course.goal.ready.goal.id
    if rule is None or course.is_empty:
        return None
    if rule.min_days is None or rule.typical_days is None:
        return MaintenanceWindow(goal_id, rule.needed, None, None, rule.text, rule.evidence)
    evidence = weakest((rule.min_days.evidence, rule.typical_days.evidence))
    first, usual = (course.last_on + timedelta(days.value) for days in (rule.min_days, rule.typical_days))
    return MaintenanceWindow(goal_id, rule.needed, first, usual, rule.text, evidence)


def _anchor(course: Course, review: Review) -> tuple[int, date] | None:
    """The session that a review follows; None for one in mid-series that is not planned, or after which others came.

    Where that session is the last that happened, this is the moment to look: the next session is still to come.
    """
    if review.anchor == "session":
        place = (review.number or 0) - course.goal.done - 1
        if place == -1 and course.before:
            return 0, course.before[-1]
        return course.days[place] if 0 <= place < len(course.days) else None
    if review.anchor == "last_session":
        return course.days[-1] if course.days else (0, course.last_on)
    return (0, course.before[0]) if course.before else course.days[0]


def _planned(
    course: Course, review: Review, anchor: tuple[int, date], bookable: Bookable, policy: Policy
) -> PlannedReview:
    """One review. Its bounds are clinical; past the horizon of the calendar its first day is taken."""
    session, on = anchor
    after, within = review.after_days, policy.review_within_days
    first = on.toordinal() + after.value
    last = first + within.value
    found = bookable.calendar.nearest(first, max(first, bookable.calendar.origin))
    chosen = first if found is None else found
    earliest, latest = date.fromordinal(first), date.fromordinal(last)
    goal = course.goal.ready
    ids = (goal.goal.id,)
    params = {"days": after.value, "review": review.code}
    until = {"days": within.value, "review": review.code}
    reasons = [
        Reason("earliest", "interval_min", on, earliest, params, after.evidence, ids),
        Reason("recommended", "interval_min", on, earliest, params, after.evidence, ids),
        Reason("latest", "start_window", earliest, latest, until, within.evidence, ids),
    ]
    if chosen != first:
        reasons += _to_chosen(ids, bookable, first, chosen, last)
    return PlannedReview(
        review.code,
        ids,
        session,
        earliest,
        earliest if chosen == first else date.fromordinal(chosen),
        latest,
        goal.band.measures,
        review.primary,
        after.evidence,
        tuple(reasons),
    )


def _to_chosen(goal_ids: tuple[str, ...], bookable: Bookable, first: int, chosen: int, last: int) -> list[Reason]:
    on = date.fromordinal
    return [
        Reason("recommended", code, on(start), on(end), params, evidence, goal_ids)
        for code, start, end, params, evidence in moves(bookable, first, chosen, (first, last))
    ]


def joined(reviews: list[PlannedReview]) -> tuple[PlannedReview, ...]:
    """Reviews of several goals that fall together become one, in the order of their days."""
    merged: dict[tuple[str, int, date], PlannedReview] = {}
    for review in reviews:
        key = (review.code, review.after_session, review.earliest)
        there = merged.get(key)
        merged[key] = review if there is None else _one_of(there, review)
    return tuple(sorted(merged.values(), key=lambda review: (review.earliest, review.after_session)))


def _one_of(one: PlannedReview, other: PlannedReview) -> PlannedReview:
    return one._replace(
        goal_ids=one.goal_ids + other.goal_ids,
        measures=tuple(dict.fromkeys(one.measures + other.measures)),
        primary=one.primary or other.primary,
        evidence=weakest((one.evidence, other.evidence)),
        reasons=one.reasons + other.reasons,
    )
