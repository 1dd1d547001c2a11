"""Exchange with other offices: a feed of the register by log position, parcels that are brought, what came from whom.

What a parcel says is believed for its proofs, not for who brings it. A token with the scope `exchange`, made by an
officer for another office, lets it bring parcels, and see the digests by which it finds duplicates.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from ninja import File, Query, Schema
from ninja.files import UploadedFile

from guiju.kernel.parcel import LARGEST_PARCEL
from guiju.kernel.refusals import Reason
from guiju.kit import exchange as kit
from guiju.kit.api import shapes
from guiju.kit.api.answers import BRIEFLY, JSON, NEVER, answer, following, public
from guiju.kit.api.callers import EXCHANGE, Token, caller_in, signed
from guiju.kit.api.records import Limit, Search
from guiju.kit.api.routes import KNOWN, READS, UNCHANGED, WRITES, Router, told
from guiju.kit.says import Trouble, trouble
from guiju.kit.web.caller import office
from guiju.store import lists, mirrors, peers, sending
from guiju.store.database import rows

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

router = Router(tags=["exchange"])
LINES = "application/x-ndjson"
Position = Annotated[int, Query(ge=0, le=2**62, description="a position in the log: the number of an act")]
Known = Annotated[int, Query(ge=0, le=2**62, description="leaves of the last checkpoint that the caller has seen")]
Most = Annotated[int, Query(ge=1, le=sending.MOST)]
Peer = Annotated[str, Query(max_length=60, description="only what came from this office")]
After = Annotated[str | None, Query(max_length=300, description="`next` of the page before")]
Origin = Annotated[str, Query(min_length=1, max_length=200, description="the caller's own log")]
_FEED: dict[int, Any] = {
    200: {"description": "a parcel: JSON, a line each", "content": {LINES: {"schema": {"type": "string"}}}}
}


class Received(shapes.Open):
    """What came of a parcel: numbers that are new, or in the place of an older certificate, and what was refused."""

    peer: str
    size: int
    cursor: int
    taken: list[str]
    renewed: list[str]
    same: int
    refused: list[dict[str, Any]]


class Standing(Schema):
    """How far this office has read the caller's log, and which rulebooks it has."""

    origin: str
    size: int
    after: int
    trees: list[str]


class MirrorShape(shapes.Open):
    """A record of another office. `peer`: what it is called here; nothing can be done to the record here."""

    peer: str
    origin: str
    office: str
    record: str
    code: str | None
    standing: bool
    kind: shapes.Label
    state: dict[str, Any]
    fields: list[dict[str, Any]]
    received: str
    renewed: str


class MirrorPage(Schema):
    """Newest number first. `next` continues the list; null: it ends here."""

    items: list[MirrorShape]
    next: str | None


@router.get(
    "/exchange/feed",
    operation_id="feed",
    openapi_extra=told(*READS, headers=("Link", "ETag"), more={**_FEED, **UNCHANGED}),
)
def feed(request: HttpRequest, after: Position = 0, known: Known = 0, limit: Most = sending.PAGE) -> HttpResponseBase:
    """Records of this office whose newest certificate lies behind a position, each once, oldest first, with the proof
    that the log extends the `known` leaves. Go on with `next` of the first line while it says `more`."""
    trusted = _peer_asks(request)
    with kit.told():
        found = sending.parcel(office(), after, known, limit, closed=not trusted)
    body = b"".join(found.lines())
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    more = following(request, str(found.next)) if found.more else {}
    kept = NEVER if trusted else BRIEFLY
    response = HttpResponse(body, content_type=LINES, headers={"ETag": etag, "Cache-Control": kept, **more})
    return get_conditional_response(request, etag=etag, response=response) or response


def _peer_asks(request: HttpRequest) -> bool:
    """Whether this is another office with a token of ours. Everybody else is served, too, with less opened."""
    try:
        caller = Token(EXCHANGE)(request)
    except Trouble as error:
        if error.problem.kind == "scope":
            return False
        raise
    return caller is not None and caller.officer


