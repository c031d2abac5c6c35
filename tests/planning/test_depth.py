"""How deep a goal goes: the lowest of its caps, first session, zones, and the steps above."""

from dataclasses import replace
from typing import Any

import pytest

from app.planning.catalogue.area_tree import AreaTree
from app.planning.catalogue.areas import Area
from app.planning.catalogue.skin import SkinRule
from app.planning.depth import Cap, Caps, ZoneDepth, caps_of
from app.planning.label import LabelStanding
from app.planning.opening import Opening
from app.planning.treatment import Treatment
from tests.planning.builders import (
    ADULT,
    CITED,
    a_band,
    a_depth,
    a_goal,
    a_needling,
    a_skin_rule,
    an_area,
    an_opening,
    cited,
    in_days,
    proposed,
    the_catalogue,
)

DARK = a_skin_rule("skin_type_iv", depth_change_mm=-0.25)
DARKER = a_skin_rule("skin_type_v", depth_change_mm=-0.25, first_session_max_mm=1.0)
SENSITIVE = a_skin_rule("sensitive_skin", first_session_change_mm=-0.25)


def caps(
    depth: tuple[float, ...] = (1.0, 1.5),
    area: Area | None = None,
    rules: tuple[SkinRule, ...] = (),
    label: LabelStanding | None = None,
    inside: tuple[Area, ...] = (),
) -> Caps:
    """The caps of an acne goal in an area of 1.5 mm, with these areas inside it."""
    area = area or an_area()
    catalogue = replace(the_catalogue(), protocols={}, areas=AreaTree((area, *inside)))
    return caps_of(catalogue, a_band(depth_mm=a_depth(*depth)), area, "acne_scars", rules, label)


def a_standing(max_depth_mm: float | None = None) -> LabelStanding:
    depth = None if max_depth_mm is None else cited(max_depth_mm)
    return LabelStanding("us_fda", (), (), depth)


@pytest.mark.parametrize(
    ("given", "bound"),
    [
        ({"depth": (0.5, 1.0)}, ("protocol", 1.0)),
        ({"depth": (1.0, 1.5)}, ("protocol", 1.5)),  # of two equal caps the first
        ({"depth": (1.0, 2.0)}, ("area", 1.5)),
        ({"rules": (DARK,)}, ("skin_type", 1.25)),
        ({"depth": (0.5, 1.25), "rules": (DARK,)}, ("protocol", 1.25)),
        ({"area": an_area(default=2.0), "rules": (DARK,)}, ("protocol", 1.5)),
        ({"label": a_standing(1.25)}, ("label", 1.25)),
        ({"label": a_standing(), "area": an_area(label_max_mm=1.0)}, ("label", 1.0)),
        ({"label": a_standing(1.25), "area": an_area(label_max_mm=1.0)}, ("label", 1.25)),
        ({"label": a_standing()}, ("protocol", 1.5)),
        ({"area": an_area(label_max_mm=1.0)}, ("protocol", 1.5)),
        ({"label": a_standing(1.25), "rules": (DARK,)}, ("skin_type", 1.25)),
    ],
)
def test_the_lowest_cap_binds_and_says_so(given: dict[str, Any], bound: tuple[str, float]) -> None:
    found = caps(**given)
    assert (found.later.bound_by, found.later.mm) == bound
    assert found.first == found.later


@pytest.mark.parametrize(
    ("rules", "first"),
    [
        ((DARKER,), ("skin_type", 1.0)),
        ((SENSITIVE,), ("sensitive_skin", 1.25)),
        ((DARK, SENSITIVE), ("sensitive_skin", 1.0)),
    ],
)
def test_the_first_session_is_more_careful(rules: tuple[SkinRule, ...], first: tuple[str, float]) -> None:
    found = caps((0.5, 1.5), rules=rules)
    assert (found.first.bound_by, found.first.mm) == first
    assert found.later.mm > found.first.mm


