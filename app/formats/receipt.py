"""The receipt of a computed answer: what it was computed from, in one number that anybody can work out again."""

from collections.abc import Mapping
from hashlib import sha256

import orjson


def receipt_of(question: Mapping[str, object], ruleset_digest: str, engine_version: str) -> str:
    """SHA-256 over the canonical JSON (RFC 8785) of the question, the digest of the rules and the engine's version.

    The question is the document as it was sent, with the day it was asked for. `orjson` with sorted keys writes what
    RFC 8785 asks for as long as names are ASCII, as all names of a question are, and no number has an empty fraction:
    those are written as whole numbers.
    """
    written = orjson.dumps(question, option=orjson.OPT_SORT_KEYS)
    if b".0" in written:  # an empty fraction, if it is not part of a text
        written = orjson.dumps(_whole(question), option=orjson.OPT_SORT_KEYS)
    inputs = {"engine_version": engine_version, "question": orjson.Fragment(written), "ruleset_digest": ruleset_digest}
    return f"sha256:{sha256(orjson.dumps(inputs)).hexdigest()}"


def _whole(value: object) -> object:
    """The same value with 1.0 written as 1, which is how RFC 8785 writes it."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {name: _whole(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_whole(part) for part in value]
    return value
