"""Deposits as they are read: by their depositor and by the office. What was erased of them is told as erased.

A deposit is the acts of one number: `deposit`, then any `attach`. Its owner is who signed the first.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from guiju.store import people
from guiju.store.database import Value, rows, text
from guiju.store.office import Office
from guiju.store.people import OFFICER, Actor
from guiju.store.writing import OFFICE

DEPOSIT, ATTACH = "deposit", "attach"
ABOUT = "@deposit"  # the block that says who deposited, and what for
FILE = "@file/"  # begins the name of the block of a file
TYPES = ("data", "screenshot", "query_result", "log", "other")
PAGE, MOST = 20, 100  # deposits on a page: usually, and at most
_NUMBER = re.compile(r"\d{6}-\d{4}-D\d{6,}")
# written out, so that the index of these rows is found
DEPOSITS = f"kind = '{OFFICE}' AND verb = '{DEPOSIT}'"
OF_PARTY = f"a.number IN (SELECT number FROM act WHERE {DEPOSITS} AND party = %s)"
"""The acts `a` of what a party deposited, its attachments included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One file. All but `block` and `kept` is empty when it was erased."""

    block: str
    erased: bool = False
    name: str = ""
    sha256: str = ""
    size: int = 0
    type: str = ""
    kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One act: the deposit itself, or files attached later. `who` and `note` are empty when they were erased."""

    act: str
    verb: str
    on: date
    at: datetime
    who: str
    note: str
    files: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    number: str
    parts: tuple[Part, ...]

    @property
    def on(self) -> date:
        return self.parts[0].on

    @property
    def files(self) -> tuple[Evidence, ...]:
        return tuple(file for part in self.parts for file in part.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Deposits, the newest first. `after` continues the list; None: it ends here."""

    items: tuple[Deposit, ...]
    after: str | None


def is_number(word: str) -> bool:
    """Could this be the number of a deposit?"""
    return _NUMBER.fullmatch(word) is not None


def owner(number: str) -> str | None:
    """Who deposited, as they sign; None where there is no such deposit."""
    found = rows(f"SELECT party FROM act WHERE number = %s AND {DEPOSITS}", (number,)) if is_number(number) else []
    return text(found[0][0]) if found else None


def look(number: str, actor: Actor) -> Deposit | None:
    """A deposit, for its depositor and for the office; nobody else finds it."""
    granted = people.granted(actor)
    whose = owner(number)
    if granted is None or whose is None or (whose != actor.signs_as and OFFICER not in granted.roles):
        return None
    return next(iter(_deposits([number])), None)


def of(actor: Actor, *, after: str | None = None, limit: int = PAGE) -> Page:
    """A page of one's own deposits; of all for the office."""
    granted = people.granted(actor)
    where, values = [DEPOSITS], list[Value]()
    if granted is None:
        return Page(items=(), after=None)
    if OFFICER not in granted.roles:
        where.append("party = %s")
        values.append(actor.signs_as)
    if after is not None:
        where.append("number < %s")
        values.append(after)
    count = max(1, min(limit, MOST))
    found = rows(
        f"SELECT number FROM act WHERE {' AND '.join(where)} ORDER BY number DESC LIMIT %s", [*values, count + 1]
    )
    numbers = [text(row[0]) for row in found[:count]]
    return Page(items=tuple(_deposits(numbers)), after=numbers[-1] if len(found) > count else None)


def _deposits(numbers: Sequence[str]) -> Iterator[Deposit]:
    """In the order of the numbers given, two statements for all of them."""
    if not numbers:
        return
    marks = ", ".join(["%s"] * len(numbers))
    acts = rows(
        "SELECT id, number, verb, happened, instant FROM act "
        f"WHERE number IN ({marks}) AND verb IN ('{DEPOSIT}', '{ATTACH}') ORDER BY seq",
        numbers,
    )
    held: dict[str, dict[str, Mapping[str, object] | None]] = {}
    for act, name, content in rows(
        "SELECT b.act_id, b.name, b.content FROM block b JOIN act a ON a.id = b.act_id "
        f"WHERE a.number IN ({marks}) AND a.verb IN ('{DEPOSIT}', '{ATTACH}')",
        numbers,
    ):
        held.setdefault(text(act), {})[text(name)] = json.loads(text(content)) if content is not None else None
    parts: dict[str, list[Part]] = {number: [] for number in numbers}
    for act, number, verb, on, at in acts:
        parts[text(number)].append(_part(text(act), text(verb), str(on), text(at), held.get(text(act), {})))
    for number in numbers:
        yield Deposit(number=number, parts=tuple(parts[number]))


def _part(act: str, verb: str, on: str, at: str, blocks: Mapping[str, Mapping[str, object] | None]) -> Part:
    about = blocks.get(ABOUT) or {}
    named = sorted((name for name in blocks if name.startswith(FILE)), key=lambda name: int(name.removeprefix(FILE)))
    return Part(
        act=act,
        verb=verb,
        on=date.fromisoformat(on),
        at=datetime.fromisoformat(at),
        who=str(about.get("depositor", "")),
        note=str(about.get("note", "")),
        files=tuple(_evidence(name, blocks[name]) for name in named),
    )


def _evidence(block: str, content: Mapping[str, object] | None) -> Evidence:
    if content is None:
        return Evidence(block=block, erased=True)
    return Evidence(
        block=block,
        name=str(content["name"]),
        sha256=str(content["sha256"]),
        size=int(str(content["size"])),
        type=str(content["type"]),
        kept=content["kept"] is True,
    )


def day_of(party: str, sha256: str) -> date | None:
    """The first day on which a party deposited a file of that digest."""
    found = rows(
        "SELECT a.happened FROM act a JOIN block b ON b.act_id = a.id "
        f"WHERE {OF_PARTY} AND a.verb IN ('{DEPOSIT}', '{ATTACH}') AND a.party = %s AND b.name LIKE '{FILE}%%' "
        "AND b.content LIKE %s ORDER BY a.seq LIMIT 1",
        (party, party, f'%"sha256":"{sha256}"%'),
    )
    return date.fromisoformat(str(found[0][0])) if found else None


def kept_file(office: Office, deposit: Deposit, block: str) -> tuple[Evidence, Path] | None:
    """A file that was kept, and where it lies; for whoever may see the deposit."""
    for part in deposit.parts:
        for file in part.files:
            if file.block == block and file.kept:
                found = rows("SELECT path FROM attachment WHERE act_id = %s AND block = %s", (part.act, block))
                return (file, office.path / text(found[0][0])) if found else None
    return None


def flaws(office: Office) -> Iterator[str]:
    """Where the kept files are not those that were deposited."""
    kept: set[tuple[str, str]] = set()
    for act, block, sha256, path in rows("SELECT act_id, block, sha256, path FROM attachment ORDER BY id"):
        kept.add((text(act), text(block)))
        file = office.path / text(path)
        if not file.is_file():
            yield f"{act}: the file of {block} is to be kept, and is not there"
            continue
        with file.open("rb") as handle:
            if hashlib.file_digest(handle, "sha256").hexdigest() != sha256:
                yield f"{act}: the file of {block} is not what was deposited"
    for act, name, content in rows(
        f"SELECT act_id, name, content FROM block WHERE name LIKE '{FILE}%%' AND content IS NOT NULL"
    ):
        said = json.loads(text(content))["kept"]
        if said != ((text(act), text(name)) in kept):
            yield f"{act}: {name} is {'not ' if said else ''}kept, and its block says otherwise"
