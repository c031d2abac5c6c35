"""What a preview says beyond its sessions: visits, the day to be ready by, what changed, and how to check it all."""

from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

import httpx2
import pytest
import rfc8785

from app.api.schemas.examples import ACNE_SCARS, BEGUN, TWO_AREAS, WEDDING, WITH_ABSENCE, WITHOUT_ABSENCE
from app.main import create_app
from app.services.clock import today_in
from app.settings import standard_settings
from tests.api.small_service import calling

Json = dict[str, Any]
APP = create_app(standard_settings().model_copy(update={"log_level": "error"}))
CHEEKS = {"concern": "acne_scars", "area": "cheeks"}
NECK = {"concern": "fine_lines", "area": "neck", "severity": "mild"}


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    async with calling(APP) as calls:
        yield calls


async def preview(client: httpx2.AsyncClient, body: Json) -> Json:
    answer = await client.post("/v1/plan-previews", json=body)
    assert answer.status_code == 200, answer.text
    document: Json = answer.json()
    return document


def receipt_worked_out_by_anybody(answer: Json) -> str:
    inputs = {
        "question": answer["request"],
        "ruleset_digest": answer["ruleset"]["digest"],
        "engine_version": answer["engine_version"],
    }
    return f"sha256:{sha256(rfc8785.dumps(inputs)).hexdigest()}"


async def test_a_plan_says_how_many_visits_it_needs_and_that_no_fewer_do(client: httpx2.AsyncClient) -> None:
    plan = await preview(client, TWO_AREAS)
    assert plan["visits"] == len(plan["sessions"]) == plan["fewest_visits"]
    assert (plan["optimality"], plan["ready_by"], plan["changes"]) == ("proven", None, None)


async def test_a_series_with_fewer_sessions_is_ready_by_the_day(client: httpx2.AsyncClient) -> None:
    plan = await preview(client, WEDDING)
    assert plan["ready_by"] == {
        "verdict": "fits_with_fewer_sessions",
        "on": "2027-03-12",
        "label": "wedding",
        "full_result_expected": False,
        "fewer_sessions": [{"goal_id": "goal_1", "planned": 4, "asked": 5}],
        "repairs": [],
    }
    assert plan["finish_on"] <= "2027-03-12"


async def test_a_day_too_near_is_answered_with_repairs_that_work(client: httpx2.AsyncClient) -> None:
    plan = await preview(client, {**WEDDING, "ready_by": {"on": "2026-12-24"}})
    ready = plan["ready_by"]
    assert (plan["outcome"], ready["verdict"], ready["label"], plan["sessions"]) == (
        "infeasible",
        "infeasible",
        None,
        [],
    )
    assert (plan["visits"], plan["fewest_visits"]) == (0, 0)
    assert ready["repairs"] == plan["repairs"]
    (after,) = [repair for repair in plan["repairs"] if repair["code"] == "after_the_event"]
    later = {name: member for name, member in WEDDING.items() if name != "ready_by"} | after["params"]
    assert (await preview(client, later))["outcome"] == "planned"


async def test_changes_lead_from_the_other_plan_to_this_one(client: httpx2.AsyncClient) -> None:
    now, was = await preview(client, WITH_ABSENCE), await preview(client, WITHOUT_ABSENCE)
    fields = ("earliest", "recommended", "latest")
    assert {(one["session"], one["field"]): (one["was"], one["now"]) for one in now["changes"]} == {
        (new["number"], field): (old["dates"][field], new["dates"][field])
        for old, new in zip(was["sessions"], now["sessions"], strict=True)
        for field in fields
        if old["dates"][field] != new["dates"][field]
    }
    assert all(one["because"] for one in now["changes"])
    alone = await preview(client, {name: member for name, member in WITH_ABSENCE.items() if name != "compare_with"})
    assert now["sessions"] == alone["sessions"]


async def test_the_same_question_twice_changes_nothing(client: httpx2.AsyncClient) -> None:
    assert (await preview(client, {**ACNE_SCARS, "compare_with": ACNE_SCARS}))["changes"] == []


@pytest.mark.parametrize("left", [CHEEKS, NECK])
async def test_a_goal_is_the_same_wherever_it_stands_in_the_list(client: httpx2.AsyncClient, left: Json) -> None:
    both = {"as_of": "2026-11-22", "goals": [CHEEKS, NECK]}
    one = {**both, "goals": [left]}
    alone = await preview(client, one)
    answer = await preview(client, {**one, "compare_with": both})
    kept = {one["session"] for one in answer["changes"] if one["was"] is not None and one["now"] is not None}
    assert kept <= {session["number"] for session in alone["sessions"]}
    assert not [change for change in answer["changes"] if change["was"] is None]


