"""The store as its callers see it: one act, once, by who may; kept with its days, its pins and its blocks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from guiju.kernel.derive import breaches, terms
from guiju.kernel.journal import Block, Receipt
from guiju.kernel.refusals import Reason, Refused
from guiju.shelf.tree import plain, read_tree
from guiju.store import codes, queries
from guiju.store.database import OfficeError, rows
from guiju.store.fsck import fsck
from guiju.store.office import Actor, install_calendar
from guiju.store.perform import Opening, perform
from tests.walks.little import BOOK, DAY, FACTS, PERMIT, Little, close, contents, little, reopened

TODAY = DAY


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Little]:
    yield little(tmp_path)
    close()


def reason(answer: Receipt | Refused) -> Reason:
    assert isinstance(answer, Refused), answer
    return answer.reason


def test_a_case_walks_from_filing_to_code_and_to_its_end(at: Little) -> None:
    filed = at.file(kinds=("a", "b"), price="12.50")
    assert (filed.number, filed.state, filed.on, filed.recorded) == ("350000-2025-000001", "filed", DAY, DAY)
    assert set(filed.blocks) == {"who", "what", "@act"}
    at.do("accept", at.chen, filed.number)
    granted = at.do("grant", at.dora, filed.number)
    assert granted.state == "granted"
    record = queries.load(filed.number)
    assert record.facts["permit_code"] == "P35000020250001"
    assert queries.records_by_code("P35000020250001") == [record]
    assert [(row.verb, row.party_name) for row in queries.history(filed.number)] == [
        ("file", "示例一局"),
        ("accept", "示例登记中心"),
        ("grant", "示例登记中心"),
    ]
    at.office.set_clock(date(2026, 7, 1))
    assert queries.look(filed.number).state == "expired"
    expired = queries.history(filed.number)[-1]
    assert (expired.role, expired.on, expired.recorded) == ("clock", date(2026, 6, 3), date(2026, 7, 1))
    assert fsck(at.office) == []


def test_looking_twice_changes_nothing_and_looking_ahead_writes_nothing(at: Little) -> None:
    number = at.file().number
    at.do("accept", at.chen, number)
    at.do("grant", at.dora, number)
    before = contents()
    assert queries.look(number, date(2027, 1, 1)).state == "expired"
    assert contents() == before
    at.office.set_clock(date(2027, 1, 1))
    assert queries.look(number).state == "expired"
    before = contents()
    assert queries.look(number).state == "expired"
    assert contents() == before


def test_a_protest_holds_and_what_it_tells_names_its_cause(at: Little) -> None:
    number = at.file().number
    at.do("accept", at.chen, number)
    protest = perform(at.office, "protest", at.eve, opens=Opening(BOOK, "protest", number))
    assert isinstance(protest, Receipt)
    assert reason(at.no("grant", at.dora, number)) is Reason.HELD
    upheld = at.do("uphold", at.dora, protest.number)
    stopped = queries.history(number)[-1]
    assert (stopped.verb, stopped.cause, stopped.receipt.caused_by) == ("stop", upheld.act, upheld.act)
    assert queries.load(number).state == "stopped"
    assert [record.number for record in queries.cases(subject=number)] == [protest.number]
    assert fsck(at.office) == []


def test_a_protest_that_ran_out_frees_what_it_held_before_the_next_act(at: Little) -> None:
    number = at.file().number
    at.do("accept", at.chen, number)
    protest = perform(at.office, "protest", at.eve, opens=Opening(BOOK, "protest", number))
    assert isinstance(protest, Receipt)
    at.office.set_clock(DAY + timedelta(days=40))
    at.do("grant", at.dora, number)
    assert queries.load(protest.number).state == "rejected"
    assert fsck(at.office) == []


def test_a_protest_stands_on_what_its_case_is_pinned_to(at: Little, tmp_path: Path) -> None:
    """Also when the text has expired since: running cases stay."""
    number = at.file().number
    later = reopened(tmp_path, expires=DAY)
    later.office.set_clock(DAY + timedelta(days=1))
    assert reason(perform(later.office, "file", later.anna, opens=PERMIT, facts=FACTS)) is Reason.NOT_IN_FORCE
    protest = perform(later.office, "protest", later.eve, opens=Opening(BOOK, "protest", number))
    assert isinstance(protest, Receipt), protest
    assert protest.pin == queries.load(number).pin


def test_a_protest_is_about_a_permit_and_nothing_else(at: Little) -> None:
    for subject in (None, "350000-2025-000099"):
        answer = perform(at.office, "protest", at.eve, opens=Opening(BOOK, "protest", subject))
        assert reason(answer) is Reason.NO_SUCH_ACT
    number = at.file().number
    answer = perform(at.office, "file", at.anna, opens=replace(PERMIT, subject=number), facts=FACTS)
    assert reason(answer) is Reason.NO_SUCH_ACT


def test_the_same_key_is_the_same_act(at: Little) -> None:
    first = at.file(key="k")
    before = contents()
    assert at.file(key="k") == first
    at.office.set_clock(DAY + timedelta(days=1))
    assert at.file(key="k") == first, "the day of the request is not part of it"
    at.office.set_clock(DAY)
    assert contents() == before
    other = perform(at.office, "file", at.anna, opens=PERMIT, facts={**FACTS, "pieces": 4}, key="k")
    assert reason(other) is Reason.KEY_REUSED
    stranger = perform(at.office, "file", at.bert, opens=PERMIT, facts=FACTS, key="k")
    assert reason(stranger) is Reason.KEY_REUSED
    assert contents() == before


def test_late_recording_needs_the_right_and_keeps_both_days(at: Little) -> None:
    number = at.file().number
    at.do("accept", at.chen, number)
    at.office.set_clock(DAY + timedelta(days=10))
    yesterday = DAY + timedelta(days=2)
    assert reason(at.no("grant", at.dora, number, on=DAY + timedelta(days=11))) is Reason.WRONG_DAY
    done = at.do("grant", at.dora, number, on=yesterday)
    assert (done.on, done.recorded) == (yesterday, DAY + timedelta(days=10))
    row = queries.history(number)[-1]
    assert (row.on, row.recorded) == (done.on, done.recorded)
    second = at.file().number
    at.office.set_clock(DAY + timedelta(days=12))
    assert reason(at.no("accept", at.chen, second, on=DAY + timedelta(days=11))) is Reason.WRONG_DAY
    assert fsck(at.office) == []


def test_who_may_not_is_refused(at: Little) -> None:
    number = at.file().number
    wrong = {
        "role": at.no("accept", at.anna, number),
        "claimed role": at.no("accept", at.anna, number, role="registrar"),
        "the clock's role": at.no("lapse", at.anna, number, role="clock"),
        "desk": at.no("accept", at.dora, number),
        "nobody": at.no("accept", Actor(user="nobody", party=at.chen.party), number),
        "another's party": at.no("accept", replace(at.eve, party=at.chen.party, roles=at.chen.roles), number),
    }
    state = wrong.pop("the clock's role")
    assert state.reason is Reason.WRONG_STATE
    assert {why: answer.reason for why, answer in wrong.items()} == dict.fromkeys(wrong, Reason.NOT_YOUR_ROLE)
    at.do("accept", at.chen, number)
    other = at.file(pieces=0).number
    at.do("return", at.chen, other)
    refused = at.no("refile", at.bert, other)
    assert refused.reason is Reason.NOT_YOUR_ROLE, "another organisation's case"


def test_authority_is_read_again_inside_the_act(at: Little) -> None:
    number = at.file().number
    assert "registrar" in at.chen.roles
    assert at.chen.party is not None
    at.office.end_member("chen", at.chen.party, "registrar")
    assert reason(at.no("accept", at.chen, number)) is Reason.NOT_YOUR_ROLE


def test_the_slower_officer_is_told_by_whom_and_when(at: Little) -> None:
    number = at.file().number
    at.do("accept", at.chen, number)
    answer = at.no("accept", at.chen, number)
    assert answer.reason is Reason.WRONG_STATE
    for text in (answer.text.zh, answer.text.en):
        assert "示例登记中心" in text
        assert DAY.isoformat() in text


def test_a_refused_act_leaves_nothing_but_a_line_without_persons(at: Little) -> None:
    number = at.file().number
    before = contents()
    at.no("accept", at.eve, number)
    at.no("grant", at.dora, number)
    at.no("accept", at.chen, "350000-2025-999999")
    perform(at.office, "file", at.anna, opens=PERMIT, facts={"pieces": "many"})
    perform(at.office, "file", at.anna, opens=PERMIT, facts=FACTS, on=date(1990, 1, 1))
    assert contents() == before
    log = at.office.security_log.read_text("utf-8")
    lines = [json.loads(line) for line in log.splitlines()]
    assert [line["refused"] for line in lines] == [
        "not_your_role",
        "wrong_state",
        "no_such_act",
        "form_faults",
        "not_in_force",
    ]
    for person in ("eve", "dora", "chen", "anna", "示例路人", "示例受理员", "many"):
        assert person not in log


def test_what_cannot_be_stored_is_refused_in_words(at: Little) -> None:
    number = at.file(price=10**20, name="𠮷").number
    assert queries.load(number).facts["price"] == 10**20
    at.do("accept", at.chen, number)
    before = contents()
    for half in ("\udc80", "ab\ud800", "a\0b"):
        for answer in (
            at.no("refuse", at.dora, number, grounds=(half,)),
            at.no("refuse", at.dora, number, key=half, grounds=("unlawful",)),
            at.no(half, at.dora, number),
            perform(at.office, "file", at.anna, opens=PERMIT, facts={**FACTS, "name": half}, key="k"),
            perform(at.office, "file", at.anna, opens=PERMIT, facts={**FACTS, "price": object()}, key="k"),
        ):
            assert reason(answer) is Reason.FORM_FAULTS
    assert contents() == before
    assert fsck(at.office) == []


def test_a_refused_act_gives_its_number_back(at: Little) -> None:
    at.file()
    assert isinstance(perform(at.office, "file", at.anna, opens=PERMIT, facts={}), Refused)
    assert at.file().number == "350000-2025-000002"


def test_a_code_without_a_scheme_is_not_assigned(at: Little, monkeypatch: pytest.MonkeyPatch) -> None:
    number = at.file().number
    at.do("accept", at.chen, number)
    monkeypatch.setattr(codes, "_SCHEMES", {})
    assert reason(at.no("grant", at.dora, number)) is Reason.EFFECT_IMPOSSIBLE


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


def test_an_act_takes_few_statements(at: Little) -> None:
    at.file()  # the first act also writes what it stands on
    counts = {}
    with statements() as seen:
        number = at.file(key="a").number
    counts["file"] = len(seen) - 1  # BEGIN apart
    for verb, who in (("accept", at.chen), ("grant", at.dora)):
        with statements() as seen:
            at.do(verb, who, number, key=verb)
        counts[verb] = len(seen) - 1
    assert max(counts.values()) <= 10, counts


def test_blocks_match_the_receipt_and_hide_behind_salts(at: Little) -> None:
    first, second = at.file(), at.file()
    assert first.blocks["who"] != second.blocks["who"], "equal content, other salt"
    for row in rows("SELECT name, digest, salt, content FROM block WHERE act_id = %s", (first.act,)):
        name, digest, salt, content = (str(value) for value in row)
        assert Block(name, json.loads(content), bytes.fromhex(salt)).digest == digest == first.blocks[name]
    assert [receipt.act for receipt in queries.receipts(at.office)] == [first.act, second.act]


def test_tampering_is_found(at: Little) -> None:
    number = at.file().number
    at.do("accept", at.chen, number)
    rows("UPDATE record SET body = replace(body, '示例事项', '示例改动') WHERE number = %s", (number,))
    assert any("differs" in flaw for flaw in fsck(at.office))
    rows("UPDATE record SET body = replace(body, '示例改动', '示例事项') WHERE number = %s", (number,))
    assert fsck(at.office) == []
    rows("UPDATE block SET content = replace(content, '示例事项', '示例改动')")
    assert any("not what was filed" in flaw for flaw in fsck(at.office))
    rows("UPDATE block SET content = replace(content, '示例改动', '示例事项')")
    rows("DELETE FROM block WHERE act_id IN (SELECT id FROM act WHERE seq = 2)")
    rows("DELETE FROM act WHERE seq = 2")
    assert any("differs" in flaw for flaw in fsck(at.office))


def test_a_case_stands_on_its_pinned_tree_whatever_the_shelf_says(at: Little, tmp_path: Path) -> None:
    old = at.file().number
    later = reopened(tmp_path, accept="9wd")
    new = later.file().number
    due = {}
    for number in (old, new):
        record = queries.load(number)
        due[number] = terms(queries.resolved(record), record, DAY)[0].due
    assert due == {old: date(2025, 6, 6), new: date(2025, 6, 16)}
    assert queries.load(old).pin.tree != queries.load(new).pin.tree
    later.do("accept", later.chen, old)
    assert fsck(later.office) == []


def test_a_term_that_ran_out_unseen_is_a_breach_from_that_day(at: Little) -> None:
    number = at.file().number
    at.office.set_clock(date(2025, 9, 1))
    record = queries.look(number)
    found = breaches(queries.resolved(record), record, date(2025, 9, 1))
    assert [(breach.term, breach.since) for breach in found] == [("accept", date(2025, 6, 7))]


def test_installing_a_calendar_moves_running_cases_and_says_so(at: Little) -> None:
    running, ended = at.file().number, at.file().number
    at.do("accept", at.chen, ended)
    at.do("refuse", at.dora, ended, grounds=("unlawful",))
    edition = plain(read_tree(at.office.shelf.folders[0] / "_calendar" / "CN.yaml"))
    assert isinstance(edition, dict)
    years = edition["years"]
    assert isinstance(years, dict)
    year = years["2025"]
    assert isinstance(year, dict)
    off = year["off"]
    assert isinstance(off, dict)
    new: dict[str, Any] = {**edition, "edition": "2026-12-01"}
    new["festivals"] = {**new["festivals"], "extra": {"zh": "示例假日", "en": "Example day"}}
    new["years"] = {**years, "2025": {**year, "off": {**off, "extra": "2025-06-05"}}}
    moved = install_calendar(at.office, new)
    assert moved == [{"case": running, "term": "accept", "was": "2025-06-06", "now": "2025-06-09"}]
    assert queries.load(running).pin.calendar == "CN@2026-12-01"
    assert queries.load(ended).pin.calendar == "CN@2026-11-22"
    assert queries.load(at.file().number).pin.calendar == "CN@2026-12-01"
    at.do("accept", at.chen, running)
    assert fsck(at.office) == []
    with pytest.raises(OfficeError, match="edition"):
        install_calendar(at.office, {**edition, "edition": "2026-12-01"})
