"""Schemas as they are published: said so that generators and linters of many kinds read the same from them.

Enumerations are closed in requests and open in answers: there a schema names the values known so far, and takes any
word. Two stay closed: `object`, which says what a document is, and the codes of reasons.

What the strictest ruleset (IBM's) still calls an error is the contract itself: kebab-case paths, the roman numerals of
skin types, and `type: null`, which is how OpenAPI 3.1 says that a member may be null.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Schema = dict[str, Any]

LARGEST_INTEGER = 2**31 - 1
_LONGEST_WORD = 64
_CLOSED_IN_ANSWERS = frozenset({("ReasonDocument", "code")})
# These hold values or names, and no schemas.
_NO_SCHEMAS = frozenset({"example", "examples", "default", "const", "enum", "required"})


def publish(document: dict[str, Any]) -> None:
    """Rewrite every schema of an OpenAPI document in place."""
    schemas: dict[str, Schema] = document.get("components", {}).get("schemas", {})
    operations = [one for methods in document["paths"].values() for one in methods.values()]
    asked = set(_reached(schemas, [operation.get("requestBody") for operation in operations]))
    for name, schema in schemas.items():
        schemas[name] = _whole(name, schema, is_answer=name not in asked)
    for operation in operations:
        for parameter in operation.get("parameters", ()):
            parameter["schema"] = _plain(parameter["schema"])


def _reached(schemas: Mapping[str, Schema], parts: list[Any]) -> Iterator[str]:
    """The names of all component schemas that these parts of the document lead to."""
    seen: set[str] = set()
    while parts:
        part = parts.pop()
        if isinstance(part, list):
            parts += part
        elif isinstance(part, dict):
            parts += [value for key, value in part.items() if key not in _NO_SCHEMAS]
        elif isinstance(part, str) and part.startswith("#/components/schemas/"):
            name = part.rsplit("/", 1)[-1]
            if name not in seen:
                seen.add(name)
                parts.append(schemas[name])
                yield name


def _whole(name: str, schema: Schema, *, is_answer: bool) -> Schema:
    published: Schema = _plain(schema)
    if is_answer and "properties" in published:
        published["properties"] = {
            member: one if member == "object" or (name, member) in _CLOSED_IN_ANSWERS else _opened(one)
            for member, one in published["properties"].items()
        }
    return published


def _plain(schema: Any) -> Any:
    """Whole numbers with size and bounds, one-value enumerations in place of constants, no words beside a reference."""
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    plain: Schema = {key: value if key in _NO_SCHEMAS else _plain(value) for key, value in schema.items()}
    if "properties" in schema:
        plain["properties"] = {name: _plain(member) for name, member in schema["properties"].items()}
    if "const" in plain:
        plain["enum"] = [plain.pop("const")]
    if plain.get("type") == "integer":
        plain = {"minimum": -LARGEST_INTEGER, "maximum": LARGEST_INTEGER, **plain, "format": "int32"}
    if "$ref" in plain and len(plain) > 1:
        plain = {"allOf": [{"$ref": plain.pop("$ref")}], **plain}
    return plain


def _opened(schema: Any) -> Any:
    """The schema with a word in place of each enumeration: the values known so far are told, others may come."""
    if isinstance(schema, list):
        return [_opened(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    opened: Schema = {key: value if key in _NO_SCHEMAS else _opened(value) for key, value in schema.items()}
    if opened.get("type") == "string" and "enum" in opened:
        known = opened.pop("enum")
        told = f"Known values: {', '.join(known)}; more may come."
        words = opened.get("description", "")
        opened |= {
            "maxLength": _LONGEST_WORD,
            "description": f"{words} {told}" if words else told,
            "examples": known,
        }
    return opened
