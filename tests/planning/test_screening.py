"""What the rules say of the findings: each kind of effect, its days, its place, and the verdict."""

from datetime import date
from typing import Any

import pytest

from app.planning.calendar import DEFERRAL, Block
from app.planning.catalogue.evidence import Cited, Evidence
from app.planning.catalogue.questions import Effect
from app.planning.opening import Finding, Opening, Patient
from app.planning.screened import Screened, Screening
from tests.planning.builders import (
    ADULT,
    AS_OF,
    CITED,
    a_finding,
    a_question,
    an_effect,
    an_opening,
    codes_of,
    in_days,
    screened_by,
)


def with_finding(*effects: Effect, opening: Opening | None = None, **finding: Any) -> Screening:
    """The verdict on one finding, by a question that has only these effects."""
    found = a_finding("asked", **finding)
    question = a_question(*effects)
    return screened_by(question, opening=(opening or an_opening())._replace(findings=(found,)))


def said(kind: str, until: date | None = None, **changes: Any) -> Screened:
    given = {"open_ended": False, "overridable": False, "overridden": False, "text": "Said.", "evidence": CITED}
    return Screened(**{"code": "asked", "effect": kind, "areas": ("face",), "until": until, **given, **changes})


def a_deferral(until: date, code: str = "asked", *areas: str) -> Block:
    params = {"finding": code, "until": until}
    return Block(areas or ("face",), 0, until.toordinal(), DEFERRAL, params, CITED)


@pytest.mark.parametrize(
    ("kind", "result"),
    [
        ("contraindicated", "contraindicated"),
        ("sign_off", "cleared_with_conditions"),
        ("avoid_site", "cleared_with_conditions"),
        ("no_topical_anaesthetic", "cleared_with_conditions"),
        ("advice", "cleared"),
    ],
)
def test_an_effect_is_listed_and_decides_the_verdict(kind: str, result: str) -> None:
    screening = with_finding(an_effect(kind))
    assert screening == Screening(
        result=result,  # type: ignore[arg-type]
        valid_until=in_days(90),
        deferred_until=None,
        unanswered=(),
        findings=(said(kind),),
        blocks=(),
    )


def test_nothing_found_is_cleared() -> None:
    screening = with_finding(an_effect("contraindicated"), present=False)
    assert screening == Screening("cleared", in_days(90), None, (), (), ())


@pytest.mark.parametrize("kind", ["contraindicated", "deferral", "sign_off", "avoid_site", "no_topical_anaesthetic"])
@pytest.mark.parametrize("findings", [(), (a_finding("asked", present=None),)])
def test_a_question_left_open_that_could_change_the_verdict_leaves_it_open(
    kind: str, findings: tuple[Finding, ...]
) -> None:
    screening = screened_by(a_question(an_effect(kind)), opening=an_opening(findings=findings))
    assert (screening.result, screening.unanswered) == ("incomplete", ("asked",))


def test_a_question_left_open_that_cannot_change_the_verdict_is_named_and_no_more() -> None:
    screening = screened_by(a_question(an_effect("advice")), opening=an_opening())
    assert (screening.result, screening.unanswered) == ("cleared", ("asked",))


def test_a_contraindication_outweighs_an_open_question_and_that_a_deferral() -> None:
    rules = (a_question(an_effect("contraindicated")), a_question(an_effect(days=3), code="other"))
    deferred = a_finding("other", ended_on=in_days(-1))
    opening = an_opening(findings=(deferred,))
    assert screened_by(*rules, opening=opening).result == "incomplete"
    both = an_opening(findings=(deferred, a_finding("asked")))
    assert screened_by(*rules, opening=both).result == "contraindicated"
    denied = an_opening(findings=(deferred, a_finding("asked", present=False)))
    assert screened_by(*rules, opening=denied).result == "deferred"


@pytest.mark.parametrize(
    ("when", "ended", "acts"),
    [
        ("current", None, True),
        ("current", 1, True),
        ("current", 0, True),
        ("current", -1, False),
        ("ended", None, False),
        ("ended", 0, False),
        ("ended", -1, True),
        ("always", None, True),
        ("always", 0, True),
        ("always", -1, True),
    ],
)
def test_an_effect_acts_while_the_finding_lasts_or_after_it(when: str, ended: int | None, *, acts: bool) -> None:
    day = None if ended is None else in_days(ended)
    assert bool(with_finding(an_effect("sign_off", when=when), ended_on=day).findings) == acts


def test_a_finding_is_judged_on_the_day_that_the_series_starts() -> None:
    opening = an_opening(start_on=in_days(10))
    assert with_finding(an_effect("sign_off", when="current"), opening=opening, ended_on=in_days(9)).findings == ()
    assert with_finding(an_effect("sign_off", when="current"), opening=opening, ended_on=in_days(10)).findings
    past = an_opening(start_on=in_days(-10))
    assert with_finding(an_effect("sign_off", when="current"), opening=past, ended_on=in_days(-1)).findings == ()


@pytest.mark.parametrize(("ended", "acts"), [(-179, True), (-180, False), (-181, False)])
def test_a_sign_off_after_the_end_is_needed_only_inside_its_days(ended: int, *, acts: bool) -> None:
    screening = with_finding(an_effect("sign_off", when="ended", days=180), ended_on=in_days(ended))
    assert screening.findings == ((said("sign_off", in_days(ended + 180)),) if acts else ())
    assert screening.blocks == ()


def test_a_sign_off_while_the_finding_lasts_ends_with_it() -> None:
    screening = with_finding(an_effect("sign_off", when="current"), ended_on=in_days(20))
    assert screening.findings == (said("sign_off", in_days(21)),)


