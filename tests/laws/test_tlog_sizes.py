"""A log of every size from 1 to 300: what it publishes and every proof, against a reader of the public texts alone."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from guiju.kernel import merkle
from guiju.kernel.checkpoint import Checkpoint
from guiju.kernel.merkle import check_consistency, check_inclusion, leaf_hash
from guiju.kernel.notes import CosignatureKey, Ed25519Key, cosign, parse_note, sign
from guiju.kernel.proof import Proof
from guiju.kernel.tiles import ENTRIES, WIDTH, Tile, Tree, bundle, touched
from tests.laws import tlog_reader
from tests.laws.tlog_reader import Log, Refused

LARGEST = 300
ORIGIN = "register.example/log"
LOG_KEY = Ed25519Key(ORIGIN, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
WITNESS = CosignatureKey("witness.example/w1", Ed25519PrivateKey.from_private_bytes(bytes(32)), lambda: 1_700_000_000)
VKEYS = [LOG_KEY.verifier.vkey, WITNESS.verifier.vkey]
# all different, the empty one and one as long as may be among them
DATA = [b"", b"x" * 0xFFFF, *(b"entry %d" % n * (1 + n % 7) for n in range(2, LARGEST))]


class Folder:
    """A log in the making, as files."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.tree = Tree(0, self.read)

    def read(self, tile: Tile) -> bytes:
        return self.files[tile.path]

    def grow(self, entries: list[bytes]) -> None:
        """Append, and publish a checkpoint with a witness's word; `entries` are all of them so far."""
        old = self.tree.size
        for tile, data in self.tree.grow([leaf_hash(entry) for entry in entries[old:]]).items():
            self.files[tile.path] = data
        for tile in touched(ENTRIES, old, len(entries)):
            self.files[tile.path] = bundle(entries[tile.index * WIDTH :][: tile.width])
        text = Checkpoint(ORIGIN, len(entries), self.tree.root()).text
        self.files["checkpoint"] = cosign(sign(text, [LOG_KEY]), WITNESS).encode()


@pytest.fixture(scope="module")
def folder() -> Iterator[Folder]:
    """A log that has had every size up to the largest, with all that it ever published."""
    made = Folder()
    for size in range(1, LARGEST + 1):
        made.grow(DATA[:size])
    return made


DEFINED = tlog_reader.Definitions(DATA)
ROOTS = [DEFINED.mth(0, size) for size in range(LARGEST + 1)]
LEAVES = [leaf_hash(entry) for entry in DATA]


def spoilt(proof: tuple[bytes, ...], draw: random.Random) -> tuple[bytes, ...]:
    """A proof of about the same look that proves nothing."""
    if not proof:
        return (bytes(32),)
    at = draw.randrange(len(proof))
    bad = bytearray(proof[at])
    bad[draw.randrange(32)] ^= 1 << draw.randrange(8)
    other = ((bytes(bad),), (), (proof[at], proof[at]), (proof[at][:31],), (proof[at] + b"\x00",), (b"",))
    return (*proof[:at], *draw.choice(other), *proof[at + 1 :])


def test_every_size_is_read_by_another_reader() -> None:
    made = Folder()
    for size in range(1, LARGEST + 1):
        made.grow(DATA[:size])
        if size < 20 or size % 16 < 2 or size > 250:
            log = Log.read(made.files.__getitem__, VKEYS)
            assert (log.origin, log.size, log.root, log.entries) == (ORIGIN, size, ROOTS[size], tuple(DATA[:size]))


def test_every_inclusion_proof_is_the_defined_one(folder: Folder) -> None:
    draw = random.Random(6962)
    for size in range(1, LARGEST + 1):
        tree = Tree(size, folder.read)
        assert tree.root() == ROOTS[size]
        for index in range(size):
            proof = tree.inclusion(index)
            assert list(proof) == DEFINED.path(index, 0, size)
            assert check_inclusion(LEAVES[index], index, size, proof, ROOTS[size])
            other = draw.randrange(LARGEST)
            wrong = (
                (LEAVES[index], index, spoilt(proof, draw)),
                (LEAVES[index], other, proof),
                (LEAVES[other], index, proof),
            )
            leaf, place, steps = wrong[draw.randrange(3) if other != index else 0]
            assert not check_inclusion(leaf, place, size, steps, ROOTS[size])


