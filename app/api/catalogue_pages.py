"""The catalogue as prepared answers: every item and every list made once, when the service starts."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import orjson

from app.api.pages import Listing
from app.api.prepared import Prepared, prepare
from app.api.problems import Problem, ProblemError, parameter_error
from app.api.schemas.areas import area_document
from app.api.schemas.care_tasks import care_task_document
from app.api.schemas.concerns import concern_document
from app.api.schemas.procedures import procedure_document
from app.api.schemas.protocols import ProtocolDocument, protocol_document, skin_type_document
from app.api.schemas.questions import question_document
from app.api.schemas.scales import scale_document
from app.api.schemas.sources import source_document
from app.planning.catalogue.asked import Questionnaire
from app.planning.catalogue.rulebook import Catalogue
from app.planning.catalogue.skin import SkinType
from app.planning.effective import for_skin_type
from app.planning.refusals import UnknownCode

Items = Mapping[str, Prepared]
MAX_KEPT = 1024


class Shelf:
    """One kind of thing: its items by code, and the list of all of them."""

    __slots__ = ("_noun", "items", "listing")

    def __init__(self, noun: str, address: str, edition: str, documents: Iterable[tuple[str, object]]) -> None:
        self._noun = noun
        self.items: Items = {code: prepare(document) for code, document in documents}
        self.listing = Listing(address, [item.content for item in self.items.values()], edition)

    def item(self, code: str) -> Prepared:
        """The item of a code. Raises UnknownCode."""
        try:
            return self.items[code]
        except KeyError:
            raise UnknownCode(self._noun) from None


class CataloguePages:
    """Every shelf of one catalogue, and the lists that depend on filters."""

    def __init__(self, catalogue: Catalogue, public_url: str) -> None:
        self._catalogue = catalogue
        self._root = f"{public_url}/v1"
        self._kept: dict[tuple[str, ...], Listing] = {}
        everything = Questionnaire.of(one for part in catalogue.asked.values() for one in part.asked)
        self._protocols = {code: protocol_document(protocol) for code, protocol in catalogue.protocols.items()}
        self.concerns = self._shelf(
            "concern", "concerns", [(one.code, concern_document(catalogue, one)) for one in catalogue.concerns.values()]
        )
        self.areas = self._shelf(
            "area", "areas", [(one.code, area_document(catalogue, one)) for one in catalogue.areas.all()]
        )
        self.protocols = self._shelf("protocol", "protocols", self._protocols.items())
        self.sources = self._shelf(
            "source", "sources", [(one.key, source_document(one)) for one in catalogue.sources.values()]
        )
        self.questions = self._shelf(
            "question",
            "screening-questions",
            [(one.code, question_document(catalogue, one)) for one in everything.asked],
        )
        self.procedures = self._shelf(
            "procedure", "procedures", [(one.code, procedure_document(one)) for one in catalogue.procedures.values()]
        )
        self.scales = self._shelf(
            "outcome scale", "outcome-scales", [(one.code, scale_document(one)) for one in catalogue.scales.values()]
        )
        self.care_tasks = self._shelf(
            "care task", "care-tasks", [(task.code, care_task_document(task)) for task in catalogue.care]
        )

    def protocols_of_concern(self, concern: str) -> Listing:
        """The protocols that treat a concern. Raises UnknownCode."""
        self.concerns.item(concern)
        codes = [code for code, protocol in self._catalogue.protocols.items() if protocol.concern == concern]
        return self._listing(
            f"concerns/{concern}/protocols", (), lambda: [self.protocols.items[code].content for code in codes]
        )

    def protocols_for(
        self, concern: str | None, area: str | None, severity: str | None, skin_type: SkinType | None
    ) -> Listing:
        """The protocols that answer what is asked for; an area is answered as a goal in it would be.

        Raises Problem `invalid_parameter` for a concern or area that does not exist.
        """
        self._refuse_unknown(concern, area)
        filters = _given(concern=concern, area=area, severity=severity, skin_type=skin_type)
        return self._listing("protocols", filters, lambda: self._found(concern, area, severity, skin_type))

    def questions_for(self, concern: str | None, area: str | None) -> Listing:
        """The questions that matter for a concern, an area, or both. Raises Problem like `protocols_for`."""
        self._refuse_unknown(concern, area)
        region = None if area is None else self._catalogue.areas[area].region
        asked = Questionnaire.of(
            one
            for (of_concern, of_region), part in self._catalogue.asked.items()
            if concern in (None, of_concern) and region in (None, of_region)
            for one in part.asked
        )
        filters = _given(concern=concern, area=area)
        return self._listing(
            "screening-questions", filters, lambda: [self.questions.items[code].content for code in asked.codes]
        )

    def _shelf(self, noun: str, path: str, documents: Iterable[tuple[str, object]]) -> Shelf:
        return Shelf(noun, f"{self._root}/{path}", self._catalogue.digest, documents)

    def _listing(self, path: str, filters: Sequence[tuple[str, str]], items: Callable[[], list[bytes]]) -> Listing:
        """The list of a path and its filters, made once: there are as many as combinations of codes."""
        key = (path, *(part for pair in filters for part in pair))
        known = self._kept.get(key)
        if known is None:
            if len(self._kept) >= MAX_KEPT:
                self._kept.clear()
            known = self._kept[key] = Listing(f"{self._root}/{path}", items(), self._catalogue.digest, filters)
        return known

    def _found(
        self, concern: str | None, area: str | None, severity: str | None, skin_type: SkinType | None
    ) -> list[bytes]:
        found: dict[str, None] = {}
        for (of_concern, of_area, of_severity, _), matches in self._catalogue.matches.items():
            if concern in (None, of_concern) and area in (None, of_area) and severity in (None, of_severity):
                found.update((match.protocol.code, None) for match in matches)
        codes = [code for code in self._catalogue.protocols if code in found]
        if skin_type is None:
            return [self.protocols.items[code].content for code in codes]
        return [orjson.dumps(self._for_skin_type(code, area, skin_type)) for code in codes]

    def _for_skin_type(self, code: str, area: str | None, skin_type: SkinType) -> ProtocolDocument:
        protocol = self._catalogue.protocols[code]
        areas = protocol.areas if area is None else (area,)
        bands = for_skin_type(self._catalogue, protocol, areas, skin_type)
        return {**self._protocols[code], "for_skin_type": skin_type_document(skin_type, bands)}

    def _refuse_unknown(self, concern: str | None, area: str | None) -> None:
        errors: list[ProblemError] = []
        if concern is not None and concern not in self._catalogue.concerns:
            errors.append(_unknown("concern", self._catalogue.concerns))
        if area is not None and area not in self._catalogue.areas:
            errors.append(_unknown("area", [one.code for one in self._catalogue.areas.all()]))
        if errors:
            raise Problem("invalid_parameter", errors=errors)


def _unknown(noun: str, known: Iterable[str]) -> ProblemError:
    allowed = list(known)
    return parameter_error(
        noun, f"unknown_{noun}", f"There is no such {noun}; `allowed` lists what exists.", {"allowed": allowed}
    )


def _given(**filters: str | None) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in filters.items() if value is not None)
