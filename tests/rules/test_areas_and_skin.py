"""Areas, skin types and labels say what the tables of the clinical evidence say (transcribed here a second time)."""

import pytest

from app.planning.catalogue.evidence import Cited
from app.rules.loader import load_rules, shipped_rules_dir

RULES = load_rules(shipped_rules_dir())
SCARS = ("acne_scars", "surgical_scars")

# area: parent, region, proposed at the most, refused above, for which concerns, label's limit, measured women and men
AREAS = {
    "face": (None, "face", 1.5, 2.5, SCARS, 1.5, None, None),
    "forehead": ("face", "face", 1.0, 1.5, (), 1.5, 1.06, 1.39),
    "glabella": ("face", "face", 1.0, 1.5, (), 1.5, 1.09, 1.35),
    "temple": ("face", "face", 0.75, 1.0, (), 1.5, 0.98, 1.25),
    "eyelids": ("face", "face", 0, 0, (), 0, 0.75, 0.85),
    "periorbital": ("face", "face", 0.5, 1.0, (), 1.5, None, None),
    "nose": ("face", "face", 0.75, 1.0, (), 1.5, None, None),
    "nasal_bridge": ("nose", "face", 0.75, 1.0, (), 1.5, 1.12, 1.23),
    "nose_tip": ("nose", "face", 1.0, 1.5, (), 1.5, None, None),
    "cheeks": ("face", "face", 1.5, 2.5, SCARS, 1.5, 1.07, 1.33),
    "perioral": ("face", "face", 1.0, 1.5, (), 1.5, None, None),
    "chin": ("face", "face", 1.0, 1.5, (), 1.5, 1.09, 1.23),
    "neck": (None, "neck", 1.5, 2.5, (), 2.5, 1.16, 1.17),
    "decolletage": (None, "body", 1.0, 1.5, (), None, None, None),
    "hands": (None, "body", 0.5, 1.0, (), None, None, None),
    "abdomen": (None, "body", 2.0, 2.5, (), 2.5, None, None),
    "thighs": (None, "body", 2.0, 2.5, (), None, None, None),
    "buttocks": (None, "body", 2.0, 2.5, (), None, None, None),
    "breasts": (None, "body", 1.0, 1.5, (), None, None, None),
    "back": (None, "body", 1.5, 2.0, (), None, None, None),
    "arms": (None, "body", 1.0, 1.5, (), None, None, None),
    "lower_legs": (None, "body", 1.0, 1.5, (), None, None, None),
}
# area: sources that the table gives for its label limit
LABEL_SOURCES = {
    "glabella": "FDA_K180778_2018",
    "periorbital": "FDA_K180778_2018",
    "eyelids": "SkinPen_IFU_text",
    "abdomen": "FDA_K200044_2020",
}
EVERYWHERE = ("face", "neck", "body")
# type: floor in days, where, change of depth, change and cap of the first session, sign-off for, consents
SKIN_TYPES = {
    "I": (None, (), None, None, None, (), 0),
    "II": (None, (), None, None, None, (), 0),
    "III": (28, ("body",), None, None, None, (), 1),
    "IV": (28, EVERYWHERE, -0.25, None, None, (), 1),
    "V": (28, EVERYWHERE, -0.25, None, 1.0, ("melasma", "post_inflammatory", "uneven_tone"), 1),
    "VI": (28, EVERYWHERE, -0.25, None, 1.0, ("melasma", "post_inflammatory", "uneven_tone"), 1),
}
# indication: concern, kinds, areas, skin types, deepest; "glabella, periorbital lines, cheek folds" are three areas
US_LABEL = {
    "facial_acne_scars": ("acne_scars", (), ("face",), "I II III IV V VI", 1.5),
    "facial_wrinkles": ("fine_lines", (), ("glabella", "periorbital", "cheeks"), "I II III", 1.5),
    "periorbital_wrinkles": ("fine_lines", (), ("periorbital",), "I II III IV", None),
    "neck_wrinkles": ("fine_lines", (), ("neck",), "II III IV", 2.5),
    "abdominal_hypertrophic_scars": ("surgical_scars", ("hypertrophic",), ("abdomen",), "I II III IV V VI", 2.5),
}


