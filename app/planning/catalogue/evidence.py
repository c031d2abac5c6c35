"""What stands behind a number: its basis, its sources, and the number itself."""

from typing import Generic, Literal, NamedTuple, TypeVar

Basis = Literal["label", "guideline", "review", "trial", "unverified", "convention", "derived"]

WEAKEST_LAST: tuple[Basis, ...] = ("label", "guideline", "review", "trial", "unverified", "convention", "derived")
"""Every basis, from the one that binds most to the one that binds least."""

T = TypeVar("T")


class Evidence(NamedTuple):
    """Why a rule says what it says: a basis, the keys of its sources, and a note where the reason needs words.

    `unverified` names a source whose relevant part nobody has opened; `convention` is clinic habit without a study;
    `derived` is a design choice or arithmetic of these rules.
    """

    basis: Basis
    sources: tuple[str, ...] = ()
    note: str = ""


class Cited(NamedTuple, Generic[T]):
    """A clinical value that carries its evidence."""

    value: T
    evidence: Evidence


class Source(NamedTuple):
    """One publication, label, registration or page; `reading` is how much of it was read (read, abstract, unverified).

    `kind` is what sort of source it is: label, regulation, guideline, review, trial, expert, measurement or page.
    `facts` holds what the table of sources records about it (population, device, depth, sessions, interval), as text.
    """

    key: str
    kind: str
    title: str
    author: str
    year: int | None
    published_in: str
    address: str
    reading: str
    facts: tuple[tuple[str, str], ...]


def weakest(evidences: tuple[Evidence, ...]) -> Evidence:
    """One evidence for a group of values: the weakest basis among them, every source once, in order; no note."""
    basis = max((e.basis for e in evidences), key=WEAKEST_LAST.index)
    sources = tuple(dict.fromkeys(key for e in evidences for key in e.sources))
    return Evidence(basis, sources)
