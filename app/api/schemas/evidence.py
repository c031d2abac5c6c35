"""How evidence goes over the wire, wherever a number or a statement stands."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from app.planning.catalogue.evidence import Cited, Evidence

BasisCode = Annotated[
    Literal["label", "guideline", "review", "trial", "unverified", "convention", "derived"],
    Field(description="What the number rests on; `convention` and `derived` rest on no study."),
]
SourceKeys = Annotated[
    list[Annotated[str, Field(max_length=64)]],
    Field(max_length=40, description="Keys; each opens at /v1/sources/{key}."),
]
Note = Annotated[str, Field(max_length=1200, description="Why, where the reason needs words; may be empty.")]
Title = Annotated[str, Field(max_length=300)]
Sentence = Annotated[str, Field(max_length=2000, description="A sentence for people.")]
CodeOut = Annotated[str, Field(max_length=64)]
Codes = Annotated[list[CodeOut], Field(max_length=1000)]
Days = Annotated[int, Field(ge=0, le=3650)]
Millimetres = Annotated[float, Field(ge=-3, le=3)]


class CitedDays(TypedDict):
    """A number of days with its evidence."""

    days: Days
    basis: BasisCode
    sources: SourceKeys
    note: Note


class CitedNumber(TypedDict):
    """A number with its evidence."""

    value: Annotated[float, Field(ge=-3650, le=3650)]
    basis: BasisCode
    sources: SourceKeys
    note: Note


class CitedYears(TypedDict):
    """An age in years with its evidence."""

    years: Annotated[int, Field(ge=0, le=120)]
    basis: BasisCode
    sources: SourceKeys
    note: Note


class CitedText(TypedDict):
    """A sentence with its evidence."""

    text: Sentence
    basis: BasisCode
    sources: SourceKeys
    note: Note


class Statement(TypedDict):
    """A coded sentence with its evidence."""

    code: CodeOut
    text: Sentence
    basis: BasisCode
    sources: SourceKeys
    note: Note


def cited_days(cited: Cited[int]) -> CitedDays:
    """A cited number of days for the wire."""
    basis, sources, note = cited.evidence
    return {"days": cited.value, "basis": basis, "sources": list(sources), "note": note}


def cited_days_or_none(cited: Cited[int] | None) -> CitedDays | None:
    """The same, where the rules give one."""
    return None if cited is None else cited_days(cited)


def cited_years(cited: Cited[int]) -> CitedYears:
    """A cited age for the wire."""
    basis, sources, note = cited.evidence
    return {"years": cited.value, "basis": basis, "sources": list(sources), "note": note}


def cited_text(text: str, evidence: Evidence) -> CitedText:
    """A sentence for the wire."""
    basis, sources, note = evidence
    return {"text": text, "basis": basis, "sources": list(sources), "note": note}


def cited_number(cited: Cited[int] | Cited[float]) -> CitedNumber:
    """A cited number for the wire."""
    basis, sources, note = cited.evidence
    return {"value": cited.value, "basis": basis, "sources": list(sources), "note": note}


def cited_number_or_none(cited: Cited[int] | Cited[float] | None) -> CitedNumber | None:
    """The same, where the rules give one."""
    return None if cited is None else cited_number(cited)


def statement(code: str, text: str, evidence: Evidence) -> Statement:
    """A coded sentence for the wire."""
    return {
        "code": code,
        "text": text,
        "basis": evidence.basis,
        "sources": list(evidence.sources),
        "note": evidence.note,
    }
