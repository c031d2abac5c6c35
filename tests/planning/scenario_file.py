"""One patient's story as a file: what is asked, and what must come out (for clinicians: `scenarios/README.md`).

The files are read strictly: a member that the reader does not know is a fault of the file, never dropped.
"""

import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.api.schemas.plan_request import PlanPreviewRequest

FOLDER = Path(__file__).parent / "scenarios"
NOT_KNOWN = "not_known"
"""TOML has no null: `present = "not_known"` says that a question was asked and its answer is not known."""
Code = Annotated[str, Field(min_length=1)]
Codes = list[Code]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ExpectedScreening(Strict):
    """`unanswered` and `answered` are codes that must, and must not, be among the open questions."""

    result: Literal["cleared", "cleared_with_conditions", "deferred", "contraindicated", "incomplete"] | None = None
    valid_until: date | None = None
    deferred_until: date | Literal["nothing"] | None = None
    unanswered: Codes = []
    answered: Codes = []


class ExpectedFinding(Strict):
    """What screening says about one finding; a day of `nothing` means that no day is given."""

    code: Code
    effect: Literal["contraindicated", "deferral", "sign_off", "advice", "avoid_site", "no_topical_anaesthetic"]
    until: date | Literal["nothing"] | None = None
    areas: Codes | None = None
    open_ended: bool | None = None
    overridable: bool | None = None
    overridden: bool | None = None
    basis: Code | None = None
    sources: Codes | None = None


class ExpectedEvaluation(Strict):
    """The verdict on one session of the history; `gap_days` of 0: the area was never needled before.

    `decision_needed`: it counts only if a clinician says so.
    """

    on: date
    status: Code
    reasons: Codes = []
    counts: bool
    gap_days: int = 0
    decision_needed: bool = False


class ExpectedGoal(Strict):
    """`planned` is the whole series, `done` what of it counts already; `evaluated` is compared as a whole."""

    id: Code = "goal_1"
    protocol: Code | None = None
    planned: int | None = None
    done: int | None = None
    overridden: bool | None = None
    evaluated: list[ExpectedEvaluation] | None = None
    on_label: bool | None = None
    off_label: Codes | None = None
    evidence: Code | None = None
    expectations: Codes = []
    full_result_on: date | None = None
    full_result_by: date | None = None


class Because(Strict):
    """For each date the codes of its reasons; `binding` compares the last one that changed the day."""

    earliest: Codes = []
    recommended: Codes = []
    latest: Codes = []


class ExpectedSession(Strict):
    """One treatment day. `because` must be among the reasons of a date, `binding` is the last that moved it.

    `joins` are the goals whose visit is said to be shared, in the order of the reasons that say it.
    """

    number: int
    earliest: date | None = None
    recommended: date | None = None
    latest: date | None = None
    timing: Literal["too_early", "due_soon", "due", "overdue", "lapsed"] | None = None
    because: Because | None = None
    binding: Because | None = None
    goals: Codes | None = None
    joins: Codes | None = None
    back_to_normal_on: date | None = None
    warnings: Codes | None = None


class ExpectedTreatment(Strict):
    """One goal's share of a session, depths in millimetres; `confirm_mm`, `override_mm` of 0: there is no such step."""

    session: int
    goal: Code = "goal_1"
    step: int | None = None
    of: int | None = None
    min_mm: float | None = None
    max_mm: float | None = None
    bound_by: Code | None = None
    confirm_mm: float | None = None
    override_mm: float | None = None
    zones: dict[str, float] = {}
    endpoint: Code | None = None
    adjuncts: Codes | None = None


class ExpectedCare(Strict):
    """A care task of a session with its first and last day."""

    session: int
    code: Code
    on: date
    until_on: date | None = None


class NoCare(Strict):
    session: int
    codes: Annotated[Codes, Field(min_length=1)]


class ExpectedReview(Strict):
    code: Code
    after_session: int
    goals: Codes | None = None
    earliest: date | None = None
    recommended: date | None = None
    latest: date | None = None
    measures: Codes = []
    primary: bool | None = None


class ExpectedWindow(Strict):
    goal: Code = "goal_1"
    earliest: date
    recommended: date


class ExpectedMaintenance(Strict):
    needed: bool
    windows: list[ExpectedWindow] = []


class ExpectedAnaesthetic(Strict):
    """`because` and `depends_on` are compared as a whole, `depends_on` only where it is given."""

    advised_against: bool
    because: Codes = []
    depends_on: Codes | None = None


class ExpectedFewer(Strict):
    """A goal that loses sessions so that all is over in time."""

    goal: Code = "goal_1"
    planned: int
    asked: int


class ExpectedReadiness(Strict):
    """`full_result_expected` is compared only where it is given, `fewer_sessions` as a whole."""

    verdict: Literal["fits", "fits_with_fewer_sessions", "fits_without_full_result", "infeasible"]
    full_result_expected: bool | None = None
    fewer_sessions: list[ExpectedFewer] = []


class ExpectedRepair(Strict):
    """One change that makes the plan fit, with its facts."""

    code: Code
    days: int | None = None
    goal: Code | None = None
    sessions: int | None = None
    start_on: date | None = None


class Expected(Strict):
    """What must come out; what is left out is not compared."""

    outcome: Literal["planned", "contraindicated", "infeasible"]
    screening: ExpectedScreening | None = None
    findings: list[ExpectedFinding] = []
    no_findings: Codes = []
    goals: list[ExpectedGoal] = []
    session_count: int | None = None
    sessions: list[ExpectedSession] = []
    treatments: list[ExpectedTreatment] = []
    care: list[ExpectedCare] = []
    no_care: list[NoCare] = []
    reviews: list[ExpectedReview] = []
    review_count: int | None = None
    maintenance: ExpectedMaintenance | None = None
    anaesthetic: ExpectedAnaesthetic | None = None
    warnings: Codes | None = None
    finish_on: date | Literal["nothing"] | None = None
    fewest_visits: int | None = None
    optimality: Literal["proven", "bounded"] | None = None
    ready_by: ExpectedReadiness | None = None
    repairs: list[ExpectedRepair] | None = None


class Scenario(Strict):
    """A story. `given` is the body of the request, its days written as days."""

    title: Annotated[str, Field(min_length=10, max_length=120)]
    why: Annotated[str, Field(min_length=20, max_length=600)]
    answers: Literal["all_other_questions_no", "only_those_given"]
    given: dict[str, Any]
    expect: Expected

    @model_validator(mode="after")
    def _is_a_request(self) -> "Scenario":
        PlanPreviewRequest.model_validate(self.body([]))
        if "as_of" not in self.given:
            raise ValueError("a story happens on a day: give as_of")
        return self

    def body(self, open_questions: Iterable[str]) -> dict[str, Any]:
        """The body to send. Where the story answers all other questions with no, so is each of `open_questions`."""
        body: dict[str, Any] = _days_written(self.given)
        if self.answers == "all_other_questions_no":
            told = {finding["code"] for finding in body.get("findings", [])}
            others = [{"code": code, "present": False} for code in open_questions if code not in told]
            body["findings"] = [*body.get("findings", []), *others]
        return body


def _days_written(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _days_written(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_days_written(member) for member in value]
    if value == NOT_KNOWN:
        return None
    return value.isoformat() if isinstance(value, date) else value


def names() -> list[str]:
    """The names of all files, without their ending."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def read(name: str) -> Scenario:
    """One file. Raises ValidationError with everything that is wrong with it."""
    return Scenario.model_validate(tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8")))
