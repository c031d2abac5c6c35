"""The whole catalogue of rules, frozen, with the look-ups that planning needs worked out once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from app.planning.catalogue.area_tree import AreaTree
from app.planning.catalogue.asked import Questionnaire, asked_for
from app.planning.catalogue.care import CareTask, Downtime, Fact
from app.planning.catalogue.evidence import Source
from app.planning.catalogue.labels import Label
from app.planning.catalogue.policy import Policy
from app.planning.catalogue.procedures import Adjunct, Avoided, CombiningRule, Procedure
from app.planning.catalogue.protocols import SEVERITIES, Band, Concern, Protocol
from app.planning.catalogue.questions import AgeLimits, NoRule, Question
from app.planning.catalogue.scales import Scale
from app.planning.catalogue.skin import SkinRule


class Match(NamedTuple):
    """The protocol and the band that answer a goal, with the kind they are for (None: any).

    `pigment`: the goal's depth and end point win in a combined session.
    """

    protocol: Protocol
    band: Band
    kind: str | None
    pigment: bool


GoalKey = tuple[str, str, str, str | None]
"""Concern, area, severity, kind: what a protocol is chosen by."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All rules of one ruleset. `digest` is over the content of every file; maps keep the order of the files.

    `against_anaesthetic` are the questions whose answer may speak against a topical anaesthetic.
    """

    version: str
    title: str
    digest: str
    policy: Policy
    concerns: Mapping[str, Concern]
    areas: AreaTree
    protocols: Mapping[str, Protocol]
    questions: Mapping[str, Question]
    age: AgeLimits
    no_rules: tuple[NoRule, ...]
    procedures: Mapping[str, Procedure]
    adjuncts: tuple[Adjunct, ...]
    avoided: tuple[Avoided, ...]
    combining: tuple[CombiningRule, ...]
    skin_rules: Mapping[str, SkinRule]
    sensitive_rule: SkinRule
    labels: Mapping[str, Label]
    care: tuple[CareTask, ...]
    downtime: tuple[Downtime, ...]
    anaesthetic: tuple[Fact, ...]
    scales: Mapping[str, Scale]
    sources: Mapping[str, Source]
    matches: Mapping[GoalKey, tuple[Match, ...]] = field(init=False, repr=False, compare=False)
    asked: Mapping[tuple[str, str], Questionnaire] = field(init=False, repr=False, compare=False)
    against_anaesthetic: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        matches = matches_of(self.concerns, self.areas, self.protocols)
        object.__setattr__(self, "matches", MappingProxyType(matches))
        regions = dict.fromkeys(area.region for area in self.areas.all())
        asked = {
            (concern, region): asked_for(concern, region, self.questions.values(), self.procedures.values())
            for concern in self.concerns
            for region in regions
        }
        object.__setattr__(self, "asked", MappingProxyType(asked))
        against = [
            question.code
            for question in self.questions.values()
            if any(effect.kind == "no_topical_anaesthetic" for effect in question.effects)
        ]
        object.__setattr__(self, "against_anaesthetic", frozenset(against))

    def matching(self, concern: str, area: str, severity: str, kind: str | None) -> tuple[Match, ...]:
        """The protocols that answer a goal: exactly one when it can be planned, none or several when it cannot."""
        return self.matches.get((concern, area, severity, kind), ())


def matches_of(
    concerns: Mapping[str, Concern], areas: AreaTree, protocols: Mapping[str, Protocol]
) -> dict[GoalKey, tuple[Match, ...]]:
    """Every goal that can be asked for, with the protocols of the nearest area (itself or above) that has any."""
    found: dict[GoalKey, tuple[Match, ...]] = {}
    for concern in concerns.values():
        own = [protocol for protocol in protocols.values() if protocol.concern == concern.code]
        for area in areas.all():
            if not area.treatable:
                continue
            for severity in SEVERITIES:
                for kind in (None, *(kind.code for kind in concern.kinds)):
                    matches = _nearest(own, areas.ancestry(area.code), severity, kind, concern)
                    if matches:
                        found[concern.code, area.code, severity, kind] = matches
    return found


def _nearest(
    protocols: list[Protocol], ancestry: tuple[str, ...], severity: str, kind: str | None, concern: Concern
) -> tuple[Match, ...]:
    for area in ancestry:
        here = [protocol for protocol in protocols if area in protocol.areas]
        matches = tuple(
            _match(concern, protocol, band, kind) for protocol in here for band in _bands_for(protocol, severity, kind)
        )
        if matches:
            return matches
    return ()


def _bands_for(protocol: Protocol, severity: str, kind: str | None) -> list[Band]:
    """The bands of one protocol that fit: a kind's own band, else the band for every kind; no kind: all there are."""
    if kind is not None and protocol.kinds and kind not in protocol.kinds:
        return []
    bands = [band for band in protocol.bands if band.severity == severity]
    own = [band for band in bands if band.kind == kind]
    return own or [band for band in bands if band.kind is None or kind is None]


def _match(concern: Concern, protocol: Protocol, band: Band, asked: str | None) -> Match:
    kind = asked or band.kind or (protocol.kinds[0] if len(protocol.kinds) == 1 else None)
    pigment = concern.pigment or any(k.pigment for k in concern.kinds if k.code == kind)
    return Match(protocol, band, kind, pigment)
