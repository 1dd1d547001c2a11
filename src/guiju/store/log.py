"""The log of an office: its receipts as a Merkle tree, published as files that any web server can serve.

`sequence` is the one writer. It takes the acts that no checkpoint covers yet, writes their tiles and entries, and then
a checkpoint that the office's keys sign. It signs nothing that does not extend what it signed before: the database
remembers the size and root that were signed last, the folder shows what was published, and both must agree with the
acts. So an office that was restored from an old copy is found out before it can contradict itself.

Formats: c2sp.org/tlog-tiles, tlog-checkpoint, signed-note. The leaf of act `seq` has the index `seq - 1`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from guiju.kernel.checkpoint import Checkpoint, parse_checkpoint
from guiju.kernel.merkle import EMPTY_ROOT, leaf_hash
from guiju.kernel.merkle import root as root_of
from guiju.kernel.notes import Note, NoteError, parse_note, sign, verified
from guiju.kernel.proof import Proof
from guiju.kernel.tiles import ENTRIES, WIDTH, Tile, Tree, bundle, entries, touched
from guiju.kernel.values import Text
from guiju.store import files, publication
from guiju.store.database import put_setting, rows, setting, text
from guiju.store.office import Office, OfficeError
from guiju.store.publication import UnreadableError
from guiju.store.replay import lost_acts
from guiju.store.signing import Keys, KeysError, open_keys

FOLDER = "log"
CHECKPOINT = "checkpoint"
LOCK = ".sequencing"
SIGNED = "signed"  # the setting that remembers what was signed last: size and root
BATCH = 50_000  # leaves before the next checkpoint; so that a first run does not hold everything at once


class LogError(OfficeError):
    """The log cannot go on; nothing was signed. `text` says what is wrong, and what to do."""

    def __init__(self, told: Text) -> None:
        super().__init__(f"{told.zh} {told.en}")
        self.text = told


@dataclass(frozen=True, slots=True)
class Published:
    """What the folder shows to the world."""

    note: Note
    checkpoint: Checkpoint


def folder_of(office: Office) -> Path:
    return office.path / FOLDER


def published(folder: Path) -> Published | None:
    """The checkpoint in a folder; None where there is none yet."""
    try:
        note = parse_note((folder / CHECKPOINT).read_bytes())
        return Published(note, parse_checkpoint(note.text))
    except FileNotFoundError:
        return None
    except NoteError as error:
        raise LogError(
            Text(f"日志校验点已损坏：{error.text.zh}", f"the checkpoint is damaged: {error.text.en}")
        ) from None


def tree_of(folder: Path, size: int) -> Tree:
    """The published tree. Tiles are read as they are needed."""
    return publication.at(str(folder)).tree(size)


def _entries(folder: Path, index: int, width: int) -> list[bytes]:
    """A bundle of entries, or the beginning of the full one that has taken its place."""
    part, whole = Tile(ENTRIES, index, width).path, Tile(ENTRIES, index).path
    file = folder / part if (folder / part).exists() else folder / whole
    try:
        return entries(file.read_bytes())[:width]
    except (OSError, NoteError):
        raise UnreadableError(part, "-") from None


def sequence(office: Office, keys: Keys | None = None) -> Checkpoint | None:
    """Bring the log up to the last act. The newest checkpoint, or None where nothing has happened yet."""
    office.bind()
    folder = folder_of(office)
    folder.mkdir(exist_ok=True)
    with files.alone(folder / LOCK):
        try:
            while True:
                before = published(folder)
                leaves = _leaves(before.checkpoint.size if before else 0)
                if not leaves and (before is None or not _resign(office, keys, before)):
                    return before.checkpoint if before else None
                keys = keys or open_keys(office.path)
                _grow(office, folder, keys, before, leaves)
        except UnreadableError as error:
            raise LogError(error.text) from None


def _leaves(size: int) -> list[bytes]:
    """Receipts that no checkpoint covers, in order."""
    found = rows("SELECT seq, receipt FROM act WHERE seq > %s ORDER BY seq LIMIT %s", (size, BATCH))
    if found and int(str(found[0][0])) != size + 1:
        raise _behind(size, int(str(found[0][0])) - 1)
    return [text(row[1]).encode() for row in found]


def _behind(size: int, acts: int) -> LogError:
    zh = f"日志已公布到第 {size} 条，数据库与之不符（可能由旧备份恢复）。请先核对，再运行 guiju log acknowledge"
    en = f"the log was published up to act {size}, and the database does not agree with it (act {acts}): perhaps it was"
    return LogError(Text(zh, f"{en} restored from an old copy. Look into it, then run: guiju log acknowledge"))


def _grow(office: Office, folder: Path, keys: Keys, before: Published | None, leaves: Sequence[bytes]) -> None:
    """Write tiles and entries, remember what will be signed, sign, publish: in this order, each step on the disk."""
    size = before.checkpoint.size if before else 0
    tree = tree_of(folder, size)
    if before is not None and tree.root() != before.checkpoint.root:
        raise LogError(Text("日志文件与其校验点不符", "the log's files do not lead to its checkpoint"))
    agree(folder, size)
    old = _entries(folder, size // WIDTH, size % WIDTH) if size % WIDTH else []
    for tile, data in tree.grow([leaf_hash(leaf) for leaf in leaves]).items():
        put(folder / tile.path, data)
    whole, start = [*old, *leaves], size - len(old)
    for tile in touched(ENTRIES, size, tree.size):
        first = tile.index * WIDTH - start
        put(folder / tile.path, bundle(whole[first : first + tile.width]))
    _extends(tree)
    checkpoint = Checkpoint(keys.origin, tree.size, tree.root())
    put_setting(SIGNED, f"{checkpoint.size} {checkpoint.root.hex()}")
    put(folder / CHECKPOINT, sign(checkpoint.text, keys.signers(office.today())).encode())
    _tidy(folder, size, tree.size)


def agree(folder: Path, size: int) -> None:
    """The act that was published last is the one that the database holds, or it owns up to having lost it."""
    if not size:
        return
    found = rows("SELECT receipt FROM act WHERE seq = %s", (size,))
    if not found and size in lost_acts():
        return
    if not found or leaf_hash(text(found[0][0]).encode()) != tree_of(folder, size)(0, size - 1):
        newest = rows("SELECT max(seq) FROM act")[0][0]
        raise _behind(size, int(str(newest or 0)))


def _extends(tree: Tree) -> None:
    """What was signed last is part of what is to be signed."""
    size, root = _signed()
    if size > tree.size or (size and root_of(size, tree) != root):
        zh = f"曾签署过 {size} 条的校验点，现有日志不是它的延续"
        raise LogError(Text(zh, f"a checkpoint of {size} leaves was signed, and this log does not extend it"))


def _signed() -> tuple[int, bytes]:
    size, _, root = (setting(SIGNED) or f"0 {EMPTY_ROOT.hex()}").partition(" ")
    return int(size), bytes.fromhex(root)


def _resign(office: Office, keys: Keys | None, before: Published) -> bool:
    """Were keys made or retired since the checkpoint was signed?"""
    agree(folder_of(office), before.checkpoint.size)
    try:
        keys = keys or open_keys(office.path)
    except KeysError:
        return False  # who only looks needs no key
    wanted = {(key.name, key.id) for key in keys.current(office.today())}
    ours = {(key.name, key.id) for key in keys.verifiers()}
    return wanted != {(one.name, one.id) for one in before.note.signatures} & ours


def put(file: Path, data: bytes) -> None:
    """A file of the log, for everybody to read: whole and on the disk, or not there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    files.put(file, data, files.PUBLIC)


