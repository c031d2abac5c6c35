"""The one place that reads the clock."""

from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

_OF_THE_MACHINE = {"localtime", "Factory"}


@cache
def known_time_zones() -> frozenset[str]:
    """Every time zone name that can be asked for; those that mean something else on each machine are none."""
    return frozenset(available_timezones() - _OF_THE_MACHINE)


def today_in(time_zone: str | None) -> date:
    """The civil day now in a time zone that is known; None: UTC."""
    return datetime.now(UTC if time_zone is None else ZoneInfo(time_zone)).date()
