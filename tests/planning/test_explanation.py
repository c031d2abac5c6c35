"""The steps that lead to the three dates of a session, in stories of one session each."""

from dataclasses import replace
from typing import Any

from app.planning.catalogue.evidence import Evidence
from app.planning.catalogue.rulebook import Catalogue
from app.planning.opening import Availability, ClinicCalendar, PastProcedure, PublicHoliday
from app.planning.plan import Planner
from app.planning.reasons import Reason
from app.planning.session import PlannedSession
from tests.planning.builders import (
    ADULT,
    AS_OF,
    a_finding,
    a_goal,
    a_needling,
    a_spacing,
    an_opening,
    days_from,
    in_days,
    proposed,
    the_catalogue,
)

Step = tuple[str, str, int, int]
"""Which date, by which code, from and to which day after AS_OF."""
BAND = the_catalogue().matching("acne_scars", "face", "moderate", None)[0].band


def session(number: int = 1, **changes: Any) -> PlannedSession:
    return proposed(an_opening(**changes)).sessions[number - 1]


def steps(session: PlannedSession) -> list[Step]:
    return [
        (reason.sets, reason.code, (reason.from_on - AS_OF).days, (reason.to_on - AS_OF).days)
        for reason in session.reasons
    ]


def to(sets: str, found: PlannedSession) -> list[tuple[str, int, int]]:
    """The steps to one of the dates."""
    return [(code, first, last) for kind, code, first, last in steps(found) if kind == sets]


def of(found: PlannedSession, sets: str, code: str) -> Reason:
    return next(reason for reason in found.reasons if (reason.sets, reason.code) == (sets, code))


def closed(*spans: tuple[int, int]) -> ClinicCalendar:
    return ClinicCalendar(closures=tuple(days_from(*span) for span in spans))


def test_a_first_session_starts_when_it_was_asked_for() -> None:
    assert steps(session(start_on=in_days(3))) == [
        ("earliest", "start_requested", 0, 3),
        ("recommended", "start_requested", 3, 3),
        ("latest", "start_window", 3, 31),
    ]


def test_a_later_session_is_spaced_from_the_one_before() -> None:
    found = session(2)
    assert steps(found) == [
        ("earliest", "interval_min", 0, 28),
        ("recommended", "interval_target", 0, 30),
        ("latest", "interval_late_after", 0, 42),
    ]
    spacing = BAND.spacing
    assert [(reason.params, reason.evidence, reason.goal_ids) for reason in found.reasons] == [
        ({"days": 28}, spacing.min.evidence, ("goal_1",)),
        ({"days": 30}, spacing.target.evidence, ("goal_1",)),
        ({"days": 42}, spacing.late_after.evidence, ("goal_1",)),
    ]


def test_a_floor_of_the_skin_is_a_step_of_its_own() -> None:
    found = session(2, patient=ADULT._replace(sensitive_skin=True))
    assert steps(found) == [
        ("earliest", "interval_min", 0, 28),
        ("earliest", "skin_type_floor", 28, 35),
        ("recommended", "interval_target", 0, 30),
        ("recommended", "skin_type_floor", 30, 35),
        ("latest", "interval_late_after", 0, 42),
    ]
    floor = the_catalogue().sensitive_rule.floor_days
    assert floor is not None
    step = of(found, "earliest", "skin_type_floor")
    assert (step.params, step.evidence) == ({"days": 35, "rule": "sensitive_skin"}, floor.evidence)


def test_a_deferral_moves_the_earliest_day_and_is_named() -> None:
    found = session(findings=(a_finding("sunburn", ended_on=in_days(-4)),))
    assert steps(found) == [
        ("earliest", "start_requested", 0, 0),
        ("earliest", "deferral", 0, 10),
        ("recommended", "start_requested", 10, 10),
        ("latest", "start_window", 10, 38),
    ]
    assert of(found, "earliest", "deferral").params == {"finding": "sunburn", "until": in_days(10)}


