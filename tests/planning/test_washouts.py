"""How other procedures keep needling away, before and after, and what they want signed."""

from datetime import date
from typing import Any

import pytest

from app.planning.calendar import WASHOUT, Block
from app.planning.catalogue.procedures import Procedure
from app.planning.opening import PastProcedure
from app.planning.screened import Screening
from tests.planning.builders import (
    AS_OF,
    CITED,
    a_finding,
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
        "cleared", in_days(90), None, (), (), ()
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


def test_needlings_are_no_finding() -> None:
    assert washouts(a_needling(AS_OF), rule=a_procedure(14)).findings == ()
