"""The receipt is a SHA-256 over canonical JSON (RFC 8785), which an independent writer of it gives as well."""

from hashlib import sha256
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from app.formats.receipt import receipt_of

names = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=12)
numbers = st.one_of(st.integers(-(2**53) + 1, 2**53 - 1), st.floats(0, 5), st.sampled_from((1.0, 1e-5, 1e-7, 0.1)))
values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, st.text(st.characters(codec="utf-8"))),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=4)),
    max_leaves=12,
)
questions = st.dictionaries(names, values, max_size=6)


def by_the_standard(question: Any) -> str:
    inputs = {"question": question, "ruleset_digest": "sha256:rules", "engine_version": "1.0.0"}
    return f"sha256:{sha256(rfc8785.dumps(inputs)).hexdigest()}"


@given(questions)
def test_a_receipt_is_the_digest_of_the_canonical_json(question: dict[str, Any]) -> None:
    assert receipt_of(question, "sha256:rules", "1.0.0") == by_the_standard(question)


def test_the_order_of_the_members_makes_no_difference() -> None:
    goals = [{"area": "face", "concern": "acne_scars"}]
    there = {"as_of": "2026-03-02", "goals": goals}
    back = {"goals": [dict(reversed(goals[0].items()))], "as_of": "2026-03-02"}
    assert receipt_of(there, "r", "1") == receipt_of(back, "r", "1")


@pytest.mark.parametrize("changed", [{"as_of": "2026-03-03"}, {"as_of": "2026-03-02", "label": None}, {}])
def test_another_question_has_another_receipt(changed: dict[str, Any]) -> None:
    assert receipt_of(changed, "r", "1") != receipt_of({"as_of": "2026-03-02"}, "r", "1")


def test_other_rules_and_another_engine_have_another_receipt() -> None:
    question = {"as_of": "2026-03-02"}
    assert len({receipt_of(question, rules, engine) for rules in ("r", "s") for engine in ("1", "2")}) == 4
