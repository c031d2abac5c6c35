"""Computed answers: nothing is stored, nothing is read but the question and the rules."""

from app.planning.catalogue.asked import Questionnaire
from app.planning.opening import Opening
from app.planning.plan import Plan, Planner
from app.planning.screened import Screening
from app.planning.screening import questionnaire


def preview_plan(planner: Planner, opening: Opening) -> Plan:
    """The series for a question. Raises RequestFaulty when the question cannot be planned as it stands."""
    return planner.propose(opening)


def preview_screening(planner: Planner, opening: Opening) -> tuple[Screening, Questionnaire]:
    """The verdict for a question, with all that is asked for its goals. Raises RequestFaulty like `preview_plan`."""
    return planner.screening(opening), questionnaire(planner.catalogue, planner.ready_goals(opening))
