"""What a market's label says of a goal: whether it is covered, why not, and how deep it goes."""

from typing import Literal, NamedTuple

from app.planning.age import age_is_known
from app.planning.catalogue.evidence import Cited, Evidence
from app.planning.catalogue.labels import Indication, Label
from app.planning.catalogue.rulebook import Catalogue
from app.planning.catalogue.skin import SKIN_TYPES
from app.planning.opening import Goal, Patient

OffLabelCode = Literal["no_indication", "skin_type", "skin_type_unknown", "age_unknown"]


class OffLabel(NamedTuple):
    """One reason why the label does not cover a goal, as a sentence with its evidence."""

    code: OffLabelCode
    text: str
    evidence: Evidence


class LabelStanding(NamedTuple):
    """How a goal stands to the chosen label.

    `off_label` lists why it is not covered; empty: on label (a known age below the limit moves the start instead).
    `indications` cover the concern and area, `max_depth_mm` is the deepest of them.
    """

    label: str
    off_label: tuple[OffLabel, ...]
    indications: tuple[str, ...]
    max_depth_mm: Cited[float] | None

    @property
    def on_label(self) -> bool:
        """True where nothing speaks against it."""
        return not self.off_label


def standing_of(catalogue: Catalogue, code: str, goal: Goal, kind: str | None, patient: Patient) -> LabelStanding:
    """The goal's standing; an indication for a whole area covers the areas inside it, never the other way round."""
    label = catalogue.labels[code]
    above = catalogue.areas.ancestry(goal.area)
    covering = [entry for entry in label.indications if _covers(entry, goal.concern, kind, above)]
    fitting = [entry for entry in covering if patient.skin_type in entry.skin_types]
    chosen = fitting or covering
    depths = [entry.max_depth_mm for entry in chosen if entry.max_depth_mm is not None]
    return LabelStanding(
        label=code,
        off_label=_off_label(label, covering, fitting, patient),
        indications=tuple(entry.code for entry in chosen),
        max_depth_mm=max(depths, key=lambda depth: depth.value, default=None),
    )


def _covers(entry: Indication, concern: str, kind: str | None, above: tuple[str, ...]) -> bool:
    in_area = any(area in above for area in entry.areas)
    return entry.concern == concern and in_area and (not entry.kinds or kind in entry.kinds)


def _off_label(
    label: Label, covering: list[Indication], fitting: list[Indication], patient: Patient
) -> tuple[OffLabel, ...]:
    """Every reason; a use that no indication names needs no other."""
    if not covering:
        text = "No indication of the chosen label names this concern in this area; a clinician decides."
        return (OffLabel("no_indication", text, label.evidence),)
    return (*_not_for_skin_type(covering, fitting, patient), *_not_for_age(label, patient))


def _not_for_skin_type(covering: list[Indication], fitting: list[Indication], patient: Patient) -> tuple[OffLabel, ...]:
    evidence = covering[0].evidence
    if fitting:
        return ()
    if patient.skin_type is not None:
        text = f"The chosen label covers this use, but not for skin type {patient.skin_type}; a clinician decides."
        return (OffLabel("skin_type", text, evidence),)
    if any(len(entry.skin_types) == len(SKIN_TYPES) for entry in covering):
        return ()
    text = "The chosen label covers this use for some skin types alone, and the skin type is not known."
    return (OffLabel("skin_type_unknown", text, evidence),)


def _not_for_age(label: Label, patient: Patient) -> tuple[OffLabel, ...]:
    """An age that is not known is never taken for enough."""
    if age_is_known(patient):
        return ()
    text = f"The chosen label begins at {label.min_age.value} years, and the age is not known."
    return (OffLabel("age_unknown", text, label.min_age.evidence),)
