"""What a request may carry: parameters, forms and bodies that an operation does not know are refused, not ignored."""

from typing import Any

import httpx2
import pytest

from tests.api.small_service import a_service, call_raw, calling

JSON = {"content-type": "application/json"}
BODY = b'{"goals": [{"concern": "acne_scars"}]}'


async def get(path: str, **headers: str) -> httpx2.Response:
    async with calling(a_service()) as client:
        return await client.get(path, headers=headers)


async def post(body: bytes, headers: dict[str, str]) -> httpx2.Response:
    async with calling(a_service()) as client:
        return await client.post("/v1/plan-previews", content=body, headers=headers)


def codes(answered: httpx2.Response) -> list[tuple[str, str]]:
    return [(error["parameter"], error["code"]) for error in answered.json()["errors"]]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/v1/concerns?limits=5", [("limits", "unknown_parameter")]),
        ("/v1/concerns?Limit=5", [("Limit", "unknown_parameter")]),
        ("/v1/concerns/acne_scars?x", [("x", "unknown_parameter")]),
        ("/v1/concerns/acne_scars?=", [("", "unknown_parameter")]),
        ("/livez?verbose", [("verbose", "unknown_parameter")]),
        ("/v1/concerns?limit=5&limit=5", [("limit", "repeated_parameter")]),
        ("/v1/concerns?limit=5&%6Cimit=6", [("limit", "repeated_parameter")]),
        ("/v1/concerns?limit=5&limit=6&x=1&x=2", [("limit", "repeated_parameter"), ("x", "unknown_parameter")]),
        ("/v1/concerns?limit=0&x=1", [("x", "unknown_parameter"), ("limit", "out_of_range")]),
        ("/v1/numbers/3?kind=prime", [("kind", "not_allowed_value")]),
    ],
)
async def test_a_stray_parameter_is_a_400_that_names_it(path: str, expected: list[tuple[str, str]]) -> None:
    answered = await get(path)
    assert (answered.status_code, answered.json()["code"]) == (400, "invalid_parameter")
    assert codes(answered) == expected


async def test_a_refused_parameter_is_told_what_there_is() -> None:
    (error,) = (await get("/v1/concerns?limits=5")).json()["errors"]
    assert error["params"] == {"allowed": ["cursor", "limit"]}


async def test_a_long_parameter_name_is_cut() -> None:
    answered = await get("/v1/concerns?" + "x" * 500)
    assert len(answered.json()["errors"][0]["parameter"]) == 64


async def test_parameters_of_a_preview_are_refused_before_its_body() -> None:
    async with calling(a_service()) as client:
        answered = await client.post("/v1/plan-previews?dry_run=1", content=b"{", headers=JSON)
    assert answered.json()["code"] == "invalid_parameter"


@pytest.mark.parametrize(
    "accept",
    [
        "*/*",
        "application/json",
        "application/*",
        "application/problem+json",
        "text/html, application/json;q=0.1",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Application/JSON; charset=utf-8",
        "application/json;q=one",
        "",
    ],
)
async def test_who_accepts_json_in_any_way_is_answered(accept: str) -> None:
    assert (await get("/v1/concerns/acne_scars", accept=accept)).status_code == 200


@pytest.mark.parametrize(
    "accept", ["image/png", "text/html", "application/json;q=0", "application/xml, text/*", "json"]
)
async def test_who_excludes_json_gets_a_406_in_json(accept: str) -> None:
    answered = await get("/v1/concerns/acne_scars", accept=accept)
    assert (answered.status_code, answered.json()["code"]) == (406, "not_acceptable")
    assert answered.json()["errors"][0]["header"] == "Accept"


async def test_several_accept_fields_are_read_as_one() -> None:
    fields = [(b"accept", b"text/html"), (b"accept", b"application/json")]
    assert (await call_raw(a_service(), "GET", "/v1/concerns/acne_scars", headers=fields)).status == 200


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json",
        "application/json; charset=utf-8",
        'APPLICATION/JSON;charset="UTF-8"',
        "application/merge-patch+json",
    ],
)
async def test_a_body_said_to_be_json_is_read(media_type: str) -> None:
    assert (await post(BODY, {"content-type": media_type})).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": ""},
        {"content-type": "text/plain"},
        {"content-type": "text/json"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "application/jsonp"},
        {"content-type": "application/json; charset=latin-1"},
        {"content-type": "application/json; charset=utf-16"},
        {"content-type": "application/json", "content-encoding": "gzip"},
    ],
)
async def test_a_body_said_to_be_anything_else_is_a_415(headers: dict[str, str]) -> None:
    answered = await post(BODY, headers)
    assert (answered.status_code, answered.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("body", "code"), [(b"", "empty_body"), (b"{", "invalid_json"), (b'{"goals": [], "goals": []}', "duplicate_member")]
)
async def test_a_body_that_is_not_strict_json_is_a_400_with_its_place(body: bytes, code: str) -> None:
    answered = await post(body, JSON)
    assert (answered.status_code, answered.json()["code"]) == (400, "invalid_json")
    (error,) = answered.json()["errors"]
    assert (error["code"], error["pointer"]) == (code, "")


@pytest.mark.parametrize("body", [b"[]", b"1", b'"text"', b"null", b"true"])
async def test_a_body_that_is_no_object_is_a_422(body: bytes) -> None:
    answered = await post(body, JSON)
    assert answered.status_code == 422
    assert [(error["code"], error["pointer"]) for error in answered.json()["errors"]] == [("wrong_type", "")]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/v1/numbers/3", {"number": 3, "kind": "odd"}),
        ("/v1/numbers/3?", {"number": 3, "kind": "odd"}),
        ("/v1/numbers/4?kind=even", {"number": 4, "kind": "even"}),
    ],
)
async def test_operations_that_are_called_straight_and_those_that_are_not_answer_alike(
    path: str, expected: Any
) -> None:
    assert (await get(path)).json() == expected


@pytest.mark.parametrize(
    "path", ["/v1/numbers/three", "/v1/concerns/UNKNOWN", "/v1/concerns/%00", "/v1/concerns/a%2Fb"]
)
async def test_a_code_that_cannot_be_one_is_as_unknown_as_any_other(path: str) -> None:
    answered = await get(path)
    assert (answered.status_code, answered.json()["code"]) == (404, "not_found")


async def test_a_trailing_slash_is_another_address() -> None:
    assert (await get("/v1/concerns/")).status_code == 404
