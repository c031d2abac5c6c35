"""The days of all groups of areas together.

Each group is laid out by itself, at its best; treatments that fall on the same day become one session. This is the one
place that decides over several groups at once.
"""

from app.planning.calendar import DayMap
from app.planning.grouping import AreaGroup
from app.planning.series import best_days, fits

Arrangement = tuple[tuple[int, ...], ...]
"""For each group the days of its open sessions: ordinals, rising."""


def arrange(groups: tuple[AreaGroup, ...], calendar: DayMap) -> Arrangement | None:
    """The days of every group; None when one of them finds none."""
    arranged = []
    for group in groups:
        days = best_days(group.spacing, calendar.without(group.spacing.blocks)) if group.steps else ()
        if days is None:
            return None
        arranged.append(days)
    return tuple(arranged)


def fits_horizon(group: AreaGroup, calendar: DayMap) -> bool:
    """True when the horizon holds a day for every open session of the group."""
    return not group.steps or fits(group.spacing, calendar.without(group.spacing.blocks))
