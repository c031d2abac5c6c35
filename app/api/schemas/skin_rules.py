"""How what a skin type, or sensitive skin, changes goes over the wire."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from app.api.pages import Page
from app.api.schemas.areas import RegionCode
from app.api.schemas.evidence import (
    CitedDays,
    CitedNumber,
    CodeOut,
    Codes,
    Note,
    Statement,
    cited_days_or_none,
    cited_number_or_none,
    statement,
)
from app.api.schemas.words import SkinTypeCode
from app.planning.catalogue.care import CareTask
from app.planning.catalogue.rulebook import Catalogue
from app.planning.catalogue.skin import SKIN_TYPES, SkinRule, SkinStatement, SkinType


class SkinRuleDocument(TypedDict):
    """What one skin type, or sensitive skin, changes in every protocol."""

    object: Literal["skin_rule"]
    code: CodeOut
    skin_type: Annotated[SkinTypeCode | None, Field(description="The Fitzpatrick skin type; null: sensitive skin.")]
    floor_days: Annotated[CitedDays | None, Field(description="No interval is shorter; null: no floor.")]
    floor_regions: Annotated[list[RegionCode], Field(max_length=3, description="Where the floor holds.")]
    depth_change_mm: Annotated[CitedNumber | None, Field(description="Added to the default cap of an area.")]
    first_session_change_mm: Annotated[CitedNumber | None, Field(description="Added to the first session's depth.")]
    first_session_max_mm: Annotated[CitedNumber | None, Field(description="The deepest of the first session.")]
    bars_adjuncts: Annotated[bool, Field(description="True: nothing else is applied in the same session.")]
    consents: Annotated[list[Statement], Field(max_length=20, description="Lines that the consent form gains.")]
    sign_off_concerns: Annotated[Codes, Field(description="Concerns or kinds that then need a clinician's sign-off.")]
    sign_off: Annotated[Statement | None, Field(description="What the clinician signs.")]
    care_tasks: Annotated[Codes, Field(description="Tasks for this skin above all; each stands in /v1/care-tasks.")]
    note: Note


class SkinRuleList(Page[SkinRuleDocument]):
    """A page of skin rules."""


def skin_rule_documents(catalogue: Catalogue) -> list[SkinRuleDocument]:
    """Every skin type in order, then sensitive skin."""
    care = catalogue.care
    by_type = [
        _document(catalogue.skin_rules[skin_type], skin_type, [task for task in care if skin_type in task.skin_types])
        for skin_type in SKIN_TYPES
    ]
    return [*by_type, _document(catalogue.sensitive_rule, None, [task for task in care if task.sensitive_only])]


def _document(rule: SkinRule, skin_type: SkinType | None, tasks: list[CareTask]) -> SkinRuleDocument:
    return {
        "object": "skin_rule",
        "code": rule.code,
        "skin_type": skin_type,
        "floor_days": cited_days_or_none(rule.floor_days),
        "floor_regions": list(rule.floor_regions),
        "depth_change_mm": cited_number_or_none(rule.depth_change_mm),
        "first_session_change_mm": cited_number_or_none(rule.first_session_change_mm),
        "first_session_max_mm": cited_number_or_none(rule.first_session_max_mm),
        "bars_adjuncts": rule.bars_adjuncts,
        "consents": [_statement(one) for one in rule.consents],
        "sign_off_concerns": list(rule.sign_off_concerns),
        "sign_off": None if rule.sign_off is None else _statement(rule.sign_off),
        "care_tasks": [task.code for task in tasks],
        "note": rule.note,
    }


def _statement(one: SkinStatement) -> Statement:
    return statement(one.code, one.text, one.evidence)
