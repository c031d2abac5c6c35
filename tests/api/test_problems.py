"""Every refusal is one problem document: where the faults are, what would be right, and never what was sent."""

import importlib
import pkgutil
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any, get_args

import pytest
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import ErrorType

import app
from app.api import problems
from app.api.problems import CODE_OF_REFUSAL, MAX_ERRORS, PROBLEMS, Problem, ProblemDocument, body_error
from app.api.request_faults import Places, faults_of
from app.planning.refusals import Fault, Refusal
from tests.api.small_service import JSON, PLACE, PUBLIC_URL, a_service, call_raw, calling


def subclasses(kind: type[Any]) -> Iterator[type[Any]]:
    for child in kind.__subclasses__():
        yield child
        yield from subclasses(child)


async def faults(body: Any) -> list[tuple[str, str]]:
    document = await refused(body)
    assert (document["status"], document["code"]) == (422, "invalid_request")
    return [(error["pointer"], error["code"]) for error in document["errors"]]


async def refused(body: Any) -> Any:
    async with calling(a_service()) as client:
        return (await client.post("/v1/plan-previews", json=body)).json()


def test_every_refusal_of_planning_has_a_code_of_the_table() -> None:
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    ours = {kind for kind in subclasses(Refusal) if kind.__module__.startswith("app.")}
    assert ours
    assert ours <= set(CODE_OF_REFUSAL)
    assert set(CODE_OF_REFUSAL.values()) <= set(PROBLEMS)


def test_every_row_of_the_table_is_complete() -> None:
    for code, kind in PROBLEMS.items():
        assert (code, 400 <= kind.status < 600) == (kind.code, True)
        assert kind.title
        assert kind.description.endswith(".")
    assert [kind.status for kind in PROBLEMS.values()] == sorted(kind.status for kind in PROBLEMS.values())


async def test_a_document_has_the_members_of_rfc_9457_and_ours() -> None:
    async with calling(a_service()) as client:
        answered = await client.get("/v1/nothing")
    request_id = answered.headers["request-id"]
    assert answered.headers["content-type"] == "application/problem+json"
    assert answered.headers["cache-control"] == "no-store"
    assert answered.json() == {
        "type": f"{PUBLIC_URL}/problems/not_found",
        "title": "Not found",
        "status": 404,
        "detail": "Not found.",
        "instance": f"urn:request:{request_id}",
        "code": "not_found",
        "request_id": request_id,
        "errors": [],
    }


@pytest.mark.parametrize("code", PROBLEMS)
def test_every_problem_has_the_documented_shape(code: str) -> None:
    errors = [body_error(Fault(("goals", 0), "missing", "Required."))]
    for problem in (Problem(code), Problem(code, "In other words.", errors * 300, {"retry-after": "1"})):
        document = problems.document(problem, PUBLIC_URL, "req_1")
        TypeAdapter(ProblemDocument).validate_python(document, strict=True)
        assert len(document["errors"]) <= MAX_ERRORS


async def test_the_type_resolves() -> None:
    async with calling(a_service()) as client:
        address = (await client.get("/v1/nothing")).json()["type"]
        assert (await client.get(address.removeprefix(PUBLIC_URL))).json()["type"] == address


async def test_every_fault_of_a_body_is_told_at_once_in_the_order_of_the_body() -> None:
    body = {
        "label": "nowhere",
        "goals": [
            {"severity": "Moderate", "concern": "Acne Scars", "depth": 1},
            {"concern": "acne_scars", "sessions": 99},
            {"severity": None},
        ],
        "colour": "red",
        "sensitive": "yes",
    }
    assert await faults(body) == [
        ("/label", "unknown_code"),
        ("/goals/0/severity", "not_allowed_value"),
        ("/goals/0/concern", "invalid_format"),
        ("/goals/0/depth", "unknown_field"),
        ("/goals/1/sessions", "out_of_range"),
        ("/goals/2/severity", "not_allowed_value"),
        ("/goals/2/concern", "missing"),
        ("/colour", "unknown_field"),
        ("/sensitive", "wrong_type"),
    ]


