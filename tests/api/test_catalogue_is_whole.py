"""No rule is loaded and kept back: whatever a rule says, changing it changes the answer of its address."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import orjson
import pytest

from app.api.catalogue_pages import CataloguePages
from app.api.meta import meta_document
from app.main import create_app
from app.planning.catalogue.area_tree import AreaTree
from app.planning.catalogue.rulebook import Catalogue
from app.rules.loader import load_rules, shipped_rules_dir
from app.settings import standard_settings
from tests.api.small_service import PUBLIC_URL, calling

RULES = load_rules(shipped_rules_dir())
ADDRESSES = {
    "version": "meta", "title": "meta", "digest": "meta", "policy": "planning-rules", "concerns": "concerns",
    "areas": "areas", "protocols": "protocols", "questions": "screening-questions", "age": "planning-rules",
    "no_rules": "evidence-gaps", "procedures": "procedures", "adjuncts": "adjuncts", "avoided": "avoided-products",
    "combining": "combining-rules", "skin_rules": "skin-rules", "sensitive_rule": "skin-rules", "labels": "labels",
    "care": "care-tasks", "downtime": "planning-rules", "anaesthetic": "anaesthetic-facts",
    "scales": "outcome-scales", "sources": "sources",
}  # fmt: skip
ELSEWHERE = {"procedures.question": "screening-questions", "procedures.help": "screening-questions"}
NOT_SHOWN = {"questions.rows"}  # the rows of the evidence table, by which tests find the questions


def changed(value: Any, way: str) -> Iterator[tuple[str, Any]]:
    """A value with one thing in it changed, for each thing that there is, with the way to it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        given = [field.name for field in dataclasses.fields(value) if field.init]
        yield from _changed_members(value, way, given, dataclasses.replace)
    elif hasattr(value, "_fields"):
        yield from _changed_members(value, way, value._fields, type(value)._replace)
    elif isinstance(value, AreaTree):
        # Only areas with nothing inside: the others are named by those.
        inner = {area.code: area for area in value.all() if not value.children(area.code)}
        for at, others in changed(tuple(inner.values()), way):
            instead = dict(zip(inner, others, strict=True))
            yield at, AreaTree(instead.get(area.code, area) for area in value.all())
    elif isinstance(value, Mapping):
        for at, others in changed(tuple(value.values()), way):
            yield at, {_key(key, one, other): other for (key, one), other in zip(value.items(), others, strict=True)}
    elif isinstance(value, tuple):
        yield from _changed_items(value, way)
    elif value is not None:
        yield way, _other(value, way)


def _changed_members(value: Any, way: str, names: Iterable[str], put: Callable[..., Any]) -> Iterator[tuple[str, Any]]:
    for name in names:
        for at, other in changed(getattr(value, name), f"{way}.{name}"):
            yield at, put(value, **{name: other})


def _changed_items(values: tuple[Any, ...], way: str) -> Iterator[tuple[str, Any]]:
    if values and type(values[0]) in (str, tuple):
        yield way, (*values, "other" if isinstance(values[0], str) else ("other", "other"))
        return
    for number, one in enumerate(values):
        for at, other in changed(one, way):
            yield at, (*values[:number], other, *values[number + 1 :])


def _key(key: str, one: Any, other: Any) -> str:
    """Most maps go by the code of what they hold, which may be what was changed."""
    name = next((name for name in ("code", "key") if getattr(one, name, None) == key), None)
    return key if name is None else getattr(other, name)


def _other(value: Any, way: str) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if way.endswith(".basis"):
        return "derived" if value != "derived" else "convention"
    return None if way == "areas.parent" else f"{value}_other"


def answers(catalogue: Catalogue) -> dict[str, list[bytes]]:
    pages = CataloguePages(catalogue, PUBLIC_URL)
    meta = meta_document(catalogue, api_version="1.2.3", engine_version="4.5.6", max_body_bytes=1_024)
    shelves = {path: shelf.contents(shelf.items) for path, shelf in pages.shelves.items()}
    return {**shelves, "planning-rules": [pages.planning_rules.content], "meta": [orjson.dumps(meta)]}


def test_every_field_of_the_catalogue_has_an_address() -> None:
    fields = {field.name: field.init for field in dataclasses.fields(Catalogue)}
    assert set(ADDRESSES) == {name for name, is_given in fields.items() if is_given}
    assert {name for name, is_given in fields.items() if not is_given} == {
        "matches", "asked", "against_anaesthetic",
    }  # fmt: skip  # worked out of the rest


async def test_every_address_is_served_with_these_answers() -> None:
    async with calling(create_app(standard_settings())) as client:
        for path, contents in answers(RULES).items():
            answer = await client.get(
                f"/v1/{path}?limit=200" if path not in {"meta", "planning-rules"} else f"/v1/{path}"
            )
            assert answer.status_code == 200, path
            if path != "meta":  # its versions are those of the service
                assert all(content in answer.content for content in contents), path


@pytest.mark.parametrize("field", ADDRESSES)
def test_changing_anything_that_a_rule_says_changes_its_answer(field: str) -> None:
    before = answers(RULES)
    seen: set[str] = set()
    for way, other in changed(getattr(RULES, field), field):
        if way in seen:
            continue
        seen.add(way)
        address = ELSEWHERE.get(way, ADDRESSES[field])
        after = answers(dataclasses.replace(RULES, **{field: other}))
        assert (after[address] == before[address]) is (way in NOT_SHOWN), way
    assert seen