def test_one_deferral_after_the_other_is_told_in_their_order() -> None:
    history = (PastProcedure(in_days(9), "botulinum_toxin", "face"),)
    found = session(findings=(a_finding("sunburn", ended_on=in_days(-4)),), history=history)
    assert to("earliest", found) == [
        ("start_requested", 0, 0),
        ("deferral", 0, 10),
        ("procedure_washout", 10, 23),
    ]
    washout = of(found, "earliest", "procedure_washout")
    rule = the_catalogue().procedures["botulinum_toxin"].days_before
    assert washout.params == {"procedure": "botulinum_toxin", "on": in_days(9), "days": 14}
    assert washout.evidence == rule.evidence


def test_a_target_before_the_earliest_day_moves_there_for_the_same_reason() -> None:
    history = (a_needling(in_days(-60)),)
    found = session(history=history, findings=(a_finding("sunburn", ended_on=in_days(-4)),))
    assert steps(found) == [
        ("earliest", "interval_min", -60, -32),
        ("earliest", "deferral", -32, 10),
        ("recommended", "interval_target", -60, -30),
        ("recommended", "deferral", -30, 10),
        ("latest", "interval_late_after", -60, -18),
        ("latest", "deferral", -18, 10),
    ]


def test_a_window_in_the_past_stays_there_and_the_day_is_the_next_that_can_be_booked() -> None:
    found = session(history=(a_needling(in_days(-60)),), start_on=in_days(-50), clinic=closed((0, 1)))
    assert steps(found) == [
        ("earliest", "interval_min", -60, -32),
        ("recommended", "interval_target", -60, -30),
        ("recommended", "start_requested", -30, 0),
        ("recommended", "clinic_closed", 0, 2),
        ("recommended", "no_bookable_day_in_window", 2, 2),
        ("latest", "interval_late_after", -60, -18),
    ]
    assert of(found, "recommended", "start_requested").params == {"as_of": AS_OF}
    assert (found.earliest, found.recommended, found.latest) == (in_days(-32), in_days(2), in_days(-18))
    assert found.timing == "overdue"
    assert [(warning.code, warning.params) for warning in found.warnings if warning.code == "overdue"] == [
        ("overdue", {"earliest": in_days(-32), "latest": in_days(-18)})
    ]


def test_every_run_of_blocked_days_is_a_step() -> None:
    clinic = ClinicCalendar(
        frozenset(range(6)),
        closures=(days_from(0, 1),),
        holidays=(PublicHoliday(in_days(2), "Feast"), PublicHoliday(in_days(3), "Second feast")),
    )
    patient = Availability(frozenset({1, 3, 5, 6}), unavailable=(days_from(4, 5),))
    found = session(clinic=clinic, availability=patient)
    assert to("recommended", found) == [
        ("start_requested", 0, 0),
        ("clinic_closed", 0, 2),
        ("public_holiday", 2, 3),
        ("public_holiday", 3, 4),
        ("patient_unavailable", 4, 6),
        ("clinic_closed", 6, 7),
        ("weekday_preference", 7, 8),
    ]
    blocked = [reason for reason in found.reasons if reason.sets == "recommended"][1:]
    assert [reason.params for reason in blocked] == [
        {"from_on": AS_OF, "to_on": in_days(1)},
        {"name": "Feast"},
        {"name": "Second feast"},
        {"from_on": in_days(4), "to_on": in_days(5)},
        {},
        {},
    ]
    assert {reason.evidence for reason in blocked} == {None}


def test_a_day_before_the_target_is_reached_backwards() -> None:
    found = session(2, clinic=closed((30, 40)))
    assert to("recommended", found) == [("interval_target", 0, 30), ("clinic_closed", 30, 29)]


def test_without_a_day_in_the_window_a_later_one_is_taken_with_a_warning() -> None:
    found = session(clinic=closed((0, 30)))
    assert to("recommended", found) == [
        ("start_requested", 0, 0),
        ("clinic_closed", 0, 31),
        ("no_bookable_day_in_window", 31, 31),
    ]
    window = {"earliest": AS_OF, "latest": in_days(28)}
    assert of(found, "recommended", "no_bookable_day_in_window").params == window
    assert ("no_bookable_day_in_window", window) in [(warning.code, warning.params) for warning in found.warnings]


