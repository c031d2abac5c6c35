"""One treatment day: the shares of all groups that fall on it, with care, downtime and what to look at."""

from datetime import date
from typing import Literal, NamedTuple

from app.planning.care import CarePlan, CareTimeline, downtime_after
from app.planning.catalogue.evidence import Cited
from app.planning.catalogue.policy import Policy
from app.planning.explanation import Dated, Situation, explain
from app.planning.grouping import AreaGroup, OpenGoal
from app.planning.opening import Opening
from app.planning.reasons import Reason, Warned
from app.planning.screened import Screening
from app.planning.spacing import Window
from app.planning.treatment import Treatment, treatments_of

Timing = Literal["too_early", "due_soon", "due", "overdue", "lapsed"]


class PlannedSession(NamedTuple):
    """One treatment day. `earliest..latest` are clinical bounds, `recommended` is a bookable day.

    `downtime` is the number of days from it to `back_to_normal_on`.
    """

    number: int
    timing: Timing
    earliest: date
    recommended: date
    latest: date
    reasons: tuple[Reason, ...]
    treatments: tuple[Treatment, ...]
    care: CareTimeline
    back_to_normal_on: date
    downtime: Cited[int]
    warnings: tuple[Warned, ...]


class Part(NamedTuple):
    """One group's share of a session."""

    day: int
    dated: Dated
    goals: tuple[OpenGoal, ...]
    treatments: tuple[Treatment, ...]


def parts_of(situation: Situation, group: AreaGroup, days: tuple[int, ...]) -> list[Part]:
    """The group's share of each of its sessions; `days` are the chosen ones (ordinals, rising)."""
    dated = explain(situation, group, days)
    return [
        Part(one.day, one, rules.open_goals, treatments)
        for one, rules, treatments in zip(dated, group.steps, treatments_of(group), strict=True)
    ]


def sessions_of(
    situation: Situation, screening: Screening, care: CarePlan, parts: list[Part]
) -> tuple[PlannedSession, ...]:
    """Treatments that fall on one day make one session; the sessions are in the order of their days."""
    by_day: dict[int, list[Part]] = {}
    for part in parts:
        by_day.setdefault(part.day, []).append(part)
    return tuple(
        [
            _session(situation, screening, care, number, by_day[day])
            for number, day in enumerate(sorted(by_day), start=1)
        ]
    )


def _session(
    situation: Situation, screening: Screening, care: CarePlan, number: int, parts: list[Part]
) -> PlannedSession:
    catalogue, opening = situation.catalogue, situation.opening
    ordinal = parts[0].day
    day = date.fromordinal(ordinal)
    goals, treatments, reasons, bounds = _together(parts)
    deepest_mm, starts = 0.0, False
    for treatment in treatments:
        starts = starts or treatment.step == 1
        deepest_mm = max(deepest_mm, treatment.depth.max_mm)
    timeline = care.of_session(goals, day, starts, deepest_mm)
    downtime = downtime_after(catalogue, deepest_mm)
    return PlannedSession(
        number,
        _timing(opening.as_of.toordinal(), bounds, catalogue.policy),
        date.fromordinal(bounds.earliest),
        day,
        date.fromordinal(bounds.latest),
        reasons,
        treatments,
        timeline,
        date.fromordinal(ordinal + downtime.value),
        downtime,
        _session_warnings(opening, screening, number, parts, timeline),
    )


def _together(
    parts: list[Part],
) -> tuple[tuple[OpenGoal, ...], tuple[Treatment, ...], tuple[Reason, ...], Window]:
    """The goals, treatments, reasons and common window of the parts of one session: every part's bounds hold."""
    if len(parts) == 1:
        _, dated, goals, treatments = parts[0]
        return goals, treatments, dated.reasons, dated.window
    windows = [part.dated.window for part in parts]
    earliest = max([window.earliest for window in windows])
    common = Window(
        earliest=earliest,
        target=max([window.target for window in windows]),
        latest=max(earliest, min([window.latest for window in windows])),
        lapse=min([window.lapse for window in windows]),
    )
    return (
        tuple([goal for part in parts for goal in part.goals]),
        tuple([treatment for part in parts for treatment in part.treatments]),
        tuple([reason for part in parts for reason in part.dated.reasons]),
        common,
    )


def _timing(as_of: int, window: Window, policy: Policy) -> Timing:
    if as_of < window.earliest:
        return "due_soon" if as_of >= window.earliest - policy.due_soon_days.value else "too_early"
    if as_of > window.lapse:
        return "lapsed"
    return "overdue" if as_of > window.latest else "due"


def _session_warnings(
    opening: Opening, screening: Screening, number: int, parts: list[Part], care: CareTimeline
) -> tuple[Warned, ...]:
    warnings: list[Warned] = []
    for part in parts:
        warnings += part.dated.warnings
        if part.dated.number == 0:
            start_by = part.dated.group.spacing.start_by
            if part.day > start_by:
                warnings.append(Warned("start_window_passed", {"last_start_on": date.fromordinal(start_by)}))
    if number == 1 and parts[0].day > screening.valid_until.toordinal():
        warnings.append(Warned("screening_expires_before_session", {"valid_until": screening.valid_until}))
    late = care.overdue(opening.as_of)
    if late:
        warnings.append(Warned("care_before_today", {"codes": late}))
    return tuple(warnings)
