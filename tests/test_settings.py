"""Settings come from the environment, are frozen, and stop the start with a clear line when they cannot be used."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import SettingsBroken, read_settings, standard_settings

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PLANNER_")]:
        monkeypatch.delenv(name)


def test_an_empty_environment_gives_the_defaults() -> None:
    assert read_settings() == standard_settings()


def test_every_setting_can_be_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given = {
        "PUBLIC_URL": "https://plans.example.org/planner/",
        "CORS_ORIGINS": "https://a.example.org, http://localhost:5173",
        "RULES_DIR": str(tmp_path),
        "CATALOGUE_OPEN": "false",
        "DOCS_ENABLED": "0",
        "MAX_BODY_BYTES": "65536",
        "LOG_LEVEL": "WARNING",
        "LOG_FORMAT": "console",
        "TRUSTED_PROXIES": '["10.0.0.0/8", "::1"]',
        "DATABASE_URL": "postgresql+psycopg://planner@db/planner",
    }
    for name, value in given.items():
        monkeypatch.setenv(f"PLANNER_{name}", value)
    assert read_settings().model_dump() == {
        "public_url": "https://plans.example.org/planner",
        "cors_origins": ("https://a.example.org", "http://localhost:5173"),
        "rules_dir": tmp_path,
        "catalogue_open": False,
        "docs_enabled": False,
        "max_body_bytes": 65536,
        "log_level": "warning",
        "log_format": "console",
        "trusted_proxies": ("10.0.0.0/8", "::1/128"),
        "database_url": "postgresql+psycopg://planner@db/planner",
    }


def test_origins_may_be_a_json_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANNER_CORS_ORIGINS", '["https://a.example.org"]')
    assert read_settings().cors_origins == ("https://a.example.org",)


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANNER_RULES_DIR", "")
    assert read_settings().rules_dir is None


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PLANNER_PUBLIC_URL", "plans.example.org"),
        ("PLANNER_PUBLIC_URL", "https://user:canary@example.org"),
        ("PLANNER_PUBLIC_URL", "https://example.org/?canary=1"),
        ("PLANNER_CORS_ORIGINS", "*"),
        ("PLANNER_CORS_ORIGINS", "https://example.org/canary"),
        ("PLANNER_CORS_ORIGINS", '["https://example.org", canary'),
        ("PLANNER_CORS_ORIGINS", "[1]"),
        ("PLANNER_RULES_DIR", "no/such/canary"),
        ("PLANNER_CATALOGUE_OPEN", "canary"),
        ("PLANNER_MAX_BODY_BYTES", "0"),
        ("PLANNER_MAX_BODY_BYTES", "canary"),
        ("PLANNER_LOG_LEVEL", "canary"),
        ("PLANNER_LOG_FORMAT", "canary"),
        ("PLANNER_TRUSTED_PROXIES", "canary.example.org"),
        ("PLANNER_DATABASE_URL", "mysql://user:canary@db/plans"),
    ],
)
def test_a_bad_setting_is_named_and_its_value_is_not(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsBroken) as broken:
        read_settings()
    (fault,) = broken.value.faults
    assert fault.startswith(f"{variable}: ")
    assert "\n" not in fault
    assert "canary" not in fault


def test_all_bad_settings_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANNER_LOG_LEVEL", "loud")
    monkeypatch.setenv("PLANNER_MAX_BODY_BYTES", "many")
    with pytest.raises(SettingsBroken) as broken:
        read_settings()
    assert {fault.split(":")[0] for fault in broken.value.faults} == {"PLANNER_LOG_LEVEL", "PLANNER_MAX_BODY_BYTES"}


def test_a_name_that_is_no_setting_is_refused_with_the_one_that_may_be_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    """`PLANNER_CATALOG_OPEN=false` would else leave the catalogue open."""
    monkeypatch.setenv("PLANNER_CATALOG_OPEN", "canary")
    monkeypatch.setenv("PLANNER_XYZ", "canary")
    monkeypatch.setenv("PLANNER_LOG_LEVEL", "canary")
    with pytest.raises(SettingsBroken) as broken:
        read_settings()
    assert broken.value.faults[1:] == (
        "PLANNER_CATALOG_OPEN: there is no such setting; PLANNER_CATALOGUE_OPEN is one",
        "PLANNER_XYZ: there is no such setting",
    )
    assert broken.value.faults[0].startswith("PLANNER_LOG_LEVEL: ")


def test_what_a_cluster_sets_for_a_service_of_our_name_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SERVICE_HOST", "SERVICE_PORT", "SERVICE_PORT_HTTP", "PORT", "PORT_8000_TCP", "PORT_8000_TCP_ADDR"):
        monkeypatch.setenv(f"PLANNER_{name}", "10.0.0.1")
    assert read_settings() == standard_settings()


def test_settings_do_not_change_after_the_start() -> None:
    with pytest.raises(ValidationError):
        standard_settings().log_level = "debug"  # type: ignore[misc]


def test_a_bad_setting_stops_the_start_with_one_line() -> None:
    started = subprocess.run(
        [sys.executable, "-m", "app", "serve", "--port", "0"],
        cwd=ROOT,
        env={"PLANNER_LOG_LEVEL": "loud"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert started.returncode == 2
    assert started.stdout == ""
    assert started.stderr.startswith("PLANNER_LOG_LEVEL: ")
    assert started.stderr.count("\n") == 1
