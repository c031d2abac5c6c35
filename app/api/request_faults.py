"""From what the validator found to faults of ours: a stable code, what would be right, the facts of it.

Of a validator's finding only its place, its kind and the bounds of our own schema are used; the value that was sent and
the validator's sentence, which may repeat it, are dropped here. The one exception are findings that our own schemas
raise (PydanticCustomError): their code, sentence and context are taken over as they stand, so they must hold no input.
"""

import heapq
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast, get_args

from pydantic import BaseModel
from pydantic_core.core_schema import ErrorType

from app.api.problems import MAX_ERRORS
from app.planning.refusals import Fault

Finding = Mapping[str, Any]
Facts = tuple[str, str, dict[str, object]]

_VALIDATOR_KINDS = frozenset(get_args(ErrorType))
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'")

_TYPE_WORDS = {
    "string_type": "a string",
    "string_unicode": "a string",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "decimal_type": "a number",
    "decimal_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "an array",
    "tuple_type": "an array",
    "set_type": "an array",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "dataclass_type": "an object",
    "none_required": "null",
}
_FORMATS = {
    "date_type": "YYYY-MM-DD",
    "date_parsing": "YYYY-MM-DD",
    "date_from_datetime_parsing": "YYYY-MM-DD",
    "date_from_datetime_inexact": "YYYY-MM-DD",
    "datetime_type": "YYYY-MM-DDTHH:MM:SSZ",
    "datetime_parsing": "YYYY-MM-DDTHH:MM:SSZ",
    "datetime_from_date_parsing": "YYYY-MM-DDTHH:MM:SSZ",
}


def faults_of(findings: Iterable[Finding], model: type[BaseModel] | None = None) -> list[Fault]:
    """Each finding as a fault. The first step of its place (body, query, header ...) is left out of the path.

    `model` is what the body was read into; with it an unknown member is answered with the names that exist there.
    """
    return [_fault(finding, model) for finding in findings]


def first_faults(
    findings: Sequence[Finding], of_meaning: Sequence[Fault], document: object, model: type[BaseModel] | None
) -> tuple[list[Fault], int]:
    """The faults that are told, one for each place and code, from the top of the body to its bottom; and how many.

    One body can hold tens of thousands of findings: only the first are put into words.
    """
    places = Places(document)
    first = heapq.nsmallest(MAX_ERRORS, findings, key=lambda finding: places.of(finding["loc"][1:]))
    ordered = sorted([*faults_of(first, model), *of_meaning], key=lambda fault: places.of(fault.path))
    unique: dict[tuple[object, str], Fault] = {}
    for fault in ordered:
        unique.setdefault((fault.path, fault.code), fault)
    return list(unique.values())[:MAX_ERRORS], len(unique) + len(findings) - len(first)


class Places:
    """Where members stand in a body as it was sent, to tell its faults from top to bottom.

    The names of an object are numbered once, however many of its members are asked for: a body may hold tens of
    thousands of faults in one object.
    """

    def __init__(self, document: object) -> None:
        self._document = document
        self._numbered: dict[int, dict[str, int]] = {}

    def of(self, path: Sequence[str | int]) -> tuple[int, ...]:
        """A sort key. What is missing stands at the end of its object."""
        key: list[int] = []
        here = self._document
        for step in path:
            if isinstance(here, dict):
                numbers = self._numbers(here)
                key.append(numbers.get(cast(str, step), len(numbers)))
                here = here.get(step)
            elif isinstance(here, list) and isinstance(step, int) and 0 <= step < len(here):
                key.append(step)
                here = here[step]
            else:
                break
        return tuple(key)

    def _numbers(self, members: dict[str, object]) -> dict[str, int]:
        known = self._numbered.get(id(members))
        if known is None:
            known = self._numbered[id(members)] = {name: number for number, name in enumerate(members)}
        return known


