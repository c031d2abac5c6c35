"""What an operator may set, by environment variables with the prefix `PLANNER_`. Only main and migrations read it."""

import ipaddress
import json
import os
import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import BeforeValidator, DirectoryPath, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict, SettingsError

from app.telemetry import LogFormat, LogLevel

_PREFIX = "PLANNER_"
# A cluster sets these for a service of the name `planner`, whether or not anybody wants them.
_OF_KUBERNETES = re.compile(r"SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_\w+)?")
_ORIGIN = re.compile(r"https?://[a-z0-9.\-]+(:\d{1,5})?|https?://\[[0-9a-f:]+\](:\d{1,5})?")
_PUBLIC_URL = re.compile(r"https?://[A-Za-z0-9.\-]+(:\d{1,5})?(/[A-Za-z0-9._~\-]+)*|https?://\[[0-9a-f:]+\](:\d{1,5})?")


class SettingsBroken(Exception):
    """The environment holds settings that cannot be used; `faults` has one line for each, naming the variable."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def _listed(given: Any) -> Any:
    """Take a list written as JSON or with commas; anything else is left for the validator to refuse."""
    if not isinstance(given, str):
        return given
    if given.strip().startswith("["):
        try:
            return json.loads(given)
        except ValueError as fault:
            raise ValueError("must be a JSON list or values parted by commas") from fault
    return [part.strip() for part in given.split(",") if part.strip()]


def _lower(given: Any) -> Any:
    return given.strip().lower() if isinstance(given, str) else given


_Listed = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]


class Settings(BaseSettings):
    """All settings with their defaults; frozen, so that what the service started with is what it runs with."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_ignore_empty=True,
        frozen=True,
        hide_input_in_errors=True,
        extra="forbid",
    )

    public_url: str = Field(
        "http://127.0.0.1:8000", description="Where clients reach this service; the links in answers start with it."
    )
    cors_origins: _Listed = Field((), description="Origins whose pages may call this service.")
    rules_dir: DirectoryPath | None = Field(None, description="A folder of rules served in place of the shipped ones.")
    catalogue_open: bool = Field(True, description="Whether catalogue and previews answer callers without a key.")
    docs_enabled: bool = Field(True, description="Whether `/docs` is served.")
    max_body_bytes: int = Field(262_144, ge=1_024, le=1_048_576, description="The longest request body that is read.")
    log_level: Annotated[LogLevel, BeforeValidator(_lower)] = Field("info", description="The least that is logged.")
    log_format: Annotated[LogFormat, BeforeValidator(_lower)] = Field("json", description="For machines or for eyes.")
    trusted_proxies: _Listed = Field((), description="Peers whose forwarding headers are believed.")
    database_url: str = Field("sqlite:///data/planner.db", description="Where plans are kept, as a SQLAlchemy address.")

    @field_validator("public_url")
    @classmethod
    def _public_url_is_a_plain_address(cls, given: str) -> str:
        trimmed = given.strip().rstrip("/")
        if not _PUBLIC_URL.fullmatch(trimmed):
            raise ValueError("must be http:// or https:// with a host, without user, query or fragment")
        return trimmed

    @field_validator("cors_origins")
    @classmethod
    def _origins_are_listed_one_by_one(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        origins = tuple(origin.lower().rstrip("/") for origin in given)
        if not all(map(_ORIGIN.fullmatch, origins)):
            raise ValueError("each must be http:// or https:// with a host and no path; `*` is not a listed origin")
        return origins

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies_are_addresses(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        try:
            return tuple(str(ipaddress.ip_network(peer)) for peer in given)
        except ValueError as fault:
            raise ValueError("each must be an IP address or a network such as 10.0.0.0/8") from fault

    @field_validator("database_url")
    @classmethod
    def _database_url_names_a_driver(cls, given: str) -> str:
        if not given.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("must start with sqlite:/// or postgresql://")
        return given


def read_settings() -> Settings:
    """Read the environment.

    Raises:
        SettingsBroken: something set there cannot be used or is no setting; all of it is told at once, without the
            values.
    """
    strays = tuple(_strays())
    try:
        settings = Settings()
    except ValidationError as broken:
        faults = broken.errors(include_url=False, include_input=False, include_context=False)
        raise SettingsBroken((*(_fault_line(fault["loc"], fault["msg"]) for fault in faults), *strays)) from None
    except SettingsError as broken:
        raise SettingsBroken((str(broken), *strays)) from None
    if strays:
        raise SettingsBroken(strays)
    return settings


def standard_settings() -> Settings:
    """Return the defaults, whatever the environment says: what documents are written from."""
    return Settings.model_construct()


def _strays() -> Iterator[str]:
    """A mistyped name must not leave open what it was to close."""
    known = [name.upper() for name in Settings.model_fields]
    for variable in sorted(map(str.upper, os.environ)):
        name = variable.removeprefix(_PREFIX)
        if variable.startswith(_PREFIX) and name not in known and not _OF_KUBERNETES.fullmatch(name):
            near = get_close_matches(name, known, n=1)
            yield f"{variable}: there is no such setting" + (f"; {_PREFIX}{near[0]} is one" if near else "")


def _fault_line(location: tuple[int | str, ...], message: str) -> str:
    variable = f"{_PREFIX}{str(location[0]).upper()}" if location else f"{_PREFIX}*"
    return f"{variable}: {message.removeprefix('Value error, ')}"
