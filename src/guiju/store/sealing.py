"""How private keys lie on the disk: sealed with a passphrase, which comes from outside the folder that they lie in.

A passphrase is stretched by scrypt, and the secret sealed by AES-256-GCM together with the public key it belongs to.
(Encrypted PKCS#8, as the cryptography package writes it, stretches by 2 048 rounds of PBKDF2 and can do no more: too
few for a passphrase that a person made up. One form for all kinds of keys also leaves one thing to audit.)
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from guiju.kernel.values import Text
from guiju.store import files

FORMAT = "guiju-key/1"
SHORTEST = 12  # letters of a passphrase that a person makes up
GIVEN, FILE, RING = "GUIJU_KEY_PASSPHRASE", "GUIJU_KEY_PASSPHRASE_FILE", "GUIJU_KEYRING"
SERVICE = "guiju"
PASSPHRASE = "demo-passphrase.txt"
NOTICE = """\
# 仅供演示：口令与其打开的密钥放在一处，不起保护作用
# Demo only: it lies beside the keys that it opens and protects nothing.
"""
# 64 MiB and a fifth of a second for what people make up; what a machine drew from 256 bits needs no stretching
COST, DRAWN_COST, BLOCK = 2**16, 2**10, 8
LARGEST_COST = 2**20
NONCE, SALT = 12, 16


class KeysError(Exception):
    """Keys cannot be made or used: what is wrong (`kind` for programs), and what to do. It never holds a secret."""

    def __init__(self, kind: str, text: Text, remedy: Text | None = None) -> None:
        super().__init__(f"{text.zh} {text.en}")
        self.kind, self.text, self.remedy = kind, text, remedy


HOW_TO = Text(
    f"三者选一：在 {GIVEN} 写明口令；把口令放进文件并以 {FILE} 指明（systemd 的 LoadCredential 即可）；"
    f"或设 {RING}=1，由操作系统的密钥环保管",
    f"choose one: put a passphrase into {GIVEN}; put it into a file that {FILE} names (systemd's LoadCredential does); "
    f"or set {RING}=1 and the system's keyring keeps one",
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the passphrase of a folder of keys comes from. `entry` names it in the system's keyring."""

    kind: str  # given, keyring or demo
    entry: str = ""

    def as_json(self) -> dict[str, str]:
        return {"from": self.kind, **({"entry": self.entry} if self.entry else {})}


def given() -> str | None:
    """The passphrase that the environment gives, itself or by a file's name."""
    named = os.environ.get(FILE)
    if os.environ.get(GIVEN):
        return os.environ[GIVEN]
    if not named:
        return None
    try:
        mode, words = Path(named).stat().st_mode, Path(named).read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        zh, en = f"{FILE} 所指文件无法读取：{named}", f"the file that {FILE} names cannot be read: {named}"
        raise KeysError("passphrase_file", Text(zh, en)) from None
    if mode & 0o007:
        zh, en = f"人人可读的文件不能存放口令：{named}", f"everybody may read the file of the passphrase: {named}"
        raise KeysError("passphrase_file", Text(zh, en), Text(f"chmod 600 {named}", f"chmod 600 {named}"))
    if not words:
        raise KeysError("passphrase_file", Text(f"口令文件是空的：{named}", f"the passphrase file is empty: {named}"))
    return words


def choose_for_demo(folder: Path) -> tuple[Source, str]:
    """A passphrase that lies beside the keys: a demo starts by itself, and protects nothing."""
    return Source("demo"), _drawn_for_demo(folder)


def choose(folder: Path, typed: str | None = None) -> tuple[Source, str]:
    """The passphrase for new keys. Without any setting there are no keys: nobody's proof rests on a key in the open."""
    words = typed if typed is not None else given()
    if words is not None:
        if len(words) < SHORTEST:
            zh, en = f"口令至少 {SHORTEST} 个字符", f"a passphrase has at least {SHORTEST} characters"
            raise KeysError("passphrase_short", Text(zh, en))
        return Source("given"), words
    if os.environ.get(RING) == "1":
        entry = str(folder.absolute())
        words = _in_keyring(entry)
        if words is None:
            words = secrets.token_hex(32)
            _keep_in_keyring(entry, words)
        return Source("keyring", entry), words
    zh = "没有口令，不能生成签名密钥：私钥只能加密存放"
    raise KeysError("no_passphrase", Text(zh, "no signing key without a passphrase: it is only kept encrypted"), HOW_TO)


