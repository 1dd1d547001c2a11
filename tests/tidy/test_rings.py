"""No ring of imports: of two modules, one is understood first."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tidy.house import graph

Edges = Mapping[str, Mapping[str, int]]


def rings(edges: Edges) -> list[list[str]]:
    """Sets of modules in which each reaches each, by way of the others or directly."""
    reach = {node: reached_from(node, edges) for node in edges}
    found = {tuple(sorted(other for other in reach[node] if node in reach[other])) for node in edges}
    return sorted(list(ring) for ring in found if ring)


def reached_from(start: str, edges: Edges) -> set[str]:
    """Everything that one or more steps lead to."""
    seen: set[str] = set()
    todo = list(edges[start])
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            todo.extend(edges[node])
    return seen


def toy(text: str) -> Edges:
    """`a>b b>c` as a graph."""
    pairs = [arrow.split(">") for arrow in text.split()]
    return {node: {target: 1 for source, target in pairs if source == node} for pair in pairs for node in pair}


def test_no_import_ring() -> None:
    assert rings(graph()) == []


def test_the_ring_finder_finds_rings() -> None:
    assert rings(toy("a>b b>c c>d")) == []
    assert rings(toy("a>b b>a")) == [["a", "b"]]
    assert rings(toy("x>a a>b b>c c>a c>y")) == [["a", "b", "c"]]
    assert rings(toy("a>b b>a b>m m>c c>d d>c")) == [["a", "b"], ["c", "d"]]


@pytest.mark.trial
@given(st.lists(st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg")), max_size=14))
def test_the_ring_finder_agrees_with_a_topological_sort(arrows: list[tuple[str, str]]) -> None:
    edges = toy(" ".join(f"{source}>{target}" for source, target in arrows if source != target))
    try:
        TopologicalSorter(edges).prepare()
        has_order = True
    except CycleError:
        has_order = False
    assert has_order == (rings(edges) == [])
