"""Section 3 of the planning model restated: which sessions of a goal count, worked out from the facts alone."""

from datetime import date
from typing import NamedTuple

from app.planning.opening import MICRONEEDLING, GivenTreatment, Goal, Opening
from tests.planning.model import band_of, floor_days, is_in, needled_days


class Judged(NamedTuple):
    on: date
    status: str
    counts: bool


class Running(NamedTuple):
    """Every verdict on a goal's sessions, oldest first, and how many of them count in the series that is running."""

    verdicts: tuple[Judged, ...]
    done: int


def series_of(opening: Opening, goal: Goal, needed: int) -> Running:
    """The series of a goal that needs so many sessions, where depth and end point were in order."""
    spacing = band_of(goal).spacing
    least = max(spacing.absolute_min.value, floor_days(opening, goal))
    lapse_after = spacing.lapse_after.value
    opened_on = max(opening.asked_on, opening.start_on)

    def has_ended(before: date | None, on: date) -> bool:
        """Within a plan a long gap asks for a review; only before it is opened does it end a series."""
        return before is not None and (min(on, opened_on) - before).days > lapse_after

    verdicts: list[Judged] = []
    done = 0
    before: date | None = None
    for on in sorted(set(needled_days(opening, goal.area))):
        gap = None if before is None else (on - before).days
        done = 0 if has_ended(before, on) else done
        before = on
        given = _given(opening, goal, on)
        if not given:
            continue
        decisions = [one.counts for one in given if one.counts is not None]
        complete = done >= needed
        too_short = gap is not None and gap < least
        status = "not_valid" if too_short else "extraneous" if complete else "valid"
        counts = not complete and (all(decisions) if decisions else not too_short)
        done += counts
        verdicts.append(Judged(on, status, counts))
    done = 0 if has_ended(before, opened_on) else done
    return Running(tuple(verdicts), done)


def _given(opening: Opening, goal: Goal, on: date) -> list[GivenTreatment]:
    """What sessions of the day did for the goal: its own share where that is told."""
    named = [
        given
        for entry in opening.history
        if entry.on == on and entry.procedure == MICRONEEDLING
        for given in entry.given
        if given.concern == goal.concern and is_in(goal.area, given.area)
    ]
    own = [given for given in named if (given.area, given.kind) == (goal.area, goal.kind)]
    return own or named
