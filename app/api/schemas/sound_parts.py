"""The parts of a body that could be read, when others could not: so that one answer can name every fault.

Members are read one by one, list items one by one; what cannot be read is left out. In an object inside the body that
needs the member, something stands in for it that no other member contradicts: faults at its place are not told anyway.
`Places` leads from the position of an item among the sound ones back to its position in the body.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Annotated, Any, TypeVar, cast, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from app.api.schemas.words import RequestModel
from app.planning.refusals import Fault

M = TypeVar("M", bound=RequestModel)
MAX_ITEMS = 200
"""No list of a request may be longer; what lies beyond is one fault already."""
Places = Mapping[str, "ItemPlaces | Places"]
ItemPlaces = tuple[tuple[int, Places], ...]
"""For each sound item its position in the body, and the places inside it."""
NOWHERE: Places = {}


def sound_parts(model: type[M], document: Mapping[str, object]) -> tuple[M, Places]:
    """The model with every member that could be read (the rest as if it had not been sent), and where items stood."""
    values: dict[str, Any] = {}
    places: dict[str, ItemPlaces | Places] = {}
    for name, info in model.model_fields.items():
        if name not in document:
            continue
        given = document[name]
        annotation: Any = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
        inner = _model_in(info.annotation)
        if isinstance(given, list) and get_origin(info.annotation) is list:
            values[name], places[name] = _items(get_args(info.annotation)[0], given)
        elif inner is not None and isinstance(given, dict):
            kept, places[name] = sound_parts(inner, given)
            values[name] = kept.model_copy(update=_stand_ins(inner, kept))
        else:
            _keep_if_sound(values, name, annotation, given)
    return cast(M, model.model_construct(**values)), places


def moved_back(fault: Fault, places: Places) -> Fault:
    """The fault with the list positions of the body as it was sent."""
    path: list[str | int] = []
    here: ItemPlaces | Places = places
    for step in fault.path:
        if isinstance(here, tuple) and isinstance(step, int):
            position, here = here[step]
            path.append(position)
        else:
            path.append(step)
            here = here.get(step, NOWHERE) if isinstance(here, Mapping) and isinstance(step, str) else NOWHERE
    return Fault(tuple(path), fault.code, fault.detail, fault.params)


def _items(annotation: Any, given: list[object]) -> tuple[list[Any], ItemPlaces]:
    sound: list[Any] = []
    at: list[tuple[int, Places]] = []
    for index, item in enumerate(given[:MAX_ITEMS]):
        try:
            sound.append(_adapter(annotation).validate_python(item))
            at.append((index, NOWHERE))
        except ValidationError:
            model = _model_in(annotation)
            if model is not None and isinstance(item, dict):
                kept, inside = sound_parts(model, item)
                sound.append(kept.model_copy(update=_stand_ins(model, kept)))
                at.append((index, inside))
    return sound, tuple(at)


def _stand_ins(model: type[RequestModel], kept: RequestModel) -> dict[str, Any]:
    """For each member that the model needs and that could not be read: the first day, a code or list of nothing."""
    missing = [name for name in model.model_fields if name not in kept.model_fields_set]
    kinds = {name: model.model_fields[name].annotation for name in missing if model.model_fields[name].is_required()}
    return {name: _nothing_of(kind) for name, kind in kinds.items()}


def _nothing_of(kind: Any) -> Any:
    if get_origin(kind) is list:
        return []
    return date.min if kind is date else "" if kind is str else None


def _keep_if_sound(values: dict[str, Any], name: str, annotation: Any, given: object) -> None:
    try:
        values[name] = _adapter(annotation).validate_python(given)
    except ValidationError:
        return


def _model_in(annotation: Any) -> type[RequestModel] | None:
    """The model that a member holds (or None beside it); a list of models is not one."""
    if get_origin(annotation) is list:
        return None
    candidates = (annotation, *get_args(annotation))
    return next((one for one in candidates if isinstance(one, type) and issubclass(one, RequestModel)), None)


@cache
def _adapter(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(annotation)
