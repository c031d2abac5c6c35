"""The dates of one session of one group, each with the steps that led to it. Replaying the steps yields the date."""

from datetime import date
from typing import NamedTuple

from app.planning.bookable import Bookable, moves
from app.planning.calendar import DEFERRAL, DayMap
from app.planning.catalogue.evidence import Cited, Evidence
from app.planning.catalogue.rulebook import Catalogue
from app.planning.goals import Floor
from app.planning.grouping import AreaGroup, StepRules
from app.planning.opening import Opening
from app.planning.reasons import Params, Reason, ReasonCode, Sets, Warned, WarningCode
from app.planning.sharing import NO_VISITORS, Visitors
from app.planning.spacing import Window, first_window, next_window

day_of = date.fromordinal


class Situation(NamedTuple):
    """What the explanation of a plan's dates rests on; `visitors` is empty where there is only one group."""

    catalogue: Catalogue
    opening: Opening
    calendar: DayMap
    visitors: Visitors = NO_VISITORS


class Dated(NamedTuple):
    """One session of one group: its window and its day (ordinals), why, and what is to be looked at."""

    group: AreaGroup
    number: int
    window: Window
    day: int
    reasons: tuple[Reason, ...]
    warnings: tuple[Warned, ...]


def explain(situation: Situation, group: AreaGroup, days: tuple[int, ...]) -> list[Dated]:
    """Every session of a group with its window and reasons; `days` are its chosen days in order."""
    spacing = group.spacing
    calendar = group.days_in(situation.calendar)
    bookable = Bookable(calendar, spacing.blocks, situation.opening)
    dated: list[Dated] = []
    trail, last = None, spacing.last
    for number, day in enumerate(days):
        rules = group.steps[number]
        if trail is None or trail.rules is not rules:
            trail = _Trail(situation, group, rules, bookable, days)
        if number == 0 or last is None:
            window = first_window(spacing)
        else:
            window = next_window(spacing, spacing.steps[number], last)
        reasons = trail.reasons(number, last, window)
        dated.append(Dated(group, number, window, day, reasons, _warnings(calendar, window, day)))
        last = day
    return dated


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


class _Leg(NamedTuple):
    """A stretch of days from the last session that a rule asks for."""

    code: ReasonCode
    days: int
    params: Params
    evidence: Evidence


def _legs(code: ReasonCode, anchor: Cited[int], floor: Floor | None) -> tuple[_Leg, ...]:
    """The stretch of an anchor, then the floor's where that reaches farther."""
    usual = _Leg(code, anchor.value, {"days": anchor.value}, anchor.evidence)
    if floor is None or floor.days.value <= anchor.value:
        return (usual,)
    params = {"days": floor.days.value, "rule": floor.rule}
    return usual, _Leg("skin_type_floor", floor.days.value, params, floor.days.evidence)


