"""Ask a planner every case of this folder and compare: `python -m tests.conformance.run BASE_URL [NAME ...]`.

The standard library is all it needs, and this file can be taken elsewhere together with `cases/`. What is compared, and
what is left free, stands in `README.md`.
"""

import argparse
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Json = dict[str, Any]

CASES = Path(__file__).parent / "cases"
DATES = ("earliest", "recommended", "latest")
JUDGED_WARNINGS = {"no_bookable_day_in_window", "overdue", "lapsed"}
"""The warnings that planning.md 2.6 defines; a planner may give others besides."""


def cases(names: Iterable[str] = ()) -> list[tuple[str, Json]]:
    """Every case with the name of its file, or those that are named."""
    wanted = set(names)
    found = [(path.stem, json.loads(path.read_text(encoding="utf-8"))) for path in sorted(CASES.glob("*.json"))]
    return [(name, case) for name, case in found if not wanted or name in wanted]


def differences(expected: Json, status: int, answer: Json) -> list[str]:
    """What the answer should have said and did not, one line each; nothing where it conforms."""
    found = _unequal("status", expected.get("status", 200), status)
    if found or status != 200:
        return found
    for member, wanted in expected.items():
        compare = _COMPARED.get(member)
        if compare is None:
            found += _partial(member, wanted, answer.get(member))
        else:
            found += compare(wanted, answer.get(member))
    return found + [line for session in answer["sessions"] for line in _unexplained(session)]


def _unequal(place: str, wanted: object, got: object) -> list[str]:
    return [] if wanted == got else [f"{place}: expected {_short(wanted)}, got {_short(got)}"]


def _short(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)[:300]


