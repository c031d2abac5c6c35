"""Care, downtime, washouts, adjuncts and scales say what the tables of the evidence say (transcribed a second time)."""

import pytest

from app.rules.loader import load_rules, shipped_rules_dir

RULES = load_rules(shipped_rules_dir())

# task: from day, until day, by whom, basis, one source that the table names
CARE = {
    "vitamin_a_c_preconditioning": (-28, -4, "patient", "trial", "Aust2008"),
    "pigment_priming": (-28, -14, "prescriber", "convention", "page_skin_substack"),
    "test_spot": (-28, -14, "clinician", "derived", None),
    "patch_test_topicals": (-3, -1, "patient", "derived", None),
    "avoid_tanning": (-14, 0, "patient", "convention", None),
    "no_other_procedures_before": (-14, 0, "patient", "guideline", "AAD2024_Flanagan"),
    "stop_waxing": (-7, -5, "patient", "convention", "page_bvaesthetics"),
    "last_acids": (-7, -5, "patient", "convention", "page_bvaesthetics"),
    "no_acids": (-7, 35, "patient", "derived", None),
    "stop_retinoids": (-3, -3, "patient", "convention", None),
    "ask_about_nsaids": (-3, -3, "clinician", "convention", None),
    "keep_prescribed_medicines": (-3, 0, "patient", "guideline", "UCSD_anticoag"),
    "antiviral_protection": (-1, 0, "prescriber", "trial", "GilbertMcBurney2000"),
    "no_prolonged_sun": (-1, -1, "patient", "convention", "page_nuanceaesthetics"),
    "re_screen_health": (-1, 0, "clinician", "convention", "page_nuanceaesthetics"),
    "topical_anaesthetic": (0, 0, "clinician", "convention", "EMLA_SmPC"),
    "anaesthetic_block": (0, 0, "clinician", "guideline", "FDA_lidocaine_2024"),
    "remove_anaesthetic": (0, 0, "clinician", "label", "FDA_DEN160029_2018"),
    "disinfect_and_sterile": (0, 0, "clinician", "label", "FDA_DEN160029_2018"),
    "supplied_gel_only": (0, 0, "patient", "convention", "page_dermatique"),
    "makeup_earliest": (0, 1, "patient", "convention", "page_pinnacledermar"),
    "sunscreen_restart": (1, 1, "patient", "convention", "page_nuanceaesthetics"),
    "sunscreen_mandatory": (1, 30, "patient", "derived", None),
    "no_exercise_heat_water": (1, 3, "patient", "convention", "page_nuanceaesthetics"),
    "expected_redness": (1, 3, "patient", "guideline", "Minutilli2024"),
    "minimise_sun": (0, 3, "patient", "convention", "page_nuanceaesthetics"),
    "restart_retinoids": (5, 7, "patient", "convention", None),
    "restart_retinoids_sensitive": (5, 7, "patient", "convention", None),
    "restart_waxing": (7, 7, "patient", "convention", "page_bvaesthetics"),
    "redness_at_one_week": (7, 7, "patient", "review", "Chu2021_safety"),
    "spf50_minimum": (1, 10, "patient", "guideline", "Minutilli2024"),
    "no_tanning": (1, 14, "patient", "convention", None),
    "no_toxin_filler_peel": (0, 13, "patient", "convention", "page_browsofjoy"),
    "no_laser_deep_peel": (0, 27, "patient", "derived", None),
    "pih_check": (14, 14, "clinician", "trial", "AlQarqaz2018"),
    "long_sun_avoidance": (14, 30, "patient", "convention", "page_ramcoadvanced"),
    "late_bumps": (15, 180, "patient", "review", "Friedmann2024"),
}
ONLY_FOR = {
    "pigment_priming": ("IV", "V", "VI"),
    "test_spot": ("V", "VI"),
    "sunscreen_mandatory": ("IV", "V", "VI"),
    "pih_check": ("IV", "V", "VI"),
}
# procedure: days before needling with basis, days after with basis; where (d) and (f) differ, the longer
WASHOUTS = {
    "botulinum_toxin": ((14, "guideline"), (14, "convention")),
    "dermal_filler": ((14, "guideline"), (14, "convention")),
    "superficial_peel": ((28, "convention"), (14, "derived")),
    "deep_peel": ((90, "derived"), (28, "derived")),
    "ipl_or_nonablative_laser": ((14, "convention"), (28, "derived")),
    "ablative_laser": ((180, "derived"), (28, "derived")),
    "rf_microneedling": ((28, "derived"), (28, "derived")),
    "surgery": ((42, "trial"), None),
    "facial_surgery": ((42, "derived"), None),
    "microneedling": ((14, "trial"), None),
}
# adjunct: for what, acid, sources of the table
ADJUNCTS = {
    "prp": (("acne_scars",), False, {"Kang2022_PRP"}),
    "topical_botulinum_toxin": (("acne_scars",), False, {"Ebrahim2022"}),
    "tca_cross": (("acne_scars",), True, {"Leheta2011"}),
    "tranexamic_acid": (("hyperpigmentation",), False, {"Budamakuntla2013", "Saleh2019"}),
    "tca_10_infraorbital": (("hyperpigmentation",), True, {"Markantoni2015_POH", "Farabi2020_POH"}),
    "glutathione": (("hyperpigmentation",), False, {"Assaf2022_POH"}),
}
# scale: range, step, what higher means, basis; unverified: from memory or a secondary page
SCALES = {
    "goodman_baron_qualitative": (1, 4, 1, "worse", "trial"),
    "goodman_baron_quantitative": (0, 84, 1, "worse", "unverified"),
    "ecca": (0, 540, 1, "worse", "unverified"),
    "gais": (1, 5, 1, "worse", "label"),
    "lemperle_wrinkle": (0, 5, 1, "worse", "trial"),
    "alexiades_laxity": (0, 4, 0.5, "worse", "unverified"),
    "fitzpatrick_wrinkle": (1, 9, 1, "worse", "unverified"),
    "vss": (0, 13, 1, "worse", "unverified"),
    "posas_patient": (6, 60, 1, "worse", "unverified"),
    "posas_observer": (6, 60, 1, "worse", "unverified"),
    "posas_overall": (1, 10, 1, "worse", "unverified"),
    "manchester_scar": (5, 18, 1, "worse", "unverified"),
    "masi": (0, 48, 0.1, "worse", "unverified"),
    "mmasi": (0, 24, 0.1, "worse", "derived"),
    "pahpi": (6, 22, 1, "worse", "unverified"),
    "vas_pain": (0, 10, 0.1, "worse", "trial"),
    "vas_scar_100mm": (0, 100, 1, "worse", "label"),
    "fitzpatrick_phototype": (1, 6, 1, "neither", "unverified"),
}


