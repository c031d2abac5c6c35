"""A rule that is broken in its own file is refused, naming the file, the key and what would be right."""

# ruff: noqa: E501 (a row of a table stands on one line)

from pathlib import Path
from typing import NamedTuple

import pytest

from app.rules.faults import RulesBroken
from app.rules.loader import load_rules
from tests.rules.rules_folder import Change, a_copy, append, check_rules, drop, put

PROTOCOL = "protocols/acne-scars-face.toml"
LAXITY = "protocols/skin-laxity-face-and-neck.toml"
EARLY = "protocols/surgical-scars-early.toml"


class Broken(NamedTuple):
    """One change, and the one fault that must come of it."""

    name: str
    file: str
    change: Change
    key: str
    says: str


CASES = (
    # names that do not exist, or are missing
    Broken("unknown key in a band", PROTOCOL, put("bands/0/dpeth_mm", 1.5), "bands[0].dpeth_mm", "Extra inputs"),
    Broken("unknown key in a number", PROTOCOL, put("bands/0/sessions/min/sorces", []), "bands[0].sessions.min.sorces", "Extra"),
    Broken("unknown key in the ruleset", "ruleset.toml", put("policy/grace_days", 3), "policy.grace_days", "Extra inputs"),
    Broken("unknown key in a question", "screening.toml", put("questions/0/texts", "x"), "questions[0].texts", "Extra"),
    Broken("key missing", PROTOCOL, drop("bands/0/spacing/target"), "bands[0].spacing.target", "Field required"),
    Broken("version missing", "ruleset.toml", drop("version"), "version", "Field required"),
    Broken("policy number missing", "ruleset.toml", drop("policy/horizon_days"), "policy.horizon_days", "Field required"),
    Broken("no bands", PROTOCOL, put("bands", []), "bands", "at least 1"),
    Broken("no reviews", PROTOCOL, put("bands/0/reviews", []), "bands[0].reviews", "at least 1"),
    Broken("no measures", PROTOCOL, put("bands/0/measures", []), "bands[0].measures", "at least 1"),
    Broken("no area", PROTOCOL, put("areas", []), "areas", "at least 1"),
    Broken("no effect", "screening.toml", put("questions/0/effects", []), "questions[0].effects", "at least 1"),
    Broken("no row of the table", "screening.toml", put("questions/0/rows", []), "questions[0].rows", "at least 1"),
    Broken("sensitive skin missing", "skin.toml", drop("sensitive"), "sensitive", "Field required"),
    # evidence
    Broken("no basis", PROTOCOL, drop("bands/0/sessions/typical/basis"), "bands[0].sessions.typical.basis", "Field required"),
    Broken("unknown basis", PROTOCOL, put("bands/0/sessions/typical/basis", "study"), "bands[0].sessions.typical.basis", "'label'"),
    Broken("trial without a source", PROTOCOL, put("bands/0/spacing/target/sources", []), "bands[0].spacing.target", "needs at least one source"),
    Broken("label without a source", "areas.toml", put("areas/1/label_max_mm/sources", []), "areas[1].label_max_mm", "needs at least one source"),
    Broken("unverified without a source or a word", "scales.toml", drop("scales/code=manchester_scar/note"), "scales[11]", "needs a note"),
    Broken("derived without a word", "ruleset.toml", drop("policy/horizon_days/note"), "policy.horizon_days", "needs a note"),
    Broken("a bare number", PROTOCOL, put("bands/0/sessions/min", 3), "bands[0].sessions.min", "dictionary"),
    # wrong types and ranges
    Broken("days in words", PROTOCOL, put("bands/0/spacing/min/value", "28"), "bands[0].spacing.min.value", "valid integer"),
    Broken("half a day", PROTOCOL, put("bands/0/spacing/min/value", 28.5), "bands[0].spacing.min.value", "valid integer"),
    Broken("a truth for a number", PROTOCOL, put("bands/0/spacing/min/value", value=True), "bands[0].spacing.min.value", "valid integer"),
    Broken("negative days", "procedures.toml", put("procedures/0/days_before/value", -1), "procedures[0].days_before.value", "greater than or equal to 0"),
    Broken("eleven years", "ruleset.toml", put("policy/horizon_days/value", 4000), "policy.horizon_days.value", "less than or equal to 3650"),
    Broken("needles of a centimetre", PROTOCOL, put("bands/0/depth_mm/max/value", 10.0), "bands[0].depth_mm.max.value", "less than or equal to 3"),
    Broken("a depth that is no number", PROTOCOL, put("bands/0/depth_mm/max/value", float("nan")), "bands[0].depth_mm.max.value", "less than or equal to 3"),
    Broken("a yes in words", "concerns.toml", put("concerns/0/pigment", "yes"), "concerns[0].pigment", "valid boolean"),
    Broken("version without a counter", "ruleset.toml", put("version", "2026"), "version", "pattern"),
    Broken("code with a capital", "areas.toml", put("areas/0/code", "Face"), "areas[0].code", "pattern"),
    Broken("code of a protocol with underscores", PROTOCOL, put("code", "acne_scars_face"), "code", "pattern"),
    Broken("key of a source with a space", "sources.toml", put("sources/0/key", "Our audit"), "sources[0].key", "pattern"),
    Broken("unknown kind of source", "sources.toml", put("sources/0/kind", "paper"), "sources[0].kind", "'label'"),
    Broken("unknown reading", "sources.toml", put("sources/0/reading", "skimmed"), "sources[0].reading", "'read'"),
    Broken("source without address", "sources.toml", drop("sources/0/address"), "sources[0].address", "Field required"),
    Broken("unknown severity", PROTOCOL, put("bands/0/severities", ["awful"]), "bands[0].severities[0]", "'mild'"),
    Broken("unknown end point", PROTOCOL, put("bands/0/endpoint/code", "blood"), "bands[0].endpoint.code", "pinpoint"),
    Broken("unknown review", PROTOCOL, put("bands/0/reviews/0/code", "later"), "bands[0].reviews[0].code", "'mid_series'"),
    Broken("unknown strength of evidence", PROTOCOL, put("bands/0/evidence", "high"), "bands[0].evidence", "'moderate'"),
    Broken("unknown region", "areas.toml", put("areas/0/region", "head"), "areas[0].region", "'face'"),
    Broken("unknown effect", "screening.toml", put("questions/0/effects/0/effect", "refuse"), "questions[0].effects[0].effect", "'contraindicated'"),
    Broken("unknown skin type", "labels.toml", put("labels/0/indications/0/skin_types", ["VII"]), "labels[0].indications[0].skin_types[0]", "'I'"),
    Broken("unknown role", "care.toml", put("tasks/0/role", "nurse"), "tasks[0].role", "'patient'"),
    Broken("unknown rater", "scales.toml", put("scales/0/raters", ["parent"]), "scales[0].raters[0]", "'patient'"),
    # orders inside one entry
    Broken("more sessions at least than at most", PROTOCOL, put("bands/0/sessions/min/value", 5), "bands[0].sessions", "min <= typical <= max"),
    Broken("no session", PROTOCOL, put("bands/0/sessions/min/value", 0), "bands[0].sessions", "1 <= min"),
    Broken("target before the least interval", PROTOCOL, put("bands/0/spacing/target/value", 20), "bands[0].spacing", "absolute_min <= min <= target"),
    Broken("absolute least above the least", PROTOCOL, put("bands/0/spacing/absolute_min/value", 29), "bands[0].spacing", "absolute_min <= min"),
    Broken("late after lapse", PROTOCOL, put("bands/0/spacing/late_after/value", 91), "bands[0].spacing", "late_after <= lapse_after"),
    Broken("twice a day", PROTOCOL, put("bands/0/spacing/absolute_min/value", 0), "bands[0].spacing", "1 <= absolute_min"),
    Broken("deepest below the least deep", PROTOCOL, put("bands/1/depth_mm/min/value", 1.75), "bands[1].depth_mm", "min <= max"),
    Broken("confirmed below proposed", PROTOCOL, put("bands/1/depth_mm/confirm_up_to/value", 1.25), "bands[1].depth_mm", "max <= confirm_up_to"),
    Broken("override below confirmed", PROTOCOL, put("bands/2/depth_mm/override_up_to/value", 1.75), "bands[2].depth_mm", "confirm_up_to <= override_up_to"),
    Broken("no depth", PROTOCOL, put("bands/0/depth_mm/min/value", 0), "bands[0].depth_mm", "0 < min"),
    Broken("full result ends before it begins", PROTOCOL, put("bands/2/full_result/max_days/value", 90), "bands[2].full_result", "min_days <= max_days"),
    Broken("two primary reviews", PROTOCOL, put("bands/0/reviews/0/primary", value=True), "bands[0]", "exactly one review is primary"),
    Broken("no primary review", PROTOCOL, drop("bands/0/reviews/1/primary"), "bands[0]", "exactly one review is primary"),
    Broken("mid-series review without its session", PROTOCOL, drop("bands/2/reviews/0/number"), "bands[2].reviews[0]", "anchor is 'session'"),
    Broken("session of a review of the whole", PROTOCOL, put("bands/0/reviews/0/number", 2), "bands[0].reviews[0]", "anchor is 'session'"),
    Broken("maintenance days missing", LAXITY, drop("bands/0/maintenance/typical_days"), "bands[0].maintenance", "exactly when it is needed"),
    Broken("maintenance days without need", LAXITY, put("bands/0/maintenance/needed", value=False), "bands[0].maintenance", "exactly when it is needed"),
    Broken("maintenance reversed", LAXITY, put("bands/0/maintenance/min_days/value", 400), "bands[0].maintenance", "min_days <= typical_days"),
    Broken("two bands for one severity", PROTOCOL, put("bands/1/severities", ["mild"]), "bands", "same severity and kind"),
    Broken("one severity twice in a band", PROTOCOL, put("bands/0/severities", ["mild", "mild"]), "bands", "same severity and kind"),
    Broken("band of a kind not listed", PROTOCOL, put("kinds", ["rolling", "boxcar"]), "bands", "ice_pick"),
    Broken("default cap above the hard one", "areas.toml", put("areas/1/default_max_mm/value", 2.0), "areas[1]", "between 0 and hard_max_mm"),
    Broken("cap below nothing", "areas.toml", put("areas/1/default_max_mm/value", -0.5), "areas[1].default_max_mm.value", "greater than or equal to 0"),
    Broken("care ends before it begins", "care.toml", put("tasks/0/until_day_offset", -40), "tasks[0]", "before day_offset"),
    Broken("depth of care for every region", "care.toml", put("tasks/0/or_deeper_than_mm", {"value": 1.0, "basis": "derived", "note": "Ours."}), "tasks[0]", "needs regions"),
    Broken("care of next year", "care.toml", put("tasks/0/day_offset", 400), "tasks[0].day_offset", "less than or equal to 365"),
    Broken("downtime falls with depth", "care.toml", put("downtime/2/days/value", 2), "downtime", "rises with depth"),
    Broken("downtime stops short", "care.toml", put("downtime/2/up_to_mm", 2.0), "downtime", "up to 3 mm"),
    Broken("skin types out of order", "skin.toml", put("types/0/type", "II"), "types", "in this order"),
    Broken("skin type missing", "skin.toml", drop("types/5"), "types", "each once"),
    Broken("empty scale", "scales.toml", put("scales/0/min", 4), "scales[0]", "min must be less than max"),
    Broken("scale without steps", "scales.toml", put("scales/0/step", 0), "scales[0].step", "greater than 0"),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_it_is_refused_with_file_key_and_fault(case: Broken, tmp_path: Path) -> None:
    folder = a_copy(tmp_path)
    folder.change(case.file, case.change)
    with pytest.raises(RulesBroken) as broken:
        load_rules(folder.path)
    (fault,) = broken.value.faults
    assert (fault.file, fault.key) == (case.file, case.key)
    assert case.says in fault.detail


def test_a_change_that_keeps_the_rules_sound_is_served(tmp_path: Path) -> None:
    """The way of breaking does not break by itself: every file written back as it was is still sound."""
    folder = a_copy(tmp_path)
    before = load_rules(folder.path)
    for file in sorted(folder.path.rglob("*.toml")):
        folder.change(file.relative_to(folder.path).as_posix())
    assert check_rules(folder.path) == ()
    after = load_rules(folder.path)
    assert after.digest != before.digest
    assert after.concerns == before.concerns
    assert after.questions == before.questions


def test_several_faults_in_several_files_are_named_at_once(tmp_path: Path) -> None:
    folder = a_copy(tmp_path)
    folder.change(PROTOCOL, put("bands/0/sessions/min/value", 9), put("bands/1/spacing/target/value", 1), drop("title"))
    folder.change("areas.toml", drop("areas/0/title"), put("areas/3/region", "head"))
    folder.change(EARLY, append("bands/0/reviews", {"code": "late_outcome"}))
    (folder.path / "labels.toml").unlink()
    (folder.path / "skin.toml").write_text("types = [", encoding="utf-8")
    assert {(fault.file, fault.key) for fault in check_rules(folder.path)} == {
        (PROTOCOL, "bands[0].sessions"),
        (PROTOCOL, "bands[1].spacing"),
        (PROTOCOL, "title"),
        ("areas.toml", "areas[0].title"),
        ("areas.toml", "areas[3].region"),
        (EARLY, "bands[0].reviews[1].after_days"),
        ("labels.toml", "-"),
        ("skin.toml", "-"),
    }
