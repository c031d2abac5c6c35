"""The planning model restated: what a law needs to know of a question, worked out from the rules alone."""

from datetime import date, timedelta
from typing import NamedTuple

from app.planning.age import turns
from app.planning.calendar import Block
from app.planning.catalogue.procedures import Procedure
from app.planning.catalogue.protocols import Band
from app.planning.opening import MICRONEEDLING, Goal, Opening, PastProcedure
from app.planning.plan import Plan
from app.planning.session import PlannedSession
from app.planning.treatment import Treatment
from tests.planning.builders import the_catalogue

CATALOGUE = the_catalogue()
HORIZON_DAYS = CATALOGUE.policy.horizon_days.value
VERDICTS = ("cleared", "cleared_with_conditions", "deferred", "incomplete", "contraindicated")
"""From the best."""


def band_of(goal: Goal) -> Band:
    return CATALOGUE.matching(goal.concern, goal.area, goal.severity, goal.kind)[0].band


def floor_days(opening: Opening, goal: Goal) -> int:
    """The floor that skin type or sensitivity sets under the intervals of a goal; 0: none."""
    rules = [CATALOGUE.sensitive_rule] if opening.patient.sensitive_skin else []
    if opening.patient.skin_type is not None:
        rules.append(CATALOGUE.skin_rules[opening.patient.skin_type])
    region = CATALOGUE.areas[goal.area].region
    return max([0, *(rule.floor_days.value for rule in rules if rule.floor_days and region in rule.floor_regions)])


def least_days(opening: Opening, goal: Goal) -> int:
    """The smallest interval of a goal: its protocol's, or the floor of the skin where that is higher."""
    return max(band_of(goal).spacing.min.value, floor_days(opening, goal))


def needled_days(opening: Opening, area: str) -> list[date]:
    """Every day on which the area was needled, told as history or as a finding (without a day: the day of asking)."""
    return [
        *(
            entry.on
            for entry in opening.history
            if entry.procedure == MICRONEEDLING and any(is_in(area, given.area) for given in entry.given)
        ),
        *(
            finding.ended_on or opening.asked_on
            for finding in opening.findings
            if finding.code == MICRONEEDLING and finding.present and is_in(area, *finding.areas or (None,))
        ),
    ]


def is_in(area: str, *named: str | None) -> bool:
    """True where one of the named areas (None: anywhere) overlaps this one."""
    return any(one is None or CATALOGUE.areas.overlap(one, area) for one in named)


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


def matters(rule: Procedure, goal: Goal) -> bool:
    region = CATALOGUE.areas[goal.area].region
    return goal.concern not in rule.except_concerns and (not rule.regions or region in rule.regions)


def acts_on(rule: Procedure, goal: Goal, area: str | None) -> bool:
    """True where a procedure in an area reaches a goal."""
    if area is None or is_in(goal.area, area):
        return True
    regions = {CATALOGUE.areas[code].region for code in (area, goal.area)}
    return rule.where == "region" and (regions <= set(rule.regions) if rule.regions else len(regions) == 1)


def washed_out(opening: Opening, goal: Goal, day: date) -> bool:
    """True where another procedure of the history is too near to needle for the goal."""
    for entry in opening.history:
        rule = CATALOGUE.procedures[entry.procedure]
        if entry.procedure == MICRONEEDLING or not matters(rule, goal) or not acts_on(rule, goal, entry.area):
            continue
        after = rule.days_after.value if rule.days_after else 0
        past = entry.on <= opening.asked_on
        if (day - entry.on).days < rule.days_before.value and (past or (entry.on - day).days < max(after, 1)):
            return True
    return False


def groups_of(opening: Opening) -> list[tuple[Goal, ...]]:
    """The goals whose areas overlap, or are joined by one that overlaps both; in the order of their first goals."""
    groups: list[list[Goal]] = []
    for goal in opening.goals:
        near = [group for group in groups if any(CATALOGUE.areas.overlap(goal.area, other.area) for other in group)]
        joined = [*(other for group in near for other in group), goal]
        groups = [group for group in groups if group not in near]
        groups.append(sorted(joined, key=opening.goals.index))
    return [tuple(group) for group in sorted(groups, key=lambda group: opening.goals.index(group[0]))]


class Bounds(NamedTuple):
    """The clinical bounds of one group's share of a session, and what they rest on."""

    session: PlannedSession
    goal_ids: tuple[str, ...]
    earliest: date
    target: date
    latest: date
    lapse: date | None
    is_first: bool


