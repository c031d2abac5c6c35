"""Every reason, warning and repair has its sentence, which says what happened and nothing it does not know."""

import re
from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given

from app.formats.wording import reason_text, repair_text, spoken, warning_text
from app.planning.opening import Opening
from app.planning.reasons import Reason, ReasonCode, Warned
from app.planning.repairs import Repair, RepairCode
from tests.planning.builders import CITED, proposed
from tests.planning.strategies import openings

MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)
NOT_YET = {"override"}
"""Codes of what a clinician decides on a kept plan: no step of a preview writes them."""


def a_reason(code: Any, sets: Any = "recommended", start: date = MONDAY, end: date = FRIDAY, **params: Any) -> Reason:
    return Reason(sets, code, start, end, params, CITED, ("goal_1",))


SENTENCES = [
    (a_reason("start_requested", "earliest"), "The series may start from 6 March 2026 on."),
    (a_reason("start_requested"), "The series starts as early as it may, on 6 March 2026."),
    (
        a_reason("start_requested", as_of=FRIDAY),
        "That day has passed; 6 March 2026 is the first that can still be booked.",
    ),
    (a_reason("interval_min", days=28), "The skin needs at least 28 days after 2 March 2026."),
    (a_reason("interval_target", days=30), "The usual interval is 30 days after 2 March 2026."),
    (a_reason("interval_late_after", days=42), "More than 42 days after 2 March 2026 is late."),
    (a_reason("deferral", finding="recent_tan", until=FRIDAY), "Because of recent tan, not before 6 March 2026."),
    (
        a_reason("procedure_washout", procedure="dermal_filler", on=MONDAY, days=14),
        "Needling waits 14 days after dermal filler on 2 March 2026.",
    ),
    (a_reason("clinic_closed"), "The clinic is not open on 2 March 2026, a Monday."),
    (
        a_reason("clinic_closed", from_on=MONDAY, to_on=FRIDAY),
        "The clinic is closed from 2 March 2026 to 6 March 2026.",
    ),
    (a_reason("public_holiday", name="Feast"), "2 March 2026 is a public holiday (Feast)."),
    (
        a_reason("patient_unavailable", from_on=MONDAY, to_on=FRIDAY),
        "The patient cannot come from 2 March 2026 to 6 March 2026.",
    ),
    (a_reason("weekday_preference"), "2 March 2026 is a Monday, not one of the patient's weekdays."),
    (
        a_reason("later_sessions_fit_better", session=3),
        "On 6 March 2026 it leaves session 3 a better day.",
    ),
    (a_reason("shared_session", goal_ids=("goal_2",)), "On 6 March 2026 it shares the visit with goal_2."),
    (
        a_reason("ready_by", on=date(2026, 6, 12), label="wedding", days=3),
        "All is to be over by 12 June 2026 (wedding), with 3 days to recover.",
    ),
    (
        a_reason("ready_by", on=date(2026, 6, 12), label=None, days=3),
        "All is to be over by 12 June 2026, with 3 days to recover.",
    ),
    (a_reason("start_window", days=28), "It should take place within 28 days, by 6 March 2026."),
    (
        a_reason("start_window", days=112, procedure="surgery"),
        "The series should start within 112 days after the surgery.",
    ),
    (a_reason("screening_validity", valid_until=FRIDAY), "The screening holds until 6 March 2026."),
    (
        a_reason("screening_validity", valid_until=MONDAY),
        "The screening holds only until 2 March 2026, so the window ends on its first day, 6 March 2026.",
    ),
    (a_reason("no_bookable_day_in_window"), "No bookable day lies nearer."),
    (
        a_reason("no_bookable_day_in_window", earliest=MONDAY, latest=FRIDAY),
        "No day from 2 March 2026 to 6 March 2026 could be booked.",
    ),
    (
        a_reason("label_age", years=22, label="us_fda"),
        "The chosen label asks for 22 years of age, reached on 6 March 2026.",
    ),
    (
        a_reason("skin_type_floor", days=35, rule="sensitive_skin"),
        "With sensitive skin, intervals are at least 35 days.",
    ),
    (a_reason("skin_type_floor", days=28, rule="skin_type_v"), "With skin type V, intervals are at least 28 days."),
]


