"""Every answer that is a refusal: the one table of problems, and the document (RFC 9457) that each becomes.

A problem document says where the fault is and what would be right. It never repeats what was sent: details and params
are facts of the contract and of the rules. The same table stands behind `/problems/{code}` and the OpenAPI document.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, NotRequired

import orjson
from pydantic import Field
from starlette.responses import Response
from typing_extensions import TypedDict

from app.planning.refusals import Fault, Refusal, RequestFaulty, UnknownCode

MEDIA_TYPE = "application/problem+json"
MAX_ERRORS = 100
# Names of members and parameters are the caller's text: enough of one to find it, no more.
MAX_NAME_LENGTH = 64


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One row of the table: what `code` means, for every client and for ever."""

    code: str
    status: int
    title: str
    description: str


_TABLE = (
    ProblemKind(
        "invalid_json",
        400,
        "The body cannot be read",
        "A body is one JSON value in UTF-8: no byte order mark, no member twice in an object, no NaN or Infinity, no "
        "half surrogate pairs or NUL, at most 32 levels deep. `errors` says what was met, with line and column.",
    ),
    ProblemKind(
        "malformed_http",
        400,
        "Not HTTP",
        "What arrived is no HTTP/1.1 request: a method, address or header that the server cannot parse, or no `Host` "
        "header, or more than one.",
    ),
    ProblemKind(
        "invalid_parameter",
        400,
        "A parameter is wrong",
        "A query parameter or header is unknown to this operation, given twice, or has a value outside its bounds. "
        "`errors` names each parameter and what would be right. Nothing is ignored silently.",
    ),
    ProblemKind(
        "cross_origin_refused",
        400,
        "This call from another origin is not allowed",
        "A browser asked whether a page of another origin may make this call. The operator of this service lists the "
        "origins that may; `errors` says what does not fit: the origin, the method or a header.",
    ),
    ProblemKind(
        "unauthorized",
        401,
        "A key is needed",
        "The operator has closed this part of the service to callers without a key.",
    ),
    ProblemKind(
        "not_found", 404, "Not found", "Nothing stands at this address: the path or the code in it is unknown."
    ),
    ProblemKind(
        "method_not_allowed",
        405,
        "The method does not fit the address",
        "The address exists and knows other methods: the `Allow` header lists them.",
    ),
    ProblemKind(
        "not_acceptable",
        406,
        "No acceptable form",
        "The `Accept` header excludes every form that this address has. JSON is always one of them.",
    ),
    ProblemKind(
        "request_timeout",
        408,
        "The request came too slowly",
        "Headers must arrive within a few seconds of the first byte, and the whole body within a few seconds of them.",
    ),
    ProblemKind(
        "body_too_large",
        413,
        "The body is too large",
        "A body has at most 256 KiB, or what the operator has set; `/v1/meta` names the limit in bytes.",
    ),
    ProblemKind("uri_too_long", 414, "The address is too long", "Path and query together have at most 8 KiB."),
    ProblemKind(
        "unsupported_media_type",
        415,
        "The body is not JSON",
        "A body is sent with `Content-Type: application/json` (UTF-8, no content coding).",
    ),
    ProblemKind(
        "invalid_request",
        422,
        "The request cannot be understood",
        "The body is sound JSON, but it does not say something that can be planned. `errors` lists every fault with a "
        "pointer (RFC 6901) to the member, a stable code and what would be right.",
    ),
    ProblemKind(
        "headers_too_large", 431, "The headers are too large", "The headers of a request have at most 64 KiB together."
    ),
    ProblemKind(
        "internal_error",
        500,
        "A fault of ours",
        "Something went wrong inside the service. Nothing was stored. Quote `request_id` when you report it.",
    ),
    ProblemKind(
        "unavailable", 503, "Not ready", "The service is starting or stopping. `Retry-After` says when to come back."
    ),
)

PROBLEMS: Mapping[str, ProblemKind] = MappingProxyType({kind.code: kind for kind in _TABLE})
CODE_OF_REFUSAL: Mapping[type[Refusal], str] = MappingProxyType(
    {RequestFaulty: "invalid_request", UnknownCode: "not_found"}
)
CODE_OF_STATUS: Mapping[int, str] = MappingProxyType({kind.status: kind.code for kind in reversed(_TABLE)})


