"""The signing keys of an office, or of a witness: a folder `keys/` beside the database, never in it.

`keys.json` lists them; each private key is a sealed file of its own; the verifier keys stand in a public file beside
the folder (`log.pub`, for a witness `witness.pub`). When keys are rotated the old ones go on signing, beside the new,
until a stated day, so that whoever trusts an old key has time to learn of the new. A retired key stays in the public
file, for what it signed stays true; its private half is destroyed at the next rotation.

`keys.json` is the truth and is replaced in one step. Everything else is written before it or follows from it, so a
process may die at any moment: whoever opens the folder next puts the rest in order.
"""

from __future__ import annotations

import errno
import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from guiju.kernel.notes import CosignatureKey, Ed25519Key, NoteError, Signer, Verifier, parse_vkey
from guiju.kernel.values import Text
from guiju.store import files, sealing
from guiju.store.sealing import KeysError, Sealer, Source
from guiju.store.sm import MORE, Sm2Key, new_private

__all__ = ["Key", "Keys", "KeysError", "make_keys", "open_keys", "read_keys", "rotate"]

FOLDER, LIST, LOCK = "keys", "keys.json", ".lock"
LOG_PUBLIC = "log.pub"
FORMAT = "guiju-keys/1"
SUFFIX = ".key"
LONGEST_OVERLAP = 3650
ED25519, SM2, WITNESS = "ed25519", "sm2", "cosignature"


def _drawn() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes_raw()


def _office_key(name: str, secret: bytes) -> Signer:
    return Ed25519Key(name, Ed25519PrivateKey.from_private_bytes(secret))


def _witness_key(name: str, secret: bytes) -> Signer:
    return CosignatureKey(name, Ed25519PrivateKey.from_private_bytes(secret), lambda: int(time.time()))


KINDS: dict[str, tuple[Callable[[], bytes], Callable[[str, bytes], Signer]]] = {
    ED25519: (_drawn, _office_key),
    SM2: (new_private, Sm2Key),
    WITNESS: (_drawn, _witness_key),
}
"""Kind of key -> a new secret, and the signer that a secret makes under a name."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the list. It signs before the day `until`; `file` is empty once its private half is destroyed."""

    kind: str
    vkey: str
    since: date
    until: date | None
    file: str

    def signs(self, today: date) -> bool:
        return self.until is None or today < self.until

    def as_json(self) -> dict[str, str | None]:
        until = self.until.isoformat() if self.until else None
        return {
            "kind": self.kind,
            "vkey": self.vkey,
            "since": self.since.isoformat(),
            "until": until,
            "file": self.file,
        }


@dataclass(slots=True)
class Keys:
    """The keys of one folder as they stood when they were opened. Private keys are decrypted when first needed."""

    folder: Path  # of the office or the witness
    origin: str
    public: str  # name of the public file
    source: Source
    keys: tuple[Key, ...]
    typed: str | None = field(default=None, repr=False)
    _signers: dict[str, Signer] = field(default_factory=dict, repr=False)
    _sealer: Sealer | None = field(default=None, repr=False)

    def signers(self, today: date) -> list[Signer]:
        """Who signs on this day: the keys in use, and those that a rotation left valid for a while."""
        return [self._signer(key) for key in self.keys if key.signs(today)]

    def verifiers(self) -> list[Verifier]:
        """Every key that ever signed here, retired ones too: what they signed can still be checked."""
        return [parse_vkey(key.vkey, MORE) for key in self.keys]

    def current(self, today: date) -> list[Verifier]:
        """The public halves of `signers`, without a passphrase."""
        return [parse_vkey(key.vkey, MORE) for key in self.keys if key.signs(today)]

    def public_text(self) -> str:
        """What whoever checks signatures needs, and may have from anybody as long as it is the right one."""
        lines = [f"# 验证密钥 · verifier keys: {self.origin}"]
        for key in self.keys:
            lines.append(f"# since {key.since}")
            if key.until:
                lines.append(f"# retired {key.until}")
            lines.append(key.vkey)
        return "".join(f"{line}\n" for line in lines)

    def renewed(self) -> Keys:
        """The same keys, or those of a rotation that happened since; what was decrypted is not decrypted again."""
        now = _read(self.folder)
        now.typed, now._sealer = self.typed, self._sealer
        now._signers = {key.vkey: self._signers[key.vkey] for key in now.keys if key.vkey in self._signers}
        return now

    def _signer(self, key: Key) -> Signer:
        if key.vkey not in self._signers:
            secret = self._unsealed(key)
            signer = KINDS[key.kind][1](self.origin, secret)
            if signer.verifier.vkey != key.vkey:
                raise _damaged(key.file)
            self._signers[key.vkey] = signer
        return self._signers[key.vkey]

    def _unsealed(self, key: Key) -> bytes:
        try:
            return self.sealer().open((self.folder / FOLDER / key.file).read_bytes(), key.vkey)
        except (OSError, ValueError):
            raise _damaged(key.file) from None

    def sealer(self) -> Sealer:
        if self._sealer is None:
            words = sealing.find(self.folder / FOLDER, self.source, self.typed)
            self._sealer = Sealer(words, drawn=self.source.kind != "given")
        return self._sealer


