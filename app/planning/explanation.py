"""The dates of one session of one group, each with the steps that led to it. Replaying the steps yields the date."""

from datetime import date
from typing import NamedTuple

from app.planning.bookable import Bookable, moves
from app.planning.calendar import DEFERRAL, DayMap
from app.planning.catalogue.evidence import Cited, Evidence
from app.planning.catalogue.rulebook import Catalogue
from app.planning.grouping import AreaGroup, StepRules
from app.planning.opening import Opening
from app.planning.reasons import Params, Reason, ReasonCode, Sets, Warned, WarningCode
from app.planning.spacing import Window, first_window, next_window

day_of = date.fromordinal


class Situation(NamedTuple):
    """What the explanation of a plan's dates rests on."""

    catalogue: Catalogue
    opening: Opening
    calendar: DayMap


class Dated(NamedTuple):
    """One session of one group: its window and its day (ordinals), why, and what is to be looked at."""

    group: AreaGroup
    number: int
    window: Window
    day: int
    reasons: tuple[Reason, ...]
    warnings: tuple[Warned, ...]


def explain(situation: Situation, group: AreaGroup, days: tuple[int, ...]) -> tuple[Dated, ...]:
    """Every session of a group with its window and reasons; `days` are its chosen days in order."""
    blocks = group.spacing.blocks
    calendar = situation.calendar.without(blocks)
    bookable = Bookable(calendar, blocks, situation.opening)
    dated = []
    for number, day in enumerate(days):
        last = days[number - 1] if number else group.spacing.last
        if number == 0:
            window = first_window(group.spacing)
        else:
            window = next_window(group.spacing, group.spacing.steps[number], days[number - 1])
        trail = _Trail(situation, group, group.steps[number], last, bookable)
        reasons = trail.reasons(window, day)
        dated.append(Dated(group, number, window, day, reasons, _warnings(calendar, window, day)))
    return tuple(dated)


def _warnings(calendar: DayMap, window: Window, day: int) -> tuple[Warned, ...]:
    if day <= window.latest and day <= window.lapse:
        return ()
    warnings = []
    if day > window.latest:
        params: dict[str, object] = {"earliest": day_of(window.earliest), "latest": day_of(window.latest)}
        if calendar.holds(window.earliest, window.latest):
            params["spares_later_sessions"] = True
        code: WarningCode = "overdue" if window.latest < calendar.origin else "no_bookable_day_in_window"
        warnings.append(Warned(code, params))
    if day > window.lapse:
        warnings.append(Warned("lapsed", {"lapsed_after": day_of(window.lapse)}))
    return tuple(warnings)


