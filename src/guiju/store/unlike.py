"""No double filing across offices: what a record must not be twice, as digests, here and in what others mirrored.

The digests are made when an entry is put on the register or changed there, from the rulebook's own rules (`unique`), in
the name of the network that offices agreed upon. A block of the act holds them, shut to everybody but known offices.
A record of another office that looks the same is shown to the kernel as a case called `<office>:<number>`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from guiju.kernel.docket import Docket
from guiju.kernel.needs import Lookup
from guiju.kernel.record import Pin, Record
from guiju.kernel.sameness import NETWORK, digest
from guiju.store.books import Books
from guiju.store.database import put_setting, rows, setting, text


def network() -> str:
    """What is mixed into the digests."""
    return setting("network") or NETWORK


def set_network(word: str) -> None:
    """From now on; records that are on the register keep the digests that they have."""
    put_setting("network", word)


def digests(books: Books, docket: Docket, entry: Record) -> dict[str, str]:
    """What no other office may register as well: of the case that an entry came from, each rule's digest."""
    found: dict[str, str] = {}
    at: Record | None = entry
    while at is not None:
        for same in books.of(at).uniques.get(at.procedure, ()):
            lookup = same.lookup(at.facts)
            if lookup is not None:
                found[f"{at.procedure}.{same.name}"] = digest(network(), lookup)
        at = docket.get(at.subject) if at.subject is not None else None
    return found


def elsewhere(lookups: Sequence[Lookup]) -> Mapping[Lookup, list[Record]]:
    """Standing records of other offices that are alike, as cases of theirs."""
    asked = {lookup: digest(network(), lookup) for lookup in lookups if lookup.alike}
    found: dict[str, list[str]] = {}
    for one, peer, number in alike(list(asked.values())):
        found.setdefault(one, []).append(f"{peer}:{number}")
    return {lookup: [_theirs(lookup, number) for number in found.get(one, ())] for lookup, one in asked.items()}


def _theirs(lookup: Lookup, number: str) -> Record:
    """As much of a case as a rule on duplicates looks at: it stands, in no state of ours."""
    pin = Pin(rulebook=lookup.rulebook, version="", revision=0, tree="", calendar="")
    return Record(number=number, procedure=lookup.procedure, pin=pin, state="")


def is_theirs(number: str) -> bool:
    """Is this the name of another office's record? Numbers of cases hold no colon."""
    return ":" in number


def held(number: str) -> bool:
    """Is that record of another office kept here?"""
    peer, _, theirs = number.partition(":")
    sql = "SELECT 1 FROM mirror m JOIN peer p ON p.origin = m.origin WHERE p.name = %s AND m.number = %s"
    return bool(rows(sql, (peer, theirs)))


def alike(asked: Sequence[str]) -> list[tuple[str, str, str]]:
    """Standing records of other offices with one of these digests: digest, whose it is, number."""
    if not asked or not rows("SELECT 1 FROM same LIMIT 1"):
        return []
    marks = ", ".join(["%s"] * len(asked))
    found = rows(
        "SELECT s.digest, p.name, s.number FROM same s JOIN mirror m ON m.origin = s.origin AND m.number = s.number "
        f"JOIN peer p ON p.origin = s.origin WHERE s.digest IN ({marks}) AND m.standing ORDER BY p.name, s.number",
        list(asked),
    )
    return [(text(row[0]), text(row[1]), text(row[2])) for row in found]