def value(cited: Cited[float] | Cited[int] | None) -> float | None:
    return None if cited is None else cited.value


@pytest.mark.parametrize("code", AREAS)
def test_an_area_has_its_caps_and_its_measured_skin(code: str) -> None:
    area = RULES.areas[code]
    assert AREAS[code] == (
        area.parent,
        area.region,
        area.default_max_mm.value,
        area.hard_max_mm.value,
        area.hard_max_concerns,
        value(area.label_max_mm),
        value(area.skin_female_mm),
        value(area.skin_male_mm),
    )


def test_there_is_no_other_area() -> None:
    assert {area.code for area in RULES.areas.all()} == set(AREAS)


def test_caps_are_our_own_choice_and_labels_and_measurements_are_not() -> None:
    for area in RULES.areas.all():
        caps = {area.default_max_mm.evidence.basis, area.hard_max_mm.evidence.basis}
        assert caps == {"label" if area.code == "eyelids" else "derived"}, area.code
        if area.label_max_mm is not None:
            assert area.label_max_mm.evidence.basis == "label", area.code
        for measured in (area.skin_female_mm, area.skin_male_mm):
            if measured is not None:
                evidence = (measured.evidence.basis, measured.evidence.sources)
                assert evidence == ("trial", ("SkinThickness_PMC9205051",)), area.code


@pytest.mark.parametrize(("code", "source"), LABEL_SOURCES.items())
def test_a_labels_limit_names_its_label(code: str, source: str) -> None:
    limit = RULES.areas[code].label_max_mm
    assert limit is not None
    assert source in limit.evidence.sources


@pytest.mark.parametrize("code", SKIN_TYPES)
def test_a_skin_type_changes_what_the_table_says(code: str) -> None:
    rule = RULES.skin_rules[code]
    assert SKIN_TYPES[code] == (
        value(rule.floor_days),
        rule.floor_regions,
        value(rule.depth_change_mm),
        value(rule.first_session_change_mm),
        value(rule.first_session_max_mm),
        rule.sign_off_concerns,
        len(rule.consents),
    )
    assert not rule.bars_adjuncts


def test_sensitive_skin_changes_what_the_table_says() -> None:
    rule = RULES.sensitive_rule
    assert (value(rule.floor_days), rule.floor_regions) == (35, EVERYWHERE)
    assert (value(rule.first_session_change_mm), value(rule.depth_change_mm)) == (-0.25, None)
    assert rule.bars_adjuncts


def test_every_change_by_skin_is_our_own_choice() -> None:
    for rule in (*RULES.skin_rules.values(), RULES.sensitive_rule):
        changes = (rule.floor_days, rule.depth_change_mm, rule.first_session_change_mm, rule.first_session_max_mm)
        assert {change.evidence.basis for change in changes if change is not None} <= {"derived"}, rule.code


def test_the_labels_of_the_united_states_cover_what_they_cover() -> None:
    label = RULES.labels["us_fda"]
    assert (label.min_age.value, label.min_age.evidence.basis) == (22, "label")
    assert "FDA_web_microneedling" in label.min_age.evidence.sources
    assert "FDA_21CFR878.4430" in label.adjuncts_evidence.sources
    covered = {
        one.code: (one.concern, one.kinds, one.areas, " ".join(one.skin_types), value(one.max_depth_mm))
        for one in label.indications
    }
    assert covered == US_LABEL


def test_age_limits_are_eighteen_and_the_labels_twenty_two() -> None:
    age = RULES.age
    assert (age.refuse_below.value, age.refuse_below.evidence.basis) == (18, "derived")
    assert (age.sign_off_below.value, age.sign_off_below.evidence.basis) == (22, "label")
