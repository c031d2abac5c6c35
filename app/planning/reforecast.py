"""A plan that is lived: what happened in it, and the open sessions spaced anew from that.

    opened -> (completed | missed | skipped | amended | voided | held | resumed) -> reforecast -> changes

What happened is kept as facts, by the number of the session; verdicts on it and every date of an open session are
worked out again each time. So a reforecast of an untouched plan changes nothing, and one more changes nothing either.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

from app.planning.changes import Change, changes_by_number
from app.planning.opening import MICRONEEDLING, GivenTreatment, Goal, Opening, PastProcedure
from app.planning.plan import Plan, Planner
from app.planning.refusals import Fault, RequestFaulty

ClosedState = Literal["completed", "missed", "skipped", "voided"]


class Given(NamedTuple):
    """What a session did for one goal: depth as device setting in millimetres and end point, as far as they are known.

    `counts` is a clinician's decision, with a reason kept elsewhere; None: the rules decide.
    """

    goal_id: str
    depth_mm: float | None = None
    endpoint: str | None = None
    counts: bool | None = None


class ClosedSession(NamedTuple):
    """A session that is over: its number in the plan, the day it was held, missed or skipped, and what it did.

    `goal_ids` are the goals it was planned for; `given` names those that were treated, and is empty unless it was held.
    """

    number: int
    state: ClosedState
    on: date
    goal_ids: tuple[str, ...]
    given: tuple[Given, ...] = ()


class LivedPlan(NamedTuple):
    """A plan with its past: the question it answers, its closed sessions, and the forecast of the open ones.

    Open sessions are numbered on from the last one that was held or skipped, so the successor of a missed session takes
    its number. `on_hold`: nothing is forecast until the plan is resumed; the open sessions stay as they were.
    """

    opening: Opening
    closed: tuple[ClosedSession, ...]
    forecast: Plan
    on_hold: bool = False


class Reforecast(NamedTuple):
    """The plan as it now stands, and every date that moved."""

    plan: LivedPlan
    changes: tuple[Change, ...]


def opened(planner: Planner, opening: Opening) -> LivedPlan:
    """A new plan: its forecast is what the preview of the same question says. Raises RequestFaulty like `propose`."""
    screened = opening if opening.screened_on is not None else opening._replace(screened_on=opening.as_of)
    return LivedPlan(screened, (), planner.propose(screened))


def reforecast(planner: Planner, plan: LivedPlan, as_of: date) -> Reforecast:
    """The open sessions spaced anew on a day, from what happened by then.

    Raises RequestFaulty when the facts contradict each other or the day: nothing is planned on contradictions.
    """
    moved = plan._replace(opening=plan.opening._replace(as_of=as_of))
    if plan.on_hold:
        return Reforecast(moved, ())
    closed = _last_closed(plan)
    forecast = _numbered_on(planner.propose(question_of(moved)), closed)
    return Reforecast(moved._replace(forecast=forecast), changes_by_number(plan.forecast, forecast, closed))


def question_of(plan: LivedPlan) -> Opening:
    """The question as it stands now: what the plan was opened with, and everything that happened in it since.

    Once the day that all was to be ready by has passed, there is nothing left to be ready for.
    """
    skipped = Counter(goal_id for session in plan.closed if session.state == "skipped" for goal_id in session.goal_ids)
    goals = {goal.id: goal for goal in plan.opening.goals}
    held = [_needling(session, goals) for session in plan.closed if session.state == "completed"]
    wanted = plan.opening.ready_by
    return plan.opening._replace(
        ready_by=None if wanted is not None and wanted.on < plan.opening.as_of else wanted,
        history=(*plan.opening.history, *held),
        goals=tuple([goal._replace(skipped=goal.skipped + skipped[goal.id]) for goal in plan.opening.goals]),
    )


def completed(plan: LivedPlan, number: int, on: date, given: Iterable[Given]) -> LivedPlan:
    """The plan with its next session held on a day. Raises RequestFaulty when that session is not the next one."""
    return _closed(plan, ClosedSession(number, "completed", on, _goals_of_next(plan, number), tuple(given)))


def missed(plan: LivedPlan, number: int, on: date) -> LivedPlan:
    """The plan with its next session missed: it gets no verdict, and a successor takes its place."""
    return _closed(plan, ClosedSession(number, "missed", on, _goals_of_next(plan, number)))


def skipped(plan: LivedPlan, number: int, on: date) -> LivedPlan:
    """The plan with its next session left out: its goals have one session less."""
    return _closed(plan, ClosedSession(number, "skipped", on, _goals_of_next(plan, number)))


def amended(plan: LivedPlan, number: int, on: date, given: Iterable[Given]) -> LivedPlan:
    """The plan with the facts of a held session put right; everything after it is judged anew."""
    held = _held(plan, number)
    return _replaced(plan, held, held._replace(on=on, given=tuple(given)))


def voided(plan: LivedPlan, number: int) -> LivedPlan:
    """The plan without a session that was recorded as held and was not."""
    held = _held(plan, number)
    return _replaced(plan, held, held._replace(state="voided", given=()))


def held(plan: LivedPlan) -> LivedPlan:
    """The plan put on hold."""
    return plan._replace(on_hold=True)


def resumed(plan: LivedPlan) -> LivedPlan:
    """The plan taken up again; `reforecast` then spaces the open sessions from the day it is asked for."""
    return plan._replace(on_hold=False)


def _closed(plan: LivedPlan, session: ClosedSession) -> LivedPlan:
    return plan._replace(closed=(*plan.closed, session))


def _replaced(plan: LivedPlan, old: ClosedSession, new: ClosedSession) -> LivedPlan:
    return plan._replace(closed=tuple([new if session is old else session for session in plan.closed]))


def _goals_of_next(plan: LivedPlan, number: int) -> tuple[str, ...]:
    upcoming = plan.forecast.sessions[:1]
    if not upcoming or upcoming[0].number != number:
        raise RequestFaulty((_unknown(number, tuple([session.number for session in upcoming])),))
    return tuple([treatment.goal_id for treatment in upcoming[0].treatments])


def _held(plan: LivedPlan, number: int) -> ClosedSession:
    completed_ones = [session for session in plan.closed if session.state == "completed"]
    for session in completed_ones:
        if session.number == number:
            return session
    raise RequestFaulty((_unknown(number, tuple([session.number for session in completed_ones])),))


def _unknown(number: int, allowed: tuple[int, ...]) -> Fault:
    detail = f"Session {number} is not one that this can be said of; `allowed` lists those that are."
    return Fault(("session",), "unknown_session", detail, {"allowed": allowed})


def _needling(session: ClosedSession, goals: dict[str, Goal]) -> PastProcedure:
    treatments = []
    for one in session.given:
        goal = goals[one.goal_id]
        treatments.append(GivenTreatment(goal.concern, goal.area, one.depth_mm, one.endpoint, one.counts, goal.kind))
    return PastProcedure(session.on, MICRONEEDLING, treatments=tuple(treatments))


def _last_closed(plan: LivedPlan) -> int:
    """The number of the last session that was held or skipped, 0: none was."""
    return max([session.number for session in plan.closed if session.state in {"completed", "skipped"}], default=0)


def _numbered_on(forecast: Plan, closed: int) -> Plan:
    if not closed:
        return forecast
    return forecast._replace(
        sessions=tuple([session._replace(number=session.number + closed) for session in forecast.sessions]),
        reviews=tuple(
            [
                review._replace(after_session=review.after_session + closed) if review.after_session else review
                for review in forecast.reviews
            ]
        ),
    )
