"""Measuring functions side by side: noise of the machine falls on all of them, so their ratios hold."""

import time
from collections.abc import Callable, Mapping
from statistics import median

ROUNDS = 15
Timed = Mapping[str, tuple[float, ...]]


def interleaved(work: Mapping[str, Callable[[], object]], seconds: float) -> Timed:
    """Seconds a call of each function, one value a round; `seconds` is about what all of it takes."""
    share = seconds / (ROUNDS * len(work))
    calls = {name: max(1, round(share / _once(call))) for name, call in work.items()}
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(ROUNDS):
        for name, call in work.items():
            times[name].append(_per_call(call, calls[name]))
    return {name: tuple(taken) for name, taken in times.items()}


def ratios(numerator: tuple[float, ...], denominator: tuple[float, ...]) -> tuple[float, ...]:
    """Round by round."""
    return tuple(above / below for above, below in zip(numerator, denominator, strict=True))


def microseconds(times: tuple[float, ...]) -> str:
    """The median in words, for a note."""
    return f"{median(times) * 1e6:,.0f} us"


def _once(call: Callable[[], object]) -> float:
    """About how long one call takes, once warm."""
    call()
    return median([_per_call(call, 3) for _ in range(5)])


def _per_call(call: Callable[[], object], calls: int) -> float:
    start = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - start) / calls
