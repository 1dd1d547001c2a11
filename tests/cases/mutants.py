"""Rulebooks with one value changed: each scalar that is not wording, in the ways in which one slips.

The change is made in the text of the file, so that the mutant goes the whole way that a real rulebook goes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import yaml

WORDING = ("label", "help", "says", "why", "title", "zh", "en")
DIGEST = 64
CITE = re.compile(r"(\S*#)?[ar]\d+(\(\d+\))*")
TERM = re.compile(r"(\d+)(h|wd|nd|m|y)")
SIGNS = {
    "&&": "||",
    "||": "&&",
    "==": "!=",
    "!=": "==",
    "<=": "<",
    ">=": ">",
    "!": "",
    "earliest": "latest",
    "on": "acceptance_date",
}
SIGN = re.compile(r"&&|\|\||==|!=|<=|>=|!(?!=)|\bearliest\b|'[^']*'|(?<=\()on\b")


@dataclass(frozen=True, slots=True)
class Mutant:
    where: str
    was: str
    now: str
    text: str


@dataclass(frozen=True, slots=True)
class Leaf:
    path: tuple[str, ...]
    node: yaml.ScalarNode

    @property
    def key(self) -> str:
        """The nearest name above it; places in a list do not count."""
        return next((step for step in reversed(self.path) if not step.isdigit()), "")


def leaves(node: yaml.Node, path: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """Every value that is not wording, and not `null`."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value not in WORDING:
                yield from leaves(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from leaves(value, (*path, str(index)))
    elif isinstance(node, yaml.ScalarNode) and node.tag != "tag:yaml.org,2002:null":
        yield Leaf(path, node)


def questions(node: yaml.Node) -> Iterator[tuple[str, yaml.MappingNode]]:
    """The fields of forms, as `forms.first.fields.abstract`."""
    members = {key.value: value for key, value in node.value}
    for form, body in members["forms"].value if "forms" in members else ():
        for part, fields in body.value:
            if part.value == "fields":
                yield from ((f"forms.{form.value}.fields.{name.value}", field) for name, field in fields.value)


def changed(value: str, peers: list[str]) -> Iterator[str]:
    """A value as it may slip: another number, unit, day, sign, article, or another word that stands in such a place."""
    if match := TERM.fullmatch(value):
        yield f"{int(match[1]) + 1}{match[2]}"
        yield f"{match[1]}{'nd' if match[2] == 'wd' else 'wd'}"
    elif re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        yield (date.fromisoformat(value) + timedelta(days=1)).isoformat()
        yield (date.fromisoformat(value) - timedelta(days=1)).isoformat()
    elif value in ("true", "false"):
        yield "false" if value == "true" else "true"
    elif value.isdigit():
        yield str(int(value) + 1)
    elif re.search(r"[&|=<>!?(]", value) and not CITE.fullmatch(value):
        yield from slipped(value)
    else:
        others = [peer for peer in peers if peer != value] or [value + "x"]
        if CITE.fullmatch(value):
            yield re.sub(r"[ar](\d+)", lambda found: found[0][0] + str(int(found[1]) + 1), value)
            yield others[0]
        else:
            yield from others[: 1 if len(value) == DIGEST else 3]


def slipped(expression: str) -> Iterator[str]:
    """Each sign of an expression turned, one at a time; each word in quotes misspelt."""
    for sign in SIGN.finditer(expression):
        word = sign[0]
        turned = SIGNS.get(word) if word in SIGNS else re.sub(r"\d+", lambda found: str(int(found[0]) + 1), word)
        if turned == word:
            turned = f"'x{word[1:]}"
        yield expression[: sign.start()] + str(turned) + expression[sign.end() :]


def mutants(file: Path) -> Iterator[Mutant]:
    """Every mutant of one file."""
    text = file.read_text("utf-8")
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert root is not None
    found = list(leaves(root))
    peers: dict[str, list[str]] = {}
    for leaf in found:
        known = peers.setdefault(leaf.key, [])
        if leaf.node.value not in known:
            known.append(leaf.node.value)
    for leaf in found:
        start, end = leaf.node.start_mark.index, leaf.node.end_mark.index
        for now in changed(leaf.node.value, peers[leaf.key]):
            mutated = text[:start] + json.dumps(now, ensure_ascii=False) + text[end:]
            yield Mutant(".".join(leaf.path), leaf.node.value, now, mutated)
    for path, field in questions(root):
        if all(key.value != "public" for key, _ in field.value):
            assert field.flow_style, f"{path} is not written on one line"
            start = field.start_mark.index + 1
            yield Mutant(path, "not public", "public", text[:start] + "public: true, " + text[start:])