def _partial(place: str, wanted: object, got: object) -> list[str]:
    """Members that are named are compared, others are free; everything but an object is compared whole."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        return [line for name, part in wanted.items() for line in _partial(f"{place}.{name}", part, got.get(name))]
    return _unequal(place, wanted, got)


def _listed(place: str, wanted: list[Json], got: list[Json]) -> list[str]:
    """Each of the objects stands somewhere in the list, with all the members that are named."""
    return [
        f"{place}: {_short(one)} is missing" for one in wanted if not any(not _partial("", one, each) for each in got)
    ]


def _screening(wanted: Json, got: Json) -> list[str]:
    plain = {name: part for name, part in wanted.items() if name not in {"findings", "unanswered"}}
    found = _partial("screening", plain, got) + _listed("screening", wanted.get("findings", []), got["findings"])
    if "unanswered" in wanted:
        found += _unequal("screening.unanswered", sorted(wanted["unanswered"]), sorted(got["unanswered"]))
    return found


def _goals(wanted: list[Json], got: list[Json]) -> list[str]:
    by_id, found = {goal["id"]: goal for goal in got}, []
    for goal in wanted:
        place, answered = goal["id"], by_id.get(goal["id"], {})
        plain = {name: part for name, part in goal.items() if name not in {"protocol", "evaluated"}}
        found += _partial(place, plain, answered)
        if "protocol" in goal:
            found += _unequal(f"{place}.protocol.code", goal["protocol"], answered.get("protocol", {}).get("code"))
        found += _listed(f"{place}.evaluated", goal.get("evaluated", []), answered.get("evaluated", []))
    return found


def _sessions(wanted: list[Json], got: list[Json]) -> list[str]:
    days = [[session["dates"][name] for name in DATES] for session in got]
    if len(wanted) != len(got):
        return [f"sessions: expected {len(wanted)}, got {len(got)}: {_short(days)}"]
    return [line for one, session in zip(wanted, got, strict=True) for line in _session(one, session)]


def _session(wanted: Json, got: Json) -> list[str]:
    place, treatments = f"session {wanted['number']}", {one["goal_id"]: one for one in got["treatments"]}
    found = _partial(place, {name: wanted[name] for name in DATES}, got["dates"])
    found += _unequal(f"{place}.goals", wanted["goals"], {goal: one["step"] for goal, one in treatments.items()})
    for goal, depth in wanted.get("depth_mm", {}).items():
        found += _partial(f"{place}.{goal}.depth_mm", depth, treatments.get(goal, {}).get("depth_mm"))
    for goal, endpoint in wanted.get("endpoints", {}).items():
        found += _unequal(f"{place}.{goal}.endpoint", endpoint, treatments.get(goal, {}).get("endpoint"))
    for name in {"number", "timing", "back_to_normal_on"} & wanted.keys():
        found += _unequal(f"{place}.{name}", wanted[name], got.get(name))
    if "warnings" in wanted:
        given = JUDGED_WARNINGS & {warned["code"] for warned in got["warnings"]}
        found += _unequal(f"{place}.warnings", sorted(wanted["warnings"]), sorted(given))
    found += _listed(f"{place}.care", wanted.get("care", []), got.get("care", []))
    return found + _in_order(f"{place}.reasons", wanted.get("reasons", []), got["dates"]["reasons"])


def _in_order(place: str, wanted: list[Json], got: list[Json]) -> list[str]:
    """The reasons that are named stand in the answer, for each date in this order; others may stand between them."""
    found = []
    for sets in DATES:
        rest: Iterator[Json] = iter([reason for reason in got if reason["sets"] == sets])
        for one in [reason for reason in wanted if reason["sets"] == sets]:
            if not any(not _partial("", one, each) for each in rest):
                found.append(f"{place}: {_short(one)} is missing, or not in its place")
    return found


def _unexplained(session: Json) -> list[str]:
    """Every date has reasons, and replaying them yields it (planning.md 4 and law 10).

    Areas that share a day are explained apart, by `goal_ids`: then the day's earliest is the later one of theirs, its
    latest the sooner one, though never before earliest.
    """
    dates, ends = session["dates"], {sets: _replayed(session["dates"]["reasons"], sets) for sets in DATES}
    if not all(ends.values()):
        return [f"session {session['number']}: a date has no reason, or one that does not begin where the last ended"]
    earliest = max(ends["earliest"])
    led_to = {
        "earliest": {earliest},
        "recommended": ends["recommended"],
        "latest": {max(earliest, min(ends["latest"]))},
    }
    return [
        f"session {session['number']}: the reasons of {sets} lead to {_short(sorted(led_to[sets]))}, not {dates[sets]}"
        for sets in DATES
        if led_to[sets] != {dates[sets]}
    ]


def _replayed(reasons: list[Json], sets: str) -> set[str]:
    """The days on which the reasons of a date end, one for each group of areas; empty where a step is missing."""
    ends: dict[tuple[str, ...], str] = {}
    for reason in reasons:
        group = tuple(reason.get("goal_ids", ()))
        if reason["sets"] == sets:
            if ends.get(group, reason["from"]) != reason["from"]:
                return set()
            ends[group] = reason["to"]
    return set(ends.values())


def _reviews(wanted: list[Json], got: list[Json]) -> list[str]:
    days = [sorted({(one["after_session"], one["earliest"]) for one in reviews}) for reviews in (wanted, got)]
    return _unequal("reviews", days[0], days[1])


def _changes(wanted: list[Json], got: list[Json]) -> list[str]:
    parts = ("session", "field", "was", "now")
    told = [sorted(_short([change[part] for part in parts]) for change in changes) for changes in (wanted, got)]
    return _unequal("changes", told[0], told[1])


def _maintenance(wanted: Json, got: Json) -> list[str]:
    found = _unequal("maintenance.needed", wanted["needed"], got.get("needed"))
    return found + _listed("maintenance.windows", wanted.get("windows", []), got.get("windows", []))


_COMPARED: dict[str, Any] = {
    "screening": _screening,
    "goals": _goals,
    "sessions": _sessions,
    "reviews": _reviews,
    "maintenance": _maintenance,
    "changes": _changes,
}


def asked(base_url: str, request: Json) -> tuple[int, Json]:
    """The status and the answer of a planner to one request."""
    call = urllib.request.Request(
        f"{base_url.rstrip('/')}/v1/plan-previews",
        data=json.dumps(request).encode(),
        headers={"Content-Type": "application/json", "Accept": "application/json"},
    )
    try:
        with urllib.request.urlopen(call, timeout=30) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as refused:
        return refused.code, {}


def told(base_url: str, case: Json) -> list[str]:
    """The differences of one case; an answer of another form is one of them."""
    try:
        return differences(case["expected"], *asked(base_url, case["request"]))
    except (KeyError, TypeError, ValueError) as another_form:
        return [f"the answer has another form: {another_form!r}"]


def main() -> int:
    """Run the cases; 0 where all of them agree."""
    parser = argparse.ArgumentParser(description="Compare a planner with the conformance cases.")
    parser.add_argument("base_url", help="where the planner answers, such as http://127.0.0.1:8000")
    parser.add_argument("names", nargs="*", help="cases to run; left out: all")
    given = parser.parse_args()
    chosen, failed = cases(given.names), 0
    for name, case in chosen:
        found = told(given.base_url, case)
        failed += bool(found)
        sys.stdout.write("".join([f"{'FAIL' if found else 'ok  '} {name}\n", *[f"     {line}\n" for line in found]]))
    sys.stdout.write(f"{len(chosen) - failed} of {len(chosen)} cases agree\n")
    return 1 if failed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
