"""sources.toml: the evidence."""

from typing import Annotated, Literal

from pydantic import Field

from app.planning.catalogue.evidence import Source
from app.rules.schema.words import Code, FileModel, SourceKey, Text


class SourceEntry(FileModel):
    """One `[[sources]]` of sources.toml; the optional keys are the columns of the table of sources."""

    key: SourceKey
    kind: Literal["label", "regulation", "guideline", "review", "trial", "expert", "measurement", "page"]
    title: Text
    author: str = ""
    year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    published_in: str = ""
    address: Annotated[str, Field(min_length=3)]
    reading: Literal["read", "abstract", "unverified"]
    facts: dict[Code, str] = {}

    def to_source(self) -> Source:
        """The source as planning holds it."""
        facts = tuple(self.facts.items())
        return Source(
            self.key,
            self.kind,
            self.title,
            self.author,
            self.year,
            self.published_in,
            self.address,
            self.reading,
            facts,
        )


class SourcesFile(FileModel):
    """sources.toml."""

    sources: Annotated[list[SourceEntry], Field(min_length=1)]
