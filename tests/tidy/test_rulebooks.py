"""The rulebooks as text: each citation leads to a provision, each label speaks both languages.

Read with PyYAML alone, so that a mistake in the shelf cannot hide a mistake in a rulebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.tidy.house import ROOT, RULEBOOKS, short

CITING = ("cite", "also", "cites")


@dataclass(frozen=True, slots=True)
class File:
    """One YAML file. `id` is the instrument that it states or, for cases, the one it lies beside."""

    path: Path
    id: str
    tree: Mapping[str, Any]


@cache
def rulebook_files() -> tuple[File, ...]:
    """Versions and cases, of the built-in shelf and of the examples."""
    folders = (RULEBOOKS, ROOT / "examples")
    paths = [path for folder in folders for path in sorted(folder.rglob("*.yaml"))]
    found = []
    for path in paths:
        content = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
        if isinstance(content, dict) and isinstance(content.get("rulebook"), str):
            found.append(File(path, content["rulebook"], content))
        elif path.name == "cases.yaml":
            found.append(File(path, f"{path.parts[-3]}/{path.parts[-2]}", content))
    return tuple(found)


def provisions(files: tuple[File, ...]) -> dict[str, set[str]]:
    """Instrument -> provision paths of all its versions; also those that a rulebook states of another text."""
    known: dict[str, set[str]] = {}
    for file in files:
        stated = file.tree.get("provisions", {})
        for key in stated if isinstance(stated, Mapping) else ():
            instrument, mark, path = key.rpartition("#")
            known.setdefault(instrument if mark else file.id, set()).add(path)
        known.setdefault(file.id, set())
    return known


def scalars(value: object) -> Iterator[str]:
    """The words of a citation: one, a list, or a map of them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from scalars(item)
    elif isinstance(value, list):
        for item in value:
            yield from scalars(item)


def citations(value: object, owner: str) -> Iterator[tuple[str, str]]:
    """(instrument, provision path) of everything cited. The other side of a conflict speaks of its own text."""
    if isinstance(value, list):
        for item in value:
            yield from citations(item, owner)
    if not isinstance(value, Mapping):
        return
    for key, item in value.items():
        if key in CITING:
            for word in scalars(item):
                instrument, mark, path = word.rpartition("#")
                yield (instrument if mark else owner), path
        elif key == "theirs" and "with" in value:
            yield from citations(item, str(value["with"]))
        else:
            yield from citations(item, owner)


def stands(path: str, known: set[str]) -> bool:
    """`a9(1)` and `annexIII.5` stand if they, or what they are a part of, are stated."""
    while path not in known:
        shorter = re.sub(r"(\([^()]*\)|\.[^.()]+)$", "", path)
        if shorter == path:
            return False
        path = shorter
    return True


def dangling(files: tuple[File, ...]) -> list[str]:
    """Citations of provisions that no file states. The other side of a conflict may be a text not on the shelf."""
    known = provisions(files)
    found = []
    for file in files:
        rivals = {conflict.get("with") for conflict in file.tree.get("conflicts", {}).values()} - known.keys()
        for instrument, path in citations(file.tree, file.id):
            if instrument not in rivals and not stands(path, known.get(instrument, set())):
                found.append(f"{file.path}: {instrument}#{path}")
    return found


def half_labels(value: object, where: str = "") -> Iterator[str]:
    """Labels that lack a language, or say nothing in one."""
    if isinstance(value, Mapping):
        if ("zh" in value or "en" in value) and not (value.get("zh") and value.get("en")):
            yield where
        for key, item in value.items():
            yield from half_labels(item, f"{where}.{key}")
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from half_labels(item, f"{where}[{n}]")


def test_there_are_rulebooks() -> None:
    assert {file.id for file in rulebook_files()} >= {"CN/public-data-registration", "CN-FJ/public-data-registration"}


def test_every_citation_leads_to_a_provision() -> None:
    assert dangling(rulebook_files()) == []


def test_every_label_speaks_both_languages() -> None:
    """Glossary and calendar too."""
    paths = [path for folder in (RULEBOOKS, ROOT / "examples") for path in sorted(folder.rglob("*.yaml"))]
    found = {short(path): list(half_labels(yaml.load(path.read_text("utf-8"), yaml.BaseLoader))) for path in paths}
    assert not {path: labels for path, labels in found.items() if labels}


def test_a_provision_without_effect_says_why() -> None:
    silent = [
        f"{file.path}: {key}"
        for file in rulebook_files()
        if isinstance(stated := file.tree.get("provisions", {}), Mapping)
        for key, provision in stated.items()
        if provision.get("effect") == "none" and not provision.get("why")
    ]
    assert silent == []


def test_a_province_states_only_what_differs() -> None:
    """Fewer than 120 lines, each draft of it as well; an office lists its fields one by one."""
    provinces = [
        file
        for file in rulebook_files()
        if "extends" in file.tree and file.tree.get("version", {}).get("status") != "office_rule"
    ]
    assert provinces
    lines = {short(file.path): len(file.path.read_text("utf-8").splitlines()) for file in provinces}
    assert not {path: count for path, count in lines.items() if count >= 120}


def test_the_citation_finder_finds_dangling_ones() -> None:
    nation = File(Path("n"), "CN/x", {"rulebook": "CN/x", "provisions": {"a9": {}, "a10": {}}, "cite": "a9(1)"})
    child = {"cites": {"accept": "a16"}, "provisions": {"a16": {}}, "clocks": {"accept": {"cite": "CN/x#a10"}}}
    assert dangling((nation, File(Path("c"), "CN-FJ/x", child))) == []
    for flaw in ({"cite": "a17"}, {"also": "CN/x#a16"}, {"acts": [{"cite": ["a16", "CN/y#a1"]}]}):
        assert dangling((nation, File(Path("c"), "CN-FJ/x", {**child, **flaw})))
    abroad = {**child, "provisions": {"a16": {}, "CN/y#a1": {}}, "cite": "CN/y#a1(2)"}
    assert dangling((nation, File(Path("c"), "CN-FJ/x", abroad))) == []
    assert dangling((nation, File(Path("c"), "CN-FJ/x", {**abroad, "cite": "CN/y#a2"})))
    conflict = {"with": "CN/x", "theirs": {"cite": "a10"}, "ours": {"cite": "a16"}}
    assert dangling((nation, File(Path("c"), "CN-FJ/x", {**child, "conflicts": {"c": conflict}}))) == []
    wrong = {**conflict, "theirs": {"cite": "a99"}}
    assert dangling((nation, File(Path("c"), "CN-FJ/x", {**child, "conflicts": {"c": wrong}})))
    assert dangling((File(Path("c"), "CN-FJ/x", {**child, "clocks": {}, "conflicts": {"c": wrong}}),)) == []


def test_the_label_finder_finds_half_labels() -> None:
    labels = {"a": {"zh": "受理"}, "b": [{"zh": "", "en": "x"}], "c": {"zh": "受理", "en": "accept"}}
    assert list(half_labels(labels)) == [".a", ".b[0]"]
