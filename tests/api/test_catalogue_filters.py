"""Filters of the catalogue answer as a goal would, and only the questions that matter are asked."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from app.api.catalogue_pages import MOST_KEPT_BYTES
from app.api.pages import DEFAULT_LIMIT
from app.main import create_app
from app.planning.catalogue.skin import SKIN_TYPES
from app.rules.loader import load_rules, shipped_rules_dir
from app.settings import standard_settings
from tests.api.small_service import calling
from tests.api.whole_lists import codes, fault, whole

RULES = load_rules(shipped_rules_dir())
APP = create_app(standard_settings())


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    async with calling(APP) as calls:
        yield calls


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("protocols?area=cheeks&concern=acne_scars", ["acne-scars-face"]),
        ("protocols?area=face&concern=acne_scars", ["acne-scars-face"]),
        ("protocols?area=perioral&concern=fine_lines", ["fine-lines-perioral"]),
        ("protocols?area=forehead&concern=fine_lines", ["fine-lines-face"]),
        ("protocols?area=nose_tip&concern=enlarged_pores", ["enlarged-pores-face"]),
        ("protocols?area=back&concern=acne_scars", ["acne-scars-back"]),
        ("protocols?area=hands&concern=acne_scars", []),
        ("protocols?area=eyelids", []),
        ("protocols?concern=hyperpigmentation&area=periorbital&severity=severe",
         ["melasma-face", "post-inflammatory-hyperpigmentation"]),
        ("protocols?concern=surgical_scars&area=abdomen",
         ["surgical-scars-early", "surgical-scars-flat", "surgical-scars-hypertrophic"]),
    ],
)  # fmt: skip
async def test_an_area_is_answered_as_a_goal_in_it_would_be(
    client: httpx2.AsyncClient, path: str, expected: list[str]
) -> None:
    assert await codes(client, path) == expected


async def test_a_filter_finds_what_a_goal_is_planned_with(client: httpx2.AsyncClient) -> None:
    for concern in RULES.concerns:
        for area in (one.code for one in RULES.areas.all()):
            matches = {
                match.protocol.code
                for (of, here, severity, _), found in RULES.matches.items()
                if (of, here, severity) == (concern, area, "moderate")
                for match in found
            }
            listed = await codes(client, f"protocols?concern={concern}&area={area}&severity=moderate")
            assert set(listed) == matches, (concern, area)


async def for_skin_type(client: httpx2.AsyncClient, query: str) -> dict[str, Any]:
    (protocol,) = await whole(client, f"protocols?{query}")
    found: dict[str, Any] = protocol["for_skin_type"]
    return found


async def test_a_skin_type_shows_its_floors_and_depths(client: httpx2.AsyncClient) -> None:
    query = "concern=acne_scars&area=cheeks&severity=severe&skin_type="
    second, fourth, sixth = [await for_skin_type(client, query + given) for given in ("II", "IV", "VI")]
    bands = [
        next(band for band in one["bands"] if (band["severity"], band["kind"]) == ("severe", None))
        for one in (second, fourth, sixth)
    ]
    assert [one["skin_type"] for one in (second, fourth, sixth)] == ["II", "IV", "VI"]
    assert [band["absolute_min_days"] for band in bands] == [14, 28, 28]
    assert [band["min_days"] for band in bands] == [28, 28, 28]
    assert [band["max_depth_mm"] for band in bands] == [1.5, 1.25, 1.25]
    assert [band["first_session_max_depth_mm"] for band in bands] == [1.5, 1.25, 1.0]
    assert bands[1]["bound_by"] == "skin_type"


async def test_the_floor_of_type_three_holds_on_the_body_only(client: httpx2.AsyncClient) -> None:
    face = await for_skin_type(client, "concern=acne_scars&area=face&skin_type=III")
    back = await for_skin_type(client, "concern=acne_scars&area=back&skin_type=III")
    assert {band["absolute_min_days"] for band in face["bands"]} == {14}
    assert {band["absolute_min_days"] for band in back["bands"]} == {28}


async def test_no_depth_for_a_skin_type_exceeds_its_area(client: httpx2.AsyncClient) -> None:
    caps = {area.code: area.default_max_mm.value for area in RULES.areas.all()}
    for protocol in await whole(client, "protocols?skin_type=I"):
        for band in protocol["for_skin_type"]["bands"]:
            assert 0 < band["first_session_max_depth_mm"] <= band["max_depth_mm"] <= caps[band["area"]]
            order = [band[f"{name}_days"] for name in ("absolute_min", "min", "target", "late_after", "lapse_after")]
            assert order == sorted(order)
        assert {**protocol, "for_skin_type": None} == {
            **(await client.get(f"/v1/protocols/{protocol['code']}")).json(),
            "for_skin_type": None,
        }


@pytest.mark.parametrize(
    ("query", "parameter", "allowed"),
    [
        ("protocols?concern=cellulite", "concern", list(RULES.concerns)),
        ("protocols?area=moon", "area", [area.code for area in RULES.areas.all()]),
        ("protocols?severity=awful", "severity", ["mild", "moderate", "severe"]),
        ("protocols?skin_type=VII", "skin_type", ["I", "II", "III", "IV", "V", "VI"]),
        ("protocols?skin_type=iv", "skin_type", ["I", "II", "III", "IV", "V", "VI"]),
        ("screening-questions?concern=cellulite", "concern", list(RULES.concerns)),
        ("screening-questions?area=moon", "area", [area.code for area in RULES.areas.all()]),
        ("concerns?concern=acne_scars", "concern", ["cursor", "limit"]),
        ("sources?page=2", "page", ["cursor", "limit"]),
        ("concerns/acne_scars?lang=de", "lang", []),
    ],
)
async def test_an_unknown_filter_is_refused_with_what_there_is(
    client: httpx2.AsyncClient, query: str, parameter: str, allowed: list[str]
) -> None:
    answer = await client.get(f"/v1/{query}")
    assert answer.status_code == 400
    assert fault(answer)["parameter"] == parameter
    assert sorted(fault(answer)["params"]["allowed"]) == sorted(allowed)


async def test_all_unknown_filters_are_named_at_once(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/v1/protocols?concern=cellulite&area=moon")
    assert [one["parameter"] for one in answer.json()["errors"]] == ["concern", "area"]
    assert "cellulite" not in answer.text


async def test_all_that_is_wrong_with_a_query_is_named_at_once(client: httpx2.AsyncClient) -> None:
    query = "severity=awful&skin_type=VII&concern=nope&area=nope&limit=0&colour=red&limit=1"
    answer = await client.get(f"/v1/protocols?{query}")
    assert sorted((one["parameter"], one["code"]) for one in answer.json()["errors"]) == [
        ("area", "unknown_area"),
        ("colour", "unknown_parameter"),
        ("concern", "unknown_concern"),
        ("limit", "repeated_parameter"),
        ("severity", "not_allowed_value"),
        ("skin_type", "not_allowed_value"),
    ]
    assert "nope" not in answer.text


async def test_lists_behind_filters_are_kept_within_bounds(client: httpx2.AsyncClient) -> None:
    """There are thousands of combinations; what was asked for lately stays, and all of it together stays small."""
    pages = APP.state.catalogue_pages
    kept = pages.protocols_for("acne_scars", "cheeks", None, "IV")
    for skin_type in SKIN_TYPES:
        for area in (None, *(one.code for one in RULES.areas.all())):
            pages.protocols_for(None, area, None, skin_type).page(50, None)
            assert pages.protocols_for("acne_scars", "cheeks", None, "IV") is kept
    assert sum(one.most_bytes for one in pages._kept.values()) <= MOST_KEPT_BYTES


async def test_a_filter_given_twice_is_refused(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/v1/protocols?area=face&area=neck")
    assert (answer.status_code, fault(answer)["parameter"]) == (400, "area")


async def test_no_question_is_left_to_a_second_page(client: httpx2.AsyncClient) -> None:
    """A page that is rendered as it comes must not drop a safety question."""
    for query in ("", "?concern=acne_scars", "?area=face", "?concern=acne_scars&area=face"):
        page = (await client.get(f"/v1/screening-questions{query}")).json()
        assert (page["has_more"], page["next_cursor"]) == (False, None)
        assert len(page["items"]) > DEFAULT_LIMIT
    shorter = (await client.get("/v1/screening-questions?limit=50")).json()
    assert (len(shorter["items"]), shorter["has_more"]) == (50, True)


async def test_only_questions_that_matter_are_asked(client: httpx2.AsyncClient) -> None:
    async def asked(concern: str, area: str) -> set[str]:
        return set(await codes(client, f"screening-questions?concern={concern}&area={area}"))

    face, abdomen = await asked("acne_scars", "cheeks"), await asked("stretch_marks", "abdomen")
    assert {"facial_herpes_history", "papulopustular_rosacea", "facial_surgery", "young_scar"} <= face
    assert not {"facial_herpes_history", "papulopustular_rosacea", "rosacea_flare", "facial_surgery"} & abdomen
    assert "young_scar" in abdomen
    assert "young_scar" in await asked("surgical_scars", "hands")
    for concern in (
        "fine_lines",
        "skin_laxity",
        "enlarged_pores",
        "uneven_texture",
        "uneven_tone",
        "hyperpigmentation",
    ):
        assert "young_scar" not in await asked(concern, "face"), concern
    for everywhere in (face, abdomen):
        assert {"isotretinoin", "pregnancy_or_nursing", "keloid_history", "botulinum_toxin", "skin_type"} <= everywhere


@pytest.mark.parametrize("concern", RULES.concerns)
async def test_the_questions_for_a_goal_are_those_that_its_screening_leaves_open(
    client: httpx2.AsyncClient, concern: str
) -> None:
    """The list for one concern and area holds what a preview without any answer calls unanswered, in the same order."""
    goals = {area: (severity, kind) for of, area, severity, kind in RULES.matches if of == concern}
    for area, (severity, kind) in list(goals.items())[:4]:
        body = {"goals": [{"concern": concern, "area": area, "severity": severity, "kind": kind}]}
        preview = await client.post("/v1/screening-previews", json=body)
        assert preview.status_code == 200, preview.text
        screening = preview.json()["screening"]
        assert screening["result"] == "incomplete"
        assert screening["unanswered"] == await codes(client, f"screening-questions?concern={concern}&area={area}")
