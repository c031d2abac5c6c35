"""protocols/<code>.toml: the cited rules for one concern in some areas."""

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from app.planning.catalogue.protocols import Protocol
from app.rules.schema.bands import BandEntry
from app.rules.schema.words import Code, Codes, FileModel, Text

ProtocolCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=64)]


class ProtocolFile(FileModel):
    """protocols/<code>.toml."""

    code: ProtocolCode
    title: Text
    concern: Code
    kinds: Codes = []
    areas: Annotated[Codes, Field(min_length=1)]
    note: str = ""
    bands: Annotated[list[BandEntry], Field(min_length=1)]

    @field_validator("bands")
    @classmethod
    def bands_do_not_repeat(cls, bands: list[BandEntry], info: ValidationInfo) -> list[BandEntry]:
        """At most one band for a severity and a kind; a band's kind is one of the protocol's."""
        seen = [(severity, band.kind) for band in bands for severity in band.severities]
        if len(seen) != len(set(seen)):
            raise ValueError("two bands answer the same severity and kind")
        strangers = {band.kind for band in bands if band.kind is not None} - set(info.data.get("kinds", ()))
        if strangers:
            raise ValueError(f"bands name kinds that the protocol does not list: {', '.join(sorted(strangers))}")
        return bands

    def to_protocol(self, version: str, digest: str) -> Protocol:
        """The protocol as planning holds it."""
        return Protocol(
            code=self.code,
            version=version,
            digest=digest,
            title=self.title,
            concern=self.concern,
            kinds=tuple(self.kinds),
            areas=tuple(self.areas),
            bands=tuple(band for entry in self.bands for band in entry.to_bands()),
            note=self.note,
        )
