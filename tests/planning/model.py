"""The planning model restated: what a law needs to know of a question, worked out from the rules alone."""

from datetime import date, timedelta

from app.planning.catalogue.protocols import Band
from app.planning.opening import MICRONEEDLING, Goal, Opening
from app.planning.plan import Plan
from app.planning.treatment import Treatment
from tests.planning.builders import the_catalogue

CATALOGUE = the_catalogue()
HORIZON_DAYS = CATALOGUE.policy.horizon_days.value
VERDICTS = ("cleared", "cleared_with_conditions", "deferred", "incomplete", "contraindicated")
"""From the best."""


def band_of(goal: Goal) -> Band:
    return CATALOGUE.matching(goal.concern, goal.area, goal.severity, goal.kind)[0].band


def least_days(opening: Opening, goal: Goal) -> int:
    """The smallest interval of a goal: its protocol's, or the floor of the skin where that is higher."""
    rules = [CATALOGUE.sensitive_rule] if opening.patient.sensitive_skin else []
    if opening.patient.skin_type is not None:
        rules.append(CATALOGUE.skin_rules[opening.patient.skin_type])
    region = CATALOGUE.areas[goal.area].region
    floors = [rule.floor_days.value for rule in rules if rule.floor_days and region in rule.floor_regions]
    return max([band_of(goal).spacing.min.value, *floors])


def needled_days(opening: Opening, area: str) -> list[date]:
    return [
        entry.on
        for entry in opening.history
        if entry.procedure == MICRONEEDLING and (entry.area is None or CATALOGUE.areas.overlap(entry.area, area))
    ]


def can_be_booked(opening: Opening, day: date) -> bool:
    clinic, patient = opening.clinic, opening.availability
    return (
        opening.as_of <= day <= opening.as_of + timedelta(HORIZON_DAYS)
        and day.weekday() in clinic.open_weekdays & patient.weekdays
        and not any(span.from_on <= day <= span.to_on for span in (*clinic.closures, *patient.unavailable))
        and day not in {holiday.on for holiday in clinic.holidays or ()}
    )


def days_between(first: date, last: date) -> list[date]:
    """Both included."""
    return [date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1)]


def is_blocked(plan: Plan, treatments: tuple[Treatment, ...], day: date) -> bool:
    """True where the screening bars one of the treated areas on the day."""
    areas = {treatment.area for treatment in treatments}
    return any(
        block.first <= day.toordinal() < block.clear and not areas.isdisjoint(block.areas)
        for block in plan.screening.blocks
    )


def washed_out(opening: Opening, area: str, day: date) -> bool:
    """True where another procedure of the history is too near to needle the area."""
    region = CATALOGUE.areas[area].region
    for entry in opening.history:
        rule = CATALOGUE.procedures[entry.procedure]
        here = entry.area is None or CATALOGUE.areas.overlap(entry.area, area)
        if entry.procedure == MICRONEEDLING or not here or (rule.regions and region not in rule.regions):
            continue
        after = rule.days_after.value if rule.days_after else 0
        past = entry.on <= opening.as_of
        if (day - entry.on).days < rule.days_before.value and (past or (entry.on - day).days < max(after, 1)):
            return True
    return False


def untimely(plan: Plan) -> tuple[int, int, int]:
    """Infeasible, treatments past their lapse, treatments past their latest day: what 2.7 (a) puts first."""
    late = sum(len(session.treatments) for session in plan.sessions if session.recommended > session.latest)
    lapsed = sum(
        len(session.treatments)
        for session in plan.sessions
        if any(warning.code == "lapsed" for warning in session.warnings)
    )
    return int(plan.outcome == "infeasible"), lapsed, late


def caps_mm(opening: Opening, goal: Goal) -> list[float]:
    """Every bound on a goal's depth that is one number."""
    area = CATALOGUE.areas[goal.area]
    caps = [band_of(goal).depth_mm.max.value, area.default_max_mm.value, area.hard_max_mm.value]
    rule = CATALOGUE.skin_rules[opening.patient.skin_type] if opening.patient.skin_type else None
    if rule is not None and rule.depth_change_mm is not None:
        caps.append(round(area.default_max_mm.value + rule.depth_change_mm.value, 2))
    return caps


def same_concern_there(goal: Goal, goals: tuple[Goal, ...]) -> bool:
    """True where a goal may not join these: the same concern and kind in an area that overlaps."""
    return any(
        (goal.concern, goal.kind) == (other.concern, other.kind) and CATALOGUE.areas.overlap(goal.area, other.area)
        for other in goals
    )


def deciding_questions(opening: Opening) -> set[str]:
    """Codes of what is not answered and could change the verdict for one of the goals."""
    answered = {finding.code for finding in opening.findings if finding.present is not None}
    answered |= {entry.procedure for entry in opening.history}
    codes = set() if opening.patient.skin_type else {"skin_type"}
    if opening.patient.birth_date is None and opening.patient.birth_year is None:
        codes.add("birth_date")
    for goal in opening.goals:
        region = CATALOGUE.areas[goal.area].region
        for question in CATALOGUE.questions.values():
            here = (not question.concerns or goal.concern in question.concerns) and (
                not question.regions or region in question.regions
            )
            if here and {effect.kind for effect in question.effects} & {"contraindicated", "deferral", "sign_off"}:
                codes.add(question.code)
        codes |= {rule.code for rule in CATALOGUE.procedures.values() if not rule.regions or region in rule.regions}
    return codes - answered
