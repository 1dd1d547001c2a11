"""Tiles and bundles: where they are, how wide they are, and how a tree grows by them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guiju.kernel import merkle
from guiju.kernel.merkle import EMPTY_ROOT, check_consistency, check_inclusion, leaf_hash, prove_inclusion
from guiju.kernel.notes import NoteError
from guiju.kernel.tiles import ENTRIES, HEIGHT, TOP, WIDTH, Tile, Tree, bundle, entries, touched
from tests.laws import tlog_reader

# the example of c2sp.org/tlog-tiles: 70 000 leaves are 273 full tiles, one of 112, one full, one of 17, one of 1
EXAMPLE = 70_000


def leaves(count: int, first: int = 0) -> list[bytes]:
    return [leaf_hash(b"%d" % n) for n in range(first, first + count)]


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1234067), "tile/0/x001/x234/067"),  # the index of the text
        (Tile(1, 1234067, 112), "tile/1/x001/x234/067.p/112"),
        (Tile(0, 0), "tile/0/000"),
        (Tile(63, 999, 255), "tile/63/999.p/255"),
        (Tile(2, 1000, 1), "tile/2/x001/000.p/1"),
        (Tile(ENTRIES, 273, 112), "tile/entries/273.p/112"),
        (Tile(ENTRIES, 1_000_000), "tile/entries/x001/x000/000"),
    ],
)
def test_paths(tile: Tile, path: str) -> None:
    assert tile.path == path


@given(level=st.integers(ENTRIES, TOP), index=st.integers(0, 10**15), width=st.integers(1, WIDTH))
def test_paths_are_where_another_reader_looks(level: int, index: int, width: int) -> None:
    name = "entries" if level == ENTRIES else str(level)
    assert Tile(level, index, width).path == tlog_reader.place(name, index, width)


@pytest.mark.parametrize(("level", "index", "width"), [(-2, 0, 1), (64, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257)])
def test_there_is_no_such_tile(level: int, index: int, width: int) -> None:
    with pytest.raises(ValueError, match="no tile"):
        Tile(level, index, width)


def test_the_example_of_the_text() -> None:
    store: dict[Tile, bytes] = {}
    tree = Tree(0, store.__getitem__)
    written = tree.grow(leaves(EXAMPLE))
    found = [(tile.level, tile.width) for tile in written]
    assert [(pair, found.count(pair)) for pair in dict.fromkeys(found)] == [
        ((0, 256), 273),
        ((0, 112), 1),
        ((1, 256), 1),
        ((1, 17), 1),
        ((2, 1), 1),
    ]
    assert all(len(data) == 32 * tile.width for tile, data in written.items())
    store.update(written)
    again = Tree(EXAMPLE, store.__getitem__)
    assert again.root() == tree.root() == merkle.root(EXAMPLE, again)
    for index in (0, 65_535, 65_536, EXAMPLE - 1):
        assert check_inclusion(leaf_hash(b"%d" % index), index, EXAMPLE, again.inclusion(index), tree.root())
    old = merkle.root(65_537, again)
    assert check_consistency(65_537, old, EXAMPLE, tree.root(), again.consistency(65_537))


@given(st.integers(0, 70_000), st.integers(0, 3_000), st.integers(ENTRIES, 3))
@settings(max_examples=60)
def test_what_growth_touches(old: int, more: int, level: int) -> None:
    """Each tile that differs between the two sizes, each once, in order; full ones of before are left alone."""

    def published(size: int) -> list[Tile]:
        return [Tile(level, *place) for place in enumerate(tlog_reader.widths(size, max(level, 0)))]

    before = set(published(old))
    assert list(touched(level, old, old + more)) == [tile for tile in published(old + more) if tile not in before]


@given(st.lists(st.integers(0, 700), max_size=6))
@settings(max_examples=30, deadline=None)
def test_growing_in_steps_is_growing_at_once(steps: list[int]) -> None:
    store: dict[Tile, bytes] = {}
    tree, size = Tree(0, store.__getitem__), 0
    for step in steps:
        written = tree.grow(leaves(step, size))
        due = {tile for level in range(3) for tile in touched(level, size, size + step)}
        assert written.keys() == due
        store.update(written)
        size += step
        assert tree.size == size
    at_once = Tree(0, store.__getitem__)
    whole = at_once.grow(leaves(size))
    assert all(store[tile] == data for tile, data in whole.items())
    assert at_once.root() == tree.root() == Tree(size, store.__getitem__).root()


def test_a_tree_reads_each_tile_once_and_no_more_than_it_needs() -> None:
    store, asked = Tree(0, lambda tile: b"").grow(leaves(EXAMPLE)), []

    def read(tile: Tile) -> bytes:
        asked.append(tile)
        return store[tile]

    tree = Tree(EXAMPLE, read)
    tree.inclusion(1)
    assert sorted(map(str, asked)) == sorted(map(str, (Tile(0, 0), Tile(1, 0), Tile(1, 1, 17), Tile(0, 273, 112))))
    for index in range(256):
        tree.inclusion(index)
    assert len(asked) == 4


def test_a_tree_keeps_a_bounded_number_of_tiles() -> None:
    store = Tree(0, lambda tile: b"").grow(leaves(EXAMPLE))
    tree, draw = Tree(EXAMPLE, store.__getitem__, keep=64), random.Random(3)
    root = tree.root()
    for _ in range(300):
        index = draw.randrange(EXAMPLE)
        assert check_inclusion(leaf_hash(b"%d" % index), index, EXAMPLE, tree.inclusion(index), root)
        assert len(tree._expanded) <= 64
    written = tree.grow(leaves(66 * WIDTH, EXAMPLE))  # more new tiles than it keeps
    assert len(tree._expanded) <= 64
    assert tree.root() == Tree(tree.size, {**store, **written}.__getitem__).root()


def test_growth_that_fails_changes_nothing() -> None:
    store = Tree(0, lambda tile: b"").grow(leaves(300))
    fails = True

    def read(tile: Tile) -> bytes:
        if fails and tile.level == 1:
            raise OSError("the disk is gone")
        return store[tile]

    tree = Tree(300, read)
    with pytest.raises(OSError, match="gone"):
        tree.grow(leaves(300, 300))
    with pytest.raises(ValueError, match="leaf hashes"):
        tree.grow([b"an entry"])
    fails = False
    assert tree.size == 300 and tree.root() == Tree(300, store.__getitem__).root()
    store.update(tree.grow(leaves(300, 300)))
    assert Tree(600, store.__getitem__).root() == tree.root()


def test_what_a_tree_does_not_have() -> None:
    store = Tree(0, lambda tile: b"").grow(leaves(300))
    tree = Tree(300, store.__getitem__)
    for level, index in ((0, 300), (8, 1), (9, 0), (0, -1), (-1, 0)):
        with pytest.raises(ValueError, match="no full subtree"):
            tree(level, index)
    for ask, why in (
        (lambda: tree.inclusion(300), "of 300 leaves has no leaf 300"),
        (lambda: tree.inclusion(-1), "no leaf -1"),
        (lambda: tree.inclusion(5, 301), "no full subtree 300"),
        (lambda: prove_inclusion(0, 0, tree), "of 0 leaves has no leaf 0"),
        (lambda: tree.consistency(301), "no earlier tree of 301"),
        (lambda: tree.consistency(-1), "no earlier tree of -1"),
        (lambda: tree.consistency(5, 301), "no full subtree 300"),
        (lambda: merkle.root(-1, tree), "no negative size"),
        (lambda: Tree(-1, store.__getitem__), "no negative size"),
        (lambda: Tree(1, store.__getitem__, keep=63), "keeps the last tile"),
    ):
        with pytest.raises(ValueError, match=why):
            ask()
    assert tree(HEIGHT, 0) == merkle.root(256, tree)


@pytest.mark.parametrize("data", [b"", bytes(31), bytes(43 * 32), bytes(45 * 32)])
def test_a_tile_of_another_length_is_refused(data: bytes) -> None:
    with pytest.raises(NoteError) as refused:
        Tree(44, lambda tile: data).root()
    assert refused.value.kind == "tile" and "tile/0/000.p/44" in refused.value.text.en


@given(st.lists(st.binary(max_size=40), max_size=WIDTH))
def test_bundles_come_back(parts: list[bytes]) -> None:
    assert entries(bundle(parts)) == parts


@given(st.lists(st.binary(max_size=9), max_size=5), st.data())
def test_no_two_bundles_hold_the_same(parts: list[bytes], data: st.DataObject) -> None:
    whole = bundle(parts)
    other = bytearray(whole)
    if whole:
        other[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    other += b"" if whole else b"\x00"
    try:
        found = entries(bytes(other))
    except NoteError as refused:
        assert refused.kind == "bundle"
    else:
        assert found != parts


def test_the_bounds_of_a_bundle() -> None:
    assert entries(bundle([bytes(0xFFFF)] * 2)) == [bytes(0xFFFF)] * 2
    for wrong in ([bytes(0x10000)], [b""] * 257):
        with pytest.raises(NoteError):
            bundle(wrong)
    for cut in (b"\x00", b"\x00\x01", b"\x00\x02a", bytes(2 * 257)):
        with pytest.raises(NoteError):
            entries(cut)


def test_the_empty_log_has_no_tile() -> None:
    assert list(touched(0, 0, 0)) == [] == list(touched(ENTRIES, 0, 0))
    tree = Tree(0, lambda tile: b"")
    assert tree.grow([]) == {} and tree.root() == EMPTY_ROOT
