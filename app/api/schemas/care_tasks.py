"""How a care task goes over the wire."""

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from app.api.pages import Page
from app.api.schemas.evidence import BasisCode, CodeOut, Note, Sentence, SourceKeys, cited_number_or_none
from app.planning.catalogue.care import CareTask


class CareTaskDocument(TypedDict):
    """A task around a session; day 0 is the session."""

    object: Literal["care_task"]
    code: CodeOut
    day_offset: Annotated[int, Field(ge=-365, le=365)]
    until_day_offset: Annotated[int, Field(ge=-365, le=365)]
    hours: Annotated[str, Field(max_length=100)]
    text: Sentence
    role: Literal["patient", "clinician", "prescriber"]
    optional: bool
    basis: BasisCode
    sources: SourceKeys
    note: Note
    when: NotRequired[Annotated[dict[str, object], Field(description="For whom; left out: for everybody.")]]


class CareTaskList(Page[CareTaskDocument]):
    """A page of care tasks."""


def care_task_document(task: CareTask) -> CareTaskDocument:
    """A care task for the wire."""
    conditions = {
        "skin_types": list(task.skin_types),
        "or_pigment_concern": task.pigment_or_skin_types,
        "findings": list(task.findings),
        "regions": list(task.regions),
        "or_deeper_than_mm": cited_number_or_none(task.or_deeper_than_mm),
        "sensitive_skin_only": task.sensitive_only,
        "not_sensitive_skin": task.not_sensitive,
        "first_session_only": task.first_session_only,
        "needs_anaesthetic": task.needs_anaesthetic,
    }
    document: CareTaskDocument = {
        "object": "care_task",
        "code": task.code,
        "day_offset": task.day_offset,
        "until_day_offset": task.until_day_offset,
        "hours": task.hours,
        "text": task.text,
        "role": task.role,
        "optional": task.optional,
        "basis": task.evidence.basis,
        "sources": list(task.evidence.sources),
        "note": task.evidence.note,
    }
    met = {name: value for name, value in conditions.items() if value}
    if met:
        document["when"] = met
    return document
