"""How a session goes over the wire: its treatments and the care around it."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from app.api.schemas.dates import DatesDocument, Day, WarningDocument
from app.api.schemas.evidence import BasisCode, CodeOut, Days, Millimetres, Sentence, SourceKeys
from app.planning.catalogue.evidence import Cited
from app.planning.session import Timing
from app.planning.treatment import DepthRange, Treatment


class ZoneDocument(TypedDict):
    """An area inside the treated one that allows less; 0: do not needle there."""

    area: CodeOut
    max: Millimetres
    bound_by: CodeOut


class TreatmentDepthDocument(TypedDict):
    """How deep, as device setting in millimetres."""

    min: Millimetres
    max: Millimetres
    bound_by: Annotated[str, Field(max_length=64, description="What bound `max`: protocol, area, skin_type, label ...")]
    bound_by_goal_id: Annotated[str, Field(max_length=16, description="The goal whose cap it is.")]
    confirm_up_to: Annotated[float | None, Field(ge=0, le=3, description="With a clinician's confirmation.")]
    override_up_to: Annotated[float | None, Field(ge=0, le=3, description="With a named clinician's override.")]
    zones: Annotated[list[ZoneDocument], Field(max_length=40)]
    basis: BasisCode
    sources: SourceKeys


class AdjunctDocument(TypedDict):
    """Something studied for use in the same session."""

    code: CodeOut
    text: Sentence
    off_label: bool
    basis: BasisCode
    sources: SourceKeys


class TreatmentDocument(TypedDict):
    """One goal's share of a session."""

    goal_id: Annotated[str, Field(max_length=16)]
    step: Annotated[int, Field(ge=1, le=99)]
    of: Annotated[int, Field(ge=1, le=99)]
    area: CodeOut
    depth_mm: TreatmentDepthDocument
    endpoint: CodeOut
    endpoint_basis: BasisCode
    endpoint_sources: SourceKeys
    adjuncts: Annotated[list[AdjunctDocument], Field(max_length=20)]


class CareDocument(TypedDict):
    """A task before, on or after the day."""

    code: CodeOut
    day_offset: Annotated[int, Field(ge=-365, le=365)]
    on: Day
    until_on: Day
    hours: Annotated[str, Field(max_length=100)]
    text: Sentence
    role: Literal["patient", "clinician", "prescriber"]
    optional: bool
    basis: BasisCode
    sources: SourceKeys


class DowntimeDocument(TypedDict):
    """Days from a session to back to normal, by its deepest setting."""

    days: Days
    basis: BasisCode
    sources: SourceKeys


class SessionDocument(TypedDict):
    """One treatment day."""

    number: Annotated[int, Field(ge=1, le=99)]
    state: Literal["planned"]
    timing: Timing
    dates: DatesDocument
    treatments: Annotated[list[TreatmentDocument], Field(max_length=20)]
    care: Annotated[list[CareDocument], Field(max_length=200)]
    back_to_normal_on: Day
    downtime: DowntimeDocument
    warnings: Annotated[list[WarningDocument], Field(max_length=20)]


def treatment_document(treatment: Treatment, adjuncts: list[AdjunctDocument]) -> TreatmentDocument:
    """A goal's share of a session; `adjuncts` are its own, as they go over the wire."""
    return {
        "goal_id": treatment.goal_id,
        "step": treatment.step,
        "of": treatment.of,
        "area": treatment.area,
        "depth_mm": _depth(treatment.depth),
        "endpoint": treatment.endpoint,
        "endpoint_basis": treatment.endpoint_evidence.basis,
        "endpoint_sources": list(treatment.endpoint_evidence.sources),
        "adjuncts": adjuncts,
    }


def _depth(depth: DepthRange) -> TreatmentDepthDocument:
    return {
        "min": depth.min_mm,
        "max": depth.max_mm,
        "bound_by": depth.bound_by,
        "bound_by_goal_id": depth.bound_by_goal_id,
        "confirm_up_to": depth.confirm_mm,
        "override_up_to": depth.override_mm,
        "zones": [{"area": area, "max": max_mm, "bound_by": bound_by} for area, max_mm, bound_by in depth.zones],
        "basis": depth.evidence.basis,
        "sources": list(depth.evidence.sources),
    }


def downtime_document(downtime: Cited[int]) -> DowntimeDocument:
    """The downtime of a session for the wire."""
    return {
        "days": downtime.value,
        "basis": downtime.evidence.basis,
        "sources": list(downtime.evidence.sources),
    }
