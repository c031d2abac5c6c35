"""Every shipped number has a basis, every source that is named exists, and no source carries what it does not hold."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from itertools import pairwise

import pytest

from app.planning.catalogue.area_tree import AreaTree
from app.planning.catalogue.evidence import WEAKEST_LAST, Cited, Evidence, weakest
from app.rules.loader import load_rules, shipped_rules_dir

RULES = load_rules(shipped_rules_dir())
CARRIES = {
    "label": {"label", "regulation"},
    "guideline": {"guideline", "expert", "regulation"},
    "review": {"review", "expert"},
    "trial": {"trial", "measurement"},
}
# Every source of the table of sources by how much of it was read.
READ = ["Dermapen4_manual", "SkinThickness_PMC9205051", "UCSD_anticoag"]
UNVERIFIED = ["PaklaMisiur2021", "Leheta2011", "Khater2016", "Ramaut2018"]
ABSTRACT = (
    "FDA_DEN160029_2018 NCT02646917_SkinPen FDA_K202243_2021 Alqam2022 FDA_K180778_2018 FDA_K182407_2019 "
    "FDA_K192138_Rejuvapen FDA_K200044_2020 FDA_K233709_2024 FDA_21CFR878.4430 FDA_web_microneedling "
    "SkinPen_IFU_text Alam2014 Dogra2014 Majid2009 ElDomyati2015_acne Lotfi2013 vonDalwigNolda2020 "
    "Fabbrocini2014 Cachafeiro2016 IDOJ2024_CO2_vs_MN HKJDV2018 DepthSplit_2.5v1.5_a Ebrahim2022 Yaseen_PRP "
    "SharmaS_PRP AlsterLi2020_scars Ablon2018 ElDomyati2015_rejuv Aust2008 Wamsley2021 Fabbrocini2012_lip "
    "Fernandes2008 Pajak2022 Aust2010_hands ChengH2022 Salem2023_pores BSM_pores_case TCTR20230418007_pores "
    "Park2012 Nassar2016 MohamedAli2017 Naspolini2019 AlsterLi2020_striae ADR2023_striae_alba Claytor2022 "
    "Bandral2018 Busch2018 BurnHS_TAC_2022 Svenning2019 AustFernandes2017_burn Lima2015 Lima2017 "
    "Budamakuntla2013 Ismail2019 Saleh2019 Cassiano2022 AlQarqaz2018 Mazon2017_PIH LimaBook2021_PIH "
    "Markantoni2015_POH Farabi2020_POH Assaf2022_POH Sahni2013_POH AlsterGraham2018 Harris2015 "
    "JuhaszCohen2020 Sitohang2021 Mujahid2020 Shen2022 Kang2022_PRP Hou2017 CohenElbuluk2016 Sun2024_striae "
    "Bailey2022 HeSimin2024 Chu2021_safety Friedmann2024 SoltaniArabshahi2014 NickelMN2022 NonatrophicSR2019 "
    "Minutilli2024 Spring2017 Waldman2017 GilbertMcBurney2000 BeesonRachel2002 Chopra2015 Iyengar2018 "
    "BodyDermis2024 EMLA_SmPC FDA_lidocaine_2024 Carruthers2016 AAD2024_Flanagan Scotland_2026_asp13"
)
READINGS = {
    **dict.fromkeys(READ, "read"),
    **dict.fromkeys(UNVERIFIED, "unverified"),
    **dict.fromkeys(ABSTRACT.split(), "abstract"),
}
# Pages that a program wrote and nobody checked.
WRITTEN_BY_PROGRAMS = ("page_droracle_354570", "page_droracle_285729", "page_droracle_439397")
ADDRESSES = {
    "Alam2014": "10.1001/jamadermatol.2013.8687",
    "Harris2015": "10.1016/j.ijwd.2015.03.004",
    "Alqam2022": "10.1093/asj/sjac085",
    "Bailey2022": "10.1016/j.jaad.2021.03.116",
    "Chu2021_safety": "10.1097/01.dss.0000790428.70373.f6",
    "FDA_K180778_2018": "https://510k.innolitics.com/search/K180778",
    "SkinThickness_PMC9205051": "10.1186/s12880-022-00839-w",
    "EMLA_SmPC": "https://medicines.org.uk/emc/product/7994/smpc",
    "Budamakuntla2013": "10.4103/0974-2077.118403",
    "NCT02646917_SkinPen": "https://clinicaltrials.gov/show/NCT02646917",
    "Scotland_2026_asp13": "https://www.legislation.gov.uk/asp/2026/13",
}
CONCERNS = {
    "acne_scars": ("rolling", "boxcar", "ice_pick"),
    "fine_lines": (),
    "skin_laxity": (),
    "stretch_marks": ("rubra", "alba"),
    "surgical_scars": ("flat_or_atrophic", "early", "hypertrophic"),
    "enlarged_pores": (),
    "uneven_texture": (),
    "uneven_tone": (),
    "hyperpigmentation": ("melasma", "post_inflammatory", "periorbital"),
}
CODINGS = {
    ("acne_scars", "L90.5"), ("surgical_scars", "L90.5"), ("surgical_scars", "L91.0"), ("stretch_marks", "L90.6"),
    ("hyperpigmentation", "L81.1"), ("hyperpigmentation", "L81.0"), ("skin_laxity", "L57.4"),
}  # fmt: skip


def found_in(value: object, path: str) -> Iterator[tuple[str, object]]:
    """Every evidence, and every number that is not in the hands of a cited one, with the way to it."""
    if isinstance(value, Evidence):
        yield path, value
    elif isinstance(value, Cited):
        yield path, value.evidence
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value
    else:
        for step, inner in parts_of(value):
            yield from found_in(inner, path + step)


def parts_of(value: object) -> list[tuple[str, object]]:
    if isinstance(value, AreaTree):
        return [(f".{area.code}", area) for area in value.all()]
    if isinstance(value, Mapping):
        return [(f".{key}", inner) for key, inner in value.items()]
    if isinstance(value, tuple):
        return [(f"[{index}]", inner) for index, inner in enumerate(value)]
    if is_dataclass(value):
        return [(f".{field.name}", getattr(value, field.name)) for field in fields(value)]
    return []


SHIPPED = [
    (path, value)
    for field in fields(RULES)
    if field.name not in ("sources", "matches", "asked")
    for path, value in found_in(getattr(RULES, field.name), field.name)
]
EVIDENCE = [(path, value) for path, value in SHIPPED if isinstance(value, Evidence)]


def test_every_number_has_a_basis() -> None:
    """What stands without one is covered by its entry's own: days of care, ranges of scales, depth steps."""
    bare = {path.rsplit(".", 1)[-1] for path, value in SHIPPED if not isinstance(value, Evidence)}
    assert bare == {"day_offset", "until_day_offset", "min", "max", "step", "up_to_mm", "number"}
    assert all(path.startswith("scales") for path, v in SHIPPED if isinstance(v, float) and "up_to_mm" not in path)
    assert len(EVIDENCE) > 1000


