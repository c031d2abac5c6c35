"""The applications that are measured, each served by one uvicorn worker as `python -m app serve` sets it up.

Run by `processes.serving` as `python -m benchmarks.serving service|bare DESCRIPTOR FILE`, with a listening socket that
its parent opened and the answers that its parent recorded.
"""

import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import orjson
import uvicorn
from fastapi import APIRouter, Body, FastAPI, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.__main__ import _server_config as server_config
from app.api.routes.previews import Computed
from app.api.schemas.plan_preview import PlanPreviewDocument
from app.api.schemas.plan_request import PlanPreviewRequest
from app.api.strict_route import StrictRoute
from app.main import create_app
from app.planning.plan import Planner
from app.settings import standard_settings
from benchmarks.exchanges import Exchange, read_exchanges


def with_ready_made(app: FastAPI, exchanges: Sequence[Exchange]) -> FastAPI:
    """The service with a twin for every recorded preview, matched right behind the preview itself.

    A twin reads the same body as the preview and validates it whole, its meaning too (codes, protocols, contradictions:
    what a 422 would name), and sends the recorded bytes by the same response class, in an answer made anew each time:
    what it leaves out is planning, wording and rendering.
    """
    router = APIRouter(prefix="/ready-made", route_class=StrictRoute)
    for exchange in exchanges:
        if exchange.method == "POST":
            router.add_api_route(
                f"/{exchange.name}",
                _ready_made(exchange.answer),
                methods=["POST"],
                response_model=PlanPreviewDocument,
            )
    app.router.routes[1:1] = router.routes
    return app


def _ready_made(answer: bytes) -> Any:
    async def ready_made(request: Request, body: Annotated[PlanPreviewRequest, Body()]) -> Response:
        planner: Planner = request.app.state.planner
        planner.ready_goals(body.to_opening(body.today()))
        return Computed(orjson.Fragment(answer))

    return ready_made


def bare(exchanges: Sequence[Exchange]) -> ASGIApp:
    """An application that knows nothing but the recorded answers: the same heads and bodies, at `/NAME`."""
    messages = {f"/{exchange.name}": _messages(exchange) for exchange in exchanges}

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            for stage in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{stage}.complete"})
            return
        start, body = messages[scope["path"]]
        if scope["method"] == "POST":
            while (await receive()).get("more_body", False):
                pass
        await send(start)
        await send(body)

    return application


def _messages(exchange: Exchange) -> tuple[dict[str, Any], dict[str, Any]]:
    start = {"type": "http.response.start", "status": exchange.status, "headers": exchange.answer_headers}
    return start, {"type": "http.response.body", "body": exchange.answer}


def _serve(side: str, descriptor: int, recorded: Path) -> None:
    settings, exchanges = standard_settings(), read_exchanges(recorded)
    application = bare(exchanges) if side == "bare" else with_ready_made(create_app(settings), exchanges)
    config = server_config(settings, application, 1)
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])


if __name__ == "__main__":
    _serve(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
