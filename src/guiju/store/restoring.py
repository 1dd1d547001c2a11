"""Copies of an office, and what must happen when one takes its place again.

A copy is made while the office works. A restored one is older than the log that it published: what was erased since is
erased again before anybody sees it, and no checkpoint is signed until somebody has owned up to the acts that are lost.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import re
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection, transaction

from guiju.kernel.journal import Receipt
from guiju.kernel.values import Text
from guiju.store import codec, erasing, files, log
from guiju.store.database import FILE, FORMAT, back_up, format_of, put_setting, rows, serial, setting, text
from guiju.store.office import Office, OfficeError
from guiju.store.publication import UnreadableError
from guiju.store.replay import lost_acts
from guiju.store.scrubbing import scrub
from guiju.store.takeover import take_over
from guiju.store.writing import LOST, SAID, Request, office_row, put_acts, salted

MANIFEST = "manifest.json"
KEPT_FOLDERS = ("uploads", "attachments", "profiles")
IN_USE = ".in-use"
PASSED = "passed"  # the setting that says for which loss the numbers given then are passed over
_NUMBER = re.compile(r"(\d{6})-(\d{4})-(D?)(\d{6,})(?:-\d+)*")  # of a case, or of a deposit


@dataclass(frozen=True, slots=True)
class Copy:
    """What a copy holds: when it was made, and up to which act."""

    file: Path
    at: str
    acts: int
    files: int
    size: int


def make_copy(office: Office, file: Path) -> Copy:
    """One file with the database, what lies beside it, and the checkpoint of that moment; never the keys.

    Others may go on writing. The file is whole or not there at all.
    """
    office.bind()
    with files.scratch(office.path) as scratch:
        database = scratch / FILE
        back_up(office.path / FILE, database)
        with closing(sqlite3.connect(database)) as opened:
            opened.execute("PRAGMA journal_mode=DELETE")
            acts = int(opened.execute("SELECT coalesce(max(seq), 0) FROM act").fetchone()[0])
        parts = {FILE: database} | {
            str(path.relative_to(office.path)): path
            for folder in KEPT_FOLDERS
            for path in sorted((office.path / folder).rglob("*"))
            if path.is_file()
        }
        checkpoint = office.path / log.FOLDER / log.CHECKPOINT
        if checkpoint.is_file():
            parts[f"{log.FOLDER}/{log.CHECKPOINT}"] = checkpoint
        at = datetime.now(UTC).isoformat(timespec="seconds")
        whole = scratch / "copy.tar.gz"
        digests = _pack(whole, parts, {"format": FORMAT, "at": at, "acts": acts, "demo": office.demo})
        data = whole.read_bytes()
    files.put(file, data)
    return Copy(file, at, acts, len(digests), len(data))


def _pack(whole: Path, parts: dict[str, Path], said: dict[str, object]) -> dict[str, str]:
    """A file that was erased meanwhile is left out."""
    digests: dict[str, str] = {}
    with tarfile.open(whole, "w:gz", compresslevel=6) as tar:
        for name, path in parts.items():
            try:
                data = path.read_bytes()
            except FileNotFoundError:
                continue
            digests[name] = hashlib.sha256(data).hexdigest()
            _add(tar, name, data)
        _add(tar, MANIFEST, json.dumps({**said, "files": digests}, indent=2).encode())
    return digests


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    tar.addfile(info, io.BytesIO(data))


def restore(file: Path, folder: Path) -> Copy:
    """Put a copy in the place of an office, which is set aside beside it. Keys and the published log stay.

    Raises `OfficeError`, with nothing changed, for a file that is no whole copy or an office that somebody uses.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with alone(folder), files.scratch(folder) as scratch:
        copy = _unpack(file, scratch)
        connection.close()  # our own must not stand in the way
        take_over(folder, scratch, KEPT_FOLDERS)
    return copy


def _unpack(file: Path, scratch: Path) -> Copy:
    try:
        with tarfile.open(file, "r:gz") as tar:
            tar.extractall(scratch, filter="data")
        said = json.loads((scratch / MANIFEST).read_text("utf-8"))
        wrong = [
            name
            for name, digest in said["files"].items()
            if hashlib.sha256((scratch / name).read_bytes()).hexdigest() != digest
        ]
        with closing(sqlite3.connect(scratch / FILE)) as opened:
            whole = opened.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    except FileNotFoundError as error:
        raise OfficeError(f"{error.filename}: there is no such file 没有这个文件") from None
    except (tarfile.TarError, OSError, ValueError, KeyError, sqlite3.DatabaseError, EOFError) as error:
        raise OfficeError(f"{file}: no copy of an office ({error}) 不是机构的备份文件") from None
    if wrong or not whole:
        raise OfficeError(f"{file}: damaged: {', '.join(wrong) or FILE} 备份文件已损坏")
    found = format_of(scratch / FILE)
    if found is None or found > FORMAT:
        raise OfficeError(f"{file}: format {found} is not one that this version reads 本程序不能读取此格式")
    return Copy(file, str(said["at"]), int(said["acts"]), len(said["files"]), file.stat().st_size)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody serves this office meanwhile."""
    with (folder / IN_USE).open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OfficeError(
                f"{folder}: the office is being served: stop `guiju serve` and `guiju worker` first "
                "机构正在运行，请先停止 guiju serve 和 guiju worker"
            ) from None
        yield


@contextmanager
def serving(folder: Path) -> Iterator[None]:
    """Held by whoever answers others: no copy takes the office's place under them."""
    with (folder / IN_USE).open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield


