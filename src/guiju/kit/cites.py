"""How a provision is written for a person: `XX/…#a…` is XX 第…条, or XX art. … ."""

from __future__ import annotations

import re
from collections.abc import Iterable

from guiju.kernel.values import Cite

_PATH = re.compile(r"([A-Za-z]+?)(\d+)((?:\([^)]*\)|\.\d+)*)")
_KINDS = {
    "a": ("第{n}条{rest}", "art. {n}{rest}"),
    "c": ("{n}{rest} 条", "clause {n}{rest}"),  # of a standard
    "r": ("规则{n}{rest}", "rule {n}{rest}"),
    "t": ("所述第{n}项{rest}", "as told, item {n}{rest}"),  # of a text that only somebody's report tells of
}


def place_of(cite: Cite) -> str:
    return cite.partition("#")[0].partition("/")[0] if "#" in cite else ""


def say_cite(cite: Cite | None, language: str, *, named: bool = False) -> str:
    """One provision; empty when there is none. A path of another form stays as it is written. `named`: also of which
    text, where several are cited side by side.
    """
    if not cite:
        return ""
    path = cite.rpartition("#")[2]
    match = _PATH.fullmatch(path)
    forms = _KINDS.get(match[1]) if match else None
    if match is not None and forms is not None:
        path = forms[language == "en"].format(n=match[2], rest=match[3])
    return f"{cite.rpartition('#')[0] if named else place_of(cite)} {path}".strip()


def say_cites(cites: Iterable[Cite | None], language: str, *, named: bool = False) -> str:
    """Several provisions, each once, the nearest first."""
    said = dict.fromkeys(say_cite(cite, language, named=named) for cite in cites if cite)
    return " / ".join(said)
