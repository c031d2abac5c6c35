"""From what is raised to the problem that is answered. Only bugs pass by: they become a 500 further out."""

from collections.abc import Iterator, Sequence
from typing import cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ExceptionHandler

from app.api import problems
from app.api.problems import (
    CODE_OF_REFUSAL,
    CODE_OF_STATUS,
    MAX_ERRORS,
    Problem,
    ProblemError,
    body_error,
    parameter_error,
)
from app.api.request_faults import Finding, Unread, faults_of, first_faults
from app.planning.refusals import Fault, Refusal, RequestFaulty, UnknownCode


def install(app: FastAPI) -> None:
    """Answer every refusal of this application with a problem document."""
    app.add_exception_handler(Problem, _answer_problem)
    app.add_exception_handler(RequestValidationError, _answer_findings)
    app.add_exception_handler(Refusal, _answer_refusal)
    app.add_exception_handler(HTTPException, _answer_http_exception)
    # Starlette knows handlers that answer nothing; its types do not.
    app.add_exception_handler(ClientDisconnect, cast(ExceptionHandler, _answer_nobody))


async def _answer_problem(request: Request, error: Exception) -> Response:
    return _answer(request, cast(Problem, error))


async def _answer_nobody(request: Request, error: Exception) -> None:
    """The caller is gone before the body was complete: there is nobody to answer."""


async def _answer_refusal(request: Request, error: Exception) -> Response:
    code = next(CODE_OF_REFUSAL[kind] for kind in type(error).__mro__ if kind in CODE_OF_REFUSAL)
    if isinstance(error, RequestFaulty):
        return _answer(request, _invalid_request(error.faults, len(error.faults)))
    detail = f"No such {error.noun}." if isinstance(error, UnknownCode) else ""
    return _answer(request, Problem(code, detail))


async def _answer_http_exception(request: Request, error: Exception) -> Response:
    status = cast(HTTPException, error).status_code
    if status == 405:
        return _answer_method(request)
    return _answer(request, Problem(CODE_OF_STATUS.get(status, "internal_error")))


async def _answer_findings(request: Request, error: Exception) -> Response:
    """What FastAPI found in path, query, headers and body; the body's faults in the order in which they were sent."""
    invalid = cast(RequestValidationError, error)
    findings = cast(list[Finding], invalid.errors())
    places = {finding["loc"][0] for finding in findings}
    if "path" in places:
        # A code that cannot be one is as unknown as any other.
        return _answer(request, Problem("not_found"))
    if places - {"body"}:
        return _answer(request, Problem("invalid_parameter", errors=list(_parameter_errors(findings))))
    unread = Unread(findings)
    of_meaning = await _faults_of_sound_parts(request, invalid.body)
    of_meaning = [fault for fault in of_meaning if not unread.explain(fault)]
    faults, total = first_faults(findings, of_meaning, invalid.body, _body_model(request))
    return _answer(request, _invalid_request(faults, total))


def _invalid_request(faults: Sequence[Fault], total: int) -> Problem:
    return Problem("invalid_request", errors=[body_error(fault) for fault in faults[:MAX_ERRORS]], total=total)


def _answer(request: Request, problem: Problem) -> Response:
    return problems.answer(problem, request.app.state.public_url, request.scope["request_id"])


def _answer_method(request: Request) -> Response:
    allow = ", ".join(sorted(_methods_here(request)))
    if request.scope["method"] == "OPTIONS":
        return Response(status_code=204, headers={"allow": allow})
    return _answer(request, Problem("method_not_allowed", f"Allowed here: {allow}.", headers={"allow": allow}))


def _methods_here(request: Request) -> set[str]:
    """Every method of every route at this path: HEAD comes with GET, OPTIONS with all of them."""
    methods = {"OPTIONS"}
    for route in iter_route_contexts(request.app.routes):
        if route.path_regex.match(request.scope["path"]):
            methods |= route.methods or set()
    return methods | {"HEAD"} if "GET" in methods else methods


def _parameter_errors(findings: list[Finding]) -> Iterator[ProblemError]:
    for finding, fault in zip(findings, faults_of(findings), strict=True):
        where, *names = finding["loc"]
        name = str(names[-1]) if names else ""
        if where == "header":
            yield problems.header_error(name, fault.code, fault.detail, fault.params)
        else:
            yield parameter_error(name, fault.code, fault.detail, fault.params)


async def _faults_of_sound_parts(request: Request, document: object) -> Sequence[Fault]:
    """What the request's own model says about the parts that could be read, so that one answer tells all."""
    find = getattr(_body_model(request), "faults_of_sound_parts", None)
    return () if find is None else cast(Sequence[Fault], await find(document, request))


def _body_model(request: Request) -> type | None:
    body_field = getattr(request.scope.get("route"), "body_field", None)
    annotation = None if body_field is None else body_field.field_info.annotation
    return annotation if isinstance(annotation, type) else None
