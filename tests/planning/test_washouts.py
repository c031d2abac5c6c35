"""How other procedures keep needling away, before and after, and what they want signed."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.planning.calendar import WASHOUT, Block
from app.planning.catalogue.areas import Region
from app.planning.catalogue.evidence import Cited, Evidence
from app.planning.catalogue.procedures import Procedure
from app.planning.opening import MICRONEEDLING, PastProcedure
from app.planning.screened import Screening
from tests.planning.builders import (
    AS_OF,
    CITED,
    a_band,
    a_finding,
    a_goal,
    a_needling,
    a_procedure,
    an_opening,
    in_days,
    screened_by,
)


def washouts(*history: PastProcedure, rule: Procedure, **changes: Any) -> Screening:
    return screened_by(rule, opening=an_opening(history=history, **changes))


def a_washout(first: int, clear: date, on: date, days: int) -> Block:
    return Block(("face",), first, clear.toordinal(), WASHOUT, {"procedure": "done", "on": on, "days": days}, CITED)


@pytest.mark.parametrize("on", [-13, -1, 0])
def test_a_procedure_washes_out_for_its_days(on: int) -> None:
    screening = washouts(PastProcedure(in_days(on), "done"), rule=a_procedure(14, 3))
    assert (screening.result, screening.deferred_until) == ("deferred", in_days(on + 14))
    assert screening.blocks == (a_washout(0, in_days(on + 14), in_days(on), 14),)


def test_a_procedure_long_ago_says_nothing() -> None:
    assert washouts(PastProcedure(in_days(-14), "done"), rule=a_procedure(14)) == Screening(
        "incomplete", in_days(90), None, ("done",), (), ()
    )


def test_an_arranged_procedure_blocks_the_days_around_it() -> None:
    on = in_days(20)
    screening = washouts(PastProcedure(on, "done"), rule=a_procedure(14, 5))
    assert screening.blocks == (a_washout(on.toordinal() - 4, in_days(34), on, 14),)
    assert [one.effect for one in screening.findings] == ["advice"]
    unknown_after = washouts(PastProcedure(on, "done"), rule=a_procedure(14))
    assert unknown_after.blocks == (a_washout(on.toordinal(), in_days(34), on, 14),)
    near = washouts(PastProcedure(in_days(2), "done"), rule=a_procedure(14, 5))
    assert (near.result, near.deferred_until) == ("deferred", in_days(16))


def test_a_procedure_whose_day_is_not_known_may_have_been_today() -> None:
    screening = screened_by(a_procedure(14), opening=an_opening(findings=(a_finding("done"),)))
    assert screening.blocks == (a_washout(0, in_days(14), AS_OF, 14),)


def test_a_procedure_elsewhere_or_that_matters_elsewhere_says_nothing() -> None:
    assert washouts(PastProcedure(AS_OF, "done", "neck"), rule=a_procedure(14)).findings == ()
    assert washouts(PastProcedure(AS_OF, "done"), rule=a_procedure(14, regions=("body",))).findings == ()
    assert washouts(PastProcedure(AS_OF, "done", "nose"), rule=a_procedure(14)).findings != ()


@pytest.mark.parametrize(("on", "effects"), [(-41, ["deferral", "sign_off"]), (-42, ["sign_off"]), (-365, [])])
def test_a_procedure_may_want_a_signature_for_longer_than_it_washes_out(on: int, effects: list[str]) -> None:
    rule = a_procedure(42, sign_off="A surgeon agrees.", sign_off_days=365)
    screening = washouts(PastProcedure(in_days(on), "done"), rule=rule)
    assert [one.effect for one in screening.findings] == effects


def test_a_signature_cites_what_says_how_long_it_is_wanted() -> None:
    rule = replace(
        a_procedure(42, sign_off="A surgeon agrees."), sign_off_days=Cited(365, Evidence("convention", ("page",)))
    )
    (deferral, signature) = washouts(PastProcedure(AS_OF, "done"), rule=rule).findings
    assert (deferral.evidence, signature.evidence) == (CITED, Evidence("convention", ("page",)))


def test_needlings_are_no_finding() -> None:
    assert washouts(a_needling(AS_OF), rule=a_procedure(14)).findings == ()
    needled = a_procedure(14, code=MICRONEEDLING)
    told = an_opening(findings=(a_finding(MICRONEEDLING, ended_on=AS_OF),))
    assert screened_by(needled, opening=told) == Screening("cleared", in_days(90), None, (), (), ())


def test_a_procedure_may_act_beyond_its_area_and_leave_some_concerns_alone() -> None:
    lifted = a_procedure(42, where="region", regions=("face", "neck"), except_concerns=("surgical_scars",))
    goals = (
        a_goal("fine_lines", "neck"),
        a_goal("surgical_scars", "chin", kind="flat_or_atrophic"),
        a_goal("fine_lines", "hands"),
    )
    for area, touched in (("cheeks", [("neck",)]), ("hands", []), (None, [("neck",)])):
        opening = an_opening(*goals, history=(PastProcedure(AS_OF, "done", area),))
        assert [one.areas for one in screened_by(lifted, opening=opening).findings] == touched


ACTS = a_procedure(14, sign_off="Agreed.", sign_off_days=30)


@pytest.mark.parametrize(
    ("on", "area", "answered"),
    [
        (0, "face", True),
        (0, "cheeks", True),
        (0, None, True),
        (-29, "face", True),
        (-30, "face", False),
        (60, "face", True),
        (0, "hands", False),
    ],
)
def test_history_answers_for_what_still_acts_in_the_area(on: int, area: str | None, *, answered: bool) -> None:
    screening = washouts(PastProcedure(in_days(on), "done", area), rule=ACTS)
    assert screening.unanswered == (() if answered else ("done",))
    assert (screening.result == "incomplete") is not answered


def test_history_is_judged_on_the_day_that_the_series_starts() -> None:
    later = washouts(PastProcedure(in_days(-20), "done"), rule=ACTS, start_on=in_days(10))
    assert (later.result, later.unanswered) == ("incomplete", ("done",))


@pytest.mark.parametrize(
    ("regions", "area", "unanswered"),
    [
        ((), "cheeks", ("done",)),
        (("face",), "cheeks", ()),
        (("face", "neck"), "cheeks", ("done",)),
        ((), None, ()),
    ],
)
def test_history_answers_only_when_it_is_about_every_goal_that_the_procedure_matters_for(
    regions: tuple[Region, ...], area: str | None, unanswered: tuple[str, ...]
) -> None:
    goals = (a_goal(area="cheeks"), a_goal("fine_lines", "neck"), a_goal("fine_lines", "hands"))
    opening = an_opening(*goals, history=(PastProcedure(AS_OF, "done", area),))
    assert screened_by(replace(ACTS, regions=regions), opening=opening).unanswered == unanswered


@pytest.mark.parametrize(("area", "unanswered"), [("face", ()), (None, ()), ("abdomen", (MICRONEEDLING,))])
def test_a_needling_of_the_area_answers_however_long_ago(area: str | None, unanswered: tuple[str, ...]) -> None:
    opening = an_opening(history=(a_needling(in_days(-900), area),))
    assert screened_by(a_procedure(14, code=MICRONEEDLING), opening=opening).unanswered == unanswered


@pytest.mark.parametrize("present", [True, False])
def test_an_answer_given_as_a_finding_is_an_answer(present: bool) -> None:
    opening = an_opening(findings=(a_finding("done", present=present, areas=("hands",)),))
    assert screened_by(ACTS, opening=opening).unanswered == ()


EARLY = a_goal("surgical_scars", "abdomen", kind="early")
EARLY_BAND = a_band("surgical_scars", "abdomen", kind="early")
SURGERY = a_procedure(42, code="surgery")


@pytest.mark.parametrize(
    ("told", "result"),
    [
        ({}, "incomplete"),
        ({"findings": (a_finding("surgery", present=False),)}, "incomplete"),
        ({"findings": (a_finding("surgery"),)}, "incomplete"),
        ({"findings": (a_finding("surgery", ended_on=in_days(-50)),)}, "cleared_with_conditions"),
        ({"findings": (a_finding("surgery", ended_on=in_days(-50), areas=("neck",)),)}, "incomplete"),
        ({"findings": (a_finding("surgery", ended_on=in_days(-50), areas=("abdomen",)),)}, "cleared_with_conditions"),
        ({"history": (PastProcedure(in_days(-41), "surgery", "abdomen"),)}, "deferred"),
        (
            {
                "history": (PastProcedure(in_days(-50), "surgery", "abdomen"),),
                "findings": (a_finding("surgery", present=False),),
            },
            "cleared_with_conditions",
        ),
    ],
)
def test_a_protocol_that_counts_from_an_operation_leaves_the_verdict_open_until_its_day_is_known(
    told: dict[str, Any], result: str
) -> None:
    screening = screened_by(SURGERY, opening=an_opening(EARLY, **told))
    assert (screening.result, "surgery" in screening.unanswered) == (result, result == "incomplete")


def test_a_protocol_that_counts_from_an_operation_to_come_waits_for_it() -> None:
    on = in_days(7)
    told = (
        {"history": (PastProcedure(on, "surgery", "abdomen"),)},
        {"findings": (a_finding("surgery", ended_on=on, areas=("abdomen",)),)},
    )
    for facts in told:
        screening = screened_by(SURGERY, opening=an_opening(EARLY, **facts))
        assert (screening.result, screening.deferred_until) == ("deferred", in_days(49))
        assert (screening.blocks[0].first, screening.blocks[0].clear) == (0, in_days(49).toordinal())
        other = screened_by(SURGERY, opening=an_opening(a_goal("fine_lines", "hands"), **facts))
        assert other.blocks == ()


def test_a_protocol_may_wait_longer_after_an_operation_than_others() -> None:
    opening = an_opening(EARLY, history=(PastProcedure(in_days(-30), "surgery", "abdomen"),))
    screening = screened_by(a_procedure(14, code="surgery"), opening=opening)
    assert screening.deferred_until == in_days(12)
    evidence = EARLY_BAND.start_after.min_days.evidence if EARLY_BAND.start_after else None
    assert [block.evidence for block in screening.blocks] == [evidence]
