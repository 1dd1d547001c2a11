"""The Merkle tree of the log: roots, and short proofs that a leaf is in it and that it only grew.

Everything here follows RFC 6962, section 2.1, with SHA-256. A tree is never held: whoever asks brings a function that
knows the hashes of its full subtrees, from a folder of tiles or from memory. What is shown is checked the other way
round, from the leaf to the root, and checking is total: a proof that is wrong in any way is simply no proof.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()

# (level, index) -> the hash over leaves [index << level, (index + 1) << level), all of which exist
Hashes = Callable[[int, int], bytes]


def leaf_hash(data: bytes) -> bytes:
    """The hash of one entry. The first byte keeps leaves and nodes apart, so that no node passes for an entry."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children."""
    return sha256(b"\x01" + left + right).digest()


def root(size: int, hashes: Hashes) -> bytes:
    """The root of the tree of the first `size` leaves."""
    if size < 0:
        raise ValueError("a tree has no negative size")
    return _span(0, size, hashes) if size else EMPTY_ROOT


def prove_inclusion(index: int, size: int, hashes: Hashes) -> tuple[bytes, ...]:
    """What a leaf needs, from its sibling upwards, to reach the root of the first `size` leaves (section 2.1.1)."""
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    return tuple(_siblings(index, 0, size, hashes))


def prove_consistency(old: int, new: int, hashes: Hashes) -> tuple[bytes, ...]:
    """What shows that the first `old` of `new` leaves are the tree that was published before (section 2.1.2)."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} leaves has no earlier tree of {old}")
    if old in (0, new):
        return ()
    index, level = _last_full(old)
    # an old tree that is one full subtree is known by its root, and need not be told
    told = [hashes(level, index)] if index else []
    return (*told, *_siblings(index, level, new, hashes))


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` leads from the leaf hash at `index` to the root of a tree of `size` leaves."""
    if not 0 <= index < size or not _are_hashes(leaf, *proof):
        return False
    node, steps, last = leaf, iter(proof), size - 1
    while last:
        if index & 1 or index < last:
            step = next(steps, None)
            if step is None:
                return False
            node = node_hash(step, node) if index & 1 else node_hash(node, step)
        index, last = index >> 1, last >> 1
    return node == root and next(steps, None) is None


def check_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the tree of `new` leaves begins with the tree of `old` leaves."""
    if not 0 <= old <= new or not _are_hashes(old_root, new_root, *proof):
        return False
    if old in (0, new):
        empty = EMPTY_ROOT if old == 0 else old_root
        return not proof and old_root == empty and (old < new or old_root == new_root)
    index, level = _last_full(old)
    steps, last = iter(proof), (new - 1) >> level
    start = next(steps, b"") if index else old_root
    older = newer = start
    while last:
        if index & 1 or index < last:
            step = next(steps, None)
            if step is None:
                return False
            if index & 1:  # what stands to the left stood there already in the old tree
                older, newer = node_hash(step, older), node_hash(step, newer)
            else:
                newer = node_hash(newer, step)
        index, last = index >> 1, last >> 1
    return older == old_root and newer == new_root and next(steps, None) is None


def _are_hashes(*proof: bytes) -> bool:
    """Hashes of another length could move the border between two neighbours without changing the node over them."""
    return all(len(step) == HASH_BYTES for step in proof)


def _last_full(size: int) -> tuple[int, int]:
    """Index and level of the largest full subtree that ends with the last leaf of a tree."""
    level = (size & -size).bit_length() - 1
    return (size - 1) >> level, level


def _siblings(index: int, level: int, size: int, hashes: Hashes) -> list[bytes]:
    """From a node upwards: what stands beside the way to the root. At the right edge there may be nothing."""
    found, last = [], (size - 1) >> level
    while last:
        if index & 1:
            found.append(hashes(level, index - 1))
        elif index + 1 < last:
            found.append(hashes(level, index + 1))
        elif index < last:
            found.append(_span((index + 1) << level, size, hashes))
        index, last, level = index >> 1, last >> 1, level + 1
    return found


def _span(first: int, end: int, hashes: Hashes) -> bytes:
    """The hash over leaves [first, end), where `first` is the start of a subtree that could hold them all.

    It is joined from the full subtrees that the binary digits of the length name, the smallest and rightmost first.
    """
    whole = b""
    for level in range((end - first).bit_length()):
        if (end - first) >> level & 1:
            part = hashes(level, (end >> level) - 1)
            whole = node_hash(part, whole) if whole else part
            end -= 1 << level
    return whole
