"""A rule that is sound by itself but does not fit the others is refused, naming the file, the key and what does not fit."""

# ruff: noqa: E501 (a row of a table stands on one line)

from pathlib import Path
from typing import NamedTuple

import pytest

from app.rules.faults import RuleFault
from tests.rules.rules_folder import Change, a_copy, check_rules, drop, put, repeat

PROTOCOL = "protocols/acne-scars-face.toml"
BACK = "protocols/acne-scars-back.toml"
EARLY = "protocols/surgical-scars-early.toml"
TONE = "protocols/uneven-tone.toml"
WANTS_A_TRIAL = "basis 'trial' needs a source of kind measurement or trial that was read"


class Misfit(NamedTuple):
    """One change, and the fault that it must at least bring."""

    name: str
    file: str
    change: Change
    fault: RuleFault


def at(name: str, file: str, change: Change, key: str, detail: str) -> Misfit:
    """The fault shows in the file that was changed."""
    return Misfit(name, file, change, RuleFault(file, key, detail))


SOURCES = (
    at("no such source", PROTOCOL, put("bands/0/sessions/min/sources", ["Nobody1999"]), "bands[0].sessions.min.sources", "no source 'Nobody1999' in sources.toml"),
    at("no such source of an effect", "screening.toml", put("questions/0/effects/0/sources", ["Nobody1999"]), "questions[0].effects[0].sources", "no source 'Nobody1999' in sources.toml"),
    at("no such source of a washout", "procedures.toml", put("procedures/0/days_before/sources", ["Nobody1999"]), "procedures[0].days_before.sources", "no source 'Nobody1999' in sources.toml"),
    at("trial on a page", PROTOCOL, put("bands/0/spacing/target/sources", ["page_bvaesthetics"]), "bands[0].spacing.target.basis", WANTS_A_TRIAL),
    at("trial on a label", PROTOCOL, put("bands/0/spacing/target/sources", ["SkinPen_IFU_text"]), "bands[0].spacing.target.basis", WANTS_A_TRIAL),
    at("trial on a source nobody read", PROTOCOL, put("bands/0/spacing/target/sources", ["Leheta2011"]), "bands[0].spacing.target.basis", WANTS_A_TRIAL),
    at("label on a trial", PROTOCOL, put("bands/0/depth_mm/max/sources", ["Alam2014"]), "bands[0].depth_mm.max.basis", "basis 'label' needs a source of kind label or regulation that was read"),
    at("review on a trial", PROTOCOL, put("bands/0/spacing/min/sources", ["Alam2014"]), "bands[0].spacing.min.basis", "basis 'review' needs a source of kind expert or review that was read"),
    at("review on a page", "scales.toml", put("scales/1/basis", "review"), "scales[1].basis", "basis 'review' needs a source of kind expert or review that was read"),
    at("guideline on a trial", "procedures.toml", put("procedures/0/days_before/sources", ["Alam2014"]), "procedures[0].days_before.basis", "basis 'guideline' needs a source of kind expert or guideline or regulation that was read"),
    at("measurement on a page", "areas.toml", put("areas/1/skin_female_mm/sources", ["page_222health_vss"]), "areas[1].skin_female_mm.basis", WANTS_A_TRIAL),
)  # fmt: skip
NAMES = (
    at("kind of another concern", BACK, put("kinds", ["alba"]), "kinds", "'alba' is no kind of the concern"),
    at("no such area", BACK, put("areas", ["moon"]), "areas", "'moon' is no treatable area in areas.toml"),
    at("area never needled", BACK, put("areas", ["eyelids"]), "areas", "'eyelids' is no treatable area in areas.toml"),
    at("no such concern", TONE, put("concern", "tone"), "concern", "no concern 'tone' in concerns.toml"),
    at("no such measure", BACK, put("bands/0/measures", ["giass"]), "bands[0].measures", "'giass' is no scale in scales.toml"),
    at("starts after nothing known", EARLY, put("bands/0/start_after/procedure", "appendectomy"), "bands[0].start_after.procedure", "'appendectomy' is no procedure"),
    at("file named otherwise", BACK, put("code", "acne-scars-shoulders"), "code", "the file of 'acne-scars-shoulders' is named acne-scars-shoulders.toml"),
    at("cap for a concern that is not there", "areas.toml", put("areas/0/hard_max_concerns", ["scars"]), "areas[0].hard_max_concerns", "'scars' is no concern"),
    at("no such parent", "areas.toml", put("areas/1/parent", "head"), "areas[1].parent", "no area 'head'"),
    at("question for no concern", "screening.toml", put("questions/0/concerns", ["cellulite"]), "questions[0].concerns", "'cellulite' is no concern"),
    at("procedure that leaves no concern alone", "procedures.toml", put("procedures/8/except_concerns", ["cellulite"]), "procedures[8].except_concerns", "'cellulite' is no concern"),
    at("adjunct for no concern", "procedures.toml", put("adjuncts/0/concerns", ["cellulite"]), "adjuncts[0].concerns", "'cellulite' is no concern"),
    at("adjunct for no kind", "procedures.toml", put("adjuncts/0/kinds", ["deep"]), "adjuncts[0].kinds", "'deep' is no kind of its concerns"),
    at("care for no finding", "care.toml", put("tasks/0/findings", ["acne"]), "tasks[0].findings", "'acne' is no question"),
    at("scale for no concern", "scales.toml", put("scales/0/concerns", ["scars"]), "scales[0].concerns", "'scars' is no concern"),
    at("sign-off for no concern", "skin.toml", put("types/4/sign_off_concerns", ["freckles"]), "types[4].sign_off_concerns", "'freckles' is no concern or kind"),
    at("label for no concern", "labels.toml", put("labels/0/indications/0/concern", "scars"), "labels[0].indications[0].concern", "'scars' is no concern"),
    at("label for no kind", "labels.toml", put("labels/0/indications/0/kinds", ["alba"]), "labels[0].indications[0].kinds", "'alba' is no kind of the concern"),
    at("label for no area", "labels.toml", put("labels/0/indications/0/areas", ["moon"]), "labels[0].indications[0].areas", "'moon' is no area"),
)  # fmt: skip
TWICE = (
    at("source twice", "sources.toml", repeat("sources/0"), "sources", "'FDA_DEN160029_2018' stands there twice"),
    at("concern twice", "concerns.toml", repeat("concerns/0"), "concerns", "'acne_scars' stands there twice"),
    at("kind twice", "concerns.toml", repeat("concerns/0/kinds/0"), "concerns[0].kinds", "'rolling' stands there twice"),
    at("area twice", "areas.toml", repeat("areas/1"), "areas", "'forehead' stands there twice"),
    at("task twice", "care.toml", repeat("tasks/0"), "tasks", "'vitamin_a_c_preconditioning' stands there twice"),
    at("scale twice", "scales.toml", repeat("scales/0"), "scales", "'goodman_baron_qualitative' stands there twice"),
    at("label twice", "labels.toml", repeat("labels/0"), "labels", "'us_fda' stands there twice"),
    at("adjunct twice", "procedures.toml", repeat("adjuncts/0"), "adjuncts", "'prp' stands there twice"),
    at("question twice", "screening.toml", repeat("questions/0"), "questions", "'skin_cancer_in_area' stands there twice"),
    Misfit("procedure twice", "procedures.toml", repeat("procedures/0"), RuleFault("screening.toml", "questions", "'botulinum_toxin' stands there twice")),
    at("question named as a procedure", "screening.toml", put("questions/0/code", "surgery"), "questions", "'surgery' stands there twice"),
    at("rule where there is none", "screening.toml", put("no_rules/0/code", "isotretinoin"), "no_rules[0].code", "'isotretinoin' has a rule as well"),
)  # fmt: skip
CASES = (*SOURCES, *NAMES, *TWICE)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_it_is_refused_with_file_key_and_what_does_not_fit(case: Misfit, tmp_path: Path) -> None:
    folder = a_copy(tmp_path)
    folder.change(case.file, case.change)
    wanted, faults = case.fault, check_rules(folder.path)
    assert [
        fault
        for fault in faults
        if (fault.file, fault.detail) == (wanted.file, wanted.detail) and fault.key.startswith(wanted.key)
    ], faults


