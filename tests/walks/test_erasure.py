"""Erasing a person: nothing of them is left in any byte of the office, and all else goes on and still verifies."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from guiju.faces.cli import main
from guiju.kernel.refusals import Reason, Refused
from guiju.kit.looks import look
from guiju.kit.view import case_view
from guiju.store import certificates, lists, log, tracing
from guiju.store.database import rows
from guiju.store.erasing import Wish, erase
from guiju.store.fsck import erased, fsck
from guiju.store.office import Actor
from guiju.store.scrubbing import scrub
from tests.walks.little import close
from tests.walks.persons import (
    ALL,
    LABEL,
    PERSON,
    TRACES,
    USER,
    Town,
    found,
    gone,
    holds,
    serving,
    town,
    whole,
)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Town]:
    yield town(tmp_path)
    close()


def refused(here: Town, wish: Wish, actor: Actor | None = None, ground: str = "当事人请求") -> Reason:
    before = (rows("SELECT max(seq) FROM act"), found(here.office.path))
    done = erase(here.office, actor or here.officer, wish, ground)
    assert isinstance(done, Refused), done
    assert (rows("SELECT max(seq) FROM act"), found(here.office.path)) == before
    return done.reason


def told(here: Town, number: str) -> str:
    return json.dumps(case_view(look(here.office, number)), ensure_ascii=False, default=str)


def acts_of(number: str) -> list[str]:
    return [str(row[0]) for row in rows("SELECT id FROM act WHERE number = %s ORDER BY seq", (number,))]


def test_the_traces_are_there_before(here: Town) -> None:
    hits = found(here.office.path)
    assert {trace for _, trace in hits} == set(TRACES)
    places = {place.place for trace in TRACES for place in tracing.where(here.office, here.officer, trace)}
    assert places >= {"block", "draft", "upload", "account"}


def test_nothing_of_a_person_is_left(here: Town) -> None:
    old = [certificates.of_act(here.office, act, ()) for act in acts_of(here.objection)]
    entry = certificates.of_record(here.office, here.entry)
    receipt = gone(here, whole(here))
    assert {one.block for one in receipt.erases} >= {"objector", "matter", "@act", "@deposit", "@file/1"}
    assert found(here.office.path) == []
    assert fsck(here.office) == []
    log.sequence(here.office)
    assert fsck(here.office) == []
    assert len(erased(here.office)) == len(receipt.erases)
    for data in (*old, entry):
        holds(here, data)
    close()
    assert found(here.office.path) == []
    assert not any(trace in told(here, number) for number in (here.case, here.objection) for trace in TRACES)
    assert all(tracing.where(here.office, here.officer, trace) == [] for trace in TRACES)
    assert all(lists.public(listed, search=trace).rows == () for listed in ("register", "board") for trace in TRACES)


def test_the_case_goes_on(here: Town) -> None:
    gone(here, whole(here))
    view = case_view(look(here.office, here.objection))
    assert view["state"]["id"] == "reviewing" if isinstance(view["state"], dict) else view["state"] == "reviewing"
    here.do("reject", here.objection)
    here.office.set_clock(look(here.office, here.case).on.replace(month=12))
    here.do("assign_code", here.case)
    log.sequence(here.office)
    assert fsck(here.office) == []
    assert found(here.office.path) == []
    holds(here, certificates.of_record(here.office, f"{here.case}-1"))


def test_exports_and_the_command_line(here: Town, capsys: pytest.CaptureFixture[str]) -> None:
    gone(here, whole(here))
    monkey = pytest.MonkeyPatch()
    monkey.setenv("GUIJU_HOME", str(here.office.path))
    said = ""
    for words in (
        ["case", "show", here.objection, "--json"],
        ["case", "show", here.case],
        ["case", "list", "--json"],
        ["users", "list", "--json"],
        ["fsck", "--json"],
        ["log", "show", "--json"],
    ):
        assert main(words) == 0, words
        taken = capsys.readouterr()
        said += taken.out + taken.err
    monkey.undo()
    assert here.objection in said and not [trace for trace in TRACES if trace in said]


def test_pages_and_api(here: Town) -> None:
    """Whoever may see most sees nothing of the person."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    acts = acts_of(here.objection)
    paths = [
        *(f"{prefix}/cases/{number}/" for prefix in ("", "/en") for number in (here.case, here.objection)),
        *(f"/receipts/{act}/" for act in acts),
        *(f"/receipts/{act}/proof.json" for act in acts),
        *(f"/api/v1/cases/{number}" for number in (here.case, here.objection)),
        *("/api/v1/cases", "/api/v1/board", "/inbox/", "/cases/", "/board/", "/drafts/", "/account/"),
    ]

    def visible() -> set[str]:
        with serving(here.office):
            client = Client()
            client.force_login(get_user_model().objects.get(username="reviewer"))
            answers = [client.get(path) for path in paths]
            assert {answer.status_code for answer in answers} <= {200, 401}
            assert any(here.objection in answer.content.decode() for answer in answers)
            return {trace for answer in answers for trace in TRACES if trace in answer.content.decode()}

    assert visible() >= {LABEL, PERSON["contested"]}
    gone(here, whole(here))
    log.sequence(here.office)
    assert visible() == set()


