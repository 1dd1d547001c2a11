"""The log against pymerkle, a Merkle tree library: appending and storing, proving, verifying.

Ours is measured as it is used: leaves go into tiles, bundles and signed checkpoints in a folder, each file written
whole, synced and moved to its place; proofs are made by a tree that was just opened on the tiles of such a folder. The
peer keeps its tree in memory. Both trees must have the same root.
"""

from __future__ import annotations

import os
import random
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

import pymerkle
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from guiju.kernel.checkpoint import Checkpoint
from guiju.kernel.merkle import check_inclusion, leaf_hash
from guiju.kernel.notes import Ed25519Key, sign
from guiju.kernel.tiles import ENTRIES, WIDTH, Tile, Tree, bundle, touched

STORED = 100_000
LARGE = 1_000_000
PROOFS = 100_000  # so many that having to read and hash each tile once hardly counts
BATCH = 5_000  # a busy office's worth between two checkpoints
KEY = Ed25519Key("register.example/log", Ed25519PrivateKey.from_private_bytes(bytes(32)))


@dataclass(frozen=True)
class Found:
    """Entries stored, proofs made and proofs checked a second, ours and the peer's."""

    stored: tuple[float, float]
    proved: tuple[float, float]
    verified: tuple[float, float]
    roots: tuple[bytes, bytes]


def entry(number: int) -> bytes:
    """As long as the receipt of an act."""
    return b'{"act":"%032x","blocks":{"@public":"%064x"}}%s' % (number, number, b" " * 450)


def put(folder: Path, path: str, data: bytes) -> None:
    """Write a file whole, so that nobody ever reads a part of it, and a power cut leaves the old one or the new."""
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    new = place.with_name(place.name + "~")
    with new.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(place)


def store(entries: list[bytes], folder: Path) -> Tree:
    """A log of these entries as a folder, batch by batch, each with its checkpoint."""
    tree = Tree(0, lambda tile: (folder / tile.path).read_bytes())
    for first in range(0, len(entries), BATCH):
        batch = entries[first : first + BATCH]
        for tile in touched(ENTRIES, first, first + len(batch)):
            put(folder, tile.path, bundle(entries[tile.index * WIDTH :][: tile.width]))
        for tile, data in tree.grow([leaf_hash(entry) for entry in batch]).items():
            put(folder, tile.path, data)
        note = sign(Checkpoint(KEY.name, tree.size, tree.root()).text, [KEY])
        put(folder, "checkpoint", note.encode())
    return tree


def a_second(count: int, do: Callable[[], object], clock: Callable[[], float] = process_time) -> float:
    """How many of `count` things a second are done."""
    began = clock()
    do()
    return count / (clock() - began)


def large() -> tuple[Callable[[Tile], bytes], list[bytes]]:
    """The tiles and leaf hashes of a large log."""
    leaves = [leaf_hash(b"%d" % number) for number in range(LARGE)]
    return Tree(0, lambda tile: b"").grow(leaves).__getitem__, leaves


def measure(rounds: int = 3) -> Found:
    """All of it, ours and the peer's in turn; medians."""
    entries = [entry(number) for number in range(STORED)]
    stored = []
    for _ in range(rounds):
        peer = pymerkle.InmemoryTree(algorithm="sha256")
        theirs = a_second(STORED, lambda peer=peer: [peer.append_entry(entry) for entry in entries], perf_counter)
        with tempfile.TemporaryDirectory() as name:
            began = perf_counter()
            root = store(entries, Path(name)).root()
            stored.append((STORED / (perf_counter() - began), theirs))
    read, leaves = large()
    proofs = [_proofs(read, leaves, peer, random.Random(turn)) for turn in range(rounds)]
    made, peer_made, checked, peer_checked = map(statistics.median, zip(*proofs, strict=True))
    ours, theirs = map(statistics.median, zip(*stored, strict=True))
    return Found((ours, theirs), (made, peer_made), (checked, peer_checked), (root, peer.get_state()))


def _proofs(
    read: Callable[[Tile], bytes], leaves: list[bytes], peer: pymerkle.InmemoryTree, draw: random.Random
) -> tuple[float, float, float, float]:
    """Proofs made a second, the peer's, proofs checked a second, the peer's."""
    tree, chosen = Tree(LARGE, read), [draw.randrange(LARGE) for _ in range(PROOFS)]
    few = [draw.randrange(STORED) + 1 for _ in range(PROOFS // 10)]
    proofs: list[tuple[bytes, ...]] = []
    made = a_second(PROOFS, lambda: proofs.extend(map(tree.inclusion, chosen)))
    others: list[pymerkle.InclusionProof] = []
    peer_made = a_second(len(few), lambda: others.extend(map(peer.prove_inclusion, few)))
    root, good = tree.root(), []

    def check() -> None:
        for index, proof in zip(chosen, proofs, strict=True):
            good.append(check_inclusion(leaves[index], index, LARGE, proof, root))

    state, known = peer.get_state(), [peer.get_leaf(index) for index in few]

    def peer_check() -> None:
        for leaf, proof in zip(known, others, strict=True):
            pymerkle.verify_inclusion(leaf, state, proof)

    checked, peer_checked = a_second(PROOFS, check), a_second(len(few), peer_check)
    if not all(good):
        raise AssertionError("a proof of our own does not hold")
    return made, peer_made, checked, peer_checked
