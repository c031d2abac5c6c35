"""Every fault that a question can have, with where it is and what would be right."""

from datetime import date
from typing import Any

import pytest

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
from app.planning.refusals import Fault, RequestFaulty
from app.planning.request_checks import faults_in
from tests.planning.builders import (
    ADULT,
    AS_OF,
    a_finding,
    a_goal,
    a_needling,
    an_opening,
    in_days,
    the_catalogue,
    the_planner,
)

Path = tuple[str | int, ...]
CATALOGUE = the_catalogue()
AREAS = tuple(area.code for area in CATALOGUE.areas.all())
BORN_ON = date(1986, 5, 17)
LINES, FOR_LINES = a_goal("fine_lines"), a_needling(AS_OF, concern="fine_lines")


def faults(*goals: Goal, **changes: Any) -> tuple[Fault, ...]:
    return faults_in(CATALOGUE, an_opening(*goals, **changes))


def found(*goals: Goal, **changes: Any) -> list[tuple[Path, str]]:
    return [(fault.path, fault.code) for fault in faults(*goals, **changes)]


def test_a_sound_question_has_no_fault() -> None:
    assert faults() == ()


@pytest.mark.parametrize(
    ("patient", "expected"),
    [
        (Patient(birth_date=in_days(1)), [(("patient", "birth_date"), "day_in_the_future")]),
        (Patient(birth_date=AS_OF), []),
        (Patient(birth_year=2027), [(("patient", "birth_year"), "day_in_the_future")]),
        (Patient(birth_year=2026), []),
        (Patient(birth_date=BORN_ON, birth_year=1987), [(("patient", "birth_year"), "contradiction")]),
        (Patient(birth_date=BORN_ON, birth_year=1986), []),
        (Patient(), []),
    ],
)
def test_nobody_is_born_after_today_or_in_two_years(patient: Patient, expected: list[tuple[Path, str]]) -> None:
    assert found(patient=patient) == expected


@pytest.mark.parametrize(
    ("goal", "path", "code", "allowed"),
    [
        (a_goal("freckles"), "concern", "unknown_concern", tuple(CATALOGUE.concerns)),
        (a_goal(kind="melasma"), "kind", "unknown_kind", ("rolling", "boxcar", "ice_pick")),
        (a_goal("fine_lines", kind="deep"), "kind", "unknown_kind", ()),
        (a_goal(area="moon"), "area", "unknown_area", AREAS),
        (
            a_goal(area="eyelids"),
            "area",
            "area_not_treatable",
            tuple(area.code for area in CATALOGUE.areas.all() if area.treatable),
        ),
        (a_goal("stretch_marks", "abdomen"), "kind", "kind_required", ("alba", "rubra")),
        (a_goal("hyperpigmentation", "cheeks"), "kind", "kind_required", ("melasma", "post_inflammatory")),
    ],
)
def test_a_goal_names_what_exists(goal: Goal, path: str, code: str, allowed: tuple[str, ...]) -> None:
    (fault,) = faults(goal)
    assert (fault.path, fault.code) == (("goals", 0, path), code)
    listed = fault.params["allowed"]
    assert isinstance(listed, tuple)
    assert sorted(listed) == sorted(allowed)


def test_a_goal_without_a_protocol_lists_the_protocols_of_its_concern() -> None:
    (fault,) = faults(a_goal("acne_scars", "hands"))
    assert (fault.path, fault.code) == (("goals", 0), "no_protocol")
    kinds, severities = ("rolling", "boxcar", "ice_pick"), ("mild", "moderate", "severe")
    assert fault.params == {
        "exists": tuple(
            {"protocol": code, "areas": (area,), "kinds": kinds, "severities": severities}
            for code, area in (("acne-scars-back", "back"), ("acne-scars-face", "face"))
        )
    }


def test_a_severity_without_a_band_lists_those_that_have_one() -> None:
    severe = a_goal("hyperpigmentation", "periorbital", kind="periorbital", severity="severe")
    (fault,) = faults(severe)
    assert fault.code == "no_protocol"
    exists = fault.params["exists"]
    assert isinstance(exists, tuple)
    assert {one["protocol"]: one["severities"] for one in exists}["periorbital-hyperpigmentation"] == (
        "mild",
        "moderate",
    )


@pytest.mark.parametrize(
    ("sessions", "override", "faulty"),
    [(None, False, False), (3, False, False), (6, False, False), (2, False, True), (7, False, True), (7, True, False)],
)
def test_sessions_outside_the_protocol_need_a_reason(sessions: int | None, override: bool, faulty: bool) -> None:
    goal = a_goal(sessions=sessions, override=override)
    expected = Fault(
        ("goals", 0, "sessions"),
        "sessions_outside_protocol",
        "The protocol holds 3 to 6 sessions; another number needs override_reason.",
        {"min": 3, "max": 6},
    )
    assert faults(goal) == ((expected,) if faulty else ())


