# Works on a machine with Python 3.11 and make alone: `make run` serves, `make test` checks and tests, `make bench` measures.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# uv is taken from PATH; where there is none, pip puts one into .uv for this project alone.
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
# uv does not read pip's configuration: a mirror that pip is told to use is handed on.
PIP_MIRROR = $(shell $(PYTHON) -m pip config get global.index-url 2>/dev/null || true)
COMPILE := pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --quiet \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench solver mutants lock openapi clean

help: ## Show what can be made.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(STAMP) ## Build .venv from the lock file.

run: $(STAMP) ## Serve on PORT (8000) of this machine.
	@printf '\nOpen   http://%s:%s/docs\n' "$(HOST)" "$(PORT)"
	@printf "or try curl -s http://%s:%s/v1/plan-previews -H 'Content-Type: application/json' \\\\\n" "$(HOST)" "$(PORT)"
	@printf "         -d '%s'\n\n" '{"patient": {"skin_type": "IV"}, "goals": [{"concern": "acne_scars", "area": "face", "severity": "severe"}]}'
	@exec $(BIN)/python -m app serve --host "$(HOST)" --port "$(PORT)"

test: check ## Check, then run every test.
	@$(BIN)/python -m pytest -n logical

check: $(STAMP) ## Lint, types, floors, rules, and the OpenAPI file.
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m app rules check
	@$(BIN)/python -m app openapi | diff -u openapi.json - || { echo 'openapi.json is not the served one: run make openapi' >&2; exit 1; }

bench: $(STAMP) ## Measure speed and memory, as ratios.
	@$(BIN)/python -m benchmarks

solver: $(STAMP) ## Measure against OR-Tools, which is installed for it.
	@$(MIRRORED) $(UV) pip install --quiet --python $(BIN)/python -r pyproject.toml --extra bench --constraint requirements-dev.lock
	@$(BIN)/python -m benchmarks solver

mutants: $(STAMP) ## Test the tests of the planner by mutation (an hour or more).
	@$(MIRRORED) $(UV) pip install --quiet --python $(BIN)/python -r pyproject.toml --extra mutation --constraint requirements-dev.lock
	@CI=1 $(BIN)/mutmut run

openapi: $(STAMP) ## Write openapi.json.
	@$(BIN)/python -m app openapi > openapi.json.new && mv openapi.json.new openapi.json

lock: $(UV) ## Write the lock files; UPGRADE=1 takes the newest versions.
	@$(MIRRORED) $(UV) $(COMPILE) $(if $(UPGRADE),--upgrade) --output-file requirements.lock
	@$(MIRRORED) $(UV) $(COMPILE) $(if $(UPGRADE),--upgrade) --extra dev --constraint requirements.lock --output-file requirements-dev.lock
	@! grep -n '://' requirements.lock requirements-dev.lock

clean: ## Remove everything that was built; data stays.
	@rm -rf $(VENV) .uv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache openapi.json.new
	@find app tests benchmarks migrations -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# An empty variable would be an index of no name, so it is set only where there is a mirror.
MIRRORED = $(if $(UV_DEFAULT_INDEX)$(UV_INDEX_URL),,$(if $(or $(PIP_INDEX_URL),$(PIP_MIRROR)),UV_DEFAULT_INDEX="$(or $(PIP_INDEX_URL),$(PIP_MIRROR))"))

$(STAMP): requirements-dev.lock | $(UV)
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
		{ echo 'Python 3.11, 3.12 or 3.13 is needed: make PYTHON=python3.11 ...' >&2; exit 1; }
	@$(PYTHON) -m venv --clear --without-pip $(VENV)
	@$(MIRRORED) $(UV) pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode requirements-dev.lock
	@touch $(STAMP)

.uv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Python 3.11, 3.12 or 3.13 is needed: make PYTHON=python3.11 ...' >&2; exit 1; }
	@{ $(PYTHON) -m venv .uv && .uv/bin/pip install --quiet --disable-pip-version-check 'uv>=0.9,<1'; } || \
		{ rm -rf .uv && $(PYTHON) -m pip install --quiet --disable-pip-version-check --target .uv 'uv>=0.9,<1'; }
