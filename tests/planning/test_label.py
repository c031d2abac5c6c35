"""Where a goal stands to the labels of a market, and what choosing one changes in a plan."""

from dataclasses import replace
from datetime import date

import pytest

from app.planning.catalogue.evidence import Evidence
from app.planning.catalogue.labels import Indication, Label
from app.planning.catalogue.rulebook import Catalogue
from app.planning.catalogue.skin import SKIN_TYPES, SkinType
from app.planning.label import LabelStanding, OffLabel, standing_of
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
ELSEWHERE = Evidence("label", ("FDA_web_microneedling",), "What the label covers.")


def an_indication(code: str = "scars", depth: float | None = 1.5, types: tuple[str, ...] = SKIN_TYPES) -> Indication:
    limit = None if depth is None else cited(depth)
    return Indication(code, code, "acne_scars", (), ("face",), types, limit, CITED)


def with_label(*indications: Indication) -> Catalogue:
    label = Label("market", "A market", AGE, indications, "", CITED, ELSEWHERE)
    return replace(the_catalogue(), labels={"market": label})


def standing(
    *indications: Indication,
    area: str = "face",
    kind: str | None = None,
    skin_type: SkinType | None = "II",
    birth_year: int | None = 1990,
) -> LabelStanding:
    patient = Patient(skin_type=skin_type, birth_year=birth_year)
    return standing_of(with_label(*indications), "market", a_goal(area=area), kind, patient)


def test_a_use_that_the_label_names_is_on_label() -> None:
    found = standing(an_indication())
    assert found == LabelStanding("market", (), ("scars",), cited(1.5))
    assert found.on_label


def test_a_use_that_the_label_does_not_name_is_off_label_by_what_the_label_covers() -> None:
    why = "No indication of the chosen label names this concern in this area; a clinician decides."
    found = standing(replace(an_indication(), concern="fine_lines"), skin_type=None, birth_year=None)
    assert found == LabelStanding("market", (OffLabel("no_indication", why, ELSEWHERE),), (), None)
    assert not found.on_label


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
    assert codes_of(standing(rolling, kind="boxcar").off_label) == ["no_indication"]
    assert codes_of(standing(rolling).off_label) == ["no_indication"]


@pytest.mark.parametrize(
    ("skin_type", "types", "off_label"),
    [
        ("II", ("I", "II", "III"), ()),
        (
            "IV",
            ("I", "II", "III"),
            (("skin_type", "The chosen label covers this use, but not for skin type IV; a clinician decides."),),
        ),
        (
            None,
            ("I", "II", "III"),
            (
                (
                    "skin_type_unknown",
                    "The chosen label covers this use for some skin types alone, and the skin type is not known.",
                ),
            ),
        ),
        (None, SKIN_TYPES, ()),
    ],
)
def test_the_skin_type_has_to_be_covered(
    skin_type: SkinType | None, types: tuple[str, ...], off_label: tuple[tuple[str, str], ...]
) -> None:
    found = standing(an_indication(types=types), skin_type=skin_type)
    assert [(why.code, why.text, why.evidence) for why in found.off_label] == [(*why, CITED) for why in off_label]


def test_an_age_that_is_not_known_is_not_taken_for_enough() -> None:
    why = "The chosen label begins at 22 years, and the age is not known."
    found = standing(an_indication(), birth_year=None)
    assert found.off_label == (OffLabel("age_unknown", why, AGE.evidence),)
    darker = standing(an_indication(types=("I",)), birth_year=None)
    assert codes_of(darker.off_label) == ["skin_type", "age_unknown"]


def test_what_is_kept_of_a_goal_does_not_mix_up_ages_that_are_known_and_not() -> None:
    for patient, on_label in ((ADULT, True), (ADULT._replace(birth_date=None), False), (ADULT, True)):
        (outlook,) = proposed(an_opening(patient=patient, label="us_fda")).goals
        assert outlook.goal.ready.label is not None
        assert outlook.goal.ready.label.on_label == on_label


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
    assert [(one.effect, one.areas, one.evidence.sources) for one in outside] == [
        ("sign_off", ("neck",), ("FDA_web_microneedling",))
    ]


def test_each_reason_against_a_label_is_said_by_itself() -> None:
    nobody = ADULT._replace(birth_date=None, skin_type=None)
    plan = proposed(an_opening(a_goal("fine_lines", "neck"), patient=nobody, label="us_fda"))
    said = [(one.text, one.evidence.sources) for one in plan.screening.findings if one.code == "off_label"]
    assert said == [
        (
            "The chosen label covers this use for some skin types alone, and the skin type is not known.",
            ("FDA_K202243_2021",),
        ),
        (
            "The chosen label begins at 22 years, and the age is not known.",
            ("FDA_web_microneedling", "FDA_K202243_2021"),
        ),
    ]


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
