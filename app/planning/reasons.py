"""Why a date is what it is: the closed list of codes, and one step of an explanation."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

from app.planning.catalogue.evidence import Evidence

ReasonCode = Literal[
    "start_requested",
    "interval_min",
    "interval_target",
    "interval_late_after",
    "deferral",
    "procedure_washout",
    "clinic_closed",
    "public_holiday",
    "patient_unavailable",
    "weekday_preference",
    "shared_session",
    "later_sessions_fit_better",
    "ready_by",
    "start_window",
    "screening_validity",
    "no_bookable_day_in_window",
    "override",
    "label_age",
    "skin_type_floor",
]
Sets = Literal["earliest", "recommended", "latest"]
Params = Mapping[str, object]


class Reason(NamedTuple):
    """One step that took a date from one day to another (the same day, where the step only says why it stays).

    Replaying the steps of a date in order yields the date. `evidence` is None where the step rests on a fact of the
    request (a closure, a wish) and not on a rule. `goal_ids` are the goals that it speaks for.
    """

    sets: Sets
    code: ReasonCode
    from_on: date
    to_on: date
    params: Params
    evidence: Evidence | None
    goal_ids: tuple[str, ...]


WarningCode = Literal[
    "no_bookable_day_in_window",
    "overdue",
    "lapsed",
    "screening_expires_before_session",
    "start_window_passed",
    "care_before_today",
    "skin_type_unknown",
    "sensitive_skin_unknown",
    "series_already_complete",
]


class Warned(NamedTuple):
    """Something that a person must look at before relying on the answer."""

    code: WarningCode
    params: Params
