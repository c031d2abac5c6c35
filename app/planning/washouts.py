"""What other procedures say: the days around them on which nobody needles, and what a clinician signs."""

from datetime import date

from app.planning.calendar import WASHOUT, Block, later
from app.planning.catalogue.evidence import Cited, Evidence
from app.planning.catalogue.procedures import Procedure
from app.planning.catalogue.questions import EffectKind
from app.planning.goals import ReadyGoal
from app.planning.history import times_of
from app.planning.opening import MICRONEEDLING
from app.planning.reach import Case, matters_for, reaches, touched
from app.planning.screened import Said, Screened


def said_by_history(case: Case) -> list[Said]:
    """What every other procedure of the history says; earlier needlings space and count instead."""
    said: list[Said] = []
    for entry in case.opening.history:
        if entry.procedure != MICRONEEDLING:
            procedure = case.catalogue.procedures[entry.procedure]
            said += said_of_procedure(case, procedure, entry.on, () if entry.area is None else (entry.area,))
    return said


def said_of_procedure(case: Case, procedure: Procedure, on: date, areas: tuple[str, ...]) -> list[Said]:
    """What a procedure says that was done, or will be, on a day in these areas (empty: anywhere)."""
    codes = touched(case, procedure, areas)
    if not codes:
        return []
    said = []
    day, starts_on = on.toordinal(), case.starts_on.toordinal()
    wait, signed = procedure.days_before, procedure.acts_for
    if day + wait.value > starts_on:
        after = procedure.days_after.value if procedure.days_after else 1
        first = day - after + 1 if on > case.opening.asked_on else 0
        said.append(_wait(procedure, wait, on, (first, starts_on), codes))
    if procedure.sign_off and day + signed.value > starts_on:
        until = later(on, signed.value)
        said.append(Said(_screened(procedure, "sign_off", codes, until, procedure.sign_off, signed.evidence), None))
    for goal in case.goals:
        if goal.match.band.start_after is not None:
            said += _held_back(case, procedure, on, codes, goal)
    return said


def _held_back(case: Case, procedure: Procedure, on: date, codes: tuple[str, ...], goal: ReadyGoal) -> list[Said]:
    """What keeps a protocol that starts some days after the procedure from starting before, where no washout does."""
    after = goal.match.band.start_after
    if after is None or after.procedure != procedure.code or goal.area.code not in codes:
        return []
    wait = after.min_days
    washes_out = on <= case.opening.asked_on and wait.value <= procedure.days_before.value
    if washes_out or later(on, wait.value) <= case.starts_on:
        return []
    return [_wait(procedure, wait, on, (0, case.starts_on.toordinal()), (goal.area.code,))]


def _wait(procedure: Procedure, wait: Cited[int], on: date, bounds: tuple[int, int], codes: tuple[str, ...]) -> Said:
    """Needling waits so many days after a procedure. `bounds`: the first day of the wait, and the day of the start."""
    first, starts_on = bounds
    until = later(on, wait.value)
    effect: EffectKind = "deferral" if first <= starts_on else "advice"
    text = f"{procedure.title}: needling waits {wait.value} days after it."
    params = {"procedure": procedure.code, "on": on, "days": wait.value}
    block = Block(codes, first, until.toordinal(), WASHOUT, params, wait.evidence)
    return Said(_screened(procedure, effect, codes, until, text, wait.evidence), block)


def _screened(
    procedure: Procedure, effect: EffectKind, codes: tuple[str, ...], until: date, text: str, evidence: Evidence
) -> Screened:
    return Screened(procedure.code, effect, codes, until, False, False, False, text, evidence)


def answered_by_history(case: Case) -> list[str]:
    """The procedures whose question the history answers, for every goal that they matter for.

    One that still acts when the series starts does, also when it is arranged for a day to come, and so does every
    needling. One that is over does not: it does not say that nothing came since. Nor does one somewhere else.
    """
    answered: list[str] = []
    starts_on = case.starts_on.toordinal()
    for entry in case.opening.history:
        procedure = case.catalogue.procedures.get(entry.procedure)
        if procedure is None or entry.procedure in answered:
            continue
        acts = entry.on.toordinal() + procedure.acts_for.value > starts_on or entry.procedure == MICRONEEDLING
        if acts and _is_about_all(case, procedure, entry.area):
            answered.append(entry.procedure)
    return answered


def _is_about_all(case: Case, procedure: Procedure, area: str | None) -> bool:
    if area is None:
        return True
    areas = (area,)
    return not [
        goal for goal in case.goals if matters_for(procedure, goal) and not reaches(case, procedure, areas, goal)
    ]


def undated_starts(case: Case) -> list[str]:
    """The procedures from which a protocol counts its start, and whose day nobody has given for its goal."""
    undated = []
    for goal in case.goals:
        after = goal.match.band.start_after
        if after is None:
            continue
        told = times_of(case.opening, after.procedure)
        if not any(entry.area is None or case.catalogue.areas.overlap(entry.area, goal.area.code) for entry in told):
            undated.append(after.procedure)
    return undated
