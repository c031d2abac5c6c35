"""How the device labels of a market go over the wire."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from app.api.pages import Page
from app.api.schemas.evidence import (
    BasisCode,
    CitedNumber,
    CitedText,
    CitedYears,
    CodeOut,
    Codes,
    Note,
    Sentence,
    SourceKeys,
    Title,
    cited_number_or_none,
    cited_text,
    cited_years,
)
from app.api.schemas.words import SkinTypeCode
from app.planning.catalogue.labels import Indication, Label


class IndicationDocument(TypedDict):
    """One cleared use of a device: a concern in some areas, for some skin types, to some depth."""

    code: CodeOut
    text: Sentence
    concern: CodeOut
    kinds: Annotated[Codes, Field(description="Cleared for these kinds of the concern; empty: for all.")]
    areas: Annotated[Codes, Field(description="Cleared here and in every area inside.")]
    skin_types: Annotated[list[SkinTypeCode], Field(max_length=6)]
    max_depth_mm: Annotated[
        CitedNumber | None, Field(description="The deepest that is cleared; null: the caps of the area hold.")
    ]
    basis: BasisCode
    sources: SourceKeys
    note: Note


class LabelDocument(TypedDict):
    """What the device labels of one market cover; a goal outside every indication is off label there."""

    object: Literal["label"]
    code: CodeOut
    title: Title
    min_age: CitedYears
    indications: Annotated[list[IndicationDocument], Field(max_length=100)]
    adjuncts: Annotated[CitedText, Field(description="What the labels say of products applied with needling.")]
    basis: Annotated[BasisCode, Field(description="What it rests on that there is no other indication.")]
    sources: SourceKeys
    note: Note


class LabelList(Page[LabelDocument]):
    """A page of labels."""


def label_document(label: Label) -> LabelDocument:
    """The labels of a market for the wire."""
    return {
        "object": "label",
        "code": label.code,
        "title": label.title,
        "min_age": cited_years(label.min_age),
        "indications": [_indication(one) for one in label.indications],
        "adjuncts": cited_text(label.adjuncts_text, label.adjuncts_evidence),
        "basis": label.evidence.basis,
        "sources": list(label.evidence.sources),
        "note": label.evidence.note,
    }


def _indication(one: Indication) -> IndicationDocument:
    return {
        "code": one.code,
        "text": one.text,
        "concern": one.concern,
        "kinds": list(one.kinds),
        "areas": list(one.areas),
        "skin_types": list(one.skin_types),  # type: ignore[arg-type]
        "max_depth_mm": cited_number_or_none(one.max_depth_mm),
        "basis": one.evidence.basis,
        "sources": list(one.evidence.sources),
        "note": one.evidence.note,
    }
