"""Deposits through the API: what is sent, once; what proves it; and what a wrong request is told."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guiju.kernel import certificate
from guiju.store.signing import read_keys
from tests.contract.programs import PLACE, TABLE, V1, Desk

SHOT = b"\x89PNG\r\n\x1a\n"


def file(content: bytes = TABLE, name: str = "表.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_files_are_deposited_each_under_what_it_is(desk: Desk) -> None:
    made = desk.deposit("bureau", data=[file(), file(b"2", "二.csv")], screenshot=file(SHOT, "屏.png"), note="备查")
    assert made.status == 201
    number = made.json["number"]
    assert made.headers["Location"] == f"{V1}/deposits/{number}"
    (part,) = made.json["parts"]
    assert [(one["name"], one["type"]) for one in part["files"]] == [
        ("表.csv", "data"),
        ("二.csv", "data"),
        ("屏.png", "screenshot"),
    ]
    assert part["note"] == "备查" and part["files"][0]["sha256"] == hashlib.sha256(TABLE).hexdigest()
    assert desk.get(f"/deposits/{number}", "bureau").json == made.json
    later = desk.deposit("acceptor", to=number, log=file(b"ok", "a.log"))
    assert [one["verb"] for one in later.json["parts"]] == ["deposit", "attach"], "the office may add to it"
    assert desk.get("/deposits", "bureau").json["items"][0]["files"] == 4
    assert desk.get("/deposits", "park").json["items"] == []
    assert number in [item["number"] for item in desk.get("/deposits", "acceptor").json["items"]]


def test_the_proof_is_a_certificate_that_verifies(desk: Desk) -> None:
    number = desk.deposit("bureau").json["number"]
    desk.deposit("bureau", to=number, screenshot=file(SHOT, "屏.png"))
    keys = read_keys((desk.office.path / "log.pub").read_text("utf-8"))
    for part, verb in ((1, "deposit"), (2, "attach")):
        answer = desk.get(f"/deposits/{number}/proof?part={part}", "bureau")
        read = certificate.read(answer.body)
        assert certificate.check(read, keys).flaws == () and read.receipt["verb"] == verb
    assert desk.get(f"/deposits/{number}/proof?part=3", "bureau").kind == "no_deposit"
    assert desk.get(f"/deposits/{number}/proof?part=0", "bureau").kind == "invalid"


def test_a_key_deposits_once(desk: Desk) -> None:
    before = desk.count()
    first, again = (desk.deposit("bureau", key="one", data=file(), keep="true") for _ in range(2))
    assert (first.status, again.status) == (201, 200) and first.json == again.json
    assert desk.deposit("bureau", key="one", data=file(b"other")).kind == "key_reused"
    assert desk.count() == before + 1
    number = first.json["number"]
    first, again = (desk.deposit("bureau", to=number, key="two", data=file(b"2")) for _ in range(2))
    assert (first.status, again.status) == (201, 200) and first.json == again.json
    assert desk.deposit("park", key="one", data=file()).status == 201, "a key is one's own"


@pytest.mark.parametrize(
    ("fields", "status", "kind"),
    [
        ({"note": "without a file"}, 422, "deposit"),
        ({"data": file(b"")}, 422, "deposit"),
        ({"data": file(), "note": "长" * 2001}, 422, "invalid"),
        ({"data": file(), "keep": "perhaps"}, 422, "invalid"),
        ({"data": file(), "note": "\x00"}, 422, "unstorable"),
        ({"data": "no file"}, 422, "deposit"),
    ],
)
def test_wrong_requests_change_nothing(desk: Desk, fields: dict[str, object], status: int, kind: str) -> None:
    number, before = desk.deposit("bureau").json["number"], desk.count() + 1
    for to in (None, number):
        sent = {name: file(b"" if value.size == 0 else TABLE) if isinstance(value, SimpleUploadedFile) else value
                for name, value in fields.items()}  # fmt: skip
        answer = desk.deposit("bureau", to=to, **sent)
        assert (answer.status, answer.kind) == (status, kind), answer.body
    assert desk.count() + 1 == before


def test_lists_go_on_by_cursor(desk: Desk) -> None:
    made = [desk.deposit("bureau").json["number"] for _ in range(5)]
    seen: list[str] = []
    path: str | None = "/deposits?limit=2"
    while path is not None:
        page = desk.get(path, "bureau")
        seen += [item["number"] for item in page.json["items"]]
        link = page.headers.get("Link")
        path = link.split(">")[0].removeprefix("<").removeprefix(V1) if link else None
    assert seen[:5] == made[::-1] and len(seen) == len(set(seen))


def test_what_is_not_json_is_still_refused(desk: Desk) -> None:
    answer = desk.post("/deposits", {"note": "x"}, "bureau")
    assert answer.status == 422 and json.loads(answer.body)["kind"] == "deposit"


def test_an_application_takes_the_day_of_the_deposit(desk: Desk) -> None:
    upload = desk.hand_in("bureau").json["upload"]

    def checked(user: str, **answers: object) -> tuple[object, bool]:
        mine = upload if user == "bureau" else desk.hand_in(user).json["upload"]
        found = desk.post("/drafts/check", {"place": PLACE, "upload": mine, "answers": answers}, user).json
        return found["answers"].get("deposited_on"), "deposited_on" in found["found"]

    assert checked("bureau") == (None, False)
    desk.deposit("bureau", data=file(b"another file"))
    assert checked("bureau") == (None, False)
    desk.deposit("bureau", data=file(TABLE))
    today = desk.office.today().isoformat()
    assert checked("bureau") == (today, True)
    assert checked("bureau", deposited_on="2025-01-02") == ("2025-01-02", False), "what a person says stands"
    assert checked("park") == (None, False), "somebody else's deposit"