async def test_what_planning_refuses_is_told_the_same_way() -> None:
    document = await refused({"goals": [{"concern": "acne_scars"}], "label": "nowhere"})
    assert (document["status"], document["code"]) == (422, "invalid_request")
    assert document["errors"] == [
        {"code": "unknown_code", "pointer": "/label", "detail": "One of: us_fda.", "params": {"allowed": ["us_fda"]}}
    ]


async def test_a_code_that_names_nothing_is_a_404_with_its_noun() -> None:
    async with calling(a_service()) as client:
        answered = await client.get("/v1/concerns/wisdom")
    assert (answered.status_code, answered.json()["detail"]) == (404, "No such concern.")


async def test_an_unknown_member_is_told_what_there_is() -> None:
    (error,) = (await refused({"goals": [{"concern": "acne_scars", "Severity": "mild"}]}))["errors"]
    assert error["params"] == {"allowed": ["concern", "severity", "sessions"]}
    (error,) = (await refused({"goals": [{"concern": "acne_scars"}], "goal": []}))["errors"]
    assert error["params"] == {"allowed": ["goals", "sensitive", "label"]}


async def test_names_in_pointers_are_escaped_and_cut() -> None:
    body = {"goals": [{"concern": "acne_scars"}], "a/b~c": 1, "x" * 500: 2}
    pointers = [pointer for pointer, _ in await faults(body)]
    assert pointers[0] == "/a~1b~0c"
    assert len(pointers[1]) == 65


async def test_many_faults_are_counted_and_cut() -> None:
    document = await refused({"goals": [{}] * 150})
    assert len(document["errors"]) == MAX_ERRORS
    assert "150 faults" in document["detail"]


async def test_the_faults_that_are_told_are_the_first_of_the_body() -> None:
    stray = {f"{number:x}": 0 for number in range(500)}
    document = await refused({"label": "nowhere", **stray, "sensitive": "yes", "goals": []})
    assert document["detail"].endswith("503 faults were found; the first 100 are listed.")
    pointers = [error["pointer"] for error in document["errors"]]
    assert pointers == ["/label", *[f"/{name}" for name in list(stray)[:99]]]


@pytest.mark.parametrize("where", ["{%s}", '{"goals": [{%s}]}', '{"goals": [%s]}'])
async def test_a_body_of_nothing_but_faults_is_refused_in_a_moment(where: str) -> None:
    """Each fault takes the same time, however many there are: the bound is far above that, and far below a square."""
    members = ",".join(f'"{number:x}":0' for number in range(22_000))
    body = (where % (members if where != '{"goals": [%s]}' else ",".join(["{}"] * 60_000))).encode()
    headers = [JSON, (b"content-length", str(len(body)).encode())]
    app = a_service()
    await call_raw(app, "GET", "/livez")
    started_at = time.process_time()
    answered = await call_raw(
        app, "POST", "/v1/plan-previews", headers=headers, messages=[{"type": "http.request", "body": body}]
    )
    assert answered.status == 422
    assert time.process_time() - started_at < 1