def test_every_source_that_is_named_exists() -> None:
    assert not [(path, key) for path, evidence in EVIDENCE for key in evidence.sources if key not in RULES.sources]


def test_a_basis_that_speaks_of_a_source_has_one_of_its_kind_that_was_read() -> None:
    weak = [
        path
        for path, evidence in EVIDENCE
        if evidence.basis in CARRIES
        and not any(
            RULES.sources[key].kind in CARRIES[evidence.basis] and RULES.sources[key].reading != "unverified"
            for key in evidence.sources
        )
    ]
    assert not weak


def test_what_no_source_carries_says_why() -> None:
    assert not [path for path, evidence in EVIDENCE if not evidence.sources and not evidence.note]


def test_a_number_of_our_own_is_explained() -> None:
    assert not [path for path, evidence in EVIDENCE if evidence.basis == "derived" and not evidence.note]


def test_what_rests_on_unseen_or_machine_written_sources_alone_is_never_called_more() -> None:
    unseen = {key for key, source in RULES.sources.items() if source.reading == "unverified"}
    assert set(WRITTEN_BY_PROGRAMS) <= unseen
    alone = {e.basis for _, e in EVIDENCE if e.sources and set(e.sources) <= unseen}
    assert alone <= {"unverified", "convention", "derived"}


@pytest.mark.parametrize("key", READINGS)
def test_a_source_of_the_table_is_there_as_far_as_it_was_read(key: str) -> None:
    source = RULES.sources[key]
    assert source.reading == READINGS[key]
    assert source.title
    assert source.address
    assert source.facts


@pytest.mark.parametrize(("key", "address"), ADDRESSES.items())
def test_a_source_is_cited_by_its_best_address(key: str, address: str) -> None:
    assert RULES.sources[key].address.endswith(address)


def test_the_concerns_are_the_nine_with_their_kinds() -> None:
    assert {code: tuple(kind.code for kind in one.kinds) for code, one in RULES.concerns.items()} == CONCERNS


def test_every_concern_and_kind_can_be_planned_somewhere_at_every_severity() -> None:
    planned = {(concern, severity, kind) for concern, _, severity, kind in RULES.matches}
    wanted = {
        (concern, severity, kind)
        for concern, kinds in CONCERNS.items()
        for kind in (kinds or (None,))
        for severity in ("mild", "moderate", "severe")
    } - {("hyperpigmentation", "severe", "periorbital")}
    assert wanted <= planned


def test_codes_for_other_systems_are_the_seen_ones_and_never_acne_keloid() -> None:
    codings = {(code, one.code): one.evidence for code, concern in RULES.concerns.items() for one in concern.codings}
    assert set(codings) == CODINGS
    assert codings["stretch_marks", "L90.6"].basis == "unverified"


def test_the_weakest_basis_stands_for_a_group() -> None:
    for stronger, weaker in pairwise(WEAKEST_LAST):
        group = (Evidence(weaker, ("B",), "x"), Evidence(stronger, ("A", "B")))
        assert weakest(group) == Evidence(weaker, ("B", "A"))
