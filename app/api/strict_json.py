"""The only reader of request bodies: JSON as RFC 8259 and I-JSON (RFC 7493) mean it, and nothing looser.

The standard reader takes `NaN`, keeps the last of two equal members and lets lone surrogates through; each of these
either hides a mistyped safety answer or breaks something further inside. What is refused here is refused with a stable
code and a place (line and column), and never with a piece of what was sent.
"""

import json
import math
import re
from collections.abc import Iterator
from typing import NoReturn

MAX_DEPTH = 32
# RFC 7493, 2.2: beyond this, two readers of the same number may disagree about it.
MAX_INTEGER = 2**53 - 1

DETAILS = {
    "empty_body": "The body is empty; a JSON object is expected.",
    "invalid_utf8": "The body is not UTF-8.",
    "byte_order_mark": "The body starts with a byte order mark; JSON is sent without one.",
    "nul_character": "A NUL character is not accepted anywhere in the body.",
    "lone_surrogate": "Half of a surrogate pair stands alone; a character outside the basic plane needs both halves.",
    "duplicate_member": "An object names the same member twice; every name may appear once.",
    "not_a_number": "NaN and Infinity are not JSON.",
    "number_out_of_range": "A number is too large to be read exactly.",
    "too_deep": f"The body is nested deeper than {MAX_DEPTH} levels.",
    "invalid_json": "The body is not valid JSON.",
}
SYNTAX = {
    "Expecting value": "A value is expected here.",
    "Expecting property name enclosed in double quotes": "A member name in double quotes is expected here.",
    "Expecting ':' delimiter": "A colon is expected here.",
    "Expecting ',' delimiter": "A comma or the closing bracket is expected here.",
    "Unterminated string starting at": "The string that starts here has no end.",
    "Invalid control character at": "A control character in a string must be escaped.",
    "Invalid \\escape": "This is not an escape of JSON.",
    "Invalid \\uXXXX escape": "Four hexadecimal digits are expected after \\u.",
    "Extra data": "The body must hold one JSON value and end there.",
}
# A string without an end runs to the end of the text, so that scanning stays linear on hostile input.
_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)'
_TOKEN = re.compile(rf"{_STRING}|[\[\]{{}}]", re.DOTALL)
# Only what can be unsound: a constant, a number with an exponent, a number of many digits.
_NUMBER = re.compile(rf"{_STRING}|NaN|-?Infinity|-?\d+(?:\.\d+)?[eE][-+]?\d+|-?\d{{16,}}(?:\.\d+)?", re.DOTALL)
_COLON = re.compile(r"[ \t\r\n]*:")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)


class MalformedJson(ValueError):
    """The body cannot be read; `code` is stable, `detail` says what would be right, lines and columns count from 1."""

    def __init__(self, code: str, *, line: int | None = None, column: int | None = None, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail or DETAILS[code]
        self.line = line
        self.column = column


def parse(raw: bytes) -> object:
    """The value that the body holds. Any JSON value is read; whether it must be an object is the schema's to say.

    Raises MalformedJson.
    """
    if not raw:
        raise MalformedJson("empty_body")
    text = _text(raw)
    if text.count("{") + text.count("[") > MAX_DEPTH:
        _refuse_depth(text)
    try:
        value: object = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        _refuse_syntax(text, error)
    except _DuplicateMember:
        _refuse("duplicate_member", text, _duplicate_at(text))
    except _UnsoundNumber as error:
        _refuse(error.code, text, _unsound_number_at(text))
    if "\\u" in text:
        _refuse_escapes(text)
    return value


class _DuplicateMember(Exception):
    """Where is found out only when it has happened: the decoder's hook is not told."""


class _UnsoundNumber(Exception):
    """As above; `code` is what MalformedJson will say."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _text(raw: bytes) -> str:
    if raw.startswith(b"\xef\xbb\xbf"):
        raise MalformedJson("byte_order_mark")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        sound = raw[: error.start].decode("utf-8")
        _refuse("invalid_utf8", sound, len(sound))
    if "\0" in text:
        _refuse("nul_character", text, text.index("\0"))
    return text


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _DuplicateMember
    return members


def _integer(digits: str) -> int:
    if len(digits) > len(str(-MAX_INTEGER)):
        raise _UnsoundNumber("number_out_of_range")
    number = int(digits)
    if not -MAX_INTEGER <= number <= MAX_INTEGER:
        raise _UnsoundNumber("number_out_of_range")
    return number


def _real(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _UnsoundNumber("number_out_of_range")
    return number


def _no_constant(name: str) -> NoReturn:
    raise _UnsoundNumber("not_a_number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_members, parse_int=_integer, parse_float=_real, parse_constant=_no_constant
)


def _refuse(code: str, text: str, position: int, detail: str = "") -> NoReturn:
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    raise MalformedJson(code, line=line, column=column, detail=detail) from None


def _refuse_syntax(text: str, error: json.JSONDecodeError) -> NoReturn:
    if not text.strip(" \t\r\n"):
        raise MalformedJson("empty_body") from None
    _refuse("invalid_json", text, error.pos, SYNTAX.get(error.msg, ""))


def _refuse_depth(text: str) -> None:
    depth = 0
    for token in _TOKEN.finditer(text):
        bracket = text[token.start()]
        if bracket in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                _refuse("too_deep", text, token.start())
        elif bracket in "]}":
            depth -= 1


def _refuse_escapes(text: str) -> None:
    """A backslash stands only in strings of valid JSON, so the whole text can be read as one run of escapes."""
    high_at = -1
    for escape in _ESCAPE.finditer(text):
        unit = int(escape[1], 16) if escape[1] else -1
        if high_at >= 0 and (escape.start() != high_at + 6 or not 0xDC00 <= unit <= 0xDFFF):
            _refuse("lone_surrogate", text, high_at)
        if unit == 0:
            _refuse("nul_character", text, escape.start())
        if 0xDC00 <= unit <= 0xDFFF and high_at < 0:
            _refuse("lone_surrogate", text, escape.start())
        high_at = escape.start() if 0xD800 <= unit <= 0xDBFF else -1
    if high_at >= 0:
        _refuse("lone_surrogate", text, high_at)


def _duplicate_at(text: str) -> int:
    """Where the second of two equal names starts; names are compared as read, so `"a"` and `"\\u0061"` are equal."""
    seen: list[set[str]] = []
    for start, name in _brackets_and_names(text):
        if name in ("{", "["):
            seen.append(set())
        elif name in ("}", "]"):
            seen.pop()
        elif name in seen[-1]:
            return start
        else:
            seen[-1].add(name)
    return 0


def _brackets_and_names(text: str) -> Iterator[tuple[int, str]]:
    """Brackets as they stand and member names with their quotes, in order; only for text that was read as JSON."""
    for token in _TOKEN.finditer(text):
        first = text[token.start()]
        if first == '"' and _COLON.match(text, token.end()):
            yield token.start(), '"' + json.loads(token[0])
        elif first in "[]{}":
            yield token.start(), first


def _unsound_number_at(text: str) -> int:
    for token in _NUMBER.finditer(text):
        if token[0][0] != '"' and not _is_sound(token[0]):
            return token.start()
    return 0


def _is_sound(number: str) -> bool:
    try:
        _integer(number) if number.lstrip("-").isdigit() else _real(number)
    except _UnsoundNumber:
        return False
    return True
