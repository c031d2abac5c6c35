"""A saved plan preview worked out again: whether the rules and the engine at hand give the same answer."""

from collections.abc import Iterator
from datetime import date
from itertools import zip_longest
from typing import Any, NamedTuple, cast

import orjson
from pydantic import ValidationError

from app.api import strict_json
from app.api.problems import body_error
from app.api.schemas.plan_preview import Presenter
from app.api.schemas.plan_request import PlanPreviewRequest, PlanQuestion
from app.planning.opening import Opening
from app.planning.plan import Planner
from app.planning.refusals import RequestFaulty
from app.services import previews
from app.services.public_holidays import public_holidays

MOST_TOLD = 20
_LONGEST_VALUE = 80
_NOTHING = object()


class NotAnAnswer(Exception):
    """What was saved is no answer of `POST /v1/plan-previews`; the message says what it lacks."""


class Difference(NamedTuple):
    """One place of the answer that is different now, with its values as JSON; None: nothing is there."""

    pointer: str
    was: str | None
    now: str | None


class Replay(NamedTuple):
    """What came of it. `refused` are the faults of a question that cannot be planned any more, one sentence each."""

    ruleset_digest: tuple[str, str]
    engine_version: tuple[str, str]
    refused: tuple[str, ...]
    differences: tuple[Difference, ...]

    @property
    def is_identical(self) -> bool:
        """True where every member of the answer is the same."""
        return not self.refused and not self.differences


def replayed(saved: bytes, planner: Planner, presenter: Presenter, engine_version: str) -> Replay:
    """The saved answer against the one that its question has now. Raises NotAnAnswer."""
    answer = _answer_in(saved)
    question = answer["request"]
    try:
        asked = PlanPreviewRequest.model_validate(question)
    except ValidationError:
        raise NotAnAnswer("its request is none that can be read") from None
    if asked.as_of is None:
        raise NotAnAnswer("its request does not say as_of")
    digests = answer["ruleset"]["digest"], planner.catalogue.digest
    versions = answer["engine_version"], engine_version
    try:
        preview = _preview(planner, asked, asked.as_of)
    except RequestFaulty as faulty:
        errors = [body_error(fault) for fault in faulty.faults]
        refused = tuple([f"/request{error['pointer']}: {error['detail']}" for error in errors])
        return Replay(digests, versions, refused, ())
    now = orjson.loads(orjson.dumps(presenter.preview(preview, question)))
    return Replay(digests, versions, (), tuple(_differences(answer, now, "")))


def told(replay: Replay) -> Iterator[str]:
    """The outcome in lines for people, changed rules and engine first."""
    for what, (was, now) in (("rules", replay.ruleset_digest), ("engine", replay.engine_version)):
        if was != now:
            yield f"Other {what}: {_plain(was)} then, {_plain(now)} now."
    if replay.is_identical:
        yield "Identical: the same question has the same answer."
        return
    if replay.refused:
        yield "The question cannot be planned any more:"
    else:
        yield f"{len(replay.differences)} places of the answer are different now:"
    lines = replay.refused or tuple(
        [f"{one.pointer}: {one.was or 'nothing'} then, {one.now or 'nothing'} now" for one in replay.differences]
    )
    for line in lines[:MOST_TOLD]:
        yield f"  {line}"
    if len(lines) > MOST_TOLD:
        yield f"  and {len(lines) - MOST_TOLD} more"


def _answer_in(saved: bytes) -> dict[str, Any]:
    """The saved answer, with at least the members that a replay rests on."""
    try:
        answer = strict_json.parse(saved)
    except strict_json.MalformedJson as malformed:
        raise NotAnAnswer(f"it cannot be read as JSON: {malformed.detail}") from None
    if not isinstance(answer, dict) or answer.get("object") != "plan_preview":
        raise NotAnAnswer('its object is not "plan_preview"')
    ruleset = answer.get("ruleset")
    known = [ruleset.get("digest") if isinstance(ruleset, dict) else None, answer.get("engine_version")]
    if not isinstance(answer.get("request"), dict) or not all(isinstance(one, str) for one in known):
        raise NotAnAnswer("it lacks its request, the digest of the rules or the version of the engine")
    return cast(dict[str, Any], answer)


def _preview(planner: Planner, asked: PlanPreviewRequest, as_of: date) -> previews.Preview:
    other = asked.compare_with
    compared = None if other is None else _opening(planner, other, asked.compared_on(as_of))
    return previews.preview_plan(planner, _opening(planner, asked, as_of), compared)


def _opening(planner: Planner, asked: PlanQuestion, as_of: date) -> Opening:
    region = asked.holiday_region
    return asked.to_opening(as_of, () if region is None else public_holidays(region, *planner.horizon(as_of)))


def _differences(was: Any, now: Any, pointer: str) -> Iterator[Difference]:
    if isinstance(was, dict) and isinstance(now, dict):
        for name in dict.fromkeys((*was, *now)):
            token = str(name).replace("~", "~0").replace("/", "~1")
            yield from _differences(was.get(name, _NOTHING), now.get(name, _NOTHING), f"{pointer}/{token}")
    elif isinstance(was, list) and isinstance(now, list):
        for index, (one, other) in enumerate(zip_longest(was, now, fillvalue=_NOTHING)):
            yield from _differences(one, other, f"{pointer}/{index}")
    elif was != now or isinstance(was, bool) != isinstance(now, bool):
        yield Difference(_plain(pointer), _written(was), _written(now))


def _written(value: object) -> str | None:
    return None if value is _NOTHING else _short(orjson.dumps(value).decode())


def _plain(text: str) -> str:
    """Text of the file as a terminal can take it."""
    return _short(orjson.dumps(text).decode()[1:-1])


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 3] + "..."