def test_a_finding_still_holds_on_the_day_it_ends() -> None:
    assert with_finding(an_effect(days=0), ended_on=in_days(20)).deferred_until == in_days(21)
    assert with_finding(an_effect(days=14, when="current"), ended_on=in_days(20)).deferred_until == in_days(21)
    assert with_finding(an_effect(days=14, when="current"), ended_on=AS_OF).deferred_until == in_days(1)
    assert with_finding(an_effect(days=14, when="current"), ended_on=in_days(-1)).result == "cleared"


@pytest.mark.parametrize(("ended", "until"), [(-13, 1), (-1, 13), (0, 14), (30, 44)])
def test_a_deferral_lasts_its_days_past_the_end_of_the_finding(ended: int, until: int) -> None:
    screening = with_finding(an_effect(days=14), ended_on=in_days(ended))
    day = in_days(until)
    assert screening == Screening("deferred", in_days(90), day, (), (said("deferral", day),), (a_deferral(day),))


def test_a_deferral_that_is_over_when_the_series_starts_is_gone() -> None:
    assert with_finding(an_effect(days=14), ended_on=in_days(-14)).findings == ()
    later = an_opening(start_on=in_days(5))
    assert with_finding(an_effect(days=14), opening=later, ended_on=in_days(-9)).result == "cleared"
    assert with_finding(an_effect(days=14), opening=later, ended_on=in_days(-8)).deferred_until == in_days(6)


@pytest.mark.parametrize("start", [0, 10, 40])
def test_a_deferral_without_an_end_counts_from_today_and_stays_open(start: int) -> None:
    opening = an_opening(start_on=in_days(start))
    screening = with_finding(an_effect(days=14), opening=opening)
    assert screening.result == "deferred"
    assert screening.findings == (said("deferral", in_days(14), open_ended=True),)
    assert screening.blocks == (a_deferral(in_days(14)),)


def test_days_may_count_from_the_beginning() -> None:
    effect = an_effect("sign_off", days=365, counts_from="started_on")
    assert with_finding(effect, started_on=in_days(-364)).findings == (said("sign_off", in_days(1)),)
    assert with_finding(effect, started_on=in_days(-365)).findings == ()
    assert with_finding(effect).findings == (said("sign_off"),)


def test_an_override_lifts_only_what_may_be_lifted() -> None:
    lifted = with_finding(an_effect("contraindicated", overridable=True), override=True)
    assert lifted.result == "cleared_with_conditions"
    assert lifted.findings == (said("sign_off", overridable=True, overridden=True),)
    kept = with_finding(an_effect("contraindicated"), override=True)
    assert (kept.result, kept.findings) == ("contraindicated", (said("contraindicated"),))
    not_asked = with_finding(an_effect("contraindicated", overridable=True))
    assert not_asked.findings == (said("contraindicated", overridable=True),)


WEAKER, STRONGER = Evidence("convention", ("page",)), Evidence("label", ("device",), "Its words.")


@pytest.mark.parametrize(
    ("kind", "changes", "finding", "evidence"),
    [
        ("deferral", {}, {"ended_on": AS_OF}, Evidence("convention", ("device", "page"))),
        ("deferral", {}, {}, Evidence("convention", ("device", "page"))),
        ("sign_off", {"when": "ended"}, {"ended_on": in_days(-1)}, Evidence("convention", ("device", "page"))),
        ("sign_off", {"counts_from": "started_on"}, {"started_on": AS_OF}, Evidence("convention", ("device", "page"))),
        ("sign_off", {"counts_from": "started_on"}, {}, STRONGER),
        ("deferral", {"when": "current"}, {"ended_on": in_days(5)}, STRONGER),
        ("sign_off", {}, {}, STRONGER),
    ],
)
def test_the_evidence_beside_a_day_is_no_stronger_than_that_of_its_number(
    kind: str, changes: dict[str, Any], finding: dict[str, Any], evidence: Evidence
) -> None:
    effect = an_effect(kind, evidence=STRONGER, **changes, days=Cited(14, WEAKER))
    (screened,) = with_finding(effect, **finding).findings
    assert screened.evidence == evidence


def test_a_question_that_matters_for_no_goal_need_not_be_answered() -> None:
    question = a_question(an_effect("contraindicated"), regions=("body",))
    assert screened_by(question, opening=an_opening()).unanswered == ()


def test_what_is_not_known_of_the_patient_is_asked_for() -> None:
    screening = screened_by(opening=an_opening(patient=Patient()))
    assert (screening.result, screening.unanswered) == ("incomplete", ("birth_date", "skin_type", "sensitive_skin"))
    known = screened_by(opening=an_opening(patient=Patient(birth_year=1990, skin_type="I")))
    assert (known.result, known.unanswered) == ("cleared", ("sensitive_skin",))


def test_a_birth_year_on_the_edge_of_the_age_limit_leaves_the_verdict_open() -> None:
    edge = ADULT._replace(birth_date=None, birth_year=2008)
    assert screened_by(opening=an_opening(patient=edge)).unanswered == ("birth_date",)
    below = edge._replace(birth_year=2009)
    screening = screened_by(opening=an_opening(patient=below))
    assert (screening.result, codes_of(screening.findings)) == ("contraindicated", ["age"])


@pytest.mark.parametrize(
    ("birth_date", "result"),
    [
        (date(2008, 3, 3), "contraindicated"),
        (date(2008, 3, 2), "cleared_with_conditions"),
        (date(2004, 3, 3), "cleared_with_conditions"),
        (date(2004, 3, 2), "cleared"),
    ],
)
def test_the_young_are_refused_or_signed_for(birth_date: date, result: str) -> None:
    opening = an_opening(patient=ADULT._replace(birth_date=birth_date))
    assert screened_by(opening=opening).result == result
