"""The care around a session as JSON: everything but the days is the same for every session that has the same tasks.

A hundred care entries are most of a plan's bytes. Their words are rendered once; for a session the days are put in.
"""

from datetime import date
from functools import lru_cache
from typing import Any, cast

import orjson

from app.api.schemas.treatments import CareDocument
from app.planning.care import CareTimeline
from app.planning.catalogue.care import CareTask

_FIRST, _LAST = "\x00first", "\x00last"


class CareSheets:
    """The sheets of all task lists that were asked for; a catalogue has only so many."""

    __slots__ = ("_sheets",)

    def __init__(self) -> None:
        self._sheets: dict[tuple[str, ...], _Sheet] = {}

    def of(self, timeline: CareTimeline) -> list[CareDocument]:
        """The care of a session, as an already rendered part of a document."""
        codes = tuple([task.code for task in timeline.tasks])
        sheet = self._sheets.get(codes)
        if sheet is None:
            sheet = self._sheets[codes] = _Sheet(timeline.tasks)
        return cast(list[CareDocument], orjson.Fragment(sheet.on(timeline.day)))


class _Sheet:
    """One list of tasks, with a slot for each distinct day offset."""

    __slots__ = ("_offsets", "_template")

    def __init__(self, tasks: tuple[CareTask, ...]) -> None:
        slots = {offset for task in tasks for offset in (task.day_offset, task.until_day_offset)}
        self._offsets = [(b"%d" % offset, offset) for offset in sorted(slots)]
        self._template = b"[%b]" % b",".join([_with_slots(task) for task in tasks])

    def on(self, day: date) -> bytes:
        """The sheet with the days around a session on `day`."""
        origin = day.toordinal()
        return self._template % {slot: _iso(origin + offset) for slot, offset in self._offsets}


def care_document(task: CareTask, on: object, until_on: object) -> dict[str, Any]:
    """One task with its days."""
    return {
        "code": task.code,
        "day_offset": task.day_offset,
        "on": on,
        "until_on": until_on,
        "hours": task.hours,
        "text": task.text,
        "role": task.role,
        "optional": task.optional,
        "basis": task.evidence.basis,
        "sources": list(task.evidence.sources),
    }


def _with_slots(task: CareTask) -> bytes:
    rendered = orjson.dumps(care_document(task, _FIRST, _LAST)).replace(b"%", b"%%")
    for mark, offset in ((_FIRST, task.day_offset), (_LAST, task.until_day_offset)):
        rendered = rendered.replace(orjson.dumps(mark)[1:-1], b"%%(%d)b" % offset)
    return rendered


@lru_cache(maxsize=4096)
def _iso(ordinal: int) -> bytes:
    return date.fromordinal(ordinal).isoformat().encode()
