"""Every item of the screening table is asked, with its class and its days (transcribed here a second time).

Classes: ABS refused; ABS/REL refused unless a clinician lifts it; REL signed by a clinician; DEF deferred; SITE left out; ADVICE;
NO_CREAM no topical anaesthetic. Days come with their basis. `-` in place of days: none; a deferral without a number in the table has
days of our own (derived) after which a clinician looks again.
"""

# ruff: noqa: E501 (a row of a table stands on one line)

from typing import NamedTuple

import pytest

from app.planning.catalogue.questions import Effect
from app.rules.loader import load_rules, shipped_rules_dir

RULES = load_rules(shipped_rules_dir())
CLASSES = {
    "sign_off": "REL", "deferral": "DEF", "avoid_site": "SITE", "advice": "ADVICE", "no_topical_anaesthetic": "NO_CREAM",
}  # fmt: skip


class Item(NamedTuple):
    """One row of the table: the codes that carry it, each with its effects; words that its sources must hold."""

    row: str
    asked: dict[str, tuple[str, ...]]
    cites: tuple[str, ...]


LABEL = ("SkinPen_IFU_text",)
ANAESTHETIC = "Anaesthetic-specific: pregnancy, nursing, liver disease, pseudocholinesterase deficiency, PABA or sulphonamide allergy, methaemoglobinaemia, antiarrhythmics"
SKIN_DISEASE = "Eczema, psoriasis, vitiligo, lichen planus – active in area"

