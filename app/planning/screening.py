"""Screening: the rules applied to the findings, before anything is planned.

What is not known is never taken for "no": an open question that could change the verdict makes it `incomplete`. Nothing
here advises stopping a prescribed medicine.
"""

from datetime import date
from operator import attrgetter

from app.planning.age import AgeRange, age_on, turns
from app.planning.catalogue.asked import Questionnaire
from app.planning.catalogue.evidence import Evidence
from app.planning.catalogue.questions import EffectKind
from app.planning.catalogue.rulebook import Catalogue
from app.planning.findings import said_by_findings
from app.planning.goals import ReadyGoal, skin_rules
from app.planning.opening import Opening, Patient
from app.planning.reach import Case
from app.planning.screened import Result, Said, Screened, Screening
from app.planning.washouts import answered_by_history, said_by_history, undated_starts

CONDITIONS = frozenset({"sign_off", "avoid_site", "no_topical_anaesthetic"})
_FIRST = attrgetter("first")


def screen(catalogue: Catalogue, opening: Opening, goals: tuple[ReadyGoal, ...]) -> Screening:
    """The verdict for these goals on `start_on` (or on the day of the screening, where that is later)."""
    asked_on = opening.asked_on
    case = Case(catalogue, opening, goals, max(asked_on, opening.start_on))
    age = age_on(opening.patient, case.starts_on)
    said = said_by_findings(case)
    if opening.history:
        said += said_by_history(case)
    said += _from_patient(catalogue, opening, goals, age)
    said += _from_protocols(goals)
    unanswered, could_change = _unanswered(case, age)
    findings = tuple([one.screened for one in said])
    blocks = [one.block for one in said if one.block is not None]
    if len(blocks) > 1:
        blocks.sort(key=_FIRST)
    deferred = [one.until for one in findings if one.effect == "deferral" and one.until is not None]
    return Screening(
        result=_result({one.effect for one in findings}, could_change),
        valid_until=date.fromordinal(asked_on.toordinal() + catalogue.policy.screening_valid_days.value),
        deferred_until=max(deferred) if deferred else None,
        unanswered=unanswered,
        findings=findings,
        blocks=tuple(blocks),
    )


def _result(effects: set[EffectKind], could_change: bool) -> Result:
    if "contraindicated" in effects:
        return "contraindicated"
    if could_change:
        return "incomplete"
    if "deferral" in effects:
        return "deferred"
    return "cleared_with_conditions" if effects & CONDITIONS else "cleared"


def _from_patient(
    catalogue: Catalogue, opening: Opening, goals: tuple[ReadyGoal, ...], age: AgeRange | None
) -> list[Said]:
    """Age limits, and sign-offs that a skin type asks for."""
    said = []
    at_start = age if opening.label is None else age_on(opening.patient, _starts_on(catalogue, opening.label, opening))
    limits = catalogue.age
    if age is not None and age.oldest < limits.refuse_below.value:
        said.append(
            _of_patient("age", "contraindicated", _everywhere(goals), limits.refuse_text, limits.refuse_below.evidence)
        )
    elif at_start is not None and at_start.youngest < limits.sign_off_below.value:
        said.append(
            _of_patient("age", "sign_off", _everywhere(goals), limits.sign_off_text, limits.sign_off_below.evidence)
        )
    for rule in skin_rules(catalogue, opening.patient):
        for consent in rule.consents:
            said.append(_of_patient(consent.code, "advice", _everywhere(goals), consent.text, consent.evidence))
        wanting = rule.sign_off_concerns
        if rule.sign_off is None:
            continue
        needing = tuple(
            [goal.area.code for goal in goals if goal.goal.concern in wanting or goal.match.kind in wanting]
        )
        if needing:
            said.append(
                _of_patient(rule.sign_off.code, "sign_off", needing, rule.sign_off.text, rule.sign_off.evidence)
            )
    return said


def _everywhere(goals: tuple[ReadyGoal, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([goal.area.code for goal in goals]))


def _starts_on(catalogue: Catalogue, label: str, opening: Opening) -> date:
    """The first day that the series may have when a label holds it back to its age limit."""
    day = max(opening.asked_on, opening.start_on)
    of_age = turns(opening.patient, catalogue.labels[label].min_age.value)
    return day if of_age is None else max(day, of_age)


def _of_patient(code: str, effect: EffectKind, areas: tuple[str, ...], text: str, evidence: Evidence) -> Said:
    return Said(Screened(code, effect, areas, None, False, False, False, text, evidence), None)


def _from_protocols(goals: tuple[ReadyGoal, ...]) -> list[Said]:
    """Sign-offs that a protocol itself asks for, and goals outside the chosen label."""
    said = []
    for goal in goals:
        asks = goal.band.sign_off
        if asks is not None:
            said.append(_of_patient(asks.code, "sign_off", (goal.area.code,), asks.text, asks.evidence))
        if goal.label is not None:
            for why in goal.label.off_label:
                said.append(_of_patient("off_label", "sign_off", (goal.area.code,), why.text, why.evidence))
    return said


def questionnaire(catalogue: Catalogue, goals: tuple[ReadyGoal, ...]) -> Questionnaire:
    """What is asked for these goals, each thing once."""
    relevant = [catalogue.asked[goal.goal.concern, goal.area.region] for goal in goals]
    return relevant[0] if len(relevant) == 1 else Questionnaire.of(one for part in relevant for one in part.asked)


def _unanswered(case: Case, age: AgeRange | None) -> tuple[tuple[str, ...], bool]:
    """The codes of open questions that matter for these goals, and whether one of them could change the verdict.

    A procedure that a protocol counts its start from stays open until its day is known, even where it was denied: a
    scar of an operation that never was is a contradiction.
    """
    opening = case.opening
    _, codes, deciding = questionnaire(case.catalogue, case.goals)
    known = {finding.code for finding in opening.findings if finding.present is not None}
    known.update(_known_of_patient(case.catalogue, opening.patient, age))
    if opening.history:
        known.update(answered_by_history(case))
    undated = undated_starts(case)
    if undated:
        known.difference_update(undated)
    return tuple([code for code in codes if code not in known]), not deciding <= known


def _known_of_patient(catalogue: Catalogue, patient: Patient, age: AgeRange | None) -> list[str]:
    known = []
    if age is not None and not _straddles(age, catalogue.age.refuse_below.value):
        known.append("birth_date")
    if patient.skin_type is not None:
        known.append("skin_type")
    if patient.sensitive_skin is not None:
        known.append("sensitive_skin")
    return known


def _straddles(age: AgeRange, limit: int) -> bool:
    return age.youngest < limit <= age.oldest
