"""How an outcome is measured."""

from dataclasses import dataclass
from typing import Literal

from app.planning.catalogue.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Scale:
    """An outcome scale with its range, both ends included; `higher_is` says what a higher value means.

    `concerns` it is used for; empty: any. `raters` who may score it.
    """

    code: str
    title: str
    concerns: tuple[str, ...]
    min: float
    max: float
    step: float
    higher_is: Literal["worse", "better", "neither"]
    raters: tuple[str, ...]
    text: str
    evidence: Evidence