class ProblemError(TypedDict):
    """One fault: where it is (one of pointer, parameter, header), what it is, what would be right."""

    code: Annotated[str, Field(description="Stable code of the fault.", max_length=64)]
    pointer: NotRequired[Annotated[str, Field(description="JSON pointer (RFC 6901) into the body.", max_length=2048)]]
    parameter: NotRequired[Annotated[str, Field(description="Name of the query parameter.", max_length=128)]]
    header: NotRequired[Annotated[str, Field(description="Name of the header.", max_length=128)]]
    detail: Annotated[str, Field(description="What would be right, for people.", max_length=2048)]
    params: Annotated[dict[str, object], Field(description="The facts of the detail, for programs.")]


class ProblemDocument(TypedDict):
    """A problem document (RFC 9457)."""

    type: Annotated[str, Field(description="Address of the description of this kind of problem.", max_length=2048)]
    title: Annotated[str, Field(description="The kind of problem in a few words.", max_length=256)]
    status: Annotated[int, Field(description="The HTTP status.", ge=400, le=599)]
    detail: Annotated[str, Field(description="This problem in a sentence.", max_length=2048)]
    instance: Annotated[str, Field(description="This occurrence, as a URN of the request.", max_length=128)]
    code: Annotated[str, Field(description="Stable code of the problem.", max_length=64)]
    request_id: Annotated[str, Field(description="Equals the Request-Id header.", max_length=64)]
    errors: Annotated[list[ProblemError], Field(description="Every fault that was found.", max_length=MAX_ERRORS)]


class Problem(Exception):
    """Raised to answer with the problem `code`; `detail` takes the place of the sentence made from the table.

    `total` is how many faults there are, where `errors` holds only the first of them.
    """

    def __init__(
        self,
        code: str,
        detail: str = "",
        errors: Sequence[ProblemError] = (),
        headers: Mapping[str, str] | None = None,
        total: int | None = None,
    ) -> None:
        super().__init__(PROBLEMS[code].title)
        self.code = code
        self.detail = detail
        self.errors = errors
        self.headers = headers or {}
        self.total = len(errors) if total is None else total


def body_error(fault: Fault) -> ProblemError:
    """A fault of the body, located by a JSON pointer."""
    pointer = "".join("/" + _token(step) for step in fault.path)
    return {"code": fault.code, "pointer": pointer, "detail": fault.detail, "params": dict(fault.params)}


def parameter_error(name: str, code: str, detail: str, params: Mapping[str, object] | None = None) -> ProblemError:
    """A fault of a query parameter."""
    return {"code": code, "parameter": _shortened(name), "detail": detail, "params": dict(params or {})}


def header_error(name: str, code: str, detail: str, params: Mapping[str, object] | None = None) -> ProblemError:
    """A fault of a header; `name` is ours, never the caller's."""
    return {"code": code, "header": name, "detail": detail, "params": dict(params or {})}


def type_of(code: str, public_url: str) -> str:
    """The absolute address that stands for the kind of problem and describes it."""
    return f"{public_url}/problems/{code}"


def document(problem: Problem, public_url: str, request_id: str) -> ProblemDocument:
    """The problem as a document; more than 100 faults are cut, and the detail says so."""
    kind = PROBLEMS[problem.code]
    return {
        "type": type_of(kind.code, public_url),
        "title": kind.title,
        "status": kind.status,
        "detail": problem.detail or _detail(kind, problem),
        "instance": f"urn:request:{request_id}",
        "code": kind.code,
        "request_id": request_id,
        "errors": list(problem.errors[:MAX_ERRORS]),
    }


def answer(problem: Problem, public_url: str, request_id: str) -> Response:
    """The problem as a response. It is never stored by caches."""
    body = orjson.dumps(document(problem, public_url, request_id), default=str)
    headers = {"cache-control": "no-store", **problem.headers}
    return Response(body, PROBLEMS[problem.code].status, headers, MEDIA_TYPE)


def _detail(kind: ProblemKind, problem: Problem) -> str:
    if problem.total == 0:
        return f"{kind.title}."
    if problem.total == 1:
        return f"{kind.title}. {problem.errors[0]['detail']}"
    listed = f"; the first {MAX_ERRORS} are listed" if problem.total > MAX_ERRORS else ""
    return f"{kind.title}: {problem.total} faults were found{listed}."


def _token(step: str | int) -> str:
    return str(step) if isinstance(step, int) else _shortened(step).replace("~", "~0").replace("/", "~1")


def _shortened(name: str) -> str:
    return name if len(name) <= MAX_NAME_LENGTH else name[: MAX_NAME_LENGTH - 1] + "\u2026"
