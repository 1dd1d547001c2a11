"""What the demo leaves for everybody to check, and the commands around it."""

from __future__ import annotations

import json
import shutil
import socket
import time
from datetime import date
from pathlib import Path

import pytest

from guiju.faces.demo.forgeries import forgeries
from guiju.faces.house import open_office
from guiju.store import log
from guiju.store.cosigning import Asked, keep, witnesses
from guiju.store.database import rows
from guiju.store.office import Office
from guiju.store.working import Worker, started
from guiju.store.writing import office_row, put_acts, salted
from tests.faces.stall import Answer, Stall

CODE = "3500002025000000017"
ENTRY = "350000-2025-000001-1"


def verify(stall: Stall, file: Path, *more: str) -> Answer:
    return stall("verify", str(file), "--key", str(stall.home / "log.pub"), *more)


def witness(stall: Stall) -> tuple[str, str]:
    return "--witness", str(stall.home / "witness" / "witness.pub")


def test_the_demo_leaves_a_certificate_a_page_a_key_and_a_log(demo: Stall) -> None:
    for name in ("certificate.json", "certificate.pdf", "log.pub", "log/checkpoint"):
        assert (demo.home / name).is_file()
    assert list((demo.home / "log").glob("tile/0/*.p/*")) and list((demo.home / "log").glob("tile/entries/*.p/*"))


@pytest.mark.parametrize("name", ["certificate.json", "certificate.pdf"])
def test_the_command_verifies_it_anywhere(demo: Stall, name: str, tmp_path: Path) -> None:
    """The office is gone; the certificate and the keys are enough."""
    for kept in (name, "log.pub", "witness/witness.pub"):
        shutil.copy(demo.home / kept, tmp_path / Path(kept).name)
    shutil.rmtree(demo.home)
    keys = "--key", str(tmp_path / "log.pub"), "--witness", str(tmp_path / "witness.pub")
    answer = demo("verify", str(tmp_path / name), *keys)
    assert answer.code == 0 and CODE in answer.out and "cosignature" in answer.out
    said = demo.json("verify", str(tmp_path / name), *keys)
    assert said["holds"] and [one["kind"] for one in said["signers"]] == ["ed25519", "sm2", "cosignature"]


def test_twelve_forgeries_are_refused_each_with_its_reason(demo: Stall, tmp_path: Path) -> None:
    tried = list(forgeries((demo.home / "certificate.json").read_bytes()))
    assert len(tried) == 12
    for number, (told, data) in enumerate(tried):
        forged = tmp_path / f"{number}.json"
        forged.write_bytes(data)
        answer = verify(demo, forged, *witness(demo))
        assert answer.code == 1, told
        assert answer.out and all(line.startswith("✗ ") for line in answer.out.splitlines()), told


def test_a_page_that_shows_something_else_is_refused(demo: Stall, tmp_path: Path) -> None:
    page = (demo.home / "certificate.pdf").read_bytes()
    altered = tmp_path / "altered.pdf"
    altered.write_bytes(page + b"\n% one more line\n")
    answer = verify(demo, altered)
    assert answer.code == 1 and "page" in answer.out


def test_wrong_keys_are_wrong_usage(demo: Stall) -> None:
    file = str(demo.home / "certificate.json")
    assert demo("verify", file, "--key", "no such file").code == 2
    assert demo("verify", file, "--key", "a+b+c").code == 2
    assert demo("verify", "nothing.json", "--key", str(demo.home / "log.pub")).code == 2
    assert demo("verify", file).code == 2


def test_a_certificate_is_given_out_again(demo: Stall, tmp_path: Path) -> None:
    fresh, page = tmp_path / "fresh.json", tmp_path / "fresh.pdf"
    assert demo("record", "certificate", CODE, "--out", str(fresh), "--pdf", str(page)).code == 0
    assert fresh.read_bytes() == (demo.home / "certificate.json").read_bytes()
    assert verify(demo, fresh).code == verify(demo, page).code == 0
    assert json.loads(demo("record", "certificate", ENTRY).out) == json.loads(fresh.read_bytes())
    assert demo("record", "certificate", "350000-2025-000001").code == 1, "a case has none"
    assert demo("record", "certificate", "nothing").code == 1


def test_a_lone_command_puts_its_act_into_the_log(demo: Stall) -> None:
    before = demo.json("log", "show")["size"]
    case = next(row["case"] for row in demo.json("case", "list", "--state", "submitted"))
    assert demo("act", case, "accept", "--as", "acceptor").code == 0
    assert demo.json("log", "show")["size"] > before
    assert demo("fsck").code == 0


def test_the_log_may_be_shown_and_sequenced_at_any_time(demo: Stall) -> None:
    shown = demo.json("log", "show")
    assert shown["origin"] == "register.example/log" and shown["missing"] == 0
    assert demo.json("log", "sequence")["size"] == shown["size"]
    assert demo("log", "acknowledge", "--ground", "nothing is lost").out.strip() == "no act is missing"


def test_witnesses_are_listed_added_and_left_out(demo: Stall) -> None:
    key = str(demo.home / "witness" / "witness.pub")
    assert [one["url"] for one in demo.json("log", "witness")] == ["-"]
    assert demo("log", "witness", "http://127.0.0.1:9/", "--key", key).code == 0
    assert len(demo.json("log", "witness")) == 2
    assert demo("log", "witness", "http://127.0.0.1:9/", "--remove").code == 0
    assert demo("log", "witness", "http://127.0.0.1:9/").code == 2, "without a key nobody would know its lines"
    lines = demo.home / "lines"
    lines.write_text("— witness.example/示例 AAAA\n", "utf-8")
    assert demo("log", "cosign", str(lines)).code == 1


