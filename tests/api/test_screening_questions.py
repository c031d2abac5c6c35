"""The list of questions says what an answer does, in words for those who answer."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from app.main import create_app
from app.settings import standard_settings
from tests.api.small_service import calling


@pytest.fixture(scope="module")
async def questions() -> AsyncIterator[dict[str, dict[str, Any]]]:
    async with calling(create_app(standard_settings())) as client:
        yield {one["code"]: one for one in await items(client)}


async def items(client: httpx2.AsyncClient) -> list[dict[str, Any]]:
    answer = await client.get("/v1/screening-questions?limit=200")
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def acts(question: dict[str, Any]) -> list[tuple[str, int | None, str]]:
    return [
        (effect["effect"], effect["days"] and effect["days"]["days"], effect["basis"]) for effect in question["effects"]
    ]


async def test_a_procedure_shows_how_long_needling_waits_and_how_long_it_is_signed(
    questions: dict[str, dict[str, Any]],
) -> None:
    assert acts(questions["botulinum_toxin"]) == [("deferral", 14, "guideline")]
    assert acts(questions["surgery"]) == [("deferral", 42, "trial"), ("sign_off", 365, "derived")]
    assert acts(questions["facial_surgery"]) == [("deferral", 42, "derived"), ("sign_off", 365, "derived")]


async def test_an_earlier_needling_spaces_by_the_protocol_and_not_by_a_number_of_its_own(
    questions: dict[str, dict[str, Any]],
) -> None:
    needling = questions["microneedling"]
    assert acts(needling) == [("spacing", None, "derived")]
    assert "14" not in str(needling["effects"])
    assert needling["can_change_verdict"] is True


async def test_every_open_answer_that_may_change_the_verdict_says_so(questions: dict[str, dict[str, Any]]) -> None:
    no_verdict = {code for code, question in questions.items() if not question["can_change_verdict"]}
    assert no_verdict == {"nsaid", "sensitive_skin"}


async def test_a_question_says_how_far_it_matters(questions: dict[str, dict[str, Any]]) -> None:
    assert {code for code, question in questions.items() if question["where"] == "region"} == {
        "active_herpes", "facial_surgery",
    }  # fmt: skip
    assert [effect["regions"] for effect in questions["active_herpes"]["effects"]] == [[], ["face"]]
    asked_for = questions["facial_surgery"]["concerns"]
    assert "surgical_scars" not in asked_for
    assert {"acne_scars", "fine_lines", "uneven_tone"} <= set(asked_for)
    assert questions["surgery"]["concerns"] == []
