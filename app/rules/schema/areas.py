"""areas.toml: the tree of areas with its caps."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from app.planning.catalogue.areas import Area
from app.rules.schema.words import Code, FileModel, Millimetres, RegionCode, Text, mm_or_none


class AreaEntry(FileModel):
    """One `[[areas]]` of areas.toml."""

    code: Code
    title: Text
    parent: Code | None = None
    region: RegionCode
    default_max_mm: Millimetres
    hard_max_mm: Millimetres
    hard_max_concerns: list[Code] = []
    label_max_mm: Millimetres | None = None
    skin_female_mm: Millimetres | None = None
    skin_male_mm: Millimetres | None = None
    note: str = ""

    @model_validator(mode="after")
    def caps_in_order(self) -> Self:
        """The default cap lies within the hard one."""
        if not 0 <= self.default_max_mm.value <= self.hard_max_mm.value:
            raise ValueError("default_max_mm must lie between 0 and hard_max_mm")
        return self

    def to_area(self) -> Area:
        """The area as planning holds it."""
        return Area(
            code=self.code,
            title=self.title,
            parent=self.parent,
            region=self.region,
            default_max_mm=self.default_max_mm.cited(),
            hard_max_mm=self.hard_max_mm.cited(),
            hard_max_concerns=tuple(self.hard_max_concerns),
            label_max_mm=mm_or_none(self.label_max_mm),
            skin_female_mm=mm_or_none(self.skin_female_mm),
            skin_male_mm=mm_or_none(self.skin_male_mm),
            note=self.note,
        )


class AreasFile(FileModel):
    """areas.toml."""

    areas: Annotated[list[AreaEntry], Field(min_length=1)]
