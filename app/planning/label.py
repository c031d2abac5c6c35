"""What a market's label says of a goal: whether it is covered, why not, and how deep it goes."""

from typing import NamedTuple

from app.planning.catalogue.evidence import Cited, Evidence
from app.planning.catalogue.labels import Indication, Label
from app.planning.catalogue.rulebook import Catalogue
from app.planning.opening import Goal, Patient


class LabelStanding(NamedTuple):
    """How a goal stands to the chosen label.

    `off_label` lists why it is not covered: `no_indication`, `skin_type`, or `skin_type_unknown`; empty: on label (the
    age limit moves the start instead). `indications` cover the concern and area, `max_depth_mm` is the deepest of them.
    """

    label: str
    on_label: bool
    off_label: tuple[str, ...]
    indications: tuple[str, ...]
    max_depth_mm: Cited[float] | None
    evidence: Evidence


def standing_of(catalogue: Catalogue, code: str, goal: Goal, kind: str | None, patient: Patient) -> LabelStanding:
    """The goal's standing; an indication for a whole area covers the areas inside it, never the other way round."""
    label = catalogue.labels[code]
    above = catalogue.areas.ancestry(goal.area)
    covering = [entry for entry in label.indications if _covers(entry, goal.concern, kind, above)]
    fitting = [entry for entry in covering if patient.skin_type in entry.skin_types]
    why = _off_label(covering, fitting, patient)
    chosen = fitting or covering
    depths = [entry.max_depth_mm for entry in chosen if entry.max_depth_mm is not None]
    return LabelStanding(
        label=code,
        on_label=not why,
        off_label=why,
        indications=tuple(entry.code for entry in chosen),
        max_depth_mm=max(depths, key=lambda depth: depth.value, default=None),
        evidence=chosen[0].evidence if chosen else _label_evidence(label),
    )


def _covers(entry: Indication, concern: str, kind: str | None, above: tuple[str, ...]) -> bool:
    in_area = any(area in above for area in entry.areas)
    return entry.concern == concern and in_area and (not entry.kinds or kind in entry.kinds)


def _off_label(covering: list[Indication], fitting: list[Indication], patient: Patient) -> tuple[str, ...]:
    if not covering:
        return ("no_indication",)
    if fitting:
        return ()
    if patient.skin_type is None:
        every_type = any(len(entry.skin_types) == 6 for entry in covering)
        return () if every_type else ("skin_type_unknown",)
    return ("skin_type",)


def _label_evidence(label: Label) -> Evidence:
    return label.min_age.evidence
