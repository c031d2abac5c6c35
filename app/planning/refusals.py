"""Everything that planning can refuse, as one tree.

    Refusal
    |- RequestFaulty     what was asked cannot be planned as it stands; every fault at once
    '- UnknownCode       a code that names nothing in the rules

A refusal is facts and one sentence. It never carries what was sent: the facts say where the fault is and what would be
right. Bugs are not refusals; they crash.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a request.

    `path` leads to the member (names and list positions, outermost first), `code` is stable, `detail` says what would
    be right, `params` holds the facts of the detail (limits, what exists).
    """

    path: tuple[str | int, ...]
    code: str
    detail: str
    params: Mapping[str, object] = field(default_factory=dict)


class Refusal(Exception):
    """The root: planning declines, with facts."""


class RequestFaulty(Refusal):
    """What was asked cannot be planned as it stands; `faults` holds every fault found, in the request's order."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"{len(faults)} fault(s) in the request")
        self.faults = faults


class UnknownCode(Refusal):
    """A code that names nothing in the rules; `noun` is what was looked for (concern, area, protocol, source ...)."""

    def __init__(self, noun: str) -> None:
        super().__init__(f"no such {noun}")
        self.noun = noun
