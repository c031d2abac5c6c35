"""How a source goes over the wire."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from app.api.pages import Page
from app.api.schemas.evidence import CodeOut, Title
from app.planning.catalogue.evidence import Source


class SourceDocument(TypedDict):
    """One publication, label, registration or page."""

    object: Literal["source"]
    key: CodeOut
    kind: CodeOut
    title: Title
    author: Annotated[str, Field(max_length=200)]
    year: Annotated[int | None, Field(ge=1900, le=2100)]
    published_in: Annotated[str, Field(max_length=300)]
    address: Annotated[str, Field(max_length=500, description="DOI, web address or citation.")]
    reading: Annotated[Literal["read", "abstract", "unverified"], Field(description="How much of it was read.")]
    facts: Annotated[dict[str, str], Field(description="What the table of sources records about it.")]


class SourceList(Page[SourceDocument]):
    """A page of sources."""


def source_document(source: Source) -> SourceDocument:
    """A source for the wire."""
    return {
        "object": "source",
        "key": source.key,
        "kind": source.kind,
        "title": source.title,
        "author": source.author,
        "year": source.year,
        "published_in": source.published_in,
        "address": source.address,
        "reading": source.reading,  # type: ignore[typeddict-item]
        "facts": dict(source.facts),
    }
