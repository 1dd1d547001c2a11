"""Receipts: what every act leaves behind, made so that parts of it can later be opened, or erased, one by one.

Each block of a payload stands in the receipt only as SHA-256(salt ‖ canonical block), with one salt a block. A receipt
is a leaf of the log (`tiles`, `merkle`); `certificate` opens some of its blocks and proves the rest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from guiju.kernel.record import Pin
from guiju.kernel.values import canonical

SALT_BYTES = 32


@dataclass(frozen=True, slots=True)
class Block:
    """One part of what was filed, with the salt that hides it."""

    name: str
    content: Mapping[str, object]
    salt: bytes

    def __post_init__(self) -> None:
        if len(self.salt) != SALT_BYTES:
            raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(self.salt)}")

    @property
    def digest(self) -> str:
        """Hex of SHA-256(salt ‖ RFC 8785 bytes of the content)."""
        return hashlib.sha256(self.salt + canonical(self.content)).hexdigest()


class Erasure(NamedTuple):
    """A block that an act takes out, with its salt: by the leaf that holds its digest, which stays."""

    leaf: int
    act: str
    block: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The statement that an act was taken. `recorded` differs from `on` when it was recorded late.

    `pin` is None for acts of the office itself, which no rulebook governs: an erasure, a deposit, a new key.
    """

    act: str
    verb: str
    number: str
    state: str
    on: date
    recorded: date
    pin: Pin | None
    blocks: Mapping[str, str] = field(default_factory=dict)
    caused_by: str | None = None
    erases: tuple[Erasure, ...] = ()

    def leaf(self) -> bytes:
        """RFC 8785 JSON of the receipt: the exact bytes that the log will hold."""
        return canonical(self.as_json())

    def as_json(self) -> dict[str, object]:
        pin = self.pin
        under: dict[str, object] = {}
        if pin is not None:
            under = {"id": pin.rulebook, "version": pin.version, "revision": pin.revision, "tree": pin.tree}
        return {
            "act": self.act,
            "verb": self.verb,
            "number": self.number,
            "state": self.state,
            "on": self.on.isoformat(),
            "recorded": self.recorded.isoformat(),
            **({"rulebook": under, "calendar": pin.calendar} if pin is not None else {}),
            "blocks": dict(self.blocks),
            **({"caused_by": self.caused_by} if self.caused_by else {}),
            **({"erases": [erasure._asdict() for erasure in self.erases]} if self.erases else {}),
        }
