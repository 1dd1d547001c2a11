"""`guiju key` and `guiju witness`: a passphrase asked for twice, keys told and rotated, a log cosigned or caught."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import guiju
from guiju.kernel.notes import parse_note, verified
from guiju.store import sealing
from guiju.store.signing import read_keys
from guiju.store.witnesses import ask
from tests.faces.stall import Stall
from tests.laws.little_log import KEY, ORIGIN, LittleLog, leaves

WORDS = "correct horse battery staple"
NAME = "witness.example/w1"
SOURCE = str(Path(guiju.__file__).parent.parent)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (sealing.GIVEN, sealing.FILE, sealing.RING):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sealing, "COST", 2**4)


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(sealing.GIVEN, WORDS)


class Person:
    """Somebody at a terminal who types what the list says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *typed: str) -> None:
        self.asked: list[str] = []
        queue = list(typed)

        def prompt(text: str, **more: Any) -> str:
            assert more["hide_input"] is True
            self.asked += [text, *([more["confirmation_prompt"]] if "confirmation_prompt" in more else [])]
            return queue.pop(0)

        monkeypatch.setattr("typer.prompt", prompt)
        monkeypatch.setattr("sys.stdin.isatty", lambda: True)


def test_without_a_passphrase_no_key_and_a_remedy_in_both_languages(stall: Stall) -> None:
    for lang, word in (("zh", "口令"), ("en", "passphrase")):
        answer = stall("key", "make", "--origin", ORIGIN, "--lang", lang)
        assert (answer.code, answer.out) == (1, "")
        assert word in answer.err
        for name in (sealing.GIVEN, sealing.FILE, sealing.RING):
            assert name in answer.err
    told = stall.json("key", "make", "--origin", ORIGIN)["refused"]
    assert told["kind"] == "keys.no_passphrase"
    assert not stall.home.exists()


@pytest.mark.usefixtures("given")
def test_keys_are_made_shown_and_rotated(stall: Stall) -> None:
    made = stall.json("key", "make", "--origin", ORIGIN)
    assert [key["kind"] for key in made["keys"]] == ["ed25519", "sm2"]
    assert made["public"] == str(stall.home / "log.pub")
    assert [key.vkey for key in read_keys((stall.home / "log.pub").read_text("utf-8"))] == [
        key["vkey"] for key in made["keys"]
    ]
    assert stall.json("key", "show") == made
    again = stall("key", "make", "--origin", ORIGIN)
    assert (again.code, "guiju key rotate" in again.err) == (1, True)
    rotated = stall.json("key", "rotate", "--overlap", "9")
    assert [key["state"] for key in rotated["keys"]] == ["overlap", "overlap", "in_use", "in_use"]
    rotated = stall.json("key", "rotate", "--overlap", "0", "--no-sm")
    assert [key["state"] for key in rotated["keys"]] == ["retired"] * 4 + ["in_use"]
    for lang in ("zh", "en"):
        shown = stall("key", "show", "--lang", lang).out
        assert all(key["vkey"].split("+")[1] in shown for key in rotated["keys"])
        assert WORDS not in shown


