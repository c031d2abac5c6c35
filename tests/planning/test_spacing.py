"""The window of the next session, from the day the area was last needled."""

import pytest

from app.planning.calendar import DEFERRAL, Block
from app.planning.spacing import NEVER, Group, Step, Window, first_window, moved_out, next_window, raised
from tests.planning.builders import CITED, a_spacing

COMMON = Step(28, 30, 42, 90, 1)
START = 1000


def a_block(first: int, clear: int) -> Block:
    return Block(("face",), first, clear, DEFERRAL, {}, CITED)


def a_group(last: int | None = None, *blocks: Block, **changes: int) -> Group:
    limits = {"start": START, "start_within": 28, "valid_until": START + 90, "start_by": NEVER, **changes}
    return Group(steps=(COMMON,), last=last, blocks=blocks, **limits)


@pytest.mark.parametrize(
    ("floor", "expected"),
    [
        (0, Step(28, 30, 42, 90, 2)),
        (28, Step(28, 30, 42, 90, 2)),
        (29, Step(29, 30, 42, 90, 2)),
        (35, Step(35, 35, 42, 90, 2)),
        (50, Step(50, 50, 50, 90, 2)),
        (100, Step(100, 100, 100, 100, 2)),
    ],
)
def test_a_floor_raises_the_minimum_and_whatever_would_lie_below_it(floor: int, expected: Step) -> None:
    assert raised(a_spacing(14, 28, 30, 42, 90), floor, 2) == expected


def test_the_next_session_is_spaced_from_the_last() -> None:
    assert next_window(a_group(), COMMON, START + 10) == Window(START + 38, START + 40, START + 52, START + 100)


def test_no_bound_lies_before_the_start_that_was_asked_for_but_the_lapse_stays() -> None:
    assert next_window(a_group(), COMMON, START - 60) == Window(START, START, START, START + 30)
    assert next_window(a_group(), COMMON, START - 29) == Window(START, START + 1, START + 13, START + 61)


def test_a_deferral_moves_the_bounds_that_lie_before_its_end() -> None:
    group = a_group(None, a_block(0, START + 41))
    assert next_window(group, COMMON, START + 10) == Window(START + 41, START + 41, START + 52, START + 100)


def test_an_area_never_needled_starts_inside_the_start_window() -> None:
    assert first_window(a_group()) == Window(START, START, START + 28, NEVER)


def test_an_area_needled_before_waits_for_the_interval_first() -> None:
    assert first_window(a_group(START - 10)) == Window(START + 18, START + 20, START + 32, START + 80)


@pytest.mark.parametrize(
    ("limits", "latest"),
    [
        ({"valid_until": START + 28}, START + 28),
        ({"valid_until": START + 27}, START + 27),
        ({"start_by": START + 5}, START + 5),
        ({"start_by": START + 5, "valid_until": START + 4}, START + 4),
        ({"valid_until": START - 1}, START),
        ({"start_by": START - 100}, START),
    ],
)
def test_the_start_window_ends_with_the_screening_or_the_last_day_to_start(limits: dict[str, int], latest: int) -> None:
    assert first_window(a_group(None, **limits)) == Window(START, START, latest, NEVER)


def test_the_start_window_runs_from_the_end_of_the_deferral() -> None:
    assert first_window(a_group(None, a_block(0, START + 10))) == Window(START + 10, START + 10, START + 38, NEVER)


@pytest.mark.parametrize(
    ("day", "expected"),
    [(99, 99), (100, 120), (109, 120), (110, 120), (119, 120), (120, 120), (129, 129), (130, 140), (139, 140)],
)
def test_a_day_moves_past_every_block_that_covers_it(day: int, expected: int) -> None:
    assert moved_out(day, (a_block(100, 110), a_block(105, 120), a_block(130, 140))) == expected


def test_a_longer_block_that_begins_earlier_is_not_overlooked() -> None:
    assert moved_out(106, (a_block(100, 103), a_block(101, 130), a_block(105, 110))) == 130
    assert moved_out(100, (a_block(90, 105), a_block(95, 101), a_block(105, 106))) == 106