@pytest.mark.parametrize(("reason", "sentence"), SENTENCES)
def test_a_reason_is_one_sentence(reason: Reason, sentence: str) -> None:
    assert reason_text(reason) == sentence


def test_every_code_that_a_step_can_have_has_a_sentence() -> None:
    assert {reason.code for reason, _ in SENTENCES} >= set(get_args(ReasonCode)) - NOT_YET


@pytest.mark.parametrize(
    ("warned", "sentence"),
    [
        (Warned("overdue", {"latest": FRIDAY}), "The window ended on 6 March 2026; the session is overdue."),
        (
            Warned("no_bookable_day_in_window", {"earliest": MONDAY, "latest": FRIDAY}),
            "No day from 2 March 2026 to 6 March 2026 can be booked; a later one was taken.",
        ),
        (
            Warned("lapsed", {"lapsed_after": FRIDAY}),
            "More than the longest gap has passed after 6 March 2026: review and screen again first.",
        ),
        (
            Warned("screening_expires_before_session", {"valid_until": FRIDAY}),
            "The screening holds only until 6 March 2026: screen again before this session.",
        ),
        (
            Warned("start_window_passed", {"last_start_on": FRIDAY}),
            "This protocol starts by 6 March 2026; choose the protocol for an older scar.",
        ),
        (
            Warned("care_before_today", {"codes": ("stop_waxing", "last_acids")}),
            "Some preparation should have been done before today: stop waxing, last acids.",
        ),
        (
            Warned("skin_type_unknown", {}),
            "The skin type is not known: depths, intervals and care here take no account of it.",
        ),
        (
            Warned("sensitive_skin_unknown", {}),
            "Whether the skin is sensitive is not known: depths, intervals and care here take no account of it.",
        ),
        (
            Warned("series_already_complete", {"goal_ids": ("goal_1",)}),
            "The series of a goal is complete; nothing is planned for it.",
        ),
    ],
)
def test_a_warning_is_one_sentence(warned: Warned, sentence: str) -> None:
    assert warning_text(warned) == sentence


def test_a_late_day_taken_for_the_sake_of_later_sessions_does_not_say_that_there_was_none() -> None:
    window = {"earliest": MONDAY, "latest": FRIDAY, "spares_later_sessions": True}
    said = warning_text(Warned("no_bookable_day_in_window", window))
    assert said.startswith("A day after 6 March 2026 was taken")
    assert "later sessions" in said


@pytest.mark.parametrize("code", get_args(RepairCode))
def test_every_repair_has_a_sentence(code: RepairCode) -> None:
    said = repair_text(Repair(code, {"days": 3, "goal_id": "goal_2", "sessions": 2, "start_on": date(2026, 6, 13)}))
    assert re.fullmatch(r"[A-Z][^{}]*\.", said)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 12, 9), "9 December 2026"),
        (date(2028, 2, 29), "29 February 2028"),
        (date(2026, 1, 31), "31 January 2026"),
    ],
)
def test_a_day_is_spoken_without_leading_zeros(day: date, words: str) -> None:
    assert spoken(day) == words


def test_only_a_day_can_be_spoken() -> None:
    with pytest.raises(TypeError, match="date"):
        spoken("2026-03-02")


@given(openings())
def test_whatever_is_planned_can_be_told(opening: Opening) -> None:
    plan = proposed(opening)
    told = [reason_text(reason) for session in plan.sessions for reason in session.reasons]
    told += [reason_text(reason) for review in plan.reviews for reason in review.reasons]
    told += [warning_text(warned) for session in plan.sessions for warned in session.warnings]
    told += [warning_text(warned) for warned in plan.warnings]
    told += [repair_text(repair) for repair in plan.repairs]
    for sentence in told:
        assert re.fullmatch(r"[A-Z0-9][^{}_]*\.", sentence.replace("goal_", "goal ")), sentence
