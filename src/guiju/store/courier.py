"""Goes to another office over HTTP: fetches what is new there (pull), or brings what is new here (push).

Both go on where the receiver stands: it knows up to which position of the other log it has read, and which checkpoint
it saw last. So a journey that broke off is simply made again.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from guiju.kernel import merkle, parcel
from guiju.kernel.certificate import CertificateError, read
from guiju.kernel.checkpoint import Checkpoint
from guiju.kernel.notes import NoteError
from guiju.kernel.parcel import LARGEST_PARCEL, Parcel, ParcelError
from guiju.kernel.values import Text
from guiju.store import log, peers, publication, sending
from guiju.store.database import rows
from guiju.store.exchange import Outcome, Prove, receive
from guiju.store.office import Office
from guiju.store.peers import PULL, ExchangeError, Peer
from guiju.store.publication import UnreadableError

API = "/api/v1/exchange"
TIMEOUT = 60.0
PAGE = 200
LONGEST = 1 << 20  # bytes of an answer that is not a parcel
HERE = ("127.0.0.1", "localhost", "::1")
Tell = Callable[[Outcome], None]


class _StayHandler(HTTPRedirectHandler):
    """An address that leads elsewhere would take our token there."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_open = build_opener(_StayHandler).open


def pull(office: Office, peer: Peer, tell: Tell = lambda outcome: None, *, again: bool = False) -> Outcome:
    """Fetch what stands behind the position that was reached; `again` from the first record that was refused."""
    office.bind()
    token = peers.token(office, peer.name)
    after = _first_refused(peer) if again else peer.cursor
    total = Outcome(peer=peer.name, size=0)
    while True:
        known = peers.named(peer.name).seen
        query = urlencode({"after": after, "known": known.size if known else 0, "limit": PAGE})
        found = _parcel(peer, f"{API}/feed?{query}", token)
        done = receive(office, _with_trees(peer, found, token), prover(peer.url, found.checkpoint))
        _add(total, done)
        tell(done)
        if not found.more or found.next <= after:
            return total
        after = found.next


def push(office: Office, peer: Peer, tell: Tell = lambda outcome: None) -> Outcome:
    """Bring what the other office has not gone through yet; it needs a token that it gave us."""
    office.bind()
    token = peers.token(office, peer.name)
    log.sequence(office)
    origin = peers.own_origin(office) or ""
    known = _json(_ask(peer, f"{API}/known?{urlencode({'origin': origin})}", token))
    after, size, trees = int(known["after"]), int(known["size"]), set(map(str, known["trees"]))
    total = Outcome(peer=peer.name, size=size)
    while True:
        made = sending.parcel(office, after, size, PAGE, closed=False, trees=True, but=trees)
        answer = _json(_ask(peer, f"{API}/parcels", token, _form(b"".join(made.lines()))))
        done = Outcome(peer=peer.name, size=int(answer["size"]), same=int(answer["same"]), cursor=int(answer["cursor"]))
        done.taken, done.renewed = list(answer["taken"]), list(answer["renewed"])
        total.refused_there += list(answer["refused"])
        _add(total, done)
        tell(done)
        if not made.more:
            return total
        after, size, trees = made.next, made.checkpoint.size, trees | made.trees.keys()


def turn(office: Office, tell: Callable[[Text], None]) -> None:
    """The worker's round: every peer whose time has come. What stands in the way is told, and kept with the peer."""
    office.bind()
    for peer in peers.every_peer():
        if not (peer.way and peer.every and peer.keys) or _wait(peer):
            continue
        said: Text | None = None
        try:
            (pull if peer.way == PULL else push)(office, peer)
        except ExchangeError as error:
            said = error.text
            tell(Text(f"{peer.name}：{error.text.zh}", f"{peer.name}: {error.text.en}"))
        peers.told(peer.name, said, datetime.now(UTC).isoformat(timespec="seconds"))


def _wait(peer: Peer) -> bool:
    if not peer.tried:
        return False
    return (datetime.now(UTC) - datetime.fromisoformat(peer.tried)).total_seconds() < peer.every


def prover(url: str, new: Checkpoint) -> Prove | None:
    """Rebuilds a proof from the tiles of the other log. They are believed as far as they lead to what it signed."""
    if not url:
        return None

    def prove(old: int) -> tuple[Sequence[bytes], bytes] | None:
        tree = publication.at(f"{url.rstrip('/')}/log").tree(new.size)
        try:
            proof, instead = tree.consistency(old), merkle.root(old, tree)
            sound = tree.root() == new.root and merkle.check_consistency(old, instead, new.size, new.root, proof)
        except (UnreadableError, NoteError, OSError, HTTPException):
            return None
        return (proof, instead) if sound else None

    return prove


def _first_refused(peer: Peer) -> int:
    found = rows(
        "SELECT min(place) FROM declined WHERE origin = %s AND settled = '' AND place >= 0 AND number <> ''",
        (peer.origin,),
    )
    first = found[0][0]
    return min(peer.cursor, int(str(first))) if first is not None else peer.cursor


