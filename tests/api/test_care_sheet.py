"""Care rendered by template says exactly what it would say rendered entry by entry."""

from dataclasses import replace
from datetime import date, timedelta

import orjson
import pytest

from app.api.schemas.care_sheet import CareSheets
from app.planning.care import CareTimeline, TaskList
from app.planning.catalogue.care import CareTask
from app.rules.loader import load_rules, shipped_rules_dir

TASKS = load_rules(shipped_rules_dir()).care
AWKWARD = replace(TASKS[0], text='100 % of "it" %(0)b %b \\ \x00first', hours="%")


def entry_by_entry(day: date, tasks: tuple[CareTask, ...]) -> list[dict[str, object]]:
    return [
        {
            "code": task.code,
            "day_offset": task.day_offset,
            "on": (day + timedelta(task.day_offset)).isoformat(),
            "until_on": (day + timedelta(task.until_day_offset)).isoformat(),
            "hours": task.hours,
            "text": task.text,
            "role": task.role,
            "optional": task.optional,
            "basis": task.evidence.basis,
            "sources": list(task.evidence.sources),
        }
        for task in tasks
    ]


@pytest.mark.parametrize("tasks", [(), TASKS, TASKS[5:9], (AWKWARD, *TASKS[:2])])
@pytest.mark.parametrize("day", [date(2026, 12, 31), date(2028, 2, 29)])
def test_a_sheet_says_what_its_tasks_say(day: date, tasks: tuple[CareTask, ...]) -> None:
    sheets = CareSheets()
    for on in (day, day + timedelta(28), day):
        rendered = sheets.of(CareTimeline(on, TaskList(tasks, 0)))
        assert orjson.loads(orjson.dumps(rendered)) == entry_by_entry(on, tasks)


def test_lists_of_equal_length_are_not_taken_for_each_other() -> None:
    sheets, day = CareSheets(), date(2026, 12, 1)
    for tasks in (TASKS[:3], TASKS[3:6]):
        rendered = sheets.of(CareTimeline(day, TaskList(tasks, 0)))
        assert orjson.loads(orjson.dumps(rendered)) == entry_by_entry(day, tasks)
