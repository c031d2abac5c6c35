"""A screening as it goes over the wire, alone or inside a plan."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from app.api.schemas.evidence import BasisCode, CodeOut, Codes, Sentence, SourceKeys
from app.api.schemas.questions import QuestionDocument, question_document
from app.api.schemas.ruleset import RulesetVersion, ruleset_version
from app.planning.catalogue.asked import Questionnaire
from app.planning.catalogue.questions import EffectKind
from app.planning.catalogue.rulebook import Catalogue
from app.planning.screened import Result, Screened, Screening


class ScreenedDocument(TypedDict):
    """One thing that a rule says about this patient."""

    code: CodeOut
    effect: EffectKind
    areas: Annotated[Codes, Field(description="The areas of goals that it touches.")]
    until: Annotated[
        date | None, Field(description="The first day on which it no longer holds; null: not known, or never.")
    ]
    open_ended: Annotated[
        bool, Field(description="It lasts: `until` takes it to end on `as_of`, and cannot be earlier.")
    ]
    overridable: Annotated[bool, Field(description="A clinician may lift it with a reason.")]
    overridden: Annotated[bool, Field(description="A clinician did.")]
    text: Sentence
    basis: BasisCode
    sources: SourceKeys


class ScreeningDocument(TypedDict):
    """The verdict. A question that is not answered is never taken for "no"."""

    result: Result
    valid_until: Annotated[date, Field(description="The last day on which the first session may rest on it.")]
    deferred_until: Annotated[date | None, Field(description="The last deferral whose end is known.")]
    unanswered: Annotated[Codes, Field(description="Codes of open questions; see /v1/screening-questions.")]
    findings: Annotated[list[ScreenedDocument], Field(max_length=1000)]


class ScreeningPreviewDocument(TypedDict):
    """A computed screening; nothing is stored."""

    object: Literal["screening_preview"]
    as_of: Annotated[date, Field(description="Today, as the screening sees it.")]
    ruleset: RulesetVersion
    engine_version: CodeOut
    screening: ScreeningDocument
    questions: Annotated[
        list[QuestionDocument], Field(max_length=200, description="The questions that are still open.")
    ]


def screening_preview(
    catalogue: Catalogue, engine_version: str, as_of: date, verdict: tuple[Screening, Questionnaire]
) -> ScreeningPreviewDocument:
    """The document of a screening preview, with the open questions ready to be rendered."""
    screening, asked = verdict
    still_open = set(screening.unanswered)
    return {
        "object": "screening_preview",
        "as_of": as_of,
        "ruleset": ruleset_version(catalogue),
        "engine_version": engine_version,
        "screening": screening_result(screening),
        "questions": [question_document(catalogue, one) for one in asked.asked if one.code in still_open],
    }


def screening_result(screening: Screening) -> ScreeningDocument:
    """The verdict for the wire."""
    return {
        "result": screening.result,
        "valid_until": screening.valid_until,
        "deferred_until": screening.deferred_until,
        "unanswered": list(screening.unanswered),
        "findings": [_finding(one) for one in screening.findings],
    }


def _finding(one: Screened) -> ScreenedDocument:
    return {
        "code": one.code,
        "effect": one.effect,
        "areas": list(one.areas),
        "until": one.until,
        "open_ended": one.open_ended,
        "overridable": one.overridable,
        "overridden": one.overridden,
        "text": one.text,
        "basis": one.evidence.basis,
        "sources": list(one.evidence.sources),
    }
