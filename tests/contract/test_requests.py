"""How requests are read and told: once each, within limits, in the language asked for, and never with a crash."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from tests.contract.programs import ALL, PLACE, SECRET, TABLE, V1, Answer, Desk, full


def test_a_key_opens_one_case(desk: Desk) -> None:
    body = desk.application()
    first, again = (desk.post("/cases", body, "bureau", key="one") for _ in range(2))
    assert (first.status, again.status) == (201, 200)
    assert first.json == again.json and first.headers["Location"] == f"{V1}/cases/{first.json['number']}"
    assert desk.get(first.headers["Location"].removeprefix(V1), "bureau").json["case"] == first.json["number"]
    other = {**body, "facts": {**body["facts"], "abstract": "另一内容"}}  # type: ignore[dict-item]
    assert desk.post("/cases", other, "bureau", key="one").kind == "key_reused"
    elsewhere = {**body, "facts": {**body["facts"], "evidence_digest": "b" * 64}}  # type: ignore[dict-item]
    assert desk.post("/cases", elsewhere, "transport", key="one").status == 201, "a key is one's own"


def test_two_at_once_with_one_key_act_once(desk: Desk) -> None:
    body, before = desk.application(), desk.count()
    answers: list[Answer] = []

    def send() -> None:
        from django.db import connection

        try:
            answers.append(desk.post("/cases", body, "bureau", key="both"))
        finally:
            connection.close()

    desk.token("bureau")
    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {one.status for one in answers} <= {200, 201} and len(answers) == 2
    assert answers[0].json == answers[1].json and desk.count() == before + 1


def test_what_the_machine_found_is_told_from_the_upload_only(desk: Desk) -> None:
    upload = desk.hand_in("bureau").json["upload"]
    checked = desk.post(
        "/drafts/check", {"place": PLACE, "answers": full(desk.office.today()), "upload": upload}, "bureau"
    )
    assert not SECRET.keys() & checked.json["answers"].keys()
    facts = {**checked.json["answers"], **SECRET}
    assert {"rows", "evidence_digest"} <= set(checked.json["found"])
    body = {"place": PLACE, "facts": {**facts, "rows": 7}, "upload": upload}
    number = desk.post("/cases", body, "bureau").json["number"]
    found = desk.get(f"/cases/{number}", "bureau").json["found"]
    assert "evidence_digest" in found and "rows" not in found, "what a person wrote is not the machine's"
    facts["evidence_digest"] = "b" * 64
    typed = desk.post("/cases", {"place": PLACE, "facts": facts}, "bureau").json["number"]
    assert desk.get(f"/cases/{typed}", "bureau").json["found"] == []


def test_a_draft_without_an_upload_tells_every_fault(desk: Desk) -> None:
    checked = desk.post("/drafts/check", {"place": "CN-FJ"}, "bureau").json
    assert len(checked["faults"]) > 5 and {fault["remedy"]["zh"] for fault in checked["faults"]}
    assert desk.post("/drafts/check", {"place": "XX"}, "bureau").kind == "not_in_force"


def test_a_day_on_which_the_parent_has_ended_is_a_no(desk: Desk) -> None:
    body = {"rulebook": "CN-HB/public-data-registration", "procedure": "first", "act": "submit", "on": "3086-03-18"}
    answer = desk.post("/cases", {**body, "facts": {}}, "bureau")
    assert (answer.status, answer.kind) == (422, "not_in_force"), answer.body


def test_grounds_and_stated_faults_reach_the_letter(desk: Desk) -> None:
    number = desk.case("bureau", state="submitted")
    stated = [{"field": "abstract", "remedy": "请写明覆盖的区划级别"}]
    assert desk.post(f"/cases/{number}/acts/return", {"stated": stated}, "acceptor").status == 200
    assert "请写明覆盖的区划级别" in json.dumps(desk.get(f"/cases/{number}", "bureau").json, ensure_ascii=False)
    again = desk.post(f"/cases/{number}/acts/accept", {}, "acceptor")
    assert (again.status, again.kind) == (409, "wrong_state")


def test_problems_speak_the_language_asked_for(desk: Desk) -> None:
    told = {lang: desk.get("/cases", **{"Accept-Language": lang}).json for lang in ("zh-CN,zh;q=0.9", "en-GB", "fr")}
    assert [one["detail"] for one in told.values()] == ["请先登录", "sign in first", "请先登录"]
    assert all(one["text"] == {"zh": "请先登录", "en": "sign in first"} for one in told.values())


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/nothing/here", 404, "unknown"),
        ("/", 404, "unknown"),
        ("/records/%00", 422, "unstorable"),
        ("/records?q=%00", 422, "unstorable"),
        ("/records?limit=101", 422, "invalid"),
        ("/records?limit=0", 422, "invalid"),
        ("/due?start=2025-13-01&length=3wd", 422, "invalid"),
        ("/due?start=2025-01-01&length=0wd", 422, "not_a_term"),
        ("/due?start=2025-01-01&length=99999y", 422, "too_far"),
        ("/due?start=2025-01-01&length=20y&explain=true", 422, "too_long"),
        ("/due?start=2025-01-01&length=3wd&calendar=XX", 422, "no_calendar"),
        ("/rulebooks/CN-XX/nothing", 404, "no_rulebook"),
        ("/rulebooks/CN/public-data-registration?on=1999-01-01", 404, "no_rulebook"),
        ("/rulebooks/CN-HB/public-data-registration?on=3086-03-18", 404, "no_rulebook"),
    ],
)
def test_every_no_is_a_problem_document(desk: Desk, path: str, status: int, kind: str) -> None:
    found = desk.get(path)
    assert (found.status, found.kind) == (status, kind)


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b"{", 400, "unreadable"),
        (b"\xff\xfe", 400, "unreadable"),
        (b"[]", 400, "unreadable"),
        (b'{"facts": {"a": NaN}}', 400, "unreadable"),
        (b'{"place": "a", "place": "b"}', 400, "unreadable"),
        (b'{"facts":' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400, "unreadable"),
        (b'{"facts": {"a": ' + b"[" * 20 + b"]" * 20 + b"}}", 400, "unreadable"),
        (b'{"facts": {"a": "\\ud800"}}', 422, "unstorable"),
        (b'{"facts": {"\\u0000": 1}}', 422, "unstorable"),
        (b'{"facts": {"a": "' + b"x" * 3_000_000 + b'"}}', 413, "too_large"),
        (b'{"nonsense": 1}', 422, "invalid"),
        (b"", 422, "invalid"),
        (b'{"facts": {"rows": 1e999999999}, "place": "CN-FJ.demo"}', 422, "form_faults"),
        (b'{"facts": {"rows": {"deep": [1.5]}}, "place": "CN-FJ.demo"}', 422, "form_faults"),
        (b'{"place": "CN-FJ", "rulebook": "CN/x"}', 422, "which_rulebook"),
        (b'{"rulebook": "CN/x"}', 422, "not_in_force"),
        (b'{"place": "CN-FJ", "procedure": "x"}', 422, "which_rulebook"),
        (b'{"rulebook": "CN-FJ/public-data-registration", "procedure": "x"}', 422, "which_procedure"),
        (b'{"subject": "1-2-3"}', 404, "no_case"),
    ],
)
def test_no_body_breaks_it(desk: Desk, body: bytes, status: int, kind: str) -> None:
    before = desk.count()
    found = desk.post("/cases", body, "bureau", key="k")
    assert (found.status, found.kind) == (status, kind), found.body[:300]
    assert desk.count() == before


def test_faults_name_the_place_and_never_the_value(desk: Desk) -> None:
    found = desk.post("/cases", {"place": 5, "on": "sEcReT"}, "bureau")
    assert {fault["field"] for fault in found.json["faults"]} == {"body.opens.place", "body.opens.on"}
    assert b"sEcReT" not in found.body


def test_only_json_is_read_as_json(desk: Desk) -> None:
    from django.test import Client

    response = Client().post(f"{V1}/cases", b"{}", content_type="text/plain", headers=desk.head("bureau"))
    assert (response.status_code, response.json()["kind"]) == (415, "media")
    wrong = Client().delete(f"{V1}/cases", headers=desk.head("bureau"))
    assert (wrong.status_code, wrong.json()["kind"], wrong.headers["Allow"]) == (405, "method", "GET, POST")


def test_files_within_limits_only(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from guiju.kit import scan_jobs

    assert desk.hand_in("bureau", content=b"").kind.startswith("scan.")
    told = desk.hand_in("bureau", content=TABLE, name="../../etc/passwd\x00.csv")
    assert told.status in (202, 422)
    monkeypatch.setattr(scan_jobs, "LIMIT", 10)
    found = desk.hand_in("bureau")
    assert (found.status, found.kind) == (413, "too_large")
    kept = [path.name for path in (Path(desk.office.path) / "uploads").iterdir()]
    assert len(kept) == (1 if told.status == 202 else 0), "what was refused does not stay"


def test_a_request_that_is_too_long_is_not_even_read(desk: Desk) -> None:
    from django.test import Client

    response = Client().post(f"{V1}/scans", {}, headers=desk.head("bureau"), CONTENT_LENGTH=str(10**12))
    assert (response.status_code, response.json()["kind"]) == (413, "too_large")


def test_wrong_tokens_wait_and_right_ones_do_not(desk: Desk) -> None:
    from django.test import Client

    def guess(number: int) -> int:
        head = {"Authorization": f"Bearer guess-{number}"}
        return int(Client().get(f"{V1}/me", headers=head).status_code)

    tried = [guess(number) for number in range(40)]
    assert set(tried[:29]) == {401} and tried[-1] == 429
    assert desk.get("/me", "bureau", ALL).status == 200
    assert Client().post("/sign-in/", {"name": "nobody", "password": "x"}).status_code == 422, "pages are not locked"


def test_a_sign_in_reads_and_acts_with_the_token_of_its_page(desk: Desk) -> None:
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(_user("acceptor"))
    number = desk.case("bureau", state="submitted")
    assert browser.get(f"{V1}/cases/{number}").status_code == 200
    path = f"{V1}/cases/{number}/acts/accept"
    bare = browser.post(path, b"{}", content_type="application/json")
    assert (bare.status_code, bare.json()["kind"]) == (403, "csrf")
    browser.cookies["csrftoken"] = secret = "a" * 32
    whole = browser.post(path, b"{}", content_type="application/json", headers={"X-CSRFToken": secret})
    assert whole.status_code == 200, whole.content


def _user(name: str) -> object:
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(username=name)


def test_public_answers_are_kept_briefly_and_cases_never(desk: Desk) -> None:
    found = desk.get("/records")
    assert found.headers["Cache-Control"] == "public, max-age=60"
    same = desk.get("/records", **{"If-None-Match": found.headers["ETag"]})
    assert (same.status, same.body) == (304, b"")
    assert desk.get("/cases", "bureau").headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE"])
def test_an_unknown_address_is_told_to_programs_without_cookies(desk: Desk, method: str) -> None:
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).generic(method, f"{V1}/nothing/at/all", "{}")
    assert answer.status_code == 404 and answer["Content-Type"] == "application/problem+json"
