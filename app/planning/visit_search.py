"""The best schedule of several groups that needs exactly a given number of visits, if there is one.

Visits are laid out in the order of their days. Of a partial schedule it matters only, for each group, the number of its
next session and the day of its last one. The most promising one is carried on first: by its cost so far and, for what
is to come, the least cost of the groups that must be together at every visit left, and of each other group by itself.
"""

from heapq import heappop, heappush
from typing import NamedTuple

from app.planning.leeway import START, ends, falling, from_day, reaching, rising, span
from app.planning.lockstep import DELAY, Chain, Chains, Exhausted, Scale
from app.planning.rooms import Rooms

Days = tuple[tuple[int, ...], ...]
Groups = tuple[int, ...]


class Visit(NamedTuple):
    """One visit with those before it."""

    groups: Groups
    day: int
    before: "Visit | None"


class Node(NamedTuple):
    """A partial schedule: each group's next session and last day; the day of the last visit, visits left, cost."""

    numbers: tuple[int, ...]
    lasts: tuple[int, ...]
    after: int
    left: int
    spent: int
    visit: Visit | None


class Split(NamedTuple):
    """The groups that are at the next visit in any case, and at each after it; and the others with sessions to come."""

    together: Groups
    others: Groups


class Choice(NamedTuple):
    """Groups for the next visit and its possible days. `waiting` is the least cost of the others.

    `meeting`: the days of the visit after it, where groups that are left out must all be (-1: nothing known).
    """

    groups: Groups
    days: int
    waiting: int
    meeting: int


class Child(NamedTuple):
    """A node with one more visit, of so many groups; its cost is at least `bound`."""

    bound: int
    groups: int
    node: Node


Entry = tuple[int, int, Node, Split | None]
"""A bound of the cost, a serial number, and a node; the split is there when the node itself was judged."""