class _Trail:
    """Writes the steps of the three dates of sessions that the same rules space."""

    __slots__ = ("bookable", "days", "goal_ids", "group", "late_after", "min", "rules", "situation", "target")

    def __init__(
        self, situation: Situation, group: AreaGroup, rules: StepRules, bookable: Bookable, days: tuple[int, ...]
    ) -> None:
        """`days` are those of every session of the group."""
        self.situation = situation
        self.days = days
        self.group = group
        self.rules = rules
        self.bookable = bookable
        self.goal_ids = tuple([goal.ready.goal.id for goal in rules.open_goals])
        self.min = _legs("interval_min", rules.min, rules.floor)
        self.target = _legs("interval_target", rules.target, rules.floor)
        self.late_after = _legs("interval_late_after", rules.late_after, rules.floor)

    def reasons(self, number: int, last: int | None, window: Window) -> tuple[Reason, ...]:
        """The steps to `earliest`, then to `recommended`, then to `latest`, from the `last` session on, if any.

        `number` counts the sessions of the group from 0.
        """
        steps: list[Reason] = []
        if last is None:
            self._first(steps, window)
            return tuple(steps)
        at = self._after(last, "earliest", self.min, steps)
        self._not_before_allowed(at, steps)
        bounding = len(steps)
        at = self._after(last, "recommended", self.target, steps)
        if at < window.earliest:
            steps.append(self._bounded("recommended", at, window.earliest, steps[:bounding]))
            at = window.earliest
        self._to_chosen(number, at, window, steps)
        at = self._after(last, "latest", self.late_after, steps)
        if at < window.latest:
            steps.append(self._later_end(at, window, steps[:bounding]))
        return tuple(steps)

    def _reason(
        self, sets: Sets, code: ReasonCode, start: int, end: int, params: Params, evidence: Evidence | None
    ) -> Reason:
        return Reason(sets, code, day_of(start), day_of(end), params, evidence, self.goal_ids)

    def _after(self, last: int, sets: Sets, legs: tuple[_Leg, ...], steps: list[Reason]) -> int:
        """Writes the steps from the last session by some legs; returns the day they lead to."""
        at = last
        for code, days, params, evidence in legs:
            end = last + days
            steps.append(Reason(sets, code, day_of(at), day_of(end), params, evidence, self.goal_ids))
            at = end
        return at

    def _first(self, steps: list[Reason], window: Window) -> None:
        """The steps of the first session of areas that were never needled."""
        opening, start = self.situation.opening, window.earliest
        asked, asked_on = opening.start_on.toordinal(), opening.asked_on.toordinal()
        steps.append(self._reason("earliest", "start_requested", asked_on, asked, {"start_on": day_of(asked)}, None))
        self._not_before_allowed(asked, steps)
        steps.append(self._reason("recommended", "start_requested", start, start, {"start_on": day_of(start)}, None))
        self._to_chosen(0, start, window, steps)
        within = self.situation.catalogue.policy.start_within_days
        at = start + within.value
        steps.append(self._reason("latest", "start_window", start, at, {"days": within.value}, within.evidence))
        if window.latest < at:
            steps.append(self._shortened(at, window.latest))

    def _not_before_allowed(self, at: int, steps: list[Reason]) -> None:
        """The steps to the start of the plan, and out of every block."""
        spacing = self.group.spacing
        if at < spacing.start:
            steps.append(self._held_start(at))
            at = spacing.start
        if spacing.blocks:
            self._out_of_blocks(at, steps)

    def _out_of_blocks(self, at: int, steps: list[Reason]) -> None:
        moved = True
        while moved:
            moved = False
            for block in self.group.spacing.blocks:
                if block.first <= at < block.clear:
                    code: ReasonCode = "deferral" if block.byte == DEFERRAL else "procedure_washout"
                    steps.append(self._reason("earliest", code, at, block.clear, block.params, block.evidence))
                    at, moved = block.clear, True

    def _held_start(self, at: int) -> Reason:
        start = self.group.spacing.start
        if self.group.label_age_on == start:
            label = self.situation.catalogue.labels[self.situation.opening.label or ""]
            params = {"years": label.min_age.value, "label": label.code}
            return self._reason("earliest", "label_age", at, start, params, label.min_age.evidence)
        return self._reason("earliest", "start_requested", at, start, {"start_on": day_of(start)}, None)

    def _to_chosen(self, number: int, at: int, window: Window, steps: list[Reason]) -> None:
        """The steps from the day wished for to the one that was chosen."""
        day = self.days[number]
        if at == day and day <= window.latest:
            return
        until, wanted = self.group.until, self.situation.opening.ready_by
        if until is not None and wanted is not None and at > until:
            params = {"on": wanted.on, "label": wanted.label, "days": wanted.on.toordinal() - until}
            steps.append(self._reason("recommended", "ready_by", at, until, params, None))
            at = until
        for move in moves(self.bookable, at, day, (window.earliest, window.latest)):
            if move.code == "later_sessions_fit_better":
                steps.append(self._for_others(number, move.start))
            else:
                steps.append(self._reason("recommended", *move))

    def _for_others(self, number: int, at: int) -> Reason:
        """A day that is not the nearest was taken: to join other goals on it, or for a session still to come."""
        day, visitors = self.days[number], self.situation.visitors
        joined = tuple([goal_id for goal_id in visitors.get(day, ()) if goal_id not in self.goal_ids])
        if joined:
            return self._reason("recommended", "shared_session", at, day, {"goal_ids": joined}, None)
        params = {"session": self._helped(number, at)}
        return self._reason("recommended", "later_sessions_fit_better", at, day, params, None)

    def _helped(self, number: int, at: int) -> int:
        """The number (in the plan) of the first later session that would lie worse, had this one been on day `at`."""
        spacing, visitors = self.group.spacing, self.situation.visitors
        last, before = at, self.days[number]
        helped = min(number + 1, len(self.days) - 1)
        for later in range(number + 1, len(self.days)):
            day, step = self.days[later], spacing.steps[later]
            else_window, window = next_window(spacing, step, last), next_window(spacing, step, before)
            otherwise = self.bookable.calendar.nearest(else_window.target, else_window.earliest)
            shared = len(visitors.get(day, ())) > len(self.goal_ids)
            if (
                otherwise is None
                or (otherwise > else_window.latest and day <= window.latest)
                or abs(otherwise - else_window.target) > abs(day - window.target)
                or (shared and otherwise != day)
            ):
                helped = later
                break
            last, before = otherwise, day
        return sorted(visitors).index(self.days[helped]) + 1 if visitors else helped + 1

    def _bounded(self, sets: Sets, at: int, earliest: int, bounds: list[Reason]) -> Reason:
        """A day before the earliest moves there, for the reason that bound the earliest."""
        binding = next((reason for reason in reversed(bounds) if reason.from_on != reason.to_on), bounds[0])
        return binding._replace(sets=sets, from_on=day_of(at), to_on=day_of(earliest))

    def _later_end(self, at: int, window: Window, bounds: list[Reason]) -> Reason:
        """A window never ends before it begins, nor before its target."""
        if at < window.earliest:
            return self._bounded("latest", at, window.earliest, bounds)
        usual = self.rules.target
        return self._reason("latest", "interval_target", at, window.latest, {"days": usual.value}, usual.evidence)

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
