"""The contract as a client meets it: the shapes that were promised, the document that is served, the ground rules."""

import copy
import re
from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest
from jsonschema import Draft202012Validator

from app.main import create_app
from app.settings import standard_settings
from tests.api.contract_shapes import LIST, PLAN, PROBLEM, PROTOCOL, SCREENING, SENT, Json, sources_in, unlike

GETS = [
    "/", "/livez", "/readyz", "/v1/meta", "/openapi.json", "/docs", "/problems", "/problems/invalid_request",
    "/v1/concerns", "/v1/concerns/acne_scars", "/v1/concerns/acne_scars/protocols", "/v1/areas", "/v1/areas/cheeks",
    "/v1/protocols", "/v1/protocols?concern=acne_scars&area=cheeks&severity=mild&skin_type=IV",
    "/v1/protocols/acne-scars-face", "/v1/sources", "/v1/sources/Alam2014",
    "/v1/labels", "/v1/labels/us_fda", "/v1/skin-rules", "/v1/skin-rules/skin_type_iv", "/v1/planning-rules",
    "/v1/combining-rules", "/v1/evidence-gaps", "/v1/adjuncts", "/v1/avoided-products", "/v1/anaesthetic-facts",
    "/v1/screening-questions", "/v1/screening-questions?concern=stretch_marks&area=abdomen",
]  # fmt: skip
NOT_KEPT = {"/livez", "/readyz"}
OTHER_METHODS = [
    ("DELETE", "/v1/concerns", {"GET", "HEAD"}),
    ("PATCH", "/v1/sources/Alam2014", {"GET", "HEAD"}),
    ("PUT", "/", {"GET", "HEAD"}),
    ("GET", "/v1/plan-previews", {"POST"}),
]
PLANS = "/v1/plan-previews"
JSON = {"content-type": "application/json"}
REFUSED: list[tuple[str, str, Json, int, str]] = [
    ("GET", "/v1/concerns?colour=red", {}, 400, "invalid_parameter"),
    ("GET", "/v1/sources?limit=1&limit=2", {}, 400, "invalid_parameter"),
    ("GET", "/v1/sources?limit=201", {}, 400, "invalid_parameter"),
    ("POST", f"{PLANS}?x=1", {"headers": JSON, "content": b"{}"}, 400, "invalid_parameter"),
    ("POST", PLANS, {"headers": JSON, "content": b'{"goals": [}'}, 400, "invalid_json"),
    ("POST", PLANS, {"headers": JSON, "content": b'{"goals": [], "goals": []}'}, 400, "invalid_json"),
    ("GET", "/v2/concerns", {}, 404, "not_found"),
    ("GET", "/v1/concerns/wrinkles", {}, 404, "not_found"),
    ("GET", "/v1/protocols/no-such-protocol", {}, 404, "not_found"),
    ("GET", "/v1/sources/NoSuchKey", {}, 404, "not_found"),
    ("GET", "/problems/no_such_code", {}, 404, "not_found"),
    ("GET", "/v1/concerns", {"headers": {"accept": "text/csv"}}, 406, "not_acceptable"),
    ("POST", PLANS, {"headers": JSON, "content": b" " * 262_145}, 413, "body_too_large"),
    ("POST", PLANS, {"headers": {"content-type": "text/plain"}, "content": b"{}"}, 415, "unsupported_media_type"),
    ("POST", PLANS, {"headers": JSON, "content": b"{}"}, 422, "invalid_request"),
    ("POST", "/v1/screening-previews", {"headers": JSON, "content": b"[]"}, 422, "invalid_request"),
]


@pytest.fixture(scope="module")
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=create_app(standard_settings()))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.fixture(scope="module")
async def served(client: httpx2.AsyncClient) -> Json:
    document: Json = (await client.get("/openapi.json")).json()
    return document


async def test_a_preview_has_every_member_that_was_promised(client: httpx2.AsyncClient) -> None:
    answered = await client.post("/v1/plan-previews", json=SENT)
    assert answered.status_code == 200
    assert list(unlike(PLAN, answered.json())) == []
    assert answered.headers["cache-control"] == "no-store"


async def test_a_preview_needs_goals_alone(client: httpx2.AsyncClient) -> None:
    answered = await client.post("/v1/plan-previews", json={"goals": [{"concern": "enlarged_pores", "area": "face"}]})
    assert answered.status_code == 200
    assert answered.json()["screening"]["result"] == "incomplete"
    assert answered.json()["goals"][0]["severity"] == "moderate"
    assert list(unlike(PLAN, answered.json())) == []


