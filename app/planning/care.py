"""Care around sessions: which tasks apply to this patient and these goals, and on which days."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.planning.catalogue.areas import Region
from app.planning.catalogue.care import CareTask, Fact
from app.planning.catalogue.evidence import Cited
from app.planning.catalogue.rulebook import Catalogue
from app.planning.grouping import OpenGoal
from app.planning.opening import Opening
from app.planning.screened import Screening


@dataclass(frozen=True, slots=True)
class TaskList:
    """The tasks that some session has, in the order of the rules; many sessions share one list.

    `first_end` is the smallest offset by which one of the tasks is over.
    """

    tasks: tuple[CareTask, ...]
    first_end: int

    def __hash__(self) -> int:
        """Cheap, and equal for equal lists: a list is looked up far more often than there are lists."""
        return hash((len(self.tasks), self.first_end))


class CareTimeline(NamedTuple):
    """The tasks around one session: each lies on `day` plus its offsets."""

    day: date
    list: TaskList

    @property
    def tasks(self) -> tuple[CareTask, ...]:
        """The tasks, in the order of the rules."""
        return self.list.tasks

    def overdue(self, as_of: date) -> tuple[str, ...]:
        """The codes of tasks that are not optional and whose last day has passed."""
        passed = as_of.toordinal() - self.day.toordinal()
        if passed <= self.list.first_end:
            return ()
        return tuple([task.code for task in self.list.tasks if task.until_day_offset < passed and not task.optional])


class Anaesthetic(NamedTuple):
    """Whether a topical anaesthetic is an option, which findings speak against it, and the facts; never an order.

    `depends_on` are open questions whose answer may still speak against it; empty once something does.
    """

    advised_against: bool
    because: tuple[str, ...]
    depends_on: tuple[str, ...]
    facts: tuple[Fact, ...]


class CareNeeds(NamedTuple):
    """What decides which tasks a patient has; `findings` are the present ones that some task asks for."""

    skin_type: str | None
    sensitive: bool
    findings: frozenset[str]
    without_anaesthetic: bool


class _Held(NamedTuple):
    """What decides which of a patient's tasks a session has: what is treated in it, and how deep at most."""

    regions: tuple[Region, ...]
    pigment: bool
    starts: bool
    deepest_mm: float


class CarePlan:
    """The tasks for one kind of patient; a session's depend on its goals, its depth, and whether it starts a series."""

    __slots__ = ("_chosen", "_skin_type", "_tasks")

    def __init__(self, catalogue: Catalogue, needs: CareNeeds) -> None:
        self._skin_type = needs.skin_type
        self._tasks = [task for task in catalogue.care if _suits(task, needs)]
        self._chosen: dict[tuple[tuple[Region, ...], bool, bool, float], TaskList] = {}

    def of_session(self, goals: tuple[OpenGoal, ...], day: date, starts: bool, deepest_mm: float) -> CareTimeline:
        """The tasks of a session on a day; `starts`: it is the first of a goal's series."""
        regions, pigment = _treated(goals)
        key = (regions, pigment, starts, deepest_mm)
        chosen = self._chosen.get(key)
        if chosen is None:
            held = _Held(*key)
            tasks = [task for task in self._tasks if _in_session(task, held, self._skin_type)]
            first_end = min([task.until_day_offset for task in tasks], default=0)
            chosen = self._chosen[key] = TaskList(tuple(tasks), first_end)
        return CareTimeline(day, chosen)


def care_needs(opening: Opening, asked_for: frozenset[str], anaesthetic: Anaesthetic) -> CareNeeds:
    """The patient's needs; `asked_for` are the findings that some task asks for."""
    present = [finding.code for finding in opening.findings if finding.present and finding.code in asked_for]
    patient = opening.patient
    return CareNeeds(patient.skin_type, bool(patient.sensitive_skin), frozenset(present), anaesthetic.advised_against)


def _treated(goals: tuple[OpenGoal, ...]) -> tuple[tuple[Region, ...], bool]:
    """The regions that are treated, each once, and whether a pigment concern is among the goals."""
    first = goals[0].ready
    if len(goals) == 1:
        return (first.area.region,), first.match.pigment
    regions = {goal.ready.area.region for goal in goals}
    return tuple(sorted(regions)), any(goal.ready.match.pigment for goal in goals)


def anaesthetic_advice(catalogue: Catalogue, screening: Screening) -> Anaesthetic:
    """Facts on topical anaesthetic, and the findings that speak against it; needling may go on without."""
    because = tuple(finding.code for finding in screening.findings if finding.effect == "no_topical_anaesthetic")
    depends_on: tuple[str, ...] = ()
    if screening.unanswered and not because:
        depends_on = tuple([code for code in screening.unanswered if code in catalogue.against_anaesthetic])
    return Anaesthetic(bool(because), because, depends_on, catalogue.anaesthetic)


def downtime_after(catalogue: Catalogue, deepest_mm: float) -> Cited[int]:
    """Days from a session to back to normal, by its deepest setting."""
    for step in catalogue.downtime:
        if deepest_mm <= step.up_to_mm:
            return step.days
    raise ValueError("the steps of downtime reach the deepest setting")


def _suits(task: CareTask, needs: CareNeeds) -> bool:
    if task.not_sensitive if needs.sensitive else task.sensitive_only:
        return False
    if task.needs_anaesthetic and needs.without_anaesthetic:
        return False
    if task.skin_types and needs.skin_type not in task.skin_types and not task.pigment_or_skin_types:
        return False
    return not task.findings or not needs.findings.isdisjoint(task.findings)


def _in_session(task: CareTask, held: _Held, skin_type: str | None) -> bool:
    if task.first_session_only and not held.starts:
        return False
    if task.regions and not any(region in task.regions for region in held.regions):
        limit = task.or_deeper_than_mm
        if limit is None or held.deepest_mm <= limit.value:
            return False
    return not task.pigment_or_skin_types or held.pigment or skin_type in task.skin_types