def test_an_area_inside_itself_is_refused_with_every_area_of_the_circle(tmp_path: Path) -> None:
    folder = a_copy(tmp_path)
    folder.change("areas.toml", put("areas/code=nose/parent", "nose_tip"))
    named = {fault.key for fault in check_rules(folder.path) if fault.detail == "the area would contain itself"}
    assert named == {"areas[6].parent", "areas[7].parent", "areas[8].parent"}


def test_a_concern_that_nothing_treats_is_refused(tmp_path: Path) -> None:
    folder = a_copy(tmp_path)
    (folder.path / TONE).unlink()
    assert check_rules(folder.path) == (
        RuleFault("concerns.toml", "concerns[7].code", "no protocol treats 'uneven_tone'"),
    )


def test_two_protocols_for_one_goal_are_refused_with_the_goal(tmp_path: Path) -> None:
    folder = a_copy(tmp_path)
    (folder.path / "protocols/acne-scars-everywhere.toml").write_bytes((folder.path / PROTOCOL).read_bytes())
    folder.change("protocols/acne-scars-everywhere.toml", put("code", "acne-scars-everywhere"))
    (fault,) = check_rules(folder.path)
    assert (fault.file, fault.key) == (PROTOCOL, "areas")
    assert fault.detail.startswith("acne-scars-everywhere and acne-scars-face answer acne_scars rolling mild in ")


def test_two_protocols_for_different_kinds_of_one_area_are_sound(tmp_path: Path) -> None:
    folder = a_copy(tmp_path)
    other = "protocols/acne-scars-face-ice-pick.toml"
    (folder.path / other).write_bytes((folder.path / PROTOCOL).read_bytes())
    only_ice_pick = (drop("bands/0"), drop("bands/0"), drop("bands/0"), put("kinds", ["ice_pick"]))
    folder.change(other, put("code", "acne-scars-face-ice-pick"), *only_ice_pick)
    folder.change(PROTOCOL, drop("bands/3"), drop("bands/3"), drop("bands/3"), put("kinds", ["rolling", "boxcar"]))
    assert check_rules(folder.path) == ()


def test_every_misfit_of_the_folder_is_named_at_once(tmp_path: Path) -> None:
    folder = a_copy(tmp_path)
    folder.change(BACK, put("bands/0/measures", ["giass"]), put("bands/0/sessions/min/sources", ["Nobody1999"]))
    folder.change("areas.toml", put("areas/1/parent", "head"))
    folder.change("labels.toml", put("labels/0/indications/0/kinds", ["alba"]))
    assert {(fault.file, fault.key) for fault in check_rules(folder.path)} == {
        (BACK, "bands[0].measures"),
        (BACK, "bands[0].sessions.min.sources"),
        ("areas.toml", "areas[1].parent"),
        ("labels.toml", "labels[0].indications[0].kinds"),
    }