async def test_a_goal_that_the_other_plan_lacks_is_new(client: httpx2.AsyncClient) -> None:
    other = {"as_of": "2026-11-22", "goals": [NECK]}
    answer = await preview(client, {**other, "goals": [CHEEKS], "compare_with": other})
    new = {one["session"] for one in answer["changes"] if one["was"] is None}
    gone = {one["session"] for one in answer["changes"] if one["now"] is None}
    assert new == {session["number"] for session in answer["sessions"]}
    assert gone == {session["number"] for session in (await preview(client, other))["sessions"]}


async def test_a_session_told_in_full_is_judged_by_what_it_did(client: httpx2.AsyncClient) -> None:
    scars, lines = (await preview(client, BEGUN))["goals"]
    first = {"on": "2026-09-21", "status": "valid", "reasons": [], "counts": True, "gap_days": None}
    assert scars["evaluated"] == [
        {**first, "decision_needed": False},
        {
            "on": "2026-10-26",
            "status": "substandard",
            "reasons": ["depth_below_protocol", "override"],
            "counts": True,
            "gap_days": 35,
            "decision_needed": False,
        },
    ]
    assert lines["evaluated"] == [{**first, "decision_needed": False}]


async def test_a_session_outside_the_protocol_asks_for_a_decision(client: httpx2.AsyncClient) -> None:
    shallow = {"concern": "acne_scars", "area": "cheeks", "depth_mm": 0.25}
    history = [{"on": "2026-10-26", "procedure": "microneedling", "treatments": [shallow]}]
    (goal,) = (await preview(client, {**BEGUN, "goals": [CHEEKS], "history": history}))["goals"]
    (judged,) = goal["evaluated"]
    assert (judged["status"], judged["counts"], judged["decision_needed"]) == ("substandard", False, True)


@pytest.mark.parametrize(
    "body", [ACNE_SCARS, WEDDING, WITH_ABSENCE, BEGUN], ids=["one", "ready_by", "compare", "begun"]
)
async def test_the_receipt_can_be_worked_out_by_anybody(client: httpx2.AsyncClient, body: Json) -> None:
    answer = await preview(client, body)
    assert answer["request"] == body
    assert answer["receipt"] == receipt_worked_out_by_anybody(answer)


@pytest.mark.parametrize("text", ['é "quoted" \\ 1.0', "\u007f\u0001 tab\t", "\U0001f468 5.0"])
async def test_texts_and_whole_numbers_are_in_the_receipt_as_rfc_8785_writes_them(
    client: httpx2.AsyncClient, text: str
) -> None:
    given = {**CHEEKS, "depth_mm": 1.0, "counts": True, "override_reason": text}
    history = [{"on": "2026-10-26", "procedure": "microneedling", "treatments": [given]}]
    answer = await preview(client, {"as_of": "2026-11-22", "goals": [CHEEKS], "history": history})
    assert answer["receipt"] == receipt_worked_out_by_anybody(answer)


async def test_another_question_has_another_receipt(client: httpx2.AsyncClient) -> None:
    receipts = {
        (await preview(client, {**ACNE_SCARS, "start_on": f"2026-12-0{day}"}))["receipt"] for day in range(1, 5)
    }
    assert len(receipts) == 4


@pytest.mark.parametrize("given", [{}, {"as_of": None}])
async def test_a_question_without_a_day_is_kept_with_the_day_it_was_asked_on(
    client: httpx2.AsyncClient, given: Json
) -> None:
    question = {**given, "goals": [CHEEKS]}
    before = today_in(None).isoformat()
    answer = await preview(client, {**question, "compare_with": question})
    assert answer["as_of"] in {before, today_in(None).isoformat()}
    dated = {**question, "as_of": answer["as_of"]}
    assert answer["request"] == {**dated, "compare_with": dated}
    assert await preview(client, answer["request"]) == answer


async def test_the_other_question_is_asked_on_the_same_day_unless_it_says_another(client: httpx2.AsyncClient) -> None:
    other = {"goals": [CHEEKS]}
    same = await preview(client, {**other, "as_of": "2026-11-22", "compare_with": other})
    assert (same["changes"], same["request"]["compare_with"]["as_of"]) == ([], "2026-11-22")
    earlier = await preview(client, {**other, "as_of": "2026-11-22", "compare_with": {**other, "as_of": "2026-11-02"}})
    assert {"session": 1, "field": "earliest", "was": "2026-11-02", "now": "2026-11-22"}.items() <= (
        earlier["changes"][0].items()
    )


async def test_a_contraindicated_plan_is_ready_by_no_day(client: httpx2.AsyncClient) -> None:
    pregnant = {"findings": [{"code": "pregnancy_or_nursing", "present": True}]}
    plan = await preview(client, {**WEDDING, **pregnant, "compare_with": WEDDING})
    assert (plan["outcome"], plan["ready_by"]) == ("contraindicated", None)
    assert {one["now"] for one in plan["changes"]} == {None}
