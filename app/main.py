"""Wires everything once: settings, rules, routes. Nothing happens at import."""

from fastapi import FastAPI

from app import telemetry
from app.api.catalogue_pages import CataloguePages
from app.api.exchange import Place
from app.api.meta import meta_document
from app.api.request_log import request_log
from app.api.response_examples import response_examples
from app.api.routes import catalogue as catalogue_routes
from app.api.routes import previews as preview_routes
from app.api.schemas.plan_preview import Presenter
from app.api.shell import application
from app.planning.catalogue.rulebook import Catalogue
from app.planning.plan import Planner
from app.rules.loader import load_rules, shipped_rules_dir
from app.settings import Settings, read_settings

# The contract: additions raise the second number, corrections the third; the first stands in every path.
API_VERSION = "1.0.0"
# The reasoning: any change of what is planned from the same rules and facts raises it.
ENGINE_VERSION = "1.0.0"


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application, ready to serve.

    Raises RulesBroken, naming every file and key at fault: with broken rules nothing is served at all.
    """
    settings = settings or read_settings()
    telemetry.configure(settings.log_level, settings.log_format)
    catalogue = load_rules(settings.rules_dir or shipped_rules_dir())
    app = application(
        _place(settings),
        # The hottest first: routes are tried in this order.
        (preview_routes.router, catalogue_routes.router),
        meta_document(
            catalogue,
            api_version=API_VERSION,
            engine_version=ENGINE_VERSION,
            max_body_bytes=settings.max_body_bytes,
        ),
        is_open=settings.catalogue_open,
        has_docs=settings.docs_enabled,
    )
    _keep(app, catalogue, settings.public_url)
    return app


def _place(settings: Settings) -> Place:
    return Place(
        public_url=settings.public_url,
        api_version=API_VERSION,
        cors_origins=settings.cors_origins,
        max_body_bytes=settings.max_body_bytes,
        request_log=request_log(settings.log_level, settings.log_format),
    )


def _keep(app: FastAPI, catalogue: Catalogue, public_url: str) -> None:
    """What the routes of catalogue and previews find in `request.app.state`, beside what the shell keeps there."""
    app.state.planner = Planner(catalogue)
    app.state.presenter = Presenter(catalogue, ENGINE_VERSION)
    app.state.catalogue_pages = CataloguePages(catalogue, public_url)
    app.state.engine_version = ENGINE_VERSION
    # What the filters of the catalogue may name.
    app.state.codes = {"concern": tuple(catalogue.concerns), "area": tuple(area.code for area in catalogue.areas.all())}
    app.state.response_examples = lambda: response_examples(app.state, API_VERSION)
