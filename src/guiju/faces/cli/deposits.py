"""`guiju deposit`: a file's digest put into the journal, what belongs to it, and the proof to hand on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from guiju.faces.cli.office import actor, opened
from guiju.faces.cli.options import As, For, Key
from guiju.faces.cli.paper import emit, paper, say, t, table, tell, working
from guiju.kit.says import USAGE, Trouble, trouble

if TYPE_CHECKING:
    from guiju.store.deposits import Given

PIECE = 1 << 20  # bytes read at once: a file of any size goes by in this much memory
KINDS = {
    "screenshot": (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff"),
    "log": (".log",),
}
_FILES = typer.Argument(metavar="FILE…", help="要存证的文件 · the files to deposit")
_ATTACH = typer.Option(
    "--attach",
    metavar="[KIND=]FILE",
    help="相关材料：screenshot、query_result、log、other · what belongs to it; repeat",
)
_TO = typer.Option("--to", metavar="NUMBER", help="补充到此存证 · add to this deposit")
_NOTE = typer.Option("--note", metavar="TEXT", help="说明 · what it is for")
_KEEP = typer.Option("--keep", help="同时留存文件，默认只留摘要值 · keep the files, too; otherwise only their digests")
_OUT = typer.Option("--out", metavar="FILE", help="证明写入此文件 · where to write the proof")
_PART = typer.Option("--part", min=1, help="第几份：1 为存证，其后为补充 · 1 the deposit, then what was attached")
_NUMBER = typer.Argument(metavar="NUMBER", help="存证号 · number of the deposit")
_AFTER = typer.Option("--after", metavar="NUMBER", help="从此号之后继续 · go on after this number")


class Depositing(typer.core.TyperGroup):
    """`guiju deposit FILE` means `guiju deposit add FILE`: what is no command of the group is a file."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["add", *args]
        return super().parse_args(ctx, args)


def add(
    files: Annotated[list[Path] | None, _FILES] = None,
    attach: Annotated[list[str] | None, _ATTACH] = None,
    to: Annotated[str | None, _TO] = None,
    note: Annotated[str, _NOTE] = "",
    keep: Annotated[bool, _KEEP] = False,
    out: Annotated[Path | None, _OUT] = None,
    key: Key = None,
    as_: As = None,
    for_: For = None,
) -> None:
    """存证：摘要值记入日志，得到可离线核验的证明 · deposit files; the proof of it is written beside you"""
    from guiju.kit import deposits as kit
    from guiju.kit.scans import LIMIT
    from guiju.store import deposits

    named = [("" if to else "data", path) for path in files or ()] + list(map(_named, attach or ()))
    office = opened()
    who = actor(office, as_, for_)
    if to is not None:
        kit.found(office, to, who)
    with ExitStack() as open_files, working(t("正在读取", "reading")):
        given = list(_given(open_files, named))
        limit = LIMIT if keep else None
        if to is None:
            answer = deposits.deposit(office, who, given, note=note, keep=keep, limit=limit, key=key)
        else:
            answer = deposits.attach(office, who, to, given, note=note, keep=keep, limit=limit, key=key)
    receipt = kit.done(answer, to or "")
    found = kit.found(office, receipt.number, who)
    part = next(place for place, one in enumerate(found.parts, 1) if one.act == receipt.act)
    try:
        file = _prove(office, found, part, out)
    except Trouble:  # the log could not be brought up to date; what was deposited is deposited
        file = None
    if paper().json:
        emit({**kit.view(found), "receipt": receipt.as_json(), "proof": str(file) if file else None})
        return
    _say_part(kit.view(found), part)
    if file is None:
        later = f"guiju deposit proof {receipt.number} --part {part}"
        say(
            t(f"日志尚未签署，证明稍后可取：{later}", f"the log is not signed yet; take the proof later: {later}"),
            "yellow",
        )
        return
    say(t(f"证明：{file}", f"proof: {file}"), "green")
    say(f"guiju verify {file} --key {office.path / 'log.pub'} --file FILE", "cyan")


