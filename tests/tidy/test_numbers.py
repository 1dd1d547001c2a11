"""Money, energy, certificates: integers and decimals, never a float."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.tidy.house import layer_of, modules, tree


def floats(root: ast.AST) -> Iterator[int]:
    """Lines with a float literal or a call of `float`."""
    for node in ast.walk(root):
        match node:
            case ast.Constant(value=float() | complex()):
                yield node.lineno
            case ast.Call(func=ast.Name(id="float")):
                yield node.lineno


def test_no_float_in_the_kernel() -> None:
    kernel = {name: list(floats(tree(path))) for name, path in modules().items() if layer_of(name) == "kernel"}
    assert not {name: lines for name, lines in kernel.items() if lines}


def test_the_float_finder_finds_floats() -> None:
    assert list(floats(ast.parse("x = 0.1\ny = float('1')\nz = isinstance(x, float)\nw = 1e3"))) == [1, 2, 4]
