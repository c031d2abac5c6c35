"""ruleset.toml: the version, and the numbers of the planner itself."""

from typing import Annotated

from pydantic import Field

from app.planning.catalogue.policy import Policy
from app.rules.schema.words import Days, FileModel, Text


class RulesetFile(FileModel):
    """ruleset.toml: the version, and the numbers of the planner itself."""

    class PolicyFile(FileModel):
        """See `Policy`."""

        start_within_days: Days
        screening_valid_days: Days
        horizon_days: Days
        due_soon_days: Days
        review_within_days: Days

    version: Annotated[str, Field(pattern=r"^\d{4}\.\d+$")]
    title: Text
    policy: PolicyFile

    def to_policy(self) -> Policy:
        """The numbers of the planner itself."""
        own = self.policy
        return Policy(
            start_within_days=own.start_within_days.cited(),
            screening_valid_days=own.screening_valid_days.cited(),
            horizon_days=own.horizon_days.cited(),
            due_soon_days=own.due_soon_days.cited(),
            review_within_days=own.review_within_days.cited(),
        )
