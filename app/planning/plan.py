"""From a question to a plan: screen, group, lay out the days, explain them, and follow up.

    Planner.propose -> ready goals -> screen -> in_time -> visits_of -> explain -> sessions, reviews, maintenance

Everything is a value; nothing here reads a clock or keeps anything.
"""

from datetime import date, timedelta
from typing import Literal, NamedTuple

from app.planning.age import age_is_known
from app.planning.bookable import Bookable
from app.planning.calendar import DayMap, bookable_days
from app.planning.care import Anaesthetic, CareNeeds, CarePlan, anaesthetic_advice, care_needs
from app.planning.catalogue.rulebook import Catalogue
from app.planning.explanation import Situation
from app.planning.follow_up import (
    Course,
    MaintenanceWindow,
    PlannedReview,
    course_of,
    full_result_on,
    joined,
    maintenance_of,
    reviews_of,
)
from app.planning.goals import ReadyGoal, ready
from app.planning.grouping import AreaGroup, OpenGoal, groups_of
from app.planning.opening import Goal, Opening
from app.planning.ready_by import Readiness, in_time, not_ready, readiness
from app.planning.reasons import Warned
from app.planning.refusals import RequestFaulty
from app.planning.repairs import Repair, repairs_of
from app.planning.request_checks import faults_in
from app.planning.screened import Screening
from app.planning.screening import screen
from app.planning.session import PlannedSession, parts_of, sessions_of
from app.planning.sharing import fits_horizon, visitors_of, visits_of
from app.planning.visits import Optimality, Visits

Outcome = Literal["planned", "contraindicated", "infeasible"]


class GoalOutlook(NamedTuple):
    """A goal in the plan: how many sessions are planned and done, and when its result can be judged."""

    goal: OpenGoal
    full_result_on: date | None
    full_result_by: date | None


class Plan(NamedTuple):
    """The answer. Without sessions when it is `contraindicated` or `infeasible`.

    `optimality` says whether no better schedule exists; `fewest_visits` is the number of days at the clinic below which
    no schedule that is as good in time can go. `ready_by` is None when no day was named.
    """

    outcome: Outcome
    opening: Opening
    catalogue: Catalogue
    screening: Screening
    goals: tuple[GoalOutlook, ...]
    sessions: tuple[PlannedSession, ...]
    reviews: tuple[PlannedReview, ...]
    maintenance: tuple[MaintenanceWindow, ...]
    anaesthetic: Anaesthetic
    finish_on: date | None
    optimality: Optimality
    fewest_visits: int
    ready_by: Readiness | None
    repairs: tuple[Repair, ...]
    warnings: tuple[Warned, ...]


