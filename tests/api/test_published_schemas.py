"""Schemas are published so that every generator reads the same: closed in requests, open in answers, bounded."""

import json
import re
from collections.abc import Iterator
from typing import Any

from tests.api.served_document import DOCUMENT, requested, schemas_in

REFERENCES = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}


def answered() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every schema of a member of what can be answered: its component, the member, the schema."""
    asked = {schema.get("title") for _, schema in requested()}
    for name, component in DOCUMENT["components"]["schemas"].items():
        if component.get("title") not in asked:
            for member, schema in component.get("properties", {}).items():
                yield from ((name, member, one) for _, one in schemas_in(schema, member, frozenset(REFERENCES)))


def test_enumerations_are_open_in_answers() -> None:
    """New values may come: a generated client must not refuse them. What a document is, and why a day, stays closed."""
    closed = {(name, member) for name, member, schema in answered() if "enum" in schema}
    assert {(name, member) for name, member in closed if member != "object"} == {("ReasonDocument", "code")}
    assert not [name for name, _, schema in answered() if "const" in schema]
    known = {(name, member): schema["examples"] for name, member, schema in answered() if "examples" in schema}
    assert known["SessionDocument", "state"] == ["planned"]
    assert known["TreatmentDepthDocument", "basis"][:3] == ["label", "guideline", "review"]
    basis = DOCUMENT["components"]["schemas"]["TreatmentDepthDocument"]["properties"]["basis"]
    assert basis["maxLength"] == 64
    assert basis["description"].endswith("unverified, convention, derived; more may come.")


def test_enumerations_are_closed_in_requests() -> None:
    goal = DOCUMENT["components"]["schemas"]["GoalRequest"]["properties"]
    assert goal["severity"]["enum"] == ["mild", "moderate", "severe"]


def test_whole_numbers_have_a_size_and_nothing_stands_beside_a_reference() -> None:
    for name, component in DOCUMENT["components"]["schemas"].items():
        for path, schema in schemas_in(component, name):
            if schema.get("type") == "integer":
                assert {"minimum", "maximum", "format"} <= set(schema), path
    assert not re.findall(r'[^{]"\$ref"|"\$ref": "[^"]*"[^}]', json.dumps(DOCUMENT))


def test_one_thing_has_one_schema() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    rulesets = [schemas[name]["properties"]["ruleset"] for name in ("MetaDocument", "PlanPreviewDocument",
                                                                    "ScreeningPreviewDocument")]  # fmt: skip
    assert rulesets == [{"$ref": "#/components/schemas/RulesetVersion"}] * 3


def test_what_a_document_is_is_said_alike_everywhere() -> None:
    named = {name: one["properties"]["object"] for name, one in DOCUMENT["components"]["schemas"].items()
             if "object" in one.get("properties", {})}  # fmt: skip
    assert len(named) > 20
    assert not [name for name, schema in named.items() if len(schema.get("enum", [])) != 1]
