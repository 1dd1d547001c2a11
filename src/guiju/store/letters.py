"""Letters as they went out: each is a block of the act that sent it, so that its digest stands in the log.

An erasure takes a letter out that tells what is gone, and keeps it told anew, as a block of the erasing act.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from guiju.kernel.letters import LETTER, Sender, compose
from guiju.kernel.record import Done, Taken
from guiju.kernel.resolved import Resolved
from guiju.store import people
from guiju.store.database import rows, serial, setting, text
from guiju.store.people import OFFICER

Content = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A letter: the act that sent it, its place among that act's letters, and the block that now holds it."""

    act: str
    place: int
    held_by: str
    block: str
    content: Content

    @property
    def told_again(self) -> bool:
        """Whether an erasure took something out of it."""
        return self.held_by != self.act


def sent(step: Taken) -> Iterator[tuple[int, Done]]:
    """The letters of an act, with their places."""
    yield from enumerate((done for done in step.effects if done.kind == "letter"), 1)


def written(resolved: Resolved, step: Taken) -> Iterator[tuple[str, Content]]:
    """The blocks of the letters that an act sends, each numbered as the office does it. In the act's transaction."""
    sender: Sender | None = None
    for place, done in sent(step):
        sender = sender or Sender(office=sending(step.act.role, step.act.party), demo=setting("demo") == "1")
        pattern = resolved.rulebook.letters[done.name].number
        mine = replace(sender, number=_number(pattern, step.on.year)) if pattern else sender
        yield f"{LETTER}{place}", compose(resolved, step.record, step.on, done, mine, step.effects)


def sending(role: str, party: str) -> str:
    """Who sends the letters of an act: the office; or the authority that acts beside it, as on a supervisor's order."""
    other = people.names_of({party}).get(party) if role != OFFICER and ":" not in f"{role}{party}" else None
    return other or people.office_name()


def _number(pattern: str, year: int) -> str:
    """The next of the letters that are numbered so, in that year."""
    count = serial(f"letter/{pattern}/{year}")
    return pattern.replace("{year}", str(year)).replace("{serial}", str(count))


def again(resolved: Resolved, step: Taken, place: int, was: Content) -> Content:
    """A letter that was sent, as the act now tells it: under its number, from whom it came."""
    done = dict(sent(step))[place]
    number, office = was.get("number"), was.get("office")
    sender = Sender(
        office=str(office or ""), demo=was.get("demo") is True, number=str(number) if number is not None else None
    )
    return compose(resolved, step.record, step.on, done, sender, step.effects)


def named(act: str, place: int) -> str:
    """The block of an erasing act that holds a letter of another act."""
    return f"{LETTER}{act}/{place}"


def origin(act: str, block: str) -> tuple[str, int]:
    """Which act sent the letter of a block, and at which place."""
    of, _, place = block.removeprefix(LETTER).rpartition("/")
    return of or act, int(place)


def of_case(number: str) -> dict[tuple[str, int], Kept]:
    """The letters that the acts of a case sent, by act and place."""
    return _found("number = %s AND kind = 'act'", number)


def of_act(act: str) -> dict[tuple[str, int], Kept]:
    return _found("id = %s", act)


def _found(where: str, value: str) -> dict[tuple[str, int], Kept]:
    """Later blocks stand for earlier ones: what an erasure told again is the letter now."""
    acts = {text(row[0]) for row in rows(f"SELECT id FROM act WHERE {where}", (value,))}
    if not acts:
        return {}
    here = rows(
        f"SELECT b.act_id, b.name, b.content FROM block b JOIN act a ON a.id = b.act_id WHERE a.{where} "
        f"AND b.name LIKE '{LETTER}%%' ORDER BY a.seq, b.name",
        (value,),
    )
    gone = any(content is None for _, _, content in here)
    back = _told_again() if gone else []
    kept: dict[tuple[str, int], Kept] = {}
    for act, name, content in [*here, *back]:
        of = origin(text(act), text(name))
        if content is not None and of[0] in acts:
            held = Kept(act=of[0], place=of[1], held_by=text(act), block=text(name), content=json.loads(text(content)))
            kept[of] = held
    return kept


def _told_again() -> list[tuple[object, ...]]:
    return list(
        rows(
            "SELECT b.act_id, b.name, b.content FROM block b JOIN act a ON a.id = b.act_id "
            f"WHERE b.name LIKE '{LETTER}%%/%%' AND b.content IS NOT NULL ORDER BY a.seq"
        )
    )
