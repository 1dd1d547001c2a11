"""Somebody with the file in their hands: fsck names what was changed, and where; the office still opens."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from guiju.faces import house
from guiju.faces.cli import main
from guiju.kernel.notes import parse_note
from guiju.store import log
from guiju.store.database import rows
from guiju.store.erasing import Wish, erase
from guiju.store.fsck import fsck
from guiju.store.signing import make_keys
from tests.walks.little import close
from tests.walks.persons import Town, town

Change = Callable[[Town], object]


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Town]:
    place = town(tmp_path)
    erase(place.office, place.officer, Wish(case=place.objection, blocks=("objector",)), "当事人请求")
    log.sequence(place.office)
    yield place
    close()


def folder(here: Town) -> Path:
    return log.folder_of(here.office)


def only(pattern: str) -> Callable[[Town], Path]:
    def file(here: Town) -> Path:
        (found,) = folder(here).glob(pattern)
        return found

    return file


def entries_file(here: Town) -> Path:
    return newest(here, "tile/entries/*.p/*")


def newest(here: Town, pattern: str) -> Path:
    return max(folder(here).glob(pattern), key=lambda file: int(file.name))


def seq_of(here: Town, verb: str) -> int:
    return int(str(rows("SELECT max(seq) FROM act WHERE verb = %s", (verb,))[0][0]))


def set_receipt(here: Town, **more: object) -> None:
    seq = seq_of(here, "publicise")
    receipt = json.loads(str(rows("SELECT receipt FROM act WHERE seq = %s", (seq,))[0][0])) | more
    text = json.dumps(receipt, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    rows("UPDATE act SET receipt = %s WHERE seq = %s", (text, seq))


def of_block(here: Town, sql: str) -> None:
    """On the block of the application that holds what the data are."""
    act = rows("SELECT id FROM act WHERE number = %s AND verb = 'submit'", (here.case,))[0][0]
    rows(f"UPDATE block SET {sql} WHERE act_id = %s AND name = 'resource'", (str(act),))


def flip(file: Path, at: int) -> None:
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)


def other_root(here: Town) -> None:
    """A checkpoint whose text was changed after it was signed."""
    file = folder(here) / log.CHECKPOINT
    lines = file.read_text("utf-8").split("\n")
    lines[2] = ("B" if lines[2][0] != "B" else "C") + lines[2][1:]
    file.write_text("\n".join(lines), encoding="utf-8")


def foreign(here: Town) -> None:
    """A checkpoint of the right tree, signed by somebody else's key under our name."""
    shown = log.published(folder(here))
    assert shown is not None
    other = make_keys(
        here.office.path.parent / "other", shown.checkpoint.origin, demo=True, today=here.office.today(), sm=False
    )
    from guiju.kernel.notes import sign

    (folder(here) / log.CHECKPOINT).write_bytes(
        sign(shown.checkpoint.text, other.signers(here.office.today())).encode()
    )


def entry_changed(here: Town) -> None:
    file = entries_file(here)
    data = file.read_bytes()
    assert b'"publicise"' in data
    file.write_bytes(data.replace(b'"publicise"', b'"publicize"'))


def put_back(here: Town) -> None:
    """What was erased stands there again."""
    gone = rows("SELECT id, act_id, name FROM block WHERE content IS NULL")[0]
    rows("UPDATE block SET content = '{}', salt = %s WHERE id = %s", ("0" * 64, int(str(gone[0]))))


def body(here: Town, old: str, new: str) -> None:
    assert rows("SELECT 1 FROM record WHERE number = %s AND body LIKE %s", (here.case, f"%{old}%"))
    rows("UPDATE record SET body = replace(body, %s, %s) WHERE number = %s", (old, new, here.case))


