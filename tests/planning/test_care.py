"""Which care tasks a session has, on which days, and what is said of anaesthetic and downtime."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.planning.calendar import DEFERRAL
from app.planning.care import Anaesthetic, CareTimeline, TaskList
from app.planning.catalogue.care import CareTask, Downtime
from app.planning.catalogue.rulebook import Catalogue
from app.planning.opening import Finding, Goal, Opening, Patient
from app.planning.plan import Plan, Planner
from tests.planning.builders import (
    ADULT,
    AS_OF,
    CITED,
    a_finding,
    a_goal,
    a_needling,
    an_opening,
    cited,
    everything_denied,
    in_days,
    the_catalogue,
)


def a_task(code: str = "task", **changes: Any) -> CareTask:
    everybody: dict[str, Any] = {
        **dict.fromkeys(("skin_types", "findings", "regions"), ()),
        **dict.fromkeys(("optional", "sensitive_only", "not_sensitive", "pigment_or_skin_types"), False),
        **dict.fromkeys(("first_session_only", "needs_anaesthetic"), False),
        "or_deeper_than_mm": None,
    }
    given = {"text": "Do it.", "day_offset": 0, "until_day_offset": 0, "hours": "", "role": "patient"}
    return CareTask(**{"code": code, "evidence": CITED, **given, **everybody, **changes})


def with_tasks(*tasks: CareTask) -> Catalogue:
    return replace(the_catalogue(), care=tasks)


def planned(opening: Opening, *tasks: CareTask) -> Plan:
    return Planner(with_tasks(*tasks)).propose(opening)


def tasks_of(opening: Opening, **changes: Any) -> list[int]:
    """In which sessions (by number) a task with these conditions is due."""
    plan = planned(opening, a_task(**changes))
    return [session.number for session in plan.sessions if session.care.tasks]


EVERY = [1, 2, 3, 4]
LAXITY_OF_THE_NECK = a_goal("skin_laxity", "neck")
MELASMA = a_goal("hyperpigmentation", "cheeks", kind="melasma", sessions=4)


@pytest.mark.parametrize(
    ("patient", "conditions", "due"),
    [
        (ADULT, {}, EVERY),
        (ADULT, {"skin_types": ("II", "III")}, EVERY),
        (ADULT, {"skin_types": ("IV",)}, []),
        (Patient(), {"skin_types": ("IV",)}, []),
        (ADULT, {"sensitive_only": True}, []),
        (ADULT, {"not_sensitive": True}, EVERY),
        (Patient(), {"sensitive_only": True}, []),
        (Patient(), {"not_sensitive": True}, EVERY),
        (ADULT._replace(sensitive_skin=True), {"sensitive_only": True}, EVERY),
        (ADULT._replace(sensitive_skin=True), {"not_sensitive": True}, []),
        (ADULT, {"pigment_or_skin_types": True, "skin_types": ("II",)}, EVERY),
        (ADULT, {"pigment_or_skin_types": True, "skin_types": ("IV",)}, []),
        (ADULT, {"first_session_only": True}, [1]),
        (ADULT, {"regions": ("face",)}, EVERY),
        (ADULT, {"regions": ("neck", "body")}, []),
    ],
)
def test_a_task_is_meant_for_some_patients_and_sessions(
    patient: Patient, conditions: dict[str, Any], due: list[int]
) -> None:
    assert tasks_of(an_opening(patient=patient), **conditions) == due


@pytest.mark.parametrize(
    ("goals", "conditions", "due"),
    [
        ((MELASMA,), {"pigment_or_skin_types": True, "skin_types": ("IV",)}, EVERY),
        ((a_goal(), LAXITY_OF_THE_NECK), {"regions": ("neck",)}, EVERY),
        ((a_goal(sessions=3), LAXITY_OF_THE_NECK), {"regions": ("face",)}, [1, 2, 3]),
    ],
)
def test_a_task_may_hang_on_the_goals_of_the_day(
    goals: tuple[Goal, ...], conditions: dict[str, Any], due: list[int]
) -> None:
    assert tasks_of(an_opening(*goals), **conditions) == due


@pytest.mark.parametrize(
    ("findings", "due"),
    [
        ((), []),
        ((a_finding("facial_herpes_history"),), EVERY),
        ((a_finding("facial_herpes_history", present=False),), []),
        ((a_finding("facial_herpes_history", present=None),), []),
        ((a_finding("diabetes"),), []),
    ],
)
def test_a_task_may_hang_on_a_finding(findings: tuple[Finding, ...], due: list[int]) -> None:
    opening = an_opening(findings=findings)
    assert tasks_of(opening, findings=("facial_herpes_history", "nickel_allergy")) == due


@pytest.mark.parametrize(
    ("limit", "skin_type", "due"),
    [(1.0, "II", EVERY), (1.49, "II", EVERY), (1.5, "II", []), (1.0, "V", [2, 3, 4]), (1.25, "V", [])],
)
def test_a_task_may_hang_on_the_depth_of_the_session(limit: float, skin_type: Any, due: list[int]) -> None:
    patient = ADULT._replace(skin_type=skin_type)
    deeper = {"regions": ("body",), "or_deeper_than_mm": cited(limit)}
    assert tasks_of(an_opening(patient=patient), **deeper) == due


def test_a_task_of_a_region_is_due_there_at_every_depth() -> None:
    deeper = {"regions": ("body",), "or_deeper_than_mm": cited(1.5)}
    assert tasks_of(an_opening(a_goal("skin_laxity", "hands", sessions=3)), **deeper) == [1, 2, 3]


def test_a_series_already_begun_has_no_first_session_tasks_for_it() -> None:
    begun = (a_needling(in_days(-30)),)
    assert tasks_of(an_opening(history=begun), first_session_only=True) == []
    both = an_opening(a_goal(), LAXITY_OF_THE_NECK, history=begun)
    plan = planned(both, a_task(first_session_only=True))
    starting = [session for session in plan.sessions if session.care.tasks]
    assert [[one.goal_id for one in session.treatments if one.step == 1] for session in starting] == [["goal_2"]]


def test_the_tasks_of_a_session_come_in_the_order_of_the_rules_with_the_first_day_that_ends_one() -> None:
    after, before = a_task("after", until_day_offset=3), a_task("before", day_offset=-7, until_day_offset=-5)
    plan = planned(an_opening(start_on=in_days(20)), after, before)
    assert plan.sessions[0].care == CareTimeline(in_days(20), TaskList((after, before), -5))


@pytest.mark.parametrize(("as_of", "overdue"), [(-5, ()), (-4, ("before",)), (0, ("before",)), (1, ("before", "day"))])
def test_a_task_is_overdue_once_its_last_day_has_passed(as_of: int, overdue: tuple[str, ...]) -> None:
    tasks = (
        a_task("before", day_offset=-7, until_day_offset=-5),
        a_task("may_be", day_offset=-7, until_day_offset=-5, optional=True),
        a_task("day"),
    )
    timeline = CareTimeline(AS_OF, TaskList(tasks, min(task.until_day_offset for task in tasks)))
    assert timeline.overdue(in_days(as_of)) == overdue


def test_a_session_too_near_for_its_preparation_says_so() -> None:
    before = a_task("before", day_offset=-7, until_day_offset=-5)

    def warned(start: date) -> list[tuple[str, object]]:
        first = planned(an_opening(start_on=start), before).sessions[0]
        return [(warning.code, warning.params) for warning in first.warnings]

    assert warned(in_days(4)) == [("care_before_today", {"codes": ("before",)})]
    assert warned(in_days(5)) == []


def test_what_speaks_against_anaesthetic_is_named_and_its_tasks_left_out() -> None:
    needing, other = a_task("cream", needs_anaesthetic=True), a_task("other")
    allergic = an_opening(findings=(a_finding("anaesthetic_allergy"),))
    plan = planned(allergic, needing, other)
    facts = the_catalogue().anaesthetic
    assert plan.anaesthetic == Anaesthetic(True, ("anaesthetic_allergy",), (), facts)
    assert plan.sessions[0].care.tasks == (other,)
    plan = planned(everything_denied(an_opening()), needing, other)
    assert plan.anaesthetic == Anaesthetic(False, (), (), facts)
    assert plan.sessions[0].care.tasks == (needing, other)


def test_the_advice_on_anaesthetic_depends_on_what_is_open() -> None:
    needing = a_task("cream", needs_anaesthetic=True)
    plan = planned(an_opening(), needing)
    assert plan.anaesthetic.advised_against is False
    assert plan.anaesthetic.depends_on == ("pregnancy_or_nursing", "anaesthetic_allergy", "anaesthetic_caution")
    assert plan.sessions[0].care.tasks == (needing,)
    denied = an_opening(findings=tuple(a_finding(code, present=False) for code in plan.anaesthetic.depends_on[1:]))
    assert planned(denied, needing).anaesthetic.depends_on == ("pregnancy_or_nursing",)


@pytest.mark.parametrize(
    ("steps", "days"),
    [(((1.5, 3), (3.0, 5)), 3), (((1.0, 1), (1.49, 2), (3.0, 5)), 5), (((1.5, 0),), 0)],
)
def test_downtime_follows_the_deepest_setting(steps: tuple[tuple[float, int], ...], days: int) -> None:
    downtime = tuple(Downtime(up_to_mm, cited(number)) for up_to_mm, number in steps)
    plan = Planner(replace(the_catalogue(), downtime=downtime)).propose(an_opening())
    for session in plan.sessions:
        assert (session.back_to_normal_on - session.recommended).days == days
        assert session.downtime == cited(days)


def test_the_deepest_treatment_of_a_shared_day_decides_its_downtime() -> None:
    plan = Planner(the_catalogue()).propose(an_opening(a_goal("fine_lines", "hands", sessions=3), a_goal()))
    shared = plan.sessions[0]
    assert [one.depth.max_mm for one in shared.treatments] == [0.5, 1.5]
    assert (shared.back_to_normal_on - shared.recommended).days == 3


def test_a_deferral_does_not_change_the_care_of_a_session() -> None:
    burnt = an_opening(findings=(a_finding("sunburn", ended_on=AS_OF),))
    plan = planned(burnt, a_task())
    assert {block.byte for block in plan.screening.blocks} == {DEFERRAL}
    assert plan.sessions[0].care == CareTimeline(in_days(14), TaskList((a_task(),), 0))
