"""A proposed plan as it goes over the wire.

The documents are typed dictionaries: the type checker sees every member, the same types are published in OpenAPI, and
no time is spent on validating what we built ourselves. What depends only on the rules is made once, in `Presenter`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, TypeVar, cast

import orjson
from pydantic import Field
from typing_extensions import TypedDict

from app.api.schemas.care_sheet import CareSheets
from app.api.schemas.dates import Day, WarningDocument, reason_document, warning_document
from app.api.schemas.evidence import CodeOut, Codes, Sentence, Statement, statement
from app.api.schemas.follow_up import MaintenanceDocument, PlannedReviewDocument, maintenance_document, review_document
from app.api.schemas.goals import GoalDocument, goal_document
from app.api.schemas.screening_preview import RulesetDocument, ScreeningDocument, screening_result
from app.api.schemas.treatments import (
    AdjunctDocument,
    SessionDocument,
    TreatmentDepthDocument,
    TreatmentDocument,
    depth_document,
)
from app.formats.wording import repair_text
from app.planning.care import Anaesthetic
from app.planning.catalogue.rulebook import Catalogue
from app.planning.plan import GoalOutlook, Outcome, Plan
from app.planning.repairs import Repair, RepairCode
from app.planning.session import PlannedSession
from app.planning.treatment import Treatment


class AnaestheticDocument(TypedDict):
    """Facts on topical anaesthetic for the clinician; never an order."""

    advised_against: bool
    because: Codes
    facts: Annotated[list[Statement], Field(max_length=20)]


class RepairDocument(TypedDict):
    """One change of the request that was tried and makes an infeasible plan feasible."""

    code: RepairCode
    text: Sentence
    params: dict[str, object]


class PlanPreviewDocument(TypedDict):
    """A proposed plan; without sessions when the outcome is contraindicated or infeasible."""

    object: Literal["plan_preview"]
    outcome: Outcome
    as_of: Day
    ruleset: RulesetDocument
    engine_version: CodeOut
    screening: ScreeningDocument
    goals: Annotated[list[GoalDocument], Field(max_length=20)]
    sessions: Annotated[list[SessionDocument], Field(max_length=99)]
    reviews: Annotated[list[PlannedReviewDocument], Field(max_length=99)]
    maintenance: MaintenanceDocument
    anaesthetic: AnaestheticDocument
    avoid: Annotated[list[Statement], Field(max_length=20, description="What must not touch open channels.")]
    finish_on: Annotated[date | None, Field(description="The last session and its downtime are over.")]
    repairs: Annotated[list[RepairDocument], Field(max_length=40, description="When infeasible: changes that work.")]
    assumes: Literal["each_open_session_on_its_recommended_day"]
    warnings: Annotated[list[WarningDocument], Field(max_length=20)]


T = TypeVar("T")
BandKey = tuple[str, str, str | None]
"""Protocol, severity and kind: what a band is known by."""
Depths = Mapping[int, TreatmentDepthDocument]


class Presenter:
    """Turns plans into documents; holds what is the same in every answer of one catalogue."""

    __slots__ = ("_adjuncts", "_avoid", "_care", "_engine_version", "_expectations", "_facts", "_ruleset")

    def __init__(self, catalogue: Catalogue, engine_version: str) -> None:
        self._engine_version = engine_version
        self._ruleset: RulesetDocument = {"version": catalogue.version, "digest": catalogue.digest}
        self._avoid = _rendered([statement(one.code, one.text, one.evidence) for one in catalogue.avoided])
        self._facts = _rendered([statement(one.code, one.text, one.evidence) for one in catalogue.anaesthetic])
        self._care = CareSheets()
        self._expectations: dict[BandKey, list[Statement]] = {
            (protocol.code, band.severity, band.kind): _rendered(
                [statement(one.code, one.text, one.evidence) for one in band.expectations]
            )
            for protocol in catalogue.protocols.values()
            for band in protocol.bands
        }
        self._adjuncts: dict[str, AdjunctDocument] = {
            adjunct.code: _rendered(
                AdjunctDocument(
                    code=adjunct.code,
                    text=adjunct.text,
                    off_label=adjunct.off_label,
                    basis=adjunct.evidence.basis,
                    sources=list(adjunct.evidence.sources),
                )
            )
            for adjunct in catalogue.adjuncts
        }

    def plan(self, plan: Plan) -> PlanPreviewDocument:
        """The document of a proposed plan."""
        depths = _rendered_depths(plan.sessions)
        return {
            "object": "plan_preview",
            "outcome": plan.outcome,
            "as_of": plan.opening.as_of,
            "ruleset": self._ruleset,
            "engine_version": self._engine_version,
            "screening": screening_result(plan.screening),
            "goals": [self._goal(outlook) for outlook in plan.goals],
            "sessions": [self._session(session, depths) for session in plan.sessions],
            "reviews": [review_document(review) for review in plan.reviews],
            "maintenance": maintenance_document(plan.maintenance),
            "anaesthetic": self._anaesthetic(plan.anaesthetic),
            "avoid": self._avoid,
            "finish_on": plan.finish_on,
            "repairs": [_repair(repair) for repair in plan.repairs],
            "assumes": "each_open_session_on_its_recommended_day",
            "warnings": [warning_document(warned) for warned in plan.warnings],
        }

    def _goal(self, outlook: GoalOutlook) -> GoalDocument:
        ready = outlook.goal.ready
        key = (ready.protocol.code, ready.band.severity, ready.band.kind)
        return goal_document(outlook, self._expectations[key])

    def _session(self, session: PlannedSession, depths: Depths) -> SessionDocument:
        return {
            "number": session.number,
            "state": "planned",
            "timing": session.timing,
            "dates": {
                "earliest": session.earliest,
                "recommended": session.recommended,
                "latest": session.latest,
                "reasons": [reason_document(reason) for reason in session.reasons],
            },
            "treatments": [self._treatment(treatment, depths) for treatment in session.treatments],
            "care": self._care.of(session.care),
            "back_to_normal_on": session.back_to_normal_on,
            "warnings": [warning_document(warned) for warned in session.warnings],
        }

    def _treatment(self, treatment: Treatment, depths: Depths) -> TreatmentDocument:
        adjuncts = self._adjuncts
        return {
            "goal_id": treatment.goal_id,
            "step": treatment.step,
            "of": treatment.of,
            "area": treatment.area,
            "depth_mm": depths[id(treatment.depth)],
            "endpoint": treatment.endpoint,
            "adjuncts": [adjuncts[code] for code in treatment.adjuncts],
        }

    def _anaesthetic(self, advice: Anaesthetic) -> AnaestheticDocument:
        return {"advised_against": advice.advised_against, "because": list(advice.because), "facts": self._facts}


def _rendered_depths(sessions: tuple[PlannedSession, ...]) -> Depths:
    """The depth ranges of a plan by identity: most of its sessions share one, which is rendered once."""
    depths = {id(treatment.depth): treatment.depth for session in sessions for treatment in session.treatments}
    return {key: _rendered(depth_document(depth)) for key, depth in depths.items()}


def _rendered(part: T) -> T:
    """A part of a document that stands in it more than once, or in every plan: bytes, made once."""
    return cast(T, orjson.Fragment(orjson.dumps(part)))


def _repair(repair: Repair) -> RepairDocument:
    return {"code": repair.code, "text": repair_text(repair), "params": dict(repair.params)}