def bounds_of(plan: Plan) -> list[Bounds]:
    """The bounds of every group in every session, worked out anew from 2.4 and 2.6."""
    found: list[Bounds] = []
    for group in groups_of(plan.opening):
        ids = [goal.id for goal in group]
        needled = [day for goal in group for day in needled_days(plan.opening, goal.area)]
        last = max(needled, default=None)
        blocks = [block for block in plan.screening.blocks if not {goal.area for goal in group}.isdisjoint(block.areas)]
        start = _start_of(plan.opening, last)
        for session in plan.sessions:
            treated = [goal for goal in group if goal.id in {one.goal_id for one in session.treatments}]
            if not treated:
                continue
            goal_ids = tuple(goal_id for goal_id in ids if goal_id in {goal.id for goal in treated})
            if last is None:
                earliest = _out_of(blocks, start)
                latest = min(earliest + timedelta(28), plan.screening.valid_until, *_last_starts(plan.opening, group))
                own = Bounds(session, goal_ids, earliest, earliest, max(earliest, latest), None, is_first=True)
            else:
                window = _after(plan.opening, treated, last, start, blocks)
                own = Bounds(session, goal_ids, *window, is_first=False)
            found.append(own)
            last = session.recommended
    return found


def _after(
    opening: Opening, treated: list[Goal], last: date, start: date, blocks: list[Block]
) -> tuple[date, date, date, date]:
    """Earliest, target, latest and lapse of a session after day `last`."""
    spacings = [band_of(goal).spacing for goal in treated]
    least = max(least_days(opening, goal) for goal in treated)
    target = max(least, *(spacing.target.value for spacing in spacings))
    late_after = max(target, *(spacing.late_after.value for spacing in spacings))
    lapse_after = max(late_after, *(spacing.lapse_after.value for spacing in spacings))
    earliest = _out_of(blocks, max(start, last + timedelta(least)))
    target_on, latest = (max(earliest, last + timedelta(anchor)) for anchor in (target, late_after))
    return earliest, target_on, latest, last + timedelta(lapse_after)


def _start_of(opening: Opening, last: date | None) -> date:
    start = opening.start_on
    if last is not None and start <= opening.asked_on:
        start = last
    if opening.label is None:
        return start
    of_age = turns(opening.patient, CATALOGUE.labels[opening.label].min_age.value)
    return start if of_age is None else max(start, of_age)


def _out_of(blocks: list[Block], day: date) -> date:
    while any(block.first <= day.toordinal() < block.clear for block in blocks):
        day += timedelta(1)
    return day


def _last_starts(opening: Opening, group: tuple[Goal, ...]) -> list[date]:
    """The last days on which a protocol that counts its start from a procedure may start."""
    days = [date.max]
    for goal in group:
        after = band_of(goal).start_after
        if after is not None:
            told = [(entry.on, entry.area) for entry in opening.history if entry.procedure == after.procedure]
            for finding in opening.findings:
                if finding.code == after.procedure and finding.present and finding.ended_on:
                    told += [(finding.ended_on, area) for area in finding.areas or (None,)]
            days += [on + timedelta(after.max_days.value) for on, area in told if is_in(goal.area, area)]
    return days


def untimely(plan: Plan) -> tuple[int, int, int]:
    """Infeasible, treatments past their lapse, treatments past their latest day: what 2.7 (a) puts first."""
    lapsed = late = 0
    for own in bounds_of(plan):
        day = own.session.recommended
        late += len(own.goal_ids) if day > own.latest else 0
        lapsed += len(own.goal_ids) if own.lapse is not None and day > own.lapse else 0
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
    answered |= {entry.procedure for entry in opening.history if history_answers(opening, entry)}
    codes = set() if opening.patient.skin_type else {"skin_type"}
    if opening.patient.birth_date is None and opening.patient.birth_year is None:
        codes.add("birth_date")
    for goal in opening.goals:
        region = CATALOGUE.areas[goal.area].region
        for question in CATALOGUE.questions.values():
            here = (not question.concerns or goal.concern in question.concerns) and (
                not question.regions or region in question.regions
            )
            if here and {effect.kind for effect in question.effects} != {"advice"}:
                codes.add(question.code)
        codes |= {rule.code for rule in CATALOGUE.procedures.values() if matters(rule, goal)}
    return (codes - answered) | undated_operations(opening)


def history_answers(opening: Opening, entry: PastProcedure) -> bool:
    """True where an entry is a needling or still acts, for every goal that its procedure matters for."""
    rule = CATALOGUE.procedures[entry.procedure]
    days = max(rule.days_before.value, rule.sign_off_days.value if rule.sign_off_days else 0)
    over = entry.on + timedelta(days) <= max(opening.asked_on, opening.start_on)
    goals = [goal for goal in opening.goals if matters(rule, goal)]
    return (entry.procedure == MICRONEEDLING or not over) and all(acts_on(rule, goal, entry.area) for goal in goals)


def undated_operations(opening: Opening) -> set[str]:
    """Codes of procedures that a goal's protocol counts from and whose day in its area nobody has told."""
    undated = set()
    for goal in opening.goals:
        after = band_of(goal).start_after
        if after is None:
            continue
        dated = [entry.area for entry in opening.history if entry.procedure == after.procedure]
        for finding in opening.findings:
            if finding.code == after.procedure and finding.present and finding.ended_on:
                dated += finding.areas or (None,)
        if not is_in(goal.area, *dated):
            undated.add(after.procedure)
    return undated
