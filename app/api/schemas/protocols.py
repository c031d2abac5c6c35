"""How a protocol goes over the wire: every number with its own evidence."""

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from app.api.pages import Page
from app.api.schemas.bands import BandDocument, band_document
from app.api.schemas.evidence import CodeOut, Codes, Days, Millimetres, Note, Title
from app.planning.catalogue.protocols import Protocol
from app.planning.catalogue.skin import SkinType
from app.planning.effective import Effective


class EffectiveDocument(TypedDict):
    """One band in one area as it holds for the skin type that was asked about."""

    area: CodeOut
    severity: CodeOut
    kind: Annotated[str | None, Field(max_length=64)]
    absolute_min_days: Days
    min_days: Days
    target_days: Days
    late_after_days: Days
    lapse_after_days: Days
    max_depth_mm: Millimetres
    first_session_max_depth_mm: Millimetres
    bound_by: CodeOut


class SkinTypeDocument(TypedDict):
    """The protocol as it holds for one skin type."""

    skin_type: Literal["I", "II", "III", "IV", "V", "VI"]
    bands: Annotated[list[EffectiveDocument], Field(max_length=500)]


class ProtocolDocument(TypedDict):
    """The cited rules for one concern in some areas."""

    object: Literal["protocol"]
    code: CodeOut
    version: CodeOut
    digest: Annotated[str, Field(max_length=80)]
    title: Title
    concern: CodeOut
    kinds: Codes
    areas: Codes
    bands: Annotated[list[BandDocument], Field(max_length=30)]
    note: Note
    for_skin_type: NotRequired[SkinTypeDocument]


class ProtocolList(Page[ProtocolDocument]):
    """A page of protocols."""


def protocol_document(protocol: Protocol) -> ProtocolDocument:
    """A protocol for the wire."""
    return {
        "object": "protocol",
        "code": protocol.code,
        "version": protocol.version,
        "digest": protocol.digest,
        "title": protocol.title,
        "concern": protocol.concern,
        "kinds": list(protocol.kinds),
        "areas": list(protocol.areas),
        "bands": [band_document(band) for band in protocol.bands],
        "note": protocol.note,
    }


def skin_type_document(skin_type: SkinType, bands: tuple[Effective, ...]) -> SkinTypeDocument:
    """The bands as they hold for a skin type."""
    return {
        "skin_type": skin_type,
        "bands": [
            {
                "area": one.area,
                "severity": one.severity,
                "kind": one.kind,
                "absolute_min_days": one.absolute_min_days,
                "min_days": one.step.min,
                "target_days": one.step.target,
                "late_after_days": one.step.late_after,
                "lapse_after_days": one.step.lapse_after,
                "max_depth_mm": one.max_depth_mm,
                "first_session_max_depth_mm": one.first_session_max_depth_mm,
                "bound_by": one.bound_by,
            }
            for one in bands
        ],
    }
