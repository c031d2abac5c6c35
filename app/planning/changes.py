"""What differs between two forecasts of one series: which date of which session moved, from where, and why."""

from datetime import date
from typing import Literal, NamedTuple

from app.planning.plan import Plan
from app.planning.reasons import ReasonCode
from app.planning.session import PlannedSession

Field = Literal["earliest", "recommended", "latest"]
FIELDS: tuple[Field, ...] = ("earliest", "recommended", "latest")
Step = tuple[str, int]
"""A goal and the number of the session in its series: what makes two sessions of two forecasts the same one."""


class Change(NamedTuple):
    """One date of one session; `was` None: the session is new; `now` None: it is no longer planned.

    `session` is its number in the new forecast, or in the old one where it is no longer planned. `because` are the
    codes of the steps that bind the new date, the last one that moved it at the end.
    """

    session: int
    field: Field
    was: date | None
    now: date | None
    because: tuple[ReasonCode, ...]


def changes_between(before: Plan, after: Plan) -> tuple[Change, ...]:
    """Every date that differs between the answers to two questions; a session is known by the steps that it holds.

    A session whose steps are done in `after` is over, which is no change.
    """
    were = {step: session for session in before.sessions for step in _steps(session)}
    matched: dict[int, PlannedSession] = {}
    for session in after.sessions:
        old = next((were[step] for step in _steps(session) if step in were), None)
        if old is not None and old not in matched.values():
            matched[session.number] = old
    done = {outlook.goal.ready.goal.id: outlook.goal.done for outlook in after.goals}
    over = [session for session in before.sessions if all(step <= done.get(of, 0) for of, step in _steps(session))]
    return _changes(matched, [session for session in before.sessions if session not in over], after)


def changes_by_number(before: Plan, after: Plan, closed: int) -> tuple[Change, ...]:
    """Every date that differs between two forecasts of one plan, whose sessions up to number `closed` are over."""
    matched = {session.number: session for session in before.sessions}
    return _changes(matched, [session for session in before.sessions if session.number > closed], after)


def _changes(matched: dict[int, PlannedSession], open_before: list[PlannedSession], after: Plan) -> tuple[Change, ...]:
    """`matched` leads from the number of a session of `after` to what it was."""
    kept = [matched[session.number] for session in after.sessions if session.number in matched]
    return (
        *[change for session in after.sessions for change in _moved(matched.get(session.number), session)],
        *[
            Change(session.number, field, getattr(session, field), None, ())
            for session in open_before
            if session not in kept
            for field in FIELDS
        ],
    )


def _steps(session: PlannedSession) -> list[Step]:
    return [(treatment.goal_id, treatment.step) for treatment in session.treatments]


def _moved(before: PlannedSession | None, after: PlannedSession) -> list[Change]:
    changes = []
    for field in FIELDS:
        was: date | None = None if before is None else getattr(before, field)
        now: date = getattr(after, field)
        if was != now:
            changes.append(Change(after.number, field, was, now, _binding(after, field)))
    return changes


def _binding(session: PlannedSession, field: Field) -> tuple[ReasonCode, ...]:
    """The codes of the steps that moved the date; all of them where none did."""
    steps = [reason for reason in session.reasons if reason.sets == field]
    moving = [reason.code for reason in steps if reason.from_on != reason.to_on]
    return tuple(dict.fromkeys(moving or [reason.code for reason in steps]))
