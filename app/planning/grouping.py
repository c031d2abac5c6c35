"""Goals whose areas overlap form one group: they are treated together, on the same days, at one depth."""

from datetime import date
from typing import NamedTuple

from app.planning.age import turns
from app.planning.calendar import DayMap
from app.planning.catalogue.area_tree import AreaTree
from app.planning.catalogue.evidence import Cited
from app.planning.catalogue.rulebook import Catalogue
from app.planning.evaluation import Series, Standard, evaluate, needlings_of
from app.planning.goals import Floor, ReadyGoal
from app.planning.history import needlings_told, times_of
from app.planning.opening import Opening, PastProcedure
from app.planning.screened import Screening
from app.planning.spacing import NEVER, Group, Step, raised

Needlings = tuple[PastProcedure, ...]
NOTHING_DONE = Series((), 0)


class OpenGoal(NamedTuple):
    """A goal with what is done of it; `remaining` sessions are still to be planned."""

    ready: ReadyGoal
    series: Series
    planned: int

    @property
    def done(self) -> int:
        """Sessions of the running series that count."""
        return self.series.done

    @property
    def remaining(self) -> int:
        """Sessions still to come."""
        return max(0, self.planned - self.series.done)


class StepRules(NamedTuple):
    """The rules behind one session's spacing: per anchor the largest of the goals still open, and the floor, if any."""

    open_goals: tuple[OpenGoal, ...]
    min: Cited[int]
    target: Cited[int]
    late_after: Cited[int]
    lapse_after: Cited[int]
    floor: Floor | None


class AreaGroup(NamedTuple):
    """One group with its goals, the rules of each open session, and the arithmetic that spaces them.

    `label_age_on` is the day before which the chosen label forbids to start, where that is what holds the start back.
    `until` is the last day on which its last session may lie, where everything is to be over by a day (ordinal).
    """

    goals: tuple[OpenGoal, ...]
    steps: tuple[StepRules, ...]
    spacing: Group
    label_age_on: int | None
    until: int | None = None

    def days_in(self, calendar: DayMap) -> DayMap:
        """The days of a calendar on which the group can be treated."""
        return calendar.without(self.spacing.blocks).until(self.until)


def groups_of(
    catalogue: Catalogue, opening: Opening, goals: tuple[ReadyGoal, ...], screening: Screening
) -> tuple[AreaGroup, ...]:
    """The groups in the order of their first goals."""
    needled = needlings_told(opening)
    overlapping = _overlapping(catalogue.areas, goals)
    return tuple([_group(catalogue, opening, members, needled, screening) for members in overlapping])


def _overlapping(areas: AreaTree, goals: tuple[ReadyGoal, ...]) -> list[tuple[ReadyGoal, ...]]:
    if len(goals) == 1:
        return [goals]
    groups: list[tuple[ReadyGoal, ...]] = []
    for goal in goals:
        joined = [group for group in groups if any(areas.overlap(goal.area.code, other.area.code) for other in group)]
        if not joined:
            groups.append((goal,))
            continue
        members = [member for group in joined for member in group]
        at = groups.index(joined[0])
        groups = [group for group in groups if group not in joined]
        groups.insert(at, (*members, goal))
    order = {goal.goal.id: place for place, goal in enumerate(goals)}
    return [tuple(sorted(group, key=lambda goal: order[goal.goal.id])) for group in groups]


def _group(
    catalogue: Catalogue, opening: Opening, members: tuple[ReadyGoal, ...], needled: Needlings, screening: Screening
) -> AreaGroup:
    codes = tuple([goal.area.code for goal in members])
    touching = needlings_of(needled, catalogue.areas, codes) if needled else ()
    last = touching[-1].on if touching else None
    if needled:
        goals = tuple([_judged(catalogue, opening, goal, members, needled) for goal in members])
    else:
        goals = tuple([OpenGoal(goal, NOTHING_DONE, goal.planned) for goal in members])
    count = max([goal.remaining for goal in goals])
    steps = _steps(goals, count)
    start, label_age_on = _start(catalogue, opening, last)
    return AreaGroup(
        goals=goals,
        steps=steps,
        spacing=Group(
            steps=(_arithmetic(steps[0]),) * count if len(goals) == 1 and count else tuple(map(_arithmetic, steps)),
            last=None if last is None else last.toordinal(),
            start=start,
            blocks=tuple([block for block in screening.blocks if not set(block.areas).isdisjoint(codes)]),
            start_within=catalogue.policy.start_within_days.value,
            valid_until=screening.valid_until.toordinal(),
            start_by=_start_by(opening, catalogue.areas, members),
        ),
        label_age_on=label_age_on,
    )


