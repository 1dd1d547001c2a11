"""Long lists: every record once, whatever is added meanwhile; and all of them as one stream."""

from __future__ import annotations

import json

from tests.contract.programs import V1, Desk


def copies(desk: Desk, count: int, tag: str) -> None:
    """More records, numbered after those that are there."""
    from guiju.store.database import rows

    columns = "procedure, state, rulebook, subject, registrant, registrar, opened, code, listed, waits, shown"
    columns += ", words, body, locked"
    for number in range(count):
        rows(
            f"INSERT INTO record (number, {columns}) SELECT %s, {columns} FROM record "
            "WHERE number = (SELECT number FROM record WHERE listed = 'register' ORDER BY number LIMIT 1)",
            (f"350000-2099-{tag}{number:05}",),
        )


def test_a_cursor_covers_all_once_while_records_are_added(desk: Desk) -> None:
    copies(desk, 120, "0")
    before = [json.loads(line)["record"] for line in desk.get("/records.ndjson").body.splitlines()]
    assert len(before) == len(set(before)) > 120
    seen: list[str] = []
    path: str | None = "/records?limit=50"
    turn = 0
    while path is not None:
        page = desk.get(path)
        seen += [item["record"] for item in page.json["items"]]
        copies(desk, 5, f"9{turn}")
        turn += 1
        link = page.headers.get("Link")
        assert (link is None) == (page.json["next"] is None)
        path = link.split(">")[0].removeprefix("<").removeprefix(V1) if link else None
    assert turn > 2 and len(seen) == len(set(seen))
    assert [number for number in seen if number in set(before)] == before


def test_a_search_finds_words_and_keeps_to_them(desk: Desk) -> None:
    copies(desk, 30, "0")
    every = desk.get("/records?limit=100").json["items"]
    name = next(iter(every[-1]["fields"].values()))
    found = desk.get(f"/records?q={name}&limit=2")
    assert found.json["items"] and "q=" in found.headers.get("Link", "q=")
    assert desk.get("/records?q=%25").json["items"] == [], "nothing is a wildcard"
    assert desk.get("/records?rulebook=CN/x").json["items"] == []
