"""The catalogue of Chinese wording: what Python and templates say, gathered and kept in step. `make words` runs it.

The catalogue has no dates, no line numbers and one order, so that a change shows what was said anew and nothing else.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

from tests.tidy.house import PACKAGE

PO = PACKAGE / "kit" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
HEADER = """\
# Chinese wording of the interface. `make words` adds what the pages say anew and drops what they no longer say;
# whatever is between the quotes of a msgstr is written by people.
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
KEYWORDS = DEFAULT_KEYWORDS | {
    f"{name}_lazy": spec for name, spec in DEFAULT_KEYWORDS.items() if name.endswith("gettext")
}
MARKS = {"<" * 7: "ours", "|" * 7: "base", "=" * 7: "theirs", ">" * 7: "both"}
Id = tuple[str | None, str, str | None]
"""Context, what is said of one, and what is said of several."""


def sources(root: Path = PACKAGE) -> Iterator[tuple[str, str]]:
    """(where, Python) of everything that may speak: a template is turned into the calls that it stands for."""
    from django.utils.translation.template import templatize

    for path in sorted(root.rglob("*")):
        if path.suffix == ".py":
            yield str(path), path.read_text("utf-8")
        elif "templates" in path.parts and path.is_file():
            yield str(path), unindented(templatize(path.read_text("utf-8"), origin=str(path)))


def unindented(calls: str) -> str:
    """Indentation means nothing in a template, and would be an error in Python."""
    return "\n".join(line.lstrip() for line in calls.split("\n"))


def said(text: str) -> Iterator[Id]:
    """Every message that a piece of Python asks the catalogue for."""
    found = extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"})
    for _, words, _, context in found:
        one, several = words if isinstance(words, tuple) else (words, None)
        if one:
            yield context, one, several


def used(root: Path = PACKAGE) -> set[Id]:
    """Every message that the package asks for."""
    return {message for _, text in sources(root) for message in said(text)}


def kept(po: Path = PO) -> Catalog:
    """The catalogue as it lies there."""
    return read(po.read_text("utf-8") if po.is_file() else HEADER)


def read(text: str) -> Catalog:
    return read_po(io.StringIO(text), locale="zh_Hans", abort_invalid=True)


def sides(text: str) -> list[str]:
    """Both sides of a merge that stopped: two people added messages at the same place, which is no contradiction."""
    ours, theirs, into = [], [], "both"
    for line in text.splitlines(keepends=True):
        mark = line[:7]
        if mark in MARKS:
            into = MARKS[mark]
        else:
            ours += [line] if into in ("both", "ours") else []
            theirs += [line] if into in ("both", "theirs") else []
    return ["".join(ours), "".join(theirs)] if ours != theirs else ["".join(ours)]


def id_of(message: Message) -> Id:
    one, several = message.id if isinstance(message.id, (tuple, list)) else (message.id, None)
    return message.context, one, several


def wording(message: Message) -> str:
    """The Chinese, which has one form for one and for many."""
    found = message.string if isinstance(message.string, str) else next(iter(message.string or ()), "")
    return found or ""


def renewed(text: str, messages: set[Id]) -> str:
    """A catalogue that says exactly these messages, with the wording that is there already; in a merge, theirs."""
    catalogues = [read(side) for side in sides(text or HEADER)]
    words = {
        id_of(message): wording(message) for found in catalogues for message in found if message.id and wording(message)
    }
    fresh = Catalog(locale="zh_Hans")
    for message in sorted(messages, key=lambda message: (message[1], message[0] or "")):
        context, one, several = message
        chinese = words.get(message, "")
        fresh.add((one, several) if several else one, (chinese,) if several else chinese, context=context)
    out = io.BytesIO()
    write_po(out, fresh, width=0, no_location=True, omit_header=True)
    return HEADER + out.getvalue().decode().rstrip("\n") + "\n"


def placeholders(text: str) -> list[str]:
    """What is filled in when the message is shown."""
    return sorted(re.findall(r"%\(\w+\)[a-z]|(?<!%)%[sd]|\{\w*\}", text.replace("%%", "")))


def compiled(po: Path = PO) -> bytes:
    """The catalogue as the program reads it."""
    out = io.BytesIO()
    write_mo(out, kept(po))
    return out.getvalue()


def answers(mo: bytes) -> dict[Id, str]:
    """Message -> wording, of a compiled catalogue."""
    return {id_of(message): wording(message) for message in read_mo(io.BytesIO(mo)) if message.id}


def main() -> int:
    """Renew the catalogue, compile it, and name what still lacks Chinese words."""
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_text(renewed(PO.read_text("utf-8") if PO.is_file() else "", used()), "utf-8")
    MO.write_bytes(compiled())
    lacking = [id_of(message)[1] for message in kept() if message.id and not wording(message)]
    print("\n".join(f"no Chinese words: {one!r}" for one in lacking) or f"{len(kept())} messages, all in Chinese")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
