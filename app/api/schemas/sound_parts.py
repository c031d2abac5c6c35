"""The parts of a body that could be read, when others could not: so that one answer can name every fault.

Members are read one by one, list items one by one; what cannot be read is left out. `Places` leads from the position of
an item among the sound ones back to its position in the body.
"""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, TypeVar, cast, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from app.api.schemas.words import RequestModel
from app.planning.refusals import Fault

M = TypeVar("M", bound=RequestModel)
MAX_ITEMS = 200
"""No list of a request may be longer; what lies beyond is one fault already."""
Places = Mapping[str, "tuple[int, ...] | Places"]


def sound_parts(model: type[M], document: Mapping[str, object]) -> tuple[M, Places]:
    """The model with every member that could be read (the rest as if it had not been sent), and where items stood."""
    values: dict[str, Any] = {}
    places: dict[str, tuple[int, ...] | Places] = {}
    for name, info in model.model_fields.items():
        if name not in document:
            continue
        given = document[name]
        annotation: Any = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
        inner = _model_in(info.annotation)
        if isinstance(given, list) and get_origin(info.annotation) is list:
            values[name], places[name] = _items(get_args(info.annotation)[0], given)
        elif inner is not None and isinstance(given, dict):
            values[name], places[name] = sound_parts(inner, given)
        else:
            _keep_if_sound(values, name, annotation, given)
    return cast(M, model.model_construct(**values)), places


def moved_back(fault: Fault, places: Places) -> Fault:
    """The fault with the list positions of the body as it was sent."""
    path: list[str | int] = []
    here: tuple[int, ...] | Places | None = places
    for step in fault.path:
        if isinstance(here, tuple) and isinstance(step, int):
            path.append(here[step])
            here = None
        else:
            path.append(step)
            here = here.get(step) if isinstance(here, Mapping) and isinstance(step, str) else None
    return Fault(tuple(path), fault.code, fault.detail, fault.params)


def _items(annotation: Any, given: list[object]) -> tuple[list[Any], tuple[int, ...]]:
    sound: list[Any] = []
    at: list[int] = []
    for index, item in enumerate(given[:MAX_ITEMS]):
        kept = _item(annotation, item)
        if kept is not None:
            sound.append(kept)
            at.append(index)
    return sound, tuple(at)


def _item(annotation: Any, item: object) -> Any:
    """The item, if need be without members that may be left out; None where it cannot be read at all."""
    try:
        return _adapter(annotation).validate_python(item)
    except ValidationError:
        model = _model_in(annotation)
        if model is None or not isinstance(item, dict):
            return None
        kept, _ = sound_parts(model, item)
        required = {name for name, info in model.model_fields.items() if info.is_required()}
        return kept if required <= kept.model_fields_set else None


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
