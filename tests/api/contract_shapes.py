"""The shapes that sections 1, 4 and 5 of the contract promise, and the request that its section 5 shows.

A shape is an object of shapes, a list with the shape of its items, a tuple of alternatives, a type, None, or the
pattern of a text. Members may be added to what is promised, never taken away.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

Json = dict[str, Any]
DAY = re.compile(r"\d{4}-\d\d-\d\d")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
EVIDENCE = {"basis": "label|trial|review|guideline|convention|derived|unverified", "sources": [str]}
DAYS = {"days": int, **EVIDENCE}
REASON = {
    "sets": "earliest|recommended|latest",
    "code": str,
    "from": DAY,
    "to": DAY,
    "text": str,
    "params": dict,
    "sources": [str],
}
SENT: Json = {
    "as_of": "2026-11-22",
    "start_on": "2026-12-01",
    "time_zone": "Europe/Berlin",
    "patient": {"birth_date": "1990-05-04", "skin_type": "IV", "sensitive_skin": False},
    "goals": [{"concern": "acne_scars", "area": "face", "severity": "moderate", "kind": "rolling"}],
    "findings": [
        {"code": "isotretinoin", "present": True, "ended_on": "2026-09-01"},
        {"code": "pregnancy_or_nursing", "present": False},
    ],
    "history": [
        {"on": "2026-10-01", "procedure": "microneedling", "area": "face"},
        {"on": "2026-11-25", "procedure": "botulinum_toxin", "area": "forehead"},
    ],
    "availability": {
        "weekdays": ["mon", "tue", "wed", "thu", "fri"],
        "unavailable": [{"from_on": "2026-12-20", "to_on": "2027-01-03"}],
    },
    "clinic_calendar": {
        "open_weekdays": ["mon", "tue", "wed", "thu", "fri"],
        "closures": [{"from_on": "2027-02-01", "to_on": "2027-02-05", "reason": "refit"}],
        "holiday_region": "DE-BE",
    },
    "ready_by": {"on": "2027-06-12", "label": "wedding"},
    "label": "us_fda",
}
SCREENING = {
    "result": "cleared_with_conditions|incomplete",
    "valid_until": DAY,
    "unanswered": [str],
    "findings": [{"code": str, "effect": str, "areas": [str], "until": (DAY, None), "text": str, **EVIDENCE}],
}
SESSION = {
    "number": int,
    "state": "planned",
    "timing": "too_early|due_soon|due|overdue|lapsed",
    "dates": {"earliest": DAY, "recommended": DAY, "latest": DAY, "reasons": [REASON]},
    "treatments": [
        {
            "goal_id": str,
            "step": int,
            "of": int,
            "area": str,
            "endpoint": str,
            "adjuncts": list,
            "depth_mm": {"min": float, "max": float, "bound_by": str},
        }
    ],
    "care": [{"code": str, "day_offset": int, "on": DAY, "text": str, **EVIDENCE}],
    "back_to_normal_on": DAY,
    "warnings": list,
}
REPAIR = {"code": str, "text": str, "params": dict}
CHANGE = {
    "session": int,
    "field": "earliest|recommended|latest",
    "was": (DAY, None),
    "now": (DAY, None),
    "because": [str],
}
PLAN = {
    "object": "plan_preview",
    "outcome": "planned",
    "as_of": DAY,
    "engine_version": str,
    "finish_on": DAY,
    "assumes": "each_open_session_on_its_recommended_day",
    "warnings": list,
    "ruleset": {"version": str, "digest": DIGEST},
    "screening": SCREENING,
    "goals": [
        {
            "id": str,
            "concern": str,
            "area": str,
            "severity": str,
            "kind": (str, None),
            "evidence": str,
            "on_label": (bool, None),
            "full_result_on": (DAY, None),
            "protocol": {"code": str, "version": str},
            "sessions": {"planned": int, "min": int, "typical": int, "max": int, "done": int},
        }
    ],
    "sessions": [SESSION],
    "reviews": [
        {"code": str, "after_session": int, "earliest": DAY, "recommended": DAY, "latest": DAY, "measures": [str]}
    ],
    "maintenance": {"needed": bool, "basis": str},
    "visits": int,
    "fewest_visits": int,
    "optimality": "proven|bounded",
    "ready_by": (
        {
            "verdict": "fits|fits_with_fewer_sessions|fits_without_full_result|infeasible",
            "on": DAY,
            "label": (str, None),
            "repairs": [REPAIR],
        },
        None,
    ),
    "repairs": [REPAIR],
    "changes": ([CHANGE], None),
    "receipt": DIGEST,
    "request": dict,
}
PROTOCOL = {
    "object": "protocol",
    "code": "acne-scars-face",
    "version": str,
    "digest": DIGEST,
    "title": str,
    "concern": "acne_scars",
    "kinds": [str],
    "areas": [str],
    "bands": [
        {
            "severity": "mild|moderate|severe",
            "kind": (str, None),
            "evidence": str,
            "maintenance": (dict, None),
            "sessions": {"min": int, "typical": int, "max": int, **EVIDENCE},
            "spacing": {"absolute_min": DAYS, "min": DAYS, "target": DAYS, "late_after": DAYS, "lapse_after": DAYS},
            "depth_mm": {
                "min": float,
                "max": float,
                "confirm_up_to": (float, None),
                "override_up_to": (float, None),
                **EVIDENCE,
            },
            "endpoint": {"code": str, **EVIDENCE},
            "reviews": [{"after_days": int, "primary": bool, **EVIDENCE}],
            "full_result": {"min_days": int, "max_days": int, **EVIDENCE},
        }
    ],
}
LIST = {"object": "list", "items": [dict], "has_more": bool, "next_cursor": (str, None)}
PROBLEM = {"type": str, "title": str, "status": int, "detail": str, "instance": str, "code": str, "request_id": str}


def unlike(shape: Any, value: Any, where: str = "") -> Iterator[str]:
    """Where a value is unlike a shape; a member that was not promised may have been added."""
    if isinstance(shape, Mapping):
        yield from _unlike_object(shape, value, where)
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{where} is no list"
            return
        for number, one in enumerate(value):
            yield from unlike(shape[0], one, f"{where}/{number}")
    elif isinstance(shape, tuple):
        if all(list(unlike(one, value)) for one in shape):
            yield f"{where} is none of {shape}"
    elif not _is_like(shape, value):
        yield f"{where} is a {type(value).__name__}, not {shape}"


def _unlike_object(shape: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
    for member, inner in shape.items():
        if isinstance(value, dict) and member in value:
            yield from unlike(inner, value[member], f"{where}/{member}")
        else:
            yield f"{where}/{member} is missing"


def _is_like(shape: Any, value: Any) -> bool:
    """None and types by themselves, texts by the pattern."""
    if shape is None or isinstance(shape, type):
        return value is None if shape is None else type(value) is shape
    return isinstance(value, str) and re.fullmatch(shape, value) is not None


def sources_in(document: Any) -> Iterator[str]:
    """Every source key inside a document."""
    for name, value in document.items() if isinstance(document, dict) else ():
        if name == "sources":
            yield from value
        yield from sources_in(value)
    for value in document if isinstance(document, list) else ():
        yield from sources_in(value)