def missing(office: Office) -> int:
    """How many published acts the database does not hold."""
    office.bind()
    shown = log.published(log.folder_of(office))
    size = shown.checkpoint.size if shown else 0
    return size - _divergence(office, size) + 1 if size else 0


def _divergence(office: Office, size: int) -> int:
    """The first act that is not the one that the log published; one past its end where all agree."""
    if size and _agrees(office, size):
        return size + 1
    low, high = 1, size  # acts before `low` agree, `high` does not
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if _agrees(office, middle) else (low, middle)
    return low


def _agrees(office: Office, seq: int) -> bool:
    found = rows("SELECT receipt FROM act WHERE seq = %s", (seq,))
    folder = log.folder_of(office)
    leaf = next(log.leaves_of(folder, seq - 1, 1))
    return leaf == text(found[0][0]).encode() if found else seq in lost_acts()


def notice(office: Office) -> int:
    """To be called when an office opens: in one that was restored, what was erased since is erased again, and what the
    lost acts have numbered keeps its numbers. How many acts lack.
    """
    scrub(office)  # whoever should have may have died
    try:
        lacking = missing(office)
        lost = _published(office, lacking)
    except (log.LogError, UnreadableError, ValueError):
        return 0  # the log is damaged: it is for fsck to say how, and nothing is signed
    if lacking:
        with transaction.atomic(durable=True):
            _numbers_given(lost)
        receipts = [codec.receipt_from(leaf) for leaf in lost]
        while erasing.again(office, receipts) is not None:
            pass
    return lacking


def _published(office: Office, lacking: int) -> list[str]:
    """The leaves that the log holds and the office lacks."""
    return [leaf.decode() for leaf in log.leaves_of(log.folder_of(office), _size(office) - lacking, lacking)]


def _size(office: Office) -> int:
    shown = log.published(log.folder_of(office))
    return shown.checkpoint.size if shown else 0


def acknowledge(office: Office, ground: str) -> Receipt | None:
    """Own up to the acts that the log holds and the office lost, as an act; the log then goes on behind them.

    What happened here since the copy was restored moves behind what was published. None where nothing is missing.
    """
    lacking = missing(office)
    if not lacking:
        return None
    size = _size(office)
    first = size - lacking + 1
    lost = _published(office, lacking)
    with transaction.atomic(durable=True):
        newest = int(str(rows("SELECT coalesce(max(seq), 0) FROM act")[0][0]))
        for seq in range(newest, first - 1, -1):  # from the end, so that no two have one number
            rows("UPDATE act SET seq = %s WHERE seq = %s", (seq + lacking, seq))
        last = max(newest, first - 1) + lacking
        rows("UPDATE serial SET last = %s WHERE name = 'act'", (last,))
        _numbers_given(lost)
        said = {"ground": ground, "from": first, "to": size}
        blocks = [salted(SAID, said), salted(LOST, {"from": first, "to": size, "receipts": lost})]
        row = office_row("acknowledge_loss", "", office.today(), blocks, signed=Request())
        put_acts([row])
        put_setting(log.SIGNED, f"{size} {log.tree_of(log.folder_of(office), size).root().hex()}")
    return row.receipt


def _numbers_given(lost: list[str]) -> None:
    """Numbers that the lost acts gave to cases and deposits are not given again, nor codes that they may have given.

    Done once for the same loss.
    """
    mark = hashlib.sha256("\n".join(lost).encode()).hexdigest()
    if setting(PASSED) == mark:
        return
    put_setting(PASSED, mark)
    highest: dict[str, int] = {}
    for leaf in lost:
        match = _NUMBER.fullmatch(json.loads(leaf)["number"])
        if match is not None:
            name = f"{'deposit' if match[3] else 'case'}/{match[1]}/{match[2]}"
            highest[name] = max(highest.get(name, 0), int(match[4]))
    for name, number in highest.items():
        known = rows("SELECT last FROM serial WHERE name = %s", (name,))
        before = int(str(known[0][0])) if known else 0
        if number > before:
            serial(name, number - before)
    rows("UPDATE serial SET last = last + %s WHERE name LIKE %s", (len(lost), "code/%"))


def told(lacking: int) -> Text:
    """What to say where published acts are missing."""
    zh = f"数据库缺少日志中已公布的 {lacking} 个行为，可能由旧备份恢复"
    en = f"{lacking} published acts are not in the database, which was probably restored from an old copy"
    return Text(f"{zh}；核对后运行 guiju log acknowledge", f"{en}; look into it, then run: guiju log acknowledge")
