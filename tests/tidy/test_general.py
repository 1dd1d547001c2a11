"""Faces and kit know no rulebook: no state, act or instrument of any is named in their Python."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.tidy.house import PACKAGE, short, tree
from tests.tidy.test_rulebooks import rulebook_files

ROOMS = ("faces", "kit")
# `start` is the language's own word for the state before the first act; `file` is also what a program may be allowed.
SHARED = {"start", "file"}


def named() -> set[str]:
    """Every rulebook, state and act of the shelf, as a program would write it."""
    found: set[str] = set()
    for file in rulebook_files():
        found |= {file.id, file.id.partition("/")[2]}
        for procedure in file.tree.get("procedures", {}).values():
            if isinstance(procedure, dict):
                found |= set(procedure.get("states", {})) | set(procedure.get("acts", {}))
    return found - SHARED


def constants(room: str) -> Iterator[tuple[str, str]]:
    for path in sorted((PACKAGE / room).rglob("*.py")):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield f"{short(path)}:{node.lineno}", node.value


def test_no_rulebook_state_or_act_is_named() -> None:
    words = named()
    assert {"accept", "publicity", "public-data-registration"} <= words, "the test looks at nothing"
    assert [f"{place} names {word}" for room in ROOMS for place, word in constants(room) if word in words] == []