def _named(word: str) -> tuple[str, Path]:
    """`log=FILE`, or FILE alone, whose ending then says what it is."""
    from guiju.store.deposited import TYPES

    kind, equals, name = word.partition("=")
    return (kind, Path(name)) if equals and kind in TYPES else ("", Path(word))


def _given(open_files: ExitStack, named: list[tuple[str, Path]]) -> Iterator[Given]:
    from guiju.store.deposits import Given

    for kind, path in named:
        if path.is_dir():
            raise trouble("file", f"{path} 是文件夹", f"{path} is a folder", code=USAGE)
        yield Given(
            name=path.name, type=kind or _kind_of(path), chunks=_pieces(open_files.enter_context(path.open("rb")))
        )


def _kind_of(path: Path) -> str:
    return next((kind for kind, endings in KINDS.items() if path.suffix.lower() in endings), "other")


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


def _prove(office: Any, found: Any, part: int, out: Path | None) -> Path:
    from guiju.kit import deposits as kit

    name, data = kit.proof(office, found, part)
    file = out or Path(name)
    file.write_bytes(data)
    return file


def listing(after: Annotated[str | None, _AFTER] = None, as_: As = None, for_: For = None) -> None:
    """本单位的存证，最新的在前 · one's own deposits, the newest first; the office sees all"""
    from guiju.kit import deposits as kit
    from guiju.store import deposited

    office = opened()
    page = deposited.of(actor(office, as_, for_), after=after)
    rows = [kit.row(item) for item in page.items]
    if paper().json:
        emit({"items": rows, "next": page.after})
        return
    heads = (
        t("存证号", "number"),
        t("日期", "day"),
        t("存证人", "deposited by"),
        t("文件", "files"),
        t("名称", "name"),
    )
    table(heads, [[str(row[name]) for name in ("number", "on", "depositor", "files", "name")] for row in rows])
    if page.after:
        say(t(f"续：--after {page.after}", f"more: --after {page.after}"), "dim")


def show(number: Annotated[str, _NUMBER], as_: As = None, for_: For = None) -> None:
    """一份存证及其补充材料 · one deposit with all that was attached"""
    from guiju.kit import deposits as kit

    office = opened()
    found = kit.view(kit.found(office, number, actor(office, as_, for_)))
    if paper().json:
        emit(found)
        return
    parts: Any = found["parts"]
    for part in parts:
        _say_part(found, part["part"])


def prove(
    number: Annotated[str, _NUMBER],
    part: Annotated[int, _PART] = 1,
    out: Annotated[Path | None, _OUT] = None,
    as_: As = None,
    for_: For = None,
) -> None:
    """证明，任何人可离线核验 · the proof, which anyone can check offline"""
    from guiju.kit import deposits as kit

    office = opened()
    file = _prove(office, kit.found(office, number, actor(office, as_, for_)), part, out)
    emit({"proof": str(file)}) if paper().json else say(str(file))


def _say_part(found: Any, place: int) -> None:
    """One act with its files."""
    from guiju.kit.deposits import TYPES

    part = found["parts"][place - 1]
    what = t("存证", "deposit") if place == 1 else t("补充", "attached")
    who = part["depositor"] or t("已删除", "erased")
    say(f"{what} {found['number']}  {part['on']}  {who}", "bold")
    if part["note"]:
        say(f"  {part['note']}")
    for file in part["files"]:
        if file["erased"]:
            say(f"  {file['block']}  {t('已删除', 'erased')}")
            continue
        kept = t("，已留存", ", kept here") if file["kept"] else ""
        say(f"  {file['block']}  {file['name']}  ({tell(TYPES[file['type']])}{kept})  {file['size']} B")
        say(f"    SHA-256 {file['sha256']}")