class Search:
    """`days` are the best schedule so far (None: none yet) and `best` is its cost; proven when `run` says so."""

    def __init__(self, rooms: Rooms, scale: Scale, work: int) -> None:
        self.leeways, self.scale, self.rooms = rooms.leeways, scale, rooms
        self.chains = Chains(rooms, scale, work)
        self.counts = tuple([len(leeway.steps) for leeway in rooms.leeways])
        self.best: int = scale.impossible
        self.days: Days | None = None
        self._heap: list[Entry] = []
        self._serial = 0
        self._reached: dict[tuple[tuple[int, ...], tuple[int, ...], int], int] = {}

    def run(self) -> bool:
        """Searches until nothing better is possible (True) or no work is left (False)."""
        try:
            self._run()
        except Exhausted:
            return False
        return True

    def _run(self) -> None:
        groups = range(len(self.leeways))
        if not all(self._open_days(group, 0, START, self.rooms.visits) for group in groups):
            return
        none = (0,) * len(groups), (START,) * len(groups)
        self._push(0, Node(*none, START, self.rooms.visits, 0, None), None)
        while self._heap and self._heap[0][0] < self.best:
            _, _, node, split = heappop(self._heap)
            if self._reached.get((node.numbers, node.lasts, node.left), node.spent) < node.spent:
                continue
            if split is None:
                split, bound = self._judged(node)
                if split is None:
                    continue
                if self._heap and bound > self._heap[0][0]:
                    self._push(bound, node, split)
                    continue
            self._carry_on(node, split)

    def _push(self, bound: int, node: Node, split: Split | None) -> None:
        self._serial += 1
        heappush(self._heap, (bound, self._serial, node, split))

    def _carry_on(self, node: Node, split: Split) -> None:
        """Adds every next visit. While no schedule is known yet, goes on at once where most groups come together."""
        children = self._children(node, split)
        if self.days is None:
            children.sort(key=lambda child: (-child.groups, child.bound))
        at, following = 0, None
        while self.days is None and following is None and at < len(children):
            following, _ = self._judged(children[at].node)
            at += 1
        for child in children[at:]:
            if child.bound < self.best:
                self._push(child.bound, child.node, None)
        if following is not None:
            self._carry_on(children[at - 1].node, following)

    def _judged(self, node: Node) -> tuple[Split | None, int]:
        """How the groups split, and a bound of the cost; no split where the node leads to nothing better.

        Where all groups are together the bound is the cost itself, and the schedule is kept.
        """
        chains, numbers = self.chains, node.numbers
        chains.spend(8)
        split = self._split(node)
        bound, chain, first = node.spent, None, START
        if split.together:
            chain = chains.of(tuple([(group, numbers[group]) for group in split.together]), node.left)
            cost, first = chain.best(tuple([node.lasts[group] for group in split.together]), node.after)
            bound += cost
        for group in split.others:
            if bound >= self.best:
                break
            bound += chains.of(((group, numbers[group]),), node.left).best((node.lasts[group],), node.after)[0]
        if bound >= self.best:
            return None, bound
        if not split.others:
            self.best, self.days = bound, self._schedule(node.visit, chain, first)
            return None, bound
        return split, bound

    def _split(self, node: Node) -> Split:
        """Groups with as many sessions as visits are at every visit, and so are those that cannot skip one."""
        together, others = [], []
        for group, (number, count) in enumerate(zip(node.numbers, self.counts, strict=True)):
            if count - number == node.left:
                together.append(group)
            elif number < count:
                others.append(group)
        if together and others:
            kept = self._cannot_skip(node, together, others)
            if kept:
                return Split(tuple(sorted(together + kept)), tuple([group for group in others if group not in kept]))
        return Split(tuple(together), tuple(others))

    def _cannot_skip(self, node: Node, together: list[int], others: list[int]) -> list[int]:
        """Those that must come to the next visit, since the one after it is too late, and so on until their series end.

        `together` are at every visit, so that visits are at least their shortest intervals apart.
        """
        soonest, interval, shortest = 0, 0, 0
        for group in together:
            steps, number = self.leeways[group].steps, node.numbers[group]
            days = from_day(self._open_days(group, number, node.lasts[group], node.left), node.after + 1)
            soonest = max(soonest, ends(days)[0])
            interval = max(interval, steps[number + 1].min)
            shortest = max(shortest, min([step.min for step in steps[number + 1 :]]))
        kept = []
        for group in others:
            leeway, number = self.leeways[group], node.numbers[group]
            days = self._open_days(group, number, node.lasts[group], node.left)
            if days.bit_length() > soonest + interval:
                continue
            if number + 1 < self.counts[group]:
                longest = max([step.late_after for step in leeway.steps[number + 1 :]])
                if longest >= 2 * shortest or leeway.calm > soonest or days & ~leeway.layers[number].get(0, 0):
                    continue
            kept.append(group)
        return kept

    def _schedule(self, visit: Visit | None, chain: Chain | None, first: int) -> Days:
        days: list[list[int]] = [[] for _ in self.leeways]
        while visit is not None:
            for group in visit.groups:
                days[group].insert(0, visit.day)
            visit = visit.before
        if chain is not None:
            for group, own in chain.walk(first).items():
                days[group] += own
        return tuple([tuple(own) for own in days])

    def _open_days(self, group: int, number: int, last: int, left: int) -> int:
        """The days of a group's next session, on the first of at most `left` visits."""
        return self.leeways[group].reach(number, last).days & self.rooms.of(group, number, left).days

    def _children(self, node: Node, split: Split) -> list[Child]:
        """Every next visit that may lead to something better, each with a bound of the cost."""
        children: list[Child] = []
        for choice in self._choices(node, split):
            days = choice.days
            if choice.meeting >= 0:
                days &= self._before_meeting(node, split.together, choice.meeting)
            if choice.groups and days:
                self._add_visits(children, node, choice, days)
        return children

    def _choices(self, node: Node, split: Split) -> list[Choice]:
        """The groups that may be treated together next, and when: in time for each of them and for those left out."""
        opened = {}
        for group in (*split.together, *split.others):
            days = self._open_days(group, node.numbers[group], node.lasts[group], node.left)
            opened[group] = from_day(days, node.after + 1)
        days = span(0, min([days.bit_length() for days in opened.values()]))
        for group in split.together:
            days &= opened[group]
        choices = [Choice(split.together, days, 0, -1)]
        for group in split.others:
            number, last = node.numbers[group], node.lasts[group]
            needed = self.counts[group] - number
            cost, _ = self.chains.of(((group, number),), node.left).best((last,), node.after)
            later = opened[group] & self.rooms.of(group, number, node.left - 1).days if needed < node.left else 0
            in_time = span(0, later.bit_length() - 1)
            bound = later if needed == node.left - 1 else span(0, later.bit_length())
            more = []
            for choice in choices:
                if choice.days & opened[group]:
                    more.append(choice._replace(groups=(*choice.groups, group), days=choice.days & opened[group]))
                if choice.days & in_time and choice.meeting & bound:
                    days, waiting = choice.days & in_time, choice.waiting + cost
                    more.append(Choice(choice.groups, days, waiting, choice.meeting & bound))
            choices = more
        self.chains.spend(8 + 4 * len(choices))
        return choices

    def _before_meeting(self, node: Node, together: Groups, meeting: int) -> int:
        """The days of the next visit from which `together` can come to a day of `meeting` next."""
        if not together:
            return span(0, meeting.bit_length() - 1)
        even, least, most = -1, 0, self.scale.size
        for group in together:
            number = node.numbers[group] + 1
            if number < self.counts[group]:
                step = self.leeways[group].steps[number]
                meeting &= self.rooms.of(group, number, node.left - 1).days
                least, most = max(least, step.min), min(most, step.late_after)
                even &= self.leeways[group].even[number - 1]
        return reaching(meeting, least, most) | ~even

    def _add_visits(self, children: list[Child], node: Node, choice: Choice, days: int) -> None:
        """Adds the next visit on each day, outwards from where distance is least, as far as it can be better."""
        scale, groups = self.scale, choice.groups
        digit = sum([scale.digits[group][node.numbers[group]] for group in groups])
        pulls, rooms = [], []
        for group in groups:
            number = node.numbers[group]
            weight = DELAY if self.leeways[group].delayed and not number else 1
            pulls.append((weight, self.leeways[group].reach(number, node.lasts[group]).target))
            if number + 1 < self.counts[group]:
                rooms.append(self.rooms.of(group, number + 1, node.left - 1))
        low, high = min([target for _, target in pulls]), max([target for _, target in pulls])
        numbers = tuple([number + (group in groups) for group, number in enumerate(node.numbers)])
        below = days & span(0, high + 1)
        self.chains.spend(24)
        for upwards, side in (False, falling(below)), (True, rising(days ^ below)):
            for day in side:
                away = sum([weight * abs(day - target) for weight, target in pulls])
                spent = node.spent + (away << scale.shift) + (scale.size - day) * digit
                if spent + choice.waiting >= self.best:
                    if upwards or day < low:
                        break
                    continue
                least = sum([max(0, room.soon - day, day - room.late) for room in rooms])
                bound = spent + choice.waiting + (least << scale.shift)
                if bound < self.best:
                    lasts = tuple([day if group in groups else last for group, last in enumerate(node.lasts)])
                    child = Node(numbers, lasts, day, node.left - 1, spent, Visit(groups, day, node.visit))
                    if self._is_news(child):
                        children.append(Child(bound, len(groups), child))

    def _is_news(self, node: Node) -> bool:
        """True when no other way leads to the same for as little."""
        self.chains.spend(6)
        key = node.numbers, node.lasts, node.left
        if self._reached.get(key, self.scale.impossible) <= node.spent:
            return False
        self._reached[key] = node.spent
        return True
