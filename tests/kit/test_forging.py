"""Whatever is changed in a certificate, its reader refuses it and says why in both languages."""

from __future__ import annotations

from functools import cache

from guiju.kernel.certificate import CertificateError, check, read
from guiju.kernel.notes import Verifier, parse_vkey
from guiju.store.sm import MORE
from tests.kit.certificates import LOG, LOG_SM, WITNESSED, certificate
from tests.kit.forging import forgeries


class Remembering:
    """A key that does each sum once: most forgeries leave the signatures alone."""

    def __init__(self, key: Verifier) -> None:
        self.name, self.id, self.kind, self.vkey = key.name, key.id, key.kind, key.vkey
        self.verify = cache(key.verify)


KEYS: list[Verifier] = [Remembering(parse_vkey(key.vkey, MORE)) for key in (LOG, LOG_SM)]
WITNESSES: list[Verifier] = [Remembering(parse_vkey(WITNESSED.vkey))]


def flaws(data: bytes) -> list[str]:
    """The words of the command for what is wrong."""
    try:
        found = check(read(data), KEYS, WITNESSES).flaws
    except CertificateError as error:
        found = (error.flaw,)
    assert all(flaw.text.zh != flaw.text.en for flaw in found)
    return [flaw.id for flaw in found]


def test_a_certificate_made_by_hand_is_accepted() -> None:
    data = certificate()
    assert flaws(data) == []
    assert flaws(data.replace(b"\n", b"\r\n")) == flaws(data + b" \n\n") == []


def test_every_forgery_is_refused() -> None:
    tried = list(forgeries(certificate()))
    assert len(tried) > 600
    assert [told for told, forged in tried if not flaws(forged)] == []
