"""What the service answered, held against what a story expects."""

from collections.abc import Callable, Iterator
from typing import Any

from pydantic import BaseModel

from tests.planning.scenario_file import Because, Expected, ExpectedSession

Json = dict[str, Any]


def differences(expected: Expected, document: Json) -> Iterator[str]:
    """What differs from what was signed, a line each; only what is expected is compared."""
    yield from _same("", expected, document, ("outcome", "finish_on", "fewest_visits", "optimality"))
    if expected.warnings is not None and expected.warnings != _codes(document["warnings"]):
        yield f"warnings: {_codes(document['warnings'])}, expected {expected.warnings}"
    if expected.session_count is not None and expected.session_count != len(document["sessions"]):
        yield f"sessions: {len(document['sessions'])}, expected {expected.session_count}"
    if expected.review_count is not None and expected.review_count != len(document["reviews"]):
        yield f"reviews: {len(document['reviews'])}, expected {expected.review_count}"
    yield from _screening(expected, document["screening"])
    for goal in expected.goals:
        yield from _one(document["goals"], goal, ("id",), _goal)
    for session in expected.sessions:
        yield from _one(document["sessions"], session, ("number",), _session)
    yield from _inside_sessions(expected, document["sessions"])
    yield from _follow_up(expected, document)
    yield from _readiness(expected, document)


def _readiness(expected: Expected, document: Json) -> Iterator[str]:
    if expected.ready_by is not None:
        found = document["ready_by"]
        yield from _same("ready_by.", expected.ready_by, found, ("verdict", "full_result_expected"))
        fewer = [
            {"goal_id": one.goal, "planned": one.planned, "asked": one.asked}
            for one in expected.ready_by.fewer_sessions
        ]
        if fewer != found["fewer_sessions"]:
            yield f"ready_by.fewer_sessions: {found['fewer_sessions']}, expected {fewer}"
    if expected.repairs is not None:
        wanted = [one.model_dump(mode="json", exclude_none=True) for one in expected.repairs]
        offered = [
            {
                "code": one["code"],
                **{"goal" if name == "goal_id" else name: fact for name, fact in one["params"].items()},
            }
            for one in document["repairs"]
        ]
        if wanted != offered:
            yield f"repairs: {offered}, expected {wanted}"


def _screening(expected: Expected, found: Json) -> Iterator[str]:
    if expected.screening is not None:
        yield from _same("screening.", expected.screening, found, ("result", "valid_until", "deferred_until"))
        yield from _missing("screening.unanswered", expected.screening.unanswered, found["unanswered"])
        wrong = [code for code in expected.screening.answered if code in found["unanswered"]]
        if wrong:
            yield f"screening.unanswered: {wrong} should be answered"
    for finding in expected.findings:
        yield from _one(found["findings"], finding, ("code", "effect"), _finding)
    for code in expected.no_findings:
        if any(finding["code"] == code for finding in found["findings"]):
            yield f"screening.findings: {code} should say nothing"


def _finding(where: str, expected: Any, found: Json) -> Iterator[str]:
    members = ("until", "areas", "open_ended", "overridable", "overridden", "basis", "sources")
    return _same(where, expected, found, members)


def _goal(where: str, expected: Any, found: Json) -> Iterator[str]:
    flat = {**found, **found["sessions"], "protocol": found["protocol"]["code"]}
    members = ("protocol", "planned", "done", "overridden", "on_label", "off_label", "evidence")
    yield from _same(where, expected, flat, (*members, "full_result_on", "full_result_by"))
    if expected.evaluated is not None:
        evaluated = [verdict.model_dump(mode="json") for verdict in expected.evaluated]
        given = [{**one, "gap_days": one["gap_days"] or 0} for one in found["evaluated"]]
        if evaluated != given:
            yield f"{where}evaluated: {given}, expected {evaluated}"
    yield from _missing(f"{where}expectations", expected.expectations, _codes(found["expectations"]))


def _session(where: str, expected: ExpectedSession, found: Json) -> Iterator[str]:
    goals = list(dict.fromkeys(treatment["goal_id"] for treatment in found["treatments"]))
    flat = {**found, **found["dates"], "warnings": _codes(found["warnings"]), "goals": goals}
    members = ("earliest", "recommended", "latest", "timing", "back_to_normal_on", "warnings", "goals")
    yield from _same(where, expected, flat, members)
    if expected.joins is not None:
        shared = [step["params"]["goal_ids"] for step in found["dates"]["reasons"] if step["code"] == "shared_session"]
        joins = [goal_id for goal_ids in shared for goal_id in goal_ids]
        if joins != expected.joins:
            yield f"{where}joins: {joins}, expected {expected.joins}"
    for date in Because.model_fields:
        steps = [reason for reason in found["dates"]["reasons"] if reason["sets"] == date]
        if expected.because is not None:
            yield from _missing(f"{where}because.{date}", getattr(expected.because, date), _codes(steps))
        binding = getattr(expected.binding, date, [])
        moved = [step["code"] for step in steps if step["from"] != step["to"]]
        if binding and moved[-1:] != binding:
            yield f"{where}binding.{date}: {moved[-1:]}, expected {binding}"