def _judged(
    catalogue: Catalogue, opening: Opening, goal: ReadyGoal, members: tuple[ReadyGoal, ...], needled: Needlings
) -> OpenGoal:
    """The goal with the needlings of its area judged."""
    touching = needlings_of(needled, catalogue.areas, (goal.area.code,))
    series = evaluate(touching, _standard(goal, members), max(opening.asked_on, opening.start_on))
    return OpenGoal(goal, series, goal.planned)


def _standard(goal: ReadyGoal, members: tuple[ReadyGoal, ...]) -> Standard:
    """What a session of the goal is judged by; a pigment goal, or a lower cap, of its group may have ruled it."""
    leading = [member for member in members if member.match.pigment]
    caps = goal.caps
    steps = (caps.later.mm, *[mm for mm in caps.later_steps if mm is not None])
    return Standard(
        concern=goal.goal.concern,
        area=goal.area.code,
        kind=goal.goal.kind,
        spacing=goal.band.spacing,
        floor=goal.floor,
        needed=goal.planned,
        least_mm=min([min(member.caps.min_mm, member.caps.first.mm) for member in (goal, *leading, *members)]),
        deepest_mm=max(steps),
        endpoints=frozenset([member.band.endpoint.code for member in (goal, *leading)]),
    )


def _steps(goals: tuple[OpenGoal, ...], count: int) -> tuple[StepRules, ...]:
    """The rules of each open session; they change only where a goal ends."""
    if len(goals) == 1:
        spacing = goals[0].ready.band.spacing
        alone = StepRules(
            goals, spacing.min, spacing.target, spacing.late_after, spacing.lapse_after, goals[0].ready.floor
        )
        return (alone,) * count
    return tuple(_step_rules(tuple(goal for goal in goals if goal.remaining > number)) for number in range(count))


def _step_rules(open_goals: tuple[OpenGoal, ...]) -> StepRules:
    spacings = [goal.ready.band.spacing for goal in open_goals]
    floors = [goal.ready.floor for goal in open_goals if goal.ready.floor is not None]
    return StepRules(
        open_goals=open_goals,
        min=_largest([spacing.min for spacing in spacings]),
        target=_largest([spacing.target for spacing in spacings]),
        late_after=_largest([spacing.late_after for spacing in spacings]),
        lapse_after=_largest([spacing.lapse_after for spacing in spacings]),
        floor=max(floors, key=lambda floor: floor.days.value, default=None),
    )


def _largest(anchors: list[Cited[int]]) -> Cited[int]:
    return max(anchors, key=lambda anchor: anchor.value)


def _arithmetic(rules: StepRules) -> Step:
    return raised(rules, 0 if rules.floor is None else rules.floor.days.value, len(rules.open_goals))


def _start(catalogue: Catalogue, opening: Opening, last: date | None) -> tuple[int, int | None]:
    """The first day that may be asked for, and the label's age limit where that is later than the day asked for.

    For areas needled before, `last` being the latest day, a start by the day of asking asks for nothing: nobody books a
    day before it, and a window that is over is to say so.
    """
    start = opening.start_on.toordinal()
    if last is not None and opening.start_on <= opening.asked_on:
        start = last.toordinal()
    if opening.label is not None:
        of_age = turns(opening.patient, catalogue.labels[opening.label].min_age.value)
        if of_age is not None and of_age.toordinal() > start:
            return of_age.toordinal(), of_age.toordinal()
    return start, None


def _start_by(opening: Opening, areas: AreaTree, members: tuple[ReadyGoal, ...]) -> int:
    """The last day to start, where a protocol counts it from a procedure that is on record."""
    days = [NEVER]
    for goal in members:
        after = goal.match.band.start_after
        if after is not None:
            days += [
                told.on.toordinal() + after.max_days.value
                for told in times_of(opening, after.procedure)
                if told.area is None or areas.overlap(told.area, goal.area.code)
            ]
    return min(days)
