"""The explorer comes from ourselves alone and runs under a policy without inline scripts."""

import re
from urllib.parse import urlsplit

import pytest

from tests.api.small_service import a_service, calling

ADDRESSED = re.compile(r'(?:src|href)="([^"]+)"')


async def test_the_page_names_only_files_of_ours_and_all_of_them_are_there() -> None:
    async with calling(a_service()) as client:
        page = await client.get("/docs")
        addresses = ADDRESSED.findall(page.text)
        assert len(addresses) == 5
        for address in addresses:
            assert not urlsplit(address).netloc
            assert (await client.get(address if address.startswith("/") else f"/{address}")).status_code == 200


async def test_the_policy_allows_only_this_origin_and_nothing_inline() -> None:
    async with calling(a_service()) as client:
        page = await client.get("/docs")
    assert page.headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=|javascript:", page.text)


async def test_what_starts_the_explorer_asks_no_other_host() -> None:
    async with calling(a_service()) as client:
        page = await client.get("/docs")
        start = next(address for address in ADDRESSED.findall(page.text) if address.endswith("docs-init.js"))
        script = (await client.get(start)).text
    assert "://" not in script
    assert 'url: "openapi.json"' in script
    assert "validatorUrl: null" in script


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
        ("swagger-ui.css", "text/css; charset=utf-8"),
        ("favicon-32x32.png", "image/png"),
    ],
)
async def test_files_are_kept_for_a_year_under_an_address_that_holds_their_digest(name: str, media_type: str) -> None:
    async with calling(a_service()) as client:
        page = await client.get("/docs")
        address = next(address for address in ADDRESSED.findall(page.text) if address.endswith(name))
        answered = await client.get(address)
        again = await client.get(address, headers={"if-none-match": answered.headers["etag"]})
    assert answered.headers["content-type"] == media_type
    assert answered.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path", ["/static/x/docs-init.js", "/static/docs-init.js", "/static/{edition}/docs.html", "/redoc"]
)
async def test_other_files_are_not_found(path: str) -> None:
    app = a_service()
    async with calling(app) as client:
        answered = await client.get(path.replace("{edition}", app.state.site.edition))
    assert (answered.status_code, answered.json()["code"]) == (404, "not_found")


async def test_an_operator_can_leave_the_explorer_out() -> None:
    async with calling(a_service(has_docs=False)) as client:
        assert (await client.get("/docs")).status_code == 404
        assert (await client.get("/openapi.json")).status_code == 200
