"""A goal made ready for planning: its protocol, its counts, its own spacing, its depth caps and its label."""

from typing import NamedTuple

from app.planning.catalogue.areas import Area
from app.planning.catalogue.evidence import Cited
from app.planning.catalogue.protocols import Band, Protocol
from app.planning.catalogue.rulebook import Catalogue, Match
from app.planning.catalogue.skin import SkinRule
from app.planning.depth import Caps, caps_of
from app.planning.label import LabelStanding, standing_of
from app.planning.opening import Goal, Opening, Patient


class Floor(NamedTuple):
    """A floor under the interval that skin type or sensitivity sets, in days, and the rule that sets it."""

    rule: str
    days: Cited[int]


class ReadyGoal(NamedTuple):
    """A goal with everything about it that does not depend on dates."""

    goal: Goal
    match: Match
    area: Area
    caps: Caps
    floor: Floor | None
    label: LabelStanding | None
    adjuncts: tuple[str, ...]

    @property
    def protocol(self) -> Protocol:
        """The protocol that answers the goal."""
        return self.match.protocol

    @property
    def band(self) -> Band:
        """The numbers for the goal's severity and kind."""
        return self.match.band

    @property
    def planned(self) -> int:
        """Sessions in the whole series: the number asked for, else the typical one, less those left out since."""
        goal = self.goal
        return (goal.sessions or self.match.band.sessions.typical.value) - goal.skipped


def ready(catalogue: Catalogue, opening: Opening, goal: Goal) -> ReadyGoal:
    """The goal with its rules looked up; the goal is taken to be checked (`request_checks`)."""
    match = catalogue.matching(goal.concern, goal.area, goal.severity, goal.kind)[0]
    area = catalogue.areas[goal.area]
    rules = skin_rules(catalogue, opening.patient)
    label = standing_of(catalogue, opening.label, goal, match.kind, opening.patient) if opening.label else None
    return ReadyGoal(
        goal=goal,
        match=match,
        area=area,
        caps=caps_of(catalogue, match.band, area, goal.concern, rules, label),
        floor=floor_under(rules, area),
        label=label,
        adjuncts=_adjuncts(catalogue, goal, match.kind, area, rules),
    )


def skin_rules(catalogue: Catalogue, patient: Patient) -> tuple[SkinRule, ...]:
    """What skin type and sensitivity change for this patient; nothing that is not known changes anything."""
    rules = []
    if patient.skin_type is not None:
        rules.append(catalogue.skin_rules[patient.skin_type])
    if patient.sensitive_skin:
        rules.append(catalogue.sensitive_rule)
    return tuple(rules)


def floor_under(rules: tuple[SkinRule, ...], area: Area) -> Floor | None:
    """The highest floor that these rules set under intervals in an area; None where none does."""
    floors = [
        Floor(rule.code, rule.floor_days)
        for rule in rules
        if rule.floor_days is not None and area.region in rule.floor_regions
    ]
    return max(floors, key=lambda floor: floor.days.value, default=None)


def _adjuncts(
    catalogue: Catalogue, goal: Goal, kind: str | None, area: Area, rules: tuple[SkinRule, ...]
) -> tuple[str, ...]:
    if any(rule.bars_adjuncts for rule in rules):
        return ()
    return tuple(
        adjunct.code
        for adjunct in catalogue.adjuncts
        if goal.concern in adjunct.concerns
        and (not adjunct.kinds or kind in adjunct.kinds)
        and (not adjunct.regions or area.region in adjunct.regions)
    )
