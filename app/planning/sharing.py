"""The days of all groups of areas together.

One group is laid out by itself; several share visits. Treatments that fall on the same day become one session. This is
the one place that decides over several groups at once.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.planning.calendar import DayMap
from app.planning.grouping import AreaGroup
from app.planning.series import best_days, fits
from app.planning.visit_search import Days
from app.planning.visits import Visits, fewest_visits

Visitors = Mapping[int, tuple[str, ...]]
"""The ids of the goals that are treated on each day (ordinals, rising)."""
NO_VISITORS: Visitors = MappingProxyType({})


def visits_of(groups: tuple[AreaGroup, ...], calendar: DayMap) -> Visits | None:
    """The days of every group, and how good they are proven to be; None when one of the groups finds none.

    A group without open sessions has no days.
    """
    open_groups = tuple([group.spacing for group in groups if group.steps])
    calendars = tuple([group.days_in(calendar) for group in groups if group.steps])
    if len(open_groups) > 1:
        visits = fewest_visits(open_groups, calendars)
        if visits is None:
            return None
    else:
        alone = [best_days(group, own) for group, own in zip(open_groups, calendars, strict=True)]
        days = tuple([own for own in alone if own is not None])
        if len(days) < len(alone):
            return None
        visits = Visits(days, "proven", sum([len(own) for own in days]))
    laid_out = iter(visits.days)
    return visits._replace(days=tuple([next(laid_out) if group.steps else () for group in groups]))


def fits_horizon(group: AreaGroup, calendar: DayMap) -> bool:
    """True when the horizon holds a day for every open session of the group."""
    return not group.steps or fits(group.spacing, group.days_in(calendar))


def visitors_of(groups: tuple[AreaGroup, ...], days: Days) -> Visitors:
    """Who is treated on each day of some groups, in the order of the days."""
    on: dict[int, list[str]] = {}
    for group, own in zip(groups, days, strict=True):
        for rules, day in zip(group.steps, own, strict=True):
            on.setdefault(day, []).extend([goal.ready.goal.id for goal in rules.open_goals])
    return {day: tuple(on[day]) for day in sorted(on)}