@pytest.mark.parametrize(
    ("goals", "expected"),
    [
        ((a_goal(), a_goal(area="cheeks")), [(("goals", 1, "area"), "overlapping_goals")]),
        ((a_goal(area="cheeks"), a_goal(area="forehead")), []),
        ((a_goal(), a_goal("fine_lines", "cheeks")), []),
        ((a_goal(kind="rolling"), a_goal(area="cheeks", kind="boxcar")), []),
        ((a_goal(), a_goal(area="cheeks", severity="mild")), [(("goals", 1, "area"), "overlapping_goals")]),
        ((LINES, a_goal("fine_lines", "periorbital"), a_goal("fine_lines", "perioral")), []),
        (
            (a_goal("fine_lines", "periorbital"), LINES, a_goal("fine_lines", "cheeks")),
            [(("goals", 2, "area"), "overlapping_goals")],
        ),
        (
            (a_goal(area="cheeks"), a_goal(area="forehead"), a_goal(area="face")),
            [(("goals", 2, "area"), "overlapping_goals")] * 2,
        ),
        ((a_goal(), a_goal(), a_goal("freckles")), [(("goals", 2, "concern"), "unknown_concern")]),
    ],
)
def test_one_protocol_is_asked_for_once_in_areas_that_overlap(
    goals: tuple[Goal, ...], expected: list[tuple[Path, str]]
) -> None:
    assert found(*goals) == expected


SAID = "diabetes"


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ((a_finding("hiccups"),), [((0, "code"), "unknown_finding")]),
        ((a_finding("botulinum_toxin"),), []),
        ((a_finding(SAID, areas=("face", "moon")),), [((0, "areas", 1), "unknown_area")]),
        ((a_finding(SAID, present=False, started_on=AS_OF),), [((0, "present"), "contradiction")]),
        ((a_finding(SAID, present=None, ended_on=AS_OF),), [((0, "present"), "contradiction")]),
        ((a_finding(SAID, started_on=in_days(1)),), [((0, "started_on"), "day_in_the_future")]),
        ((a_finding(SAID, started_on=AS_OF, ended_on=in_days(9)),), []),
        ((a_finding(SAID, started_on=AS_OF, ended_on=in_days(-1)),), [((0, "ended_on"), "range_reversed")]),
        ((a_finding(MICRONEEDLING, ended_on=in_days(1)),), [((0, "ended_on"), "day_in_the_future")]),
        ((a_finding(MICRONEEDLING, ended_on=AS_OF),), []),
        ((a_finding("botulinum_toxin", ended_on=in_days(1)),), []),
        ((a_finding(SAID, started_on=date(1986, 5, 16)),), [((0, "started_on"), "before_birth")]),
        ((a_finding(SAID, ended_on=date(1986, 5, 16)),), [((0, "ended_on"), "before_birth")]),
        ((a_finding(SAID, started_on=BORN_ON),), []),
        ((a_finding(SAID), a_finding(SAID, present=False)), [((1, "present"), "contradiction")]),
        ((a_finding(SAID), a_finding(SAID, present=None)), []),
        ((a_finding(SAID, areas=("face",)), a_finding(SAID, areas=("neck",))), []),
    ],
)
def test_a_finding_has_a_known_code_and_no_contradiction(
    findings: tuple[Finding, ...], expected: list[tuple[Path, str]]
) -> None:
    assert found(findings=findings) == [(("findings", *path), code) for path, code in expected]


