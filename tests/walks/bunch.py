"""What tests of signing keys share: an origin, a day, and a look at whether a folder agrees with itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from guiju.kernel.notes import Signer, parse_note, sign, verified
from guiju.store import sealing
from guiju.store.signing import Keys, open_keys, read_keys

ORIGIN = "register.example/log"
TODAY = date(2026, 11, 22)
TEXT = f"{ORIGIN}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"


def kinds(signers: list[Signer]) -> list[str]:
    return [signer.verifier.kind for signer in signers]


def trusted(folder: Path) -> list[str]:
    return [key.vkey for key in read_keys((folder / "log.pub").read_text("utf-8"))]


def in_accord(folder: Path) -> Keys:
    """Opens the folder and checks that nothing in it disagrees."""
    keys = open_keys(folder)
    assert trusted(folder) == [key.vkey for key in keys.verifiers()]
    note = parse_note(sign(TEXT, keys.signers(TODAY)).encode())
    assert len(verified(note, read_keys((folder / "log.pub").read_text("utf-8")))) == len(note.signatures)
    named = {key.file for key in keys.keys if key.file}
    assert {file.name for file in (folder / "keys").iterdir()} == named | {"keys.json", ".lock", sealing.PASSPHRASE}
    return keys
