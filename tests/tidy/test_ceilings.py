"""A function fits on a screen and a file in a head. There is no list of exceptions."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.tidy.house import python_files, short, tree

FUNCTION_LINES_MAX = 50
FILE_LINES_MAX = 400


def long_functions(root: ast.AST) -> Iterator[tuple[str, int]]:
    """Functions over the ceiling, nested ones counted in; decorators are not counted, `def` to last line is."""
    for node in ast.walk(root):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES_MAX:
                yield node.name, lines


def test_functions_fit_on_a_screen() -> None:
    found = {short(path): list(long_functions(tree(path))) for path in python_files()}
    assert not {path: long for path, long in found.items() if long}


def test_files_fit_in_a_head() -> None:
    lines = {short(path): len(path.read_text("utf-8").splitlines()) for path in python_files()}
    assert not {path: count for path, count in lines.items() if count > FILE_LINES_MAX}


def test_the_ceiling_has_no_gap() -> None:
    """Fifty lines pass, fifty-one fail; so does a short function that wraps a long one."""
    at, over = ("def f():\n" + "    x = 1\n" * body for body in (FUNCTION_LINES_MAX - 1, FUNCTION_LINES_MAX))
    assert not list(long_functions(ast.parse("@decorated\n" + at)))
    assert list(long_functions(ast.parse(over))) == [("f", FUNCTION_LINES_MAX + 1)]
    wrapped = "def g():\n    def h():\n" + "        x = 1\n" * FUNCTION_LINES_MAX
    assert {name for name, _ in long_functions(ast.parse(wrapped))} == {"g", "h"}
