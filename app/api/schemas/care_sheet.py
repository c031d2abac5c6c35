"""The care around a session as JSON: everything but the days is the same for every session that has the same tasks.

A hundred care entries are most of a plan's bytes. Their words are rendered once, and the days put in once for each day
that sessions fall on; the latest such sheets are kept: they hold rules and days, nothing about anybody.
"""

from datetime import date
from functools import lru_cache
from typing import cast

import orjson

from app.api.schemas.treatments import CareDocument
from app.planning.care import CareTimeline, TaskList
from app.planning.catalogue.care import CareTask

KEPT_SHEETS = 1_024


class CareSheets:
    """The sheets of all task lists that were asked for; a catalogue has only so many."""

    __slots__ = ("_rendered", "_sheets")

    def __init__(self) -> None:
        self._sheets: dict[TaskList, _Sheet] = {}
        self._rendered = lru_cache(maxsize=KEPT_SHEETS)(self._render)

    def of(self, timeline: CareTimeline) -> list[CareDocument]:
        """The care of a session, as an already rendered part of a document."""
        return cast(list[CareDocument], self._rendered(timeline))

    def _render(self, timeline: CareTimeline) -> orjson.Fragment:
        sheet = self._sheets.get(timeline.list)
        if sheet is None:
            sheet = self._sheets[timeline.list] = _Sheet(timeline.tasks)
        return orjson.Fragment(sheet.on(timeline.day))


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


def _with_slots(task: CareTask) -> bytes:
    """One entry as `CareDocument` has it, with slots for its days: what stands before them, and what after."""
    before = orjson.dumps({"code": task.code, "day_offset": task.day_offset})
    after = orjson.dumps(
        {
            "hours": task.hours,
            "text": task.text,
            "role": task.role,
            "optional": task.optional,
            "basis": task.evidence.basis,
            "sources": list(task.evidence.sources),
        }
    )
    days = b'"on":"%%(%d)b","until_on":"%%(%d)b"' % (task.day_offset, task.until_day_offset)
    return b",".join((_escaped(before)[:-1], days, _escaped(after)[1:]))


def _escaped(rendered: bytes) -> bytes:
    return rendered.replace(b"%", b"%%")


@lru_cache(maxsize=4096)
def _iso(ordinal: int) -> bytes:
    return date.fromordinal(ordinal).isoformat().encode()
