"""Many resources through the API: handed in, completed, merged, filed once; each broken one tells its reason."""

from __future__ import annotations

from typing import Any

from tests.contract.programs import PLACE, TABLE, Desk, full

BROKEN = b"\x00\x01\x02 no table"
FILES = {
    "甲.csv": TABLE,
    "乙/2024.csv": TABLE.replace(b"2024", b"2023"),
    "乙/2025.csv": TABLE.replace(b"2024", b"2022"),
    "坏.xlsx": BROKEN,
    "同.csv": TABLE,
}


def worked(desk: Desk, id: str, file: bool = False) -> Any:
    for _ in range(20):
        now = desk.post(f"/inventories/{id}/turns", {"file": file}, "bureau").json
        if now["finished"]:
            return now
    raise AssertionError("it never ends")


def common(desk: Desk) -> dict[str, object]:
    """What a person would answer for all: what the machine finds is left to it."""
    asked = {"place": PLACE, "upload": desk.hand_in("bureau").json["upload"]}
    known = desk.post("/drafts/check", asked, "bureau").json["answers"]
    return {name: value for name, value in full(desk.office.today()).items() if name not in known}


def rows(desk: Desk, id: str, **query: str) -> list[Any]:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return list(desk.get(f"/inventories/{id}?{asked}", "bureau").json["items"])


def test_from_an_archive_to_applications(desk: Desk) -> None:
    made = desk.list_in("bureau", files=FILES)
    id = made.json["id"]
    assert made.status == 201 and made.headers["Location"].endswith(f"/inventories/{id}") and made.json["files"] == 5
    read = worked(desk, id)
    assert read["done"] == 5 and not read["reading"]
    assert read["states"]["trouble"] == 1 and read["states"]["duplicate"] == 1
    (bad,) = rows(desk, id, state="trouble")
    assert bad["file"] == "坏.xlsx" and bad["told"]["text"]["zh"] and bad["told"]["remedy"]["en"]
    lacking = rows(desk, id, state="lacks")
    assert len(lacking) == 3 and all(row["lacks"] for row in lacking)

    answers = common(desk)
    assert desk.ask("PATCH", f"/inventories/{id}", "bureau", body={"answers": answers}).status == 200
    ready = worked(desk, id)
    assert ready["states"].get("ready") == 3, rows(desk, id)
    pair = [row["id"] for row in rows(desk, id, q="%E4%B9%99") if row["state"] == "ready"]
    merged = desk.ask("PATCH", f"/inventories/{id}", "bureau", body={"merge": pair}).json
    assert sum(merged["states"].values()) == 4
    single = next(row["id"] for row in rows(desk, id, state="ready") if not row["parts"])
    desk.ask("PATCH", f"/inventories/{id}", "bureau", body={"leave": [single]})

    before = desk.count()
    done = worked(desk, id, file=True)
    assert done["states"]["filed"] == 1 and desk.count() == before + 1
    (filed,) = rows(desk, id, state="filed")
    assert len(filed["parts"]) == 2 and desk.get(f"/cases/{filed['case']}", "bureau").status == 200
    worked(desk, id, file=True)
    assert desk.count() == before + 1, "nothing is filed twice"
    assert desk.ask("DELETE", f"/inventories/{id}", "bureau").status == 204
    assert desk.get(f"/inventories/{id}", "bureau").kind == "no_list"


def test_a_key_hands_in_once(desk: Desk) -> None:
    first, again = (desk.list_in("bureau", key="once") for _ in range(2))
    assert first.json["id"] == again.json["id"]
    assert desk.list_in("park", key="once").json["id"] != first.json["id"]
    assert len(desk.get("/inventories", "bureau").json["items"]) == 1


def test_what_does_not_fit_changes_nothing(desk: Desk) -> None:
    id = desk.list_in("bureau").json["id"]
    worked(desk, id)
    before = desk.get(f"/inventories/{id}", "bureau").json
    for body, kind in (
        ({"answers": {"no_such_field": "x"}}, "unknown_field"),
        ({"take": ["nobody"]}, "no_row"),
        ({"merge": [before["items"][0]["id"]]}, "columns"),
        ({"surprise": 1}, "invalid"),
    ):
        assert desk.ask("PATCH", f"/inventories/{id}", "bureau", body=body).kind == kind
    assert desk.get(f"/inventories/{id}", "bureau").json == before
    assert desk.get(f"/inventories/{id}?state=strange", "bureau").kind == "invalid"
    assert desk.list_in("bureau", files={"坏.csv": b""}).status == 201
    assert desk.list_in("bureau", place="CN-XX").kind == "which_procedure"