class _Trail:
    """Writes the steps of one session's three dates."""

    __slots__ = ("bookable", "goal_ids", "group", "last", "rules", "situation")

    def __init__(
        self, situation: Situation, group: AreaGroup, rules: StepRules, last: int | None, bookable: Bookable
    ) -> None:
        self.situation = situation
        self.group = group
        self.rules = rules
        self.last = last
        self.bookable = bookable
        self.goal_ids = tuple([goal.ready.goal.id for goal in rules.open_goals])

    def reasons(self, window: Window, day: int) -> tuple[Reason, ...]:
        """The steps to `earliest`, then to `recommended`, then to `latest`."""
        earliest = self._earliest()
        return (*earliest, *self._recommended(window, day, earliest), *self._latest(window, earliest))

    def _reason(
        self, sets: Sets, code: ReasonCode, start: int, end: int, params: Params, evidence: Evidence | None
    ) -> Reason:
        return Reason(sets, code, day_of(start), day_of(end), params, evidence, self.goal_ids)

    def _earliest(self) -> list[Reason]:
        spacing = self.group.spacing
        steps: list[Reason] = []
        if self.last is None:
            asked, at = self.situation.opening.start_on.toordinal(), self.situation.opening.as_of.toordinal()
            steps.append(self._reason("earliest", "start_requested", at, asked, {"start_on": day_of(asked)}, None))
            at = asked
        else:
            at = self._interval(steps, "earliest", "interval_min", self.rules.min, self.last)
        if at < spacing.start:
            steps.append(self._held_start("earliest", at))
            at = spacing.start
        moved = True
        while moved:
            moved = False
            for block in spacing.blocks:
                if block.first <= at < block.clear:
                    code: ReasonCode = "deferral" if block.byte == DEFERRAL else "procedure_washout"
                    steps.append(self._reason("earliest", code, at, block.clear, block.params, block.evidence))
                    at, moved = block.clear, True
        return steps

    def _interval(self, steps: list[Reason], sets: Sets, code: ReasonCode, anchor: Cited[int], last: int) -> int:
        """The step from the last session by an anchor, then by the floor where that reaches farther."""
        at = last + anchor.value
        steps.append(self._reason(sets, code, last, at, {"days": anchor.value}, anchor.evidence))
        floor = self.rules.floor
        if floor is not None and last + floor.days.value > at:
            end = last + floor.days.value
            params = {"days": floor.days.value, "rule": floor.rule}
            steps.append(self._reason(sets, "skin_type_floor", at, end, params, floor.days.evidence))
            at = end
        return at

    def _held_start(self, sets: Sets, at: int) -> Reason:
        start = self.group.spacing.start
        if self.group.label_age_on == start:
            label = self.situation.catalogue.labels[self.situation.opening.label or ""]
            params = {"years": label.min_age.value, "label": label.code}
            return self._reason(sets, "label_age", at, start, params, label.min_age.evidence)
        return self._reason(sets, "start_requested", at, start, {"start_on": day_of(start)}, None)

    def _recommended(self, window: Window, day: int, earliest: list[Reason]) -> list[Reason]:
        steps: list[Reason] = []
        if self.last is None:
            at = window.earliest
            steps.append(self._reason("recommended", "start_requested", at, at, {"start_on": day_of(at)}, None))
        else:
            at = self._interval(steps, "recommended", "interval_target", self.rules.target, self.last)
            at = self._not_before_earliest(steps, "recommended", at, window, earliest)
        if at == day and day <= window.latest:
            return steps
        for move in moves(self.bookable, at, day, (window.earliest, window.latest)):
            steps.append(self._reason("recommended", *move))
        return steps

    def _not_before_earliest(
        self, steps: list[Reason], sets: Sets, at: int, window: Window, earliest: list[Reason]
    ) -> int:
        """A day before the earliest moves there, for the reason that bound the earliest."""
        if at >= window.earliest:
            return at
        start, end = day_of(at), day_of(window.earliest)
        binding = next((reason for reason in reversed(earliest) if reason.from_on != reason.to_on), earliest[0])
        steps.append(binding._replace(sets=sets, from_on=start, to_on=end))
        return window.earliest

    def _latest(self, window: Window, earliest: list[Reason]) -> list[Reason]:
        steps: list[Reason] = []
        if self.last is not None:
            at = self._interval(steps, "latest", "interval_late_after", self.rules.late_after, self.last)
            if at < window.latest and at < window.earliest:
                self._not_before_earliest(steps, "latest", at, window, earliest)
            elif at < window.latest:
                late = self.rules.target
                steps.append(
                    self._reason("latest", "interval_target", at, window.latest, {"days": late.value}, late.evidence)
                )
            return steps
        policy, start = self.situation.catalogue.policy, window.earliest
        within = policy.start_within_days
        at = start + within.value
        steps.append(self._reason("latest", "start_window", start, at, {"days": within.value}, within.evidence))
        if window.latest < at:
            steps.append(self._shortened(at, window.latest))
        return steps

    def _shortened(self, at: int, latest: int) -> Reason:
        """The start window ends early: with the screening's validity, or with the last day a protocol allows."""
        spacing, policy = self.group.spacing, self.situation.catalogue.policy
        if spacing.start_by < min(at, spacing.valid_until):
            starts = [goal.ready.band.start_after for goal in self.rules.open_goals]
            after = next(start for start in starts if start is not None)
            params = {"procedure": after.procedure, "days": after.max_days.value}
            return self._reason("latest", "start_window", at, latest, params, after.max_days.evidence)
        valid = policy.screening_valid_days
        params = {"days": valid.value, "valid_until": day_of(spacing.valid_until)}
        return self._reason("latest", "screening_validity", at, latest, params, valid.evidence)
