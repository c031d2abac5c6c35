"""The whole service's OpenAPI document, and ways through its schemas."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from app.main import create_app
from app.settings import standard_settings

ROOT = Path(__file__).parents[2]
APP = create_app(standard_settings())
DOCUMENT: dict[str, Any] = APP.openapi()
OPERATIONS = [
    (path, method, operation) for path, methods in DOCUMENT["paths"].items() for method, operation in methods.items()
]
# Bodies are objects of known members; these keys hold values or names and no schemas.
NO_SCHEMAS = {"example", "examples", "default", "const", "enum", "required"}


def checked_in() -> str:
    return (ROOT / "openapi.json").read_text(encoding="utf-8")


def resolved(schema: Any) -> Any:
    while isinstance(schema, dict) and "$ref" in schema:
        schema = DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return schema


def schemas_in(schema: Any, path: str, seen: frozenset[str] = frozenset()) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema inside a schema, references followed once, with the way to it."""
    if isinstance(schema, list):
        for index, one in enumerate(schema):
            yield from schemas_in(one, f"{path}/{index}", seen)
    if not isinstance(schema, dict):
        return
    if (reference := schema.get("$ref")) is not None:
        if reference not in seen:
            yield from schemas_in(resolved(schema), path, seen | {reference})
        return
    yield path, schema
    for name, one in schema.get("properties", {}).items():
        yield from schemas_in(one, f"{path}/{name}", seen)
    for key, one in schema.items():
        if key != "properties" and key not in NO_SCHEMAS:
            yield from schemas_in(one, f"{path}/{key}", seen)


def requested() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, method, operation in OPERATIONS:
        for parameter in operation.get("parameters", ()):
            yield from schemas_in(parameter["schema"], f"{method} {path} {parameter['name']}")
        for content in operation.get("requestBody", {}).get("content", {}).values():
            yield from schemas_in(content["schema"], f"{method} {path} body")


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": DOCUMENT["components"]})
