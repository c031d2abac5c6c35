"""The reader of bodies takes JSON and nothing looser, and says where and why."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.strict_json import DETAILS, MAX_DEPTH, MAX_INTEGER, SYNTAX, MalformedJson, parse

# Whatever is refused is refused in one of these sentences.
WORDS = {*DETAILS.values(), *SYNTAX.values()}
REFUSED = [
    (b"", "empty_body", None, None),
    (b" \r\n\t ", "empty_body", None, None),
    (b"\xef\xbb\xbf{}", "byte_order_mark", None, None),
    ('{"a": 1}'.encode("utf-16"), "invalid_utf8", 1, 1),
    ('{"a": 1}'.encode("utf-16-le"), "nul_character", 1, 2),
    (b'{"a": "\xff"}', "invalid_utf8", 1, 8),
    (b'{"a": "\xc0\xaf"}', "invalid_utf8", 1, 8),
    (b'{"a":\n "\xed\xa0\x80"}', "invalid_utf8", 2, 3),
    (b"{\x00}", "nul_character", 1, 2),
    (b'{"a": "\\u0000"}', "nul_character", 1, 8),
    (b'{"\\u0000": 1}', "nul_character", 1, 3),
    (b'["\\ud800"]', "lone_surrogate", 1, 3),
    (b'["\\udc00"]', "lone_surrogate", 1, 3),
    (b'["\\ud83d\\u0041"]', "lone_surrogate", 1, 3),
    (b'["\\ud83d", "\\ude00"]', "lone_surrogate", 1, 3),
    (b'{"\\udfff": 1}', "lone_surrogate", 1, 3),
    (b'{"a": 1, "a": 1}', "duplicate_member", 1, 10),
    (b'{"a": [{"b": {"c": 1,\n"\\u0063" : 2}}]}', "duplicate_member", 2, 1),
    (b'{"a": {"a": 1}, "b": ["a", "a"], "a": 2}', "duplicate_member", 1, 34),
    (b"[NaN]", "not_a_number", 1, 2),
    (b"[1,\n -Infinity]", "not_a_number", 2, 2),
    (b'{"NaN": Infinity}', "not_a_number", 1, 9),
    (b'{"a": 1e999}', "number_out_of_range", 1, 7),
    (b"[-1E400]", "number_out_of_range", 1, 2),
    (b"[1, 9007199254740992]", "number_out_of_range", 1, 5),
    (b"[" + b"9" * 5_000 + b"]", "number_out_of_range", 1, 2),
    (b'{"a": "1e999", "b": 2e308}', "number_out_of_range", 1, 21),
    (b"[" * 33 + b"]" * 33, "too_deep", 1, 33),
    (b'{"a":' * 33 + b"1" + b"}" * 33, "too_deep", 1, 161),
    (b"[" * 200_000, "too_deep", 1, 33),
    (b"{", "invalid_json", 1, 2),
    (b"{'a': 1}", "invalid_json", 1, 2),
    (b'{"a": 1,}', "invalid_json", 1, 9),
    (b"[1,]", "invalid_json", 1, 4),
    (b'{"a" 1}', "invalid_json", 1, 6),
    (b'{"a": 01}', "invalid_json", 1, 8),
    (b'{"a": +1}', "invalid_json", 1, 7),
    (b'{"a": .5}', "invalid_json", 1, 7),
    (b'{"a": 0x1f}', "invalid_json", 1, 8),
    (b'{"a": 1_000}', "invalid_json", 1, 8),
    (b'{"a": True}', "invalid_json", 1, 7),
    (b'{"a": undefined}', "invalid_json", 1, 7),
    (b'{"a": "b\nc"}', "invalid_json", 1, 9),
    (b'{"a": "\\x41"}', "invalid_json", 1, 8),
    (b'{"a": "\\u12"}', "invalid_json", 1, 9),
    (b'{"a": "b}', "invalid_json", 1, 7),
    (b"{} {}", "invalid_json", 1, 4),
    (b"{}\x0b", "invalid_json", 1, 3),
    ("{}\u00a0".encode(), "invalid_json", 1, 3),
    (b"/* c */ {}", "invalid_json", 1, 1),
    ('{"a": \uff11}'.encode(), "invalid_json", 1, 7),
]


@pytest.mark.parametrize(("body", "code", "line", "column"), REFUSED)
def test_a_malformed_body_is_refused_with_code_and_place(
    body: bytes, code: str, line: int | None, column: int | None
) -> None:
    with pytest.raises(MalformedJson) as refused:
        parse(body)
    assert (refused.value.code, refused.value.line, refused.value.column) == (code, line, column)
    assert refused.value.detail


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"{}", {}),
        (b" [1, -2, 3.5, 1e3, true, false, null] \n", [1, -2, 3.5, 1000.0, True, False, None]),
        (b'"\\ud83d\\ude00 \\u00e9 \\\\ud800 \\\\u0000"', "\U0001f600 \u00e9 \\ud800 \\u0000"),
        (b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, json.loads("[" * MAX_DEPTH + "]" * MAX_DEPTH)),
        (b"[" + b"[]," * 200 + b"[]]", [[]] * 201),
        (b'["[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[{{{{{{{{"]', ["[" * 34 + "{" * 8]),
        (b"[%d, %d]" % (MAX_INTEGER, -MAX_INTEGER), [MAX_INTEGER, -MAX_INTEGER]),
        (b"[1e-999]", [0.0]),
        (b'{"a": {"a": 1}, "b": {"a": 1}}', {"a": {"a": 1}, "b": {"a": 1}}),
    ],
)
def test_sound_json_is_read_as_it_is(body: bytes, value: object) -> None:
    assert parse(body) == value


def values(depth: int = 3) -> st.SearchStrategy[Any]:
    text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
    numbers = st.integers(-MAX_INTEGER, MAX_INTEGER) | st.floats(allow_nan=False, allow_infinity=False)
    plain = st.none() | st.booleans() | numbers | text
    return st.recursive(plain, lambda inner: st.lists(inner) | st.dictionaries(text, inner), max_leaves=20)


@given(values(), st.booleans())
def test_whatever_is_written_as_json_is_read_back(value: Any, is_ascii: bool) -> None:
    assert parse(json.dumps(value, ensure_ascii=is_ascii).encode()) == value


def outcome(body: bytes) -> object:
    """The value, or the words of the refusal."""
    try:
        return parse(body)
    except MalformedJson as refused:
        return refused.detail


@given(st.binary(max_size=200) | st.text('{}[]",:\\u0dDcC81eE+-. \n\ttrfalsn', max_size=60).map(str.encode))
def test_anything_else_is_refused_in_our_words_alone(body: bytes) -> None:
    told = outcome(body)
    assert told in WORDS or told == json.loads(body)


@pytest.mark.parametrize(
    "body",
    [
        b"[" + b"[]," * 87_000 + b"[]]",
        b'["' + b"\\u0061" * 43_000 + b'"]',
        b'{"' + b'\\"' * 131_000,
        b'["' * 87_000,
        b"{" + b",".join(b'"%d":1' % number for number in range(25_000)) + b',"1":2}',
        b"[" + b"1," * 131_000 + b"1e999]",
        b"[" + b"1" * 262_000 + b"]",
        b"[0." + b"1" * 262_000 + b"]",
        b"[1e" + b"9" * 262_000 + b"]",
        b" " * 262_000,
        b"{" + b'"a"    ' * 37_000 + b"[" * 40,
    ],
    ids=range(11),
)
def test_the_largest_hostile_body_costs_little_time(body: bytes) -> None:
    begun = time.process_time()
    outcome(body)
    assert time.process_time() - begun < 2
