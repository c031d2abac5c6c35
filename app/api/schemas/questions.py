"""How a screening question goes over the wire, whoever asks it."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from app.api.pages import Page
from app.api.schemas.areas import RegionCode
from app.api.schemas.evidence import (
    BasisCode,
    CitedDays,
    CodeOut,
    Codes,
    Note,
    Sentence,
    SourceKeys,
    cited_days,
    cited_days_or_none,
)
from app.planning.catalogue.asked import Asked
from app.planning.catalogue.evidence import Cited
from app.planning.catalogue.procedures import Procedure
from app.planning.catalogue.questions import Question
from app.planning.catalogue.rulebook import Catalogue
from app.planning.opening import MICRONEEDLING


class EffectDocument(TypedDict):
    """What a present finding does."""

    effect: CodeOut
    when: Annotated[
        Literal["current", "ended", "always"], Field(description="While it lasts, after it ended, or both.")
    ]
    days: Annotated[CitedDays | None, Field(description="How long it acts beyond the day it counts from.")]
    counts_from: Literal["ended_on", "started_on"]
    regions: Annotated[list[RegionCode], Field(max_length=3, description="On goals of these regions; empty: on all.")]
    overridable: Annotated[bool, Field(description="A clinician may go on with a reason (`override_reason`).")]
    text: Sentence
    basis: BasisCode
    sources: SourceKeys
    note: Note


class QuestionDocument(TypedDict):
    """One question to render; its code is the code of the finding, procedure or patient fact that answers it."""

    object: Literal["screening_question"]
    code: CodeOut
    kind: CodeOut
    answered_in: Annotated[
        Literal["patient", "findings", "history"], Field(description="The member of a preview's body that answers it.")
    ]
    text: Sentence
    help: Annotated[str, Field(max_length=2000)]
    where: Annotated[
        Literal["area", "region", "body"],
        Field(description="How far it matters: in the areas that are named, in their whole region, or anywhere."),
    ]
    concerns: Annotated[Codes, Field(description="Asked for these concerns; empty: for all.")]
    regions: Annotated[list[RegionCode], Field(max_length=3, description="Asked for these regions; empty: for all.")]
    can_change_verdict: Annotated[bool, Field(description="Left open, it leaves the screening incomplete.")]
    effects: Annotated[list[EffectDocument], Field(max_length=20)]


class QuestionList(Page[QuestionDocument]):
    """A page of screening questions."""


def question_document(catalogue: Catalogue, asked: Asked) -> QuestionDocument:
    """A question for the wire, whoever asks it: the screening, a washout, or a fact of the patient."""
    question = catalogue.questions.get(asked.code)
    if question is not None:
        return _of_question(question)
    if asked.answered_in == "history":
        return _of_procedure(catalogue, catalogue.procedures[asked.code])
    return _of_patient_fact(asked)


def _of_question(question: Question) -> QuestionDocument:
    return {
        "object": "screening_question",
        "code": question.code,
        "kind": question.kind,
        "answered_in": "findings",
        "text": question.text,
        "help": question.help,
        "where": question.where,
        "concerns": list(question.concerns),
        "regions": list(question.regions),
        "can_change_verdict": question.can_change_verdict,
        "effects": [
            {
                "effect": effect.kind,
                "when": effect.when,
                "days": cited_days_or_none(effect.days),
                "counts_from": effect.counts_from,
                "regions": list(effect.regions),
                "overridable": effect.overridable,
                "text": effect.text,
                "basis": effect.evidence.basis,
                "sources": list(effect.evidence.sources),
                "note": effect.evidence.note,
            }
            for effect in question.effects
        ],
    }


def _of_procedure(catalogue: Catalogue, procedure: Procedure) -> QuestionDocument:
    spaces = procedure.code == MICRONEEDLING
    # Goals of all concerns are asked, so that a concern added to the rules is; the exceptions leave the others.
    others = [code for code in catalogue.concerns if code not in procedure.except_concerns]
    return {
        "object": "screening_question",
        "code": procedure.code,
        "kind": "procedure",
        "answered_in": "history",
        "text": procedure.question,
        "help": procedure.help,
        "where": procedure.where,
        "concerns": others if procedure.except_concerns else [],
        "regions": list(procedure.regions),
        "can_change_verdict": True,
        "effects": [_spacing()] if spaces else _effects(procedure),
    }


def _effects(procedure: Procedure) -> list[EffectDocument]:
    text = f"{procedure.title}: needling waits {procedure.days_before.value} days after it."
    effects = [_effect("deferral", procedure.days_before, text)]
    if procedure.sign_off:
        effects.append(_effect("sign_off", procedure.acts_for, procedure.sign_off))
    return effects


def _effect(code: str, days: Cited[int], text: str) -> EffectDocument:
    return {
        "effect": code,
        "when": "always",
        "days": cited_days(days),
        "counts_from": "ended_on",
        "regions": [],
        "overridable": False,
        "text": text,
        "basis": days.evidence.basis,
        "sources": list(days.evidence.sources),
        "note": days.evidence.note,
    }


def _spacing() -> EffectDocument:
    """Needling does not wash out: how long the next session waits is the protocol's to say."""
    return {
        "effect": "spacing",
        "when": "always",
        "days": None,
        "counts_from": "ended_on",
        "regions": [],
        "overridable": False,
        "text": "The next session keeps the interval that its protocol asks for after the last needling.",
        "basis": "derived",
        "sources": [],
        "note": "Each protocol has its own interval with its own sources; skin type and sensitive skin may raise it.",
    }


_PATIENT_TEXTS = {
    "birth_date": "When was the patient born? The year is enough, unless it leaves the age limit open.",
    "skin_type": "Which Fitzpatrick skin type (I to VI) does the patient have?",
    "sensitive_skin": "Does the skin react easily, with redness, burning or itching?",
}


def _of_patient_fact(asked: Asked) -> QuestionDocument:
    return {
        "object": "screening_question",
        "code": asked.code,
        "kind": "patient",
        "answered_in": "patient",
        "text": _PATIENT_TEXTS[asked.code],
        "help": "",
        "where": "body",
        "concerns": [],
        "regions": [],
        "can_change_verdict": asked.can_change_verdict,
        "effects": [],
    }
