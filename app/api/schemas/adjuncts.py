"""How what was studied for the same session goes over the wire."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from app.api.pages import Page
from app.api.schemas.areas import RegionCode
from app.api.schemas.evidence import BasisCode, CodeOut, Codes, Note, Sentence, SourceKeys, Title
from app.planning.catalogue.procedures import Adjunct


class AdjunctRuleDocument(TypedDict):
    """Something studied for use in the same session, and for whom."""

    object: Literal["adjunct"]
    code: CodeOut
    title: Title
    concerns: Codes
    kinds: Annotated[Codes, Field(description="Only for these kinds of the concerns; empty: for all.")]
    regions: Annotated[list[RegionCode], Field(max_length=3, description="Only in these regions; empty: in all.")]
    off_label: bool
    acid: Annotated[bool, Field(description="True: not for sensitive skin.")]
    text: Sentence
    basis: BasisCode
    sources: SourceKeys
    note: Note


class AdjunctRuleList(Page[AdjunctRuleDocument]):
    """A page of adjuncts."""


def adjunct_rule_document(adjunct: Adjunct) -> AdjunctRuleDocument:
    """An adjunct for the wire."""
    return {
        "object": "adjunct",
        "code": adjunct.code,
        "title": adjunct.title,
        "concerns": list(adjunct.concerns),
        "kinds": list(adjunct.kinds),
        "regions": list(adjunct.regions),
        "off_label": adjunct.off_label,
        "acid": adjunct.acid,
        "text": adjunct.text,
        "basis": adjunct.evidence.basis,
        "sources": list(adjunct.evidence.sources),
        "note": adjunct.evidence.note,
    }