ITEMS = (
    Item("Active skin cancer in area", {"skin_cancer_in_area": ("ABS current -",)}, LABEL),
    Item("Suspicious/undiagnosed lesion in area", {"undiagnosed_lesion_in_area": ("ABS current -",)}, LABEL),
    Item("Open wound, sore, irritated or infected skin in area", {"open_wound_in_area": ("DEF always 14 derived",), "skin_infection_in_area": ("DEF always 14 derived",)}, LABEL),
    Item("Active bacterial/fungal/viral infection, warts in area", {"skin_infection_in_area": ("DEF always 14 derived",)}, ("page_manualslib_es_p20", "Chu2021_safety")),
    Item("Active herpes in/near area", {"active_herpes": ("DEF always 14 derived", "REL always -")}, ("page_manualslib_es_p20",)),
    Item("History of facial herpes, facial treatment", {"facial_herpes_history": ("REL always -",), "active_herpes": ("DEF always 14 derived", "REL always -")}, ("Cassiano2022", "GilbertMcBurney2000", "BeesonRachel2002")),
    Item("Active inflammatory acne in area", {"active_acne": ("DEF current 14 derived",), "active_acne_severe": ("ABS/REL current -",)}, ("Minutilli2024", "Dermapen4_manual")),
    Item("Papulopustular rosacea", {"papulopustular_rosacea": ("REL always -",), "rosacea_flare": ("DEF current 14 derived",)}, ("Dermapen4_manual", *LABEL)),
    Item("Keloid, personal history", {"keloid_history": ("ABS/REL always -",)}, LABEL),
    Item("Hypertrophic scar tendency", {"hypertrophic_scar_tendency": ("REL always -",)}, LABEL),
    Item("Scars or striae <1 year old", {"young_scar": ("REL always 365 label",)}, LABEL),
    Item("Burn scars", {"burn_scar_in_area": ("ABS always -",)}, ("AustFernandes2017_burn", "Busch2018", "Svenning2019")),
    Item("Isotretinoin, current", {"isotretinoin": ("ABS current -", "REL ended 180 guideline")}, LABEL),
    Item("Isotretinoin, stopped", {"isotretinoin": ("ABS current -", "REL ended 180 guideline")}, ("Waldman2017",)),
    Item("Topical retinoid, AHA/BHA, benzoyl peroxide", {"topical_retinoid_or_acids": ("DEF always 3 convention",)}, ("page_chapelhilldayspa", "page_nuanceaesthetics", "page_dermatique", "page_bvaesthetics", "page_aeternaaesthetics")),
    Item("Anticoagulant / antiplatelet", {"anticoagulant": ("REL current -",)}, LABEL),
    Item("NSAID (non-prescribed)", {"nsaid": ("ADVICE current 3 convention",)}, ("page_bvaesthetics",)),
    Item("Bleeding disorder", {"bleeding_disorder": ("ABS always -",)}, LABEL),
    Item("Pregnancy or nursing", {"pregnancy_or_nursing": ("ABS current -", "NO_CREAM current -")}, LABEL),
    Item("Immunosuppressive therapy / immunodeficiency", {"immunosuppression": ("ABS/REL current -",)}, LABEL),
    Item("High-dose corticosteroid", {"high_dose_corticosteroid": ("REL current -",)}, ("page_trialx_326214",)),
    Item("Chemotherapy", {"chemotherapy": ("ABS current -", "REL ended 180 derived")}, ("page_trialx_326214",)),
    Item("Radiotherapy to area", {"radiotherapy_in_area": ("ABS current -", "REL ended 90 convention")}, ("page_trialx_326214", "page_beautyandthebroworlando")),
    Item("Diabetes", {"diabetes": ("REL current -",), "diabetes_uncontrolled": ("DEF current 28 derived",)}, LABEL),
    Item("Wound-healing deficiency", {"wound_healing_deficiency": ("ABS/REL always -",)}, LABEL),
    Item("Collagen vascular / autoimmune, scleroderma", {"autoimmune_disease": ("REL always -",), "active_scleroderma": ("ABS current -",)}, ("Dermapen4_manual", *LABEL)),
    Item("Cardiac abnormality", {"cardiac_abnormality": ("REL always -",)}, LABEL),
    Item(SKIN_DISEASE, {"skin_disease_in_area": ("DEF current 14 derived",), "vitiligo_in_area": ("DEF always 365 unverified",)}, ("page_droracle_439397", *LABEL)),
    Item("same – elsewhere on body", {"skin_disease_elsewhere": ("REL current -",)}, LABEL),
    Item("Actinic keratosis in area", {"actinic_keratosis_in_area": ("REL current -",)}, ("Dermapen4_manual", *LABEL)),
    Item("Raised mole in area", {"raised_mole_in_area": ("SITE current -",)}, LABEL),
    Item("Stainless steel or anaesthetic allergy", {"steel_allergy": ("ABS always -",), "anaesthetic_allergy": ("NO_CREAM always -",)}, LABEL),
    Item("Nickel allergy", {"nickel_allergy": ("REL always -",)}, ("Chu2021_safety",)),
    Item("Contact dermatitis history", {"contact_dermatitis_history": ("REL always -",)}, LABEL),
    Item("Sunburn", {"sunburn": ("DEF always 14 convention",)}, ("page_aeternaaesthetics",)),
    Item("Tan / intense UV", {"recent_tan": ("DEF always 14 convention",)}, ()),
    Item("Waxing/depilatory", {"waxing": ("DEF always 7 convention",)}, ("page_bvaesthetics",)),
    Item("Tattoo / permanent make-up in field", {"tattoo_in_area": ("SITE current -",)}, ("page_droracle_354570",)),
    Item(ANAESTHETIC, {"anaesthetic_caution": ("NO_CREAM always -",), "pregnancy_or_nursing": ("ABS current -", "NO_CREAM current -")}, ("Dermapen4_manual",)),
)  # fmt: skip
# Rows on other procedures are asked from the washouts, age has limits of its own, vaccination deliberately has no rule.


def written(effect: Effect) -> str:
    refused = "ABS/REL" if effect.overridable else "ABS"
    kind = refused if effect.kind == "contraindicated" else CLASSES[effect.kind]
    days = "-" if effect.days is None else f"{effect.days.value} {effect.days.evidence.basis}"
    return f"{kind} {effect.when} {days}"