class Everything(BaseModel):
    """One field for each kind of finding."""

    model_config = ConfigDict(strict=True, extra="forbid")

    word: Annotated[str, Field(min_length=2, max_length=3, pattern="^[a-z]+$")] = "ab"
    number: Annotated[int, Field(ge=1, le=5)] = 1
    depth_mm: Annotated[float, Field(gt=0, lt=3, allow_inf_nan=False)] = 1.0
    flag: bool = True
    items: Annotated[list[int], Field(min_length=1, max_length=2)] = [1]
    inner: "Everything | None" = None
    facts: dict[str, int] = {}
    own: int = 0
    foreign: int = 0

    @field_validator("own")
    @classmethod
    def _own_is_small(cls, value: int) -> int:
        if value > 1:
            raise PydanticCustomError("too_high", "At most one.", {"max": 1})
        return value

    @field_validator("foreign")
    @classmethod
    def _foreign_is_small(cls, value: int) -> int:
        if value > 1:
            raise ValueError(f"{value} is too high")
        return value


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"word": 1}, ("wrong_type", {"expected": "a string"})),
        ({"word": "a"}, ("too_short", {"min_length": 2})),
        ({"word": "abcd"}, ("too_long", {"max_length": 3})),
        ({"word": "A1"}, ("invalid_format", {"pattern": "^[a-z]+$"})),
        ({"number": "1"}, ("wrong_type", {"expected": "a whole number"})),
        ({"number": True}, ("wrong_type", {"expected": "a whole number"})),
        ({"number": 0}, ("out_of_range", {"min": 1})),
        ({"number": 2**60}, ("out_of_range", {"max": 5})),
        ({"depth_mm": 0}, ("out_of_range", {"greater_than": 0.0})),
        ({"depth_mm": 3.0}, ("out_of_range", {"less_than": 3.0})),
        ({"depth_mm": "1"}, ("wrong_type", {"expected": "a number"})),
        ({"flag": 1}, ("wrong_type", {"expected": "true or false"})),
        ({"flag": None}, ("wrong_type", {"expected": "true or false"})),
        ({"items": {}}, ("wrong_type", {"expected": "an array"})),
        ({"items": []}, ("too_few_items", {"min_items": 1})),
        ({"items": [1] * 9}, ("too_many_items", {"max_items": 2})),
        ({"inner": []}, ("wrong_type", {"expected": "an object"})),
        ({"facts": []}, ("wrong_type", {"expected": "an object"})),
        ({"own": 7}, ("too_high", {"max": 1})),
        ({"foreign": 7}, ("invalid_value", {})),
    ],
)
def test_a_finding_becomes_a_code_with_the_facts_of_our_schema(body: Any, expected: tuple[str, dict[str, Any]]) -> None:
    with pytest.raises(ValidationError) as invalid:
        Everything.model_validate(body)
    (finding,) = invalid.value.errors()
    fault = faults_of([{**finding, "loc": ("body", *finding["loc"])}], Everything)[0]
    assert (fault.code, fault.params) == expected
    assert fault.path == tuple(body)
    assert fault.detail.endswith(".")


@pytest.mark.parametrize("kind", get_args(ErrorType))
def test_no_finding_of_the_validator_is_passed_on_in_its_own_words(kind: str) -> None:
    bounds = dict.fromkeys(("ge", "gt", "le", "lt", "min_length", "max_length", "pattern", "multiple_of"), 3)
    finding = {
        "type": kind,
        "loc": ("body", "name"),
        "msg": "the patient's name",
        "input": "the patient's name",
        "ctx": {**bounds, "expected": "'a' or 'b'", "error": ValueError("the patient's name")},
    }
    (fault,) = faults_of([finding])
    assert fault.path == ("name",)
    assert "patient" not in repr(fault)


def test_a_missing_member_stands_at_the_end_of_its_object() -> None:
    document = {"a": {"b": 1}, "c": [{}, {"d": 1}]}
    paths = [("c", 1, "d"), ("c", 0, "missing"), ("a", "missing"), ("a", "b"), ("missing",), (), ("c", 7)]
    assert sorted(paths, key=Places(document).of) == [
        (),
        ("a", "b"),
        ("a", "missing"),
        ("c", 7),
        ("c", 0, "missing"),
        ("c", 1, "d"),
        ("missing",),
    ]


async def test_what_was_sent_is_never_sent_back() -> None:
    secret = "Erika Mustermann"
    bodies: list[Any] = [
        secret,
        {"goals": secret},
        {"goals": [{"concern": secret, "severity": secret, "sessions": secret}], "label": 7, "sensitive": secret},
        {"goals": [{"concern": {"deep": [secret]}}]},
    ]
    for body in bodies:
        assert secret not in repr(await refused(body))


async def test_problems_name_the_public_address() -> None:
    place = replace(PLACE, public_url="https://clinic.example/planner")
    async with calling(a_service(place)) as client:
        assert (await client.get("/x")).json()["type"] == "https://clinic.example/planner/problems/not_found"