def _inside_sessions(expected: Expected, sessions: list[Json]) -> Iterator[str]:
    by_number = {session["number"]: session for session in sessions}
    for treatment in expected.treatments:
        found = [_flat_treatment(treatment.session, one) for one in by_number[treatment.session]["treatments"]]
        yield from _one(found, treatment, ("session", "goal"), _treatment)
    for task in expected.care:
        found = [{**one, "session": task.session} for one in by_number[task.session]["care"]]
        yield from _one(found, task, ("session", "code"), _days)
    for absent in expected.no_care:
        there = set(_codes(by_number[absent.session]["care"])) & set(absent.codes)
        if there:
            yield f"session {absent.session}: care {sorted(there)} should not be asked for"


def _days(where: str, expected: Any, found: Json) -> Iterator[str]:
    return _same(where, expected, found, ("on", "until_on"))


def _flat_treatment(session: int, found: Json) -> Json:
    depth = found["depth_mm"]
    return {
        **found,
        "session": session,
        "goal": found["goal_id"],
        "adjuncts": _codes(found["adjuncts"]),
        "min_mm": depth["min"],
        "max_mm": depth["max"],
        "bound_by": depth["bound_by"],
        "confirm_mm": depth["confirm_up_to"] or 0.0,
        "override_mm": depth["override_up_to"] or 0.0,
        "zones": {zone["area"]: zone["max"] for zone in depth["zones"]},
    }


def _treatment(where: str, expected: Any, found: Json) -> Iterator[str]:
    members = ("step", "of", "min_mm", "max_mm", "bound_by", "confirm_mm", "override_mm", "endpoint", "adjuncts")
    yield from _same(where, expected, found, members)
    for area, max_mm in expected.zones.items():
        if found["zones"].get(area) != max_mm:
            yield f"{where}zones.{area}: {found['zones'].get(area)}, expected {max_mm}"


def _follow_up(expected: Expected, document: Json) -> Iterator[str]:
    for review in expected.reviews:
        yield from _one(document["reviews"], review, ("code", "after_session"), _review)
    if expected.maintenance is not None:
        found = [{**window, "goal": window["goal_id"]} for window in document["maintenance"]["windows"]]
        yield from _same("maintenance.", expected.maintenance, document["maintenance"], ("needed",))
        for window in expected.maintenance.windows:
            yield from _one(found, window, ("goal",), _window)
    if expected.anaesthetic is not None:
        members = ("advised_against", "because", "depends_on")
        yield from _same("anaesthetic.", expected.anaesthetic, document["anaesthetic"], members)


def _window(where: str, expected: Any, found: Json) -> Iterator[str]:
    return _same(where, expected, found, ("earliest", "recommended"))


def _review(where: str, expected: Any, found: Json) -> Iterator[str]:
    flat = {**found, "goals": found["goal_ids"]}
    yield from _same(where, expected, flat, ("earliest", "recommended", "latest", "goals", "primary"))
    yield from _missing(f"{where}measures", expected.measures, found["measures"])


def _one(
    found: list[Json], expected: BaseModel, key: tuple[str, ...], compare: Callable[[str, Any, Json], Iterator[str]]
) -> Iterator[str]:
    """Compares with the one that has the same key."""
    wanted = [getattr(expected, member) for member in key]
    which = " ".join(map(str, wanted))
    matching = [one for one in found if [one[member] for member in key] == wanted]
    if not matching:
        yield f"{type(expected).__name__} {which}: there is none among {[[one[m] for m in key] for one in found]}"
    for one in matching[:1]:
        yield from compare(f"{which}: ", expected, one)


def _same(where: str, expected: BaseModel, found: Json, members: tuple[str, ...]) -> Iterator[str]:
    for member in members:
        wanted = getattr(expected, member)
        if wanted is None:
            continue
        value = wanted.isoformat() if hasattr(wanted, "isoformat") else wanted
        if found[member] != (None if value == "nothing" else value):
            yield f"{where}{member}: {found[member]}, expected {value}"


def _missing(where: str, wanted: list[str], found: list[str]) -> Iterator[str]:
    absent = [code for code in wanted if code not in found]
    if absent:
        yield f"{where}: {found} lacks {absent}"


def _codes(items: list[Json]) -> list[str]:
    return [item["code"] for item in items]
