"""Bodies that are no JSON, or JSON that two readers would read differently."""

import json
from collections.abc import Iterator
from typing import Any

from tests.api.hostile.sound_body import ANY, CANARY, JSON, WHOLE, Hostile, named, objects, raw, text_with

SOUND_BYTES = json.dumps(WHOLE).encode()
DAY = ("as_of",)
COUNT = ("goals", 0, "sessions")

_BROKEN: dict[str, bytes] = {
    "nothing": b"",
    "blank": b" \r\n\t",
    "open_object": b"{",
    "open_array": b"[",
    "only_closing": b"}",
    "cut_short": SOUND_BYTES[:-40],
    "cut_in_a_string": SOUND_BYTES[:20],
    "cut_in_an_escape": b'{"as_of": "\\u00',
    "twice": SOUND_BYTES + SOUND_BYTES,
    "with_garbage_behind": SOUND_BYTES + CANARY.encode(),
    "json_lines": b"{}\n{}",
    "trailing_comma": b'{"goals": [],}',
    "trailing_comma_in_array": b'{"goals": [1,]}',
    "no_comma": b'{"goals": [] "label": 1}',
    "no_colon": b'{"goals" []}',
    "no_value": b'{"goals": }',
    "single_quotes": b"{'goals': []}",
    "bare_name": b"{goals: []}",
    "number_as_name": b"{1: []}",
    "line_comment": b'{"goals": []} // ' + CANARY.encode(),
    "block_comment": b"{/* " + CANARY.encode() + b' */"goals": []}',
    "hash_comment": b"# " + CANARY.encode() + b"\n{}",
    "raw_newline_in_string": b'{"label": "' + CANARY.encode() + b'\n"}',
    "raw_tab_in_string": b'{"label": "a\tb"}',
    "unknown_escape": b'{"label": "\\' + CANARY.encode() + b'"}',
    "hex_escape": b'{"label": "\\x41"}',
    "octal_escape": b'{"label": "\\101"}',
    "vertical_tab": b"\x0b{}",
    "form_feed": b"{}\x0c",
    "no_break_space": b"\xc2\xa0{}",
    "nul_before": b"\x00{}",
    "nul_behind": b"{}\x00",
    "xml": b"<?xml version='1.0'?><goals>" + CANARY.encode() + b"</goals>",
    "external_entity": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "yaml": b"goals:\n  - concern: acne_scars",
    "form": b"goals=" + CANARY.encode(),
    "multipart": b"--x\r\nContent-Disposition: form-data; name=goals\r\n\r\n1\r\n--x--",
    "pickle": b"\x80\x04\x95\x10\x00\x00\x00.",
    "gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
    "python": b"{'goals': [None, True]}",
    "javascript": b'{"goals": [undefined]}',
    "json5": b"{goals: [+1, .5, 0x1f,],}",
    "deep_arrays": b"[" * 100_000,
    "deep_arrays_closed": b"[" * 20_000 + b"]" * 20_000,
    "deep_objects": b'{"goals":' * 20_000,
    "quotes": b'"' * 100_001,
    "backslashes": b'{"' + b"\\" * 100_001,
    "escaped_quotes": b'{"' + b'\\"' * 100_000,
    "commas": b"[" + b"," * 100_000 + b"]",
}
_ENCODINGS: dict[str, bytes] = {
    "bom": b"\xef\xbb\xbf" + SOUND_BYTES,
    "utf_16": SOUND_BYTES.decode().encode("utf-16"),
    "utf_16_le": SOUND_BYTES.decode().encode("utf-16-le"),
    "utf_32": SOUND_BYTES.decode().encode("utf-32"),
    "latin_1": b'{"label": "' + "Erfahrungsbericht \u00fc".encode("latin-1") + b'"}',
    "lone_continuation": b'{"label": "\x80"}',
    "overlong": b'{"label": "\xc0\xaf"}',
    "overlong_nul": b'{"label": "\xc0\x80"}',
    "encoded_surrogate": b'{"label": "\xed\xa0\x80"}',
    "cesu_8": b'{"label": "\xed\xa0\xbd\xed\xb8\x80"}',
    "beyond_unicode": b'{"label": "\xf4\x90\x80\x80"}',
    "cut_character": b'{"label": "\xf0\x9f\x98',
    "escaped_high_surrogate": b'{"label": "\\ud800"}',
    "escaped_low_surrogate": b'{"label": "\\udc00' + CANARY.encode() + b'"}',
    "surrogates_in_wrong_order": b'{"label": "\\udc00\\ud800"}',
    "surrogate_in_a_name": b'{"\\ud800": 1}',
    "escaped_nul": b'{"label": "' + CANARY.encode() + b'\\u0000"}',
    "nul_in_a_name": b'{"go\\u0000als": []}',
}
_UNSOUND_NUMBERS = ("NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1e+309", "9007199254740992", "9" * 5_000)
_NOT_NUMBERS = ("+4", "04", "4.", ".4", "0x4", "4_0", "4e", "\uff14", "--4", "Nan", "nan", "inf", "4,0")


