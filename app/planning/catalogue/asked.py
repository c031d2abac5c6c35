"""What is asked before needling, worked out once for every concern and region: questions, procedures, patient facts."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from app.planning.catalogue.procedures import Procedure
from app.planning.catalogue.questions import Question


class Asked(NamedTuple):
    """One thing to ask: its code, where its answer goes, and whether an open answer leaves the verdict open.

    Every procedure does; earlier needling as well, though it only spaces: without its days no date can be relied on.
    """

    code: str
    answered_in: Literal["patient", "findings", "history"]
    can_change_verdict: bool


PATIENT_FACTS = (
    Asked("birth_date", "patient", can_change_verdict=True),
    Asked("skin_type", "patient", can_change_verdict=True),
    Asked("sensitive_skin", "patient", can_change_verdict=False),
)
"""Facts of the patient that change a plan; skin type does so through sign-offs and label limits."""


class Questionnaire(NamedTuple):
    """What is asked for some goals, in the order of the rules, with its codes at hand.

    `deciding` are the codes whose open answer could change the verdict.
    """

    asked: tuple[Asked, ...]
    codes: tuple[str, ...]
    deciding: frozenset[str]

    @classmethod
    def of(cls, asked: Iterable[Asked]) -> "Questionnaire":
        """The questionnaire with each thing asked once."""
        once = tuple(dict.fromkeys(asked))
        deciding = frozenset(one.code for one in once if one.can_change_verdict)
        return cls(once, tuple(one.code for one in once), deciding)


def asked_for(
    concern: str, region: str, questions: Iterable[Question], procedures: Iterable[Procedure]
) -> Questionnaire:
    """What matters for a concern in a region, in the order of the rules."""
    from_questions = (
        Asked(question.code, "findings", question.can_change_verdict)
        for question in questions
        if _matters(question.concerns, concern) and _matters(question.regions, region)
    )
    from_procedures = (
        Asked(procedure.code, "history", can_change_verdict=True)
        for procedure in procedures
        if _matters(procedure.regions, region) and concern not in procedure.except_concerns
    )
    return Questionnaire.of((*PATIENT_FACTS, *from_questions, *from_procedures))


def _matters(only_for: tuple[str, ...], here: str) -> bool:
    return not only_for or here in only_for
