"""What is asked before needling, and what an answer does."""

from dataclasses import dataclass, field
from typing import Literal

from app.planning.catalogue.areas import Region
from app.planning.catalogue.evidence import Cited, Evidence, weakest

EffectKind = Literal["contraindicated", "deferral", "sign_off", "avoid_site", "no_topical_anaesthetic", "advice"]
EFFECT_KINDS: tuple[EffectKind, ...] = (
    "contraindicated", "deferral", "sign_off", "avoid_site", "no_topical_anaesthetic", "advice",
)  # fmt: skip
Where = Literal["area", "region", "body"]
"""How far a finding reaches from the areas that it names: no farther, through their whole region, or everywhere."""
QuestionKind = Literal["skin", "condition", "medicine", "allergy", "procedure", "exposure", "patient"]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a present finding does.

    `when`: `current` acts while the finding lasts, `ended` acts after the day it ended, `always` in both cases.
    `days` extends it: a deferral lasts until that many days after the finding ended (or after `as_of` while it lasts);
    a sign-off or contraindication after the end is needed only inside these days; None: without limit.
    `counts_from` is the day that the days count from. `regions`: on goals of these regions only; empty: on all.
    `overridable`: a clinician may lift a contraindication to a sign-off by giving a reason. `until_evidence` stands
    behind a day that the days lead to: the weaker of the two bases, the sources of both, the note of the days.
    """

    kind: EffectKind
    when: Literal["current", "ended", "always"]
    days: Cited[int] | None
    counts_from: Literal["ended_on", "started_on"]
    regions: tuple[Region, ...]
    overridable: bool
    text: str
    evidence: Evidence
    until_evidence: Evidence = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        of_days = self.evidence if self.days is None else self.days.evidence
        both = weakest((self.evidence, of_days))._replace(note=of_days.note)
        object.__setattr__(self, "until_evidence", both)


@dataclass(frozen=True, slots=True)
class Question:
    """One question a front end can render; its code is the code of the finding that answers it.

    `where`: `area` matters only in the areas that the finding names (all, when it names none), `region` in the whole
    region of these areas, `body` everywhere. `concerns` and `regions` say for which goals it matters; empty: for all.
    `rows` are the rows of the evidence table.
    """

    code: str
    kind: QuestionKind
    text: str
    help: str
    where: Where
    concerns: tuple[str, ...]
    regions: tuple[Region, ...]
    effects: tuple[Effect, ...]
    rows: tuple[str, ...]

    @property
    def can_change_verdict(self) -> bool:
        """True where an answer could change the verdict, so that leaving it open makes the screening incomplete."""
        return any(effect.kind != "advice" for effect in self.effects)


@dataclass(frozen=True, slots=True)
class AgeLimits:
    """Below `refuse_below` years needling is refused; below `sign_off_below` a clinician signs."""

    refuse_below: Cited[int]
    sign_off_below: Cited[int]
    refuse_text: str
    sign_off_text: str


@dataclass(frozen=True, slots=True)
class NoRule:
    """Something that was looked into and deliberately has no rule."""

    code: str
    text: str
    evidence: Evidence
