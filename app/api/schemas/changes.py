"""How the differences between two plans go over the wire."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from app.planning.changes import Change
from app.planning.changes import Field as DateOfSession
from app.planning.reasons import ReasonCode


class ChangeDocument(TypedDict):
    """One date of one session that differs."""

    session: Annotated[
        int, Field(ge=1, le=99, description="Its number in this plan; of a session that is gone, in the other.")
    ]
    field: DateOfSession
    was: Annotated[date | None, Field(description="Null: the session is new.")]
    now: Annotated[date | None, Field(description="Null: the session is no longer planned.")]
    because: Annotated[
        list[ReasonCode], Field(max_length=20, description="The steps that bind the new date, the last one at the end.")
    ]


def change_documents(changes: Iterable[Change]) -> list[ChangeDocument]:
    """Changes for the wire, in their order."""
    return [
        {"session": one.session, "field": one.field, "was": one.was, "now": one.now, "because": list(one.because)}
        for one in changes
    ]