def test_every_consistency_proof_is_the_defined_one(folder: Folder) -> None:
    draw = random.Random(9162)
    tree = Tree(LARGEST, folder.read)
    for new in range(1, LARGEST + 1):
        for old in range(1, new + 1):
            proof = tree.consistency(old, new)
            assert list(proof) == DEFINED.proof(old, new)
            assert check_consistency(old, ROOTS[old], new, ROOTS[new], proof)
            other = ROOTS[draw.randrange(LARGEST + 1)]
            wrong = (
                (ROOTS[old], ROOTS[new], spoilt(proof, draw)),
                (other, ROOTS[new], proof),
                (ROOTS[old], other, proof),
            )
            before, after, steps = wrong[draw.randrange(3) if other not in (ROOTS[old], ROOTS[new]) else 0]
            assert not check_consistency(old, before, new, after, steps)


def test_the_other_reader_checks_what_is_proved(folder: Folder) -> None:
    """By its own way down from the root, from our proofs."""
    tree = Tree(LARGEST, folder.read)
    for size in (1, 2, 3, 7, 8, 9, 200, 255, 256, 257, LARGEST):
        for index in range(size):
            proof = tree.inclusion(index, size)
            assert tlog_reader.root_by_path(LEAVES[index], index, size, proof) == ROOTS[size]
        for old in range(1, size + 1):
            proof = tree.consistency(old, size)
            assert tlog_reader.roots_by_proof(old, size, proof, ROOTS[old]) == (ROOTS[old], ROOTS[size])


def test_a_proof_is_handed_over(folder: Folder) -> None:
    note = parse_note(folder.files["checkpoint"])
    for index in (0, 1, 26, 255, 256, LARGEST - 1):
        text = Proof(index, folder.tree.inclusion(index), note, b"beside" * (index % 2)).encode()
        names = [LOG_KEY.name, WITNESS.name]
        assert tlog_reader.proved(text, DATA[index], ORIGIN, VKEYS) == (index, names)
        with pytest.raises(Refused):
            tlog_reader.proved(text, DATA[index] + b"!", ORIGIN, VKEYS)


def test_the_empty_tree_begins_every_tree() -> None:
    empty = Tree(0, lambda tile: b"")
    assert empty.root() == merkle.EMPTY_ROOT == ROOTS[0]
    assert empty.consistency(0) == ()
    for new in range(LARGEST + 1):
        assert check_consistency(0, ROOTS[0], new, ROOTS[new], ())
        assert not check_consistency(0, bytes(32), new, ROOTS[new], ())
        assert not check_consistency(0, ROOTS[0], new, ROOTS[new], (bytes(32),))
    assert not check_consistency(0, ROOTS[0], 0, bytes(32), ())


def flipped(data: bytes, at: int, draw: random.Random) -> bytes:
    """With one bit turned in one byte."""
    return data[:at] + bytes([data[at] ^ 1 << draw.randrange(8)]) + data[at + 1 :]


def test_any_flipped_byte_of_a_log_is_refused() -> None:
    made, draw = Folder(), random.Random(5)
    made.grow([b"entry %d" % n for n in range(LARGEST)])
    good = made.files
    assert Log.read(good.__getitem__, VKEYS).size == LARGEST
    for path in good.keys() - {"checkpoint"}:
        for at in draw.sample(range(len(good[path])), 4):
            bad = {**good, path: flipped(good[path], at, draw)}
            with pytest.raises(Refused):
                Log.read(bad.__getitem__, VKEYS)


def test_a_flipped_byte_of_a_tile_is_another_root_or_no_proof() -> None:
    made, draw = Folder(), random.Random(7)
    made.grow(DATA)
    tiles = [Tile(0, 0), Tile(0, 1, 44), Tile(1, 0, 1)]
    assert {tile.path for tile in tiles} == {path for path in made.files if re.match(r"tile/\d", path)}
    for tile in tiles:
        for at in draw.sample(range(tile.width * 32), 12):
            bad = {tile: flipped(made.read(tile), at, draw)}
            tree = Tree(LARGEST, lambda asked, bad=bad: bad.get(asked) or made.read(asked))
            held = (check_inclusion(LEAVES[n], n, LARGEST, tree.inclusion(n), ROOTS[-1]) for n in range(LARGEST))
            assert tree.root() != ROOTS[-1] or not all(held)
