"""Letters as they are kept: a block of the act, under a number, proven by itself; what is erased leaves it, too."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from guiju.faces.cli import main
from guiju.kernel.journal import Receipt
from guiju.kernel.letters import LETTER
from guiju.kernel.refusals import Refused
from guiju.kit.looks import look, look_as
from guiju.kit.paper.attached import Likeness, attached, compared
from guiju.kit.posted import letter_pdf_of, of_case, posted
from guiju.kit.view import case_view
from guiju.store import certificates, letters, log, queries
from guiju.store.database import rows
from guiju.store.erasing import Wish, again, erase
from guiju.store.fsck import fsck
from guiju.store.perform import Opening, perform
from tests.walks.little import close
from tests.walks.persons import BOOK, PERSON, Town, found, gone, holds, serving, town
from tests.walks.persons import again as opened_again

CONTESTED = PERSON["contested"]


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Town]:
    yield town(tmp_path)
    close()


def kept(number: str) -> list[letters.Kept]:
    return list(letters.of_case(number).values())


def settled(here: Town) -> letters.Kept:
    """The letter that tells the person what came of the objection."""
    here.do("reject", here.objection)
    (one,) = kept(here.objection)
    assert one.content["letter"] == "objection_result" and CONTESTED in str(one.content["parts"])
    return one


def test_every_letter_is_a_block_of_the_act_that_sent_it(here: Town) -> None:
    number = here.entry.removesuffix("-1")
    for act in queries.history(number):
        sent = [done for done in act.effects if done.kind == "letter"]
        named = [name for name in act.receipt.blocks if name.startswith(LETTER)]
        assert named == [f"{LETTER}{place}" for place in range(1, len(sent) + 1)]
    assert [one.content["letter"] for one in kept(number)] == ["acceptance", "to_producer", "code_issued"]
    assert {one.content["office"] for one in kept(number)} == {"示例省公共数据登记中心"}
    assert "自2025年" in str(kept(number)[2].content["parts"]), "how long the entry stands, which the same act opened"


def test_letters_are_numbered_by_kind_and_year(here: Town) -> None:
    sent = [one.content for case in (here.entry.removesuffix("-1"), here.case) for one in kept(case)]
    numbers = [one["number"] for one in sent if one["letter"] != "to_producer"]
    assert numbers == ["示登受〔2025〕1号", "示登结〔2025〕1号", "示登受〔2025〕2号"]
    assert {one["number"] for one in sent if one["letter"] == "to_producer"} == {None}, "this office does not number it"


def test_what_is_refused_takes_no_number(here: Town) -> None:
    before = rows("SELECT name, last FROM serial WHERE name LIKE 'letter/%%' ORDER BY name")
    done = perform(here.office, "reject", here.office.actor("water"), case=here.objection)
    assert isinstance(done, Refused)
    assert rows("SELECT name, last FROM serial WHERE name LIKE 'letter/%%' ORDER BY name") == before
    assert settled(here).content["number"] == "示登异〔2025〕1号"


def test_a_letter_is_proven_by_itself(here: Town) -> None:
    one = settled(here)
    log.sequence(here.office)
    read = holds(here, certificates.of_letter(here.office, one.act, one.place))
    assert [block.name for block in read.opened] == [f"{LETTER}1"]
    assert read.opened[0].content == one.content
    assert certificates.of_letter(here.office, one.act, 2) is None


def test_the_proof_of_an_act_opens_no_letter(here: Town) -> None:
    """Other parties may see the act; the letter is for its addressee."""
    one = settled(here)
    log.sequence(here.office)
    data = certificates.of_act(here.office, one.act, ())
    assert data is not None and CONTESTED not in data.decode()


def test_on_paper_it_is_verified_like_any_other(here: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = settled(here)
    found_ = posted(here.office, one.act, one.place, lambda number: look(here.office, number))
    log.sequence(here.office)
    pdf = letter_pdf_of(here.office, found_)
    assert compared(pdf, attached(pdf)) is Likeness.SAME
    (tmp_path / "letter.pdf").write_bytes(pdf)
    assert main(["verify", str(tmp_path / "letter.pdf"), "--key", str(here.office.path / "log.pub")]) == 0
    assert "公示异议复核结果告知书" in capsys.readouterr().out
    (tmp_path / "letter.pdf").write_bytes(pdf.replace(attached(pdf)[:0] + b"%PDF-1.7", b"%PDF-1.6", 1))
    assert main(["verify", str(tmp_path / "letter.pdf"), "--key", str(here.office.path / "log.pub")]) == 1


def test_nobody_sees_a_letter_that_is_not_addressed_to_them(here: Town) -> None:
    """The registrant is a party to the objection, and the person to nothing else."""
    one = settled(here)
    record = queries.load(here.objection)
    registrant, person = record.parties["registrant"], record.parties["interested_party"]
    assert [item["place"] for item in of_case(look_as(here.office, here.objection, person))] == [1]
    mine = look_as(here.office, here.objection, registrant)
    assert of_case(mine) == [] and CONTESTED not in str(case_view(mine)["history"])
    assert of_case(look_as(here.office, here.objection, None))[0]["act"] == one.act


def test_an_announcement_is_for_anyone_and_the_decision_is_not(here: Town) -> None:
    from django.test import Client

    opens = Opening(BOOK, "revocation", here.entry)
    began = perform(here.office, "start_verifying", here.officer, opens=opens, facts={"suspected": "示例"})
    assert isinstance(began, Receipt)
    done = perform(here.office, "revoke_entry", here.officer, case=began.number, grounds=("forgery",))
    assert isinstance(done, Receipt)
    log.sequence(here.office)
    assert [one.content["letter"] for one in kept(began.number)] == ["revocation", "revocation_announcement"]
    with serving(here.office):
        client = Client()
        assert client.get(f"/letters/{done.act}/1/").status_code == 401
        page = client.get(f"/letters/{done.act}/2/")
        assert page.status_code == 200 and "撤销登记公告" in page.content.decode()
        assert "篡改" not in page.content.decode() and f"/cases/{began.number}/" not in page.content.decode()
        paper = client.get(f"/letters/{done.act}/2/letter.pdf").content
        assert compared(paper, attached(paper)) is Likeness.SAME
        assert f"/letters/{done.act}/2/" in client.get(f"/records/{here.entry}/").content.decode()
        assert client.get(f"/letters/{done.act}/3/").status_code == 401
        assert client.get("/letters/none/1/").status_code == 404


# ---- erasing ----


def test_erasing_reaches_letters(here: Town) -> None:
    one = settled(here)
    log.sequence(here.office)
    old = certificates.of_letter(here.office, one.act, one.place)
    receipt = gone(here, Wish(case=here.objection, blocks=("matter",)))
    assert (one.act, f"{LETTER}1") in {(item.act, item.block) for item in receipt.erases}
    log.sequence(here.office)
    assert found(here.office.path, (CONTESTED,)) == [] and fsck(here.office) == []
    (now,) = kept(here.objection)
    assert now.told_again and now.act == one.act and now.held_by == receipt.act
    assert now.content["number"] == one.content["number"] and now.content["on"] == one.content["on"]
    assert "已删除" in str(now.content["parts"]) and "异议不成立" in str(now.content["parts"])
    assert CONTESTED not in str(of_case(look(here.office, here.objection)))
    holds(here, certificates.of_letter(here.office, one.act, one.place))
    holds(here, old)


def test_erasing_again_takes_from_a_letter_that_was_told_again(here: Town) -> None:
    """First what the person said, then the name of the data, which stands in the case that it is about."""
    one = settled(here)
    gone(here, Wish(case=here.objection, blocks=("matter",)))
    assert "示例水位" in str(kept(here.objection)[0].content["parts"])
    receipt = gone(here, Wish(case=here.case, blocks=("resource",), fields=("data_name",)))
    assert letters.named(one.act, one.place) in {item.block for item in receipt.erases}
    assert found(here.office.path, ("示例水位", CONTESTED)) == [] and fsck(here.office) == []
    (now,) = kept(here.objection)
    assert now.held_by == receipt.act and now.content["number"] == one.content["number"]


def test_letters_that_tell_nothing_of_it_stay(here: Town) -> None:
    settled(here)
    number = here.entry.removesuffix("-1")
    gone(here, Wish(case=here.objection, blocks=("matter",)))
    assert not any(one.told_again for one in kept(number))


def test_a_letter_is_no_block_to_be_erased_by_itself(here: Town) -> None:
    settled(here)
    done = erase(here.office, here.officer, Wish(case=here.objection, blocks=(f"{LETTER}1",)), "当事人请求")
    assert isinstance(done, Refused)


def test_a_restored_office_erases_letters_again(here: Town, tmp_path: Path) -> None:
    settled(here)
    log.sequence(here.office)
    close()
    shutil.copytree(here.office.path, tmp_path / "copy")
    here = opened_again(here)
    receipt = gone(here, Wish(case=here.objection, blocks=("matter",)))
    close()
    shutil.rmtree(here.office.path)
    shutil.move(tmp_path / "copy", here.office.path)
    here = opened_again(here)
    assert found(here.office.path, (CONTESTED,))
    assert again(here.office, [receipt]) is not None
    assert found(here.office.path, (CONTESTED,)) == [] and fsck(here.office) == []
    (now,) = kept(here.objection)
    assert now.told_again


# ---- the command line ----


def test_letters_on_the_command_line(
    here: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GUIJU_HOME", str(here.office.path))
    number = here.entry.removesuffix("-1")
    assert main(["case", "letters", number]) == 0
    listed = capsys.readouterr().out
    assert "登记申请受理通知书" in listed and "示登结〔2025〕1号" in listed and "登记主体" in listed
    assert main(["case", "letter", number, "3"]) == 0
    assert "准予登记" in capsys.readouterr().out
    paper, proof = tmp_path / "a.pdf", tmp_path / "a.json"
    assert main(["case", "letter", number, "1", "--pdf", str(paper), "--out", str(proof)]) == 0
    assert attached(paper.read_bytes()) == proof.read_bytes()
    assert main(["case", "letter", number, "4"]) == 2
