"""A plan as it goes over the wire: each number with what it rests on, whatever is rendered ahead or by template."""

from dataclasses import replace
from typing import Any

import orjson
import pytest

from app.api.schemas.plan_preview import Presenter
from app.planning.catalogue.evidence import Evidence, weakest
from app.planning.opening import Opening
from app.planning.plan import Plan, Planner
from tests.planning.builders import (
    ADULT,
    a_goal,
    a_needling,
    an_opening,
    in_days,
    proposed,
    the_catalogue,
)

Json = dict[str, Any]
PRESENTER = Presenter(the_catalogue(), "1.0.0")
DECIDED = {"decision_needed": False}
DARK = ADULT._replace(skin_type="V")


def sent(plan: Plan, presenter: Presenter = PRESENTER) -> Json:
    document: Json = orjson.loads(orjson.dumps(presenter.plan(plan)))
    return document


def resting_on(evidence: Evidence) -> Json:
    return {"basis": evidence.basis, "sources": list(evidence.sources)}


@pytest.mark.parametrize(
    "opening",
    [
        an_opening(),
        an_opening(patient=DARK),
        an_opening(a_goal(), a_goal("fine_lines", "hands"), a_goal("fine_lines", "periorbital"), patient=DARK),
        an_opening(a_goal("hyperpigmentation", kind="melasma"), history=(a_needling(in_days(-30)),)),
    ],
)
def test_a_treatment_says_what_was_planned_and_what_its_numbers_rest_on(opening: Opening) -> None:
    plan = proposed(opening)
    adjuncts = {one.code: one for one in the_catalogue().adjuncts}
    for session, document in zip(plan.sessions, sent(plan)["sessions"], strict=True):
        assert document["treatments"] == [
            {
                "goal_id": one.goal_id,
                "step": one.step,
                "of": one.of,
                "area": one.area,
                "depth_mm": {
                    "min": one.depth.min_mm,
                    "max": one.depth.max_mm,
                    "bound_by": one.depth.bound_by,
                    "bound_by_goal_id": one.depth.bound_by_goal_id,
                    "confirm_up_to": one.depth.confirm_mm,
                    "override_up_to": one.depth.override_mm,
                    "zones": [
                        {"area": area, "max": most, "bound_by": bound_by} for area, most, bound_by in one.depth.zones
                    ],
                    **resting_on(one.depth.evidence),
                },
                "endpoint": one.endpoint,
                "endpoint_basis": one.endpoint_evidence.basis,
                "endpoint_sources": list(one.endpoint_evidence.sources),
                "adjuncts": [
                    {
                        "code": code,
                        "text": adjuncts[code].text,
                        "off_label": adjuncts[code].off_label,
                        **resting_on(adjuncts[code].evidence),
                    }
                    for code in one.adjuncts
                ],
            }
            for one in session.treatments
        ]


def test_a_session_says_what_its_downtime_rests_on() -> None:
    plan = proposed(an_opening(a_goal("fine_lines", "periorbital")))
    (step,) = [step for step in the_catalogue().downtime if step.days.value == 1]
    for session in sent(plan)["sessions"]:
        assert session["downtime"] == {"days": 1, **resting_on(step.days.evidence)}


def test_downtimes_of_equal_length_keep_their_own_evidence() -> None:
    ours = the_catalogue()
    steps = tuple(
        replace(step, days=step.days._replace(value=3, evidence=Evidence("derived", (), f"step {number}")))
        for number, step in enumerate(ours.downtime)
    )
    labelled = replace(steps[0], days=steps[0].days._replace(evidence=Evidence("label", ("SkinPen_IFU_text",))))
    catalogue = replace(ours, downtime=(labelled, *steps[1:]))
    plan = Planner(catalogue).propose(an_opening(a_goal("fine_lines", "periorbital"), a_goal("fine_lines", "hands")))
    presented = sent(plan, Presenter(catalogue, "1.0.0"))
    assert {session["downtime"]["basis"] for session in presented["sessions"]} == {"label"}


def test_a_goal_says_what_the_days_of_its_full_result_rest_on() -> None:
    (goal,) = sent(proposed(an_opening()))["goals"]
    full = the_catalogue().matching("acne_scars", "face", "moderate", None)[0].band.full_result
    assert full is not None
    evidence = weakest((full.min_days.evidence, full.max_days.evidence))
    assert (goal["full_result_basis"], goal["full_result_sources"]) == (evidence.basis, list(evidence.sources))


def test_without_a_figure_for_the_full_result_nothing_carries_it() -> None:
    ours = the_catalogue()
    protocol = ours.protocols["acne-scars-face"]
    without = replace(protocol, bands=tuple(replace(band, full_result=None) for band in protocol.bands))
    catalogue = replace(ours, protocols={**ours.protocols, protocol.code: without})
    (goal,) = sent(Planner(catalogue).propose(an_opening()), Presenter(catalogue, "1.0.0"))["goals"]
    members = ("full_result_on", "full_result_by", "full_result_basis", "full_result_sources")
    assert [goal[member] for member in members] == [None, None, None, []]


def test_every_session_of_the_history_is_judged_for_the_goal_that_it_was_for() -> None:
    history = (
        a_needling(in_days(-60)),
        a_needling(in_days(-50)),
        a_needling(in_days(-35), "neck", "skin_laxity"),
        a_needling(in_days(-30), "cheeks", "fine_lines"),
    )
    scars, neck = sent(proposed(an_opening(a_goal(), a_goal("skin_laxity", "neck"), history=history)))["goals"]
    on = [in_days(day).isoformat() for day in (-60, -50, -35)]
    assert scars["sessions"]["done"] == neck["sessions"]["done"] == 1
    assert scars["evaluated"] == [
        {"on": on[0], "status": "valid", "reasons": [], "counts": True, "gap_days": None, **DECIDED},
        {
            "on": on[1],
            "status": "not_valid",
            "reasons": ["interval_too_short"],
            "counts": False,
            "gap_days": 10,
            **DECIDED,
        },
    ]
    assert neck["evaluated"] == [
        {"on": on[2], "status": "valid", "reasons": [], "counts": True, "gap_days": None, **DECIDED}
    ]
    assert sent(proposed(an_opening()))["goals"][0]["evaluated"] == []


@pytest.mark.parametrize(("sessions", "overridden"), [(None, False), (3, False), (6, False), (7, True), (2, True)])
def test_a_number_that_the_protocol_does_not_hold_leaves_a_mark(sessions: int | None, overridden: bool) -> None:
    plan = proposed(an_opening(a_goal(sessions=sessions, override=True)))
    assert sent(plan)["goals"][0]["sessions"]["overridden"] == overridden


def test_a_goal_outside_the_label_names_the_codes_of_the_reasons() -> None:
    nobody = ADULT._replace(birth_date=None, skin_type=None)
    (goal,) = sent(proposed(an_opening(a_goal("fine_lines", "neck"), patient=nobody, label="us_fda")))["goals"]
    assert (goal["on_label"], goal["off_label"]) == (False, ["skin_type_unknown", "age_unknown"])
    (goal,) = sent(proposed(an_opening(label="us_fda")))["goals"]
    assert (goal["on_label"], goal["off_label"]) == (True, [])
