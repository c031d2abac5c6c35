"""Which edition of the rules answers."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from app.planning.catalogue.rulebook import Catalogue


class RulesetVersion(TypedDict):
    """The edition of the rules that answers."""

    version: Annotated[str, Field(max_length=64)]
    digest: Annotated[str, Field(description="Over the content of every file of the rules.", max_length=80)]
    title: Annotated[str, Field(max_length=300)]


def ruleset_version(catalogue: Catalogue) -> RulesetVersion:
    """The edition of a catalogue, for the wire."""
    return {"version": catalogue.version, "digest": catalogue.digest, "title": catalogue.title}
