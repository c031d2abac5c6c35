"""What the catalogue is browsed by: a shelf for each kind of thing, every item and list made once at the start."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from app.api.pages import DEFAULT_LIMIT, MAX_LIMIT, Listing
from app.api.prepared import Prepared, prepare
from app.api.schemas.adjuncts import adjunct_rule_document
from app.api.schemas.areas import area_document
from app.api.schemas.care_tasks import care_task_document
from app.api.schemas.concerns import concern_document
from app.api.schemas.labels import label_document
from app.api.schemas.procedures import procedure_document
from app.api.schemas.protocols import protocol_document
from app.api.schemas.questions import question_document
from app.api.schemas.scales import scale_document
from app.api.schemas.skin_rules import skin_rule_documents
from app.api.schemas.sources import source_document
from app.api.schemas.statements import (
    anaesthetic_fact_document,
    avoided_product_document,
    combining_rule_document,
    evidence_gap_document,
)
from app.planning.catalogue.asked import Questionnaire
from app.planning.catalogue.rulebook import Catalogue
from app.planning.refusals import UnknownCode

# A page that leaves a safety question out would be one that nobody is asked.
DEFAULT_QUESTIONS = MAX_LIMIT


class Filling(NamedTuple):
    """What a shelf is made of: its path, the noun of one item, the items in the order of the rules, what names one."""

    path: str
    noun: str
    documents: Sequence[Mapping[str, Any]]
    named_by: str = "code"
    default_limit: int = DEFAULT_LIMIT


class Shelf:
    """One kind of thing: its items by code, and the list of all of them."""

    __slots__ = ("_noun", "default_limit", "items", "listing")

    def __init__(self, filling: Filling, address: str, edition: str) -> None:
        self._noun = filling.noun
        self.items: Mapping[str, Prepared] = {one[filling.named_by]: prepare(one) for one in filling.documents}
        self.default_limit = filling.default_limit
        self.listing = Listing(address, self.contents(self.items), edition, default_limit=filling.default_limit)

    def item(self, code: str) -> Prepared:
        """The item of a code. Raises UnknownCode."""
        try:
            return self.items[code]
        except KeyError:
            raise UnknownCode(self._noun) from None

    def contents(self, codes: Iterable[str]) -> list[bytes]:
        """The items of these codes as bytes, for a list of some of them."""
        return [self.items[code].content for code in codes]


def shelves_of(catalogue: Catalogue, root: str) -> Mapping[str, Shelf]:
    """Every shelf by its path; `root` is the absolute address that the paths stand under."""
    return {
        filling.path: Shelf(filling, f"{root}/{filling.path}", catalogue.digest)
        for filling in (*_what_is_treated(catalogue), *_what_is_heeded(catalogue))
    }


def _what_is_treated(catalogue: Catalogue) -> tuple[Filling, ...]:
    everything = Questionnaire.of(one for part in catalogue.asked.values() for one in part.asked)
    return (
        Filling("concerns", "concern", [concern_document(catalogue, one) for one in catalogue.concerns.values()]),
        Filling("areas", "area", [area_document(catalogue, one) for one in catalogue.areas.all()]),
        Filling("protocols", "protocol", [protocol_document(one) for one in catalogue.protocols.values()]),
        Filling("sources", "source", [source_document(one) for one in catalogue.sources.values()], named_by="key"),
        Filling(
            "screening-questions",
            "question",
            [question_document(catalogue, one) for one in everything.asked],
            default_limit=DEFAULT_QUESTIONS,
        ),
        Filling("labels", "label", [label_document(one) for one in catalogue.labels.values()]),
        Filling("skin-rules", "skin rule", skin_rule_documents(catalogue)),
        Filling("outcome-scales", "outcome scale", [scale_document(one) for one in catalogue.scales.values()]),
    )


def _what_is_heeded(catalogue: Catalogue) -> tuple[Filling, ...]:
    return (
        Filling("procedures", "procedure", [procedure_document(one) for one in catalogue.procedures.values()]),
        Filling("adjuncts", "adjunct", [adjunct_rule_document(one) for one in catalogue.adjuncts]),
        Filling("avoided-products", "avoided product", [avoided_product_document(one) for one in catalogue.avoided]),
        Filling("combining-rules", "combining rule", [combining_rule_document(one) for one in catalogue.combining]),
        Filling("care-tasks", "care task", [care_task_document(one) for one in catalogue.care]),
        Filling("anaesthetic-facts", "anaesthetic fact", [anaesthetic_fact_document(a) for a in catalogue.anaesthetic]),
        Filling("evidence-gaps", "evidence gap", [evidence_gap_document(gap) for gap in catalogue.no_rules]),
    )
