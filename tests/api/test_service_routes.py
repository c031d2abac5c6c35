"""What the service says about itself."""

import pytest

from app.api.meta import codes_of, meta_document
from app.api.problems import PROBLEMS
from app.rules.loader import load_rules, shipped_rules_dir
from tests.api.small_service import PUBLIC_URL, a_service, calling


async def test_the_service_says_where_to_begin() -> None:
    async with calling(a_service()) as client:
        document = (await client.get("/")).json()
    assert (document["object"], document["api_version"]) == ("service", "1.2.3")
    assert document["documentation"] == document["links"]["documentation"] == f"{PUBLIC_URL}/docs"
    assert all(address.startswith(f"{PUBLIC_URL}/") for address in document["links"].values())


async def test_an_explorer_that_is_left_out_is_not_named() -> None:
    async with calling(a_service(has_docs=False)) as client:
        document = (await client.get("/")).json()
    assert "documentation" not in document
    assert "documentation" not in document["links"]
    assert document["links"]["openapi"] == f"{PUBLIC_URL}/openapi.json"


async def test_a_live_process_says_so_and_is_not_cached() -> None:
    async with calling(a_service()) as client:
        answered = await client.get("/livez")
    assert (answered.status_code, answered.json()) == (200, {"object": "probe", "status": "alive"})
    assert answered.headers["cache-control"] == "no-store"
    assert "etag" not in answered.headers


async def test_a_service_that_shuts_down_is_no_longer_ready() -> None:
    app = a_service()
    async with calling(app) as client:
        async with app.router.lifespan_context(app):
            assert (await client.get("/readyz")).json() == {"object": "probe", "status": "ready"}
        answered = await client.get("/readyz")
    assert (answered.status_code, answered.json()["code"]) == (503, "unavailable")
    assert int(answered.headers["retry-after"]) > 0


@pytest.mark.parametrize("path", ["/", "/v1/meta", "/problems", "/problems/not_found", "/openapi.json", "/docs"])
async def test_what_does_not_change_can_be_kept(path: str) -> None:
    async with calling(a_service()) as client:
        first = await client.get(path)
        again = await client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert first.headers["cache-control"] == "public, max-age=300"
    assert again.headers["etag"] == first.headers["etag"]


def test_meta_names_versions_limits_and_every_code_of_the_rules() -> None:
    rules = load_rules(shipped_rules_dir())
    document = meta_document(rules, api_version="1.2.3", engine_version="4.5.6", max_body_bytes=1_024)
    assert document["ruleset"] == {"version": rules.version, "digest": rules.digest, "title": rules.title}
    assert (document["api_version"], document["engine_version"]) == ("1.2.3", "4.5.6")
    assert document["limits"]["max_body_bytes"] == 1_024
    assert document["codes"]["weekdays"] == ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    assert document["codes"]["skin_types"] == ["I", "II", "III", "IV", "V", "VI"]
    assert document["codes"]["severities"] == ["mild", "moderate", "severe"]
    assert document["codes"]["procedures"][0] == "microneedling"
    for noun, codes in codes_of(rules).items():
        assert document["codes"][noun]
        assert len(set(codes)) == len(document["codes"][noun])


async def test_every_problem_is_listed_and_described() -> None:
    async with calling(a_service()) as client:
        listed = (await client.get("/problems")).json()["items"]
        assert [item["code"] for item in listed] == list(PROBLEMS)
        for item in listed:
            assert (await client.get(f"/problems/{item['code']}")).json() == item


async def test_problems_come_in_pages() -> None:
    async with calling(a_service()) as client:
        page = await client.get("/problems?limit=2")
        following = await client.get(page.headers["link"].split(">")[0].removeprefix(f"<{PUBLIC_URL}"))
    assert [item["code"] for item in (page.json()["items"] + following.json()["items"])] == list(PROBLEMS)[:4]


@pytest.mark.parametrize("path", ["/problems/nothing", "/problems/NOT_FOUND", "/problems/not_found/"])
async def test_an_unknown_problem_is_not_found(path: str) -> None:
    async with calling(a_service()) as client:
        assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize("path", ["/problems", "/problems/invalid_json"])
async def test_a_browser_gets_a_page_without_scripts(path: str) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    async with calling(a_service()) as client:
        page = await client.get(path, headers={"accept": accept})
        style_sheet = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
        assert (await client.get(style_sheet)).headers["content-type"] == "text/css; charset=utf-8"
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert PROBLEMS["invalid_json"].title in page.text
    assert "script" not in page.headers["content-security-policy"]
    assert "<script" not in page.text
    assert "<code>errors</code>" in page.text


@pytest.mark.parametrize("accept", ["*/*", "application/json", "text/html;q=0.5, application/json", ""])
async def test_a_program_gets_json(accept: str) -> None:
    async with calling(a_service()) as client:
        answered = await client.get("/problems/invalid_json", headers={"accept": accept})
    assert answered.json()["code"] == "invalid_json"
    assert answered.headers["vary"] == "accept"


async def test_a_closed_catalogue_asks_for_a_key_and_leaves_the_rest_open() -> None:
    async with calling(a_service(is_open=False)) as client:
        refused = [
            await client.get("/v1/concerns"),
            await client.get("/v1/concerns/acne_scars"),
            await client.post("/v1/plan-previews", json={"goals": [{"concern": "acne_scars"}]}),
            await client.post("/v1/plan-previews?x", content=b"{"),
            await client.head("/v1/concerns"),
        ]
        opened = [await client.get(path) for path in ("/", "/livez", "/v1/meta", "/problems", "/docs")]
        unknown = await client.get("/v1/nothing")
    assert {answered.status_code for answered in refused} == {401}
    assert {answered.json()["code"] for answered in refused[:-1]} == {"unauthorized"}
    assert {answered.headers["www-authenticate"] for answered in refused} == {"Bearer"}
    assert {answered.status_code for answered in opened} == {200}
    assert unknown.status_code == 404
