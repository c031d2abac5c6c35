"""What the findings say: each effect of each rule that acts on the day the series starts."""

from datetime import date

from app.planning.calendar import DEFERRAL, Block, later
from app.planning.catalogue.evidence import Evidence
from app.planning.catalogue.questions import Effect
from app.planning.opening import MICRONEEDLING, Finding
from app.planning.reach import Case, touched
from app.planning.screened import Said, Screened
from app.planning.washouts import said_of_procedure

Until = tuple[date | None, Evidence]
"""The first day on which an effect no longer holds (None: not known, or without end), and what stands behind it."""


def said_by_findings(case: Case) -> list[Said]:
    """What every present finding says for the goals, in the order of the findings; a needling spaces instead."""
    said: list[Said] = []
    for finding in [one for one in case.opening.findings if one.present and one.code != MICRONEEDLING]:
        said += _said_by(case, finding)
    return said


def _said_by(case: Case, finding: Finding) -> list[Said]:
    question = case.catalogue.questions.get(finding.code)
    if question is None:
        # A procedure whose day is not known may have been on the day of asking.
        on = finding.ended_on or case.opening.asked_on
        return said_of_procedure(case, case.catalogue.procedures[finding.code], on, finding.areas)
    areas = touched(case, question, finding.areas)
    said = [_apply(effect, finding, case, _inside(case, effect, areas)) for effect in question.effects]
    return [one for one in said if one is not None]


def _inside(case: Case, effect: Effect, areas: tuple[str, ...]) -> tuple[str, ...]:
    if not effect.regions:
        return areas
    return tuple([code for code in areas if case.catalogue.areas[code].region in effect.regions])


def _apply(effect: Effect, finding: Finding, case: Case, areas: tuple[str, ...]) -> Said | None:
    """What one effect of a present finding says, or None where it does not act (any more) when the series starts."""
    lasts = finding.ended_on is None or finding.ended_on >= case.starts_on
    if not areas or effect.when == ("ended" if lasts else "current"):
        return None
    until, evidence = _until(effect, finding, case.opening.asked_on, lasts)
    open_ended = effect.kind == "deferral" and finding.ended_on is None
    if until is not None and until <= case.starts_on and not open_ended:
        return None
    overridden = effect.overridable and finding.override
    screened = Screened(
        code=finding.code,
        effect="sign_off" if overridden else effect.kind,
        areas=areas,
        until=until,
        open_ended=open_ended,
        overridable=effect.overridable,
        overridden=overridden,
        text=effect.text,
        evidence=evidence,
    )
    return Said(screened, _deferral(effect, finding, until, areas))


def _deferral(effect: Effect, finding: Finding, until: date | None, areas: tuple[str, ...]) -> Block | None:
    if effect.kind != "deferral" or until is None:
        return None
    evidence = effect.days.evidence if effect.days else effect.evidence
    return Block(areas, 0, until.toordinal(), DEFERRAL, {"finding": finding.code, "until": until}, evidence)


def _until(effect: Effect, finding: Finding, asked_on: date, lasts: bool) -> Until:
    """How long the effect holds.

    A finding holds on the day it ends. One whose end is not known ends on the day of asking at the earliest, so a
    deferral runs from there; an effect that acts only while the finding lasts needs its days only then.
    """
    days = None if effect.days is None else effect.days.value
    if effect.counts_from == "started_on":
        return _after(effect, finding.started_on, days)
    if finding.ended_on is None:
        return _after(effect, asked_on if effect.kind == "deferral" else None, days)
    if effect.when == "current":
        return later(finding.ended_on, 1), effect.evidence
    if effect.kind == "deferral":
        return _after(effect, finding.ended_on, max(1, days or 0))
    return _after(effect, None if lasts else finding.ended_on, days)


def _after(effect: Effect, day: date | None, days: int | None) -> Until:
    if day is None or days is None:
        return None, effect.evidence
    return later(day, days), effect.until_evidence