def test_an_unknown_finding_names_questions_and_procedures() -> None:
    (fault,) = faults(findings=(a_finding("hiccups"),))
    assert fault.params == {"allowed": (*CATALOGUE.questions, *CATALOGUE.procedures)}


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ((PastProcedure(AS_OF, "haircut"),), [((0, "procedure"), "unknown_procedure")]),
        ((a_needling(AS_OF, "moon"),), [((0, "area"), "unknown_area")]),
        ((a_needling(AS_OF, "face", "freckles"),), [((0, "concern"), "unknown_concern")]),
        ((a_needling(in_days(1)),), [((0, "on"), "day_in_the_future")]),
        ((PastProcedure(in_days(30), "botulinum_toxin"),), []),
        ((a_needling(date(1986, 5, 16)),), [((0, "on"), "before_birth")]),
        ((a_needling(BORN_ON),), []),
        ((a_needling(AS_OF), a_needling(AS_OF, "cheeks")), [((1, "on"), "two_on_one_day")]),
        ((a_needling(AS_OF, None), a_needling(AS_OF, "hands")), [((1, "on"), "two_on_one_day")]),
        ((a_needling(AS_OF, "face"), a_needling(AS_OF, "neck")), []),
        ((a_needling(AS_OF), a_needling(AS_OF, "cheeks", "fine_lines")), []),
        ((a_needling(AS_OF), a_needling(in_days(-1))), []),
        ((FOR_LINES, FOR_LINES._replace(area="periorbital")), []),
        ((FOR_LINES, FOR_LINES._replace(area="cheeks")), [((1, "on"), "two_on_one_day")]),
        ((FOR_LINES, FOR_LINES._replace(area=None)), [((1, "on"), "two_on_one_day")]),
        ((PastProcedure(AS_OF, "dermal_filler"), PastProcedure(AS_OF, "dermal_filler")), []),
    ],
)
def test_history_has_known_codes_and_days_that_can_be(
    history: tuple[PastProcedure, ...], expected: list[tuple[Path, str]]
) -> None:
    assert found(history=history) == [(("history", *path), code) for path, code in expected]


def test_an_unknown_procedure_names_every_one() -> None:
    (fault,) = faults(history=(PastProcedure(AS_OF, "haircut"),))
    allowed = fault.params["allowed"]
    assert isinstance(allowed, tuple)
    assert allowed[0] == MICRONEEDLING
    assert set(allowed) == {MICRONEEDLING, *CATALOGUE.procedures}
    assert len(set(allowed)) == len(allowed)


def test_a_day_before_the_year_of_birth_is_a_contradiction() -> None:
    long_ago = date(1989, 12, 31)
    patient = Patient(birth_year=1990)
    assert found(patient=patient, history=(a_needling(long_ago),)) == [(("history", 0, "on"), "before_birth")]
    started = (a_finding(SAID, started_on=long_ago),)
    assert found(patient=patient, findings=started) == [(("findings", 0, "started_on"), "before_birth")]
    assert found(patient=patient, history=(a_needling(date(1990, 1, 1)),)) == []


def test_ranges_are_not_reversed() -> None:
    reversed_one, one_day = DayRange(AS_OF, in_days(-1)), DayRange(AS_OF, AS_OF)
    assert found(
        availability=Availability(unavailable=(one_day, reversed_one)),
        clinic=ClinicCalendar(closures=(reversed_one, one_day)),
    ) == [
        (("availability", "unavailable", 1, "to_on"), "range_reversed"),
        (("clinic_calendar", "closures", 0, "to_on"), "range_reversed"),
    ]


def test_a_region_whose_holidays_nobody_knows_and_an_unknown_label_are_faults() -> None:
    assert found(clinic=ClinicCalendar(holidays=None), label="eu_ce") == [
        (("clinic_calendar", "holiday_region"), "unknown_holiday_region"),
        (("label",), "unknown_label"),
    ]
    (fault,) = faults(label="eu_ce")
    assert fault.params == {"allowed": tuple(CATALOGUE.labels)}


def a_question_full_of_faults() -> Opening:
    return an_opening(
        a_goal("freckles"),
        a_goal(area="moon"),
        patient=Patient(birth_date=in_days(1)),
        findings=(a_finding("hiccups"),),
        history=(a_needling(in_days(1)),),
        availability=Availability(unavailable=(DayRange(AS_OF, in_days(-1)),)),
        label="eu_ce",
    )


def test_every_fault_is_found_at_once_in_the_order_of_the_question() -> None:
    with pytest.raises(RequestFaulty) as refused:
        the_planner().propose(a_question_full_of_faults())
    assert [fault.path[0] for fault in refused.value.faults] == [
        *("patient", "goals", "goals", "findings", "history", "availability", "label")
    ]
    assert str(refused.value) == "7 fault(s) in the request"
    with pytest.raises(RequestFaulty):
        the_planner().screening(a_question_full_of_faults())


def test_a_fault_never_repeats_what_was_sent() -> None:
    said = repr(faults_in(CATALOGUE, a_question_full_of_faults()))
    assert not any(sent in said for sent in ("freckles", "moon", "hiccups", "eu_ce"))


def test_facts_that_only_weigh_are_no_faults() -> None:
    heavy = (a_finding("bleeding_disorder"), a_finding("isotretinoin"))
    assert faults(findings=heavy, history=(a_needling(in_days(-1)),), patient=ADULT) == ()
