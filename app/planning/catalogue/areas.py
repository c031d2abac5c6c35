"""Where on the body: a tree of areas, each with its caps on needle depth."""

from dataclasses import dataclass
from typing import Literal

from app.planning.catalogue.evidence import Cited

Region = Literal["face", "neck", "body"]


@dataclass(frozen=True, slots=True)
class Area:
    """One area. Depths are device settings in millimetres.

    `default_max_mm` is as deep as a plan proposes; `hard_max_mm` is refused above without a named clinician's override
    and, where `hard_max_concerns` is not empty, holds for these concerns only (for others the default is the hard one).
    `label_max_mm` is the deepest that a label of this kind of device allows here; None: no label speaks of this area.
    """

    code: str
    title: str
    parent: str | None
    region: Region
    default_max_mm: Cited[float]
    hard_max_mm: Cited[float]
    hard_max_concerns: tuple[str, ...]
    label_max_mm: Cited[float] | None
    skin_female_mm: Cited[float] | None
    skin_male_mm: Cited[float] | None
    note: str

    @property
    def treatable(self) -> bool:
        """False where needling is refused altogether, such as the lids inside the orbital rim."""
        return self.default_max_mm.value > 0
