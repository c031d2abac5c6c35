"""Which forms an answer may have and a body must have: the Accept and Content-Type of a request."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.api.problems import Problem, header_error

JSON_RANGES = frozenset({b"*/*", b"application/*", b"application/json", b"application/problem+json"})
RawHeaders = Iterable[tuple[bytes, bytes]]


def further_ranges(responses: Mapping[int | str, Mapping[str, Any]]) -> frozenset[bytes]:
    """The media ranges of what the operation documents beside JSON."""
    content = responses.get(200, {}).get("content", {})
    return frozenset(
        spoken for media_type in content for spoken in (media_type.encode(), media_type.split("/")[0].encode() + b"/*")
    )


def refuse_other_forms(headers: RawHeaders, spoken: frozenset[bytes]) -> None:
    """Raise Problem `not_acceptable` if the caller asks only for forms that are not spoken. No wish is any wish."""
    refused = False
    for name, value in headers:
        if name == b"accept":
            if value in spoken or _accepts(value, spoken):
                return
            refused = True
    if refused:
        detail = "JSON is a form of every address: application/json, or application/problem+json for problems."
        raise Problem("not_acceptable", errors=[header_error("Accept", "not_acceptable", detail)])


def _accepts(accept: bytes, spoken: frozenset[bytes]) -> bool:
    ranges = list(accepted(accept))
    return not any(media_range for media_range, _ in ranges) or any(
        quality > 0 and media_range in spoken for media_range, quality in ranges
    )


def accepted(accept: bytes) -> Iterator[tuple[bytes, float]]:
    """The media ranges of an Accept field with their qualities; what cannot be read as a quality counts as 1."""
    for part in accept.split(b","):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(b";"))
        quality = next((piece[2:] for piece in parameters if piece.startswith(b"q=")), b"1")
        yield media_range, _quality(quality)


def _quality(given: bytes) -> float:
    try:
        return float(given)
    except ValueError:
        return 1.0


def refuse_other_bodies(headers: RawHeaders) -> None:
    """Raise Problem `unsupported_media_type` unless the body is said to be JSON, in UTF-8 and without a coding."""
    media_type = b""
    for name, value in headers:
        if name == b"content-type":
            media_type = value
        elif name == b"content-encoding" and value.strip().lower() != b"identity":
            raise _unsupported(
                "Content-Encoding", "A body is sent without a content coding.", {"accept-encoding": "identity"}
            )
    if media_type != b"application/json" and not _is_json(media_type):
        raise _unsupported(
            "Content-Type", "A body is sent as application/json in UTF-8.", {"accept": "application/json"}
        )


def _unsupported(header: str, detail: str, headers: dict[str, str]) -> Problem:
    error = header_error(header, "unsupported_media_type", detail)
    return Problem("unsupported_media_type", errors=[error], headers=headers)


def _is_json(media_type: bytes) -> bool:
    essence, *parameters = (part.strip().lower() for part in media_type.split(b";"))
    charsets = [part.partition(b"=")[2].strip(b'"') for part in parameters if part.startswith(b"charset=")]
    is_json = essence == b"application/json" or (essence.startswith(b"application/") and essence.endswith(b"+json"))
    return is_json and all(charset in (b"utf-8", b"utf8") for charset in charsets)
