"""Other offices that this one knows: their keys, which witnesses must have cosigned, how far their logs were read.

To trust a key is an act: it stands in the log of this office, and the table follows from such acts. Tokens with which
this office proves itself to another lie in `keys/exchange`, readable by their owner only, a name and a token a line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from guiju.kernel.checkpoint import Checkpoint, parse_checkpoint
from guiju.kernel.notes import Note, NoteError, Verifier, parse_note, parse_vkey
from guiju.kernel.refusals import Reason
from guiju.kernel.values import Text
from guiju.store import files, log, people
from guiju.store.database import rows, text
from guiju.store.office import Office
from guiju.store.people import OFFICER, Actor, Granted
from guiju.store.sm import MORE
from guiju.store.writing import SAID, Request, office_row, put_acts, salted

KNOW, FORGET = "know_peer", "forget_peer"
PULL, PUSH, NOTHING = "pull", "push", ""
WITNESS = "cosignature"
TOKENS = Path("keys") / "exchange"
_COLUMNS = "name, origin, url, keys, witnesses, way, every, note, cursor, heard, tried, told, forked"


class ExchangeError(Exception):
    """Nothing was taken over: `kind` for programs, `text` for people, what to do; `evidence` is what proves a fork."""

    def __init__(self, kind: str, told: Text, remedy: Text | None = None, evidence: object = None) -> None:
        super().__init__(told.en)
        self.kind, self.text, self.remedy, self.evidence = kind, told, remedy, evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Another office. Without keys it is no longer one: what came from it stays, and nothing more is taken in."""

    name: str
    origin: str
    url: str
    keys: tuple[Verifier, ...]
    witnesses: tuple[Verifier, ...]
    way: str = NOTHING
    every: int = 0
    note: Note | None = None
    cursor: int = 0
    heard: str = ""
    tried: str = ""
    told: Text | None = None
    forked: str = ""

    @property
    def seen(self) -> Checkpoint | None:
        """The last checkpoint of its log that was taken in here."""
        return parse_checkpoint(self.note.text) if self.note else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be known of a peer. Keys are added to those it has; the rest takes the place of what was."""

    name: str
    url: str
    keys: Sequence[Verifier]
    witnesses: Sequence[Verifier] = ()
    way: str = NOTHING
    every: int = 0


def every_peer() -> list[Peer]:
    return [_peer(row) for row in rows(f"SELECT {_COLUMNS} FROM peer ORDER BY name")]


def any_known() -> bool:
    return bool(rows("SELECT 1 FROM peer LIMIT 1"))


def named(name: str) -> Peer:
    found = rows(f"SELECT {_COLUMNS} FROM peer WHERE name = %s", (name,))
    if not found:
        remedy = Text("guiju exchange peers list 列出全部", "guiju exchange peers list names them all")
        raise ExchangeError("no_peer", Text(f"不认识机构 {name}", f"no office is known as {name}"), remedy)
    return _peer(found[0])


def of_origin(origin: str) -> Peer | None:
    found = rows(f"SELECT {_COLUMNS} FROM peer WHERE origin = %s", (origin,))
    return _peer(found[0]) if found else None


def _peer(row: tuple[object, ...]) -> Peer:
    name, origin, url, keys, witnesses, way, every, note, cursor, heard, tried, told, forked = row
    said = json.loads(text(told)) if told else None
    return Peer(
        name=text(name),
        origin=text(origin),
        url=text(url),
        keys=_verifiers(text(keys)),
        witnesses=_verifiers(text(witnesses)),
        way=text(way),
        every=int(str(every)),
        note=parse_note(text(note).encode()) if note else None,
        cursor=int(str(cursor)),
        heard=text(heard),
        tried=text(tried),
        told=Text(said["zh"], said["en"]) if said else None,
        forked=text(forked),
    )


def _verifiers(lines: str) -> tuple[Verifier, ...]:
    return tuple(parse_vkey(line, MORE) for line in lines.splitlines())


def know(office: Office, actor: Actor, wish: Wish) -> Peer:
    """Trust another office's keys, as an act. A peer of that name gets these beside those that it has."""
    office.bind()
    with transaction.atomic(durable=True):
        granted = _officer(actor)
        before = next((peer for peer in every_peer() if peer.name == wish.name), None)
        origin = _origin(office, wish, before)
        keys = dict.fromkeys(key.vkey for key in (*(before.keys if before else ()), *wish.keys))
        witnesses = dict.fromkeys(key.vkey for key in wish.witnesses)
        said = {"peer": wish.name, "origin": origin, "url": wish.url}
        _act(office, KNOW, wish.name, {**said, "keys": [*keys], "witnesses": [*witnesses]}, granted, actor)
        rows(
            "INSERT INTO peer (name, origin, url, keys, witnesses, way, every, note, cursor, heard, tried, told, "
            "forked, locked) VALUES (%s, %s, %s, %s, %s, %s, %s, '', 0, '', '', '', '', 0) "
            "ON CONFLICT (name) DO UPDATE SET url = excluded.url, keys = excluded.keys, "
            "witnesses = excluded.witnesses, way = excluded.way, every = excluded.every",
            (wish.name, origin, wish.url, "\n".join(keys), "\n".join(witnesses), wish.way, wish.every),
        )
    return named(wish.name)


