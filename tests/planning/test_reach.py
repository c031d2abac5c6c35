"""How far a finding reaches: the areas that it names, their region, or everywhere; for some concerns alone."""

from typing import Any

import pytest

from tests.planning.builders import a_finding, a_goal, a_question, an_effect, an_opening, screened_by


@pytest.mark.parametrize(
    ("areas", "touched"),
    [
        ((), ("cheeks", "neck")),
        (("cheeks",), ("cheeks",)),
        (("face",), ("cheeks",)),
        (("forehead",), ()),
        (("forehead", "neck"), ("neck",)),
    ],
)
def test_a_finding_of_an_area_touches_the_areas_that_overlap_it(
    areas: tuple[str, ...], touched: tuple[str, ...]
) -> None:
    opening = an_opening(
        a_goal(area="cheeks"), a_goal("fine_lines", "neck"), findings=(a_finding("asked", areas=areas),)
    )
    screening = screened_by(a_question(an_effect("sign_off")), opening=opening)
    assert [one.areas for one in screening.findings] == ([touched] if touched else [])
    anywhere = screened_by(a_question(an_effect("sign_off"), where="body"), opening=opening)
    assert [one.areas for one in anywhere.findings] == [("cheeks", "neck")]


@pytest.mark.parametrize(
    ("areas", "touched"),
    [
        ((), ("cheeks", "neck", "abdomen")),
        (("perioral",), ("cheeks",)),
        (("neck",), ("neck",)),
        (("hands",), ("abdomen",)),
        (("hands", "nose"), ("cheeks", "abdomen")),
    ],
)
def test_a_finding_that_matters_near_the_area_touches_its_region(
    areas: tuple[str, ...], touched: tuple[str, ...]
) -> None:
    goals = (a_goal(area="cheeks"), a_goal("fine_lines", "neck"), a_goal("stretch_marks", "abdomen", kind="alba"))
    opening = an_opening(*goals, findings=(a_finding("asked", areas=areas),))
    screening = screened_by(a_question(an_effect("sign_off"), where="region"), opening=opening)
    assert [one.areas for one in screening.findings] == [touched]


def test_an_effect_may_be_about_some_regions_alone() -> None:
    everywhere, of_the_face = an_effect("sign_off"), an_effect("avoid_site", regions=("face",))
    both = an_opening(a_goal(area="cheeks"), a_goal("fine_lines", "neck"), findings=(a_finding("asked"),))
    screening = screened_by(a_question(everywhere, of_the_face), opening=both)
    assert [(one.effect, one.areas) for one in screening.findings] == [
        ("sign_off", ("cheeks", "neck")),
        ("avoid_site", ("cheeks",)),
    ]
    neck = an_opening(a_goal("fine_lines", "neck"), findings=(a_finding("asked"),))
    assert [one.effect for one in screened_by(a_question(everywhere, of_the_face), opening=neck).findings] == [
        "sign_off"
    ]


def test_a_question_for_some_concerns_or_regions_touches_those_alone() -> None:
    opening = an_opening(a_goal(area="cheeks"), a_goal("fine_lines", "neck"), findings=(a_finding("asked"),))
    cases: tuple[tuple[dict[str, Any], list[tuple[str, ...]]], ...] = (
        ({"concerns": ("fine_lines",)}, [("neck",)]),
        ({"regions": ("face",)}, [("cheeks",)]),
        ({"regions": ("body",)}, []),
    )
    for narrowed, touched in cases:
        screening = screened_by(a_question(an_effect("sign_off"), **narrowed), opening=opening)
        assert [one.areas for one in screening.findings] == touched