def find(folder: Path, source: Source, typed: str | None = None) -> str:
    """The passphrase of keys that stand, from where it was put when they were made."""
    if typed is not None:
        return typed
    if source.kind == "demo":
        return _demo_words(folder) or _missing(f"{PASSPHRASE} 缺失", f"{PASSPHRASE} is missing")
    if source.kind == "keyring":
        zh, en = f"密钥环中没有 {source.entry} 的口令", f"the keyring holds no passphrase for {source.entry}"
        return _in_keyring(source.entry) or _missing(zh, en)
    return given() or _missing("没有给出签名密钥的口令", "the passphrase of the signing keys was not given")


def _missing(zh: str, en: str) -> str:
    remedy = Text(f"设 {GIVEN}，或以 {FILE} 指明文件", f"set {GIVEN}, or name a file in {FILE}")
    raise KeysError("no_passphrase", Text(zh, en), remedy)


def _demo_words(folder: Path) -> str | None:
    try:
        lines = (folder / PASSPHRASE).read_text("utf-8").splitlines()
    except OSError:
        return None
    return next((line for line in lines if line and not line.startswith("#")), None)


def _drawn_for_demo(folder: Path) -> str:
    words = _demo_words(folder)
    if words is None:
        words = secrets.token_hex(32)
        files.put(folder / PASSPHRASE, f"{NOTICE}{words}\n".encode())
    return words


def _in_keyring(entry: str) -> str | None:
    import keyring

    try:
        return keyring.get_password(SERVICE, entry)
    except keyring.errors.KeyringError as error:
        raise _no_keyring(error) from None


def _keep_in_keyring(entry: str, words: str) -> None:
    import keyring

    try:
        keyring.set_password(SERVICE, entry, words)
    except keyring.errors.KeyringError as error:
        raise _no_keyring(error) from None


def _no_keyring(error: Exception) -> KeysError:
    why = type(error).__name__
    return KeysError("keyring", Text(f"密钥环不可用：{why}", f"the keyring cannot be used: {why}"), HOW_TO)


@dataclass(slots=True)
class Sealer:
    """Seals and opens secrets under one passphrase, stretched once for all that share its salt."""

    passphrase: str = field(repr=False)
    drawn: bool  # by a machine, from 256 bits
    _salt: bytes | None = None
    _keys: dict[tuple[bytes, int], bytes] = field(default_factory=dict, repr=False)

    def seal(self, secret: bytes, vkey: str) -> bytes:
        """The content of a key's file."""
        salt = self._salt = self._salt or secrets.token_bytes(SALT)
        cost, nonce = DRAWN_COST if self.drawn else COST, secrets.token_bytes(NONCE)
        sealed = nonce + AESGCM(self._key(salt, cost)).encrypt(nonce, secret, _about(vkey))
        kept = {
            "format": FORMAT,
            "vkey": vkey,
            "scrypt": {"n": cost, "r": BLOCK, "p": 1, "salt": base64.b64encode(salt).decode()},
            "sealed": base64.b64encode(sealed).decode(),
        }
        return (json.dumps(kept, ensure_ascii=False, indent=2) + "\n").encode()

    def open(self, data: bytes, vkey: str) -> bytes:
        """The secret that belongs to this public key; ValueError if the file is not what `seal` wrote."""
        kept: Mapping[str, Any] = json.loads(data)
        try:
            cost, salt = kept["scrypt"]["n"], base64.b64decode(kept["scrypt"]["salt"])
            sealed = base64.b64decode(kept["sealed"])
            if kept["format"] != FORMAT or kept["vkey"] != vkey or not 1 < cost <= LARGEST_COST:
                raise ValueError("another form, or another key")
            if kept["scrypt"]["r"] != BLOCK or kept["scrypt"]["p"] != 1:
                raise ValueError("other parameters")
        except (KeyError, TypeError) as error:
            raise ValueError(type(error).__name__) from None
        try:
            secret = AESGCM(self._key(salt, cost)).decrypt(sealed[:NONCE], sealed[NONCE:], _about(vkey))
        except InvalidTag:
            zh, en = "口令不对，或密钥文件已被改动", "the passphrase is wrong, or the file of the key was changed"
            raise KeysError("passphrase_wrong", Text(zh, en)) from None
        self._salt = self._salt or salt
        return secret

    def _key(self, salt: bytes, cost: int) -> bytes:
        if (salt, cost) not in self._keys:
            stretch = Scrypt(salt=salt, length=32, n=cost, r=BLOCK, p=1)
            self._keys[salt, cost] = stretch.derive(self.passphrase.encode())
        return self._keys[salt, cost]


def _about(vkey: str) -> bytes:
    return f"{FORMAT}\n{vkey}".encode()
