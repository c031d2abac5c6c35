"""The route class of every operation: what a request may carry is checked before FastAPI reads it.

FastAPI ignores query parameters that it does not know, keeps the last of repeated ones, reads bodies by the standard
JSON reader and answers in JSON whatever was asked for. In a service where a dropped word can be a dropped
contraindication, each of these is refused instead.
"""

import inspect
from collections.abc import Callable, Collection, Coroutine, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import parse_qsl

from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_typed_return_annotation, request_params_to_args
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api import strict_json
from app.api.media_types import JSON_RANGES, further_ranges, refuse_other_bodies, refuse_other_forms
from app.api.problems import Problem, ProblemError, parameter_error
from app.api.request_faults import faults_of

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


@dataclass(frozen=True, slots=True)
class CodeOf:
    """Stands beside a query parameter that holds a code of the rules; `state.codes` has all codes of the noun."""

    noun: str


class StrictRoute(APIRoute):
    """An operation that refuses unknown and repeated parameters, bodies that are not strict JSON, other media types.

    An operation without body, headers and dependencies that returns a Response is called straight away when there is no
    query: FastAPI's general way would cost such an operation several times what it does itself.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        self._head = self.path.partition("{")[0]
        checks = _Checks(self)
        if _is_plain(self, endpoint):
            self.app = _called_straight(self, checks, self.app)

    def get_route_handler(self) -> Handler:
        """FastAPI's handler with the checks before it; what they need to know of the operation is worked out once."""
        handle = super().get_route_handler()
        checks = _Checks(self)

        async def handle_strictly(request: Request) -> Response:
            return await handle(await checks.passed(request))

        return handle_strictly

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As in FastAPI; paths that begin otherwise are passed over without a regular expression."""
        if not scope.get("root_path") and not scope["path"].startswith(self._head):
            return Match.NONE, {}
        return super().matches(scope)


class _Checks:
    """What is checked before a request is read, worked out once for an operation."""

    def __init__(self, route: APIRoute) -> None:
        self._dependant = route.dependant
        self._known = frozenset(_query_names(route.dependant))
        self._nouns = dict(_coded(route.dependant))
        self._reads_body = route.body_field is not None
        self._spoken = JSON_RANGES | further_ranges(route.responses)
        self._negotiates = route.include_in_schema

    async def passed(self, request: Request) -> Request:
        """The request to go on with. Raises Problem."""
        if request.scope["query_string"]:
            self._refuse_query(request)
        self.refuse_other_forms(request.scope)
        return await _with_strict_body(request) if self._reads_body else request

    def _refuse_query(self, request: Request) -> None:
        """Raise Problem for parameters that do not exist, come twice, or hold a code that names nothing.

        Values that are wrong as well are told in the same answer; FastAPI would only come to them later.
        """
        pairs = _pairs(request)
        errors = [*_stray_parameters([name for name, _ in pairs], self._known)]
        errors += _unknown_codes(pairs, self._nouns, request.app.state.codes)
        if not errors:
            return
        told = {error["parameter"] for error in errors}
        _, findings = request_params_to_args(self._dependant.query_params, request.query_params)
        for finding, fault in zip(findings, faults_of(findings), strict=True):
            name = str(finding["loc"][-1])
            if name not in told:
                errors.append(parameter_error(name, fault.code, fault.detail, fault.params))
        raise Problem("invalid_parameter", errors=errors)

    def refuse_other_forms(self, scope: Scope) -> None:
        """Raise Problem `not_acceptable` if the caller excludes every form that the operation has."""
        if self._negotiates:
            refuse_other_forms(scope["headers"], self._spoken)


def _is_plain(route: APIRoute, endpoint: Callable[..., Any]) -> bool:
    needs = route.dependant
    return (
        inspect.iscoroutinefunction(endpoint)
        and _is_response(get_typed_return_annotation(endpoint))
        and not (needs.dependencies or needs.header_params or needs.cookie_params or needs.body_params)
        and not (needs.response_param_name or needs.background_tasks_param_name or needs.http_connection_param_name)
        and all(parameter.field_info.annotation is str for parameter in needs.path_params)
        and not any(parameter.field_info.is_required() for parameter in needs.query_params)
    )


def _is_response(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Response)


def _called_straight(route: APIRoute, checks: _Checks, otherwise: ASGIApp) -> ASGIApp:
    """The operation as an ASGI application: codes in the path are text, absent query parameters are their defaults.

    Bounds on a code in the path are not checked here; a code outside them names nothing, which is the same answer.
    """
    endpoint = route.endpoint
    defaults = {parameter.name: parameter.default for parameter in route.dependant.query_params}
    request_name = route.dependant.request_param_name

    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["query_string"]:
            await otherwise(scope, receive, send)
            return
        checks.refuse_other_forms(scope)
        values = {**defaults, **scope["path_params"]}
        if request_name:
            values[request_name] = Request(scope, receive)
        response = await endpoint(**values)
        await response(scope, receive, send)

    return call


class _ReadRequest(Request):
    """A request whose body was read strictly; FastAPI asks it for bytes and JSON as it would any other."""

    def __init__(self, request: Request, raw: bytes, document: object) -> None:
        super().__init__(request.scope, request.receive)
        self._body = raw
        self._json = document


def _query_names(dependant: Dependant) -> Iterator[str]:
    for parameter in dependant.query_params:
        yield parameter.alias
    for needed in dependant.dependencies:
        yield from _query_names(needed)


def _coded(dependant: Dependant) -> Iterator[tuple[str, str]]:
    for parameter in dependant.query_params:
        for mark in parameter.field_info.metadata:
            if isinstance(mark, CodeOf):
                yield parameter.alias, mark.noun


def _pairs(request: Request) -> list[tuple[str, str]]:
    return parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)


def _unknown_codes(
    pairs: list[tuple[str, str]], nouns: Mapping[str, str], codes: Mapping[str, Collection[str]]
) -> Iterator[ProblemError]:
    for name, value in pairs:
        noun = nouns.get(name)
        if noun is not None and value not in codes[noun]:
            detail = f"There is no such {noun}; `allowed` lists what exists."
            yield parameter_error(name, f"unknown_{noun}", detail, {"allowed": list(codes[noun])})


def _stray_parameters(names: list[str], known: frozenset[str]) -> Iterator[ProblemError]:
    if known.issuperset(names) and len(set(names)) == len(names):
        return
    allowed = sorted(known)
    right = f"There are: {', '.join(allowed)}." if allowed else "There are none here."
    for name in dict.fromkeys(names):
        if name not in known:
            yield parameter_error(name, "unknown_parameter", f"No such parameter. {right}", {"allowed": allowed})
        elif names.count(name) > 1:
            yield parameter_error(name, "repeated_parameter", "Given more than once; once is right.")


async def _with_strict_body(request: Request) -> Request:
    refuse_other_bodies(request.scope["headers"])
    raw = await request.body()
    try:
        document = strict_json.parse(raw)
    except strict_json.MalformedJson as error:
        raise Problem("invalid_json", errors=[_body_error(error)]) from None
    return _ReadRequest(request, raw, document)


def _body_error(error: strict_json.MalformedJson) -> ProblemError:
    place = {"line": error.line, "column": error.column} if error.line else {}
    return cast(ProblemError, {"code": error.code, "pointer": "", "detail": error.detail, "params": place})
