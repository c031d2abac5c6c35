"""Asking the catalogue: a whole list at once, its codes, the one fault of a refusal."""

from typing import Any

import httpx2


async def whole(client: httpx2.AsyncClient, path: str) -> list[dict[str, Any]]:
    document = (await client.get(f"/v1/{path}{'&' if '?' in path else '?'}limit=200")).json()
    assert (document["object"], document["has_more"], document["next_cursor"]) == ("list", False, None)
    items: list[dict[str, Any]] = document["items"]
    return items


async def codes(client: httpx2.AsyncClient, path: str) -> list[str]:
    return [one["code"] for one in await whole(client, path)]


def fault(answer: httpx2.Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    (only,) = answer.json()["errors"]
    return dict(only)
