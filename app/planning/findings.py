"""What the findings and the history say: each effect of each rule that acts on the day the series starts."""

from datetime import date

from app.planning.calendar import DEFERRAL, WASHOUT, Block
from app.planning.catalogue.procedures import Procedure
from app.planning.catalogue.questions import Effect, EffectKind, Question
from app.planning.catalogue.rulebook import Catalogue
from app.planning.goals import ReadyGoal
from app.planning.opening import MICRONEEDLING, Finding, Opening
from app.planning.screened import Said, Screened


def said_by_findings(catalogue: Catalogue, opening: Opening, goals: tuple[ReadyGoal, ...]) -> list[Said]:
    """What every present finding says for these goals, in the order of the findings."""
    said: list[Said] = []
    for finding in opening.findings:
        if not finding.present:
            continue
        question = catalogue.questions.get(finding.code)
        rule = question or catalogue.procedures[finding.code]
        touched = _touched(catalogue, rule, finding.areas, goals)
        if not touched:
            continue
        if question is None:
            said.extend(_washout(catalogue.procedures[finding.code], finding, opening, touched))
            continue
        for effect in question.effects:
            one = _apply(effect, finding, opening, touched)
            if one is not None:
                said.append(one)
    return said


def _touched(
    catalogue: Catalogue, rule: Question | Procedure, areas: tuple[str, ...], goals: tuple[ReadyGoal, ...]
) -> tuple[str, ...]:
    """The areas of the goals that a finding touches; one of the whole body, or one that names no area, touches all."""
    everywhere = not areas or (isinstance(rule, Question) and rule.where == "body")
    touched = []
    for goal in goals:
        code = goal.area.code
        if _matters_for(rule, goal) and (everywhere or any(catalogue.areas.overlap(code, named) for named in areas)):
            touched.append(code)
    return tuple(dict.fromkeys(touched))


def _matters_for(rule: Question | Procedure, goal: ReadyGoal) -> bool:
    if isinstance(rule, Question) and rule.concerns and goal.goal.concern not in rule.concerns:
        return False
    return not rule.regions or goal.area.region in rule.regions


def _apply(effect: Effect, finding: Finding, opening: Opening, touched: tuple[str, ...]) -> Said | None:
    """What one effect of a present finding says, or None where it does not act (any more) when the series starts."""
    relevant_on = max(opening.as_of, opening.start_on)
    lasts = finding.ended_on is None or finding.ended_on >= relevant_on
    if effect.when == ("ended" if lasts else "current"):
        return None
    until = _until(effect, finding, opening, lasts)
    open_ended = effect.kind == "deferral" and finding.ended_on is None
    if until is not None and until <= relevant_on and not open_ended:
        return None
    overridden = effect.overridable and finding.override
    screened = Screened(
        code=finding.code,
        effect="sign_off" if overridden else effect.kind,
        areas=touched,
        until=until,
        open_ended=open_ended,
        overridable=effect.overridable,
        overridden=overridden,
        text=effect.text,
        evidence=effect.evidence,
    )
    return Said(screened, _deferral(effect, finding, until, touched))


def _deferral(effect: Effect, finding: Finding, until: date | None, touched: tuple[str, ...]) -> Block | None:
    if effect.kind != "deferral" or until is None:
        return None
    evidence = effect.days.evidence if effect.days else effect.evidence
    return Block(touched, 0, until.toordinal(), DEFERRAL, {"finding": finding.code, "until": until}, evidence)


def _until(effect: Effect, finding: Finding, opening: Opening, lasts: bool) -> date | None:
    """The first day on which the effect no longer holds; None: not known, or without end.

    A finding holds on the day it ends. One whose end is not known ends on `as_of` at the earliest, so a deferral runs
    from there; an effect that acts only while the finding lasts needs its days only then.
    """
    days = None if effect.days is None else effect.days.value
    if effect.counts_from == "started_on":
        return None if finding.started_on is None or days is None else _later(finding.started_on, days)
    if finding.ended_on is None:
        return _later(opening.as_of, days) if effect.kind == "deferral" and days is not None else None
    if effect.when == "current":
        return _later(finding.ended_on, 1)
    if effect.kind == "deferral":
        return _later(finding.ended_on, max(1, days or 0))
    return None if lasts or days is None else _later(finding.ended_on, days)


def _later(day: date, days: int) -> date:
    return date.fromordinal(day.toordinal() + days)


def said_by_history(catalogue: Catalogue, opening: Opening, goals: tuple[ReadyGoal, ...]) -> list[Said]:
    """What every other procedure of the history says; earlier needlings space and count instead."""
    said: list[Said] = []
    for entry in opening.history:
        if entry.procedure == MICRONEEDLING:
            continue
        areas = () if entry.area is None else (entry.area,)
        procedure = catalogue.procedures[entry.procedure]
        touched = _touched(catalogue, procedure, areas, goals)
        if touched:
            finding = Finding(entry.procedure, present=True, ended_on=entry.on, areas=areas)
            said.extend(_washout(procedure, finding, opening, touched))
    return said


def _washout(procedure: Procedure, done: Finding, opening: Opening, touched: tuple[str, ...]) -> list[Said]:
    """The days around another procedure on which its areas are not needled, and a sign-off where the rules want one.

    A procedure whose day is not known may have been on `as_of`.
    """
    relevant_on = max(opening.as_of, opening.start_on)
    on = done.ended_on or opening.as_of
    clear = _later(on, procedure.days_before.value)
    said: list[Said] = []
    if clear > relevant_on:
        after = procedure.days_after.value if procedure.days_after else 1
        params = {"procedure": procedure.code, "on": on, "days": procedure.days_before.value}
        first = on.toordinal() - after + 1 if on > opening.as_of else 0
        block = Block(touched, first, clear.toordinal(), WASHOUT, params, procedure.days_before.evidence)
        effect: EffectKind = "deferral" if first <= relevant_on.toordinal() else "advice"
        text = f"{procedure.title}: needling waits {procedure.days_before.value} days after it."
        said.append(Said(_of_procedure(procedure, effect, touched, clear, text), block))
    signed_until = _later(on, (procedure.sign_off_days or procedure.days_before).value)
    if procedure.sign_off and signed_until > relevant_on:
        said.append(Said(_of_procedure(procedure, "sign_off", touched, signed_until, procedure.sign_off), None))
    return said


def _of_procedure(
    procedure: Procedure, effect: EffectKind, touched: tuple[str, ...], until: date | None, text: str
) -> Screened:
    evidence = procedure.days_before.evidence
    return Screened(procedure.code, effect, touched, until, False, False, False, text, evidence)
