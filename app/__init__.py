"""The treatment-series planner: goals in, a safe, cited, spaced series of microneedling sessions out.

The house, from the roof to the ground. Folders are floors, by the kind of work; files are nouns. Each imports only
from the floors beneath it (`lint-imports` holds this).

    __main__ ......... the command line: serve, rules check, replay, openapi
    main ............. wires everything once: create_app(settings=None) -> FastAPI; nothing happens at import
    settings ......... what an operator may set; only main, the command line and the migrations read it
    api .............. HTTP in, HTTP out: no decisions
    telemetry ........ logs that cannot hold patient data, request ids
    services ......... one short function for each thing a caller can ask for; the clock, public holidays
    rules  formats ... where protocols are written (TOML, with sources) | plans put into words
    planning ......... the reasoning: frozen values and pure functions, no clock, no I/O, standard library only

One value's way through it: `POST /v1/plan-previews` is read by `api.schemas.plan_request` into an `Opening`; the
service `previews.preview_plan` (beside the event loop, where `previews.is_long_work` says so) hands it to
`planning.plan.Planner.propose`, which looks the goals up in the catalogue, screens, groups areas, lays out the days and
explains them; `api.schemas.plan_preview` writes the resulting `Plan`. `python -m app replay` goes the same way again.

Words: `planning/__init__.py`. Numbers: `rules/README.md`. How dates come about: `planning/plan.py`, top down.
"""