@router.get(
    "/exchange/trees/{digest}",
    operation_id="get_tree",
    openapi_extra=told(*READS, headers=("ETag",), more=UNCHANGED),
    response=dict[str, Any],
)
def get_tree(request: HttpRequest, digest: str) -> HttpResponseBase:
    """The rulebook that records stand on, resolved: its SHA-256 (RFC 8785) is the digest."""
    office().bind()
    tree = sending.tree_of(digest)
    if tree is None:
        raise trouble("no_rulebook", f"没有规则 {digest[:12]}", f"there is no rulebook {digest[:12]}")
    return public(request, tree)


@router.get(
    "/exchange/known",
    response=Standing,
    auth=signed(EXCHANGE),
    operation_id="get_standing",
    openapi_extra=told(*READS, *KNOWN),
)
def get_standing(request: HttpRequest, origin: Origin) -> HttpResponse:
    """Where the caller goes on: how far its log has been read here."""
    _officer(request)
    peer = peers.of_origin(origin)
    if peer is None:
        raise trouble("no_peer", f"不认识日志 {origin}", f"the log {origin} is not known here")
    size = peer.seen.size if peer.seen else 0
    trees = [row[0] for row in rows("SELECT digest FROM tree WHERE kind = 'rulebook' ORDER BY digest")]
    return answer({"origin": origin, "size": size, "after": peer.cursor, "trees": trees})


@router.post(
    "/exchange/parcels",
    response=Received,
    auth=signed(EXCHANGE),
    operation_id="bring_parcel",
    openapi_extra=told(*KNOWN, *WRITES, 422, 429),
)
def bring_parcel(request: HttpRequest, file: Annotated[UploadedFile, File()]) -> HttpResponse:
    """Bring a parcel, or one certificate. Sent again, it changes nothing."""
    _officer(request)
    if (file.size or 0) > LARGEST_PARCEL:
        raise trouble("too_large", "交换包过大", "the parcel is too large")
    return answer(kit.outcome_json(kit.received(office(), file)))


def _officer(request: HttpRequest) -> None:
    office().bind()
    if not caller_in(request).officer:
        zh, en = "令牌须由登记机构的人员签发", "the token must have been made by an officer of the registrar"
        raise trouble(Reason.NOT_YOUR_ROLE.value, zh, en)


@router.get(
    "/exchange/records",
    response=MirrorPage,
    operation_id="list_mirrored",
    openapi_extra=told(*READS, headers=("Link", "ETag"), more=UNCHANGED),
)
def list_mirrored(
    request: HttpRequest, q: Search = "", peer: Peer = "", after: After = None, limit: Limit = lists.PAGE
) -> HttpResponseBase:
    """What other offices have registered, as their newest certificates here show it."""
    office().bind()
    page = mirrors.listed(search=q, peer=peer, after=after, limit=limit)
    content = {"items": [kit.mirror_json(one) for one in page.rows], "next": page.after}
    return public(request, content, following(request, page.after))


@router.get(
    "/exchange/records/{peer}/{name}",
    response=MirrorShape,
    operation_id="get_mirrored",
    openapi_extra=told(*READS, headers=("ETag",), more=UNCHANGED),
)
def get_mirrored(request: HttpRequest, peer: str, name: str) -> HttpResponseBase:
    """One record of another office, by its number or code there."""
    office().bind()
    return public(request, kit.mirror_json(kit.mirror(peer, name)))


@router.get(
    "/exchange/records/{peer}/{name}/certificate",
    response=shapes.CertificateShape,
    operation_id="get_mirrored_certificate",
    openapi_extra=told(*READS),
)
def get_mirrored_certificate(request: HttpRequest, peer: str, name: str) -> HttpResponse:
    """The other office's certificate, as it came: check it with that office's keys."""
    office().bind()
    data = kit.certificate(kit.mirror(peer, name))
    return HttpResponse(data, content_type=JSON, headers={"Cache-Control": NEVER})
