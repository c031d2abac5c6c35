"""The command line: `python -m app serve`, `rules check [DIR]`, `replay FILE` and `openapi`."""

import contextlib
import json
import os
import socket
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
import uvicorn
from uvicorn.supervisors import Multiprocess

from app import telemetry
from app.api.replay import NotAnAnswer, replayed, told
from app.api.schemas.plan_preview import Presenter
from app.main import ENGINE_VERSION, create_app
from app.planning.catalogue.rulebook import Catalogue
from app.planning.plan import Planner
from app.rules.faults import RulesBroken
from app.rules.loader import load_rules, shipped_rules_dir
from app.settings import Settings, SettingsBroken, read_settings, standard_settings

_SECONDS_TO_FINISH = 10
# Who listens on every address is reached on this machine's own.
_REACHED_AT = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (recognised, never chosen)

commands = typer.Typer(
    help="The treatment series planner.",
    no_args_is_help=True,
    add_completion=False,
    # A pretty traceback shows the values of every frame.
    pretty_exceptions_enable=False,
)
rules_commands = typer.Typer(help="The clinical rules.", no_args_is_help=True)
commands.add_typer(rules_commands, name="rules")


@commands.callback()
def _planner() -> None:
    """The treatment series planner."""


@commands.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port to listen on; 0 takes a free one.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer.")] = 1,
) -> None:
    """Serve the API until it is told to stop."""
    try:
        settings = read_settings()
    except SettingsBroken as broken:
        raise _refused(broken.faults, exit_code=2) from None
    telemetry.configure(settings.log_level, settings.log_format)
    listening = _listen(host, port)
    try:
        _run(_with_public_url(settings, host, int(listening.getsockname()[1])), listening, workers)
    except RulesBroken as broken:
        raise _refused(map(str, broken.faults), exit_code=1) from None


@rules_commands.command("check")
def check(
    directory: Annotated[Path | None, typer.Argument(help="A folder of rules; the shipped ones if left out.")] = None,
) -> None:
    """Read a folder of rules and name the file, key and fault of everything that is broken in it."""
    try:
        catalogue = load_rules(directory or shipped_rules_dir())
    except RulesBroken as broken:
        raise _refused(map(str, broken.faults), exit_code=1) from None
    typer.echo(_summary(catalogue))


@commands.command()
def replay(
    file: Annotated[Path, typer.Argument(help="A saved answer of POST /v1/plan-previews.")],
) -> None:
    """Work a saved plan preview out again, with the rules at hand: 0 identical, 1 different, 2 no such answer."""
    try:
        catalogue = load_rules(read_settings().rules_dir or shipped_rules_dir())
        presenter = Presenter(catalogue, ENGINE_VERSION)
        outcome = replayed(file.read_bytes(), Planner(catalogue), presenter, ENGINE_VERSION)
    except (SettingsBroken, RulesBroken) as broken:
        raise _refused(map(str, broken.faults), exit_code=2) from None
    except OSError as fault:
        raise _refused([f"{file} cannot be read: {fault.strerror}"], exit_code=2) from None
    except NotAnAnswer as other:
        raise _refused([f"{file} is no answer of POST /v1/plan-previews: {other}"], exit_code=2) from None
    for line in told(outcome):
        typer.echo(line)
    raise typer.Exit(0 if outcome.is_identical else 1)


@commands.command()
def openapi() -> None:
    """Print the OpenAPI document of the default settings, whatever the environment says."""
    typer.echo(json.dumps(create_app(standard_settings()).openapi(), indent=2, ensure_ascii=False))


def _run(settings: Settings, listening: socket.socket, workers: int) -> None:
    host, port = listening.getsockname()[:2]
    started = {"host": host, "port": port, "workers": workers, "pid": os.getpid()}
    if workers == 1:
        server = uvicorn.Server(_server_config(settings, create_app(settings), workers))
        telemetry.logger().info("serving", **started)
        # The server has finished its requests by the time an interrupt is handed on to us.
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
        return
    # Workers build their own application: broken rules are told once, here, before any of them starts.
    load_rules(settings.rules_dir or shipped_rules_dir())
    os.environ["PLANNER_PUBLIC_URL"] = settings.public_url
    telemetry.logger().info("serving", **started)
    Multiprocess(_server_config(settings, "app.main:create_app", workers), sockets=[listening]).run()


def _server_config(settings: Settings, application: Callable[..., Any] | str, workers: int) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        factory=isinstance(application, str),
        workers=workers,
        loop="auto" if sys.platform == "win32" else "uvloop",
        http="auto" if sys.platform == "win32" else "app.api.http_protocol:ProblemProtocol",
        ws="none",
        lifespan="on",
        # Logs go the way of app/telemetry.py; uvicorn's access log would tell paths and queries.
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
    )


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as fault:
        raise _refused([f"cannot listen on {host} port {port}: {fault.strerror}"], exit_code=1) from None
    listening.set_inheritable(True)
    return listening


def _with_public_url(settings: Settings, host: str, port: int) -> Settings:
    """Links lead to where this process really listens, unless the operator has said where clients reach it."""
    if "public_url" in settings.model_fields_set:
        return settings
    reachable = _REACHED_AT.get(host, host)
    shown = f"[{reachable}]" if ":" in reachable else reachable
    return settings.model_copy(update={"public_url": f"http://{shown}:{port}"})


def _summary(catalogue: Catalogue) -> str:
    counted = {
        "concerns": catalogue.concerns,
        "areas": catalogue.areas.all(),
        "protocols": catalogue.protocols,
        "screening questions": catalogue.questions,
        "procedures": catalogue.procedures,
        "sources": catalogue.sources,
    }
    counts = ", ".join(f"{len(noun)} {name}" for name, noun in counted.items())
    return f"Ruleset {catalogue.version} ({catalogue.digest}) holds together: {counts}."


def _refused(faults: Iterable[str], exit_code: int) -> typer.Exit:
    for fault in faults:
        typer.echo(fault, err=True)
    return typer.Exit(exit_code)


if __name__ == "__main__":
    commands(prog_name="python -m app")