def test_a_day_past_the_lapse_is_warned_of_as_well() -> None:
    found = session(history=(a_needling(in_days(-60)),), clinic=closed((0, 30)))
    codes = [warning.code for warning in found.warnings]
    assert codes[:2] == ["no_bookable_day_in_window", "lapsed"] or codes[:2] == ["overdue", "lapsed"]
    assert {"lapsed_after": in_days(30)} in [warning.params for warning in found.warnings]


def test_a_session_moved_for_the_sake_of_later_ones_says_so() -> None:
    # The third session fits on day 74 alone: 42 days after day 32, at the latest.
    clinic = closed((57, 73), (75, 96))
    assert session(3, clinic=clinic).recommended == in_days(74)
    found = session(2, clinic=clinic)
    assert to("recommended", found) == [("interval_target", 0, 30), ("later_sessions_fit_better", 30, 42)]


def test_a_session_put_off_although_its_window_had_a_day_is_not_said_to_have_had_none() -> None:
    # Starting at once would let the fourth session lapse; 2.7 (a) puts the whole series off instead.
    found = session(clinic=closed((57, 73), (75, 200)))
    assert (found.latest, found.recommended) == (in_days(28), in_days(201))
    assert to("recommended", found) == [("start_requested", 0, 0), ("later_sessions_fit_better", 0, 201)]
    params = {"earliest": AS_OF, "latest": in_days(28), "spares_later_sessions": True}
    assert [(warning.code, warning.params) for warning in found.warnings][:1] == [("no_bookable_day_in_window", params)]


def with_spacing(*days: int) -> Catalogue:
    shipped = the_catalogue()
    protocol = shipped.protocols["acne-scars-face"]
    bands = tuple(replace(band, spacing=a_spacing(*days)) for band in protocol.bands)
    return replace(shipped, protocols={protocol.code: replace(protocol, bands=bands)})


def test_the_last_session_is_never_moved_for_the_sake_of_later_ones() -> None:
    one = an_opening(a_goal(sessions=3), history=(a_needling(in_days(-30)), a_needling(AS_OF)), clinic=closed((11, 39)))
    (found,) = Planner(with_spacing(5, 5, 30, 32, 90)).propose(one).sessions
    assert found.recommended == in_days(10)
    assert "later_sessions_fit_better" not in [reason.code for reason in found.reasons]


def test_the_start_window_ends_with_the_screening() -> None:
    found = session(start_on=in_days(70))
    assert to("latest", found) == [("start_window", 70, 98), ("screening_validity", 98, 90)]
    validity = the_catalogue().policy.screening_valid_days
    step = of(found, "latest", "screening_validity")
    assert (step.params, step.evidence) == ({"days": 90, "valid_until": in_days(90)}, validity.evidence)


def test_a_start_after_the_screening_ends_is_warned_of() -> None:
    found = session(start_on=in_days(91))
    assert to("latest", found) == [("start_window", 91, 119), ("screening_validity", 119, 91)]
    assert "screening_expires_before_session" in [warning.code for warning in found.warnings]
    assert "screening_expires_before_session" not in [
        warning.code for warning in session(start_on=in_days(90)).warnings
    ]


def test_the_start_window_ends_with_the_last_day_to_start() -> None:
    goal = a_goal("surgical_scars", "abdomen", kind="early")
    opening = an_opening(goal, history=(PastProcedure(in_days(-100), "surgery", "abdomen"),))
    found = proposed(opening).sessions[0]
    assert to("latest", found) == [("start_window", 0, 28), ("start_window", 28, 12)]
    last = [reason for reason in found.reasons if reason.sets == "latest"][-1]
    assert last.params == {"procedure": "surgery", "days": 112}
    assert isinstance(last.evidence, Evidence)
