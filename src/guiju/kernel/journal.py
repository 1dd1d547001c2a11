"""Receipts: what every act leaves behind, made so that parts of it can later be opened, or erased, one by one.

Each block of a payload stands in the receipt only as SHA-256(salt ‖ canonical block), with one salt a block. The log
that proves receipts follows with a later release; receipts, blocks and salts are kept from the first act on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The statement that an act was taken. `recorded` differs from `on` when it was recorded late."""

    act: str
    verb: str
    number: str
    state: str
    on: date
    recorded: date
    pin: Pin
    blocks: Mapping[str, str] = field(default_factory=dict)
    caused_by: str | None = None

    def leaf(self) -> bytes:
        """RFC 8785 JSON of the receipt: the exact bytes that the log will hold."""
        return canonical(self.as_json())

    def as_json(self) -> dict[str, object]:
        pin = self.pin
        return {
            "act": self.act,
            "verb": self.verb,
            "number": self.number,
            "state": self.state,
            "on": self.on.isoformat(),
            "recorded": self.recorded.isoformat(),
            "rulebook": {"id": pin.rulebook, "version": pin.version, "revision": pin.revision, "tree": pin.tree},
            "calendar": pin.calendar,
            "blocks": dict(self.blocks),
            **({"caused_by": self.caused_by} if self.caused_by else {}),
        }