def test_the_first_session_cap_binds_only_where_it_is_the_lowest() -> None:
    assert caps((0.5, 1.0), rules=(DARKER,)).first == Cap("protocol", 1.0, CITED)


def test_zones_that_allow_less_are_named_and_the_lids_are_left_out() -> None:
    inside = (
        an_area("forehead", 1.0, parent="face"),
        an_area("cheeks", 1.5, parent="face"),
        an_area("nose", 0.75, parent="face"),
        an_area("bridge", 0.5, parent="nose"),
        an_area("lids", 0.0, 0.0, parent="face"),
        an_area("neck", 0.5),
    )
    assert caps(inside=inside).zones == (
        ZoneDepth("forehead", 1.0, "area"),
        ZoneDepth("nose", 0.75, "area"),
        ZoneDepth("bridge", 0.5, "area"),
        ZoneDepth("lids", 0.0, "area"),
    )
    assert caps(inside=inside, rules=(DARK,)).zones == (
        ZoneDepth("forehead", 0.75, "skin_type"),
        ZoneDepth("nose", 0.5, "skin_type"),
        ZoneDepth("bridge", 0.25, "skin_type"),
        ZoneDepth("lids", 0.0, "area"),
    )


@pytest.mark.parametrize(
    ("depth", "area", "label", "steps"),
    [
        ((1.0, 1.5, 2.0, 2.5), an_area(), None, (2.0, 2.5)),
        ((1.0, 1.5, 2.0, 2.5), an_area(hard=2.0), None, (2.0, 2.0)),
        ((1.0, 1.5, 2.0), an_area(hard=1.5), None, (None, None)),
        ((1.0, 1.5), an_area(), None, (None, None)),
        ((1.0, 1.5, 2.0, 2.5), an_area(), a_standing(1.5), (None, None)),
        ((1.0, 1.5, 2.0, 2.5), an_area(), a_standing(1.75), (1.75, 1.75)),
        ((1.0, 1.5, 2.0), an_area(hard_max_concerns=("acne_scars",)), None, (2.0, None)),
        ((1.0, 1.5, 2.0), an_area(hard_max_concerns=("surgical_scars",)), None, (None, None)),
    ],
)
def test_the_steps_above_end_at_the_hard_cap(
    depth: tuple[float, ...], area: Area, label: LabelStanding | None, steps: tuple[float | None, ...]
) -> None:
    found = caps(depth, area, label=label)
    assert found.later_steps == found.first_steps == steps
    assert not found.first_differs


@pytest.mark.parametrize(
    ("depth", "rules", "first", "later"),
    [
        ((1.0, 1.5, 2.0, 2.5), (DARK,), (2.0, 2.5), (2.0, 2.5)),
        ((1.0, 1.5, 2.0, 2.5), (DARKER,), (None, None), (2.0, 2.5)),
        ((1.0, 1.5, 2.0, 2.5), (SENSITIVE,), (None, None), (2.0, 2.5)),
        # 1.0 mm is what the protocol proposes and what type V allows at first
        ((0.25, 1.0, 1.5), (DARKER,), (None, None), (1.5, None)),
        # the protocol stays below it: its step may reach it, and no farther
        ((0.25, 0.75, 1.5), (DARKER,), (1.0, None), (1.5, None)),
        ((0.25, 0.5, 0.75, 1.0), (DARKER,), (0.75, 1.0), (0.75, 1.0)),
        ((0.5, 1.0), (DARKER,), (None, None), (None, None)),
    ],
)
def test_the_first_session_offers_no_step_that_its_own_cap_forbids(
    depth: tuple[float, ...],
    rules: tuple[SkinRule, ...],
    first: tuple[float | None, ...],
    later: tuple[float | None, ...],
) -> None:
    found = caps(depth, rules=rules)
    assert (found.first_steps, found.later_steps) == (first, later)
    assert found.first_differs == (first != later or found.first.mm != found.later.mm)


