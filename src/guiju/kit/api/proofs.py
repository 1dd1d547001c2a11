"""Proofs: the certificate of a register entry, for anyone; of an act, for whoever may see its case.

The answer's bytes are the certificate: `guiju verify` takes them as they come. The log itself is served as files under
`/log/` (c2sp.org/tlog-tiles), its keys under `/log.pub`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse

from guiju.kit.api import shapes
from guiju.kit.api.answers import JSON, NEVER
from guiju.kit.api.callers import READ, caller_in, signed
from guiju.kit.api.cases import own
from guiju.kit.api.routes import KNOWN, READS, Router, told
from guiju.kit.letters import secret_fields
from guiju.kit.looks import look
from guiju.kit.proofs import certificate_of, proof_of
from guiju.kit.says import trouble
from guiju.kit.web.caller import office
from guiju.store import queries

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["proofs"])


@router.get(
    "/records/{name}/certificate",
    response=shapes.CertificateShape,
    operation_id="get_certificate",
    openapi_extra=told(*READS, 409),
)
def get_certificate(request: HttpRequest, name: str) -> HttpResponse:
    """The certificate of an entry by its number or code, as it stands today. It can be checked offline."""
    return _bytes(certificate_of(office(), name))


@router.get(
    "/acts/{id}/proof",
    response=shapes.CertificateShape,
    auth=signed(READ),
    operation_id="get_proof",
    openapi_extra=told(*READS, *KNOWN, 409),
)
def get_proof(request: HttpRequest, id: str) -> HttpResponse:
    """The proof of one act, its blocks opened but for those that hold a secret field."""
    act = queries.act(id)
    if act is None:
        raise trouble("no_record", f"没有回执 {id}", f"there is no receipt {id}")
    own(caller_in(request), act.number)
    hidden = secret_fields(look(office(), act.number).resolved)
    return _bytes(proof_of(office(), id, frozenset(hidden)))


def _bytes(data: bytes) -> HttpResponse:
    return HttpResponse(data, content_type=JSON, headers={"Cache-Control": NEVER})
