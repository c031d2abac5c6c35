"""What cannot be planned as it stands: unknown codes, goals without a protocol, contradictions. All of them at once.

Facts are never refused, only contradictions are. Paths are those of the request.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations

from app.planning.catalogue.rulebook import Catalogue
from app.planning.history_checks import NOT_YET_NEEDLED, Path, history_faults, unknown
from app.planning.opening import MICRONEEDLING, DayRange, Finding, Goal, Opening, ReadyBy
from app.planning.refusals import Fault


def faults_in(catalogue: Catalogue, opening: Opening) -> tuple[Fault, ...]:
    """Every fault of a question, in the order of the request; empty when it can be planned."""
    return (
        *_patient_faults(opening),
        *_goals_faults(catalogue, opening.goals),
        *(_findings_faults(catalogue, opening) if opening.findings else ()),
        *(history_faults(catalogue, opening.history, opening.as_of, _born_by(opening)) if opening.history else ()),
        *_calendar_faults(opening),
        *(_ready_by_faults(opening.as_of, opening.ready_by) if opening.ready_by is not None else ()),
        *_label_faults(catalogue, opening.label),
    )


def faults_under(name: str, faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults of a question that stands inside another, as the member `name`."""
    return tuple([replace(fault, path=(name, *fault.path)) for fault in faults])


def _ready_by_faults(as_of: date, ready_by: ReadyBy) -> Iterator[Fault]:
    if ready_by.on < as_of:
        yield Fault(("ready_by", "on"), "day_in_the_past", "A day to be ready by is not before as_of.")


def _calendar_faults(opening: Opening) -> Iterator[Fault]:
    if opening.availability.unavailable:
        yield from _range_faults(("availability", "unavailable"), opening.availability.unavailable)
    if opening.clinic.closures:
        yield from _range_faults(("clinic_calendar", "closures"), opening.clinic.closures)
    if opening.clinic.holidays is None:
        detail = "An ISO 3166 country (DE) or subdivision (DE-BE) whose public holidays are known."
        yield Fault(("clinic_calendar", "holiday_region"), "unknown_holiday_region", detail)


def _patient_faults(opening: Opening) -> Iterator[Fault]:
    patient = opening.patient
    if patient.birth_date is not None and patient.birth_date > opening.as_of:
        yield Fault(("patient", "birth_date"), "day_in_the_future", "A birth date is not after as_of.")
    if patient.birth_year is not None and patient.birth_year > opening.as_of.year:
        yield Fault(("patient", "birth_year"), "day_in_the_future", "A birth year is not after the year of as_of.")
    both_known = patient.birth_date is not None and patient.birth_year is not None
    if both_known and patient.birth_date and patient.birth_date.year != patient.birth_year:
        yield Fault(("patient", "birth_year"), "contradiction", "The birth year is the year of the birth date.")


def _goals_faults(catalogue: Catalogue, goals: tuple[Goal, ...]) -> Iterator[Fault]:
    sound = True
    for index, goal in enumerate(goals):
        for fault in _goal_faults(catalogue, goal, ("goals", index)):
            sound = False
            yield fault
    if not sound:
        return
    for (_, one), (second, other) in combinations(enumerate(goals), 2):
        if one.concern != other.concern or not catalogue.areas.overlap(one.area, other.area):
            continue
        if _answered_by(catalogue, one) == _answered_by(catalogue, other):
            detail = "Two goals ask for the same protocol in areas that overlap; ask for one of them."
            yield Fault(("goals", second, "area"), "overlapping_goals", detail)


def _answered_by(catalogue: Catalogue, goal: Goal) -> tuple[str, str | None]:
    """The protocol of a sound goal, and the kind of the concern that it answers."""
    (match,) = catalogue.matching(goal.concern, goal.area, goal.severity, goal.kind)
    return match.protocol.code, match.kind


def _goal_faults(catalogue: Catalogue, goal: Goal, path: Path) -> Iterator[Fault]:
    concern = catalogue.concerns.get(goal.concern)
    if concern is None:
        yield unknown((*path, "concern"), "unknown_concern", "concern", tuple(catalogue.concerns))
    elif goal.kind is not None and all(kind.code != goal.kind for kind in concern.kinds):
        kinds = tuple(kind.code for kind in concern.kinds)
        yield unknown((*path, "kind"), "unknown_kind", "kind of this concern", kinds)
        concern = None
    if goal.area not in catalogue.areas:
        yield unknown((*path, "area"), "unknown_area", "area", tuple(area.code for area in catalogue.areas.all()))
    elif not catalogue.areas[goal.area].treatable:
        treatable = tuple(area.code for area in catalogue.areas.all() if area.treatable)
        detail = "This area must not be needled; choose one that can be treated."
        yield Fault((*path, "area"), "area_not_treatable", detail, {"allowed": treatable})
    elif concern is not None:
        yield from _protocol_faults(catalogue, goal, path)


