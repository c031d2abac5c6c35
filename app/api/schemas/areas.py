"""How an area goes over the wire."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from app.api.pages import Page
from app.api.schemas.evidence import CitedNumber, CodeOut, Codes, Note, Title, cited_number, cited_number_or_none
from app.planning.catalogue.areas import Area
from app.planning.catalogue.rulebook import Catalogue

RegionCode = Annotated[
    Literal["face", "neck", "body"], Field(description="The part of the body, as the rules divide it.")
]


class AreaDocument(TypedDict):
    """Where on the body, with its caps on needle depth (device setting, millimetres)."""

    object: Literal["area"]
    code: CodeOut
    title: Title
    parent: Annotated[str | None, Field(max_length=64, description="The area that contains it.")]
    children: Annotated[Codes, Field(description="The areas directly inside it.")]
    region: RegionCode
    treatable: Annotated[bool, Field(description="False: never needled.")]
    default_max_mm: Annotated[CitedNumber, Field(description="As deep as a plan proposes.")]
    hard_max_mm: Annotated[CitedNumber, Field(description="Refused above without a named clinician's override.")]
    hard_max_concerns: Annotated[Codes, Field(description="The hard cap holds for these only; empty: for all.")]
    label_max_mm: Annotated[CitedNumber | None, Field(description="The deepest that a label allows here.")]
    skin_female_mm: Annotated[CitedNumber | None, Field(description="Measured epidermis and dermis, women.")]
    skin_male_mm: Annotated[CitedNumber | None, Field(description="Measured epidermis and dermis, men.")]
    note: Note


class AreaList(Page[AreaDocument]):
    """A page of areas."""


def area_document(catalogue: Catalogue, area: Area) -> AreaDocument:
    """An area for the wire."""
    return {
        "object": "area",
        "code": area.code,
        "title": area.title,
        "parent": area.parent,
        "children": list(catalogue.areas.children(area.code)),
        "region": area.region,
        "treatable": area.treatable,
        "default_max_mm": cited_number(area.default_max_mm),
        "hard_max_mm": cited_number(area.hard_max_mm),
        "hard_max_concerns": list(area.hard_max_concerns),
        "label_max_mm": cited_number_or_none(area.label_max_mm),
        "skin_female_mm": cited_number_or_none(area.skin_female_mm),
        "skin_male_mm": cited_number_or_none(area.skin_male_mm),
        "note": area.note,
    }
