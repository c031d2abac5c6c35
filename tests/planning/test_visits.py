"""Several groups share visits (planning.md 2.7): small cases that can be checked by hand, and what holds for all."""

from hypothesis import event, given, settings
from hypothesis import strategies as st

from app.planning.calendar import DEFERRAL, Block, DayMap
from app.planning.series import best_days
from app.planning.spacing import NEVER, Group, Step, first_window, next_window
from app.planning.visits import MOST_WORK, Visits, fewest_visits
from tests.planning.builders import CITED

ORIGIN = 1000
EVERY_28 = Step(28, 28, 42, 90, 1)
EVERY_30 = Step(28, 30, 42, 90, 1)
EVERY_14 = Step(14, 14, 28, 90, 1)
ALWAYS_OPEN = "." * 400
Case = tuple[tuple[Group, ...], tuple[DayMap, ...]]


def a_group(step: Step, sessions: int, last: int | None = None, **changes: object) -> Group:
    """A group from day 0; `last` is the day it was last needled, counted from there."""
    given = {"start": ORIGIN, "blocks": (), "start_within": 28, "valid_until": ORIGIN + 90, "start_by": NEVER}
    return Group(**{"steps": (step,) * sessions, "last": None if last is None else ORIGIN + last, **given, **changes})  # type: ignore[arg-type]


def deferred(first: int, clear: int) -> tuple[Block, ...]:
    return (Block(("face",), ORIGIN + first, ORIGIN + clear, DEFERRAL, {}, CITED),)


def a_case(*groups: Group, clinic: str = ALWAYS_OPEN) -> Case:
    """Groups at a clinic: `.` is an open day, `x` a closed one."""
    calendar = DayMap(ORIGIN, bytes(0 if mark == "." else 1 for mark in clinic))
    return groups, tuple(calendar.without(group.blocks) for group in groups)


def closed(first: int, last: int) -> str:
    return "." * first + "x" * (last + 1 - first) + ALWAYS_OPEN


def planned(*groups: Group, clinic: str = ALWAYS_OPEN, most_work: int = MOST_WORK) -> Visits:
    """The schedule in days from day 0."""
    found = fewest_visits(*a_case(*groups, clinic=clinic), most_work)
    assert found is not None
    return found._replace(days=tuple(tuple(day - ORIGIN for day in own) for own in found.days))


def proven(*days: tuple[int, ...]) -> Visits:
    return Visits(days, "proven", len({day for own in days for day in own}))


def test_two_areas_with_nearly_the_same_interval_share_every_visit() -> None:
    # 28, 29 or 30 days are two days off in all; of equals the later.
    assert planned(a_group(EVERY_28, 3), a_group(EVERY_30, 3)) == proven((0, 30, 60), (0, 30, 60))


def test_a_short_interval_is_stretched_to_meet_a_long_one() -> None:
    assert planned(a_group(EVERY_14, 3), a_group(EVERY_28, 3)) == proven((0, 28, 56), (0, 28, 56))


def test_a_series_with_more_sessions_goes_on_at_its_own_interval() -> None:
    # The fourth of the 14-day area costs no more visits at 14 days than it would at 28.
    assert planned(a_group(EVERY_14, 4), a_group(EVERY_28, 2)) == proven((0, 14, 28, 42), (0, 28))


def test_an_area_that_is_ready_later_is_waited_for() -> None:
    later = a_group(EVERY_30, 3, start=ORIGIN + 10)
    assert planned(a_group(EVERY_30, 3), later) == proven((10, 40, 70), (10, 40, 70))


def test_nobody_waits_for_an_area_that_is_ready_after_the_window_of_the_other() -> None:
    later = a_group(EVERY_30, 2, start=ORIGIN + 40)
    assert planned(a_group(EVERY_30, 2), later) == proven((0, 40), (40, 70))


def test_a_session_never_comes_before_its_earliest_day_to_share_a_visit() -> None:
    needled = a_group(EVERY_30, 2, last=-10)
    # 18 days is the soonest after the needling ten days ago; the target is day 20.
    assert planned(needled, a_group(EVERY_30, 2)) == proven((18, 48), (18, 48))


def test_the_delay_of_a_first_session_weighs_more_than_any_distance() -> None:
    needled = a_group(EVERY_30, 1, last=-10)
    assert planned(needled, a_group(EVERY_30, 1)) == proven((18,), (18,))


def test_no_treatment_is_late_to_save_a_visit() -> None:
    due_now = a_group(EVERY_30, 1, last=-41)
    due_later = a_group(EVERY_30, 1, last=-25)
    assert planned(due_now, due_later) == proven((0,), (5,))


def test_an_overdue_area_waits_for_the_other_where_that_adds_no_late_treatment() -> None:
    overdue = a_group(EVERY_30, 1, last=-60, start=ORIGIN - 50)
    assert planned(overdue, a_group(EVERY_30, 1, start=ORIGIN + 7)) == proven((7,), (7,))


def test_an_overdue_area_does_not_wait_until_it_lapses() -> None:
    overdue = a_group(EVERY_30, 1, last=-85, start=ORIGIN - 50)
    assert planned(overdue, a_group(EVERY_30, 1, start=ORIGIN + 7)) == proven((0,), (7,))


def test_a_deferral_of_one_area_keeps_it_off_a_shared_day() -> None:
    sunburnt = a_group(EVERY_30, 3, blocks=deferred(25, 50))
    # The other area stretches its interval to 42 days, and they meet again when the sunburn has healed.
    assert planned(a_group(EVERY_30, 3), sunburnt) == proven((8, 50, 80), (8, 50, 80))


