"""`guiju deposit` at the command line: from a file to a proof that verifies without the office."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.faces.stall import Stall

TABLE = "code,name\n350100,x\n"


@pytest.fixture
def paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with files to deposit, in which the command runs."""
    folder = tmp_path / "papers"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "data.csv").write_text(TABLE, "utf-8")
    (folder / "shot.png").write_bytes(b"\x89PNG")
    (folder / "query.json").write_text("{}", "utf-8")
    return folder


def test_a_file_is_deposited_and_verified(demo: Stall, paper: Path) -> None:
    words = ("--attach", "shot.png", "--attach", "query_result=query.json", "--note", "first release", "--as", "bureau")
    answer = demo("deposit", "data.csv", *words)
    assert answer.code == 0, answer.err
    assert "first release" in answer.out and "(screenshot)" in answer.out and "(query result)" in answer.out
    (proof,) = paper.glob("deposit-350000-2025-D*.json")
    number = proof.stem.removeprefix("deposit-")
    key = str(demo.home / "log.pub")
    checked = demo("verify", proof.name, "--key", key, "--file", "data.csv")
    assert checked.code == 0 and number in checked.out and "data.csv" in checked.out
    digest = hashlib.sha256((paper / "shot.png").read_bytes()).hexdigest()
    demo("deposit", "data.csv", "--note", digest, "--out", "noted.json", "--as", "bureau")
    noted = demo("verify", "noted.json", "--key", key, "--file", "shot.png")
    assert noted.code == 1 and "was not deposited here" in noted.out, "what a note says is no deposit"
    (paper / "data.csv").write_text(TABLE + "350200,y\n", "utf-8")
    wrong = demo("verify", proof.name, "--key", key, "--file", "data.csv")
    assert wrong.code == 1 and "the file data.csv was not deposited here" in wrong.out
    forged = json.loads(proof.read_text("utf-8"))
    forged["open"]["@file/1"]["content"]["name"] = "other.csv"
    proof.write_text(json.dumps(forged, indent=2, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")
    assert demo("verify", proof.name, "--key", key).code == 1


def test_more_is_attached_listed_and_shown(demo: Stall, paper: Path) -> None:
    made = demo.json("deposit", "data.csv", "--as", "bureau", "--keep", "--out", "first.json")
    number = made["number"]
    assert made["proof"] == "first.json" and made["parts"][0]["files"][0]["kept"] is True
    later = demo("deposit", "--to", number, "shot.png", "--as", "bureau")
    assert later.code == 0 and (paper / f"deposit-{number}-2.json").is_file()
    assert (
        demo("verify", f"deposit-{number}-2.json", "--key", str(demo.home / "log.pub"), "--file", "shot.png").code == 0
    )
    shown = demo.json("deposit", "show", number, "--as", "bureau")
    assert [part["verb"] for part in shown["parts"]] == ["deposit", "attach"]
    assert shown["parts"][1]["files"][0]["type"] == "screenshot", "its ending says what it is"
    assert [item["number"] for item in demo.json("deposit", "list", "--as", "bureau")["items"]] == [number]
    assert "data.csv" in demo("deposit", "list", "--as", "acceptor").out
    assert demo("deposit", "proof", number, "--part", "2", "--out", "again.json", "--as", "bureau").code == 0
    assert demo("verify", "again.json", "--key", str(demo.home / "log.pub")).code == 0


def test_what_is_not_ones_own_is_not_there(demo: Stall, paper: Path) -> None:
    number = demo.json("deposit", "data.csv", "--as", "bureau")["number"]
    for words in (("show", number), ("proof", number), ("--to", number, "shot.png")):
        answer = demo("deposit", *words, "--as", "park", "--json")
        assert answer.code == 1 and answer.json["refused"]["kind"] == "no_deposit"
    assert demo.json("deposit", "list", "--as", "park")["items"] == []


def test_one_key_is_one_deposit(demo: Stall, paper: Path) -> None:
    first, again = (demo.json("deposit", "data.csv", "--key", "one", "--as", "bureau") for _ in range(2))
    assert first["number"] == again["number"] and first["receipt"] == again["receipt"]
    assert demo("deposit", "shot.png", "--key", "one", "--as", "bureau").code == 1


def test_wrong_usage_deposits_nothing(demo: Stall, paper: Path) -> None:
    (paper / "empty.csv").touch()
    for words, code in (
        (("nothing.csv",), 2),
        ((".",), 2),
        (("data.csv", "empty.csv"), 1),
        (("--note", "no file"), 1),
        (("data.csv", "--to", "350000-2025-D000099"), 1),
    ):
        assert demo("deposit", *words, "--as", "bureau").code == code, words
    assert demo("deposit", "data.csv").code == 1, "nobody is signed in"
    assert demo.json("deposit", "list", "--as", "acceptor")["items"] == []
    assert demo("deposit", "--help").code == 0 and demo("deposit").code in (0, 2)


def test_a_file_is_erased_from_a_deposit(demo: Stall, paper: Path) -> None:
    number = demo.json("deposit", "data.csv", "shot.png", "--keep", "--as", "bureau")["number"]
    found = demo.json("erase", "--find", "shot.png", "--as", "acceptor")
    assert {"place": "block", "number": number, "name": "@file/2"} in found
    answer = demo("erase", number, "--block", "@file/2", "--ground", "asked by the person", "--as", "acceptor")
    assert answer.code == 0, answer.err
    assert demo.json("erase", "--find", "shot.png", "--as", "acceptor") == []
    files = demo.json("deposit", "show", number, "--as", "bureau")["parts"][0]["files"]
    assert [file["erased"] for file in files] == [False, True]
    assert [path.read_text("utf-8") for path in (demo.home / "attachments").iterdir()] == [TABLE]
    assert demo("fsck").code == 0


def test_an_application_takes_the_day_of_the_deposit(demo: Stall, paper: Path) -> None:
    words = ("register", "data.csv", "--place", "CN-FJ.demo", "--dry-run", "--as", "bureau")
    assert "deposited_on" not in demo.json(*words)["found"]
    demo("deposit", "data.csv", "--as", "bureau")
    assert "deposited_on" in demo.json(*words)["found"]
