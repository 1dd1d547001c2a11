"""Patterns of file names: `*` and `?` within a name, `[…]` for one of several characters, `**` for any folders."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path, PurePath, PurePosixPath

_MAGIC = set("*?[")


def is_pattern(path: Path) -> bool:
    """A file that is really called so is a file."""
    return bool(_MAGIC & set(str(path))) and not path.exists()


def base(path: PurePath) -> PurePath:
    """The last folder before anything is left open."""
    while _MAGIC & set(str(path)):
        path = path.parent
    return path


def matches(file: PurePosixPath, pattern: str) -> bool:
    """Whether a path, told from the folder where the pattern begins, is one of those meant."""
    return _fits(file.parts, PurePosixPath(pattern).parts)


def _fits(names: tuple[str, ...], asked: tuple[str, ...]) -> bool:
    if not asked:
        return not names
    if asked[0] == "**":
        return any(_fits(names[more:], asked[1:]) for more in range(len(names) + 1))
    return bool(names) and fnmatchcase(names[0], asked[0]) and _fits(names[1:], asked[1:])
