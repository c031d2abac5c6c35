"""The catalogue over HTTP: whole lists in pages, items by code, and everything that is named opens."""

from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from app.main import create_app
from app.rules.loader import load_rules, shipped_rules_dir
from app.settings import standard_settings
from tests.api.small_service import calling
from tests.api.whole_lists import codes, fault, whole

RULES = load_rules(shipped_rules_dir())
LISTS = {
    "concerns": len(RULES.concerns),
    "areas": len(RULES.areas.all()),
    "protocols": len(RULES.protocols),
    "sources": len(RULES.sources),
    "screening-questions": 3 + len(RULES.questions) + len(RULES.procedures),
    "procedures": len(RULES.procedures),
    "outcome-scales": len(RULES.scales),
    "care-tasks": len(RULES.care),
    "labels": len(RULES.labels),
    "skin-rules": 6 + 1,
    "combining-rules": len(RULES.combining),
    "evidence-gaps": len(RULES.no_rules),
    "adjuncts": len(RULES.adjuncts),
    "avoided-products": len(RULES.avoided),
    "anaesthetic-facts": len(RULES.anaesthetic),
}
WITH_ITEMS = {
    "concerns": "code", "areas": "code", "protocols": "code", "sources": "key", "labels": "code", "skin-rules": "code",
}  # fmt: skip
ALONE = ("planning-rules", "labels/us_fda", "skin-rules/sensitive_skin", "concerns/acne_scars", "areas/face")
FILTERED = ("concerns/acne_scars/protocols", "protocols?concern=fine_lines", "screening-questions?area=abdomen")
APP = create_app(standard_settings())


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    async with calling(APP) as calls:
        yield calls


def named(document: Any) -> Iterator[str]:
    """Every source key anywhere in a document."""
    if isinstance(document, dict):
        yield from document.get("sources", ())
        for inner in document.values():
            yield from named(inner)
    elif isinstance(document, list):
        for inner in document:
            yield from named(inner)


@pytest.mark.parametrize("name", LISTS)
async def test_a_list_holds_everything_that_the_rules_hold(client: httpx2.AsyncClient, name: str) -> None:
    assert len(await whole(client, name)) == LISTS[name]


@pytest.mark.parametrize("limit", [1, 3, 7, 50])
@pytest.mark.parametrize("path", [*LISTS, *FILTERED])
async def test_following_the_links_gives_the_whole_list_in_its_order(
    client: httpx2.AsyncClient, path: str, limit: int
) -> None:
    expected = await whole(client, path)
    seen: list[dict[str, Any]] = []
    at: str | None = f"/v1/{path}{'&' if '?' in path else '?'}limit={limit}"
    while at is not None:
        answer = await client.get(at)
        page = answer.json()
        assert len(page["items"]) == min(limit, len(expected) - len(seen))
        seen += page["items"]
        link = answer.headers.get("link")
        assert (link is not None) is page["has_more"] is (page["next_cursor"] is not None)
        parts = urlsplit(link.split(";")[0].strip("<>")) if link else None
        at = f"{parts.path}?{parts.query}" if parts else None
    assert seen == expected


@pytest.mark.parametrize(
    ("of", "given_to"),
    [
        ("protocols", "areas"),
        ("protocols", "protocols?concern=acne_scars"),
        ("protocols?concern=fine_lines", "protocols"),
        ("protocols?concern=fine_lines", "protocols?concern=skin_laxity"),
        ("protocols?area=face", "protocols?area=neck"),
        ("protocols?area=face", "protocols?area=face&skin_type=IV"),
        ("screening-questions", "screening-questions?area=abdomen"),
        ("concerns/fine_lines/protocols", "protocols?concern=fine_lines"),
    ],
)
async def test_a_cursor_belongs_to_its_list_and_filters(client: httpx2.AsyncClient, of: str, given_to: str) -> None:
    page = (await client.get(f"/v1/{of}{'&' if '?' in of else '?'}limit=1")).json()
    answer = await client.get(f"/v1/{given_to}{'&' if '?' in given_to else '?'}cursor={page['next_cursor']}")
    assert answer.status_code == 400
    assert (fault(answer)["parameter"], fault(answer)["code"]) == ("cursor", "invalid_cursor")


@pytest.mark.parametrize("limit", ["0", "201", "-1", "1.0", "ten", "", " 5", "+5", "1_0", "99999999999"])
async def test_a_limit_outside_its_bounds_is_refused(client: httpx2.AsyncClient, limit: str) -> None:
    answer = await client.get("/v1/sources", params={"limit": limit})
    assert (answer.status_code, fault(answer)["parameter"]) == (400, "limit")


@pytest.mark.parametrize("name", WITH_ITEMS)
async def test_every_item_opens_with_the_bytes_of_the_list(client: httpx2.AsyncClient, name: str) -> None:
    listed = (await client.get(f"/v1/{name}?limit=200")).content
    for item in await whole(client, name):
        answer = await client.get(f"/v1/{name}/{item[WITH_ITEMS[name]]}")
        assert answer.status_code == 200
        assert answer.json() == item
        assert answer.content in listed


