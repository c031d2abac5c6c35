"""How far apart: the window of the next session of a group of areas, from the day the group was last needled.

Everything here is whole days as ordinals, so that the search for the best days stays arithmetic. The reasons for the
same numbers are written by `explanation`.
"""

from typing import NamedTuple, Protocol

from app.planning.calendar import Block
from app.planning.catalogue.evidence import Cited

NEVER = 10**7
"""An ordinal past every civil day."""


class Anchors(Protocol):
    """Whatever has the four anchors that space a session to come: a protocol's, or the largest of several."""

    @property
    def min(self) -> Cited[int]:
        """No session sooner."""

    @property
    def target(self) -> Cited[int]:
        """The usual interval."""

    @property
    def late_after(self) -> Cited[int]:
        """Late afterwards."""

    @property
    def lapse_after(self) -> Cited[int]:
        """Lapsed afterwards."""


class Step(NamedTuple):
    """What spaces one session from the one before: days, and how many treatments the session holds."""

    min: int
    target: int
    late_after: int
    lapse_after: int
    treatments: int


def raised(spacing: Anchors, floor_days: int, treatments: int) -> Step:
    """The anchors in days over a floor (0: none), which raises the minimum; no later anchor lies below an earlier."""
    least = max(spacing.min.value, floor_days)
    target = max(least, spacing.target.value)
    late_after = max(target, spacing.late_after.value)
    return Step(least, target, late_after, max(late_after, spacing.lapse_after.value), treatments)


class Window(NamedTuple):
    """The clinical bounds of one session as ordinals, both ends included; after `lapse` it counts as lapsed."""

    earliest: int
    target: int
    latest: int
    lapse: int


class Group(NamedTuple):
    """Areas that are treated together, with everything that decides their days.

    `last` is the day it was last needled, None: never. No session lies before `start`. `steps` has one entry for each
    open session. The first session of a group never needled starts within `start_within` days, at best until
    `valid_until`, the last day of the screening's validity, and `start_by`, where a protocol has a last day to start.
    """

    steps: tuple[Step, ...]
    last: int | None
    start: int
    blocks: tuple[Block, ...]
    start_within: int
    valid_until: int
    start_by: int


def first_window(group: Group) -> Window:
    """The window of the group's next session."""
    if group.last is not None:
        return next_window(group, group.steps[0], group.last)
    earliest = moved_out(group.start, group.blocks)
    latest = max(earliest, min(earliest + group.start_within, group.valid_until, group.start_by))
    return Window(earliest, earliest, latest, NEVER)


def next_window(group: Group, step: Step, last: int) -> Window:
    """The window of a session whose predecessor was, or is planned, on day `last`."""
    least, target, late_after, lapse_after, _ = step
    earliest = last + least
    earliest = max(earliest, group.start)
    if group.blocks:
        earliest = moved_out(earliest, group.blocks)
    target, latest = last + target, last + late_after
    return Window(
        earliest,
        max(earliest, target),
        max(earliest, latest),
        last + lapse_after,
    )


def moved_out(day: int, blocks: tuple[Block, ...]) -> int:
    """The first day from `day` on that lies in no block. `blocks` are in the order of their first day."""
    moved = True
    while moved:
        moved = False
        for block in blocks:
            if block.first <= day < block.clear:
                day = block.clear
                moved = True
    return day
