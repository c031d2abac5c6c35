"""Look-ups in the rules: areas, the protocol that answers a goal, what is asked, evidence taken together."""

from dataclasses import FrozenInstanceError, replace
from itertools import product

import pytest

from app.planning.catalogue.area_tree import AreaTree
from app.planning.catalogue.asked import PATIENT_FACTS, Asked, Questionnaire
from app.planning.catalogue.evidence import WEAKEST_LAST, Evidence, weakest
from app.planning.catalogue.protocols import SEVERITIES
from app.planning.catalogue.skin import SKIN_TYPES
from app.planning.effective import Effective, for_skin_type
from app.planning.screening import questionnaire
from app.planning.spacing import Step
from tests.planning.builders import (
    a_goal,
    a_procedure,
    a_question,
    an_area,
    an_effect,
    an_opening,
    asking_only,
    ready_goals,
    the_catalogue,
)

CATALOGUE = the_catalogue()
TREE = AreaTree(
    (
        an_area("face"),
        an_area("nose", parent="face"),
        an_area("tip", parent="nose"),
        an_area("cheeks", parent="face"),
        an_area("neck"),
    )
)


def test_an_area_knows_what_is_above_and_below_it() -> None:
    assert TREE.ancestry("tip") == ("tip", "nose", "face")
    assert TREE.within("face") == ("face", "nose", "tip", "cheeks")
    assert TREE.within("tip") == ("tip",)
    assert TREE.children("face") == ("nose", "cheeks")
    assert [area.code for area in TREE.all()] == ["face", "nose", "tip", "cheeks", "neck"]
    assert "tip" in TREE
    assert "moon" not in TREE


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ("face", "face", True),
        ("face", "tip", True),
        ("tip", "face", True),
        ("nose", "cheeks", False),
        ("face", "neck", False),
    ],
)
def test_areas_overlap_when_one_contains_the_other(one: str, other: str, overlap: bool) -> None:
    assert TREE.overlap(one, other) == overlap


@pytest.mark.parametrize(
    ("goal", "protocol", "kind"),
    [
        (("acne_scars", "face", "severe", None), "acne-scars-face", None),
        (("acne_scars", "nose_tip", "mild", None), "acne-scars-face", None),
        (("acne_scars", "face", "mild", "ice_pick"), "acne-scars-face", "ice_pick"),
        (("acne_scars", "face", "mild", "rolling"), "acne-scars-face", "rolling"),
        (("fine_lines", "perioral", "mild", None), "fine-lines-perioral", None),
        (("fine_lines", "cheeks", "mild", None), "fine-lines-face", None),
        (("hyperpigmentation", "abdomen", "mild", None), "post-inflammatory-hyperpigmentation", "post_inflammatory"),
    ],
)
def test_a_goal_is_answered_by_the_protocol_of_the_nearest_area(
    goal: tuple[str, str, str, str | None], protocol: str, kind: str | None
) -> None:
    (match,) = CATALOGUE.matching(*goal)
    assert (match.protocol.code, match.kind) == (protocol, kind)


def test_a_kind_with_a_band_of_its_own_takes_it() -> None:
    (own,), (common,) = (CATALOGUE.matching("acne_scars", "face", "mild", kind) for kind in ("ice_pick", "boxcar"))
    assert (own.band.kind, common.band.kind) == ("ice_pick", None)


def test_pigment_concerns_are_known_by_concern_or_kind() -> None:
    pigment = {
        (concern, kind)
        for (concern, _, _, kind), matches in CATALOGUE.matches.items()
        for match in matches
        if match.pigment and kind == match.kind
    }
    assert pigment == {
        ("hyperpigmentation", "melasma"),
        ("hyperpigmentation", "post_inflammatory"),
        ("uneven_tone", None),
    }


def test_what_no_protocol_answers_has_no_match() -> None:
    assert CATALOGUE.matching("acne_scars", "hands", "mild", None) == ()
    assert CATALOGUE.matching("acne_scars", "eyelids", "mild", None) == ()
    assert CATALOGUE.matching("freckles", "face", "mild", None) == ()


def test_every_goal_has_one_protocol_or_needs_only_its_kind() -> None:
    for concern, area, severity in product(CATALOGUE.concerns.values(), CATALOGUE.areas.all(), SEVERITIES):
        if len(CATALOGUE.matching(concern.code, area.code, severity, None)) > 1:
            assert concern.kinds
        for kind in concern.kinds:
            assert len(CATALOGUE.matching(concern.code, area.code, severity, kind.code)) <= 1


