"""How the rules that no protocol owns go over the wire: ages, days of the planner itself, back to normal."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from app.api.schemas.evidence import (
    BasisCode,
    CitedDays,
    CitedYears,
    Days,
    Millimetres,
    Note,
    Sentence,
    SourceKeys,
    cited_days,
    cited_years,
)
from app.planning.catalogue.care import Downtime
from app.planning.catalogue.policy import Policy
from app.planning.catalogue.questions import AgeLimits
from app.planning.catalogue.rulebook import Catalogue


class AgeLimitsDocument(TypedDict):
    """What age decides."""

    refuse_below: Annotated[CitedYears, Field(description="Needling is not planned below this age.")]
    sign_off_below: Annotated[CitedYears, Field(description="Below this age a clinician signs.")]
    refuse_text: Sentence
    sign_off_text: Sentence


class PolicyDocument(TypedDict):
    """Days of the planner itself."""

    start_within: Annotated[CitedDays, Field(description="How long the window of a first session is.")]
    screening_valid: Annotated[CitedDays, Field(description="How long a screening holds.")]
    horizon: Annotated[CitedDays, Field(description="How far past `as_of` a bookable day is looked for.")]
    due_soon: Annotated[CitedDays, Field(description="How long before its earliest day a session is due soon.")]
    review_within: Annotated[CitedDays, Field(description="How long after its first day a review may take place.")]


class DowntimeDocument(TypedDict):
    """Back to normal so many days after a session no deeper than `up_to_mm`."""

    up_to_mm: Millimetres
    days: Days
    basis: BasisCode
    sources: SourceKeys
    note: Note


class PlanningRulesDocument(TypedDict):
    """The rules that hold for every series, whatever the protocol."""

    object: Literal["planning_rules"]
    age: AgeLimitsDocument
    policy: PolicyDocument
    downtime: Annotated[list[DowntimeDocument], Field(max_length=20, description="From shallow to deep.")]


def planning_rules_document(catalogue: Catalogue) -> PlanningRulesDocument:
    """The rules that no protocol owns, for the wire."""
    return {
        "object": "planning_rules",
        "age": _age(catalogue.age),
        "policy": _policy(catalogue.policy),
        "downtime": [_downtime(one) for one in catalogue.downtime],
    }


def _age(limits: AgeLimits) -> AgeLimitsDocument:
    return {
        "refuse_below": cited_years(limits.refuse_below),
        "sign_off_below": cited_years(limits.sign_off_below),
        "refuse_text": limits.refuse_text,
        "sign_off_text": limits.sign_off_text,
    }


def _policy(policy: Policy) -> PolicyDocument:
    return {
        "start_within": cited_days(policy.start_within_days),
        "screening_valid": cited_days(policy.screening_valid_days),
        "horizon": cited_days(policy.horizon_days),
        "due_soon": cited_days(policy.due_soon_days),
        "review_within": cited_days(policy.review_within_days),
    }


def _downtime(one: Downtime) -> DowntimeDocument:
    return {"up_to_mm": one.up_to_mm, **cited_days(one.days)}