def test_a_closure_may_split_what_else_would_be_one_visit() -> None:
    due_before, due_after = a_group(EVERY_30, 1, last=-38), a_group(EVERY_30, 1, last=-20)
    assert planned(due_before, due_after) == proven((0,), (10,))
    assert planned(a_group(EVERY_30, 1, last=-30), due_after) == proven((10,), (10,))
    assert planned(a_group(EVERY_30, 1, last=-30), due_after, clinic=closed(5, 15)) == proven((0,), (16,))


def test_of_two_equally_near_days_the_later_is_taken() -> None:
    # Day 29 and day 31 are both a day off for both.
    assert planned(a_group(EVERY_30, 2), a_group(EVERY_30, 2), clinic="." + "x" * 28 + ".x.") == proven(
        (0, 31), (0, 31)
    )


def test_the_order_of_the_areas_changes_nothing_where_there_is_no_tie() -> None:
    areas = a_group(EVERY_28, 4), a_group(EVERY_30, 3, last=-12), a_group(EVERY_14, 2)
    there, back = planned(*areas), planned(*reversed(areas))
    assert there == back._replace(days=back.days[::-1])


def test_without_room_for_one_of_the_series_there_is_no_plan() -> None:
    assert fewest_visits(*a_case(a_group(EVERY_28, 1), a_group(EVERY_28, 3), clinic="." * 50)) is None


def test_beyond_the_work_bound_a_good_schedule_is_taken_and_the_bound_stays_true() -> None:
    areas = (
        a_group(EVERY_30, 3, blocks=deferred(100, 130)),
        a_group(EVERY_28, 4, last=-5, blocks=deferred(-5, 73)),
        a_group(EVERY_30, 4, last=-33, blocks=deferred(40, 100)),
        a_group(EVERY_28, 3, last=-24, blocks=deferred(-15, 44)),
    )
    best, quick = planned(*areas, most_work=10**6), planned(*areas, most_work=300)
    assert (best.optimality, quick.optimality) == ("proven", "bounded")
    assert quick.fewest_visits <= best.fewest_visits <= visits_in(quick)
    assert visits_in(quick) < sum(len(group.steps) for group in areas)


def test_eight_areas_with_twelve_sessions_are_planned_all_the_same() -> None:
    steps = (EVERY_28, EVERY_30, EVERY_14, EVERY_30)
    areas = [a_group(steps[number % 4], 12, last=-7 * number if number % 3 else None) for number in range(8)]
    found = planned(*areas)
    assert found.fewest_visits <= visits_in(found) < 8 * 12
    assert [len(own) for own in found.days] == [12] * 8


def visits_in(found: Visits) -> int:
    return len({day for own in found.days for day in own})


def lateness(group: Group, days: tuple[int, ...]) -> tuple[int, int]:
    """Lapsed and late treatments."""
    windows = [first_window(group)]
    windows += [next_window(group, step, day) for step, day in zip(group.steps[1:], days[:-1], strict=True)]
    each = list(zip(group.steps, windows, days, strict=True))
    lapsed = sum(step.treatments for step, window, day in each if day > window.lapse)
    return lapsed, sum(step.treatments for step, window, day in each if day > window.latest)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    week = draw(st.sampled_from((".......", ".....xx", "......x", "xx.xxxx", "x.x.xxx")))
    clinic = list(week * 105)
    for first, length in draw(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 30)), max_size=2)):
        clinic[first : first + length] = "x" * length
    groups = []
    for _ in range(draw(st.integers(2, 4))):
        blocks = deferred(first := draw(st.integers(-40, 150)), first + draw(st.integers(1, 70)))
        groups.append(
            a_group(
                draw(st.sampled_from((EVERY_28, EVERY_30, EVERY_30, EVERY_14)))._replace(
                    treatments=draw(st.integers(1, 2))
                ),
                draw(st.integers(1, 6)),
                last=draw(st.one_of(st.none(), st.integers(-150, -1))),
                blocks=draw(st.sampled_from(((), (), blocks))),
            )
        )
    return a_case(*groups, clinic="".join(clinic))


@given(cases())
@settings(max_examples=150)
def test_sharing_costs_no_lateness_and_needs_no_more_visits_than_each_area_alone(case: Case) -> None:
    groups, calendars = case
    found = fewest_visits(groups, calendars)
    alone = tuple([best_days(group, own) for group, own in zip(groups, calendars, strict=True)])
    if found is None:
        assert None in alone
        return
    event(found.optimality)
    kept = [own for own in alone if own is not None]
    assert [lateness(group, own) for group, own in zip(groups, found.days, strict=True)] == [
        lateness(group, own) for group, own in zip(groups, kept, strict=True)
    ]
    assert max(len(group.steps) for group in groups) <= found.fewest_visits <= visits_in(found)
    assert visits_in(found) <= len({day for own in kept for day in own})
    assert found.optimality == "bounded" or found.fewest_visits == visits_in(found)


@given(cases())
@settings(max_examples=80)
def test_a_group_by_itself_has_the_days_that_it_has_alone(case: Case) -> None:
    for group, calendar in zip(*case, strict=True):
        found = fewest_visits((group,), (calendar,))
        assert (None if found is None else found.days[0]) == best_days(group, calendar)