class Planner:
    """Plans over one catalogue. What it works out of the rules for a goal it keeps: the rules do not change."""

    __slots__ = ("_care", "_care_findings", "_ready", "catalogue")

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._ready: dict[tuple[object, ...], ReadyGoal] = {}
        self._care: dict[CareNeeds, CarePlan] = {}
        self._care_findings = frozenset(code for task in catalogue.care for code in task.findings)

    def horizon(self, as_of: date) -> tuple[date, date]:
        """The days that a calendar must know: `as_of` and the last day that can be booked, both included."""
        return as_of, as_of + timedelta(self.catalogue.policy.horizon_days.value)

    def propose(self, opening: Opening) -> Plan:
        """The plan for a question. Raises RequestFaulty with every fault when it cannot be planned as it stands."""
        goals = self.ready_goals(opening)
        screening = screen(self.catalogue, opening, goals)
        if screening.result == "contraindicated":
            return self._without_sessions("contraindicated", opening, screening, goals)
        calendar = self._calendar(opening)
        groups = in_time(self.catalogue, opening, goals, screening, calendar)
        visits = None if groups is None else visits_of(groups, calendar)
        if groups is None or visits is None:
            return self._without_sessions("infeasible", opening, screening, goals)
        plan = self._laid_out(Situation(self.catalogue, opening, calendar), screening, groups, visits)
        if opening.ready_by is None:
            return plan
        outlooks = tuple([(outlook.goal, outlook.full_result_on) for outlook in plan.goals])
        return plan._replace(ready_by=readiness(opening.ready_by, goals, outlooks))

    def screening(self, opening: Opening) -> Screening:
        """The screening verdict alone. Raises RequestFaulty like `propose`."""
        return screen(self.catalogue, opening, self.ready_goals(opening))

    def ready_goals(self, opening: Opening) -> tuple[ReadyGoal, ...]:
        """The goals of a question with their rules. Raises RequestFaulty with every fault of the question."""
        faults = faults_in(self.catalogue, opening)
        if faults:
            raise RequestFaulty(faults)
        return tuple([self._ready_goal(opening, goal) for goal in opening.goals])

    def _laid_out(
        self,
        situation: Situation,
        screening: Screening,
        groups: tuple[AreaGroup, ...],
        visits: Visits,
    ) -> Plan:
        opening = situation.opening
        anaesthetic = anaesthetic_advice(self.catalogue, screening)
        care = self._care_for(care_needs(opening, self._care_findings, anaesthetic))
        if len(groups) > 1:
            situation = situation._replace(visitors=visitors_of(groups, visits.days))
        parts = [
            part for group, own in zip(groups, visits.days, strict=True) for part in parts_of(situation, group, own)
        ]
        sessions = sessions_of(situation, screening, care, parts)
        courses = _courses(groups, sessions, opening)
        bookable = Bookable(situation.calendar, (), opening)
        reviewed = [review for course in courses for review in reviews_of(course, bookable, self.catalogue.policy)]
        return Plan(
            outcome="planned",
            opening=opening,
            catalogue=self.catalogue,
            screening=screening,
            goals=tuple([_outlook(course) for course in courses]),
            sessions=sessions,
            reviews=joined(reviewed) if len(courses) > 1 else tuple(reviewed),
            maintenance=tuple([window for course in courses if (window := maintenance_of(course)) is not None]),
            anaesthetic=anaesthetic,
            finish_on=max([session.back_to_normal_on for session in sessions], default=None),
            optimality=visits.optimality,
            fewest_visits=visits.fewest_visits,
            ready_by=None,
            repairs=(),
            warnings=_plan_warnings(opening, groups),
        )

    def _without_sessions(
        self, outcome: Outcome, opening: Opening, screening: Screening, ready_goals: tuple[ReadyGoal, ...]
    ) -> Plan:
        groups = groups_of(self.catalogue, opening, ready_goals, screening)
        goals = {goal.ready.goal.id: goal for group in groups for goal in group.goals}
        infeasible = outcome == "infeasible"
        return Plan(
            outcome=outcome,
            opening=opening,
            catalogue=self.catalogue,
            screening=screening,
            goals=tuple([GoalOutlook(goals[goal.id], None, None) for goal in opening.goals]),
            sessions=(),
            reviews=(),
            maintenance=(),
            anaesthetic=anaesthetic_advice(self.catalogue, screening),
            finish_on=None,
            optimality="proven",
            fewest_visits=0,
            ready_by=not_ready(opening.ready_by) if infeasible else None,
            repairs=repairs_of(self.catalogue, opening, self._is_feasible) if infeasible else (),
            warnings=_plan_warnings(opening, groups),
        )

    def _is_feasible(self, opening: Opening) -> bool:
        goals = tuple([self._ready_goal(opening, goal) for goal in opening.goals])
        screening = screen(self.catalogue, opening, goals)
        if screening.result == "contraindicated":
            return False
        calendar = self._calendar(opening)
        groups = in_time(self.catalogue, opening, goals, screening, calendar)
        return groups is not None and all(fits_horizon(group, calendar) for group in groups)

    def _calendar(self, opening: Opening) -> DayMap:
        horizon = self.catalogue.policy.horizon_days.value
        return bookable_days(opening.as_of, horizon, opening.clinic, opening.availability)

    def _care_for(self, needs: CareNeeds) -> CarePlan:
        known = self._care.get(needs)
        if known is None:
            known = self._care[needs] = CarePlan(self.catalogue, needs)
        return known

    def _ready_goal(self, opening: Opening, goal: Goal) -> ReadyGoal:
        """The goal with its rules, which depend on codes of goal, patient and label alone: there are finitely many.

        Of the age they depend on whether it is known, where a label asks for one.
        """
        patient, label = opening.patient, opening.label
        asked = (goal.concern, goal.area, goal.severity, goal.kind)
        key = (*asked, patient.skin_type, bool(patient.sensitive_skin), label, label and age_is_known(patient))
        known = self._ready.get(key)
        if known is None:
            known = self._ready[key] = ready(self.catalogue, opening, goal)
        return known._replace(goal=goal)


def _courses(groups: tuple[AreaGroup, ...], sessions: tuple[PlannedSession, ...], opening: Opening) -> list[Course]:
    """The goals in the order they were asked for, each with its days."""
    days: dict[str, list[tuple[int, date]]] = {goal.id: [] for goal in opening.goals}
    for session in sessions:
        for treatment in session.treatments:
            days[treatment.goal_id].append((session.number, session.recommended))
    goals = {goal.ready.goal.id: goal for group in groups for goal in group.goals}
    return [course_of(goals[goal.id], tuple(days[goal.id])) for goal in opening.goals]


def _outlook(course: Course) -> GoalOutlook:
    days = full_result_on(course)
    return GoalOutlook(course.goal, *(days or (None, None)))


def _plan_warnings(opening: Opening, groups: tuple[AreaGroup, ...]) -> tuple[Warned, ...]:
    warnings = []
    patient = opening.patient
    if patient.skin_type is None:
        warnings.append(Warned("skin_type_unknown", {}))
    if patient.sensitive_skin is None:
        warnings.append(Warned("sensitive_skin_unknown", {}))
    done = tuple(goal.ready.goal.id for group in groups for goal in group.goals if not goal.remaining)
    if done:
        warnings.append(Warned("series_already_complete", {"goal_ids": done}))
    return tuple(warnings)
