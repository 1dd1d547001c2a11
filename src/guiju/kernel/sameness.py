"""Whether two offices hold the same thing, told without showing it: a digest that only equal values reveal.

It is no secret. Whoever can guess all values of a key can test the guess; a file's SHA-256 among them cannot be guessed
by whoever has not the file, a short catalogue code can. So it is opened to known offices only (decision 25).
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping

from guiju.kernel.values import canonical, plain

SAME = "@same/"
"""Blocks of this name, and the number of the record, hold these digests. No form can name a block so."""
NETWORK = "guiju"
"""What offices that exchange have agreed to mix in, so that digests of one network mean nothing in another."""


def digest(network: str, key: Mapping[str, object]) -> str:
    """Hex of SHA-256 over the RFC 8785 form of the network and the named values, each text in one spelling."""
    values = {name: _one_spelling(plain(value)) for name, value in key.items()}
    return hashlib.sha256(canonical({"same": values, "network": network})).hexdigest()


def _one_spelling(value: object) -> object:
    if isinstance(value, str):
        return " ".join(unicodedata.normalize("NFKC", value).split()).casefold()
    if isinstance(value, list):
        return [_one_spelling(item) for item in value]
    return value
