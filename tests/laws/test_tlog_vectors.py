"""Published vectors of transparency logs: trees, proofs, notes and cosignatures that others made."""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from pathlib import Path

import pytest

from guiju.kernel import merkle
from guiju.kernel.checkpoint import Checkpoint, parse_checkpoint
from guiju.kernel.merkle import check_consistency, check_inclusion, leaf_hash, node_hash
from guiju.kernel.notes import NoteError, cosigned_at, parse_note, parse_vkey, verified
from guiju.kernel.tiles import Tree
from tests.laws import tlog_reader

# RFC 6962 trees of 0 to 8 leaves: the test inputs and roots of google/certificate-transparency (merkle_tree_test)
CT_LEAVES = [bytes.fromhex(x) for x in ("", "00", "10", "2021", "3031", "40414243")]
CT_LEAVES += [bytes.fromhex("5051525354555657"), bytes.fromhex("606162636465666768696a6b6c6d6e6f")]
CT_ROOTS = """
e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d
fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125
aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77
d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7
4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4
76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef
ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c
5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328
""".split()

VECTORS = json.loads((Path(__file__).parent / "tlog_vectors.json").read_text("utf-8"))
HASHES = [base64.b64decode(text) for text in VECTORS["hashes"]]
INCLUSION = VECTORS["inclusion: name, holds, index, size, leaf, root, proof"]
CONSISTENCY = VECTORS["consistency: name, holds, old, new, old root, new root, proof"]

# signed notes and the keys that signed them
NOTES = {
    "the example of c2sp.org/signed-note": (
        "This is an example message.\n\n— example.com/foo "
        "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n",
        ["example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"],
    ),
    "sum.golang.org, as in transparency-dev/formats (log/checkpoint_test.go)": (
        "go.sum database tree\n6476701\nmb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=\n\n— sum.golang.org "
        "Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvimWEPWL+o3GeoWwOoAw=\n",
        ["sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"],
    ),
    "sum.golang.org/latest in 2020, as printed in an introduction to module mirrors": (
        "go.sum database tree\n756113\nk9nFMBuXq8uk+9SQNxs/Vadri2XDkaoo96u4uMa0qE0=\n\n— sum.golang.org "
        "Az3grgIHxiDLRpsKUElIX5vJMlFS79SqfQDSgHQmON922lNdJ5zxF8SSPPcah3jhIkpG8LSKNaWXiy7IldOSDCt4Pwk=\n",
        ["sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"],
    ),
    "a log of certificates, cosigned by four witnesses; two of the keys are known here": (
        "arche2025h1.staging.ct.transparency.dev\n1432088532\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n\n"
        "— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkp"
        "tQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=\n"
        "— arche2025h1.staging.ct.transparency.dev "
        "ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=\n"
        "— transparency.dev/DEV:witness-little-garden "
        "2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==\n"
        "— witness1.smartit.nu/witness1 "
        "pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==\n"
        "— remora.n621.de "
        "2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==\n"
        "— witness.stagemole.eu "
        "Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==\n",
        [
            "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f",
            "witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO",
            "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
            "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
        ],
    ),
}


@pytest.mark.parametrize("size", range(9))
def test_known_roots(size: int) -> None:
    leaves = [leaf_hash(data) for data in CT_LEAVES[:size]]
    tree = Tree(0, lambda tile: b"")
    tree.grow(leaves)
    assert tree.root().hex() == CT_ROOTS[size]
    assert tlog_reader.Definitions(CT_LEAVES).mth(0, size).hex() == CT_ROOTS[size]


def test_the_definitions_themselves() -> None:
    """RFC 6962, section 2.1: the root of nothing, of one entry, and of two."""
    assert sha256(b"").digest() == merkle.EMPTY_ROOT
    assert leaf_hash(b"L123456").hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    assert node_hash(b"N123", b"N456").hex() == "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"


@pytest.mark.parametrize("case", INCLUSION, ids=lambda case: case[0])
def test_published_inclusion_proofs(case: list[object]) -> None:
    _name, holds, index, size, leaf, root, proof = case
    assert check_inclusion(HASHES[leaf], index, size, [HASHES[at] for at in proof], HASHES[root]) is holds


@pytest.mark.parametrize("case", CONSISTENCY, ids=lambda case: case[0])
def test_published_consistency_proofs(case: list[object]) -> None:
    _name, holds, old, new, older, newer, proof = case
    if len(HASHES[newer]) != 32:
        holds = False  # words in the place of a root: one vector takes them where the sizes are equal, we never do
    assert check_consistency(old, HASHES[older], new, HASHES[newer], [HASHES[at] for at in proof]) is holds


@pytest.mark.parametrize("name", NOTES)
def test_published_notes_verify(name: str) -> None:
    written, vkeys = NOTES[name]
    note, keys = parse_note(written.encode()), [parse_vkey(vkey) for vkey in vkeys]
    assert note.encode() == written.encode()
    assert [key.vkey for key in verified(note, keys)] == vkeys
    assert tlog_reader.opened(written.encode(), vkeys) == (note.text, [key.name for key in keys])
    other = parse_note(written.replace("a", "b", 1).encode())
    for key in keys:
        with pytest.raises(NoteError):
            verified(other, [key])


def test_a_published_checkpoint_reads_as_it_is() -> None:
    """The tree of TestParseTree in golang.org/x/mod/sumdb/tlog."""
    text = "go.sum database tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n"
    assert parse_checkpoint(text) == Checkpoint("go.sum database tree", 123456789012, leaf_hash(b"hello world"))
    assert parse_checkpoint(text).text == text
    for bad in ("123456789012\nTszz", "0xabcdef\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n"):
        with pytest.raises(NoteError):
            parse_checkpoint("go.sum database tree\n" + bad)


def test_a_published_cosignature_names_its_moment() -> None:
    """The value of TestCoSigV1Timestamp in transparency-dev/formats, and that of a witness above."""
    text = "ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w9uL+8qT7S5gxEHWWOworDcFiEBYJXORmnFBOBA=="
    assert cosigned_at(base64.b64decode(text)[4:]) == 1727964367
    note = parse_note(list(NOTES.values())[-1][0].encode())
    assert {cosigned_at(signature.value) for signature in note.signatures[2:]} == {0x6A122120}
