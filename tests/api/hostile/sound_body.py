"""A sound body that uses every member, and ways to spoil it one place at a time."""

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# Stands in every hostile value; no refusal may hold it.
CANARY = "Zq7CanaryErikaMustermann"
JSON = ((b"content-type", b"application/json"),)
# Either it is understood or it is refused: both are right, a fault of ours is not.
ANY = frozenset({200, 400, 413, 415, 422})

SOUND: dict[str, Any] = {
    "as_of": "2026-11-22",
    "start_on": "2026-12-01",
    "time_zone": "Europe/Berlin",
    "patient": {"birth_date": "1990-05-04", "skin_type": "IV", "sensitive_skin": False},
    "goals": [{"concern": "acne_scars", "area": "face", "severity": "moderate", "kind": "rolling", "sessions": 4}],
    "findings": [
        {"code": "isotretinoin", "present": True, "started_on": "2026-01-01", "ended_on": "2026-09-01"},
        {"code": "pregnancy_or_nursing", "present": False},
    ],
    "history": [
        {"on": "2026-10-01", "procedure": "microneedling", "area": "face"},
        {"on": "2026-11-25", "procedure": "botulinum_toxin", "area": "forehead"},
        {
            "on": "2026-11-01",
            "procedure": "microneedling",
            "treatments": [
                {
                    "concern": "acne_scars",
                    "kind": "rolling",
                    "area": "cheeks",
                    "depth_mm": 1.25,
                    "endpoint": "uniform_pinpoint_bleeding",
                    "counts": True,
                    "override_reason": "A clinician said so.",
                }
            ],
        },
    ],
    "label": "us_fda",
}
OF_PLANS: dict[str, Any] = {
    "availability": {
        "weekdays": ["mon", "tue", "wed", "thu", "fri"],
        "unavailable": [{"from_on": "2026-12-20", "to_on": "2027-01-03"}],
    },
    "clinic_calendar": {
        "open_weekdays": ["mon", "tue", "wed", "thu", "fri"],
        "closures": [{"from_on": "2027-02-01", "to_on": "2027-02-05", "reason": "refit"}],
        "holiday_region": "DE-BE",
    },
    "ready_by": {"on": "2027-06-12", "label": "wedding"},
    "compare_with": {"as_of": "2026-11-22", "goals": [{"concern": "fine_lines", "area": "neck", "severity": "mild"}]},
}
WHOLE = {**SOUND, **OF_PLANS}
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Hostile:
    """One request: a name for it, its body (in one piece or several), its headers, and which statuses are right."""

    name: str
    chunks: tuple[bytes, ...]
    statuses: frozenset[int]
    headers: tuple[tuple[bytes, bytes], ...] = JSON
    is_chunked: bool = False


def raw(name: str, body: bytes, *statuses: int, headers: tuple[tuple[bytes, bytes], ...] = JSON) -> Hostile:
    return Hostile(name, (body,), frozenset(statuses or (400,)), headers)


def spoilt(name: str, path: Path, value: Any, *statuses: int) -> Hostile:
    """The whole sound body with another value at one place."""
    return raw(name, json.dumps(with_value(WHOLE, path, value)).encode(), *(statuses or (422,)))


def with_value(document: Any, path: Path, value: Any) -> Any:
    changed = copy.deepcopy(document)
    here = changed
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return changed


def text_with(path: Path, written: str) -> bytes:
    """The whole sound body with something at one place that no JSON writer would write."""
    return json.dumps(with_value(WHOLE, path, "@@@")).replace('"@@@"', written).encode("utf-8", "surrogatepass")


def places(document: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every place of a document with what stands there, outermost first."""
    items = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    for step, value in items:
        yield (*path, step), value
        yield from places(value, (*path, step))


def objects(document: Any) -> Iterator[Path]:
    """Every place where an object stands, the document itself first."""
    yield ()
    yield from (path for path, value in places(document) if isinstance(value, dict))


def named(path: Path) -> str:
    return ".".join(map(str, path)) or "top"
