"""The whole service's OpenAPI document: checked in as it is served, complete, bounded, and true of what is answered."""

import json
import os
import re
import subprocess
import sys
import tomllib
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.api.openapi import EXAMPLE_HOST
from app.api.problems import PROBLEMS
from app.main import create_app
from app.settings import standard_settings
from tests.api.served_document import APP, DOCUMENT, OPERATIONS, ROOT, checked_in, requested, resolved, validator
from tests.api.small_service import calling

LISTS = [
    path.removeprefix("/v1/")
    for path, method, operation in OPERATIONS
    if path.startswith("/v1/") and "{" not in path and operation["operationId"].startswith("list")
]
IDS = [operation["operationId"] for _, _, operation in OPERATIONS]
VERBS = ("list", "get", "preview", "check")
BOUNDS = {
    "string": {"maxLength", "enum", "const", "format"},
    "array": {"maxItems"},
    "integer": {"maximum", "exclusiveMaximum", "enum", "const"},
    "number": {"maximum", "exclusiveMaximum", "enum", "const"},
}


def test_the_checked_in_document_is_the_served_and_the_printed_one() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "app", "openapi"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("PLANNER_")},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert printed.stdout == checked_in()
    assert json.loads(checked_in()) == DOCUMENT


def test_every_list_has_a_named_schema_of_its_own() -> None:
    named = [
        DOCUMENT["paths"][f"/v1/{path}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
        for path in LISTS
    ]
    assert len(set(named)) == len(named) > 10
    for reference in named:
        assert re.fullmatch(r"#/components/schemas/[A-Z][A-Za-z]+List", reference)
        assert resolved({"$ref": reference})["properties"]["items"]["items"].keys() == {"$ref"}


async def test_the_service_document_leads_to_every_address_of_v1() -> None:
    async with calling(APP) as client:
        links = set((await client.get("/")).json()["links"].values())
    assert {f"{standard_settings().public_url}{path}" for path in DOCUMENT["paths"] if "{" not in path} <= links


async def test_the_limits_of_meta_are_those_of_the_request_schemas() -> None:
    async with calling(APP) as client:
        limits = (await client.get("/v1/meta")).json()["limits"]
    schemas = {name: schema.get("properties", {}) for name, schema in DOCUMENT["components"]["schemas"].items()}
    plan, goal = schemas["PlanPreviewRequest"], schemas["GoalRequest"]
    (most_sessions,) = [one["maximum"] for one in goal["sessions"]["anyOf"] if "maximum" in one]
    (page_limit,) = [one for one in DOCUMENT["paths"]["/v1/sources"]["get"]["parameters"] if one["name"] == "limit"]
    assert {name: limit for name, limit in limits.items() if "bytes" not in name and "depth" not in name} == {
        "default_page_items": page_limit["schema"]["default"],
        "max_page_items": page_limit["schema"]["maximum"],
        "max_goals": plan["goals"]["maxItems"],
        "max_sessions_per_goal": most_sessions,
        "max_findings": plan["findings"]["maxItems"],
        "max_areas_per_finding": schemas["FindingRequest"]["areas"]["maxItems"],
        "max_history": plan["history"]["maxItems"],
        "max_treatments_per_session": schemas["HistoryEntry"]["treatments"]["maxItems"],
        "max_unavailable": schemas["AvailabilityRequest"]["unavailable"]["maxItems"],
        "max_closures": schemas["ClinicCalendarRequest"]["closures"]["maxItems"],
    }
    assert [limits[name] for name in ("max_goals", "max_sessions_per_goal", "max_history")] == [8, 12, 200]


async def test_the_served_document_is_the_checked_in_one() -> None:
    async with calling(APP) as client:
        served = await client.get("/openapi.json")
    assert served.headers["content-type"] == "application/json"
    assert served.json() == json.loads(checked_in())


def test_the_document_is_valid() -> None:
    OpenAPIV31SpecValidator(DOCUMENT).validate()
    assert DOCUMENT["openapi"].startswith("3.1.")
    assert {"title", "summary", "description", "version", "contact", "license"} <= set(DOCUMENT["info"])
    assert DOCUMENT["servers"]


def test_the_public_half_of_the_contract_is_there() -> None:
    paths = set(DOCUMENT["paths"])
    assert {
        "/", "/livez", "/readyz", "/problems", "/problems/{code}", "/v1/meta", "/v1/concerns", "/v1/concerns/{code}",
        "/v1/concerns/{code}/protocols", "/v1/areas", "/v1/areas/{code}", "/v1/protocols", "/v1/protocols/{code}",
        "/v1/sources", "/v1/sources/{key}", "/v1/screening-questions", "/v1/screening-previews", "/v1/plan-previews",
    } <= paths  # fmt: skip
    assert all(re.fullmatch(r"/([a-z0-9-]+|\{[a-z_]+\})?(/([a-z0-9-]+|\{[a-z_]+\}))*", path) for path in paths)


def test_operation_ids_are_unique_and_say_verb_and_noun() -> None:
    assert len(set(IDS)) == len(IDS)
    for name in IDS:
        assert re.fullmatch(rf"({'|'.join(VERBS)})([A-Z][a-z0-9]+)+", name), name


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=IDS)
def test_an_operation_is_tagged_summarised_and_described(path: str, method: str, operation: dict[str, Any]) -> None:
    (tag,) = operation["tags"]
    assert {one["name"]: one["description"] for one in DOCUMENT["tags"]}[tag]
    assert 5 < len(operation["summary"]) <= 60
    assert not operation["summary"].endswith(".")
    assert operation["description"].endswith(".")
    for parameter in operation.get("parameters", ()):
        assert parameter["description"], parameter["name"]


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=IDS)
def test_an_operation_documents_its_refusals_as_problems(path: str, method: str, operation: dict[str, Any]) -> None:
    refusals = {status: answer for status, answer in operation["responses"].items() if status[0] in "45"}
    wanted = {"400", "406", "500"}
    wanted |= {"404"} if "{" in path else set()
    wanted |= {"413", "415", "422"} if "requestBody" in operation else set()
    assert wanted <= set(refusals)
    for status, answer in refusals.items():
        content = answer["content"]["application/problem+json"]
        assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
        assert {str(PROBLEMS[code].status) for code in content["examples"]} == {status}


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=IDS)
def test_an_operation_answers_with_a_named_schema(path: str, method: str, operation: dict[str, Any]) -> None:
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert set(schema) == {"$ref"}
    assert resolved(schema)["description"]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        assert set(content["schema"]) == {"$ref"}


