"""Bodies that are sound JSON and say something that is wrong, absurd or meant to break in."""

import json
from collections.abc import Iterator
from typing import Any

from tests.api.hostile.sound_body import ANY, CANARY, WHOLE, Hostile, named, objects, places, raw, spoilt, text_with

_DAYS_THAT_ARE_NONE: tuple[Any, ...] = (
    0, 1, -1, 1_795_305_600, 1_795_305_600_000, 20261122, 2026.1122, True, [2026, 11, 22], {"year": 2026},
    "", " ", "0", "1795305600", "20261122", "2026-1-2", "2026-11-22 ", " 2026-11-22", "2026-11-22T00:00:00",
    "2026-11-22T00:00:00Z", "2026-11-22 00:00:00", "2026-11-22Z", "2026-11-22+01:00", "2026-W47-7", "2026W477",
    "2026-326",
    "22.11.2026", "11/22/2026", "22 Nov 2026", "2026/11/22", "26-11-22", "+2026-11-22", "-2026-11-22", "02026-11-22",
    "2026-02-30", "2026-13-01", "2026-00-10", "2026-01-00", "2026-01-32", "2025-02-29", "2100-02-29", "0000-01-01",
    "0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31", "10000-01-01", "today", "now", "null", "NaT", CANARY,
    "\uff12\uff10\uff12\uff16-11-22", "\u0662\u0660\u0662\u0666-\u0661\u0661-\u0662\u0662", "2026\u201011\u201022",
    "2026-11-22\u200b", "\u202e2026-11-22", "2026-11-2\u00b2", "2026-11-22\n", "2026-11-22'--", "P1D", "2026-11",
)  # fmt: skip
_OTHER_SPELLINGS: dict[tuple[str | int, ...], tuple[Any, ...]] = {
    ("goals", 0, "severity"): ("Moderate", "MODERATE", " moderate", "mod\u00e9rate", "2", 2, "moderate\u200b"),
    ("patient", "skin_type"): ("iv", "4", 4, "\u2163", "VII", "I,V", "IV ", "0"),
    ("patient", "sensitive_skin"): ("false", "no", 0, 1, "", "\u2714"),
    ("availability", "weekdays", 0): ("Mon", "monday", "MON", 0, 1, "montag", "", None, "mon "),
    ("findings", 0, "present"): ("true", "yes", 1, "unknown", ""),
    ("label",): ("US_FDA", "us-fda", "fda", "", " us_fda"),
    ("time_zone",): ("europe/berlin ", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "Europe/", "UTC+25", ""),
    ("clinic_calendar", "holiday_region"): ("XX", "de-be", "DE_BE", "", "DE-", "DE-ZZ", "../DE", "ZZ-ZZ", "D" * 5_000),
}  # fmt: skip
_PAYLOADS = (
    "'; DROP TABLE plan; -- " + CANARY,
    "1 OR 1=1 " + CANARY,
    "<script>alert('" + CANARY + "')</script>",
    "<img src=x onerror=" + CANARY + ">",
    "${jndi:ldap://" + CANARY + "/a}",
    "{{7*7}}" + CANARY,
    "%s%s%n%x" + CANARY,
    "{0.__class__}" + CANARY,
    "../../../../etc/passwd" + CANARY,
    "file:///etc/passwd#" + CANARY,
    "$(touch /" + CANARY + ")",
    "`id`" + CANARY,
    "\r\nSet-Cookie: " + CANARY,
    "__import__('os')." + CANARY,
    "\u202e" + CANARY + "\u202c",
    "\ufeff" + CANARY,
    CANARY + "\uffff\ufffe",
    "\U0001f468\u200d\u2695\ufe0f" * 10 + CANARY,
    "Z\u0351\u036b\u0343" * 500 + CANARY,
    "\u0430cne_scars" + CANARY,
    "=cmd|'/c calc'!A1" + CANARY,
)
_NAMES = (
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "__class__",
    "",
    " goals",
    "Goals",
    "goals ",
    "a/b~c",
    "$ref",
)
_TEXTS: tuple[tuple[str | int, ...], ...] = (
    ("goals", 0, "concern"), ("goals", 0, "area"), ("goals", 0, "kind"), ("findings", 0, "code"),
    ("history", 0, "procedure"), ("history", 0, "area"), ("label",),
)  # fmt: skip


def meaning() -> Iterator[Hostile]:
    for number, day in enumerate(_DAYS_THAT_ARE_NONE):
        yield spoilt(f"as_of_{number}_{day!r}", ("as_of",), day)
    for path, value in places(WHOLE):
        if isinstance(value, str) and value[:2] in ("19", "20"):
            yield spoilt(f"{named(path)}_as_seconds", path, 1_795_305_600)
            yield spoilt(f"{named(path)}_as_instant", path, "2026-11-22T00:00:00Z")
            yield spoilt(f"{named(path)}_at_the_end_of_time", path, "9999-12-31")
    for path, spellings in _OTHER_SPELLINGS.items():
        for spelling in spellings:
            yield spoilt(f"{named(path)}_{spelling!r:.20}", path, spelling)
    yield from _wrong_types()
    yield from _unknown_members()
    for number, payload in enumerate(_PAYLOADS):
        path = _TEXTS[number % len(_TEXTS)]
        yield spoilt(f"payload_{number}_in_{named(path)}", path, payload)
        yield spoilt(f"payload_{number}_as_reason", ("clinic_calendar", "closures", 0, "reason"), payload, *ANY)
    yield from _counts()
    yield from _contradictions()


