"""Nothing that is sent can make the service fail, hang, or repeat what was sent."""

import contextlib
import json
import re

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message

from app.main import create_app
from app.settings import standard_settings
from tests.api.hostile.meaning import meaning
from tests.api.hostile.sound_body import CANARY, JSON, OF_PLANS, WHOLE, Hostile, Path, places, with_value
from tests.api.hostile.syntax import syntax
from tests.api.small_service import Answer, call_raw

PATHS = ("/v1/plan-previews", "/v1/screening-previews")
CORPUS = (*syntax(), *meaning())
# A screening is asked without what only a plan needs: there it is unknown.
OF_SCREENINGS = {name: member for name, member in WHOLE.items() if name not in OF_PLANS}


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(standard_settings().model_copy(update={"log_level": "error"}))


async def post(app: FastAPI, path: str, hostile: Hostile) -> Answer:
    last = len(hostile.chunks) - 1
    messages: list[Message] = [
        {"type": "http.request", "body": chunk, "more_body": number < last}
        for number, chunk in enumerate(hostile.chunks)
    ]
    length = (b"content-length", str(len(hostile.chunks[0])).encode())
    how = (b"transfer-encoding", b"chunked") if hostile.is_chunked else length
    return await call_raw(app, "POST", path, headers=[*hostile.headers, how], messages=messages)


def test_the_corpus_is_large_and_every_body_has_a_name_of_its_own() -> None:
    assert len({(hostile.chunks, hostile.headers) for hostile in CORPUS}) >= 500
    assert len({hostile.name for hostile in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize(("path", "body"), [(PATHS[0], WHOLE), (PATHS[1], OF_SCREENINGS)])
async def test_the_body_that_is_spoilt_is_sound(app: FastAPI, path: str, body: object) -> None:
    answered = await post(app, path, Hostile("sound", (json.dumps(body).encode(),), frozenset({200}), JSON))
    assert answered.status == 200, answered.body


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("hostile", CORPUS, ids=lambda hostile: re.sub(r"[^\w.]+", "-", hostile.name, flags=re.ASCII))
async def test_a_hostile_body_is_answered_and_not_repeated(app: FastAPI, path: str, hostile: Hostile) -> None:
    answered = await post(app, path, hostile)
    assert answered.status < 500
    assert answered.headers["request-id"].startswith("req_")
    if answered.status >= 400:
        document = answered.json()
        assert answered.headers["content-type"] == "application/problem+json"
        assert document["status"] == answered.status
        # Names of members that were sent stand in pointers, and nowhere else.
        for error in document["errors"]:
            error.pop("pointer", None)
            assert error["detail"]
        assert CANARY not in json.dumps(document)
        assert CANARY not in repr(answered.headers)
    if path == PATHS[0]:
        assert answered.status in hostile.statuses, answered.body


def sensible_or_not() -> st.SearchStrategy[object]:
    text = st.sampled_from(["acne_scars", "face", "mild", "2026-11-22", "mon", "us_fda", "IV", "microneedling", CANARY])
    plain = st.none() | st.booleans() | st.integers(-5, 400) | st.floats(allow_nan=False, allow_infinity=False) | text
    names = st.sampled_from(["goals", "concern", "area", "code", "present", "on", "procedure", "from_on", "to_on", "x"])
    return st.recursive(plain, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4))


@pytest.mark.parametrize("path", PATHS)
@given(st.lists(st.tuples(st.sampled_from(list(places(WHOLE))), sensible_or_not()), min_size=1, max_size=4))
async def test_a_body_spoilt_in_several_places_is_answered(
    app: FastAPI, path: str, changes: list[tuple[tuple[Path, object], object]]
) -> None:
    body = WHOLE
    for (place, _), value in changes:
        with contextlib.suppress(KeyError, IndexError, TypeError):
            body = with_value(body, place, value)
    answered = await post(app, path, Hostile("spoilt", (json.dumps(body).encode(),), frozenset()))
    assert answered.status in (200, 422)
    assert answered.status == 200 or answered.json()["errors"]
