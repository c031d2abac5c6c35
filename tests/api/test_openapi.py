"""The OpenAPI document tells of every operation what it can answer, also when it refuses."""

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import anyio
import anyio.to_thread
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import TypeAdapter

from app.api.problems import PROBLEMS, ProblemDocument
from tests.api.small_service import PLACE, a_service, calling


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return a_service().openapi()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"].startswith("3.1")
    assert document["info"]["license"]["identifier"] == "Apache-2.0"
    assert document["info"]["contact"]
    assert document["servers"] == [{"url": "/", "description": "This service."}]


def test_operation_ids_are_camel_case_and_unique(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+([A-Z][a-z]+)+", name) for name in ids)


def test_every_operation_has_one_documented_tag(document: dict[str, Any]) -> None:
    described = {tag["name"] for tag in document["tags"] if tag["description"]}
    for _, _, operation in operations(document):
        assert len(operation["tags"]) == 1
        assert set(operation["tags"]) <= described


def test_every_refusal_is_a_problem_with_examples_of_its_status(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        refusals = {status: answer for status, answer in operation["responses"].items() if status[0] in "45"}
        assert {"400", "500"} <= set(refusals), (path, method)
        for status, answer in refusals.items():
            content = answer["content"]["application/problem+json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
            for code in content["examples"]:
                assert str(PROBLEMS[code].status) == status
        assert ("404" in refusals) is ("{" in path)
        assert ({"413", "415", "422"} <= set(refusals)) is ("requestBody" in operation)


def test_examples_of_problems_are_problem_documents(document: dict[str, Any]) -> None:
    examples = document["components"]["examples"]
    assert set(PROBLEMS) - set(examples) == {"cross_origin_refused", "unauthorized", "method_not_allowed"}
    for example in examples.values():
        TypeAdapter(ProblemDocument).validate_python(example["value"], strict=True)


def test_no_component_is_unused(document: dict[str, Any]) -> None:
    written = json.dumps(document)
    for kind, components in document["components"].items():
        assert not [name for name in components if f'"#/components/{kind}/{name}"' not in written]


def test_bounds_of_parameters_are_those_of_json_schema(document: dict[str, Any]) -> None:
    limit = document["paths"]["/v1/concerns"]["get"]["parameters"][0]
    assert limit["schema"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 200,
        "format": "int32",
        "default": 50,
        "title": "Limit",
        "description": "How many items a page holds at most.",
        "examples": [50],
    }


def test_nothing_is_left_of_the_frameworks_own_refusals(document: dict[str, Any]) -> None:
    assert not {"HTTPValidationError", "ValidationError"} & set(document["components"]["schemas"])


def test_headers_are_documented_where_they_come(document: dict[str, Any]) -> None:
    paths = document["paths"]
    for _, _, operation in operations(document):
        for answer in operation["responses"].values():
            assert {"Request-Id", "Api-Version"} <= set(answer["headers"])
    listed = paths["/v1/concerns"]["get"]["responses"]
    assert {"ETag", "Cache-Control", "Link"} <= set(listed["200"]["headers"])
    assert "304" in listed
    assert "304" not in paths["/livez"]["get"]["responses"]
    assert "Retry-After" in paths["/readyz"]["get"]["responses"]["503"]["headers"]


def test_parameters_show_an_example_that_the_explorer_can_fill_in(document: dict[str, Any]) -> None:
    (code,) = document["paths"]["/v1/concerns/{code}"]["get"]["parameters"]
    assert code["example"] == "acne_scars"


@pytest.mark.parametrize(
    ("public_url", "path"),
    [("https://planner.test", "/"), ("https://api.test/planner", "/planner"), ("http://127.0.0.1:8000", "/")],
)
def test_clients_made_from_the_document_call_where_the_service_is_reached(public_url: str, path: str) -> None:
    (server,) = a_service(replace(PLACE, public_url=public_url)).openapi()["servers"]
    assert server["url"] == path


async def test_others_are_answered_while_the_document_is_made() -> None:
    app = a_service()
    make, began, may_end = app.openapi, threading.Event(), threading.Event()

    def make_at_leisure() -> dict[str, Any]:
        began.set()
        may_end.wait(5)
        return make()

    app.openapi = make_at_leisure  # type: ignore[method-assign]
    async with calling(app) as client, anyio.create_task_group() as tasks:
        tasks.start_soon(client.get, "/openapi.json")
        assert await anyio.to_thread.run_sync(began.wait, 5)
        assert (await client.get("/livez")).status_code == 200
        may_end.set()
    assert app.state.openapi is not None


async def test_the_served_document_is_this_one(document: dict[str, Any]) -> None:
    async with calling(a_service()) as client:
        assert (await client.get("/openapi.json")).json() == document
