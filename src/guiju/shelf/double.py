"""Double entry: what a case file says of the rulebook itself, beside what it does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from guiju.kernel.rulebook import Field
from guiju.shelf.beside import NotPlayable
from guiju.shelf.seen import NONE, Seen, differ, same_set, say
from guiju.shelf.tree import Plain


def at(tree: Plain, path: str) -> Plain:
    """The part of the tree that a path names; provisions may be named short."""
    steps = path.split(".")
    acts = ["procedures", steps[0], "acts", *steps[1:]]
    for way in (steps, acts, ["procedures", *steps], ["clocks", *steps]):
        node: Plain = tree
        for step in way:
            if isinstance(node, list):  # effects go by their place, from 0
                node = node[int(step)] if step.isdigit() and int(step) < len(node) else None
            else:
                node = node.get(step) if isinstance(node, dict) else None
        if node is not None:
            return node
    raise NotPlayable(f"nothing in the rulebook is called {path}")


def rests_on(seen: Seen, wanted: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for short, paths in wanted.items():
        cite = short if "#" in short else f"{seen.looks.owner}#{short}"
        for path in paths:
            item = at(seen.looks.tree, path)
            rests = [item.get(key) for key in ("cite", "also")] if isinstance(item, dict) else []
            if cite not in rests:
                yield f"{path} rests on {say([cite for cite in rests if cite])}, not on {cite}"


def is_so(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    for path, value in wanted.items():
        is_so = at(seen.looks.tree, path)
        yield from differ(path, ", ".join(map(str, is_so)) if isinstance(is_so, list) else is_so, value)


def words(field: Field) -> list[str]:
    """What a field asks, in words that may stand in any order."""
    said = [field.block, field.type]
    if field.required is not False:
        said.append("required" if field.required is True else f"required if {field.required}")
    said += [word for word, so in (("public", field.public), ("secret", field.secret)) if so]
    valued = (("at", field.at), ("longest", field.longest), ("by", field.filled_by))
    said += [f"{word} {value}" for word, value in valued if value]
    said += [f"states {word}" for word in field.measures]
    said += [f"must {field.check}"] if field.check else []
    said += ["|".join(field.one_of)] if field.one_of else []
    return [*said, str(field.mark)] if field.mark else said


def asked(seen: Seen, wanted: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Iterator[str]:
    for form, asked in wanted.items():
        known = seen.resolved.rulebook.forms[form].fields
        for name, said in asked.items():
            yield from same_set(f"{form}.{name}", words(known[name]) if name in known else (), said)


def _own(seen: Seen) -> list[tuple[str, Mapping[str, Plain]]]:
    provisions = at(seen.looks.tree, "provisions")
    assert isinstance(provisions, dict)
    own = f"{seen.looks.owner}#"
    mine = [(key.removeprefix(own), item) for key, item in provisions.items() if key.startswith(own)]
    return [(key, item) for key, item in mine if isinstance(item, dict)]


def encoded(seen: Seen, wanted: tuple[str, ...]) -> Iterator[str]:
    encoded = (key for key, item in _own(seen) if item.get("effect", "encoded") == "encoded")
    yield from same_set("encoded", encoded, wanted)


def articles(seen: Seen, wanted: str) -> Iterator[str]:
    listed = "".join(f"{key} {item.get('text_sha256', NONE)}\n" for key, item in _own(seen))
    yield from differ("the digest of all articles", hashlib.sha256(listed.encode()).hexdigest(), wanted)
