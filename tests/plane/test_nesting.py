"""Brackets of JSON are counted many at a time as they are one by one, wherever the reading is cut."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from guiju.plane import nesting
from guiju.plane.nesting import Walk, walk

SIGNS = '{}[]{}[]"""\\\\\n\n,:a1 汉'


def one_by_one(text: bytes, by_line: bool) -> Walk:
    """Byte for byte, as the rule is written."""
    said, inside, escaped, depth = Walk(), False, False, 0
    starts: list[int] = []
    for at, byte in enumerate(text):
        sign, was, escaped = bytes([byte]), escaped, False
        if sign == b"\n" and by_line:
            inside, depth = False, 0
        elif sign == b"\\":
            escaped = not was
        elif sign == b'"' and not was:
            inside = not inside
        elif sign in (b"[", b"{") and not inside:
            depth += 1
            said.tops += depth == 1
            said.first = said.first or sign
            starts += [at] if depth == 2 and sign == b"[" else []
        elif sign in (b"]", b"}") and not inside:
            depth -= 1
            if depth == 1 and sign == b"]" and starts:
                said.arrays.append((starts.pop(0), at + 1))
        said.deepest = max(said.deepest, depth)
    said.inside, said.depth = inside, depth
    return said


def balanced(dice: Random, deep: int = 0) -> str:
    """A value of JSON, its texts full of what might be taken for brackets."""
    kind = dice.randrange(4 if deep < 5 else 1)
    if kind == 0:
        return (
            '"'
            + "".join(dice.choice(("{", "[", "]", "\\\\", '\\"', "\\n", "汉", "a")) for _ in range(dice.randrange(9)))
            + '"'
        )
    parts = [balanced(dice, deep + 1) for _ in range(dice.randrange(4))]
    return (
        "[" + ",".join(parts) + "]"
        if kind == 1
        else "{" + ",".join(f'"k{n}":{part}' for n, part in enumerate(parts)) + "}"
    )


@pytest.mark.parametrize("chunk", [1, 7, 1 << 20])
@pytest.mark.parametrize("by_line", [False, True])
def test_many_at_a_time_is_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int, by_line: bool
) -> None:
    monkeypatch.setattr(nesting, "_CHUNK", chunk)
    dice, file = Random(chunk + by_line), tmp_path / "a.json"
    for turn in range(300):
        noise = "".join(dice.choice(SIGNS) for _ in range(dice.randrange(60)))
        text = (noise if turn % 3 == 0 and by_line else balanced(dice) + "\n" * (turn % 2)).encode()
        file.write_bytes(text)
        found, said = walk(file, by_line=by_line), one_by_one(text, by_line)
        assert (found.deepest, found.depth, found.inside) == (said.deepest, said.depth, said.inside), text
        if not by_line:
            assert (found.tops, found.first) == (said.tops, said.first), text
            assert found.arrays == (said.arrays if said.first == b"{" else []), text
