"""`guiju assess`: begun with a file, answered, signed, read, put on paper."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pypdf
import pytest

from tests.faces.stall import Stall

PERSON = ("--as", "bureau")


@pytest.fixture
def played(stall: Stall, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Stall:
    """A stall with a demo office behind it."""
    import shutil

    from tests.web.desk import told

    shutil.copytree(told(), tmp_path / "demo")
    monkeypatch.setenv("GUIJU_HOME", str(tmp_path / "demo"))
    return stall


def answers(folder: Path, stall: Stall, number: str, **other: str) -> str:
    """All that is open answered with what is good, until nothing is open."""
    good: dict[str, str] = {}
    for question in stall.json("assess", "show", number)["open"]:
        name = question["field"]
        kind = "清单.pdf" if name.endswith("_evidence") else "no" if name.startswith(("holds_", "had_")) else "yes"
        good[name] = other.get(name, "false" if name == "data_entrusted" else kind)
    path = folder / "answers.json"
    path.write_text(json.dumps(good), "utf-8")
    return str(path)


def test_from_a_file_to_a_report(played: Stall, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("代码,名称\n1,甲\n", "utf-8")
    begun = played.json(
        *("assess", "begin", str(tmp_path / "x.csv"), *PERSON),
        *("--set", "data_name=示例名录", "--set", "assessor_kind=own"),
    )
    number, facts = begun["case"]["case"], begun["case"]["facts"]
    assert facts["registrant_name"] == "示例省民政数据局" and len(facts["data_digest"]) == 64
    assert begun["case"]["found"] == ["data_digest"]
    early = played("act", number, "sign_own", *PERSON, "--json")
    assert early.code == 1 and early.json["refused"]["kind"] == "form_faults"
    file = answers(tmp_path, played, number, tech_labels="no")
    told = played("assess", "fill", number, "--answers", file, *PERSON, "--lang", "en")
    assert told.code == 0 and "[low] data cannot be traced" in told.out
    view = played.json("assess", "show", number)
    assert view["open"] == [] and view["level"] == "low" and view["signature"] is None
    assert {part["block"]: part["standing"] for part in view["parts"]}["personal"] == "not_asked"
    assert played("act", number, "sign_own", *PERSON).code == 0
    signed = played.json("assess", "show", number)["signature"]
    assert signed["role"] == "registrant" and "示例省民政数据局" in signed["by"]
    assert played("assess", "report", number, "--out", str(tmp_path / "r.pdf")).code == 0
    paper = pypdf.PdfReader(io.BytesIO((tmp_path / "r.pdf").read_bytes()))
    assert "数据不能追溯" in "".join(page.extract_text() for page in paper.pages)
    certificate = next(iter(paper.attachments.values()))[0]
    (tmp_path / "c.json").write_bytes(certificate)
    key = Path(str(tmp_path)) / "demo" / "log.pub"
    assert played("verify", str(tmp_path / "c.json"), "--key", str(key)).code == 0


def test_slips(played: Stall) -> None:
    assert played("assess", "show", "350000-2025-999999", "--json").json["refused"]["kind"] == "no_case"
    assert played("assess", "show", "350000-2025-000001", "--json").json["refused"]["kind"] == "no_assessment"
    wrong = played("assess", "begin", "--rulebook", "CN/nothing", *PERSON, "--json")
    assert wrong.json["refused"]["kind"] == "which_rulebook"