@pytest.mark.parametrize("path", [*LISTS, *FILTERED, *ALONE, "sources/Alam2014"])
async def test_known_bytes_are_not_sent_again(client: httpx2.AsyncClient, path: str) -> None:
    first = await client.get(f"/v1/{path}")
    etag = first.headers["etag"]
    assert first.headers["cache-control"] == "public, max-age=300"
    assert etag.startswith('"')
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = await client.get(f"/v1/{path}", headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
        assert again.headers["cache-control"] == first.headers["cache-control"]
    other = await client.get(f"/v1/{path}", headers={"If-None-Match": '"other"'})
    assert (other.status_code, other.content) == (200, first.content)


@pytest.mark.parametrize("path", [*LISTS, *ALONE, "protocols/melasma-face", "sources/Alam2014"])
async def test_the_head_is_that_of_the_whole_answer(client: httpx2.AsyncClient, path: str) -> None:
    whole_answer, head = await client.get(f"/v1/{path}"), await client.head(f"/v1/{path}")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "content-length", "content-type", "cache-control"):
        assert head.headers[name] == whole_answer.headers[name]
    known = await client.head(f"/v1/{path}", headers={"If-None-Match": whole_answer.headers["etag"]})
    assert known.status_code == 304


async def test_every_source_that_the_catalogue_names_opens(client: httpx2.AsyncClient) -> None:
    keys = {key for name in LISTS for item in await whole(client, name) for key in named(item)}
    keys |= set(named((await client.get("/v1/planning-rules")).json()))
    assert len(keys) > 80
    for key in sorted(keys):
        answer = await client.get(f"/v1/sources/{key}")
        assert (answer.status_code, answer.json()["key"]) == (200, key)


async def test_every_code_that_the_catalogue_names_opens(client: httpx2.AsyncClient) -> None:
    scales = set(await codes(client, "outcome-scales"))
    for concern in await whole(client, "concerns"):
        assert concern["protocols"] == await codes(client, f"concerns/{concern['code']}/protocols")
        assert concern["protocols"]
    for protocol in await whole(client, "protocols"):
        for path in (f"concerns/{protocol['concern']}", *(f"areas/{area}" for area in protocol["areas"])):
            assert (await client.get(f"/v1/{path}")).status_code == 200
        assert {measure for band in protocol["bands"] for measure in band["measures"]} <= scales
    for area in await whole(client, "areas"):
        for child in area["children"]:
            assert (await client.get(f"/v1/areas/{child}")).json()["parent"] == area["code"]
    for one in [indication for label in await whole(client, "labels") for indication in label["indications"]]:
        for path in (f"concerns/{one['concern']}", *(f"areas/{area}" for area in one["areas"])):
            assert (await client.get(f"/v1/{path}")).status_code == 200
    tasks = set(await codes(client, "care-tasks"))
    for rule in await whole(client, "skin-rules"):
        assert set(rule["care_tasks"]) <= tasks


async def test_what_a_skin_type_changes_opens_by_the_code_that_reasons_name(client: httpx2.AsyncClient) -> None:
    fourth, sensitive = [
        (await client.get(f"/v1/skin-rules/{code}")).json() for code in ("skin_type_iv", "sensitive_skin")
    ]
    assert (fourth["skin_type"], fourth["floor_days"]["days"], fourth["depth_change_mm"]["value"]) == ("IV", 28, -0.25)
    assert fourth["care_tasks"] == ["pigment_priming", "sunscreen_mandatory", "pih_check"]
    assert (sensitive["skin_type"], sensitive["floor_days"]["days"], sensitive["bars_adjuncts"]) == (None, 35, True)
    assert sensitive["care_tasks"] == ["patch_test_topicals", "no_acids", "restart_retinoids_sensitive"]
    body = {
        "as_of": "2026-11-22",
        "patient": {"skin_type": "IV", "sensitive_skin": True},
        "goals": [{"concern": "acne_scars", "area": "face"}],
    }
    sessions = (await client.post("/v1/plan-previews", json=body)).json()["sessions"]
    named = {reason["params"].get("rule") for one in sessions for reason in one["dates"]["reasons"]} - {None}
    assert named
    for code in named:
        assert (await client.get(f"/v1/skin-rules/{code}")).status_code == 200


async def test_the_planners_own_numbers_are_those_of_the_rules(client: httpx2.AsyncClient) -> None:
    rules = (await client.get("/v1/planning-rules")).json()
    assert (rules["age"]["refuse_below"]["years"], rules["age"]["sign_off_below"]["years"]) == (18, 22)
    assert {name: number["days"] for name, number in rules["policy"].items()} == {
        "start_within": 28, "screening_valid": 90, "horizon": 730, "due_soon": 7, "review_within": 14,
    }  # fmt: skip
    assert [(step["up_to_mm"], step["days"]) for step in rules["downtime"]] == [(0.5, 1), (1.5, 3), (3.0, 5)]


@pytest.mark.parametrize(
    "path",
    ["concerns/cellulite", "concerns/cellulite/protocols", "areas/moon", "protocols/acne_scars", "sources/Nobody1999",
     "concerns/Acne_scars", "sources/alam2014", "procedures/surgery", "sources/" + "x" * 64,
     "labels/eu_mdr", "skin-rules/IV"],
)  # fmt: skip
async def test_what_does_not_exist_is_a_404_that_does_not_repeat_it(client: httpx2.AsyncClient, path: str) -> None:
    answer = await client.get(f"/v1/{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert (document["code"], document["status"]) == ("not_found", 404)
    assert (await client.head(f"/v1/{path}")).status_code == 404
