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
from app.api.schemas.changes import ChangeDocument, change_documents
from app.api.schemas.dates import Day, WarningDocument, reason_document, warning_document
from app.api.schemas.evidence import CodeOut, Codes, Statement, statement
from app.api.schemas.follow_up import MaintenanceDocument, PlannedReviewDocument, maintenance_document, review_document
from app.api.schemas.goals import BandParts, GoalDocument, band_parts, goal_document
from app.api.schemas.readiness import ReadyByDocument, ready_by_document
from app.api.schemas.repairs import Repairs, repair_documents
from app.api.schemas.ruleset import RulesetVersion, ruleset_version
from app.api.schemas.screening_preview import ScreeningDocument, screening_result
from app.api.schemas.treatments import (
    AdjunctDocument,
    DowntimeDocument,
    SessionDocument,
    TreatmentDocument,
    downtime_document,
    treatment_document,
)
from app.formats.receipt import receipt_of
from app.planning.care import Anaesthetic
from app.planning.catalogue.evidence import Cited
from app.planning.catalogue.rulebook import Catalogue
from app.planning.plan import GoalOutlook, Outcome, Plan
from app.planning.session import PlannedSession
from app.planning.treatment import Treatment
from app.planning.visits import Optimality
from app.services.previews import Preview


class AnaestheticDocument(TypedDict):
    """Facts on topical anaesthetic for the clinician; never an order."""

    advised_against: bool
    because: Codes
    depends_on: Annotated[Codes, Field(description="Open questions whose answer may still advise against it.")]
    facts: Annotated[list[Statement], Field(max_length=20)]


class PlanDocument(TypedDict):
    """A plan; without sessions when the outcome is contraindicated or infeasible."""

    object: Literal["plan_preview"]
    outcome: Outcome
    as_of: Day
    ruleset: RulesetVersion
    engine_version: CodeOut
    screening: ScreeningDocument
    goals: Annotated[list[GoalDocument], Field(max_length=20)]
    sessions: Annotated[list[SessionDocument], Field(max_length=99)]
    reviews: Annotated[list[PlannedReviewDocument], Field(max_length=99)]
    maintenance: MaintenanceDocument
    anaesthetic: AnaestheticDocument
    avoid: Annotated[list[Statement], Field(max_length=20, description="What must not touch open channels.")]
    finish_on: Annotated[date | None, Field(description="The last session and its downtime are over.")]
    visits: Annotated[int, Field(ge=0, le=99, description="Days at the clinic.")]
    fewest_visits: Annotated[
        int, Field(ge=0, le=99, description="No schedule that is as good in time needs fewer days at the clinic.")
    ]
    optimality: Annotated[
        Optimality,
        Field(description="`proven`: no schedule is better; `bounded`: one of `fewest_visits` days may exist."),
    ]
    ready_by: Annotated[ReadyByDocument | None, Field(description="Null: no day was named, or nothing is planned.")]
    repairs: Repairs
    assumes: Literal["each_open_session_on_its_recommended_day"]
    warnings: Annotated[list[WarningDocument], Field(max_length=20)]


class PlanPreviewDocument(PlanDocument):
    """A proposed plan, with all that it takes to work it out again."""

    changes: Annotated[
        list[ChangeDocument] | None,
        Field(
            max_length=600, description="Every date that differs from the plan for `compare_with`; null: there is none."
        ),
    ]
    request: Annotated[
        dict[str, object],
        Field(description="The question as it was sent, with `as_of` filled in: asked again, it has the same answer."),
    ]
    receipt: Annotated[
        str,
        Field(
            max_length=80,
            description="SHA-256 over the canonical JSON (RFC 8785) of the object of three members: `question` (what "
            "`request` holds), `ruleset_digest` and `engine_version`.",
            examples=["sha256:9f2c1d0e8b7a6f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6"],
        ),
    ]


T = TypeVar("T")
BandKey = tuple[str, str, str | None]
"""Protocol, severity and kind: what a band is known by."""
AroundStep = tuple[bytes, bytes]
"""A rendered treatment without its step: what stands before it, and what after."""