CHANGES: dict[str, tuple[Change, tuple[str, ...]]] = {
    # what was done to the file: every word that fsck must say of it
    "a receipt": (lambda here: set_receipt(here, on="2025-08-31"), ("act {publicise}", "another receipt")),
    "a receipt's state": (lambda here: set_receipt(here, state="registered"), ("act {publicise}", "does not lead to")),
    "a receipt's blocks": (lambda here: set_receipt(here, blocks={}), ("act {publicise}", "names other blocks")),
    "a block": (
        lambda here: of_block(here, "content = replace(content, '水位', '水价')"),
        ("{submit}: block resource",),
    ),
    "a salt": (lambda here: of_block(here, "salt = '" + "0" * 64 + "'"), ("{submit}: block resource is not",)),
    "a block and its digest": (
        lambda here: of_block(here, "digest = '" + "0" * 64 + "'"),
        ("{submit}: block resource is not what was filed",),
    ),
    "a block taken out": (
        lambda here: of_block(here, "content = NULL, salt = NULL"),
        ("{submit}: block resource is gone, and no act erased it",),
    ),
    "a block put back": (put_back, ("was erased, and is there",)),
    "a block deleted": (
        lambda here: rows("DELETE FROM block WHERE name = 'scenario' AND content LIKE %s", ("%行政区划%",)),
        ("names other blocks",),
    ),
    "an act deleted": (
        lambda here: (
            rows("DELETE FROM block WHERE act_id = (SELECT id FROM act WHERE seq = 3)"),
            rows("DELETE FROM act WHERE seq = 3"),
        ),
        ("acts 3 to 3 are missing", "act 3: the log holds another receipt"),
    ),
    "the last act deleted": (
        lambda here: (
            rows("DELETE FROM block WHERE act_id = (SELECT id FROM act ORDER BY seq DESC LIMIT 1)"),
            rows("DELETE FROM act WHERE seq = (SELECT max(seq) FROM act)"),
        ),
        ("the log was published up to act",),
    ),
    "a tile": (lambda here: flip(newest(here, "tile/0/*.p/*"), 40), ("tiles", "act 2")),
    "a tile cut short": (lambda here: newest(here, "tile/0/*.p/*").write_bytes(b"short"), ("tile/0/000.p/",)),
    "a tile gone": (lambda here: newest(here, "tile/0/*.p/*").unlink(), ("tile/0/000.p/",)),
    "an entry": (entry_changed, ("act {publicise}: its entry", "act {publicise}: the log holds another receipt")),
    "entries cut short": (
        lambda here: entries_file(here).write_bytes(entries_file(here).read_bytes()[:-3]),
        ("tile/entries/000.p/",),
    ),
    "entries gone": (lambda here: entries_file(here).unlink(), ("tile/entries/000.p/",)),
    "the checkpoint's root": (other_root, ("signature",)),
    "the checkpoint's signature": (foreign, ("not signed by a key of this office",)),
    "the checkpoint": (lambda here: (folder(here) / "checkpoint").write_text("damaged"), ("checkpoint is damaged",)),
    "the checkpoint gone": (lambda here: (folder(here) / "checkpoint").unlink(), ("a checkpoint was signed",)),
    "the whole log gone": (lambda here: shutil.rmtree(folder(here)), ("a checkpoint was signed",)),
    "a record": (lambda here: body(here, "示例水位", "示例水价"), ("{case}: the record differs",)),
    "a record's state": (
        lambda here: body(here, '"state":"publicity"', '"state":"registered"'),
        ("{case}: the record differs",),
    ),
    "a record gone": (lambda here: rows("DELETE FROM record WHERE number = %s", (here.objection,)), ("{objection}:",)),
    "a public list": (
        lambda here: rows(
            "UPDATE record SET shown = replace(shown, '示例水位', '示例水价') WHERE number = %s", (here.case,)
        ),
        ("{case}: lists and searches have another shown",),
    ),
    "who is party": (
        lambda here: rows(
            "UPDATE stake SET party = 'user:eve' WHERE number = %s AND role = 'registrant'", (here.case,)
        ),
        ("{case}: its parties",),
    ),
    "what an act did": (
        lambda here: rows(
            "UPDATE act SET outcome = replace(outcome, '示例水位', '示例水价') WHERE number = %s", (here.case,)
        ),
        ("act {publicise}: its outcome",),
    ),
    "who did an act": (
        lambda here: rows("UPDATE act SET party = 'user:eve' WHERE verb = 'publicise'"),
        ("act {publicise}: its row has another",),
    ),
    "when an act happened": (
        lambda here: rows("UPDATE act SET happened = '2024-01-01' WHERE verb = 'publicise'"),
        ("act {publicise}: its row has another",),
    ),
    "a receipt that is none": (
        lambda here: rows("UPDATE act SET receipt = '{' WHERE verb = 'publicise'"),
        ("act {publicise}: its receipt cannot be read",),
    ),
    "a block that is none": (lambda here: of_block(here, "content = '{'"), ("{submit}: block resource",)),
    "a record that is none": (
        lambda here: rows("UPDATE record SET body = '{' WHERE number = %s", (here.case,)),
        ("{case}: the record differs",),
    ),
    "a rulebook": (
        lambda here: rows("UPDATE tree SET content = replace(content, '10wd', '11wd') WHERE kind <> 'calendar'"),
        ("its text is not what was pinned",),
    ),
}


@pytest.mark.parametrize("what", list(CHANGES))
def test_fsck_names_what_was_changed_and_where(here: Town, what: str) -> None:
    change, words = CHANGES[what]
    assert fsck(here.office) == []
    here.do("reject", here.objection)
    log.sequence(here.office)
    assert fsck(here.office) == []
    blanks = {
        "publicise": seq_of(here, "publicise"),
        "submit": rows("SELECT id FROM act WHERE number = %s AND verb = 'submit'", (here.case,))[0][0],
        "case": here.case,
        "objection": here.objection,
    }
    change(here)
    found = "\n".join(fsck(house.open_office(here.office.path)))
    for word in words:
        assert word.format(**blanks) in found, (what, found)


def test_the_command_says_so_and_ends_with_one(
    here: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GUIJU_HOME", str(here.office.path))
    assert main(["fsck"]) == 0
    for name in ("a tile gone", "a record", "a block"):
        CHANGES[name][0](here)
    capsys.readouterr()
    assert main(["fsck"]) == 1
    said = capsys.readouterr().out
    assert "tile/0/000.p/" in said and f"{here.case}: the record differs" in said and "block resource" in said


@pytest.mark.parametrize("what", ["a receipt", "a tile", "an entry", "the checkpoint's root", "the last act deleted"])
def test_a_tampered_log_signs_nothing_more_than_it_can_vouch_for(here: Town, what: str) -> None:
    """Either the sequencer stops and says why, or what it signs is what was published before, gone on."""
    before = log.published(folder(here))
    assert before is not None
    CHANGES[what][0](here)
    here.do("reject", here.objection)
    try:
        after = log.sequence(here.office)
    except log.LogError as error:
        assert error.text.zh and error.text.en
        return
    assert after is not None and after.size > before.checkpoint.size
    tree = log.tree_of(folder(here), after.size)
    assert parse_note(before.note.encode()).text == before.checkpoint.text
    from guiju.kernel.merkle import check_consistency

    old = before.checkpoint
    assert check_consistency(old.size, old.root, after.size, after.root, tree.consistency(old.size))


def test_an_older_checkpoint_put_back_is_gone_with_the_next_look(here: Town) -> None:
    file = folder(here) / log.CHECKPOINT
    older = file.read_bytes()
    here.do("reject", here.objection)
    newest = log.sequence(here.office)
    file.write_bytes(older)
    assert log.sequence(here.office) == newest
    assert fsck(here.office) == []