def _wrong_types() -> Iterator[Hostile]:
    """Every member as an object, an array, a number, a text and null; null may mean "not known"."""
    for path, value in places(WHOLE):
        for kind, wrong in (("object", {CANARY: CANARY}), ("array", [CANARY]), ("number", 4711.5), ("text", CANARY)):
            if kind == "text" and (path[-1] in ("reason", "override_reason") or path == ("ready_by", "label")):
                continue
            yield spoilt(f"{named(path)}_as_{kind}", path, wrong)
        yield spoilt(f"{named(path)}_as_null", path, None, *ANY)
        if isinstance(value, list):
            yield spoilt(f"{named(path)}_empty", path, [], *ANY)
            yield spoilt(f"{named(path)}_of_nulls", path, [None, None])


def _unknown_members() -> Iterator[Hostile]:
    for path in objects(WHOLE):
        yield spoilt(f"unknown_member_in_{named(path)}", (*path, "unknown_member"), CANARY)
    for name in _NAMES:
        yield spoilt(f"member_named_{name}", (name,), CANARY)
        yield spoilt(f"goal_member_named_{name}", ("goals", 0, name), {"polluted": CANARY})
    yield spoilt("patient_with_a_name", ("patient", "name"), CANARY)
    yield spoilt("plan_member", ("patient_id",), "pat_01h455vb4pex5vsknk084sn02q")
    yield raw("empty_object", b"{}", 422)
    yield raw("only_unknown", json.dumps({CANARY.lower(): 1}).encode().replace(CANARY.lower().encode(), b"x"), 422)


def _counts() -> Iterator[Hostile]:
    goal, finding, entry = WHOLE["goals"][0], WHOLE["findings"][0], WHOLE["history"][0]
    span = WHOLE["availability"]["unavailable"][0]
    for count in (0, -1, 10**6, 2**31, -(2**53 - 1), 1.5, 4.0, "4", True):
        yield spoilt(f"sessions_{count!r}", ("goals", 0, "sessions"), count)
    for count in (9, 1_000, 2_000):
        yield spoilt(f"{count}_goals", ("goals",), [goal] * count)
    yield spoilt("many_findings", ("findings",), [finding] * 2_000)
    yield spoilt("many_wrong_findings", ("findings",), [{"code": CANARY}] * 4_000)
    yield spoilt("much_history", ("history",), [entry] * 2_000)
    yield spoilt("many_absences", ("availability", "unavailable"), [span] * 3_000)
    yield spoilt("many_weekdays", ("availability", "weekdays"), ["mon"] * 20_000)
    yield spoilt("long_reason", ("clinic_calendar", "closures", 0, "reason"), CANARY * 5_000)
    for path in _TEXTS:
        yield spoilt(f"{named(path)}_very_long", path, "a" * 100_000)
        yield spoilt(f"{named(path)}_of_nothing_known", path, "nothing_known")


def _contradictions() -> Iterator[Hostile]:
    """What can be read but makes little sense: an answer or a refusal, never a fault of ours and never a hang."""
    closed = [{"from_on": "1900-01-01", "to_on": "2199-12-31"}]
    changes: dict[str, tuple[tuple[str | int, ...], Any]] = {
        "absence_backwards": (("availability", "unavailable", 0), {"from_on": "2027-01-03", "to_on": "2026-12-20"}),
        "always_absent": (("availability", "unavailable"), closed),
        "always_closed": (("clinic_calendar", "closures"), closed),
        "closure_backwards": (("clinic_calendar", "closures", 0), {"from_on": "2199-12-31", "to_on": "1900-01-01"}),
        "no_common_weekday": (("clinic_calendar", "open_weekdays"), ["sun"]),
        "a_weekday_twice": (("availability", "weekdays"), ["mon", "mon"]),
        "born_tomorrow": (("patient", "birth_date"), "2026-11-23"),
        "born_in_1900": (("patient", "birth_date"), "1900-01-01"),
        "born_in_2199": (("patient", "birth_date"), "2199-12-31"),
        "as_of_the_first_day": (("as_of",), "1900-01-01"),
        "as_of_the_last_day": (("as_of",), "2199-12-31"),
        "start_on_the_last_day": (("start_on",), "2199-12-31"),
        "start_long_ago": (("start_on",), "1900-01-01"),
        "ended_before_it_started": (("findings", 0, "ended_on"), "1950-01-01"),
        "ends_on_the_last_day": (("findings", 0, "ended_on"), "2199-12-31"),
        "needled_on_the_last_day": (("history", 0, "on"), "2199-12-31"),
        "needled_on_the_first_day": (("history", 0, "on"), "1900-01-01"),
        "the_same_goal_twice": (("goals",), [WHOLE["goals"][0]] * 2),
        "the_same_finding_twice": (("findings",), [WHOLE["findings"][0], {**WHOLE["findings"][0], "present": False}]),
        "the_same_day_twice": (("history",), [WHOLE["history"][0]] * 2),
        "a_kind_of_another_concern": (("goals", 0, "kind"), "melasma"),
        "a_place_that_is_not_needled": (("goals", 0, "area"), "nose"),
    }
    for name, (path, value) in changes.items():
        yield spoilt(name, path, value, *ANY)
    yield raw("minus_zero", text_with(("goals", 0, "sessions"), "-0"), *ANY)
    yield raw("one_as_exponent", text_with(("goals", 0, "sessions"), "4e0"), *ANY)