class Presenter:
    """Turns plans into documents; holds what is the same in every answer of one catalogue."""

    __slots__ = ("_adjuncts", "_avoid", "_bands", "_care", "_downtime", "_engine_version", "_facts", "_ruleset")

    def __init__(self, catalogue: Catalogue, engine_version: str) -> None:
        self._engine_version = engine_version
        self._ruleset: RulesetVersion = ruleset_version(catalogue)
        self._avoid = _rendered([statement(one.code, one.text, one.evidence) for one in catalogue.avoided])
        self._facts = _rendered([statement(one.code, one.text, one.evidence) for one in catalogue.anaesthetic])
        self._care = CareSheets()
        self._bands: dict[BandKey, BandParts] = {
            (protocol.code, band.severity, band.kind): _rendered_parts(band_parts(protocol, band))
            for protocol in catalogue.protocols.values()
            for band in protocol.bands
        }
        self._downtime: dict[Cited[int], DowntimeDocument] = {
            step.days: _rendered(downtime_document(step.days)) for step in catalogue.downtime
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

    def preview(self, preview: Preview, question: Mapping[str, object]) -> PlanPreviewDocument:
        """The document of a proposed plan; `question` is what was asked, with the day it was asked for."""
        changes, ruleset_digest = preview.changes, preview.plan.catalogue.digest
        document = cast(PlanPreviewDocument, self.plan(preview.plan))
        document["changes"] = None if changes is None else change_documents(changes)
        document["request"] = question  # type: ignore[typeddict-item]
        document["receipt"] = receipt_of(question, ruleset_digest, self._engine_version)
        return document

    def plan(self, plan: Plan) -> PlanDocument:
        """The document of a plan."""
        treatments = self._treatments(plan.sessions)
        repairs = repair_documents(plan.repairs)
        return {
            "object": "plan_preview",
            "outcome": plan.outcome,
            "as_of": plan.opening.as_of,
            "ruleset": self._ruleset,
            "engine_version": self._engine_version,
            "screening": screening_result(plan.screening),
            "goals": [self._goal(outlook) for outlook in plan.goals],
            "sessions": [self._session(session, treatments) for session in plan.sessions],
            "reviews": [review_document(review) for review in plan.reviews],
            "maintenance": maintenance_document(plan.maintenance),
            "anaesthetic": self._anaesthetic(plan.anaesthetic),
            "avoid": self._avoid,
            "finish_on": plan.finish_on,
            "visits": len(plan.sessions),
            "fewest_visits": plan.fewest_visits,
            "optimality": plan.optimality,
            "ready_by": None if plan.ready_by is None else ready_by_document(plan.ready_by, repairs),
            "repairs": repairs,
            "assumes": "each_open_session_on_its_recommended_day",
            "warnings": [warning_document(warned) for warned in plan.warnings],
        }

    def _goal(self, outlook: GoalOutlook) -> GoalDocument:
        ready = outlook.goal.ready
        key = (ready.protocol.code, ready.band.severity, ready.band.kind)
        return goal_document(outlook, self._bands[key])

    def _session(self, session: PlannedSession, treatments: Mapping[int, AroundStep]) -> SessionDocument:
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
            "treatments": [_with_step(treatments[id(one.depth)], one.step) for one in session.treatments],
            "care": self._care.of(session.care),
            "back_to_normal_on": session.back_to_normal_on,
            "downtime": self._downtime[session.downtime],
            "warnings": [warning_document(warned) for warned in session.warnings],
        }

    def _treatments(self, sessions: tuple[PlannedSession, ...]) -> dict[int, AroundStep]:
        """The treatments of a plan by the identity of their depth, rendered without the step.

        One goal's treatments share a depth as long as nothing but the step differs, so most are rendered once.
        """
        distinct = {id(one.depth): one for session in sessions for one in session.treatments}
        return {key: self._around_step(treatment) for key, treatment in distinct.items()}

    def _around_step(self, treatment: Treatment) -> AroundStep:
        document = treatment_document(treatment, [self._adjuncts[code] for code in treatment.adjuncts])
        document["step"] = 0
        before, step, after = orjson.dumps(document).partition(b'"step":0')
        return before + step[:-1], after

    def _anaesthetic(self, advice: Anaesthetic) -> AnaestheticDocument:
        return {
            "advised_against": advice.advised_against,
            "because": list(advice.because),
            "depends_on": list(advice.depends_on),
            "facts": self._facts,
        }


def _with_step(around: AroundStep, step: int) -> TreatmentDocument:
    before, after = around
    return cast(TreatmentDocument, orjson.Fragment(b"%b%d%b" % (before, step, after)))


def _rendered_parts(parts: BandParts) -> BandParts:
    protocol, expectations, basis, sources = parts
    return BandParts(_rendered(protocol), _rendered(expectations), basis, _rendered(sources))


def _rendered(part: T) -> T:
    """A part of a document that stands in it more than once, or in every plan: bytes, made once."""
    return cast(T, orjson.Fragment(orjson.dumps(part)))
