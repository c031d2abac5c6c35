"""Lists come in pages that join to the whole list, and a cursor belongs to one list only."""

import base64
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.pages import DEFAULT_LIMIT, MAX_LIMIT, Listing
from app.api.problems import Problem
from tests.api.small_service import a_service, calling

ADDRESS = "https://planner.test/v1/sources"


def a_listing(items: int = 120, *, edition: str = "sha256:1", area: str = "face", address: str = ADDRESS) -> Listing:
    return Listing(address, [orjson.dumps(number) for number in range(items)], edition, (("area", area),))


@given(st.integers(0, 130), st.integers(1, MAX_LIMIT))
def test_the_pages_join_to_the_whole_list_in_its_order(items: int, limit: int) -> None:
    listing = a_listing(items)
    seen: list[int] = []
    cursor: str | None = None
    while True:
        page = orjson.loads(bytes(listing.page(limit, cursor).body))
        assert page["object"] == "list"
        assert len(page["items"]) == min(limit, items - len(seen))
        assert page["has_more"] is (page["next_cursor"] is not None)
        seen += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == list(range(items))


def test_the_link_leads_to_the_next_page_with_the_same_filters() -> None:
    page = a_listing().page(10, None)
    address, relation = page.headers["link"].split("; ")
    link = urlsplit(address.strip("<>"))
    assert relation == 'rel="next"'
    assert f"{link.scheme}://{link.netloc}{link.path}" == ADDRESS
    next_cursor = orjson.loads(bytes(page.body))["next_cursor"]
    assert parse_qs(link.query) == {"area": ["face"], "limit": ["10"], "cursor": [next_cursor]}


def test_the_last_page_has_no_link() -> None:
    assert "link" not in a_listing(3).page(3, None).headers


def test_the_first_page_is_made_once() -> None:
    listing = a_listing()
    assert listing.page(DEFAULT_LIMIT, None) is listing.page(DEFAULT_LIMIT, None)


@pytest.mark.parametrize(
    "other", [a_listing(edition="sha256:2"), a_listing(area="neck"), a_listing(address="https://planner.test/v1/areas")]
)
def test_a_cursor_of_another_list_filter_or_edition_is_refused(other: Listing) -> None:
    cursor = orjson.loads(bytes(other.page(10, None).body))["next_cursor"]
    with pytest.raises(Problem) as refused:
        a_listing().page(10, cursor)
    assert [error["code"] for error in refused.value.errors] == ["invalid_cursor"]


@given(
    st.text(max_size=64) | st.binary(min_size=15, max_size=15).map(lambda raw: base64.urlsafe_b64encode(raw).decode())
)
def test_a_forged_cursor_is_refused(forged: str) -> None:
    with pytest.raises(Problem):
        a_listing().page(10, forged)


@pytest.mark.parametrize(
    "limit", ["0", "201", "-1", "+5", " 5", "5.0", "1_0", "abc", "", "9" * 400, "%EF%BC%95", "null"]
)
async def test_a_limit_outside_its_bounds_is_a_400(limit: str) -> None:
    async with calling(a_service()) as client:
        answered = await client.get(f"/v1/concerns?limit={limit}")
    assert answered.status_code == 400
    (error,) = answered.json()["errors"]
    assert error["parameter"] == "limit"
    assert error["code"] in ("out_of_range", "wrong_type")


@pytest.mark.parametrize(("limit", "items"), [("1", 1), ("200", 120), ("50", 50)])
async def test_a_page_is_as_long_as_asked(limit: str, items: int) -> None:
    async with calling(a_service()) as client:
        answered = await client.get(f"/v1/concerns?limit={limit}")
    assert len(answered.json()["items"]) == items
