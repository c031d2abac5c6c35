"""The sentences a person reads: one for each reason and each warning, in plain English.

Codes and params are the contract; these texts are the only translatable part.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import cast

from app.planning.reasons import Params, Reason, Warned
from app.planning.repairs import Repair

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Words = Callable[[Reason], str]


def reason_text(reason: Reason) -> str:
    """One sentence that says what this step did to the date."""
    return _REASONS[reason.code](reason)


def warning_text(warned: Warned) -> str:
    """One sentence that says what to look at."""
    return _WARNINGS[warned.code](warned.params)


def repair_text(repair: Repair) -> str:
    """One sentence that says what to change."""
    said = {name: spoken(value) if isinstance(value, date) else value for name, value in repair.params.items()}
    return _REPAIRS[repair.code].format_map(said)


@lru_cache(maxsize=4096)
def spoken(day: object) -> str:
    """A civil day in words: 9 December 2026."""
    if not isinstance(day, date):
        raise TypeError("a day in words needs a date")
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _days(days: object) -> str:
    return "1 day" if days == 1 else f"{days} days"


def _words(code: object) -> str:
    return str(code).replace("_", " ")


def _weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def _start_requested(reason: Reason) -> str:
    if "as_of" in reason.params:
        return f"That day has passed; {spoken(reason.to_on)} is the first that can still be booked."
    if reason.sets == "recommended":
        return f"The series starts as early as it may, on {spoken(reason.to_on)}."
    return f"The series may start from {spoken(reason.to_on)} on."


def _interval_min(reason: Reason) -> str:
    if "review" in reason.params:
        if reason.params["days"] == 0:
            return f"The result so far is looked at on the day of the session, {spoken(reason.to_on)}."
        return f"The result is looked at {reason.params['days']} days after {spoken(reason.from_on)}."
    return f"The skin needs at least {reason.params['days']} days after {spoken(reason.from_on)}."


def _interval_target(reason: Reason) -> str:
    return f"The usual interval is {reason.params['days']} days after {spoken(reason.from_on)}."


def _interval_late_after(reason: Reason) -> str:
    return f"More than {reason.params['days']} days after {spoken(reason.from_on)} is late."


def _deferral(reason: Reason) -> str:
    return f"Because of {_words(reason.params['finding'])}, not before {spoken(reason.params['until'])}."


def _washout(reason: Reason) -> str:
    procedure, days = _words(reason.params["procedure"]), reason.params["days"]
    return f"Needling waits {days} days after {procedure} on {spoken(reason.params['on'])}."


def _clinic_closed(reason: Reason) -> str:
    if "from_on" in reason.params:
        return f"The clinic is closed from {spoken(reason.params['from_on'])} to {spoken(reason.params['to_on'])}."
    return f"The clinic is not open on {spoken(reason.from_on)}, a {_weekday(reason.from_on)}."


def _public_holiday(reason: Reason) -> str:
    return f"{spoken(reason.from_on)} is a public holiday ({reason.params['name']})."


def _patient_unavailable(reason: Reason) -> str:
    away = reason.params
    return f"The patient cannot come from {spoken(away['from_on'])} to {spoken(away['to_on'])}."


def _weekday_preference(reason: Reason) -> str:
    return f"{spoken(reason.from_on)} is a {_weekday(reason.from_on)}, not one of the patient's weekdays."


def _later_sessions(reason: Reason) -> str:
    return f"On {spoken(reason.to_on)} it leaves session {reason.params['session']} a better day."


def _shared_session(reason: Reason) -> str:
    goals = " and ".join([str(goal_id) for goal_id in cast(tuple[str, ...], reason.params["goal_ids"])])
    return f"On {spoken(reason.to_on)} it shares the visit with {goals}."


def _ready_by(reason: Reason) -> str:
    wanted = reason.params
    event = f" ({wanted['label']})" if wanted["label"] else ""
    return f"All is to be over by {spoken(wanted['on'])}{event}, with {_days(wanted['days'])} to recover."


def _start_window(reason: Reason) -> str:
    if "review" in reason.params:
        return f"It is looked at within {reason.params['days']} days, by {spoken(reason.to_on)}."
    if "procedure" in reason.params:
        procedure = _words(reason.params["procedure"])
        return f"The series should start within {reason.params['days']} days after the {procedure}."
    return f"It should take place within {reason.params['days']} days, by {spoken(reason.to_on)}."


def _screening_validity(reason: Reason) -> str:
    valid_until = reason.params["valid_until"]
    if valid_until == reason.to_on:
        return f"The screening holds until {spoken(valid_until)}."
    first = spoken(reason.to_on)
    return f"The screening holds only until {spoken(valid_until)}, so the window ends on its first day, {first}."


def _no_bookable_day(reason: Reason) -> str:
    if "latest" not in reason.params:
        return "No bookable day lies nearer."
    return f"No day from {spoken(reason.params['earliest'])} to {spoken(reason.params['latest'])} could be booked."


def _label_age(reason: Reason) -> str:
    return f"The chosen label asks for {reason.params['years']} years of age, reached on {spoken(reason.to_on)}."


def _skin_type_floor(reason: Reason) -> str:
    rule = str(reason.params["rule"])
    numeral = rule.removeprefix("skin_type_")
    whose = _words(rule) if numeral == rule else f"skin type {numeral.upper()}"
    return f"With {whose}, intervals are at least {reason.params['days']} days."


_REASONS: Mapping[str, Words] = {
    "start_requested": _start_requested,
    "interval_min": _interval_min,
    "interval_target": _interval_target,
    "interval_late_after": _interval_late_after,
    "deferral": _deferral,
    "procedure_washout": _washout,
    "clinic_closed": _clinic_closed,
    "public_holiday": _public_holiday,
    "patient_unavailable": _patient_unavailable,
    "weekday_preference": _weekday_preference,
    "later_sessions_fit_better": _later_sessions,
    "shared_session": _shared_session,
    "ready_by": _ready_by,
    "start_window": _start_window,
    "screening_validity": _screening_validity,
    "no_bookable_day_in_window": _no_bookable_day,
    "label_age": _label_age,
    "skin_type_floor": _skin_type_floor,
}


def _lapsed(params: Params) -> str:
    return (
        f"More than the longest gap has passed after {spoken(params['lapsed_after'])}: review and screen again first."
    )


def _overdue(params: Params) -> str:
    return f"The window ended on {spoken(params['latest'])}; the session is overdue."


def _outside_window(params: Params) -> str:
    if "spares_later_sessions" in params:
        return (
            f"A day after {spoken(params['latest'])} was taken, because an earlier one would make later sessions late."
        )
    return (
        f"No day from {spoken(params['earliest'])} to {spoken(params['latest'])} can be booked; a later one was taken."
    )


def _screening_expires(params: Params) -> str:
    return f"The screening holds only until {spoken(params['valid_until'])}: screen again before this session."


def _start_window_passed(params: Params) -> str:
    return f"This protocol starts by {spoken(params['last_start_on'])}; choose the protocol for an older scar."


def _care_before_today(params: Params) -> str:
    codes = params["codes"]
    listed = ", ".join(_words(code) for code in codes) if isinstance(codes, tuple) else _words(codes)
    return f"Some preparation should have been done before today: {listed}."


def _skin_type_unknown(_: Params) -> str:
    return "The skin type is not known: depths, intervals and care here take no account of it."


def _sensitive_skin_unknown(_: Params) -> str:
    return "Whether the skin is sensitive is not known: depths, intervals and care here take no account of it."


def _series_complete(_: Params) -> str:
    return "The series of a goal is complete; nothing is planned for it."


_WARNINGS: Mapping[str, Callable[[Params], str]] = {
    "no_bookable_day_in_window": _outside_window,
    "overdue": _overdue,
    "lapsed": _lapsed,
    "screening_expires_before_session": _screening_expires,
    "start_window_passed": _start_window_passed,
    "care_before_today": _care_before_today,
    "skin_type_unknown": _skin_type_unknown,
    "sensitive_skin_unknown": _sensitive_skin_unknown,
    "series_already_complete": _series_complete,
}


_REPAIRS: Mapping[str, str] = {
    "start_earlier": "Start {days} days earlier, as soon as the series may.",
    "any_weekday": "Come on any weekday.",
    "without_absences": "Come in spite of the absences.",
    "fewer_sessions": "Plan {sessions} sessions for {goal_id}.",
    "drop_goal": "Plan without {goal_id}.",
    "after_the_event": "Begin after the event, on {start_on} or later.",
}