async def test_a_contraindicated_and_an_infeasible_preview_are_answers(client: httpx2.AsyncClient) -> None:
    pregnant = {**SENT, "findings": [{"code": "pregnancy_or_nursing", "present": True}]}
    closed = {**SENT, "clinic_calendar": {"closures": [{"from_on": "2026-11-01", "to_on": "2029-01-01"}]}}
    for body, outcome in ((pregnant, "contraindicated"), (closed, "infeasible")):
        answered = await client.post("/v1/plan-previews", json=body)
        document = answered.json()
        assert (answered.status_code, document["outcome"], document["sessions"]) == (200, outcome, [])
        others = {"outcome": outcome, "finish_on": None, "screening": {**SCREENING, "result": str}}
        assert list(unlike({**PLAN, **others}, document)) == []


async def test_a_protocol_has_every_member_that_was_promised(client: httpx2.AsyncClient) -> None:
    protocol = (await client.get("/v1/protocols/acne-scars-face")).json()
    assert list(unlike(PROTOCOL, protocol)) == []
    assert protocol["areas"] == ["face"]
    assert protocol["kinds"] == ["rolling", "boxcar", "ice_pick"]
    band = next(band for band in protocol["bands"] if (band["severity"], band["kind"]) == ("moderate", None))
    assert [band["sessions"][member] for member in ("min", "typical", "max")] == [3, 4, 6]
    assert [band["spacing"][member]["days"] for member in ("absolute_min", "min", "lapse_after")] == [14, 28, 90]
    assert [review["after_days"] for review in band["reviews"] if review["primary"]] == [90]


async def test_every_source_that_an_answer_names_can_be_opened(client: httpx2.AsyncClient) -> None:
    plan = (await client.post("/v1/plan-previews", json=SENT)).json()
    names = ("protocols", "areas", "concerns", "screening-questions", "procedures", "care-tasks", "outcome-scales")
    lists = [(await client.get(f"/v1/{name}", params={"limit": 200})).json() for name in names]
    keys = sorted({key for document in (plan, *lists) for key in sources_in(document)})
    assert len(keys) > 50
    for key in keys:
        assert (await client.get(f"/v1/sources/{key}")).status_code == 200, key


async def test_every_answer_is_as_the_served_document_says(client: httpx2.AsyncClient, served: Json) -> None:
    documented = set()
    for template, operation in operations(served, "get"):
        for path in await addresses(client, template, operation):
            answered = await client.get(path)
            assert answered.status_code == 200, path
            check(served, operation, answered)
            documented.add(template)
    assert documented == {path for path, methods in served["paths"].items() if "get" in methods}


async def test_every_request_example_succeeds_and_is_answered_as_documented(
    client: httpx2.AsyncClient, served: Json
) -> None:
    for path, operation in operations(served, "post"):
        examples = operation["requestBody"]["content"]["application/json"]["examples"]
        assert examples, path
        for name, example in examples.items():
            answered = await client.post(path, json=example["value"])
            assert answered.is_success, f"{path} {name}: {answered.json()}"
            check(served, operation, answered)


async def test_the_promised_request_is_one_that_the_document_allows(served: Json) -> None:
    assert validator(served, {"$ref": "#/components/schemas/PlanPreviewRequest"}).is_valid(SENT)