def _tidy(folder: Path, old: int, new: int) -> None:
    """Partial tiles whose full tile is there are not needed any more."""
    for level in (ENTRIES, 0, 1, 2):
        width = WIDTH ** (max(level, 0) + 1)
        for index in range(old // width, new // width):
            partial = (folder / Tile(level, index).path).with_suffix(".p")
            shutil.rmtree(partial, ignore_errors=True)


def prove(office: Office, seq: int) -> Proof | None:
    """The proof that the log holds an act; None until a checkpoint covers it."""
    folder = folder_of(office)
    shown = published(folder)
    if shown is None or seq > shown.checkpoint.size:
        return None
    tree = tree_of(folder, shown.checkpoint.size)
    return Proof(seq - 1, tree.inclusion(seq - 1), shown.note)


def leaves_of(folder: Path, first: int, count: int) -> Iterator[bytes]:
    """Published receipts, from the one of index `first` on."""
    shown = published(folder)
    size = shown.checkpoint.size if shown else 0
    for index in range(first // WIDTH, -(-min(first + count, size) // WIDTH)):
        width = min(WIDTH, size - index * WIDTH)
        held = _entries(folder, index, width)
        yield from held[max(0, first - index * WIDTH) : max(0, first + count - index * WIDTH)]


def flaws(office: Office) -> list[str]:
    """Where the published log does not agree with the acts, or with itself."""
    folder = folder_of(office)
    try:
        shown = published(folder)
        if shown is None:
            return [] if _signed()[0] == 0 else ["a checkpoint was signed, and the log's folder has none"]
        return list(_flaws(office, folder, shown))
    except (LogError, NoteError, UnreadableError) as error:
        return [error.text.en]


def _flaws(office: Office, folder: Path, shown: Published) -> Iterator[str]:
    size = shown.checkpoint.size
    keys = open_keys(office.path).verifiers()
    if not verified(shown.note, keys):
        yield "the checkpoint of the log is not signed by a key of this office"
    tree = tree_of(folder, size)
    if tree.root() != shown.checkpoint.root:
        yield "the tiles of the log do not lead to the root of its checkpoint"
    signed, root = _signed()
    if 0 < signed <= size and root_of(signed, tree) != root:
        yield f"a checkpoint of {signed} leaves was signed, and the log does not extend it"
    last = rows("SELECT max(seq) FROM act")[0][0]
    if size > int(str(last or 0)):
        yield _behind(size, int(str(last or 0))).text.en
    lost = lost_acts()
    acts = iter(rows("SELECT seq, receipt FROM act WHERE seq <= %s ORDER BY seq", (size,)))
    held = {int(str(seq)): text(receipt).encode() for seq, receipt in acts}
    for seq, leaf in enumerate(leaves_of(folder, 0, size), 1):
        if tree(0, seq - 1) != leaf_hash(leaf):
            yield f"act {seq}: its entry in the log is not the leaf of the tree"
        if seq not in lost and held.get(seq) != leaf:
            yield f"act {seq}: the log holds another receipt than the database"
