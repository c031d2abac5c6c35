"""The best days of one group against solvers written from the planning model (2.6 and 2.7) alone.

One solver tries every schedule of a small calendar. The other, for calendars of real length, tries every day of every
session, but solves the rest of a series only once for each day that it may follow.
"""

from functools import cache

from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from app.planning.calendar import DEFERRAL, Block, DayMap
from app.planning.series import best_days
from app.planning.spacing import NEVER, Group, Step
from tests.planning.builders import CITED

ORIGIN = 1000
Days = tuple[int, ...]
Cost = tuple[int, int, int, int]
"""Treatments past their lapse, treatments past their latest day, delay of a first session, distance of the others."""


def a_block(first: int, clear: int) -> Block:
    return Block(("face",), first, clear, DEFERRAL, {}, CITED)


def a_group(*steps: Step, last: int | None = None, **changes: object) -> Group:
    given = {"start": ORIGIN, "blocks": (), "start_within": 28, "valid_until": NEVER, "start_by": NEVER}
    return Group(**{"steps": steps, "last": last, **given, **changes})  # type: ignore[arg-type]


def a_map(bookable: str) -> DayMap:
    """A day each: `.` can be booked, `x` cannot."""
    return DayMap(ORIGIN, bytes(0 if mark == "." else 1 for mark in bookable))


def past_the_blocks(group: Group, day: int) -> int:
    while any(block.first <= day < block.clear for block in group.blocks):
        day += 1
    return day


def may_be(group: Group, number: int, last: int | None, day: int) -> bool:
    """True where no interval, start or deferral speaks against the day."""
    wished = group.start if last is None else max(group.start, last + group.steps[number].min)
    return day >= past_the_blocks(group, wished) and past_the_blocks(group, day) == day


def cost_of(group: Group, number: int, last: int | None, day: int) -> Cost:
    step = group.steps[number]
    if last is None:
        earliest = past_the_blocks(group, group.start)
        latest = max(earliest, min(earliest + group.start_within, group.valid_until, group.start_by))
        return 0, step.treatments * (day > latest), day - earliest, 0
    earliest = past_the_blocks(group, max(group.start, last + step.min))
    target, latest = max(earliest, last + step.target), max(earliest, last + step.late_after)
    lapsed, late = day > last + step.lapse_after, day > latest
    return step.treatments * lapsed, step.treatments * late, 0, abs(day - target)


def added(one: Cost, other: Cost) -> Cost:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2], one[3] + other[3]


def best_of_all(group: Group, calendar: DayMap) -> Days | None:
    """Every schedule, one by one."""
    bookable = [ORIGIN + index for index, byte in enumerate(calendar.days) if byte == 0]
    schedules: list[tuple[Cost, Days]] = [((0, 0, 0, 0), ())]
    for number in range(len(group.steps)):
        schedules = [
            (added(cost, cost_of(group, number, last, day)), (*days, day))
            for cost, days in schedules
            for day in bookable
            if (last := days[-1] if days else group.last) is None or day > last
            if may_be(group, number, last, day)
        ]
    ranked = min(((cost, tuple(-day for day in days)) for cost, days in schedules), default=None)
    return None if ranked is None else tuple(-day for day in ranked[1])


def best_day_by_day(group: Group, calendar: DayMap) -> Days | None:
    """The same, the rest of a series worked out once for each day before it."""
    bookable = [ORIGIN + index for index, byte in enumerate(calendar.days) if byte == 0]

    @cache
    def rest(number: int, last: int | None) -> tuple[Cost, Days] | None:
        if number == len(group.steps):
            return (0, 0, 0, 0), ()
        best = None
        for day in bookable:
            if may_be(group, number, last, day) and (after := rest(number + 1, day)) is not None:
                entry = added(cost_of(group, number, last, day), after[0]), (-day, *after[1])
                best = entry if best is None or entry < best else best
        return best

    found = rest(0, group.last)
    return None if found is None else tuple(-day for day in found[1])


@st.composite
def steps(draw: st.DrawFn, longest: int) -> Step:
    anchors = sorted(draw(st.lists(st.integers(1, longest), min_size=4, max_size=4)))
    return Step(anchors[0], anchors[1], anchors[2], anchors[3], draw(st.integers(1, 3)))


