"""How rules that are sentences go over the wire: a code, the sentence, its evidence."""

from typing import Literal

from app.api.pages import Page
from app.api.schemas.evidence import Statement, statement
from app.planning.catalogue.care import Fact
from app.planning.catalogue.procedures import Avoided, CombiningRule
from app.planning.catalogue.questions import NoRule


class CombiningRuleDocument(Statement):
    """A rule about treating several areas or concerns on one day; the planner applies it."""

    object: Literal["combining_rule"]


class CombiningRuleList(Page[CombiningRuleDocument]):
    """A page of combining rules."""


class EvidenceGapDocument(Statement):
    """Something that was looked into and deliberately has no rule."""

    object: Literal["evidence_gap"]


class EvidenceGapList(Page[EvidenceGapDocument]):
    """A page of evidence gaps."""


class AvoidedProductDocument(Statement):
    """A product or habit that must not meet open channels."""

    object: Literal["avoided_product"]


class AvoidedProductList(Page[AvoidedProductDocument]):
    """A page of avoided products."""


class AnaestheticFactDocument(Statement):
    """A fact on topical anaesthetic for the clinician, never an order."""

    object: Literal["anaesthetic_fact"]


class AnaestheticFactList(Page[AnaestheticFactDocument]):
    """A page of anaesthetic facts."""


def combining_rule_document(rule: CombiningRule) -> CombiningRuleDocument:
    """A combining rule for the wire."""
    return {"object": "combining_rule", **statement(rule.code, rule.text, rule.evidence)}


def evidence_gap_document(gap: NoRule) -> EvidenceGapDocument:
    """What has no rule, for the wire."""
    return {"object": "evidence_gap", **statement(gap.code, gap.text, gap.evidence)}


def avoided_product_document(avoided: Avoided) -> AvoidedProductDocument:
    """An avoided product for the wire."""
    return {"object": "avoided_product", **statement(avoided.code, avoided.text, avoided.evidence)}


def anaesthetic_fact_document(fact: Fact) -> AnaestheticFactDocument:
    """An anaesthetic fact for the wire."""
    return {"object": "anaesthetic_fact", **statement(fact.code, fact.text, fact.evidence)}