class Unread:
    """The places of a body that could not be read; what their absence may have caused is no fault of its own."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._paths = {tuple(one["loc"][1:]) for one in findings if one["type"] != "extra_forbidden"} - {()}
        self._above = {path[:depth] for path in self._paths for depth in range(1, len(path))}

    def explain(self, fault: Fault) -> bool:
        """True where something at the same place, above or below it, could not be read."""
        path = fault.path
        return path in self._above or any(path[:depth] in self._paths for depth in range(1, len(path) + 1))


def _fault(finding: Finding, model: type[BaseModel] | None) -> Fault:
    path = tuple(finding["loc"][1:])
    kind = finding["type"]
    context = finding.get("ctx") or {}
    if kind not in _VALIDATOR_KINDS:
        return Fault(path, kind, finding["msg"], context)
    if kind == "extra_forbidden":
        return _unknown_field(path, model)
    return Fault(path, *_facts(kind, context))


def _facts(kind: str, context: Mapping[str, Any]) -> Facts:
    if kind in _TYPE_WORDS:
        word = _TYPE_WORDS[kind]
        return "wrong_type", f"Expected here: {word}.", {"expected": word}
    if kind in _FORMATS:
        form = _FORMATS[kind]
        return "invalid_format", f"Written as {form}.", {"format": form}
    tell = _TELLERS.get(kind)
    if tell is None:
        return "invalid_value", "The value does not fit here.", {}
    return tell(context)


def _choice(context: Mapping[str, Any]) -> Facts:
    allowed = _QUOTED.findall(str(context["expected"]))
    return "not_allowed_value", f"One of: {', '.join(allowed)}." if allowed else "Another value.", {"allowed": allowed}


def _pattern(context: Mapping[str, Any]) -> Facts:
    return "invalid_format", f"Must match {context['pattern']}.", {"pattern": context["pattern"]}


def _bound(code: str, words: str, name: str, source: str) -> Callable[[Mapping[str, Any]], Facts]:
    """A fault that is one bound of the schema: `words` with the bound in it, the bound as the fact `name`."""
    return lambda context: (code, words.format(context[source]), {name: context[source]})


_TELLERS: Mapping[str, Callable[[Mapping[str, Any]], Facts]] = {
    "missing": lambda _: ("missing", "Required.", {}),
    "literal_error": _choice,
    "enum": _choice,
    "string_pattern_mismatch": _pattern,
    "string_too_short": _bound("too_short", "At least {} characters.", "min_length", "min_length"),
    "string_too_long": _bound("too_long", "At most {} characters.", "max_length", "max_length"),
    "too_short": _bound("too_few_items", "At least {} items.", "min_items", "min_length"),
    "too_long": _bound("too_many_items", "At most {} items.", "max_items", "max_length"),
    "greater_than": _bound("out_of_range", "Greater than {}.", "greater_than", "gt"),
    "greater_than_equal": _bound("out_of_range", "At least {}.", "min", "ge"),
    "less_than": _bound("out_of_range", "Less than {}.", "less_than", "lt"),
    "less_than_equal": _bound("out_of_range", "At most {}.", "max", "le"),
    "multiple_of": _bound("out_of_range", "A multiple of {}.", "multiple_of", "multiple_of"),
}


def _unknown_field(path: tuple[str | int, ...], model: type[BaseModel] | None) -> Fault:
    known = _members_at(path[:-1], model)
    if not known:
        return Fault(path, "unknown_field", "No such member here.")
    return Fault(path, "unknown_field", f"No such member here; there are: {', '.join(known)}.", {"allowed": known})


def _members_at(path: Sequence[str | int], model: object) -> list[str]:
    """The names of the members of the object at `path`, as the schema has them; empty if the schema is open there."""
    for step in path:
        models = _models_in(model)
        if isinstance(step, int) or not models:
            continue
        fields = [found.model_fields[step] for found in models if step in found.model_fields]
        model = fields[0].annotation if fields else None
    return [info.alias or name for found in _models_in(model) for name, info in found.model_fields.items()]


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]
