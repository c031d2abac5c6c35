"""Public holidays of a region, from the `holidays` library.

The library takes a third of a second to load, so the first use of a region belongs off the event loop (`is_at_hand`).
"""

import importlib
from datetime import date
from functools import lru_cache
from typing import cast

from app.planning.opening import PublicHoliday

LAST_KNOWN_YEAR = 2100
ENGLISH = "en_US"
_at_hand: set[str] = set()


def is_at_hand(region: str) -> bool:
    """True once a region was asked for: from then on its answers take microseconds."""
    return region in _at_hand


def public_holidays(region: str, from_on: date, to_on: date) -> tuple[PublicHoliday, ...] | None:
    """The public holidays between two days, both included, in order; None where the region is not known.

    A region is an ISO 3166 country (`DE`) or subdivision (`DE-BE`). Past LAST_KNOWN_YEAR none are known.
    """
    if not is_region(region):
        return None
    years = range(from_on.year, min(to_on.year, LAST_KNOWN_YEAR) + 1)
    days = [holiday for year in years for holiday in _of_year(region, year)]
    _at_hand.add(region)
    return tuple([holiday for holiday in days if from_on <= holiday.on <= to_on])


@lru_cache(maxsize=1024)
def is_region(region: str) -> bool:
    """True where the holidays of this region are known."""
    country, _, subdivision = region.partition("-")
    library = importlib.import_module("holidays")
    supported = library.list_supported_countries()
    return country in supported and (not subdivision or subdivision in supported[country])


@lru_cache(maxsize=4096)
def _of_year(region: str, year: int) -> tuple[PublicHoliday, ...]:
    country, _, subdivision = region.partition("-")
    library = importlib.import_module("holidays")
    found = library.country_holidays(country, subdiv=subdivision or None, years=year, language=_language(country))
    return tuple([PublicHoliday(day, name) for day, name in sorted(found.items())])


@lru_cache(maxsize=256)
def _language(country: str) -> str | None:
    """English where the library has it, else the country's own: never the language of the machine."""
    library = importlib.import_module("holidays")
    of_country = library.country_holidays(country)
    return ENGLISH if ENGLISH in of_country.supported_languages else cast(str | None, of_country.default_language)