@pytest.mark.parametrize(("method", "path", "sent", "status", "code"), REFUSED)
async def test_a_refusal_is_a_documented_problem(
    client: httpx2.AsyncClient, served: Json, method: str, path: str, sent: Json, status: int, code: str
) -> None:
    answered = await client.request(method, path, **sent)
    problem = answered.json()
    assert (answered.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert answered.headers["content-type"] == "application/problem+json"
    assert answered.headers["cache-control"] == "no-store"
    assert problem["request_id"] == answered.headers["request-id"]
    assert list(unlike(PROBLEM, problem)) == []
    assert (await client.get(problem["type"])).json()["code"] == code
    for error in problem["errors"]:
        assert {"code", "detail"} <= set(error)
        assert len({"pointer", "parameter", "header"} & set(error)) == 1 or status == 404
    template = path.partition("?")[0]
    for known, operation in operations(served, method.lower()):
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", known), template):
            check(served, operation, answered)


@pytest.mark.parametrize(("method", "path", "fitting"), OTHER_METHODS)
async def test_another_method_is_told_those_that_fit(
    client: httpx2.AsyncClient, method: str, path: str, fitting: set[str]
) -> None:
    answered = await client.request(method, path)
    assert (answered.status_code, answered.json()["code"]) == (405, "method_not_allowed")
    allowed = {word.strip() for word in answered.headers["allow"].split(",")}
    assert allowed - {"OPTIONS"} == fitting


async def test_every_fault_of_a_request_is_told_at_once(client: httpx2.AsyncClient) -> None:
    body = {
        **SENT,
        "ready_on": "2027-06-12",
        "as_of": "2026-13-01",
        "label": "eu_mdr",
        "goals": [
            {"concern": "acne_scars", "area": "hands"},
            {"concern": "wrinkles", "area": "face"},
            {"concern": "acne_scars", "area": "face", "sessions": 0},
        ],
    }
    answered = await client.post("/v1/plan-previews", json=body)
    assert answered.status_code == 422
    found = {error["pointer"]: error for error in answered.json()["errors"]}
    assert set(found) >= {"/ready_on", "/as_of", "/label", "/goals/0", "/goals/1/concern", "/goals/2/sessions"}
    assert found["/ready_on"]["code"] == "unknown_field"
    assert {"acne-scars-face", "acne-scars-back"} == {one["protocol"] for one in found["/goals/0"]["params"]["exists"]}


@pytest.mark.parametrize("path", GETS)
async def test_head_is_get_without_the_body(client: httpx2.AsyncClient, path: str) -> None:
    got, head = await client.get(path), await client.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    same = {name: value for name, value in got.headers.items() if name != "request-id"}
    assert {name: value for name, value in head.headers.items() if name != "request-id"} == same


@pytest.mark.parametrize("path", [path for path in GETS if path not in NOT_KEPT])
async def test_who_has_the_catalogue_already_gets_a_304(client: httpx2.AsyncClient, path: str) -> None:
    got = await client.get(path)
    again = await client.get(path, headers={"if-none-match": got.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == got.headers["etag"]
    if path.startswith("/v1/"):
        assert got.headers["cache-control"] == again.headers["cache-control"] == "public, max-age=300"
    other = await client.get(path, headers={"if-none-match": '"another"'})
    assert other.status_code == 200


async def test_a_list_leads_through_all_of_its_pages(client: httpx2.AsyncClient) -> None:
    whole = [item["key"] for item in (await client.get("/v1/sources", params={"limit": 200})).json()["items"]]
    path: str | None = "/v1/sources?limit=30"
    found: list[str] = []
    while path:
        page = await client.get(path)
        document = page.json()
        assert list(unlike(LIST, document)) == []
        found += [item["key"] for item in document["items"]]
        assert document["has_more"] == (document["next_cursor"] is not None) == ("next" in page.links)
        path = page.links["next"]["url"] if document["has_more"] else None
    assert found[: len(whole)] == whole
    assert len(set(found)) == len(found) >= 100


@pytest.mark.parametrize("path", GETS)
async def test_every_answer_names_its_request_and_the_version_of_the_contract(
    client: httpx2.AsyncClient, served: Json, path: str
) -> None:
    answered = await client.get(path)
    assert re.fullmatch(r"req_[0-7][0-9a-hjkmnp-tv-z]{25}", answered.headers["request-id"])
    assert answered.headers["api-version"] == served["info"]["version"]


def operations(served: Json, method: str) -> Iterator[tuple[str, Json]]:
    for path, methods in served["paths"].items():
        if method in methods:
            yield path, methods[method]


async def addresses(client: httpx2.AsyncClient, template: str, operation: Json) -> list[str]:
    """The addresses to ask of an operation: with every code that its list names, and with its example parameters."""
    named = re.search(r"\{(\w+)\}", template)
    if named is None:
        query = {
            one["name"]: one["example"]
            for one in operation.get("parameters", [])
            if one["in"] == "query" and "example" in one
        }
        return [template, f"{template}?{httpx2.QueryParams(query)}"] if query else [template]
    listed = (await client.get(template.partition("/{")[0], params={"limit": 200})).json()["items"]
    return [template.replace(named[0], item[named[1]]) for item in listed]


def validator(served: Json, schema: Json) -> Draft202012Validator:
    """A validator of one schema of the served document; members that the document does not name are refused."""
    components = copy.deepcopy(served["components"])
    for component in components["schemas"].values():
        if "properties" in component:
            component.setdefault("additionalProperties", False)
    whole = {**schema, "components": components}
    return Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)


def check(served: Json, operation: Json, answered: httpx2.Response) -> None:
    """The status is documented, its headers are there, and the body is what its schema says."""
    documented = operation["responses"][str(answered.status_code)]
    for name in documented.get("headers", {}):
        assert name in answered.headers or name in ("Link", "Location", "Retry-After"), name
    content = documented["content"][answered.headers["content-type"].partition(";")[0]]
    validator(served, content["schema"]).validate(answered.json())
