"""Lists in pages: bytes of items joined, never serialised again, with a cursor that belongs to one list only.

The order is the order of the rules' files. A cursor is opaque: the number of items passed, sealed with the list's
address, its filters and the edition of the rules, so that a cursor of another list, of other filters or of an earlier
edition is refused instead of answered wrongly. The seal guards against mistakes and not against attackers: whoever
forges one reaches an item of a public list.
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from functools import cached_property
from typing import Annotated, Generic, Literal, TypeVar
from urllib.parse import urlencode

import orjson
from annotated_types import Ge, Le
from fastapi import Query
from pydantic import BaseModel, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from app.api.prepared import Prepared
from app.api.problems import Problem, parameter_error

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
_NUMBER_BYTES = 4
_SEAL_BYTES = 11


def _plain_number(given: object) -> object:
    """Digits only: the validator by itself would also take `+5`, ` 5`, `5.0` and `1_0`."""
    if isinstance(given, str) and not (given.isascii() and given.isdigit() and len(given) <= 9):
        raise PydanticCustomError("wrong_type", "Expected here: a whole number.", {"expected": "a whole number"})
    return given


Limit = Annotated[
    int,
    Ge(1),
    Le(MAX_LIMIT),
    BeforeValidator(_plain_number),
    Query(description="How many items a page holds at most.", examples=[DEFAULT_LIMIT]),
]
Cursor = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=64,
        description="Where to go on: `next_cursor` of the page before, with the same filters. The first page has none.",
    ),
]


Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """What goes over the wire for a part of a list; each list names its own in the contract."""

    object: Literal["list"]
    items: Annotated[list[Item], Field(max_length=MAX_LIMIT)]
    has_more: bool
    next_cursor: Annotated[str | None, Field(max_length=64, description="Give it as `cursor` for the next page.")]


class Listing:
    """One list, as asked for: its absolute address, the items that pass the filters, the edition of the rules.

    `default_limit` is what the operation documents: the first page of that length is made once.
    """

    def __init__(
        self,
        address: str,
        items: Sequence[bytes],
        edition: str,
        filters: Sequence[tuple[str, str]] = (),
        *,
        headers: tuple[tuple[str, str], ...] = (),
        default_limit: int = DEFAULT_LIMIT,
    ) -> None:
        self._address = address
        self._items = tuple(items)
        self._filters = tuple(filters)
        self._headers = headers
        self._default_limit = default_limit
        self._key = hashlib.sha256(orjson.dumps([address, self._filters, edition])).digest()

    @property
    def most_bytes(self) -> int:
        """The memory that the list takes at most: its items, and once more those of its first page."""
        return 2 * sum(map(len, self._items))

    def page(self, limit: int, cursor: str | None) -> Prepared:
        """The page after `cursor`. Raises Problem `invalid_parameter` if the cursor is not one of this list."""
        if cursor is None and limit == self._default_limit:
            return self._first_page
        return self._page(0 if cursor is None else self._passed(cursor), limit)

    @cached_property
    def _first_page(self) -> Prepared:
        return self._page(0, self._default_limit)

    def _page(self, passed: int, limit: int) -> Prepared:
        until = passed + limit
        has_more = until < len(self._items)
        cursor = self._cursor(until) if has_more else None
        body = b'{"object":"list","items":[%b],"has_more":%b,"next_cursor":%b}' % (
            b",".join(self._items[passed:until]),
            b"true" if has_more else b"false",
            orjson.dumps(cursor),
        )
        return Prepared(body, headers=(*self._headers, self._link(limit, cursor)) if cursor else self._headers)

    def _link(self, limit: int, cursor: str) -> tuple[str, str]:
        query = urlencode([*self._filters, ("limit", str(limit)), ("cursor", cursor)])
        return ("link", f'<{self._address}?{query}>; rel="next"')

    def _cursor(self, passed: int) -> str:
        number = passed.to_bytes(_NUMBER_BYTES)
        return base64.urlsafe_b64encode(number + self._seal(number)).decode()

    def _passed(self, cursor: str) -> int:
        try:
            sealed = base64.b64decode(cursor, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            sealed = b""
        number, seal = sealed[:_NUMBER_BYTES], sealed[_NUMBER_BYTES:]
        if seal != self._seal(number):
            raise Problem("invalid_parameter", errors=[_FOREIGN_CURSOR])
        return int.from_bytes(number)

    def _seal(self, number: bytes) -> bytes:
        return hashlib.blake2b(number, key=self._key, digest_size=_SEAL_BYTES).digest()


_FOREIGN_CURSOR = parameter_error(
    "cursor",
    "invalid_cursor",
    "Not a cursor of this list with these filters in this edition of the rules; begin again without one.",
)
