"""Requests that no client of good will makes are the caller's fault, never ours."""

import pytest

from tests.api.small_service import LISTED, a_service, call_raw


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v1/concerns/\udcff", b""),
        ("/v1/concerns/\x00", b""),
        ("/v1/concerns/\U0001f600", b""),
        ("//v1/concerns", b""),
        ("/v1/../etc/passwd", b""),
        ("", b""),
        ("/v1/concerns", b"\xff\xfe"),
        ("/v1/concerns", b"limit=%00"),
        ("/v1/concerns", b"limit=%zz&%=%"),
        ("/v1/concerns", b"cursor=%ff%fe"),
        ("/v1/concerns", b"limit=\xd9\xa5"),
        ("/v1/concerns", b"&&&=&=;"),
        ("/v1/concerns", b"a=1&" * 2_000),
        ("/v1/concerns", b"limit[]=5"),
        ("/v1/numbers/" + "9" * 4_400, b""),
        ("/v1/numbers/3", b"kind=%ed%a0%80"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "TRACE", "get", "\u00fcbel"])
async def test_an_absurd_request_is_never_our_fault(method: str, path: str, query: bytes) -> None:
    answered = await call_raw(a_service(LISTED), method, path, query=query)
    assert 200 <= answered.status < 500
    if answered.status >= 400:
        assert answered.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "headers",
    [
        [(b"accept", b"\xff\x00,;;q=;q=1;=,")],
        [(b"accept", b"," * 20_000)],
        [(b"if-none-match", b'"' * 20_000)],
        [(b"if-none-match", b"W/" * 9)],
        [(b"origin", b"\xff")],
        [(b"content-length", b"-1")],
        [(b"content-length", b"\xd9\xa5")],
        [(b"content-length", b"1e3"), (b"transfer-encoding", b"\xff")],
        [(b"x" * 20_000, b"y" * 60_000)],
        [(b"cookie", b"\xff=;;;=")],
        [(b"host", b"\xff[::")],
    ],
)
async def test_an_absurd_header_is_never_our_fault(headers: list[tuple[bytes, bytes]]) -> None:
    answered = await call_raw(a_service(LISTED), "GET", "/v1/concerns", headers=headers)
    assert answered.status in (200, 406)