def _parcel(peer: Peer, path: str, token: str) -> Parcel:
    answer = _call(peer, path, token)
    with answer:
        try:
            found = parcel.read(_lines(answer))
        except ParcelError as error:
            raise ExchangeError("parcel", error.text) from None
        except (OSError, HTTPException, ValueError) as error:
            raise _no_answer(peer, type(error).__name__) from None
    if found.checkpoint.origin != peer.origin:
        zh = f"该网址是另一个日志：{found.checkpoint.origin}"
        raise ExchangeError("origin", Text(zh, f"another log answers there: {found.checkpoint.origin}"))
    return found


def _lines(answer: HTTPResponse) -> Any:
    while line := answer.readline(LARGEST_PARCEL + 1):
        yield line


def _with_trees(peer: Peer, found: Parcel, token: str) -> Parcel:
    """The rulebooks that are not kept here, fetched each once."""
    digests: dict[str, None] = {}
    for data in found.certificates:
        try:
            pin = read(data).receipt.get("rulebook")
        except CertificateError:
            continue  # it is refused when it is judged
        if isinstance(pin, Mapping) and isinstance(pin.get("tree"), str):
            digests[pin["tree"]] = None
    lacking = [digest for digest in digests if len(digest) == 64 and digest.isalnum() and not _kept(digest)]
    trees = {digest: _json(_ask(peer, f"{API}/trees/{digest}", token, missing=b"null")) for digest in lacking}
    return replace(found, trees={digest: tree for digest, tree in trees.items() if tree is not None})


def _kept(digest: str) -> bool:
    return bool(rows("SELECT 1 FROM tree WHERE digest = %s", (digest,)))


def _ask(
    peer: Peer, path: str, token: str, form: tuple[bytes, str] | None = None, missing: bytes | None = None
) -> bytes:
    """The body of an answer. `missing`: what to take where there is nothing."""
    try:
        with _call(peer, path, token, form) as answer:
            found = answer.read(4 * LONGEST)
    except (OSError, HTTPException) as error:
        raise _no_answer(peer, type(error).__name__) from None
    except ExchangeError as error:
        if missing is not None and error.evidence == 404:
            return missing
        raise
    return found


def _call(peer: Peer, path: str, token: str, form: tuple[bytes, str] | None = None) -> HTTPResponse:
    parts = urlsplit(peer.url)
    if not peer.url:
        zh, en = f"{peer.name} 没有网址，请用文件交换", f"{peer.name} has no address: exchange files with it"
        raise ExchangeError("address", Text(zh, en))
    if token and parts.scheme != "https" and parts.hostname not in HERE:
        zh, en = "令牌不得经明文 http 发送", "a token is not sent over plain http"
        raise ExchangeError("address", Text(zh, en), Text("改用 https 网址", "give its https address"))
    heads = {"Authorization": f"Bearer {token}"} if token else {}
    body, kind = form or (None, "")
    asked = Request(f"{peer.url.rstrip('/')}{path}", body, {**heads, **({"Content-Type": kind} if kind else {})})
    try:
        answer: HTTPResponse = _open(asked, timeout=TIMEOUT)
    except HTTPError as error:
        with error:
            raise _refused(peer, error.code, error.read(LONGEST)) from None
    except (URLError, HTTPException, OSError, ValueError) as error:
        cause = error.reason if isinstance(error, URLError) else error
        why = cause.strerror if isinstance(cause, OSError) and cause.strerror else type(cause).__name__
        raise _no_answer(peer, why) from None
    return answer


def _no_answer(peer: Peer, why: str) -> ExchangeError:
    return ExchangeError("no_answer", Text(f"{peer.name} 没有答复：{why}", f"{peer.name} does not answer: {why}"))


def _refused(peer: Peer, status: int, body: bytes) -> ExchangeError:
    """What the other office says, in its own words where it says any."""
    try:
        said = json.loads(body)
        zh, en, kind = str(said["text"]["zh"])[:500], str(said["text"]["en"])[:500], str(said["kind"])[:30]
    except (ValueError, LookupError, TypeError):
        zh, en, kind = f"状态 {status}", f"status {status}", f"status_{status}"
    told = Text(f"{peer.name} 拒绝：{zh}", f"{peer.name} refuses: {en}")
    remedy = (
        Text("用 --token-file 给出对方签发的令牌", "give the token that it made with --token-file")
        if status == 401
        else None
    )
    return ExchangeError(kind, told, remedy, evidence=status)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise ExchangeError("answer", Text("对方的答复无法读取", "its answer cannot be read")) from None


def _form(data: bytes) -> tuple[bytes, str]:
    """A file as a browser sends it."""
    edge = secrets.token_hex(16)
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="parcel.jsonl"\r\n'
    whole = head.encode() + b"Content-Type: application/x-ndjson\r\n\r\n" + data + f"\r\n--{edge}--\r\n".encode()
    return whole, f"multipart/form-data; boundary={edge}"


def _add(total: Outcome, done: Outcome) -> None:
    total.taken += done.taken
    total.renewed += done.renewed
    total.same += done.same
    total.refused += done.refused
    total.size, total.cursor = done.size, done.cursor
