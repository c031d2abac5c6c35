"""The catalogue as prepared answers: every item and every list made once, when the service starts."""

from collections.abc import Callable, Iterable, Sequence

import orjson

from app.api.pages import Listing
from app.api.prepared import prepare
from app.api.problems import Problem, ProblemError, parameter_error
from app.api.schemas.planning_rules import planning_rules_document
from app.api.schemas.protocols import ProtocolDocument, protocol_document, skin_type_document
from app.api.shelves import shelves_of
from app.planning.catalogue.asked import Questionnaire
from app.planning.catalogue.rulebook import Catalogue
from app.planning.catalogue.skin import SkinType
from app.planning.effective import for_skin_type

MAX_KEPT = 1024


class CataloguePages:
    """All answers of one catalogue: its shelves by path, the rules of no protocol, and the lists behind filters."""

    def __init__(self, catalogue: Catalogue, public_url: str) -> None:
        self._catalogue = catalogue
        self._root = f"{public_url}/v1"
        self._kept: dict[tuple[str, ...], Listing] = {}
        self.shelves = shelves_of(catalogue, self._root)
        self.planning_rules = prepare(planning_rules_document(catalogue))

    def protocols_of_concern(self, concern: str) -> Listing:
        """The protocols that treat a concern. Raises UnknownCode."""
        self.shelves["concerns"].item(concern)
        codes = [code for code, protocol in self._catalogue.protocols.items() if protocol.concern == concern]
        return self._listing(f"concerns/{concern}/protocols", (), lambda: self.shelves["protocols"].contents(codes))

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
            "screening-questions", filters, lambda: self.shelves["screening-questions"].contents(asked.codes)
        )

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
            return self.shelves["protocols"].contents(codes)
        return [orjson.dumps(self._for_skin_type(code, area, skin_type)) for code in codes]

    def _for_skin_type(self, code: str, area: str | None, skin_type: SkinType) -> ProtocolDocument:
        protocol = self._catalogue.protocols[code]
        areas = protocol.areas if area is None else (area,)
        bands = for_skin_type(self._catalogue, protocol, areas, skin_type)
        return {**protocol_document(protocol), "for_skin_type": skin_type_document(skin_type, bands)}

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
