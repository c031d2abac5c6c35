"""How repairs go over the wire: what would make a plan fit."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from app.api.schemas.evidence import Sentence
from app.formats.wording import repair_text
from app.planning.repairs import Repair, RepairCode


class RepairDocument(TypedDict):
    """One change of the request that was tried and makes an infeasible plan feasible."""

    code: RepairCode
    text: Sentence
    params: dict[str, object]


Repairs = Annotated[list[RepairDocument], Field(max_length=40, description="When infeasible: changes that work.")]


def repair_documents(repairs: Iterable[Repair]) -> list[RepairDocument]:
    """Repairs for the wire, in their order."""
    return [{"code": one.code, "text": repair_text(one), "params": dict(one.params)} for one in repairs]
