"""One treatment day: the shares of all groups that fall on it, with care, downtime and what to look at."""

from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Literal, NamedTuple

from app.planning.care import CarePlan, CareTimeline, downtime_days
from app.planning.catalogue.evidence import Evidence
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
    """One treatment day. `earliest..latest` are clinical bounds, `recommended` is a bookable day."""

    number: int
    timing: Timing
    earliest: date
    recommended: date
    latest: date
    reasons: tuple[Reason, ...]
    treatments: tuple[Treatment, ...]
    care: CareTimeline
    back_to_normal_on: date
    downtime: Evidence
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
    parts.sort(key=attrgetter("day"))
    return tuple(
        [
            _session(situation, screening, care, number, tuple(same_day))
            for number, (_, same_day) in enumerate(groupby(parts, key=attrgetter("day")), start=1)
        ]
    )


def _session(
    situation: Situation, screening: Screening, care: CarePlan, number: int, parts: tuple[Part, ...]
) -> PlannedSession:
    catalogue, opening = situation.catalogue, situation.opening
    day = date.fromordinal(parts[0].day)
    goals, treatments, reasons, bounds = _together(parts)
    timeline = care.of_session(goals, day, 1 in [treatment.step for treatment in treatments])
    days, evidence = downtime_days(catalogue, max([treatment.depth.max_mm for treatment in treatments]))
    return PlannedSession(
        number=number,
        timing=_timing(opening.as_of.toordinal(), bounds, catalogue.policy),
        earliest=date.fromordinal(bounds.earliest),
        recommended=day,
        latest=date.fromordinal(bounds.latest),
        reasons=reasons,
        treatments=treatments,
        care=timeline,
        back_to_normal_on=date.fromordinal(parts[0].day + days),
        downtime=evidence,
        warnings=_session_warnings(opening, screening, number, parts, timeline),
    )


def _together(
    parts: tuple[Part, ...],
) -> tuple[tuple[OpenGoal, ...], tuple[Treatment, ...], tuple[Reason, ...], Window]:
    """The goals, treatments, reasons and common window of the parts of one session: every part's bounds hold."""
    if len(parts) == 1:
        return parts[0].goals, parts[0].treatments, parts[0].dated.reasons, parts[0].dated.window
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
    opening: Opening, screening: Screening, number: int, parts: tuple[Part, ...], care: CareTimeline
) -> tuple[Warned, ...]:
    warnings: list[Warned] = []
    for part in parts:
        warnings += part.dated.warnings
        start_by = part.dated.group.spacing.start_by
        if part.dated.number == 0 and part.dated.window.earliest > start_by:
            warnings.append(Warned("start_window_passed", {"last_start_on": date.fromordinal(start_by)}))
    if number == 1 and parts[0].day > screening.valid_until.toordinal():
        warnings.append(Warned("screening_expires_before_session", {"valid_until": screening.valid_until}))
    late = care.overdue(opening.as_of)
    if late:
        warnings.append(Warned("care_before_today", {"codes": late}))
    return tuple(warnings)
