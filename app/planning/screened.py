"""What a screening says: the verdict, and each thing that led to it."""

from datetime import date
from typing import Literal, NamedTuple

from app.planning.calendar import Block
from app.planning.catalogue.evidence import Evidence
from app.planning.catalogue.questions import EffectKind

Result = Literal["cleared", "cleared_with_conditions", "deferred", "contraindicated", "incomplete"]


class Screened(NamedTuple):
    """One thing a rule says about this patient: what it does, where (areas of goals), and until which day.

    `until` is the first day on which it no longer holds, None: not known or without end. `open_ended`: it lasts until
    the finding has ended, so `until` is the earliest that it can be.
    """

    code: str
    effect: EffectKind
    areas: tuple[str, ...]
    until: date | None
    open_ended: bool
    overridable: bool
    overridden: bool
    text: str
    evidence: Evidence


class Screening(NamedTuple):
    """The verdict with all that led to it; `unanswered` are codes of open questions, `blocks` bind the planner."""

    result: Result
    valid_until: date
    deferred_until: date | None
    unanswered: tuple[str, ...]
    findings: tuple[Screened, ...]
    blocks: tuple[Block, ...]


class Said(NamedTuple):
    """What one rule contributes: the statement, and the days that it blocks, if any."""

    screened: Screened
    block: Block | None
