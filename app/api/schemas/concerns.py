"""How a concern goes over the wire."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from app.api.pages import Page
from app.api.schemas.evidence import BasisCode, CodeOut, Codes, Note, Sentence, SourceKeys, Title
from app.planning.catalogue.protocols import Concern
from app.planning.catalogue.rulebook import Catalogue


class KindDocument(TypedDict):
    """A form of a concern that changes the protocol."""

    code: CodeOut
    title: Title
    pigment: Annotated[bool, Field(description="Its depth and end point win in a combined session.")]
    note: Note


class CodingDocument(TypedDict):
    """The concern in a public code system."""

    system: Annotated[str, Field(max_length=200)]
    code: Annotated[str, Field(max_length=32)]
    display: Title
    basis: BasisCode
    sources: SourceKeys
    note: Note


class ConcernDocument(TypedDict):
    """What can bring a patient."""

    object: Literal["concern"]
    code: CodeOut
    title: Title
    description: Sentence
    pigment: Annotated[bool, Field(description="Its depth and end point win in a combined session.")]
    kinds: Annotated[list[KindDocument], Field(max_length=20)]
    codings: Annotated[list[CodingDocument], Field(max_length=20)]
    protocols: Annotated[Codes, Field(description="Codes of the protocols that treat it.")]
    basis: BasisCode
    sources: SourceKeys
    note: Note


class ConcernList(Page[ConcernDocument]):
    """A page of concerns."""


def concern_document(catalogue: Catalogue, concern: Concern) -> ConcernDocument:
    """A concern for the wire."""
    return {
        "object": "concern",
        "code": concern.code,
        "title": concern.title,
        "description": concern.description,
        "pigment": concern.pigment,
        "kinds": [
            {"code": kind.code, "title": kind.title, "pigment": kind.pigment, "note": kind.note}
            for kind in concern.kinds
        ],
        "codings": [
            {
                "system": coding.system,
                "code": coding.code,
                "display": coding.display,
                "basis": coding.evidence.basis,
                "sources": list(coding.evidence.sources),
                "note": coding.evidence.note,
            }
            for coding in concern.codings
        ],
        "protocols": [protocol.code for protocol in catalogue.protocols.values() if protocol.concern == concern.code],
        "basis": concern.evidence.basis,
        "sources": list(concern.evidence.sources),
        "note": concern.evidence.note,
    }