@pytest.mark.parametrize("item", ITEMS, ids=[item.row for item in ITEMS])
def test_a_row_is_asked_with_its_class_and_days(item: Item) -> None:
    asked = {question.code: question for question in RULES.questions.values() if item.row in question.rows}
    assert {code: tuple(map(written, question.effects)) for code, question in asked.items()} == item.asked
    cited = {
        source
        for question in asked.values()
        for effect in question.effects
        for evidence in (effect.evidence, *((effect.days.evidence,) if effect.days else ()))
        for source in evidence.sources
    }
    assert set(item.cites) <= cited


def test_nothing_is_asked_that_the_table_does_not_hold() -> None:
    rows = {row for question in RULES.questions.values() for row in question.rows}
    assert rows == {item.row for item in ITEMS}
    assert set(RULES.questions) == {code for item in ITEMS for code in item.asked}


def test_vaccination_was_looked_into_and_has_no_rule() -> None:
    assert [one.code for one in RULES.no_rules] == ["vaccination"]


def test_a_young_scar_counts_from_the_day_it_began() -> None:
    (effect,) = RULES.questions["young_scar"].effects
    assert effect.counts_from == "started_on"
    assert {effect.counts_from for code, one in RULES.questions.items() if code != "young_scar" for effect in one.effects} == {
        "ended_on"
    }  # fmt: skip


def test_herpes_near_the_area_is_herpes_anywhere_in_its_region() -> None:
    assert {code for code, one in RULES.questions.items() if one.where == "region"} == {"active_herpes"}
    assert [effect.regions for effect in RULES.questions["active_herpes"].effects] == [(), ("face",)]


def test_a_source_that_asks_for_consent_alone_carries_no_refusal_or_deferral_of_the_skin() -> None:
    for code in ("skin_cancer_in_area", "open_wound_in_area", "skin_infection_in_area", "active_herpes"):
        for effect in RULES.questions[code].effects:
            assert "Dermapen4_manual" not in effect.evidence.sources, code


def test_a_text_gives_no_number_that_its_evidence_does_not_hold() -> None:
    """Where the days have another basis than the sentence, the sentence leaves the number to them."""
    for question in RULES.questions.values():
        for effect in question.effects:
            if effect.days is not None and effect.days.evidence.basis != effect.evidence.basis:
                words = set(effect.text.lower().split())
                assert not words & {"two", "three", "four", "weeks", "days", "year", "months"}, question.code
                assert not any(letter.isdigit() for letter in effect.text), question.code


def test_sun_that_is_still_to_come_is_no_tan() -> None:
    tan = RULES.questions["recent_tan"]
    assert "will" not in tan.text
    assert "you cannot come" in tan.help


def test_only_refusals_can_be_lifted_and_never_those_of_the_label() -> None:
    lifted = {code for code, one in RULES.questions.items() for effect in one.effects if effect.overridable}
    assert lifted == {"active_acne_severe", "keloid_history", "immunosuppression", "wound_healing_deficiency"}


def test_no_text_tells_anybody_to_stop_a_prescribed_medicine() -> None:
    """Where a question is about a prescribed medicine, its words say that it goes on or that the prescriber decides."""
    keeps = (
        "goes on as prescribed",
        "go on as prescribed",
        "keep taking it",
        "do not stop it",
        "its prescriber agrees",
    )
    for code in (
        "isotretinoin", "anticoagulant", "high_dose_corticosteroid", "immunosuppression", "topical_retinoid_or_acids",
    ):  # fmt: skip
        question = RULES.questions[code]
        words = " ".join([question.help, *(effect.text for effect in question.effects)])
        assert any(word in words for word in keeps), code


def test_no_text_gives_a_dose_as_an_order() -> None:
    texts = [task.text for task in RULES.care] + [e.text for q in RULES.questions.values() for e in q.effects]
    assert not [text for text in texts if " mg" in text or "twice daily" in text or " bid" in text]