def forget(office: Office, actor: Actor, name: str, key: str = "") -> Peer:
    """Trust one key of a peer no longer (by its eight hexadecimal digits), or none of them, as an act."""
    office.bind()
    with transaction.atomic(durable=True):
        granted = _officer(actor)
        peer = named(name)
        gone = [one.vkey for one in peer.keys if not key or one.id.hex() == key]
        if not gone:
            raise ExchangeError("no_key", Text(f"{name} 没有密钥 {key}", f"{name} has no key {key}"))
        left = [one.vkey for one in peer.keys if one.vkey not in gone]
        _act(office, FORGET, name, {"peer": name, "origin": peer.origin, "keys": gone}, granted, actor)
        rows("UPDATE peer SET keys = %s WHERE name = %s", ("\n".join(left), name))
    return named(name)


def _officer(actor: Actor) -> Granted:
    granted = people.granted(actor)
    if granted is None or OFFICER not in granted.roles:
        zh, en = "只有登记机构的人员可以办理", "only an officer of the registrar may do this"
        raise ExchangeError(Reason.NOT_YOUR_ROLE.value, Text(zh, en))
    return granted


def _origin(office: Office, wish: Wish, before: Peer | None) -> str:
    """The name of its log, which all its keys bear."""
    names = {key.name for key in wish.keys} | ({before.origin} if before else set())
    if not re.fullmatch(r"[\w.-]{1,60}", wish.name):
        zh, en = "名称只用字母、数字、点和连字符", "a name has letters, digits, dots and hyphens"
        raise ExchangeError("peer_name", Text(f"{zh}：{wish.name}", f"{en}: {wish.name}"))
    if not re.fullmatch(r"(https?://[^\s\"<>]+)?", wish.url) or len(wish.url) > 200:
        raise ExchangeError("address", Text(f"不是网址：{wish.url}", f"not an address: {wish.url}"))
    if len(names) != 1:
        zh, en = "一个机构的密钥须同名", "all keys of one office bear the name of its log"
        raise ExchangeError("key", Text(zh, en))
    if any(key.kind == WITNESS for key in wish.keys) or any(key.kind != WITNESS for key in wish.witnesses):
        zh, en = "日志密钥与见证方密钥不可互换", "a log's key is no witness's, nor the other way round"
        raise ExchangeError("key", Text(zh, en))
    (origin,) = names
    other = of_origin(origin)
    if other is not None and other.name != wish.name:
        zh, en = f"该日志已登记为 {other.name}", f"this log is known as {other.name} already"
        raise ExchangeError("peer_twice", Text(zh, en))
    if origin == own_origin(office):
        raise ExchangeError("own", Text("这是本机构自己的日志", "this is the log of this very office"))
    return origin


def own_origin(office: Office) -> str | None:
    """What the log of this office is called, once there is one."""
    shown = log.published(log.folder_of(office))
    return shown.checkpoint.origin if shown else None


def _act(office: Office, verb: str, name: str, said: dict[str, object], granted: Granted, actor: Actor) -> None:
    request = Request(user_id=granted.user_id)
    blocks = [salted(SAID, said)]
    put_acts([office_row(verb, name, office.today(), blocks, signed=request, party=actor.party or "")])


def trusted_by_acts() -> dict[str, tuple[str, set[str], set[str]]]:
    """What the acts say: by name the origin, the keys trusted now, and every key that ever was."""
    found = rows(
        "SELECT a.verb, b.content FROM act a JOIN block b ON b.act_id = a.id AND b.name = %s "
        "WHERE a.verb IN (%s, %s) AND b.content IS NOT NULL ORDER BY a.seq",
        (SAID, KNOW, FORGET),
    )
    known: dict[str, tuple[str, set[str], set[str]]] = {}
    for verb, content in found:
        said = json.loads(text(content))
        _, now, ever = known.get(said["peer"], ("", set(), set()))
        keys = set(said["keys"])
        now = keys if verb == KNOW else now - keys
        known[said["peer"]] = said["origin"], now, ever | keys
    return known


def token(office: Office, name: str) -> str:
    """What this office proves itself with to a peer; empty where none was given."""
    file = office.path / TOKENS
    lines = [line.split() for line in file.read_text("utf-8").splitlines()] if file.is_file() else []
    return next((line[1] for line in lines if len(line) == 2 and line[0] == name), "")


def keep_token(office: Office, name: str, secret: str) -> None:
    file = office.path / TOKENS
    files.make_private(file.parent)
    kept = file.read_text("utf-8").splitlines() if file.is_file() else []
    lines = [line for line in kept if line.split()[:1] != [name]]
    files.put(file, "".join(f"{line}\n" for line in [*lines, *([f"{name} {secret}"] if secret else [])]).encode())


def told(name: str, what: Text | None, instant: str) -> None:
    """What came of the last turn to a peer; None: all went well."""
    said = json.dumps({"zh": what.zh, "en": what.en}, ensure_ascii=False) if what else ""
    rows("UPDATE peer SET told = %s, tried = %s WHERE name = %s", (said, instant, name))


def key_from(words: str) -> Verifier:
    try:
        return parse_vkey(words, MORE)
    except NoteError as error:
        raise ExchangeError("key", error.text) from None