@pytest.mark.parametrize("code", CARE)
def test_a_care_task_has_its_days_its_person_and_its_basis(code: str) -> None:
    (task,) = [one for one in RULES.care if one.code == code]
    first, last, role, basis, source = CARE[code]
    found = (task.day_offset, task.until_day_offset, task.role, task.evidence.basis)
    assert found == (first, last, role, basis)
    assert source is None or source in task.evidence.sources
    assert task.skin_types == ONLY_FOR.get(code, ())


def test_there_is_no_other_care_task() -> None:
    assert {task.code for task in RULES.care} == set(CARE)


def test_care_that_is_for_some_only_says_so() -> None:
    tasks = {task.code: task for task in RULES.care}
    assert {code for code, task in tasks.items() if task.first_session_only} == {
        "vitamin_a_c_preconditioning", "pigment_priming", "test_spot", "patch_test_topicals",
    }  # fmt: skip
    assert {code for code, task in tasks.items() if task.optional} == {
        "vitamin_a_c_preconditioning", "topical_anaesthetic",
    }  # fmt: skip
    assert {code for code, task in tasks.items() if task.needs_anaesthetic} == {
        "topical_anaesthetic", "anaesthetic_block", "remove_anaesthetic",
    }  # fmt: skip
    assert {code for code, task in tasks.items() if task.sensitive_only} == {
        "patch_test_topicals", "no_acids", "restart_retinoids_sensitive",
    }  # fmt: skip
    assert {code for code, task in tasks.items() if task.not_sensitive} == {
        "vitamin_a_c_preconditioning", "last_acids", "restart_retinoids",
    }  # fmt: skip
    assert {code for code, task in tasks.items() if task.pigment_or_skin_types} == {"pih_check"}
    assert (tasks["antiviral_protection"].findings, tasks["antiviral_protection"].regions) == (
        ("facial_herpes_history", "active_herpes"), ("face",),
    )  # fmt: skip


def test_the_long_sun_avoidance_is_for_deeper_needling_and_the_body() -> None:
    (task,) = [one for one in RULES.care if one.or_deeper_than_mm is not None]
    limit = task.or_deeper_than_mm
    assert limit is not None
    assert (task.code, task.regions, limit.value, limit.evidence.basis) == (
        "long_sun_avoidance", ("body",), 1.0, "derived",
    )  # fmt: skip


def test_sensitive_skin_is_told_of_no_acid_to_use() -> None:
    """Section c: no acids. A text may speak of leaving them off, or say that they stay off."""
    for task in RULES.care:
        if not task.not_sensitive and "acid" in task.text:
            assert task.code in {"no_acids", "stop_retinoids", "restart_retinoids_sensitive"}