def test_anchors_of_every_band_never_decrease() -> None:
    for protocol in CATALOGUE.protocols.values():
        for band in protocol.bands:
            spacing = band.spacing
            anchors = (spacing.absolute_min, spacing.min, spacing.target, spacing.late_after, spacing.lapse_after)
            days = [anchor.value for anchor in anchors]
            assert days == sorted(days)


def test_rules_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        CATALOGUE.version = "2"  # type: ignore[misc]


def test_evidence_taken_together_is_as_weak_as_its_weakest_part() -> None:
    together = weakest((Evidence("trial", ("a", "b"), "note"), Evidence("label", ("b", "c"))))
    assert together == Evidence("trial", ("a", "b", "c"))
    everything = tuple(Evidence(basis) for basis in WEAKEST_LAST)
    assert weakest(everything).basis == weakest(everything[::-1]).basis == WEAKEST_LAST[-1]


def test_what_is_asked_for_a_goal_comes_in_the_order_of_the_rules() -> None:
    rules = (
        a_question(an_effect("advice"), code="first"),
        a_question(an_effect("deferral", days=1), code="elsewhere", regions=("body",)),
        a_question(an_effect("sign_off"), code="of_others", concerns=("fine_lines",)),
        a_question(an_effect("deferral", days=1), code="second"),
        a_procedure(14),
    )
    catalogue = asking_only(*rules)
    found = questionnaire(catalogue, ready_goals(an_opening(), catalogue))
    assert found == Questionnaire.of(
        (
            *PATIENT_FACTS,
            Asked("first", "findings", can_change_verdict=False),
            Asked("second", "findings", can_change_verdict=True),
            Asked("done", "history", can_change_verdict=True),
        )
    )
    assert found.deciding == {"birth_date", "skin_type", "second", "done"}


def test_for_several_goals_each_thing_is_asked_once() -> None:
    both = questionnaire(CATALOGUE, ready_goals(an_opening(a_goal(), a_goal("stretch_marks", "thighs", kind="alba"))))
    assert len(set(both.codes)) == len(both.codes)
    for goal in (a_goal(), a_goal("stretch_marks", "thighs", kind="alba")):
        assert set(questionnaire(CATALOGUE, ready_goals(an_opening(goal))).codes) <= set(both.codes)


def test_a_protocol_is_shown_as_it_holds_for_a_skin_type() -> None:
    protocol = CATALOGUE.protocols["acne-scars-face"]
    shown = for_skin_type(CATALOGUE, protocol, ("face", "forehead"), "IV")
    assert [(one.area, one.severity, one.kind) for one in shown] == [
        (area, band.severity, band.kind) for area in ("face", "forehead") for band in protocol.bands
    ]
    moderate = next(one for one in shown if (one.area, one.severity, one.kind) == ("forehead", "moderate", None))
    assert moderate == Effective(
        area="forehead",
        severity="moderate",
        kind=None,
        absolute_min_days=28,
        step=Step(28, 30, 42, 90, 1),
        max_depth_mm=0.75,
        first_session_max_depth_mm=0.75,
        bound_by="skin_type",
    )


@pytest.mark.parametrize("skin_type", SKIN_TYPES)
def test_no_skin_type_raises_a_depth_or_lowers_an_interval(skin_type: str) -> None:
    for protocol in CATALOGUE.protocols.values():
        plain = for_skin_type(CATALOGUE, protocol, protocol.areas, "I")
        changed = for_skin_type(CATALOGUE, protocol, protocol.areas, skin_type)  # type: ignore[arg-type]
        for one, other in zip(plain, changed, strict=True):
            assert other.max_depth_mm <= one.max_depth_mm
            assert other.first_session_max_depth_mm <= other.max_depth_mm
            assert other.absolute_min_days >= one.absolute_min_days
            assert all(raised >= own for raised, own in zip(other.step[:4], one.step[:4], strict=True))


def test_an_area_that_must_not_be_needled_is_not_treatable() -> None:
    assert not CATALOGUE.areas["eyelids"].treatable
    assert replace(CATALOGUE.areas["eyelids"], default_max_mm=CATALOGUE.areas["nose"].default_max_mm).treatable
