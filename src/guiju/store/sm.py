"""SM2 signatures with SM3 (GB/T 32918.2, GB/T 32905): the second signature line under checkpoints, for 商用密码.

C2SP has no number for them, so the signature type is 0xff with a name of ours behind it, as c2sp.org/signed-note asks.
Readers that do not know it ignore the line. The public key is the point as 04‖x‖y, the signature r‖s, 32 bytes each;
the signer's id, which SM2 mixes in, is the one that the standards take when nothing else is agreed upon.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from guiju.kernel.notes import Maker, NoteError, check_name, key_id, write_vkey

TYPE = b"\xffguiju/sm2-sm3"
USER_ID = b"1234567812345678"
NUMBER = 32  # bytes of a coordinate, a private key, r and s
POINT = 1 + 2 * NUMBER
PRIME = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
CONSTANT = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93  # y² = x³ - 3x + this
ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123


def on_curve(point: bytes) -> bool:
    """Is this an uncompressed point that a public key can be? The library takes any two numbers for one."""
    if len(point) != POINT or point[0] != 4:
        return False
    x, y = (int.from_bytes(point[at : at + NUMBER], "big") for at in (1, 1 + NUMBER))
    # every point of this curve is a multiple of its base, so the equation is all there is to check
    return max(x, y) < PRIME and (x * x * x - 3 * x + CONSTANT - y * y) % PRIME == 0


@dataclass(frozen=True, slots=True)
class Sm2Verifier:
    """Verifies SM2 signatures over the text."""

    name: str
    public: bytes
    kind: ClassVar[str] = "sm2"

    def __post_init__(self) -> None:
        check_name(self.name)
        if not on_curve(self.public):
            raise NoteError("key", name=self.name)

    @property
    def id(self) -> bytes:
        return key_id(self.name, TYPE + self.public)

    @property
    def vkey(self) -> str:
        return write_vkey(self.name, TYPE + self.public)

    def verify(self, text: str, value: bytes) -> bool:
        if len(value) != 2 * NUMBER:
            return False
        import gmalg

        # A fresh object each time: it keeps the state of its hash, and threads would share it.
        checker = gmalg.SM2(uid=USER_ID, pk=self.public)
        try:
            return bool(checker.verify(text.encode(), value[:NUMBER], value[NUMBER:]))
        except (gmalg.errors.GMError, ValueError, TypeError, OverflowError):
            return False  # sums that lead out of the curve


@dataclass(frozen=True, slots=True)
class Sm2Key:
    """Signs a text. The number that must never be used twice comes from the system's random source."""

    name: str
    private: bytes = field(repr=False)
    verifier: Sm2Verifier = field(init=False)

    def __post_init__(self) -> None:
        if len(self.private) != NUMBER or not 0 < int.from_bytes(self.private, "big") < ORDER - 1:
            raise NoteError("key", name=self.name)
        import gmalg

        public = gmalg.SM2().generate_pk(self.private)
        object.__setattr__(self, "verifier", Sm2Verifier(self.name, public))

    def sign(self, text: str) -> bytes:
        import gmalg

        r, s = gmalg.SM2(self.private, uid=USER_ID, pk=self.verifier.public).sign(text.encode())
        return bytes(r.rjust(NUMBER, b"\0") + s.rjust(NUMBER, b"\0"))


def new_private() -> bytes:
    """A private key nobody has."""
    import gmalg

    private, _ = gmalg.SM2().generate_keypair()
    return bytes(private.rjust(NUMBER, b"\0"))


# For `notes.parse_vkey`: the kernel knows no SM2 and need not.
MORE: Mapping[bytes, Maker] = {TYPE: lambda name, _id, public: Sm2Verifier(name, public)}