def test_downtime_goes_by_depth_and_is_our_own_choice() -> None:
    steps = [(one.up_to_mm, one.days.value, one.days.evidence.basis) for one in RULES.downtime]
    assert steps == [(0.5, 1, "derived"), (1.5, 3, "derived"), (3.0, 5, "derived")]


def test_facts_on_anaesthetic_give_the_labels_limits() -> None:
    facts = {fact.code: fact for fact in RULES.anaesthetic}
    assert "1.5 g per 10 cm²" in facts["emla_minor_procedures"].text
    assert "2 g" in facts["emla_minor_procedures"].text
    assert "60 g" in facts["emla_large_areas"].text
    assert "600 cm²" in facts["emla_large_areas"].text
    assert "4 %" in facts["over_the_counter_limits"].text
    assert facts["emla_large_areas"].evidence.sources == ("EMLA_SmPC",)


@pytest.mark.parametrize("code", WASHOUTS)
def test_a_procedure_has_its_days_before_and_after(code: str) -> None:
    procedure = RULES.procedures[code]
    before, after = procedure.days_before, procedure.days_after
    found = (
        (before.value, before.evidence.basis),
        None if after is None else (after.value, after.evidence.basis),
    )
    assert found == WASHOUTS[code]


def test_there_is_no_other_procedure() -> None:
    assert set(RULES.procedures) == set(WASHOUTS)


@pytest.mark.parametrize("code", ["surgery", "facial_surgery"])
def test_surgery_is_signed_for_a_year(code: str) -> None:
    procedure = RULES.procedures[code]
    assert procedure.sign_off
    assert (procedure.acts_for.value, procedure.acts_for.evidence.basis) == (365, "derived")
    assert procedure.acts_for.evidence.note


def test_facial_surgery_reaches_the_neck_and_leaves_the_scar_of_the_operation_alone() -> None:
    lift = RULES.procedures["facial_surgery"]
    assert (lift.where, lift.regions, lift.except_concerns) == ("region", ("face", "neck"), ("surgical_scars",))
    assert {one.where for code, one in RULES.procedures.items() if code != "facial_surgery"} == {"area"}


@pytest.mark.parametrize("code", WASHOUTS)
def test_a_patient_reads_how_to_answer_and_no_note_of_the_designers(code: str) -> None:
    help_text = RULES.procedures[code].help
    assert "give" in help_text or "scar" in help_text
    assert not [word for word in ("ection (", "onflict", "rule", *RULES.sources, "_") if word in help_text]


@pytest.mark.parametrize("code", ADJUNCTS)
def test_an_adjunct_is_off_label_and_cites_its_studies(code: str) -> None:
    (adjunct,) = [one for one in RULES.adjuncts if one.code == code]
    concerns, acid, sources = ADJUNCTS[code]
    assert (adjunct.concerns, adjunct.acid, adjunct.off_label) == (concerns, acid, True)
    assert sources <= set(adjunct.evidence.sources)


def test_the_block_list_names_vitamin_c_and_every_cosmetic_that_is_not_sterile() -> None:
    blocked = {one.code: one for one in RULES.avoided}
    assert {"non_sterile_cosmetics", "vitamin_c_serum"} <= set(blocked)
    for code in ("non_sterile_cosmetics", "vitamin_c_serum"):
        words = blocked[code].evidence.note + " ".join(blocked[code].evidence.sources)
        assert "SoltaniArabshahi2014" in words
        assert "Friedmann2024" in words
        assert "Ismail2019" in words, "the conflict is told"


def test_the_rules_on_combining_are_all_there() -> None:
    rules = {one.code: one.evidence for one in RULES.combining}
    assert rules["several_areas_one_visit"].sources == ("Wamsley2021",)
    assert rules["several_concerns_one_area"].basis == "derived"
    assert rules["pigment_wins"].basis == "derived"
    assert rules["alternating_prp"].sources == ("Yaseen_PRP",)
    assert rules["anaesthetic_sum"].basis == "derived"


@pytest.mark.parametrize("code", SCALES)
def test_a_scale_has_its_range_direction_and_basis(code: str) -> None:
    scale = RULES.scales[code]
    assert (scale.min, scale.max, scale.step, scale.higher_is, scale.evidence.basis) == SCALES[code]


def test_there_is_no_other_scale() -> None:
    assert set(RULES.scales) == set(SCALES)


def test_the_numbers_of_the_planner_itself_are_derived() -> None:
    policy = RULES.policy
    days = (policy.start_within_days, policy.screening_valid_days, policy.review_within_days)
    assert [one.value for one in days] == [28, 90, 14]
    for number in (*days, policy.horizon_days, policy.due_soon_days):
        assert number.evidence.basis == "derived"
        assert number.evidence.note
