"""Whether two offices hold the same thing, told without showing it: a digest that only equal values reveal.

It is no secret. Whoever can guess all values of a key can test the guess; a file's SHA-256 among them cannot be guessed
by whoever has not the file, a short catalogue code can. So it is opened to known offices only (decision 25).
"""

from __future__ import annotations

import hashlib

from guiju.kernel.needs import Lookup
from guiju.kernel.values import canonical

SAME = "@same/"
"""Blocks of this name, and the number of the record, hold these digests. No form can name a block so."""
NETWORK = "guiju"
"""What offices that exchange have agreed to mix in, so that digests of one network mean nothing in another."""


def digest(network: str, lookup: Lookup) -> str:
    """Hex of SHA-256 over the network and the stamp of a rule's key, in which every text has one spelling."""
    return hashlib.sha256(canonical({"network": network, "same": lookup.stamp})).hexdigest()