def make_keys(
    folder: Path,
    origin: str,
    *,
    demo: bool,
    today: date,
    sm: bool,
    kinds: Sequence[str] = (ED25519,),
    public: str = LOG_PUBLIC,
    passphrase: str | None = None,
) -> Keys:
    """Make the first keys of an office (or, by `kinds` and `public`, of a witness). Refused where keys stand."""
    check_new(folder, origin)
    chosen = None if demo else sealing.choose(folder / FOLDER, passphrase)  # without one, nothing is left behind
    files.make_private(folder / FOLDER)
    with files.alone(folder / FOLDER / LOCK):
        check_new(folder, origin)  # another process may have been faster
        source, words = chosen or sealing.choose_for_demo(folder / FOLDER)
        made = Keys(folder, origin, public, source, (), passphrase)
        made._sealer = Sealer(words, drawn=source.kind != "given")
        made.keys = tuple(_new(made, kind, today) for kind in [*kinds, *([SM2] if sm else [])])
        _keep(made)
    return made


def open_keys(folder: Path, passphrase: str | None = None) -> Keys:
    """The keys of an office. What a process that died left undone is put in order."""
    found = _read(folder)
    if _disorder(found):
        try:
            with files.alone(folder / FOLDER / LOCK):
                found = _read(folder)
                _tidy(found)
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
                raise  # whoever may only look leaves it to those who may write
    found.typed = passphrase
    return found


def rotate(
    folder: Path, overlap_days: int, today: date, passphrase: str | None = None, *, sm: bool | None = None
) -> Keys:
    """New keys from today; those in use until now stay valid, and sign too, before the day today + overlap.

    `sm` adds an SM2 key, or takes it out of use; left out, there is one if there was one.
    """
    if not 0 <= overlap_days <= LONGEST_OVERLAP:
        zh, en = f"并用期须为 0 至 {LONGEST_OVERLAP} 天", f"the overlap is 0 to {LONGEST_OVERLAP} days"
        raise KeysError("overlap", Text(zh, en))
    _read(folder)  # where there are no keys there is nothing to lock
    with files.alone(folder / FOLDER / LOCK):
        keys = _read(folder)
        keys.typed = passphrase
        keys.signers(today)  # proves the passphrase: new keys must not lie under another than the old
        until = today + timedelta(days=overlap_days)
        kinds = [key.kind for key in keys.keys if key.until is None and (key.kind != SM2 or sm is not False)]
        kinds += [SM2] if sm and SM2 not in kinds else []
        made = [_new(keys, kind, today) for kind in kinds]
        keys.keys = (*(_retired(key, until, today) for key in keys.keys), *made)
        _keep(keys)
    return keys


def read_keys(text: str) -> list[Verifier]:
    """The keys of a public file such as `log.pub`: a verifier key a line, `#` before what is said about it."""
    found: dict[str, Verifier] = {}
    for number, line in enumerate(text.splitlines(), 1):
        vkey = line.strip()
        if not vkey or vkey.startswith("#"):
            continue
        try:
            found.setdefault(vkey, parse_vkey(vkey, MORE))
        except NoteError as error:
            zh, en = f"第 {number} 行：{error.text.zh}", f"line {number}: {error.text.en}"
            raise KeysError("public", Text(zh, en)) from None
    if not found:
        raise KeysError("public", Text("没有验证密钥", "there is no verifier key in it"))
    return list(found.values())


