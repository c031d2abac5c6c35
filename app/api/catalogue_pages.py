"""The catalogue as prepared answers: every item and every whole list made once, when the service starts."""

from collections.abc import Callable, Sequence

import orjson

from app.api.pages import DEFAULT_LIMIT, Listing
from app.api.prepared import prepare
from app.api.schemas.planning_rules import planning_rules_document
from app.api.schemas.protocols import skin_type_document
from app.api.shelves import shelves_of
from app.planning.catalogue.asked import Questionnaire
from app.planning.catalogue.rulebook import Catalogue
from app.planning.catalogue.skin import SkinType
from app.planning.effective import for_skin_type

MOST_KEPT_BYTES = 8 * 2**20
"""Lists behind filters: there are thousands of combinations, together far larger than the rules. The latest stay."""


class CataloguePages:
    """All answers of one catalogue: its shelves by path, the rules of no protocol, and the lists behind filters."""

    def __init__(self, catalogue: Catalogue, public_url: str) -> None:
        self._catalogue = catalogue
        self._root = f"{public_url}/v1"
        # From the one that was asked for longest ago to the latest.
        self._kept: dict[tuple[str, ...], Listing] = {}
        self._kept_bytes = 0
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
        """The protocols that answer what is asked for; an area is answered as a goal in it would be."""
        filters = _given(concern=concern, area=area, severity=severity, skin_type=skin_type)
        return self._listing("protocols", filters, lambda: self._found(concern, area, severity, skin_type))

    def questions_for(self, concern: str | None, area: str | None) -> Listing:
        """The questions that matter for a concern, an area, or both."""
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
        """The list of a path and its filters; made anew where it was not asked for lately."""
        key = (path, *(part for pair in filters for part in pair))
        known = self._kept.pop(key, None)
        if known is None:
            default = self.shelves[path].default_limit if path in self.shelves else DEFAULT_LIMIT
            address, edition = f"{self._root}/{path}", self._catalogue.digest
            known = Listing(address, items(), edition, filters, default_limit=default)
            self._kept_bytes += known.most_bytes
        self._kept[key] = known
        while self._kept_bytes > MOST_KEPT_BYTES and len(self._kept) > 1:
            self._kept_bytes -= self._kept.pop(next(iter(self._kept))).most_bytes
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
        return [self._for_skin_type(code, area, skin_type) for code in codes]

    def _for_skin_type(self, code: str, area: str | None, skin_type: SkinType) -> bytes:
        """The protocol as it stands on its shelf, with one more member at its end."""
        protocol = self._catalogue.protocols[code]
        areas = protocol.areas if area is None else (area,)
        added = skin_type_document(skin_type, for_skin_type(self._catalogue, protocol, areas, skin_type))
        whole = self.shelves["protocols"].items[code].content
        return b'%b,"for_skin_type":%b}' % (whole.removesuffix(b"}"), orjson.dumps(added))


def _given(**filters: str | None) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in filters.items() if value is not None)
