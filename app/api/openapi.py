"""The OpenAPI document: what FastAPI derives from the routes, and what it cannot know of our ground rules.

FastAPI documents a 422 of its own shape and no other refusal. Here every operation gets the refusals that it can meet,
from the one table of problems, and every answer its headers.
"""

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from app.api import problems
from app.api.problems import PROBLEMS, Problem, ProblemDocument, ProblemError
from app.api.published_schemas import publish

Operation = dict[str, Any]

EXAMPLE_HOST = "https://planner.example"
_EXAMPLE_REQUEST_ID = "req_01k9z2m4q8e6vt3xw5r7y9a1bc"
_OF_EVERY_OPERATION = (
    "malformed_http", "invalid_parameter", "not_acceptable", "uri_too_long", "headers_too_large", "internal_error",
)  # fmt: skip
# Met where no operation is: another method, another origin, a service that is closed.
_OF_NO_OPERATION = ("cross_origin_refused", "unauthorized", "method_not_allowed")
_OF_BODIES = ("invalid_json", "request_timeout", "body_too_large", "unsupported_media_type", "invalid_request")

_HEADERS: Mapping[str, tuple[str, str]] = {
    "Request-Id": ("The id of this request; problem documents repeat it.", _EXAMPLE_REQUEST_ID),
    "ETag": ("Strong validator of these bytes, for If-None-Match.", '"5f1d6c0a9b8e4c3d2a1f0e9d8c7b6a59"'),
    "Cache-Control": ("How long caches may keep the answer.", "public, max-age=300"),
    "Link": (
        "The next page, if there is one (RFC 8288).",
        '<https://planner.example/v1/sources?limit=50&cursor=AAAA>; rel="next"',
    ),
    "Retry-After": ("Seconds after which to try again.", "2"),
}
_ERRORS: Mapping[str, ProblemError] = {
    "invalid_json": {
        "code": "duplicate_member",
        "pointer": "",
        "detail": "An object names the same member twice; every name may appear once.",
        "params": {"line": 4, "column": 15},
    },
    "invalid_parameter": problems.parameter_error(
        "concerns", "unknown_parameter", "No such parameter. There are: concern.", {"allowed": ["concern"]}
    ),
    "not_acceptable": problems.header_error("Accept", "not_acceptable", "JSON is a form of every address."),
    "unsupported_media_type": problems.header_error(
        "Content-Type", "unsupported_media_type", "A body is sent as application/json in UTF-8."
    ),
    "invalid_request": {
        "code": "not_allowed_value",
        "pointer": "/goals/0/severity",
        "detail": "One of: mild, moderate, severe.",
        "params": {"allowed": ["mild", "moderate", "severe"]},
    },
}


def document_of(app: FastAPI, examples: Mapping[str, object]) -> dict[str, Any]:
    """The whole document, made anew; it depends on routes and rules, and only `servers` on where the service runs.

    `examples` holds an example answer for each operation by its id.
    """
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags,
        servers=app.servers,
        contact=app.contact,
        license_info=app.license_info,
    )
    components = document.setdefault("components", {})
    _drop_foreign_errors(components)
    _add_components(components, app.version)
    components["examples"] = {
        code: {"summary": kind.title, "value": _example(code)}
        for code, kind in PROBLEMS.items()
        if code not in _OF_NO_OPERATION
    }
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _complete(path, method, operation)
            _show_answer(operation, examples)
    publish(document)
    # So far everything is public; an operation that needs a key will say so itself.
    document["security"] = []
    return document


def _drop_foreign_errors(components: dict[str, Any]) -> None:
    for name in ("HTTPValidationError", "ValidationError"):
        components.get("schemas", {}).pop(name, None)


def _add_components(components: dict[str, Any], version: str) -> None:
    schema = TypeAdapter(ProblemDocument).json_schema(ref_template="#/components/schemas/{model}")
    parts = schema.pop("$defs", {})
    schema["title"] = "Problem"
    components["schemas"] = dict(sorted({**components.get("schemas", {}), **parts, "Problem": schema}.items()))
    components["headers"] = {
        name: {"description": words, "schema": {"type": "string", "maxLength": 2048}, "example": example}
        for name, (words, example) in {**_HEADERS, "Api-Version": ("The version of this contract.", version)}.items()
    }


def _example(code: str) -> ProblemDocument:
    errors = [_ERRORS[code]] if code in _ERRORS else []
    return problems.document(Problem(code, errors=errors), EXAMPLE_HOST, _EXAMPLE_REQUEST_ID)


def _complete(path: str, method: str, operation: Operation) -> None:
    """Add to one operation the refusals that it can meet and the headers of its answers."""
    for parameter in operation.get("parameters", ()):
        _show_example(parameter)
    responses: dict[str, Any] = operation["responses"]
    responses.pop("422", None)
    is_cached = method == "get" and path not in ("/livez", "/readyz")
    is_list = any(parameter["name"] == "cursor" for parameter in operation.get("parameters", ()))
    for status, response in list(responses.items()):
        if status.startswith("2"):
            names = ["ETag", "Cache-Control"] if is_cached else ["Cache-Control"]
            _add_headers(response, [*names, "Link"] if is_list else names)
    if is_cached:
        responses["304"] = {"description": "These bytes are known to the caller (If-None-Match)."}
        _add_headers(responses["304"], ["ETag", "Cache-Control"])
    codes = list(_codes_of(path, operation))
    for refused in sorted({PROBLEMS[code].status for code in codes}):
        responses[str(refused)] = _refusal(refused, [code for code in codes if PROBLEMS[code].status == refused])
    operation["responses"] = dict(sorted(responses.items()))


def _show_answer(operation: Operation, examples: Mapping[str, object]) -> None:
    content = operation["responses"].get("200", {}).get("content", {}).get("application/json")
    if content is not None and operation["operationId"] in examples:
        content["example"] = examples[operation["operationId"]]


def _show_example(parameter: dict[str, Any]) -> None:
    """The explorer fills a field from the parameter's own example; FastAPI writes it into the schema only."""
    examples = parameter["schema"].get("examples")
    if examples and "example" not in parameter and "examples" not in parameter:
        parameter["example"] = examples[0]


def _codes_of(path: str, operation: Operation) -> Iterator[str]:
    yield from _OF_EVERY_OPERATION
    if "{" in path:
        yield "not_found"
    if "requestBody" in operation:
        yield from _OF_BODIES
    if path == "/readyz":
        yield "unavailable"


def _refusal(status: int, codes: Sequence[str]) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": f"{HTTPStatus(status).phrase}: {', '.join(f'`{code}`' for code in codes)}.",
        "content": {
            problems.MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {code: {"$ref": f"#/components/examples/{code}"} for code in codes},
            }
        },
    }
    _add_headers(response, ["Cache-Control", "Retry-After"] if status == 503 else ["Cache-Control"])
    return response


def _add_headers(response: dict[str, Any], names: Sequence[str]) -> None:
    for name in ("Request-Id", "Api-Version", *names):
        response.setdefault("headers", {})[name] = {"$ref": f"#/components/headers/{name}"}
