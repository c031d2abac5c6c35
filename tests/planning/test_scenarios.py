"""Every story in `scenarios/`, told to the real service: what a clinician has signed is what comes out."""

import tomllib
from collections.abc import AsyncIterator

import httpx2
import pytest
from pydantic import ValidationError

from app.main import create_app
from app.settings import standard_settings
from tests.planning.scenario_differences import differences
from tests.planning.scenario_file import FOLDER, Scenario, names, read

NAMES = names()


@pytest.fixture(scope="module")
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=create_app(standard_settings()))
    async with httpx2.AsyncClient(transport=transport, base_url="http://planner.test") as client:
        yield client


@pytest.mark.parametrize("name", NAMES)
async def test_the_story_comes_out_as_signed(client: httpx2.AsyncClient, name: str) -> None:
    story = read(name)
    answered = await client.post("/v1/plan-previews", json=story.body(await _open_questions(client, story)))
    document = answered.json()
    assert answered.status_code == 200, f"{name}: {story.title}\n{document.get('errors')}"
    found = list(differences(story.expect, document))
    assert not found, "\n".join([f"{name}: {story.title}", story.why, *found])


async def test_the_stories_cover_every_protocol_concern_and_kind(client: httpx2.AsyncClient) -> None:
    goals = [goal for name in NAMES for goal in read(name).given["goals"]]
    told = {(goal["concern"], goal.get("kind")) for goal in goals}
    for concern in (await client.get("/v1/concerns", params={"limit": 200})).json()["items"]:
        assert concern["code"] in {code for code, _ in told}
        assert {(concern["code"], kind["code"]) for kind in concern["kinds"]} <= told
    protocols = (await client.get("/v1/protocols", params={"limit": 200})).json()["items"]
    expected = {goal.protocol for name in NAMES for goal in read(name).expect.goals if goal.protocol}
    assert expected == {protocol["code"] for protocol in protocols}


def test_there_are_at_least_fifty_stories_with_titles_of_their_own() -> None:
    titles = {read(name).title for name in NAMES}
    assert len(NAMES) >= 50
    assert len(titles) == len(NAMES)


@pytest.mark.parametrize("where", [(), ("given",), ("given", "patient"), ("expect",), ("expect", "screening")])
def test_a_member_that_the_reader_does_not_know_is_a_fault(where: tuple[str, ...]) -> None:
    document = tomllib.loads((FOLDER / f"{NAMES[0]}.toml").read_text("utf-8"))
    place = document
    for member in where:
        place = place.setdefault(member, {})
    place["recomended"] = 1
    with pytest.raises(ValidationError, match="recomended"):
        Scenario.model_validate(document)


async def _open_questions(client: httpx2.AsyncClient, story: Scenario) -> list[str]:
    """The questions that the service still asks for this story, other than about birth and skin."""
    only_planned_with = ("availability", "clinic_calendar", "ready_by")
    body = {name: value for name, value in story.body([]).items() if name not in only_planned_with}
    answered = await client.post("/v1/screening-previews", json=body)
    assert answered.status_code == 200, answered.json()
    return [question["code"] for question in answered.json()["questions"] if question["answered_in"] != "patient"]
