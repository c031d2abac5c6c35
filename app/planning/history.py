"""What was done to the skin, whether the history tells it or a finding: a day counts wherever it is given."""

from collections.abc import Iterator
from datetime import date

from app.planning.opening import MICRONEEDLING, Opening, PastProcedure


def times_of(opening: Opening, procedure: str, unknown_on: date | None = None) -> Iterator[PastProcedure]:
    """Every time that a procedure is on record, those of the history first.

    A present finding counts once for each area that it names, on the day it ended; one without a day counts on
    `unknown_on`, and not at all where that is None.
    """
    for entry in opening.history:
        if entry.procedure == procedure:
            yield entry
    for finding in [one for one in opening.findings if one.present and one.code == procedure]:
        on = finding.ended_on or unknown_on
        if on is not None:
            for area in finding.areas or (None,):
                yield PastProcedure(on, procedure, area)


def needlings_told(opening: Opening) -> tuple[PastProcedure, ...]:
    """Every earlier needling of any area. One whose day is not known may have been on the day of asking."""
    return tuple(times_of(opening, MICRONEEDLING, opening.asked_on))