def check_new(folder: Path, origin: str) -> None:
    """Whether keys can be made here under this name; nobody should be asked for a passphrase in vain."""
    check_origin(origin)
    if (folder / FOLDER / LIST).exists():
        zh, en = f"{folder / FOLDER} 里已有密钥", f"there are keys in {folder / FOLDER} already"
        remedy = Text("换新密钥：guiju key rotate", "for new ones: guiju key rotate")
        raise KeysError("keys_stand", Text(zh, en), remedy)


def id_of(key: Key) -> str:
    """Eight hexadecimal digits that tell it from others of its name."""
    return parse_vkey(key.vkey, MORE).id.hex()


def check_origin(origin: str) -> None:
    """A log is named by its address without the scheme, so that no two logs have one name."""
    if not re.fullmatch(r"[^\s+#/:]+(:[0-9]+)?(/[^\s+/]+)*", origin) or not origin.isprintable():
        zh, en = f"日志名称不成立：{origin!r}", f"not a name for a log: {origin!r}"
        remedy = Text("写其网址，不带 https://，如 register.example/log", "its address, as register.example/log")
        raise KeysError("origin", Text(zh, en), remedy)


def _new(keys: Keys, kind: str, today: date) -> Key:
    """Draw a key and put it, sealed, on the disk. Nobody knows of it before the list names it."""
    draw, signer = KINDS[kind]
    secret = draw()
    made = signer(keys.origin, secret)
    vkey, name = made.verifier.vkey, f"{kind}-{made.verifier.id.hex()}{SUFFIX}"
    files.put(keys.folder / FOLDER / name, keys.sealer().seal(secret, vkey))
    keys._signers[vkey] = made
    return Key(kind, vkey, today, None, name)


def _retired(key: Key, until: date, today: date) -> Key:
    """A key after a rotation; one whose day is over loses its private half."""
    if key.until is None:
        return replace(key, until=until)
    return replace(key, until=min(key.until, until), file="" if key.until <= today else key.file)


def _keep(keys: Keys) -> None:
    content = {
        "format": FORMAT,
        "origin": keys.origin,
        "public": keys.public,
        "passphrase": keys.source.as_json(),
        "keys": [key.as_json() for key in keys.keys],
    }
    files.put(keys.folder / FOLDER / LIST, (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode())
    _tidy(keys)


def _read(folder: Path) -> Keys:
    try:
        content = json.loads((folder / FOLDER / LIST).read_bytes())
        source = content["passphrase"]
        keys = tuple(
            Key(
                kind=key["kind"],
                vkey=key["vkey"],
                since=date.fromisoformat(key["since"]),
                until=date.fromisoformat(key["until"]) if key["until"] else None,
                file=key["file"],
            )
            for key in content["keys"]
        )
        if content["format"] != FORMAT or any(key.kind not in KINDS or "/" in key.file for key in keys):
            raise _damaged(LIST)
        return Keys(folder, content["origin"], content["public"], Source(source["from"], source.get("entry", "")), keys)
    except (FileNotFoundError, NotADirectoryError):
        zh, en = f"{folder} 没有签名密钥", f"{folder} has no signing keys"
        raise KeysError("no_keys", Text(zh, en), Text("生成：guiju key make", "make them: guiju key make")) from None
    except (ValueError, KeyError, TypeError):
        raise _damaged(LIST) from None


def _disorder(keys: Keys) -> list[Path]:
    """What does not agree with the list: files of keys that it does not name, and the public file if it says else."""
    named = {key.file for key in keys.keys}
    found = [file for file in (keys.folder / FOLDER).iterdir() if _ours(file.name) and file.name not in named]
    public = keys.folder / keys.public
    if not public.is_file() or public.read_bytes() != keys.public_text().encode():
        found.append(public)
    return found


def _ours(name: str) -> bool:
    return name.endswith((SUFFIX, ".new"))


def _tidy(keys: Keys) -> None:
    """Under the lock: write the public file from the list, and destroy what the list no longer names."""
    public = keys.folder / keys.public
    for file in _disorder(keys):
        if file == public:
            files.put(public, keys.public_text().encode(), files.PUBLIC)
        else:
            file.unlink(missing_ok=True)
    files.sync(keys.folder / FOLDER)


def _damaged(name: str) -> KeysError:
    zh, en = f"{FOLDER}/{name} 缺失或已损坏", f"{FOLDER}/{name} is missing or damaged"
    return KeysError(
        "keys_damaged", Text(zh, en), Text("从备份恢复 keys 文件夹", "restore the folder keys from a backup")
    )