def syntax() -> Iterator[Hostile]:
    for name, body in {**_BROKEN, **_ENCODINGS}.items():
        yield raw(name, body)
    for number in (*_UNSOUND_NUMBERS, *_NOT_NUMBERS):
        yield raw(f"number_{number[:20]}", text_with(COUNT, number))
    for path in objects(WHOLE):
        yield _with_a_member_twice(named(path), path)
    yield raw("member_twice_by_escape", b'{"goals": [], "g\\u006fals": []}')
    yield raw("deep_inside_a_member", text_with(("patient",), '{"a":' * 40 + "1" + "}" * 40))
    yield raw("deep_inside_a_list", text_with(("goals",), "[" * 40 + "]" * 40))
    for value in ("[]", "null", "true", "1", f'"{CANARY}"', "[[]]", "-0", "1e3"):
        yield raw(f"top_level_{value[:6]}", value.encode(), 422)
    yield from _media_types()
    yield from _large()


def _with_a_member_twice(name: str, path: tuple[str | int, ...]) -> Hostile:
    """The first member of the object at `path` comes a second time, with another value."""
    inner: Any = WHOLE
    for step in path:
        inner = inner[step]
    first = next(iter(inner))
    written = json.dumps(inner)[:-1] + f', "{first}": "{CANARY}"}}'
    return raw(f"member_twice_in_{name}", text_with(path, written) if path else written.encode())


def _media_types() -> Iterator[Hostile]:
    for media_type in (
        b"",
        b"text/plain",
        b"text/json",
        b"text/html",
        b"application/xml",
        b"application/x-www-form-urlencoded",
        b"multipart/form-data; boundary=" + CANARY.encode(),
        b"application/json; charset=utf-16",
        b"application/json; charset=" + CANARY.encode(),
        b"application/octet-stream",
        b"application",
        b"json",
        b"*/*",
        b"\xff\xfe",
        b"application/json, text/plain",
    ):
        yield raw(
            f"said_to_be_{media_type.decode('latin-1')}", SOUND_BYTES, 415, headers=((b"content-type", media_type),)
        )
    yield raw("said_to_be_nothing", SOUND_BYTES, 415, headers=())
    yield raw("compressed", b"\x1f\x8b", 415, headers=(*JSON, (b"content-encoding", b"gzip")))
    yield raw("patch", b"{}", *ANY, headers=((b"content-type", b"application/merge-patch+json"),))


def _large() -> Iterator[Hostile]:
    yield raw("declared_too_large", SOUND_BYTES.ljust(262_145), 413)
    yield Hostile("streamed_too_large", (b" " * 100_000,) * 3, frozenset({413}), is_chunked=True)
    yield Hostile(
        "streamed_by_the_byte", tuple(bytes([byte]) for byte in b'{"goals": ['), frozenset({400}), is_chunked=True
    )
    yield Hostile("streamed_in_empty_pieces", (b"",) * 500, frozenset({400}), is_chunked=True)
    yield Hostile(
        "streamed_cut_in_a_character", (b'{"label": "\xf0\x9f', b"\x98\x80"), frozenset({400}), is_chunked=True
    )
    for name, size in (("string", 250_000), ("name", 250_000)):
        text = CANARY + "x" * size
        body = {"goals": [], "label": text} if name == "string" else {text: 1}
        yield raw(f"long_{name}", json.dumps(body).encode(), 422)
    yield raw("many_members", json.dumps({f"m{number}": CANARY for number in range(4_000)}).encode(), 422)
    yield raw("many_escapes", b'{"label": "' + b"\\u0041" * 43_000 + b'"}', 422)
    yield raw("many_arrays", b'{"goals": [' + b"[]," * 80_000 + b"[]]}", 422)
    yield raw("many_digits_behind_the_point", text_with(COUNT, "4." + "0" * 200_000), 422)
