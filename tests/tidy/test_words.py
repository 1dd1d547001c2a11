"""Every module says what it is, labels speak both languages, and nothing private leaks into the tree."""

from __future__ import annotations

import ast
import inspect
import re

import guiju
from tests.tidy.house import PROMISED, files, python_files, short, tree

# Paths of somebody's machine, package registries, and talk of how the work was done: none belongs to a reader.
FORBIDDEN = re.compile(
    r"[/]work/|[/]tmp/|bash[_]jobs|file:[/][/]"
    r"|pypi[.]org|pythonhosted[.]|npmjs[.]|registry[.]npm|(?:deb|ftp|security)[.]debian|debian[.]org|proxy[.]golang"
    r"|\bsub-?agents?\b|\b(?:this|earlier|previous|next|last|helper) session\b|\bhelper agents?\b|\bAI assistant\b",
    re.IGNORECASE,
)


def test_every_module_opens_with_a_sentence() -> None:
    silent = [short(path) for path in python_files() if not (ast.get_docstring(tree(path)) or "").strip()]
    assert silent == []


def test_every_public_name_explains_itself() -> None:
    """What `guiju` exports has a docstring that a person wrote: a dataclass makes one up, which does not count."""
    for name in PROMISED:
        thing = getattr(guiju, name)
        words = inspect.getdoc(thing) or ""
        assert words and not words.startswith(f"{name}("), f"guiju.{name} has no docstring"


def test_nothing_private_leaks() -> None:
    found = []
    for path in files():
        try:
            lines = path.read_text("utf-8").splitlines()
        except UnicodeDecodeError:
            continue  # a database or a picture
        found += [f"{short(path)}:{n}: {line.strip()}" for n, line in enumerate(lines, 1) if FORBIDDEN.search(line)]
    assert not found


def test_the_leak_finder_finds_leaks() -> None:
    for leak in ("/wo" + "rk/x", "/tm" + "p/x", "a sub" + "agent", "the last ses" + "sion", "pypi" + ".org"):
        assert FORBIDDEN.search(f"see {leak}!")
    for word in ("an http session object", "scope='session'", "pytest.Session", "var/demo", "Debian package"):
        assert not FORBIDDEN.search(word)