def _protocol_faults(catalogue: Catalogue, goal: Goal, path: Path) -> Iterator[Fault]:
    matches = catalogue.matching(goal.concern, goal.area, goal.severity, goal.kind)
    if len(matches) == 1:
        yield from _session_faults(goal, matches[0].band.sessions.min.value, matches[0].band.sessions.max.value, path)
    elif matches:
        kinds = tuple(dict.fromkeys(match.kind for match in matches if match.kind is not None))
        detail = "Several protocols answer this concern here; name the kind."
        yield Fault((*path, "kind"), "kind_required", detail, {"allowed": kinds})
    else:
        detail = "No protocol answers this concern, kind and severity in this area; `exists` lists what does."
        yield Fault(path, "no_protocol", detail, {"exists": _what_exists(catalogue, goal.concern)})


def _session_faults(goal: Goal, least: int, most: int, path: Path) -> Iterator[Fault]:
    if goal.sessions is not None and not goal.override and not least <= goal.sessions <= most:
        detail = f"The protocol holds {least} to {most} sessions; another number needs override_reason."
        yield Fault((*path, "sessions"), "sessions_outside_protocol", detail, {"min": least, "max": most})


def _what_exists(catalogue: Catalogue, concern: str) -> tuple[dict[str, object], ...]:
    return tuple(
        {
            "protocol": protocol.code,
            "areas": protocol.areas,
            "kinds": protocol.kinds,
            "severities": tuple(dict.fromkeys(band.severity for band in protocol.bands)),
        }
        for protocol in catalogue.protocols.values()
        if protocol.concern == concern
    )


def _findings_faults(catalogue: Catalogue, opening: Opening) -> Iterator[Fault]:
    said: dict[str, bool] = {}
    for index, finding in enumerate(opening.findings):
        path: Path = ("findings", index)
        if finding.code not in catalogue.questions and finding.code not in catalogue.procedures:
            known = (*catalogue.questions, *catalogue.procedures)
            yield unknown((*path, "code"), "unknown_finding", "finding", known)
        for place, area in enumerate(finding.areas):
            if area not in catalogue.areas:
                known = tuple(area.code for area in catalogue.areas.all())
                yield unknown((*path, "areas", place), "unknown_area", "area", known)
        yield from _finding_contradictions(opening, finding, path)
        if finding.code == MICRONEEDLING and finding.ended_on is not None and finding.ended_on > opening.as_of:
            yield Fault((*path, "ended_on"), "day_in_the_future", NOT_YET_NEEDLED)
        if finding.present is not None and said.setdefault(finding.code, finding.present) != finding.present:
            detail = "The same finding is said to be present and not to be."
            yield Fault((*path, "present"), "contradiction", detail)


def _finding_contradictions(opening: Opening, finding: Finding, path: Path) -> Iterator[Fault]:
    started, ended = finding.started_on, finding.ended_on
    if not finding.present and (started is not None or ended is not None):
        detail = "A finding with a day was present: say present true, and ended_on when it is over."
        yield Fault((*path, "present"), "contradiction", detail)
    if started is not None and started > opening.as_of:
        yield Fault((*path, "started_on"), "day_in_the_future", "A finding that is present began by as_of.")
    if started is not None and ended is not None and ended < started:
        yield Fault((*path, "ended_on"), "range_reversed", "ended_on is not before started_on.")
    birth = _born_by(opening)
    for name, day in (("started_on", started), ("ended_on", ended)):
        if day is not None and day < birth:
            yield Fault((*path, name), "before_birth", "The day is not before the birth date.")


def _born_by(opening: Opening) -> date:
    """The first day that can hold a fact: the birth date, else the first day of the year of birth."""
    patient = opening.patient
    if patient.birth_date is not None:
        return patient.birth_date
    return date.min if patient.birth_year is None else date(patient.birth_year, 1, 1)


def _range_faults(path: Path, ranges: tuple[DayRange, ...]) -> Iterator[Fault]:
    for index, span in enumerate(ranges):
        if span.to_on < span.from_on:
            yield Fault(
                (*path, index, "to_on"), "range_reversed", "to_on is not before from_on; both ends are included."
            )


def _label_faults(catalogue: Catalogue, label: str | None) -> Iterator[Fault]:
    if label is not None and label not in catalogue.labels:
        yield unknown(("label",), "unknown_label", "label", tuple(catalogue.labels))