def treatments(opening: Opening) -> list[tuple[Treatment, ...]]:
    return [session.treatments for session in proposed(opening).sessions]


def depths(opening: Opening, goal_id: str = "goal_1") -> list[tuple[float, float, str]]:
    return [
        (one.depth.min_mm, one.depth.max_mm, one.depth.bound_by)
        for together in treatments(opening)
        for one in together
        if one.goal_id == goal_id
    ]


def test_only_the_first_session_of_a_series_has_its_own_cap() -> None:
    dark = ADULT._replace(skin_type="V")
    careful, later = (1.0, 1.0, "skin_type"), (1.0, 1.25, "skin_type")
    assert depths(an_opening(patient=dark)) == [careful, later, later, later]
    begun = (a_needling(in_days(-30)),)
    assert depths(an_opening(patient=dark, history=begun)) == [later, later, later]


def test_the_steps_of_the_protocol_begin_with_the_second_session_where_the_first_has_a_cap() -> None:
    def steps(opening: Opening) -> list[tuple[float | None, float | None]]:
        return [(one.depth.confirm_mm, one.depth.override_mm) for (one,) in treatments(opening)]

    dark = ADULT._replace(skin_type="VI")
    severe = a_goal(severity="severe", sessions=4)
    assert steps(an_opening(severe, patient=dark)) == [(None, None), *[(2.0, 2.5)] * 3]
    begun = (a_needling(in_days(-30)),)
    assert steps(an_opening(severe, patient=dark, history=begun)) == [(2.0, 2.5)] * 3
    melasma = a_goal("hyperpigmentation", kind="melasma", severity="mild")
    assert steps(an_opening(melasma, patient=dark)) == [(None, None), (1.5, None), (1.5, None)]


def test_goals_of_one_area_are_treated_at_the_lowest_of_their_caps() -> None:
    laxity = a_goal("skin_laxity", "forehead")
    for one in treatments(an_opening(a_goal(), laxity))[0]:
        assert (one.depth.max_mm, one.depth.bound_by, one.depth.bound_by_goal_id) == (1.0, "area", "goal_2")
        assert (one.depth.confirm_mm, one.depth.override_mm) == (None, None)


def test_a_pigment_goal_rules_depth_and_end_point_of_all() -> None:
    melasma = a_goal("hyperpigmentation", "cheeks", kind="melasma")
    scars, pigment = treatments(an_opening(a_goal(), melasma))[0]
    assert (scars.depth.min_mm, scars.depth.max_mm, scars.endpoint) == (0.25, 1.0, "erythema")
    assert (pigment.depth.min_mm, pigment.depth.max_mm, pigment.endpoint) == (0.25, 1.0, "erythema")
    assert scars.depth.bound_by_goal_id == pigment.depth.bound_by_goal_id == "goal_2"


def test_goals_of_areas_apart_keep_their_own_depth_on_a_shared_day() -> None:
    scars, lines = treatments(an_opening(a_goal(), a_goal("fine_lines", "hands")))[0]
    assert (scars.depth.max_mm, lines.depth.max_mm) == (1.5, 0.5)
    assert (scars.depth.bound_by_goal_id, lines.depth.bound_by_goal_id) == ("goal_1", "goal_2")


def test_steps_count_on_and_a_goal_that_needs_fewer_sessions_ends_earlier() -> None:
    lines = a_goal("fine_lines", "forehead", severity="mild", sessions=3)
    steps = [
        [(one.goal_id, one.step, one.of) for one in together] for together in treatments(an_opening(a_goal(), lines))
    ]
    assert steps == [
        [("goal_1", 1, 4), ("goal_2", 1, 3)],
        [("goal_1", 2, 4), ("goal_2", 2, 3)],
        [("goal_1", 3, 4), ("goal_2", 3, 3)],
        [("goal_1", 4, 4)],
    ]
