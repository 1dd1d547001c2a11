"""What another office brings and is not believed: each forgery by its reason, and what is kept does not change."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from guiju.kernel import certificate, parcel
from guiju.kernel.notes import Note, parse_vkey
from guiju.kernel.parcel import Parcel, ParcelError
from guiju.kernel.refusals import Reason
from guiju.store import exchange, log, peers
from guiju.store.fsck import fsck
from guiju.store.peers import ExchangeError, Wish
from guiju.store.signing import make_keys, open_keys, rotate
from guiju.store.witness import make_witness
from tests.walks.deeds import DAY, Deeds, deeds, only, reached, refusal, two


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Deeds, Deeds]:
    return two(tmp_path)


def _spoil(data: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    whole = json.loads(data)
    change(whole)
    return certificate.form(whole)


def _other_salt(whole: dict[str, Any]) -> None:
    for block in whole["open"].values():
        block["salt"] = "0" * 64


def _other_name(whole: dict[str, Any]) -> None:
    for block in whole["open"].values():
        block["content"]["fields"][0]["text"]["zh"] = "示例冒名"


def _other_state(whole: dict[str, Any]) -> None:
    whole["receipt"]["state"] = "ended"


def _other_day(whole: dict[str, Any]) -> None:
    whole["receipt"]["on"] = "2025-06-04"


def _other_tree(whole: dict[str, Any]) -> None:
    whole["receipt"]["rulebook"]["tree"] = "7" * 64


def _other_place(whole: dict[str, Any]) -> None:
    whole["proof"] = re.sub(r"index \d+", "index 0", whole["proof"])


def _one_hash_less(whole: dict[str, Any]) -> None:
    lines = whole["proof"].split("\n")
    whole["proof"] = "\n".join([*lines[:2], *lines[3:]])


def _another_block(whole: dict[str, Any]) -> None:
    (block,) = whole["open"].values()
    whole["open"]["nonsense"] = block


def _nothing_open(whole: dict[str, Any]) -> None:
    whole["open"] = {}


def _other_member(whole: dict[str, Any]) -> None:
    whole["note"] = "x"


FORGERIES: dict[Callable[[dict[str, Any]], None], str] = {
    _other_salt: "block_changed",
    _other_name: "block_changed",
    _other_state: "inclusion",
    _other_day: "inclusion",
    _other_tree: "inclusion",
    _other_place: "inclusion",
    _one_hash_less: "inclusion",
    _another_block: "block_unknown",
    _nothing_open: "face",
    _other_member: "members",
}


@pytest.mark.parametrize("change", FORGERIES, ids=lambda change: change.__name__.strip("_"))
def test_a_forged_certificate_is_refused_and_its_neighbour_is_not(
    pair: tuple[Deeds, Deeds], change: Callable[[dict[str, Any]], None]
) -> None:
    province, nation = pair
    forged, sound = province.register("示例甲"), province.register("示例乙")
    sent = province.parcel()
    spoilt = replace(sent, certificates=[_spoil(sent.certificates[0], change), sent.certificates[1]])
    done = nation.receive(spoilt)
    assert done.taken == [sound] and [one.reason for one in done.refused] == [FORGERIES[change]]
    assert only(nation.office).number == sound
    listed = list(exchange.declined())
    assert [one["reason"] for one in listed] == [FORGERIES[change]] and listed[0]["text"]["zh"]  # type: ignore[index]
    assert nation.receive(sent).taken == [forged]
    settled = [one for one in exchange.declined() if one["settled"]]
    assert [one["number"] for one in settled] in ([forged], [])  # a certificate that names no record settles nothing
    assert fsck(nation.office) == []


def test_an_older_certificate_of_a_record_is_refused(pair: tuple[Deeds, Deeds]) -> None:
    """A proof of the older leaf at the newest checkpoint is sound in itself, and still older."""
    province, nation = pair
    number = province.register("示例甲")
    first = province.parcel()
    province.amend(number, "示例甲新名")
    nation.receive(province.parcel())
    before = nation.tables()
    shown = log.published(log.folder_of(province.office))
    assert shown is not None
    held = certificate.read(first.certificates[0])
    tree = log.tree_of(log.folder_of(province.office), shown.checkpoint.size)
    proof = replace(held.proof, hashes=tree.inclusion(held.proof.index), note=shown.note)
    old = certificate.write(held.receipt, held.opened, proof)
    done = nation.receive(Parcel(shown.note, [old]))
    assert [one.reason for one in done.refused] == ["older"] and done.taken == done.renewed == []
    assert nation.tables() == before


def test_an_older_checkpoint_is_refused_also_as_a_replay(pair: tuple[Deeds, Deeds]) -> None:
    province, nation = pair
    province.register("示例甲")
    first = province.parcel()
    nation.receive(first)
    province.register("示例乙")
    _, size = reached(nation)
    nation.receive(province.parcel(known=size))
    error = refusal(nation, first)
    assert error.kind == "behind" and "--since" in (error.remedy.en if error.remedy else "")


def test_a_checkpoint_without_proof_that_it_extends_is_refused(pair: tuple[Deeds, Deeds]) -> None:
    province, nation = pair
    province.register("示例甲")
    nation.receive(province.parcel())
    _, size = reached(nation)
    province.register("示例乙")
    assert refusal(nation, province.parcel()).kind == "unproven"
    assert refusal(nation, replace(province.parcel(known=size), proof=(bytes(32),))).kind == "unproven"
    assert nation.receive(province.parcel(known=size)).taken


def test_who_is_not_known_or_signs_otherwise_is_refused(tmp_path: Path) -> None:
    province, nation = deeds(tmp_path, "province", "350000"), deeds(tmp_path, "nation", "100000")
    province.register()
    sent = province.parcel()
    assert refusal(nation, sent).kind == "stranger"
    other = make_keys(tmp_path / "elsewhere", "province.example/log", demo=True, today=DAY, sm=False).verifiers()
    peers.know(nation.office, nation.actor("chen"), Wish(name="province", url="", keys=other))
    assert refusal(nation, sent).kind == "unsigned"
    nation.knows(province)
    line = sent.note.signatures[0]
    broken = Note(sent.note.text, (replace(line, value=bytes(len(line.value))),))
    assert refusal(nation, replace(sent, note=broken)).kind == "signature"
    grown = Note(sent.note.text.replace("\n1\n", "\n3\n"), sent.note.signatures)
    assert grown.text != sent.note.text and refusal(nation, replace(sent, note=grown)).kind == "signature"
    nation.register()
    assert refusal(nation, nation.parcel()).kind == "own"


def test_a_rewritten_log_is_found_out(pair: tuple[Deeds, Deeds], tmp_path: Path) -> None:
    """The same keys sign another history: at the same size it shows by itself, and the evidence is kept."""
    import shutil

    province, nation = pair
    province.register("示例甲")
    nation.receive(province.parcel())
    liar = deeds(tmp_path / "liar", "province", "350000")
    shutil.rmtree(liar.office.path / "keys")
    shutil.copytree(province.office.path / "keys", liar.office.path / "keys")
    liar.knows(nation)
    liar.register("示例甲改")
    error = refusal(nation, liar.parcel())
    assert error.kind == "fork"
    newest = next(exchange.declined())
    evidence = newest["evidence"]
    assert isinstance(evidence, dict) and evidence["before"] != evidence["after"]
    assert peers.named("province").forked
    liar.register("示例乙")
    assert refusal(nation, liar.parcel(known=reached(nation)[1])).kind == "unproven"
    assert only(nation.office).face["fields"][0]["text"]["zh"] == "示例甲"  # type: ignore[index]
    province.register("示例丙")
    assert nation.receive(province.parcel(known=reached(nation)[1])).taken


def test_the_witness_must_have_cosigned(pair: tuple[Deeds, Deeds], tmp_path: Path) -> None:
    from guiju.store import publication

    province, nation = pair
    witness = make_witness(tmp_path / "witness", "witness.example/w1", demo=True)
    nation.knows(province, witnesses=witness.keys.verifiers())
    province.register()
    sent = province.parcel()
    assert refusal(nation, sent).kind == "witness"
    witness.trust(open_keys(province.office.path).verifiers())
    answer = witness.look(publication.at(str(log.folder_of(province.office))))
    assert answer.note is not None
    cosigned = replace(sent, note=answer.note)
    assert nation.receive(cosigned).taken
    assert {line.name for line in only(nation.office).held.proof.note.signatures} == {
        "province.example/log",
        "witness.example/w1",
    }


def test_a_rulebook_that_is_not_known_must_come_along(tmp_path: Path) -> None:
    """The other office stands under a rulebook that this one has not on its shelf."""
    from guiju.shelf.shelf import BUILT_IN, Shelf
    from guiju.store.office import open_office

    province, nation = two(tmp_path)
    province.register()
    sent = province.parcel()
    (digest,) = sent.trees
    bare = Deeds(open_office(nation.office.path, Shelf(BUILT_IN)), "nation")
    for trees, reason in (({}, "tree_unknown"), ({digest: {"rulebook": "XX/other"}}, "tree_changed")):
        done = bare.receive(replace(sent, trees=trees))
        assert [one.reason for one in done.refused] == [reason] and not done.taken
    assert bare.receive(sent).taken
    assert any(digest in line for line in bare.tables()["tree"]) and fsck(bare.office) == []
    assert bare.receive(replace(sent, trees={})).same == 1


def test_a_demonstration_stays_out_of_an_office(pair: tuple[Deeds, Deeds]) -> None:
    province, nation = pair
    province.register()
    real = Deeds(replace(nation.office, demo=False), "nation")
    done = real.receive(province.parcel())
    assert [one.reason for one in done.refused] == ["demo"] and not done.taken


def test_a_new_key_is_trusted_by_an_act_only(pair: tuple[Deeds, Deeds]) -> None:
    province, nation = pair
    province.register("示例甲")
    nation.receive(province.parcel())
    old = open_keys(province.office.path).verifiers()
    rotate(province.office.path, 0, DAY)
    province.register("示例乙")
    sent = province.parcel(known=reached(nation)[1])
    error = refusal(nation, sent)
    (new,) = [key for key in open_keys(province.office.path).verifiers() if key not in old]
    assert error.kind == "unsigned" and error.remedy is not None and new.id.hex() in error.remedy.en
    acts = len(nation.tables()["act"])
    peers.know(nation.office, nation.actor("chen"), Wish(name="province", url="", keys=[new]))
    assert len(nation.tables()["act"]) == acts + 1
    assert nation.receive(sent).taken
    peers.forget(nation.office, nation.actor("chen"), "province", old[0].id.hex())
    assert peers.named("province").keys == (new,)
    nation.sequence()
    assert fsck(nation.office) == []  # what the old key signed stays proven
    peers.forget(nation.office, nation.actor("chen"), "province")
    province.register("示例丙")
    assert refusal(nation, province.parcel(known=reached(nation)[1])).kind == "ended"


def test_only_an_officer_trusts_a_key(pair: tuple[Deeds, Deeds]) -> None:
    province, nation = pair
    keys = open_keys(province.office.path).verifiers()
    for user in ("anna", "eve"):
        with pytest.raises(ExchangeError) as caught:
            peers.know(nation.office, nation.actor(user), Wish(name="province", url="", keys=keys))
        assert caught.value.kind == Reason.NOT_YOUR_ROLE.value
    chen = nation.actor("chen")
    own = open_keys(nation.office.path).verifiers()
    nation.sequence()
    witness = parse_vkey(make_witness(nation.office.path / "w", "w.example/w", demo=True).keys.verifiers()[0].vkey)
    for wish, kind in (
        (Wish(name="again", url="", keys=keys), "peer_twice"),
        (Wish(name="self", url="", keys=own), "own"),
        (Wish(name="a b", url="", keys=keys), "peer_name"),
        (Wish(name="province", url="ftp://x", keys=keys), "address"),
        (Wish(name="w", url="", keys=[witness]), "key"),
        (Wish(name="mixed", url="", keys=[*keys, *own]), "key"),
        (Wish(name="province", url="", keys=keys, witnesses=keys), "key"),
    ):
        with pytest.raises(ExchangeError) as caught:
            peers.know(nation.office, chen, wish)
        assert caught.value.kind == kind, wish


def test_a_damaged_file_is_no_parcel(pair: tuple[Deeds, Deeds]) -> None:
    province, _ = pair
    province.register()
    province.register()
    lines = list(province.parcel().lines())
    whole = parcel.read(lines)
    assert list(whole.lines()) == lines
    for broken in (
        [],
        lines[:-1],
        [*lines[:1], *lines[2:]][:-1],
        [*lines[:2], *lines[3:]],
        [lines[0][:-9], *lines[1:]],
        [lines[0].replace(b"guiju-parcel/1", b"guiju-parcel/2"), *lines[1:]],
        [lines[0].replace(b'"after":0', b'"after":-1'), *lines[1:]],
        [lines[0].replace(b'"after":0', b'"after":true'), *lines[1:]],
        [*lines[:1], b"[]\n", *lines[1:]],
        [b"\xff\n", *lines],
    ):
        with pytest.raises(ParcelError):
            parcel.read(broken)
