"""How another procedure and its washout go over the wire."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from app.api.pages import Page
from app.api.schemas.areas import RegionCode
from app.api.schemas.evidence import CitedDays, CodeOut, Codes, Note, Title, cited_days, cited_days_or_none
from app.planning.catalogue.procedures import Procedure


class ProcedureDocument(TypedDict):
    """Another procedure and its washout."""

    object: Literal["procedure"]
    code: CodeOut
    title: Title
    days_before: Annotated[CitedDays, Field(description="Needling waits so long after it.")]
    days_after: Annotated[CitedDays | None, Field(description="It waits so long after needling.")]
    sign_off: Annotated[str, Field(max_length=2000, description="What a clinician agrees to as well; empty: nothing.")]
    sign_off_days: Annotated[CitedDays | None, Field(description="How long after it; null: as long as needling waits.")]
    where: Annotated[
        Literal["area", "region"],
        Field(description="`region`: it acts beyond the area where it was done, in its regions."),
    ]
    regions: Annotated[list[RegionCode], Field(max_length=3)]
    except_concerns: Annotated[Codes, Field(description="Goals of these concerns it says nothing to.")]
    note: Note


class ProcedureList(Page[ProcedureDocument]):
    """A page of procedures."""


def procedure_document(procedure: Procedure) -> ProcedureDocument:
    """A procedure for the wire."""
    return {
        "object": "procedure",
        "code": procedure.code,
        "title": procedure.title,
        "days_before": cited_days(procedure.days_before),
        "days_after": cited_days_or_none(procedure.days_after),
        "sign_off": procedure.sign_off,
        "sign_off_days": cited_days_or_none(procedure.sign_off_days),
        "where": procedure.where,
        "regions": list(procedure.regions),
        "except_concerns": list(procedure.except_concerns),
        "note": procedure.note,
    }
