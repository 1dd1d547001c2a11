"""The source of this house as data: its files, its syntax trees, and who imports whom."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
PACKAGE = SOURCE / "guiju"
RULEBOOKS = PACKAGE / "rulebooks"
CODE_FOLDERS = ("src", "tests", "bench", "examples", "docs")
NOT_OURS = {".git", ".venv", "var", ".hypothesis", "build", "dist", "__pycache__"}

# Each may import only what stands to its right.
LAYERS = ("faces", "wings", "kit", "store", "plane", "shelf", "kernel")
# The public promise of version 0.x: these names and no others.
PROMISED = (
    *("open_shelf", "Shelf", "Rulebook", "Calendar", "due", "Due", "Act", "Taken", "Refused", "Record"),
    *("decide", "open_office", "perform", "Receipt", "scan"),
)


def files() -> Iterator[Path]:
    """Every file of the project that a person wrote, whatever its kind."""
    for folder, inner, names in os.walk(ROOT):
        inner[:] = sorted(name for name in inner if name not in NOT_OURS and not name.endswith((".egg-info", "_cache")))
        yield from (Path(folder, name) for name in sorted(names) if name not in NOT_OURS)


def python_files() -> list[Path]:
    """Python under every folder that holds code; migrations apart, which Django writes."""
    found = [path for folder in CODE_FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file, parsed once."""
    return ast.parse(path.read_text("utf-8"), str(path))


def short(path: Path) -> str:
    """A path as a person writes it."""
    return path.relative_to(ROOT).as_posix()


@cache
def modules() -> Mapping[str, Path]:
    """Dotted name -> file, for the whole package."""
    names = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        names[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return names


@dataclass(frozen=True, slots=True)
class Import:
    """One name that a module imports, wherever in the file it does so."""

    target: str
    line: int


def imports(root: ast.AST) -> Iterator[Import]:
    """All imports of a tree: at the top, inside functions, for type checking only, and by `import_module`.

    `from a import b` yields `a.b`: whether b is a module or a name in a, the caller can tell.
    """
    for node in ast.walk(root):
        match node:
            case ast.Import(names=names):
                yield from (Import(alias.name, node.lineno) for alias in names)
            case ast.ImportFrom(module=str(base), names=names, level=0):
                yield from (Import(f"{base}.{alias.name}", node.lineno) for alias in names)
            case ast.ImportFrom(level=level) if level:
                raise AssertionError(f"line {node.lineno}: relative imports hide who imports whom")
            case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called), args=[ast.Constant(value=str(name))]):
                if called in ("import_module", "__import__"):
                    yield Import(name, node.lineno)


def module_of(target: str, known: Iterable[str]) -> str | None:
    """The module of ours that an import reaches: the longest known prefix.

    A name that begins with an underscore and stands in the door itself (`guiju.__version__`) reaches nothing:
    Python loads a parent package before anything in it, so nothing new is depended on.
    """
    names = set(known)
    while target not in names:
        base, dot, last = target.rpartition(".")
        if not dot or (base == "guiju" and last.startswith("__")):
            return None
        target = base
    return target


@cache
def graph() -> Mapping[str, Mapping[str, int]]:
    """Module -> the modules of ours that it imports, each with the line."""
    edges: dict[str, dict[str, int]] = {}
    for name, path in modules().items():
        reached = ((module_of(found.target, modules()), found.line) for found in imports(tree(path)))
        edges[name] = {target: line for target, line in reached if target and target != name}
    return edges


def layer_of(module: str) -> str | None:
    """`guiju.kernel.values` -> `kernel`; the door `guiju` and `guiju.__main__` stand above all layers."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] != "__main__" else None


def outside(path: Path) -> set[str]:
    """Top-level names of the packages that a file imports, Python's own and ours left out."""
    tops = {found.target.partition(".")[0] for found in imports(tree(path))}
    return tops - set(sys.stdlib_module_names) - {"guiju"}
