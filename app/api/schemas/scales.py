"""How an outcome scale goes over the wire."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from app.api.pages import Page
from app.api.schemas.evidence import BasisCode, CodeOut, Codes, Note, Sentence, SourceKeys, Title
from app.planning.catalogue.scales import Scale


class ScaleDocument(TypedDict):
    """An outcome scale with its range, both ends included."""

    object: Literal["outcome_scale"]
    code: CodeOut
    title: Title
    concerns: Annotated[Codes, Field(description="Used for these; empty: for any.")]
    min: float
    max: float
    step: float
    higher_is: Literal["worse", "better", "neither"]
    raters: Codes
    text: Sentence
    basis: BasisCode
    sources: SourceKeys
    note: Note


class ScaleList(Page[ScaleDocument]):
    """A page of outcome scales."""


def scale_document(scale: Scale) -> ScaleDocument:
    """An outcome scale for the wire."""
    return {
        "object": "outcome_scale",
        "code": scale.code,
        "title": scale.title,
        "concerns": list(scale.concerns),
        "min": scale.min,
        "max": scale.max,
        "step": scale.step,
        "higher_is": scale.higher_is,
        "raters": list(scale.raters),
        "text": scale.text,
        "basis": scale.evidence.basis,
        "sources": list(scale.evidence.sources),
        "note": scale.evidence.note,
    }
