"""Numbers of the planner itself: no protocol owns them, and a clinic may argue with every one."""

from dataclasses import dataclass

from app.planning.catalogue.evidence import Cited


@dataclass(frozen=True, slots=True)
class Policy:
    """Days, each with its evidence.

    `start_within_days`: the window of the first session of an area never needled. `screening_valid_days`: how long a
    screening holds. `horizon_days`: how far past `as_of` a bookable day is looked for. `due_soon_days`: how long before
    the earliest day a session is due soon. `review_within_days`: how long after its first day a review may take place.
    """

    start_within_days: Cited[int]
    screening_valid_days: Cited[int]
    horizon_days: Cited[int]
    due_soon_days: Cited[int]
    review_within_days: Cited[int]
