"""Scans over the API: a job to watch, to read and to stop; what is wrong with a file is told as `guiju scan` does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import override_settings

from guiju.kernel.values import plain
from guiju.kit.grading import grader
from guiju.kit.scan_jobs import WORKS
from guiju.kit.scan_json import scan_json
from guiju.plane import ScanError, scan
from guiju.plane.intake import Detect
from guiju.store import jobs_run
from tests.contract.programs import TABLE, Desk
from tests.place import PLACE

PERSONAL = "姓名,手机号\n示例甲,13800138000\n示例乙,13900139000\n".encode()
RAGGED = b"a,b\n1,2\n3\n"
OVERRULED = '{"overrule": {"grade": "core", "reason": "x", "who": "x", "when": "2026-01-01"}}'


def uploaded(desk: Desk) -> list[str]:
    return [path.name for path in (desk.office.path / "uploads").iterdir()]


def test_a_scan_is_a_job_from_the_first_word_to_the_report(desk: Desk, tmp_path: Path) -> None:
    asked = desk.hand_in("bureau", content=PERSONAL, work=False)
    job = asked.json
    assert asked.status == 202 and (job["state"], job["user"], job["report"]) == ("waiting", "bureau", None)
    here = asked.headers["Location"].removeprefix("/api/v1")
    assert asked.headers["Retry-After"] == desk.get(here, "bureau").headers["Retry-After"] == "2"
    assert desk.get(f"/scans/{job['id']}", "bureau").kind == "not_done"
    assert jobs_run.work(desk.office, WORKS)
    done = desk.get(here, "bureau")
    assert done.json["state"] == "done" and "Retry-After" not in done.headers
    assert done.json["kept_until"] > done.json["ended"] > done.json["began"] > done.json["asked"]
    told = desk.get(done.json["report"].removeprefix("/api/v1"), "bureau").json
    file, today = tmp_path / "表.csv", desk.office.today()
    file.write_bytes(PERSONAL)
    found = scan(file, detect=Detect(on=today))
    assert told == json.loads(json.dumps(plain(scan_json(found, grader(None, {}, today)(found)))))
    assert [column["info_type"] for column in told["columns"]] == ["person_name", "mobile"]
    assert "13800138000" not in desk.get(f"/scans/{job['id']}", "bureau").body.decode()


def test_how_to_look_is_up_to_the_caller(desk: Desk) -> None:
    upload = desk.hand_in("bureau").json["upload"]
    again = desk.hand_in("bureau", upload=upload, quality="true", facts='{"harm_public": "none"}').json
    told = desk.get(f"/scans/{again['id']}", "bureau").json
    assert len(told["quality"]) == 20 and again["upload"] == upload and len(uploaded(desk)) == 1
    assert "harm_public" not in [ask["fact"] for ask in told["questions"]]
    wrong = desk.hand_in("bureau", upload=upload, table="没有").json
    failed = desk.get(f"/jobs/{wrong['id']}", "bureau").json
    assert (failed["state"], failed["error"]["kind"]) == ("failed", "scan.one_table")


@pytest.mark.parametrize(
    ("fields", "status", "kind"),
    [
        ({"upload": "nothing"}, 404, "no_upload"),
        ({"upload": "../../office.db"}, 404, "no_upload"),
        ({"upload": "x' OR '1'='1"}, 404, "no_upload"),
        ({"scheme": "../../etc/passwd"}, 422, "no_scheme"),
        ({"table": "a\0b"}, 422, "unstorable"),
        ({"scheme": "XX/nothing"}, 422, "no_scheme"),
        ({"facts": "{"}, 400, "unreadable"),
        ({"facts": "[]"}, 400, "unreadable"),
        ({"facts": OVERRULED}, 422, "overrule"),
        ({"sample": "perhaps"}, 422, "invalid"),
        ({"nonsense": "x"}, 202, ""),
    ],
)
def test_what_cannot_be_meant_is_told_at_once(desk: Desk, fields: dict[str, str], status: int, kind: str) -> None:
    told = desk.hand_in("bureau", work=False, **fields)
    assert told.status == status, told.body
    assert status == 202 or (told.kind == kind and desk.get("/jobs", "bureau").json["items"] == [])


def test_neither_file_nor_upload_or_both(desk: Desk) -> None:
    from django.test import Client

    bare = Client().post("/api/v1/scans", {}, headers=desk.head("bureau"))
    assert (bare.status_code, bare.json()["kind"]) == (422, "which_file")


def test_a_broken_file_fails_in_the_words_of_the_scan(desk: Desk, tmp_path: Path) -> None:
    job = desk.hand_in("bureau", content=RAGGED, name="断.csv").json
    file = tmp_path / "断.csv"
    file.write_bytes(RAGGED)
    with pytest.raises(ScanError) as raised:
        scan(file)
    failed = desk.get(f"/jobs/{job['id']}", "bureau").json
    text = {"zh": raised.value.text.zh, "en": raised.value.text.en}
    assert (failed["state"], failed["error"]["kind"], failed["error"]["text"]) == ("failed", "scan.ragged", text)
    told = desk.get(f"/scans/{job['id']}", "bureau")
    assert (told.status, told.kind, told.json["text"]) == (422, "scan.ragged", text)
    empty = desk.hand_in("bureau", content=b"")
    assert (empty.status, empty.kind) == (422, "scan.empty") and len(uploaded(desk)) == 1


def test_a_key_is_one_job_and_one_file(desk: Desk) -> None:
    first, again = (desk.hand_in("bureau", key="k") for _ in range(2))
    assert (first.status, again.status) == (202, 200) and first.json["id"] == again.json["id"]
    assert desk.hand_in("bureau", key="k", content=PERSONAL).kind == "key_reused"
    assert desk.hand_in("bureau", key="k", quality="true").kind == "key_reused"
    assert len(uploaded(desk)) == 1 and len(desk.get("/jobs", "bureau").json["items"]) == 1
    assert desk.hand_in("park", key="k").status == 202, "a key is one's own"


def test_an_organisation_hands_in_no_more_than_are_worked_off(desk: Desk) -> None:
    """Whoever of it asks; not who is nobody or another; and nothing of what is refused is kept."""
    with override_settings(SCANS_WAITING=2):
        first, second = (desk.hand_in("acceptor", work=False, key=key) for key in ("a", "b"))
        assert (first.status, second.status) == (202, 202)
        kept = uploaded(desk)
        for colleague in ("acceptor", "reviewer"):
            full = desk.hand_in(colleague, work=False)
            assert (full.status, full.kind) == (429, "crowded") and uploaded(desk) == kept
            assert full.headers["Retry-After"] == "2"
            assert full.json["text"]["zh"] == "本单位已有 2 次扫描未完成" and "stop one" in full.json["remedy"]["en"]
        assert desk.hand_in("acceptor", work=False, upload=first.json["upload"]).kind == "crowded"
        assert desk.hand_in("acceptor", work=False, key="a").status == 200
        assert desk.hand_in(None, work=False).status == 401
        assert desk.hand_in("park", work=False).status == 202
        assert desk.ask("DELETE", f"/jobs/{second.json['id']}", "acceptor").status == 200
        assert desk.hand_in("reviewer", work=False).status == 202


def test_a_job_is_cancelled_before_anybody_takes_it_up(desk: Desk) -> None:
    job = desk.hand_in("bureau", work=False).json["id"]
    for _ in range(2):
        stopped = desk.ask("DELETE", f"/jobs/{job}", "bureau")
        assert (stopped.status, stopped.json["state"]) == (200, "cancelled")
    assert not jobs_run.work(desk.office, WORKS)
    assert (desk.get(f"/scans/{job}", "bureau").status, desk.get(f"/scans/{job}", "bureau").kind) == (409, "stopped")
    done = desk.hand_in("bureau").json["id"]
    late = desk.ask("DELETE", f"/jobs/{done}", "bureau")
    assert (late.status, late.kind) == (409, "over") and desk.get(f"/scans/{done}", "bureau").status == 200


def test_a_scan_that_is_over_is_deleted_with_its_file(desk: Desk) -> None:
    job = desk.hand_in("bureau", content=TABLE, work=False).json
    early = desk.ask("DELETE", f"/scans/{job['id']}", "bureau")
    assert (early.status, early.kind) == (409, "not_over") and len(uploaded(desk)) == 1
    assert jobs_run.work(desk.office, WORKS)
    again = desk.hand_in("bureau", upload=job["upload"], quality="true").json
    for number, left in ((job["id"], 1), (again["id"], 0)):
        gone = desk.ask("DELETE", f"/scans/{number}", "bureau")
        assert (gone.status, gone.json["id"]) == (200, number) and len(uploaded(desk)) == left
        assert desk.ask("DELETE", f"/scans/{number}", "bureau").kind == "no_job"
        assert desk.get(f"/scans/{number}", "bureau").status == desk.get(f"/jobs/{number}", "bureau").status == 404
    assert desk.get("/jobs", "bureau").json["items"] == []
    stopped = desk.hand_in("bureau", work=False).json["id"]
    assert desk.ask("DELETE", f"/jobs/{stopped}", "bureau").json["state"] == "cancelled"
    assert desk.ask("DELETE", f"/scans/{stopped}", "bureau").status == 200 and uploaded(desk) == []


def test_a_job_is_its_organisations(desk: Desk) -> None:
    ours = desk.hand_in("acceptor").json
    assert desk.get(f"/scans/{ours['id']}", "reviewer").status == 200, "a colleague"
    assert desk.get(f"/jobs/{ours['id']}", "park").kind == desk.get(f"/scans/{ours['id']}", "park").kind == "no_job"
    assert desk.get("/jobs", "park").json["items"] == []
    assert desk.hand_in("park", upload=ours["upload"]).kind == "no_upload"


def test_a_draft_waits_for_its_scan(desk: Desk) -> None:
    upload = desk.hand_in("bureau", work=False, content=TABLE).json["upload"]
    body = {"place": PLACE, "upload": upload}
    early = desk.post("/drafts/check", body, "bureau")
    assert (early.status, early.kind) == (409, "not_done")
    assert jobs_run.work(desk.office, WORKS)
    assert "rows" in desk.post("/drafts/check", body, "bureau").json["found"]


def test_a_report_is_answered_and_its_grade_decided_with_a_reason(desk: Desk) -> None:
    """As on the page: name and day are added, the computed grade stays beside it, and each can be taken back."""
    here = f"/scans/{desk.hand_in('bureau', content=PERSONAL).json['id']}"
    before = desk.get(here, "bureau").json
    said = {"facts": {"harm_public": "none"}, "overrule": {"grade": "important", "reason": " 示例理由 "}}
    told = desk.ask("PATCH", here, "bureau", body=said)
    today = desk.office.today().isoformat()
    grade = told.json["grade"]
    assert grade["overrule"] == {"grade": "important", "reason": "示例理由", "who": "示例甲", "when": today}
    assert (grade["stands"], grade["grade"]) == ("important", before["grade"]["grade"])
    assert "harm_public" not in [ask["fact"] for ask in told.json["questions"]]
    assert desk.get(here, "bureau").json == told.json, "it is kept"
    assert desk.get("/jobs", "bureau").json["items"][0]["brief"]["grade"] == "important"
    more = desk.ask("PATCH", here, "bureau", body={"facts": {"abroad": "false"}}).json
    assert more["grade"]["overrule"] == grade["overrule"], "what is left out stays"
    column = {"facts": {"columns": {"姓名": {"harm_public": "none"}}}}
    assert desk.ask("PATCH", here, "bureau", body=column).status == 200
    undone = {"harm_public": None, "abroad": None, "columns": None}
    back = desk.ask("PATCH", here, "bureau", body={"facts": undone, "overrule": None})
    assert back.json == before


def test_what_is_wrong_with_an_answer_to_a_report_changes_nothing(desk: Desk) -> None:
    here = f"/scans/{desk.hand_in('bureau', content=PERSONAL).json['id']}"
    before = desk.get(here, "bureau").json
    for body, kind in (
        ({"overrule": {"grade": "important"}}, "invalid"),
        ({"overrule": {"grade": "important", "reason": " "}}, "overrule"),
        ({"overrule": {"grade": "top", "reason": "x"}}, "answers"),
        ({"facts": {"harm_public": "much"}}, "answers"),
        ({"facts": {"nothing": "x"}}, "answers"),
        ({"facts": json.loads(OVERRULED)}, "overrule"),
    ):
        told = desk.ask("PATCH", here, "bureau", body=body)
        assert told.status == 422 and (told.kind == kind or kind == "invalid"), (body, told.json)
    assert desk.get(here, "bureau").json == before
    waiting = desk.hand_in("bureau", work=False).json["id"]
    assert desk.ask("PATCH", f"/scans/{waiting}", "bureau", body={}).kind == "not_done"