def test_everything_that_may_be_sent_is_bounded() -> None:
    unbounded = [
        f"{path}: {kind}"
        for path, schema in requested()
        for kind, bounds in BOUNDS.items()
        if schema.get("type") == kind and not bounds & set(schema)
    ]
    assert not unbounded


def test_the_version_is_written_alike_everywhere() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert version == DOCUMENT["info"]["version"] == DOCUMENT["components"]["headers"]["Api-Version"]["example"]
    shown = {
        path: DOCUMENT["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["example"]
        for path in ("/", "/v1/meta")
    }
    assert {example["api_version"] for example in shown.values()} == {version}


async def test_the_example_of_the_service_is_its_answer() -> None:
    shown = DOCUMENT["paths"]["/"]["get"]["responses"]["200"]["content"]["application/json"]["example"]
    async with calling(create_app(standard_settings().model_copy(update={"public_url": EXAMPLE_HOST}))) as client:
        assert (await client.get("/")).json() == shown


def test_nothing_unknown_may_be_sent() -> None:
    open_objects = [
        path
        for path, schema in requested()
        if schema.get("type") == "object" and schema.get("additionalProperties") is not False
    ]
    assert not open_objects


def test_every_member_that_may_be_sent_is_described() -> None:
    silent = [
        f"{path}/{name}"
        for path, schema in requested()
        for name, member in schema.get("properties", {}).items()
        if "description" not in member and "description" not in resolved(member)
    ]
    assert not silent


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=IDS)
async def test_an_operations_examples_are_valid_and_answered_as_documented(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    """With its own example of every parameter and body the answer is a 200 of the schema that it names."""
    given = {parameter["name"]: parameter for parameter in operation.get("parameters", ())}
    assert all("example" in one for one in given.values() if one["in"] == "path"), "a path can be filled in"
    address = path.format(**{name: one["example"] for name, one in given.items() if one["in"] == "path"})
    query = {name: one["example"] for name, one in given.items() if one["in"] == "query" and "example" in one}
    bodies: list[Any] = [None]
    if "requestBody" in operation:
        content = operation["requestBody"]["content"]["application/json"]
        bodies = [one["value"] for one in content["examples"].values()]
        for body in bodies:
            validator(content["schema"]).validate(body)
    answers = validator(operation["responses"]["200"]["content"]["application/json"]["schema"])
    async with calling(APP) as client:
        for body in bodies:
            answer = await client.request(method.upper(), address, params=query, json=body)
            assert answer.status_code == 200, answer.text
            answers.validate(answer.json())


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=IDS)
def test_an_operation_shows_an_example_of_its_answer(path: str, method: str, operation: dict[str, Any]) -> None:
    content = operation["responses"]["200"]["content"]["application/json"]
    shown = [content["example"]] if "example" in content else [one["value"] for one in content["examples"].values()]
    assert shown
    for example in shown:
        validator(content["schema"]).validate(example)


@pytest.mark.parametrize("name", LISTS)
async def test_a_whole_list_is_answered_as_documented(name: str) -> None:
    documented = DOCUMENT["paths"][f"/v1/{name}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    async with calling(APP) as client:
        validator(documented).validate((await client.get(f"/v1/{name}?limit=200")).json())
