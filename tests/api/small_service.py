"""A service of the same shell whose routes do next to nothing, and ways to call it: the ground rules by themselves."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, cast

import httpx2
import orjson
from fastapi import APIRouter, FastAPI, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message

from app.api.exchange import Place
from app.api.meta import MetaDocument
from app.api.pages import Cursor, Limit, Listing
from app.api.prepared import Prepared, answer, prepare
from app.api.shell import application
from app.api.strict_route import StrictRoute
from app.planning.refusals import Fault, RequestFaulty, UnknownCode

PUBLIC_URL = "https://planner.test"
PLACE = Place(public_url=PUBLIC_URL, api_version="1.2.3", body_seconds=0.2)
ORIGIN = "https://clinic.example"
LISTED = replace(PLACE, cors_origins=(ORIGIN,))
JSON = (b"content-type", b"application/json")
META = cast(MetaDocument, {"object": "meta"})
ITEMS = [orjson.dumps({"object": "concern", "number": number}) for number in range(120)]
CONCERNS = Listing(f"{PUBLIC_URL}/v1/concerns", ITEMS, "sha256:edition")
ACNE_SCARS = prepare({"object": "concern", "code": "acne_scars"})

EVERY_KIND_OF_ANSWER = [
    ("GET", "/v1/concerns/acne_scars", 200),
    ("HEAD", "/v1/concerns/acne_scars", 200),
    ("GET", "/docs", 200),
    ("OPTIONS", "/v1/concerns", 204),
    ("GET", "/v1/concerns?x=1", 400),
    ("GET", "/nothing", 404),
    ("DELETE", "/v1/concerns", 405),
    ("POST", "/v1/plan-previews", 415),
    ("GET", "/v1/broken", 500),
    ("GET", "/v1/foreign/503", 503),
]

router = APIRouter(route_class=StrictRoute, tags=["catalogue"])


class Goal(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    concern: Annotated[str, Field(max_length=20, pattern="^[a-z_]+$")]
    severity: Literal["mild", "moderate", "severe"] = "moderate"
    sessions: Annotated[int | None, Field(ge=1, le=24)] = None


class PreviewRequest(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    goals: Annotated[list[Goal], Field(min_length=1, max_length=150)]
    sensitive: bool | None = None
    label: str | None = None

    @classmethod
    async def faults_of_sound_parts(cls, raw: object, request: Request) -> tuple[Fault, ...]:
        """Labels are known, whatever else of the body is wrong."""
        if request.scope["method"] != "POST":
            return ()
        label = raw.get("label") if isinstance(raw, dict) else None
        return (Fault(("label",), "unknown_code", "One of: us_fda."),) if label == "nowhere" else ()


@router.get("/v1/concerns", operation_id="listConcerns", response_class=Prepared)
async def list_concerns(request: Request, limit: Limit = 50, cursor: Cursor = None) -> Response:
    return answer(request, CONCERNS.page(limit, cursor))


@router.get("/v1/concerns/{code}", operation_id="getConcern", response_class=Prepared)
async def get_concern(
    request: Request, code: Annotated[str, Path(max_length=64, pattern="^[a-z_]+$", examples=["acne_scars"])]
) -> Response:
    if code != "acne_scars":
        raise UnknownCode("concern")
    return answer(request, ACNE_SCARS)


@router.get("/v1/numbers/{number}", operation_id="getNumber")
async def get_number(number: int, kind: Annotated[Literal["odd", "even"], Query()] = "odd") -> Response:
    return Response(orjson.dumps({"number": number, "kind": kind}), media_type="application/json")


@router.post("/v1/plan-previews", operation_id="previewPlan")
async def preview_plan(body: PreviewRequest) -> Response:
    if body.label == "nowhere":
        raise RequestFaulty((Fault(("label",), "unknown_code", "One of: us_fda.", {"allowed": ["us_fda"]}),))
    return Response(body.model_dump_json().encode(), media_type="application/json")


@router.post("/v1/concerns/{code}", operation_id="replaceConcern")
async def replace_concern(code: str) -> Response:
    return Response(status_code=204)


@router.get("/v1/broken", operation_id="breakDown")
async def break_down() -> Response:
    raise ValueError("the patient's name")


@router.get("/v1/foreign/{status}", operation_id="answerForeign")
async def answer_foreign(status: int) -> Response:
    return PlainTextResponse("in a foreign form", status_code=status, headers={"retry-after": "7"})


@dataclass(frozen=True)
class Answer:
    """What left the application, message by message put together."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return orjson.loads(self.body)


def a_service(place: Place = PLACE, **options: Any) -> FastAPI:
    return application(place, (router,), META, **options)


@asynccontextmanager
async def calling(app: Any) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
        yield client


async def call_raw(
    app: Any,
    method: str,
    path: str,
    *,
    query: bytes = b"",
    headers: Sequence[tuple[bytes, bytes]] = (),
    messages: Sequence[Message] = ({"type": "http.request", "body": b"", "more_body": False},),
) -> Answer:
    """Call the application as a server would that lets everything through; `messages` are what it receives in turn."""
    coming = iter(messages)
    sent: list[Message] = []

    async def receive() -> Message:
        return next(coming, {"type": "http.disconnect"})

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "https",
        "server": ("planner.test", 443),
        "client": ("127.0.0.1", 1),
        "root_path": "",
        "state": {},
        "method": method,
        "path": path,
        "raw_path": path.encode("utf-8", "surrogatepass"),
        "query_string": query,
        "headers": list(headers),
    }
    await app(scope, receive, send)
    if not sent:
        return Answer(0, {}, b"")
    named = {name.decode("latin-1"): value.decode("latin-1") for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], named, b"".join(message.get("body", b"") for message in sent[1:]))


def problem_of(answered: Answer) -> tuple[int, str]:
    assert answered.headers["content-type"] == "application/problem+json"
    assert answered.json()["request_id"] == answered.headers["request-id"]
    assert int(answered.headers["content-length"]) == len(answered.body)
    return answered.status, answered.json()["code"]