def test_a_person_is_asked_twice_for_a_new_passphrase_and_once_to_use_it(
    stall: Stall, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person(monkeypatch, WORDS)
    answer = stall("key", "make", "--origin", ORIGIN)
    assert (answer.code, len(person.asked)) == (0, 2)
    for word in ("nobody can recover it", sealing.FILE, "back up", "log.pub"):
        assert word in answer.out
    assert stall("key", "show").code == 0  # needs none
    person = Person(monkeypatch, WORDS)
    assert stall("key", "rotate").code == 0
    assert len(person.asked) == 1
    Person(monkeypatch, "something else!")
    answer = stall("key", "rotate")
    assert (answer.code, "wrong" in answer.err) == (1, True)


def test_nobody_is_asked_in_vain(stall: Stall, monkeypatch: pytest.MonkeyPatch) -> None:
    person = Person(monkeypatch)
    assert stall("key", "make", "--origin", "https://register.example").code == 1
    monkeypatch.setenv(sealing.GIVEN, WORDS)
    assert stall("key", "make", "--origin", ORIGIN).code == 0
    assert stall("key", "make", "--origin", ORIGIN).code == 1
    assert stall("key", "rotate").code == 0
    assert person.asked == []


def test_a_short_passphrase_is_refused(stall: Stall, monkeypatch: pytest.MonkeyPatch) -> None:
    Person(monkeypatch, "short")
    answer = stall("key", "make", "--origin", ORIGIN)
    assert (answer.code, str(sealing.SHORTEST) in answer.err) == (1, True)


def test_an_office_without_keys_is_told_what_to_do(stall: Stall) -> None:
    for words in (("show",), ("rotate",)):
        answer = stall("key", *words)
        assert (answer.code, "guiju key make" in answer.err) == (1, True)


# --- the witness ------------------------------------------------------------------------------------------------------


@pytest.fixture
def watched(stall: Stall, tmp_path: Path, given: None) -> Path:
    """A witness that knows the little log."""
    folder = tmp_path / "witness"
    assert stall("witness", "init", str(folder), "--name", NAME).code == 0
    public = tmp_path / "log.pub"
    public.write_text(f"# ours\n{KEY.verifier.vkey}\n")
    assert stall("witness", "trust", str(folder), "--key", str(public)).code == 0
    return folder


def test_a_published_log_is_cosigned_and_the_line_can_be_carried_away(
    stall: Stall, watched: Path, tmp_path: Path
) -> None:
    log = LittleLog(leaves(300))
    place, out = str(log.publish(tmp_path / "log")), tmp_path / "line"
    answer = stall("witness", "check", str(watched), place, "--out", str(out))
    assert answer.code == 0
    assert answer.out == out.read_text("utf-8")
    note = parse_note(log.note().encode() + answer.out.encode())
    keys = [KEY.verifier, *read_keys((watched / "witness.pub").read_text())]
    assert len(verified(note, keys)) == 2
    told = stall.json("witness", "check", str(watched), place)
    assert (told["size"], len(verified(parse_note(told["note"].encode()), keys))) == (300, 2)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_log_that_contradicts_itself_is_shown(stall: Stall, watched: Path, tmp_path: Path, lang: str) -> None:
    one, other = LittleLog(leaves(5)), LittleLog(leaves(9, "other"))
    stall("witness", "check", str(watched), str(one.publish(tmp_path / "one")))
    assert stall("witness", "show", str(watched)).code == 0
    answer = stall("witness", "check", str(watched), str(other.publish(tmp_path / "other")), "--lang", lang)
    assert (answer.code, answer.out) == (1, "")
    assert ("自相矛盾" if lang == "zh" else "contradicts itself") in answer.err
    shown = stall("witness", "show", str(watched), "--lang", lang)
    assert shown.code == 1
    for log in (one, other):
        assert log.note().text in shown.out  # both checkpoints, as they were signed
    told = stall.json("witness", "show", str(watched))
    assert [known["size"] for known in told["logs"]] == [5]
    (found,) = told["evidence"]
    assert parse_note(found["after"].encode()) == other.note()


def test_what_cannot_be_checked_says_why(stall: Stall, watched: Path, tmp_path: Path) -> None:
    for place, kind in ((str(tmp_path / "nothing"), "log"), ("http://127.0.0.1:9/log", "log")):
        assert stall.json("witness", "check", str(watched), place)["refused"]["kind"] == kind
    other = stall.json("witness", "check", str(tmp_path), str(LittleLog(leaves(2)).publish(tmp_path / "log")))
    assert other["refused"]["kind"] == "keys.no_witness"
    assert stall("witness", "trust", str(watched), "--key", str(tmp_path / "absent")).code == 2
    (tmp_path / "junk").write_bytes(b"\xff")
    assert stall("witness", "trust", str(watched), "--key", str(tmp_path / "junk")).code == 2
    (tmp_path / "junk").write_text("junk")
    assert stall.json("witness", "trust", str(watched), "--key", str(tmp_path / "junk"))["refused"]


def test_a_new_witness_says_what_it_knows(stall: Stall, watched: Path) -> None:
    told = stall.json("witness", "show", str(watched))
    (known,) = told["logs"]
    assert (told["name"], known["origin"], known["size"]) == (NAME, ORIGIN, None)
    assert "not cosigned yet" in stall("witness", "show", str(watched)).out


def test_a_witness_serves_until_it_is_ended(watched: Path) -> None:
    code = "import sys; from guiju.faces.cli import main; sys.exit(main(sys.argv[1:]))"
    words = [sys.executable, "-c", code, "witness", "serve", str(watched), "--port", "0", "--json"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": SOURCE}) as running:
        try:
            assert running.stdout is not None
            said = b""
            for line in running.stdout:
                said += line
                if line == b"}\n":
                    break
            log = LittleLog(leaves(5))
            keys = read_keys((watched / "witness.pub").read_text())
            assert len(ask(json.loads(said)["url"], log.note(), 0, log.tree.consistency, keys)) == 1
        finally:
            running.send_signal(signal.SIGINT)
        assert running.wait(30) == 0


def test_a_witness_with_a_wrong_passphrase_does_not_start(
    stall: Stall, watched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(sealing.GIVEN, "something else!")
    answer = stall("witness", "serve", str(watched), "--port", "0")
    assert (answer.code, "wrong" in answer.err) == (1, True)
