"""A prepared answer is the same bytes for everyone, and nothing at all for those who have them."""

import hashlib

import orjson
import pytest
from starlette.requests import Request

from app.api.prepared import Prepared, answer, prepare

DOCUMENT = {"object": "concern", "code": "acne_scars"}


def asked(*if_none_match: bytes) -> Request:
    return Request({"type": "http", "headers": [(b"if-none-match", value) for value in if_none_match]})


def test_the_etag_is_strong_and_over_the_bytes() -> None:
    prepared = prepare(DOCUMENT)
    assert prepared.body == orjson.dumps(DOCUMENT)
    assert prepared.etag == f'"{hashlib.sha256(prepared.body).hexdigest()[:32]}"'.encode()
    assert prepare(DOCUMENT).etag == prepared.etag
    assert prepare({**DOCUMENT, "code": "skin_laxity"}).etag != prepared.etag


def test_the_headers_are_complete() -> None:
    prepared = Prepared(b"<p>", media_type="text/html", caching="max-age=1", headers=(("Vary", "Accept"),))
    assert dict(prepared.headers) == {
        "content-length": "3",
        "content-type": "text/html",
        "etag": prepared.etag.decode(),
        "cache-control": "max-age=1",
        "vary": "Accept",
    }


@pytest.mark.parametrize("form", [b"%b", b"W/%b", b'"other", %b', b'W/"other" ,W/%b', b"*", b" * "])
def test_who_has_the_bytes_gets_a_304_with_the_headers_of_a_cache(form: bytes) -> None:
    prepared = Prepared(b"{}", headers=(("vary", "accept"), ("link", "<x>")))
    unchanged = answer(asked(form.replace(b"%b", prepared.etag)), prepared)
    assert (unchanged.status_code, unchanged.body) == (304, b"")
    assert list(unchanged.headers) == ["etag", "cache-control", "vary", "link"]


@pytest.mark.parametrize("form", [(), (b'"other"',), (b"",), (b"W/",), (b"5f1d",), (b'"**"',)])
def test_who_has_other_bytes_gets_these(form: tuple[bytes, ...]) -> None:
    prepared = prepare(DOCUMENT)
    assert answer(asked(*form), prepared) is prepared


def test_several_fields_are_read_as_one_list() -> None:
    prepared = prepare(DOCUMENT)
    assert answer(asked(b'"other"', prepared.etag), prepared).status_code == 304
