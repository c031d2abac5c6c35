"""One goal's share of a session: its step, its depth and its end point, alone or combined with others of its area."""

from typing import NamedTuple

from app.planning.catalogue.evidence import Evidence
from app.planning.depth import NO_STEPS, Cap, ZoneDepth
from app.planning.grouping import AreaGroup, OpenGoal


class DepthRange(NamedTuple):
    """The depth to work in, both ends included, and what bound the upper end: which cap, of which goal.

    `zones` are areas inside that allow less. `confirm_mm` and `override_mm` are the protocol's steps above, if any.
    """

    min_mm: float
    max_mm: float
    bound_by: str
    bound_by_goal_id: str
    evidence: Evidence
    zones: tuple[ZoneDepth, ...]
    confirm_mm: float | None
    override_mm: float | None


class Treatment(NamedTuple):
    """One goal's share of a session: step `step` of `of` in its series."""

    goal_id: str
    step: int
    of: int
    area: str
    depth: DepthRange
    endpoint: str
    endpoint_evidence: Evidence
    adjuncts: tuple[str, ...]


def treatments_of(group: AreaGroup) -> list[tuple[Treatment, ...]]:
    """For each open session of a group its treatments, in the order of the goals."""
    pigment = tuple([goal for goal in group.goals if goal.ready.match.pigment])
    planned: list[tuple[Treatment, ...]] = []
    for number, rules in enumerate(group.steps):
        before = planned[-1] if planned else ()
        if len(before) == len(rules.open_goals) and not _was_special(rules.open_goals, before):
            planned.append(tuple([_next_like(one) for one in before]))
        else:
            planned.append(_combined(rules.open_goals, pigment, number))
    return planned


def _next_like(before: Treatment) -> Treatment:
    goal_id, step, of, area, depth, endpoint, evidence, adjuncts = before
    return Treatment(goal_id, step + 1, of, area, depth, endpoint, evidence, adjuncts)


def _was_special(goals: tuple[OpenGoal, ...], before: tuple[Treatment, ...]) -> bool:
    """True where the session before began a series in a way of its own: this one is then not like it."""
    for one in before:
        if one.step == 1:
            return any(goal.ready.caps.first_differs for goal in goals)
    return False


def _combined(goals: tuple[OpenGoal, ...], pigment: tuple[OpenGoal, ...], number: int) -> tuple[Treatment, ...]:
    """The treatments of one session.

    Goals of one group are treated at the lowest of their caps. Where a pigment concern is in the group, open or done,
    its depth range and end point hold for all (the pigment is still there), and still never exceed that cap.
    """
    binding = (*goals, *[goal for goal in pigment if goal not in goals])
    lowest_of, cap = _lowest_cap(binding, number)
    leading = pigment[0] if pigment else None
    return tuple([_treatment(goal, leading or goal, cap, lowest_of.ready.goal.id, number) for goal in goals])


def _treatment(goal: OpenGoal, leading: OpenGoal, cap: Cap, bound_by_goal_id: str, number: int) -> Treatment:
    endpoint = leading.ready.band.endpoint
    return Treatment(
        goal_id=goal.ready.goal.id,
        step=goal.done + number + 1,
        of=goal.planned,
        area=goal.ready.area.code,
        depth=_depth_range(goal, leading, cap, bound_by_goal_id, number),
        endpoint=endpoint.code,
        endpoint_evidence=endpoint.evidence,
        adjuncts=goal.ready.adjuncts,
    )


def _lowest_cap(goals: tuple[OpenGoal, ...], number: int) -> tuple[OpenGoal, Cap]:
    capped = [(goal, _cap(goal, number)) for goal in goals]
    return capped[0] if len(capped) == 1 else min(capped, key=lambda one: one[1].mm)


def _cap(goal: OpenGoal, number: int) -> Cap:
    """The first session of a goal's series has a cap of its own."""
    caps = goal.ready.caps
    return caps.later if goal.done + number else caps.first


def _depth_range(goal: OpenGoal, leading: OpenGoal, cap: Cap, bound_by_goal_id: str, number: int) -> DepthRange:
    """The range of one goal; the protocol's steps above it only where no other goal has a say."""
    caps = goal.ready.caps
    alone = bound_by_goal_id == goal.ready.goal.id and leading is goal
    steps = (caps.later_steps if goal.done + number else caps.first_steps) if alone else NO_STEPS
    return DepthRange(
        min_mm=min(leading.ready.caps.min_mm, cap.mm),
        max_mm=cap.mm,
        bound_by=cap.bound_by,
        bound_by_goal_id=bound_by_goal_id,
        evidence=cap.evidence,
        zones=caps.zones if cap is caps.later else tuple([zone for zone in caps.zones if zone.max_mm < cap.mm]),
        confirm_mm=steps.confirm_mm,
        override_mm=steps.override_mm,
    )
