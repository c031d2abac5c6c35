"""`python -m benchmarks [NAME ...] [--seconds S]`: measure and print the table."""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping

from benchmarks import answers, planner, shared_visits, worker
from benchmarks.load import LoadNotMeasured
from benchmarks.shared_visits import SolverMissing
from benchmarks.table import Row, head, lines

_BENCHMARKS: Mapping[str, tuple[str, Callable[[int], Iterator[Row]]]] = {
    "planner": ("planner: Planner.propose as a multiple of dateutil.rrule making 12 datetimes", planner.speed),
    "memory": ("memory: what plans leave behind", planner.memory),
    "visits": (
        "visits: several groups that share visits, as a multiple of a plan for one goal",
        shared_visits.four_groups,
    ),
    "solver": (
        "solver: OR-Tools CP-SAT as a multiple of the planner, for the same best days",
        shared_visits.against_a_solver,
    ),
    "preview": ("preview: over HTTP at 16 connections, requests a second as a ratio", answers.previews),
    "catalogue": ("catalogue: over HTTP at 16 connections, requests a second as a ratio", answers.catalogue),
    "worker": ("worker: `python -m app serve`", worker.start_and_memory),
}


def _main() -> int:
    arguments = _arguments()
    print(head(), flush=True)
    missed = False
    for name in arguments.names or _BENCHMARKS:
        title, measure = _BENCHMARKS[name]
        try:
            print("\n".join(lines(title, list(measure(arguments.seconds)))), flush=True)
        except LoadNotMeasured as why:
            missed = True
            print("\n".join([*lines(title, []), f"  not measured: {why}"]), flush=True)
        except SolverMissing as why:
            print("\n".join([*lines(title, []), f"  left out: {why}"]), flush=True)
    return 1 if missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Speed and memory as ratios, side by side in one run. "
        "A figure with its target says pass or miss, `pass+` where the ambition in brackets is reached too.",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"what to measure: {', '.join(_BENCHMARKS)}; else all")
    parser.add_argument(
        "--seconds",
        type=int,
        default=1,
        help="how long each side is driven in each round, in whole seconds (default 1)",
    )
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.names) - set(_BENCHMARKS))
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}; there are: {', '.join(_BENCHMARKS)}")
    if arguments.seconds < 1:
        parser.error("--seconds must be 1 or more")
    return arguments


if __name__ == "__main__":
    sys.exit(_main())
