"""Request examples, as the documentation shows them; each succeeds when it is tried."""

from typing import Any

_SCREENED_CLEAR = [
    {"code": "isotretinoin", "present": True, "ended_on": "2026-09-01"},
    {"code": "pregnancy_or_nursing", "present": False},
    {"code": "bleeding_disorder", "present": False},
]

ACNE_SCARS: dict[str, Any] = {
    "as_of": "2026-11-22",
    "start_on": "2026-12-01",
    "time_zone": "Europe/Berlin",
    "patient": {"birth_date": "1990-05-04", "skin_type": "IV", "sensitive_skin": False},
    "goals": [{"concern": "acne_scars", "area": "face", "severity": "severe", "kind": "rolling"}],
    "findings": _SCREENED_CLEAR,
    "history": [{"on": "2026-11-16", "procedure": "botulinum_toxin", "area": "forehead"}],
    "availability": {"weekdays": ["mon", "tue", "wed", "thu", "fri"]},
    "clinic_calendar": {
        "open_weekdays": ["mon", "tue", "wed", "thu", "fri"],
        "closures": [{"from_on": "2026-12-21", "to_on": "2027-01-03", "reason": "Christmas"}],
        "holiday_region": "DE-BE",
    },
}
TWO_AREAS: dict[str, Any] = {
    "as_of": "2026-11-22",
    "patient": {"birth_year": 1971, "skin_type": "II"},
    "goals": [
        {"concern": "fine_lines", "area": "face", "severity": "mild"},
        {"concern": "skin_laxity", "area": "neck"},
    ],
}

WEDDING: dict[str, Any] = {
    "as_of": "2026-11-22",
    "patient": {"birth_year": 1990, "skin_type": "II"},
    "goals": [{"concern": "acne_scars", "area": "face", "severity": "severe"}],
    "ready_by": {"on": "2027-03-12", "label": "wedding"},
}
WITHOUT_ABSENCE: dict[str, Any] = {
    "as_of": "2026-11-22",
    "patient": {"birth_year": 1971, "skin_type": "II"},
    "goals": [{"concern": "fine_lines", "area": "neck", "severity": "mild"}],
}
WITH_ABSENCE: dict[str, Any] = {
    **WITHOUT_ABSENCE,
    "availability": {"unavailable": [{"from_on": "2026-12-14", "to_on": "2027-01-10"}]},
    "compare_with": WITHOUT_ABSENCE,
}
BEGUN: dict[str, Any] = {
    "as_of": "2026-11-22",
    "patient": {"birth_year": 1990, "skin_type": "IV"},
    "goals": [
        {"concern": "acne_scars", "area": "cheeks", "severity": "moderate"},
        {"concern": "fine_lines", "area": "cheeks", "severity": "mild"},
    ],
    "history": [
        {
            "on": "2026-09-21",
            "procedure": "microneedling",
            "treatments": [
                {
                    "concern": "acne_scars",
                    "area": "cheeks",
                    "depth_mm": 1.25,
                    "endpoint": "uniform_pinpoint_bleeding",
                },
                {"concern": "fine_lines", "area": "cheeks", "depth_mm": 0.5},
            ],
        },
        {
            "on": "2026-10-26",
            "procedure": "microneedling",
            "treatments": [
                {
                    "concern": "acne_scars",
                    "area": "cheeks",
                    "depth_mm": 0.25,
                    "counts": True,
                    "override_reason": "The cheeks bled evenly all the same.",
                },
            ],
        },
    ],
}

PLAN_EXAMPLES: dict[str, Any] = {
    "one_goal": {
        "summary": "Acne scars, with a washout, a Christmas closure and public holidays",
        "value": ACNE_SCARS,
    },
    "two_areas": {"summary": "Two areas at once", "value": TWO_AREAS},
    "ready_by": {"summary": "Ready by a wedding", "value": WEDDING},
    "compare_with": {"summary": "What an absence changes", "value": WITH_ABSENCE},
    "begun": {"summary": "A series that has begun, its sessions told in full", "value": BEGUN},
    "shortest": {
        "summary": "Only what is required",
        "value": {"goals": [{"concern": "enlarged_pores", "area": "face"}]},
    },
}
SCREENING_EXAMPLES: dict[str, Any] = {
    "acne_scars": {
        "summary": "What is still open for acne scars",
        "value": {
            "as_of": "2026-11-22",
            "patient": {"birth_date": "1990-05-04", "skin_type": "IV"},
            "goals": [{"concern": "acne_scars", "area": "face", "severity": "severe"}],
            "findings": _SCREENED_CLEAR,
        },
    },
}
