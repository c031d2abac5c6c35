"""What was done before, as a question says it: earlier sessions, in full or in short, and other procedures."""

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from app.api.schemas.words import CivilDay, Code, Reason, RequestModel
from app.planning.opening import GivenTreatment, PastProcedure

MAX_TREATMENTS = 8


class GivenTreatmentRequest(RequestModel):
    """What a session did for one concern; what is left out is not known and not held against it."""

    concern: Annotated[Code, Field(description="A code of `/v1/concerns`.", examples=["acne_scars"])]
    kind: Annotated[Code | None, Field(description="A kind of the concern, where one session treated several.")] = None
    area: Annotated[Code | None, Field(description="Where; left out: not known, so everywhere.")] = None
    depth_mm: Annotated[
        float | None, Field(gt=0, le=5, allow_inf_nan=False, description="Needle depth as set on the device.")
    ] = None
    endpoint: Annotated[
        Code | None, Field(description="The end point that was reached.", examples=["uniform_pinpoint_bleeding"])
    ] = None
    counts: Annotated[
        bool | None, Field(description="A clinician's decision; left out: the rules decide. Comes with a reason.")
    ] = None
    override_reason: Annotated[
        Reason | None, Field(description="Why a clinician decided on `counts`.", validate_default=True)
    ] = None

    @field_validator("override_reason")
    @classmethod
    def _decided_with_reason(cls, reason: str | None, read: ValidationInfo) -> str | None:
        if "counts" in read.data and (read.data["counts"] is None) != (reason is None):
            raise PydanticCustomError("override_incomplete", "A decision has a reason: counts and override_reason.")
        return reason

    def to_given(self) -> GivenTreatment:
        """The treatment as planning knows it."""
        return GivenTreatment(self.concern, self.area, self.depth_mm, self.endpoint, self.counts, self.kind)


class HistoryEntry(RequestModel):
    """An earlier microneedling session, or another procedure on a day (past, or arranged for a day to come)."""

    on: Annotated[CivilDay, Field(description="The day.", examples=["2026-10-01"])]
    procedure: Annotated[
        Code, Field(description="`microneedling` or a code of `/v1/procedures`.", examples=["botulinum_toxin"])
    ]
    area: Annotated[
        Code | None, Field(description="Where; left out: not known, so everywhere.", examples=["forehead"])
    ] = None
    concern: Annotated[Code | None, Field(description="What an earlier needling treated; such sessions count.")] = None
    treatments: Annotated[
        list[GivenTreatmentRequest],
        Field(
            default_factory=list,
            min_length=1,
            max_length=MAX_TREATMENTS,
            description="A session in full, in place of `area` and `concern`: what it did for each concern.",
        ),
    ]

    def to_procedure(self) -> PastProcedure:
        """The entry as planning knows it."""
        treatments = tuple([treatment.to_given() for treatment in self.treatments])
        return PastProcedure(self.on, self.procedure, self.area, self.concern, treatments)
