"""What is planned in a benchmark: request bodies as a client sends them, and the openings that they become."""

import random
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from itertools import product
from typing import Any, get_args

from app.api.schemas.examples import ACNE_SCARS
from app.api.schemas.plan_request import GoalRequest, PlanPreviewRequest
from app.planning.catalogue.rulebook import Catalogue
from app.planning.catalogue.skin import SkinType
from app.planning.opening import Goal, Opening
from app.planning.request_checks import faults_in

Body = dict[str, Any]

_AS_OF = date(2026, 11, 22)
_WEEKDAYS = ["mon", "tue", "wed", "thu", "fri"]
_REGIONS = ["DE-BE", "DE-BY", "FR", "GB-ENG", "US-CA", "ES-MD", "AT-9", "CH-ZH", "IT", "NL", None, None]

ONE_GOAL: Body = {
    "as_of": _AS_OF.isoformat(),
    "start_on": "2026-12-01",
    "time_zone": "Europe/Berlin",
    "patient": {"birth_date": "1990-05-04", "skin_type": "IV", "sensitive_skin": False},
    "goals": [{"concern": "acne_scars", "area": "face", "severity": "moderate", "kind": "rolling"}],
    "findings": [
        {"code": "isotretinoin", "present": True, "ended_on": "2026-09-01"},
        {"code": "pregnancy_or_nursing", "present": False},
        {"code": "bleeding_disorder", "present": False},
        {"code": "keloid_history", "present": False},
    ],
}
"""The measured question: acne scars, four sessions, skin type IV, some findings."""

SHOWN = ACNE_SCARS
"""The question that the documentation shows: severe, five sessions, a washout and public holidays."""


def _changed(**members: Any) -> Body:
    return {**deepcopy(ONE_GOAL), **members}


ON_WEEKDAYS = _changed(
    availability={"weekdays": _WEEKDAYS},
    clinic_calendar={
        "open_weekdays": _WEEKDAYS,
        "closures": [{"from_on": "2026-12-21", "to_on": "2027-01-03", "reason": "Christmas"}],
    },
)
WHOLE_WEEKS = _changed(
    goals=[{"concern": "fine_lines", "area": "hands", "severity": "moderate"}],
    clinic_calendar={"open_weekdays": _WEEKDAYS},
)
FOUR_GOALS = _changed(
    availability=ON_WEEKDAYS["availability"],
    clinic_calendar=ON_WEEKDAYS["clinic_calendar"],
    goals=[
        {"concern": "acne_scars", "area": "cheeks", "severity": "moderate", "kind": "rolling"},
        {"concern": "fine_lines", "area": "neck", "severity": "mild"},
        {"concern": "stretch_marks", "area": "abdomen", "severity": "moderate", "kind": "alba"},
        {"concern": "enlarged_pores", "area": "nose", "severity": "mild"},
    ],
)


def _closed_forty_days_of_each_hundred() -> list[Body]:
    """Of many patterns the one that kept the planner busiest: on time is impossible, and many days are left to try."""
    first = _AS_OF + timedelta(1)
    spans = [(first + timedelta(100 * number), first + timedelta(100 * number + 39)) for number in range(8)]
    return [{"from_on": start.isoformat(), "to_on": end.isoformat()} for start, end in spans]


WORST = _changed(
    goals=[
        {"concern": "acne_scars", "area": "face", "severity": "severe", "sessions": 6},
        {"concern": "fine_lines", "area": "neck", "severity": "severe"},
        {"concern": "stretch_marks", "area": "abdomen", "severity": "severe", "kind": "alba"},
        {"concern": "stretch_marks", "area": "thighs", "severity": "severe", "kind": "alba"},
        {"concern": "stretch_marks", "area": "buttocks", "severity": "severe", "kind": "alba"},
        {"concern": "stretch_marks", "area": "breasts", "severity": "severe", "kind": "alba"},
        {"concern": "fine_lines", "area": "hands", "severity": "severe"},
        {"concern": "fine_lines", "area": "decolletage", "severity": "severe"},
    ],
    availability={},
    clinic_calendar={"closures": _closed_forty_days_of_each_hundred()},
)


def opening(body: Body) -> Opening:
    """The question as planning knows it."""
    asked = PlanPreviewRequest.model_validate(body)
    return asked.to_opening(asked.today())


def over_four_weeks(body: Body) -> tuple[Opening, ...]:
    """The same question with 28 start days in a row: on some the targets fall on open days, on others they do not."""
    starts = [(_AS_OF + timedelta(9 + day)).isoformat() for day in range(28)]
    return tuple(opening({**body, "start_on": start}) for start in starts)


def mixed(catalogue: Catalogue, count: int, seed: int = 7) -> Iterator[Body]:
    """Many different questions that can all be planned: any goal, patient, start day, and holidays of some regions."""
    chance = random.Random(seed)
    goals = _goals(catalogue)
    for _ in range(count):
        wanted = chance.choice(goals)
        goal = {"concern": wanted.concern, "area": wanted.area, "severity": wanted.severity, "kind": wanted.kind}
        patient = {"birth_year": chance.randint(1940, 2004), "skin_type": chance.choice(["I", "II", "III", "IV", "V"])}
        calendar = {**ON_WEEKDAYS["clinic_calendar"], "holiday_region": chance.choice(_REGIONS)}
        as_of = _AS_OF + timedelta(chance.randrange(1_000))
        yield _changed(
            as_of=as_of.isoformat(),
            start_on=(as_of + timedelta(chance.randrange(60))).isoformat(),
            goals=[goal],
            patient=patient,
            clinic_calendar=calendar,
            label=chance.choice([None, None, *catalogue.labels]),
        )


def of_every_kind(catalogue: Catalogue) -> Iterator[Opening]:
    """Every goal that has a protocol, for every skin type, sensitivity and label: whatever a planner may keep of it."""
    asked = opening(ONE_GOAL)
    skin_types, labels = (None, *get_args(SkinType)), (None, *catalogue.labels)
    for goal in _goals(catalogue):
        for skin_type, is_sensitive, label in product(skin_types, (False, True), labels):
            patient = asked.patient._replace(skin_type=skin_type, sensitive_skin=is_sensitive)
            yield asked._replace(goals=(goal,), patient=patient, label=label)


def never_the_same(catalogue: Catalogue, seed: int = 11) -> Iterator[Opening]:
    """Without end: one goal or several of any kind, for any patient, on any day, all of which can be planned."""
    chance, goals = random.Random(seed), _goals(catalogue)
    asked = [opening(body) for body in mixed(catalogue, 500, seed)]
    while True:
        start_on = _AS_OF + timedelta(chance.randrange(3_000))
        wanted = chance.sample(goals, chance.choice([1, 1, 1, 1, 1, 1, 1, 1, 2, 4]))
        question = chance.choice(asked)._replace(
            as_of=start_on - timedelta(chance.randrange(30)),
            start_on=start_on,
            goals=tuple([goal._replace(id=f"goal_{number}") for number, goal in enumerate(wanted, start=1)]),
        )
        if not faults_in(catalogue, question):
            yield question


def _goals(catalogue: Catalogue) -> list[Goal]:
    """Every goal that exactly one protocol answers."""
    return [
        GoalRequest.model_validate({"concern": concern, "area": area, "severity": severity, "kind": kind}).to_goal(1)
        for (concern, area, severity, kind), matches in catalogue.matches.items()
        if len(matches) == 1
    ]