def test_the_account_is_closed(here: Town) -> None:
    token = here.office.sign_in(USER, "a long pass phrase 7731")
    gone(here, whole(here))
    assert here.office.sign_in(USER, "a long pass phrase 7731") is None
    assert token is not None and here.office.signed_in(token) is None
    with pytest.raises(LookupError):
        here.office.actor(USER)
    assert LABEL not in json.dumps(here.office.users(), ensure_ascii=False)


def test_twice(here: Town) -> None:
    gone(here, whole(here))
    assert refused(here, Wish(case=here.objection, blocks=ALL)) is Reason.NOTHING_NEW
    assert refused(here, Wish(user=USER)) is Reason.NO_SUCH_ACT


def test_some_fields_then_more(here: Town) -> None:
    """What an erasure kept can be erased in its turn, and the account after it."""
    identity, name = PERSON["objector_identity"], PERSON["objector_name"]
    gone(here, Wish(case=here.objection, blocks=("objector",), fields=("objector_identity",)))
    assert found(here.office.path, (identity,)) == [] and found(here.office.path, (name,)) != []
    assert fsck(here.office) == []
    gone(here, Wish(case=here.objection, blocks=ALL))
    assert found(here.office.path, tuple(PERSON.values())[:1]) == []
    assert fsck(here.office) == []
    gone(here, Wish(user=USER))
    assert found(here.office.path) == []
    log.sequence(here.office)
    assert fsck(here.office) == []
    here.do("reject", here.objection)
    assert fsck(here.office) == []


def test_what_was_kept_is_in_no_certificate(here: Town) -> None:
    """The act of an erasure keeps the rest of a block: it is as closed as the block was."""
    receipt = gone(here, Wish(case=here.objection, blocks=("objector",), fields=("objector_identity",)))
    log.sequence(here.office)
    data = certificates.of_act(here.office, receipt.act, ())
    assert data is not None and PERSON["objector_name"] not in data.decode()
    assert holds(here, data).opened == ()


def test_a_public_field_of_an_entry(here: Town) -> None:
    """The face and the search forget it, and the newest certificate shows the mark; the old ones still verify."""
    number = here.entry.removesuffix("-1")
    old = certificates.of_record(here.office, here.entry)
    assert lists.public("register", search="示例学校表").rows
    gone(here, Wish(case=number, blocks=("resource",), fields=("data_name",)))
    log.sequence(here.office)
    assert found(here.office.path, ("示例学校表",)) == []
    assert fsck(here.office) == []
    assert lists.public("register", search="示例学校表").rows == ()
    assert len(lists.public("register").rows) == 1
    read = holds(here, certificates.of_record(here.office, here.entry))
    shown = {item["id"]: item["text"] for item in read.opened[0].content["fields"]}  # type: ignore[attr-defined]
    assert "删" in shown["data_name"]["zh"] and "erased" in shown["data_name"]["en"]
    holds(here, old)


def test_what_steers_a_case_stays(here: Town) -> None:
    wish = Wish(case=here.objection, blocks=("objector",), fields=("objector_kind",))
    assert refused(here, wish) is Reason.EFFECT_IMPOSSIBLE


def test_only_an_officer_erases_and_says_why(here: Town) -> None:
    assert refused(here, whole(here), here.person) is Reason.NOT_YOUR_ROLE
    assert refused(here, whole(here), here.office.actor("water")) is Reason.NOT_YOUR_ROLE
    assert refused(here, whole(here), ground="  ") is Reason.GROUND_NEEDED
    assert tracing.where(here.office, here.person, LABEL) == []


def test_what_is_not_there(here: Town) -> None:
    assert refused(here, Wish(case="350000-2025-999999", blocks=ALL)) is Reason.NO_SUCH_ACT
    assert refused(here, Wish(case=here.objection, blocks=("none",))) is Reason.NOTHING_NEW
    assert refused(here, Wish(drafts=("no such draft",))) is Reason.NOTHING_NEW


def test_somebody_reads_meanwhile(here: Town) -> None:
    """The act is done; the file is scrubbed as soon as nobody reads an older state of it."""
    reader = sqlite3.connect(here.office.path / "guiju.sqlite3", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM act").fetchone()
    gone(here, whole(here))
    assert not scrub(here.office)
    reader.execute("COMMIT")
    reader.close()
    assert scrub(here.office)
    assert found(here.office.path) == []
