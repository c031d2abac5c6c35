"""What a market's device labels cover."""

from dataclasses import dataclass

from app.planning.catalogue.evidence import Cited, Evidence


@dataclass(frozen=True, slots=True)
class Indication:
    """One cleared use: a concern (some kinds of it; empty: all) in some areas, for some skin types, to some depth."""

    code: str
    text: str
    concern: str
    kinds: tuple[str, ...]
    areas: tuple[str, ...]
    skin_types: tuple[str, ...]
    max_depth_mm: Cited[float] | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Label:
    """The labels of one market; `min_age` in years, `evidence`: that they cover these indications and no others."""

    code: str
    title: str
    min_age: Cited[int]
    indications: tuple[Indication, ...]
    adjuncts_text: str
    adjuncts_evidence: Evidence
    evidence: Evidence
