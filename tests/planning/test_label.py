"""Where a goal stands to the labels of a market, and what choosing one changes in a plan."""

from dataclasses import replace
from datetime import date

import pytest

from app.planning.catalogue.labels import Indication, Label
from app.planning.catalogue.rulebook import Catalogue
from app.planning.catalogue.skin import SKIN_TYPES, SkinType
from app.planning.label import LabelStanding, standing_of
from app.planning.opening import Patient
from tests.planning.builders import (
    ADULT,
    CITED,
    a_goal,
    a_needling,
    an_opening,
    cited,
    codes_of,
    in_days,
    proposed,
    the_catalogue,
)

AGE = cited(22)


def an_indication(code: str = "scars", depth: float | None = 1.5, types: tuple[str, ...] = SKIN_TYPES) -> Indication:
    limit = None if depth is None else cited(depth)
    return Indication(code, code, "acne_scars", (), ("face",), types, limit, CITED)


def with_label(*indications: Indication) -> Catalogue:
    label = Label("market", "A market", AGE, indications, "", CITED)
    return replace(the_catalogue(), labels={"market": label})


def standing(
    *indications: Indication, area: str = "face", kind: str | None = None, skin_type: SkinType | None = "II"
) -> LabelStanding:
    return standing_of(with_label(*indications), "market", a_goal(area=area), kind, Patient(skin_type=skin_type))


def test_a_use_that_the_label_names_is_on_label() -> None:
    assert standing(an_indication()) == LabelStanding("market", True, (), ("scars",), cited(1.5), CITED)


def test_a_use_that_the_label_does_not_name_is_off_label() -> None:
    other = replace(an_indication(), concern="fine_lines")
    assert standing(other) == LabelStanding("market", False, ("no_indication",), (), None, AGE.evidence)


@pytest.mark.parametrize(
    ("areas", "area", "on_label"),
    [
        (("face",), "cheeks", True),
        (("face",), "nasal_bridge", True),
        (("cheeks",), "face", False),
        (("cheeks",), "forehead", False),
        (("neck", "cheeks"), "cheeks", True),
    ],
)
def test_an_indication_covers_the_areas_inside_it_and_no_others(
    areas: tuple[str, ...], area: str, on_label: bool
) -> None:
    assert standing(replace(an_indication(), areas=areas), area=area).on_label == on_label


def test_an_indication_for_some_kinds_covers_those_alone() -> None:
    rolling = replace(an_indication(), kinds=("rolling",))
    assert standing(rolling, kind="rolling").on_label
    assert standing(rolling, kind="boxcar").off_label == ("no_indication",)
    assert standing(rolling).off_label == ("no_indication",)


@pytest.mark.parametrize(
    ("skin_type", "types", "off_label"),
    [
        ("II", ("I", "II", "III"), ()),
        ("IV", ("I", "II", "III"), ("skin_type",)),
        (None, ("I", "II", "III"), ("skin_type_unknown",)),
        (None, SKIN_TYPES, ()),
    ],
)
def test_the_skin_type_has_to_be_covered(
    skin_type: SkinType | None, types: tuple[str, ...], off_label: tuple[str, ...]
) -> None:
    assert standing(an_indication(types=types), skin_type=skin_type).off_label == off_label


def test_of_several_fitting_indications_the_deepest_counts() -> None:
    shallow, deep = an_indication("shallow", 1.0), an_indication("deep", 1.5)
    unlimited, unfit = an_indication("unlimited", None), an_indication("unfit", 2.5, ("VI",))
    found = standing(shallow, unlimited, deep, unfit)
    assert (found.indications, found.max_depth_mm) == (("shallow", "unlimited", "deep"), cited(1.5))


def test_choosing_a_label_lists_goals_outside_it_for_a_signature() -> None:
    goals = (a_goal(), a_goal("skin_laxity", "neck"))
    on, off = proposed(an_opening(*goals)), proposed(an_opening(*goals, label="us_fda"))
    assert "off_label" not in codes_of(on.screening.findings)
    outside = [one for one in off.screening.findings if one.code == "off_label"]
    assert [(one.effect, one.areas) for one in outside] == [("sign_off", ("neck",))]


def test_under_the_age_of_the_label_the_series_starts_on_the_birthday() -> None:
    young = ADULT._replace(birth_date=date(2004, 4, 20))
    plan = proposed(an_opening(patient=young, label="us_fda"))
    first = plan.sessions[0]
    assert (first.earliest, first.recommended, first.latest) == (
        date(2026, 4, 20),
        date(2026, 4, 20),
        date(2026, 5, 18),
    )
    assert [reason.code for reason in first.reasons if reason.sets == "earliest"] == ["start_requested", "label_age"]
    assert proposed(an_opening(patient=young)).sessions[0].recommended == date(2026, 3, 2)


def test_the_age_of_the_label_holds_a_needled_area_back_as_well() -> None:
    young = ADULT._replace(birth_date=date(2004, 4, 20))
    plan = proposed(an_opening(patient=young, label="us_fda", history=(a_needling(in_days(-10)),)))
    assert plan.sessions[0].earliest == date(2026, 4, 20)
    codes = [reason.code for reason in plan.sessions[0].reasons if reason.sets == "earliest"]
    assert codes == ["interval_min", "label_age"]
