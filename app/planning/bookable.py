"""From a wished day to the chosen one, step by step: what blocks each run of days, and why no nearer day was taken."""

from datetime import date
from typing import NamedTuple

from app.planning.calendar import BLOCKERS, DEFERRAL, Block, DayMap, blocker
from app.planning.catalogue.evidence import Evidence
from app.planning.opening import Opening
from app.planning.reasons import Params, ReasonCode


class Bookable(NamedTuple):
    """The days that can be booked for something, and what keeps it from the others."""

    calendar: DayMap
    blocks: tuple[Block, ...]
    opening: Opening


class Move(NamedTuple):
    """One step between two days (ordinals)."""

    code: ReasonCode
    start: int
    end: int
    params: Params
    evidence: Evidence | None


def moves(bookable: Bookable, wished: int, chosen: int, window: tuple[int, int]) -> list[Move]:
    """The steps from the wished day to the chosen one; `window` is the first and the last day that would be in time.

    They lead to the nearest bookable day (in the window, if it holds one), and on to the chosen one, if it is another.
    """
    origin, days = bookable.calendar
    steps: list[Move] = []
    at = wished
    if at < origin:
        steps.append(Move("start_requested", at, origin, {"as_of": date.fromordinal(origin)}, None))
        at = origin
    if at != chosen:
        nearest = bookable.calendar.nearest_within(at, *window)
        if nearest is None or at - origin >= len(days):
            return [*steps, Move("no_bookable_day_in_window", at, chosen, {}, None)]
        while at != nearest and days[at - origin]:
            steps.append(_run(bookable, at, nearest))
            at = steps[-1].end
        if at != chosen:
            steps.append(Move("later_sessions_fit_better", at, chosen, {}, None))
    first, last = window
    if chosen > last and not bookable.calendar.holds(first, last):
        bounds = {"earliest": date.fromordinal(first), "latest": date.fromordinal(last)}
        steps.append(Move("no_bookable_day_in_window", chosen, chosen, bounds, None))
    return steps


def _run(bookable: Bookable, start: int, nearest: int) -> Move:
    """The run of days from `start` that one and the same thing blocks: what, and the first day past it."""
    direction = 1 if nearest > start else -1
    why = _blocked_by(bookable, start)
    end = start
    while end != nearest and _blocked_by(bookable, end) == why:
        end += direction
    code, params, evidence = why
    return Move(code, start, end, params, evidence)


def _blocked_by(bookable: Bookable, at: int) -> tuple[ReasonCode, Params, Evidence | None]:
    byte = bookable.calendar.days[at - bookable.calendar.origin]
    if byte >= DEFERRAL:
        covering = next(block for block in bookable.blocks if block.byte == byte and block.first <= at < block.clear)
        return BLOCKERS[byte], covering.params, covering.evidence
    opening = bookable.opening
    return *blocker(byte, date.fromordinal(at), opening.clinic, opening.availability), None