@st.composite
def problems(draw: st.DrawFn, size: int, sessions: int, longest: int) -> tuple[Group, DayMap]:
    """A group and a calendar: dense or sparse, in single days or in runs; needled before or not."""
    runs = st.tuples(st.booleans(), st.integers(1, max(2, size // 5)))
    days: list[int] = []
    while len(days) < size:
        free, length = draw(runs)
        days += [0 if free else 1] * length
    blocks = draw(
        st.lists(st.tuples(st.integers(-size // 4, size), st.integers(1, longest)), max_size=2).map(
            lambda drawn: tuple(a_block(ORIGIN + first, ORIGIN + first + length) for first, length in sorted(drawn))
        )
    )
    group = a_group(
        *draw(st.lists(steps(longest), min_size=1, max_size=sessions)),
        last=draw(st.one_of(st.none(), st.integers(ORIGIN - 3 * longest, ORIGIN))),
        start=ORIGIN + draw(st.integers(-longest, longest)),
        blocks=blocks,
        start_within=draw(st.integers(0, longest)),
        valid_until=ORIGIN + draw(st.integers(0, size)),
        start_by=draw(st.one_of(st.just(NEVER), st.integers(ORIGIN, ORIGIN + size))),
    )
    return group, DayMap(ORIGIN, bytes(days[:size])).without(blocks)


@given(problems(22, 3, 8))
@settings(max_examples=300)
def test_no_schedule_of_a_small_calendar_is_better(problem: tuple[Group, DayMap]) -> None:
    group, calendar = problem
    best = best_of_all(group, calendar)
    event("none" if best is None else "found")
    assert best_days(group, calendar) == best


@given(problems(22, 3, 8))
def test_both_solvers_agree(problem: tuple[Group, DayMap]) -> None:
    assert best_day_by_day(*problem) == best_of_all(*problem)


@given(problems(90, 4, 30))
@settings(max_examples=120)
def test_no_schedule_of_a_longer_calendar_is_better(problem: tuple[Group, DayMap]) -> None:
    group, calendar = problem
    assert best_days(group, calendar) == best_day_by_day(group, calendar)


COMMON = Step(28, 30, 42, 90, 1)


@given(
    st.lists(st.tuples(st.booleans(), st.integers(1, 50)), min_size=6, max_size=16),
    st.one_of(st.none(), st.integers(-120, 0)),
    st.integers(1, 4),
)
@example([(True, 1), (False, 60), (True, 1), (False, 60), (True, 1)], None, 3)
@settings(max_examples=40)
def test_no_schedule_over_real_intervals_is_better(
    runs: list[tuple[bool, int]], last: int | None, sessions: int
) -> None:
    calendar = a_map("".join(("." if free else "x") * length for free, length in runs))
    group = a_group(*(COMMON,) * sessions, last=None if last is None else ORIGIN + last)
    assert best_days(group, calendar) == best_day_by_day(group, calendar)


def test_with_every_day_free_each_session_falls_on_its_target() -> None:
    assert best_days(a_group(*(COMMON,) * 3), a_map("." * 100)) == (ORIGIN, ORIGIN + 30, ORIGIN + 60)


def test_a_needled_group_takes_its_next_session_on_the_target_day() -> None:
    assert best_days(a_group(COMMON, last=ORIGIN - 10), a_map("." * 100)) == (ORIGIN + 20,)


def test_of_two_equally_near_days_the_later_is_taken() -> None:
    step = Step(2, 5, 9, 20, 1)
    assert best_days(a_group(step, last=ORIGIN), a_map("xxx.xxx..")) == (ORIGIN + 7,)


def test_of_equal_schedules_the_lexicographically_latest_is_taken() -> None:
    step = Step(2, 5, 9, 20, 1)
    # 4 then 9, or 6 then 11: both are one day off in all.
    assert best_days(a_group(step, step, last=ORIGIN), a_map("xxxx.x.xx.x.")) == (ORIGIN + 6, ORIGIN + 11)


def test_a_day_in_the_window_is_better_than_a_nearer_one_after_it() -> None:
    step = Step(2, 10, 11, 20, 1)
    assert best_days(a_group(step, last=ORIGIN), a_map("xxx.xxxxxxxx.")) == (ORIGIN + 3,)


def test_one_lapsed_treatment_weighs_more_than_two_late_ones() -> None:
    short, long = Step(2, 3, 4, 6, 1), Step(4, 4, 4, 5, 1)
    # 3 and 10: in time, then lapsed. 5 and 10: late twice, lapsed never.
    assert best_days(a_group(short, long, last=ORIGIN), a_map("xxx.x.xxxx.")) == (ORIGIN + 5, ORIGIN + 10)


def test_a_late_session_with_more_treatments_weighs_more() -> None:
    light, heavy = Step(2, 3, 4, 30, 1), Step(2, 3, 4, 30, 3)
    assert best_days(a_group(light, heavy, last=ORIGIN), a_map("xxx.xxxxxx.xxx.")) == (ORIGIN + 10, ORIGIN + 14)


def test_a_first_session_is_not_put_off_for_the_sake_of_the_distances_after_it() -> None:
    step = Step(2, 5, 9, 20, 1)
    assert best_days(a_group(step, step), a_map("..xx....x.")) == (ORIGIN, ORIGIN + 5)


def test_a_first_session_is_put_off_where_that_keeps_a_later_one_in_time() -> None:
    step = Step(4, 5, 6, 20, 1)
    assert best_days(a_group(step, step), a_map("...xxxxx.")) == (ORIGIN + 2, ORIGIN + 8)


def test_a_deferral_between_two_sessions_moves_the_window_but_not_the_lapse() -> None:
    step = Step(4, 5, 6, 10, 1)
    deferral = a_block(ORIGIN + 3, ORIGIN + 12)
    calendar = a_map("." * 20).without((deferral,))
    assert best_days(a_group(step, step, blocks=(deferral,)), calendar) == (ORIGIN + 2, ORIGIN + 12)


def test_without_enough_bookable_days_there_is_no_series() -> None:
    assert best_days(a_group(COMMON, COMMON), a_map("." * 28)) is None
    assert best_days(a_group(COMMON), a_map("x" * 28)) is None


def test_an_overdue_session_falls_on_the_first_day_of_the_map() -> None:
    assert best_days(a_group(COMMON, last=ORIGIN - 300), a_map("..")) == (ORIGIN,)


def test_days_long_past_do_not_confuse_the_order_of_costs() -> None:
    group = a_group(COMMON, COMMON, last=ORIGIN - 100_000, start=ORIGIN - 100_000)
    assert best_days(group, a_map("x.x" + "." * 60)) == (ORIGIN + 1, ORIGIN + 31)