def test_the_drill(demo: Stall, tmp_path: Path) -> None:
    """A copy, an act, the copy restored: found out, owned up to, and the log goes on."""
    copy = tmp_path / "copy.tar.gz"
    assert demo("backup", str(copy)).code == 0
    assert demo("backup", str(copy)).code == 1, "a copy is never written over another"
    case = next(row["case"] for row in demo.json("case", "list", "--state", "submitted"))
    assert demo("act", case, "accept", "--as", "acceptor").code == 0
    restored = demo("restore", str(copy))
    assert restored.code == 0 and "1 published acts" in restored.out
    assert demo.json("case", "show", case)["state"] == "submitted"
    assert demo("fsck").code == 1
    assert demo("log", "sequence").code == 1, "no checkpoint before somebody has looked into it"
    assert demo("log", "acknowledge", "--ground", "a drill").code == 0
    assert demo("fsck").code == 0
    assert demo("act", case, "accept", "--as", "acceptor").code == 0
    assert demo("fsck").code == 0
    assert verify(demo, demo.home / "certificate.json").code == 0


def test_what_is_no_copy_changes_nothing(demo: Stall, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.tar.gz"
    wrong.write_bytes(b"no copy")
    before = (demo.home / "guiju.sqlite3").read_bytes()
    assert demo("restore", str(wrong)).code == 1
    assert demo("restore", str(tmp_path / "nothing")).code == 1
    assert (demo.home / "guiju.sqlite3").read_bytes() == before


def test_an_office_that_is_served_is_not_replaced(demo: Stall, tmp_path: Path) -> None:
    from guiju.store.restoring import serving

    copy = tmp_path / "copy.tar.gz"
    assert demo("backup", str(copy)).code == 0
    with serving(demo.home):
        answer = demo("restore", str(copy))
    assert answer.code == 1 and "serve" in answer.err


def test_erasing_at_the_command_line(demo: Stall) -> None:
    objection = "350000-2025-000004"
    uscc = demo.json("case", "show", objection)["facts"]["objector_uscc"]
    found = demo.json("erase", "--find", uscc, "--as", "acceptor")
    assert {"place": "block", "number": objection, "name": "objector"} in found
    assert demo.json("erase", "--find", uscc, "--as", "objector") == [], "nobody else is told anything"
    wish = "erase", objection, "--block", "objector"
    assert demo(*wish, "--as", "acceptor").code == 1, "a ground is needed"
    assert demo(*wish, "--ground", "asked", "--as", "objector").code == 1
    assert demo(*wish, "--field", "objector_kind", "--ground", "asked", "--as", "acceptor").code == 1, "it steers"
    assert demo(*wish, "--ground", "asked", "--as", "acceptor").code == 0
    assert "erased" in demo.json("case", "show", objection)["facts"]["objector_uscc"]
    checked = demo.json("fsck")
    assert checked["flaws"] == [] and [one["block"] for one in checked["erased"]] == ["objector"]
    assert verify(demo, demo.home / "certificate.json").code == 0
    assert demo(*wish, "--ground", "asked", "--as", "acceptor").code == 1, "there is nothing left to erase"


def test_an_office_without_keys_says_how_to_make_them(stall: Stall) -> None:
    open_office(stall.home)
    answer = stall("log", "show")
    assert answer.code == 1 and "guiju key make" in answer.err


def test_a_certificate_of_what_has_expired_says_so(demo: Stall, tmp_path: Path) -> None:
    """The old one still verifies: it says what was so. The new one is marked."""
    office = open_office(demo.home)
    office.set_clock(date(2028, 8, 11))
    fresh = tmp_path / "fresh.json"
    assert demo("record", "certificate", CODE, "--out", str(fresh)).code == 0
    told = verify(demo, fresh)
    assert told.code == 0 and "no longer in force" in told.out
    assert "no longer in force" not in verify(demo, demo.home / "certificate.json").out
    assert demo("act", ENTRY, "cancel", "--as", "reviewer").code == 0
    assert demo("record", "certificate", CODE, "--out", str(fresh)).code == 0
    assert "cancelled" in verify(demo, fresh).out


def test_what_was_closed_and_what_was_erased_are_told_apart(demo: Stall) -> None:
    from guiju.store.queries import erased

    objection = "350000-2025-000004"
    act = demo.json("case", "show", objection)["history"][0]["id"]
    assert erased(act) == {}
    assert demo("erase", objection, "--block", "objector", "--ground", "asked", "--as", "acceptor").code == 0
    assert set(erased(act)) == {"objector"}


def test_a_witness_that_keeps_silent_holds_nothing_up(demo: Stall) -> None:
    """It takes the question and never answers: the checkpoint comes within two seconds all the same."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        office = open_office(demo.home)
        keep(office, [Asked(address, one.key) for one in witnesses(office)])
        put_acts([office_row("certify", "", office.today(), [salted("@act", {"said": "before"})])])
        end = started(Worker(office, lambda told: None))
        try:
            time.sleep(1)  # the first checkpoint is being asked for
            put_acts([office_row("certify", "", office.today(), [salted("@act", {"said": "meanwhile"})])])
            written = time.monotonic()
            while unsequenced(office) and time.monotonic() < written + 5:
                time.sleep(0.05)
            took = time.monotonic() - written
        finally:
            end()
    assert took < 2 * SLACK


SLACK = 2  # a busy machine; a worker that waits for the witness takes its whole time-out, five seconds


def unsequenced(office: Office) -> bool:
    shown = log.published(log.folder_of(office))
    assert shown is not None
    return shown.checkpoint.size < int(str(rows("SELECT max(seq) FROM act")[0][0]))
