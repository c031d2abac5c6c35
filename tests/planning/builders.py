"""What the tests of planning are made of: openings, goals, facts and rules, with everything that is not the point."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from app.planning.bookable import Bookable
from app.planning.calendar import bookable_days
from app.planning.catalogue.areas import Area
from app.planning.catalogue.evidence import Cited, Evidence
from app.planning.catalogue.procedures import Procedure
from app.planning.catalogue.protocols import Band, Depth, Spacing
from app.planning.catalogue.questions import Effect, Question
from app.planning.catalogue.rulebook import Catalogue
from app.planning.catalogue.skin import SkinRule
from app.planning.goals import ReadyGoal
from app.planning.opening import (
    MICRONEEDLING,
    Availability,
    ClinicCalendar,
    DayRange,
    Finding,
    Goal,
    Opening,
    PastProcedure,
    Patient,
)
from app.planning.plan import Plan, Planner
from app.planning.screened import Screening
from app.planning.screening import screen
from app.planning.session import PlannedSession
from app.rules.loader import load_rules, shipped_rules_dir

AS_OF = date(2026, 3, 2)
"""A Monday."""
ADULT = Patient(birth_date=date(1986, 5, 17), skin_type="II", sensitive_skin=False)
CITED = Evidence("derived", (), "of the test")


@cache
def the_catalogue() -> Catalogue:
    """The shipped rules."""
    return load_rules(shipped_rules_dir())


@cache
def the_planner() -> Planner:
    """A planner over the shipped rules."""
    return Planner(the_catalogue())


def cited(value: Any) -> Cited[Any]:
    return Cited(value, CITED)


def in_days(days: int, since: date = AS_OF) -> date:
    return since + timedelta(days)


def days_from(first: int, last: int, since: date = AS_OF) -> DayRange:
    return DayRange(in_days(first, since), in_days(last, since))


def a_goal(concern: str = "acne_scars", area: str = "face", **changes: Any) -> Goal:
    return Goal(**{"id": "goal_1", "concern": concern, "area": area, **changes})


def an_opening(*goals: Goal, **changes: Any) -> Opening:
    """Everything about the patient known, nothing found, every day bookable."""
    numbered = tuple(goal._replace(id=f"goal_{number}") for number, goal in enumerate(goals or (a_goal(),), start=1))
    as_of = changes.get("as_of", AS_OF)
    return Opening(**{"as_of": as_of, "start_on": as_of, "goals": numbered, "patient": ADULT, **changes})


def a_finding(code: str, *, present: bool | None = True, **changes: Any) -> Finding:
    return Finding(code, present, **changes)


def a_needling(on: date, area: str | None = "face", concern: str | None = "acne_scars") -> PastProcedure:
    return PastProcedure(on, MICRONEEDLING, area, concern)


def needlings(*gaps: int, area: str = "face", concern: str | None = "acne_scars") -> tuple[PastProcedure, ...]:
    """Needlings with these gaps between them, the first on 2025-01-01."""
    days = [date(2025, 1, 1)]
    for gap in gaps:
        days.append(in_days(gap, days[-1]))
    return tuple(a_needling(on, area, concern) for on in days)


def a_spacing(*days: int) -> Spacing:
    """absolute_min, min, target, late_after, lapse_after; without days those of the common row."""
    return Spacing(*(cited(value) for value in days or (14, 28, 30, 42, 90)))


def an_effect(kind: str = "deferral", **changes: Any) -> Effect:
    given = {"when": "always", "counts_from": "ended_on", "regions": (), "overridable": False, "text": "Said."}
    days = changes.pop("days", None)
    counted = cited(days) if isinstance(days, int) else days
    return Effect(**{"kind": kind, "evidence": CITED, **given, **changes, "days": counted})


def a_question(*effects: Effect, code: str = "asked", **changes: Any) -> Question:
    given: dict[str, Any] = {"kind": "condition", "text": "Is it so?", "help": "", "where": "area", "rows": ()}
    return Question(**{"code": code, "concerns": (), "regions": (), "effects": effects, **given, **changes})


def a_procedure(days_before: int, days_after: int | None = None, **changes: Any) -> Procedure:
    words = {"title": "Done", "question": "Was it done?", "help": "", "sign_off": "", "note": ""}
    given: dict[str, Any] = {**words, "where": "area", "regions": (), "except_concerns": ()}
    after = None if days_after is None else cited(days_after)
    sign_off_days = changes.pop("sign_off_days", None)
    return Procedure(
        **{"code": "done", "days_before": cited(days_before), "days_after": after, **given, **changes},
        sign_off_days=None if sign_off_days is None else cited(sign_off_days),
    )


def asking_only(*rules: Question | Procedure) -> Catalogue:
    """The shipped rules with these questions and procedures in place of all others."""
    return replace(
        the_catalogue(),
        questions={rule.code: rule for rule in rules if isinstance(rule, Question)},
        procedures={rule.code: rule for rule in rules if isinstance(rule, Procedure)},
    )


def ready_goals(opening: Opening, catalogue: Catalogue | None = None) -> tuple[ReadyGoal, ...]:
    return Planner(catalogue or the_catalogue()).ready_goals(opening)


def everything_denied(opening: Opening) -> Opening:
    """The same question with every open screening question answered with no."""
    catalogue = the_catalogue()
    said = {finding.code for finding in opening.findings}
    codes = [code for code in (*catalogue.questions, *catalogue.procedures) if code not in said]
    denied = tuple(a_finding(code, present=False) for code in codes)
    return opening._replace(findings=(*opening.findings, *denied))


def proposed(opening: Opening) -> Plan:
    return the_planner().propose(opening)


def by_goal(plan: Plan) -> dict[str, list[PlannedSession]]:
    """The sessions of each goal, in order."""
    sessions: dict[str, list[PlannedSession]] = {goal.id: [] for goal in plan.opening.goals}
    for session in plan.sessions:
        for treatment in session.treatments:
            sessions[treatment.goal_id].append(session)
    return sessions


def codes_of(entries: Iterable[Any]) -> list[str]:
    return [entry.code for entry in entries]


def screened_by(*rules: Question | Procedure, opening: Opening) -> Screening:
    """The verdict by these questions and procedures alone."""
    catalogue = asking_only(*rules)
    return screen(catalogue, opening, ready_goals(opening, catalogue))


def a_band(concern: str = "acne_scars", area: str = "face", severity: str = "moderate", **changes: Any) -> Band:
    """A shipped band with these numbers in place of its own."""
    kinds = [None, *(kind.code for kind in the_catalogue().concerns[concern].kinds)]
    matches = (the_catalogue().matching(concern, area, severity, changes.get("kind", kind)) for kind in kinds)
    return replace(next(found for found in matches if len(found) == 1)[0].band, **changes)


def a_depth(least: float, most: float, confirm: float | None = None, override: float | None = None) -> Depth:
    steps = [None if step is None else cited(step) for step in (confirm, override)]
    return Depth(cited(least), cited(most), *steps)


def an_area(code: str = "face", default: float = 1.5, hard: float = 2.5, **changes: Any) -> Area:
    """An area of the face with these caps, `label_max_mm` as a plain number."""
    label = changes.pop("label_max_mm", None)
    given: dict[str, Any] = {"title": code, "parent": None, "region": "face", "hard_max_concerns": (), "note": ""}
    return Area(
        **{"code": code, "skin_female_mm": None, "skin_male_mm": None, **given, **changes},
        default_max_mm=cited(default),
        hard_max_mm=cited(hard),
        label_max_mm=None if label is None else cited(label),
    )


def a_skin_rule(code: str = "skin_type_iv", **given: Any) -> SkinRule:
    """A rule that changes nothing but what is given, as plain numbers."""
    shipped = the_catalogue().skin_rules["I"]
    changes: dict[str, Any] = {
        name: cited(value) if name.endswith(("_days", "_mm")) else value for name, value in given.items()
    }
    return replace(shipped, code=code, **changes)


def bookable_but(*closed: tuple[int, int]) -> Bookable:
    """Every day from AS_OF to the horizon, less these (first, last) on which the clinic is closed."""
    clinic = ClinicCalendar(closures=tuple(days_from(*span) for span in closed))
    horizon_days = the_catalogue().policy.horizon_days.value
    return Bookable(bookable_days(AS_OF, horizon_days, clinic, Availability()), (), an_opening(clinic=clinic))
