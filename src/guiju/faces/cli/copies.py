"""`guiju backup`, `guiju restore`, `guiju erase`, `guiju worker`: the office kept safe, and kept going."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from guiju.faces.cli.office import actor, folder, opened
from guiju.faces.cli.options import As, For
from guiju.faces.cli.paper import emit, paper, problem, say, t, table, tell, working
from guiju.kernel.refusals import Refused
from guiju.kit.says import REFUSED, trouble

_COPY = typer.Argument(metavar="FILE", help="备份文件 · the copy")
_NEW = typer.Argument(metavar="[FILE]", help="备份写入此文件 · where to write it")
_CASE = typer.Argument(metavar="[CASE]", help="案件号 · number of the case")
_BLOCK = typer.Option("--block", metavar="BLOCK", help="表单的哪一部分，可多次 · a block of its form; repeat")
_FIELD = typer.Option("--field", metavar="FIELD", help="只删除此字段，可多次 · only this field; repeat")
_USER = typer.Option("--user", metavar="NAME", help="删除此用户的个人信息 · erase this account's person")
_DRAFT = typer.Option("--draft", metavar="ID", help="删除此草稿，可多次 · a draft; repeat")
_UPLOAD = typer.Option("--upload", metavar="ID", help="删除此上传文件，可多次 · an upload; repeat")
_GROUND = typer.Option("--ground", metavar="TEXT", help="依据，例如当事人请求 · why, such as: asked by the person")
_FIND = typer.Option("--find", metavar="TEXT", help="先查此文字存于何处，不作删除 · only tell where this text stands")


def backup(file: Annotated[Path | None, _NEW] = None) -> None:
    """备份，运行中亦可 · a whole copy in one file, also while others work; the keys are not in it"""
    from guiju.store.restoring import make_copy

    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    target = file or Path(f"guiju-{stamp}.tar.gz")
    if target.exists():
        raise trouble("file", f"{target} 已存在", f"{target} is there already")
    if not target.absolute().parent.is_dir():
        raise trouble("file", f"没有文件夹 {target.parent}", f"there is no folder {target.parent}")
    with working(t("正在备份", "copying")):
        copy = make_copy(opened(), target)
    if paper().json:
        emit({"file": str(target), "at": copy.at, "acts": copy.acts, "files": copy.files, "bytes": copy.size})
        return
    say(t(f"✓ {target}：{copy.acts} 个行为", f"✓ {target}: {copy.acts} acts"), "green")
    say(t("其中不含密钥，请另行保管 keys 文件夹", "the keys are not in it: keep the folder keys elsewhere"), "dim")


def restore(file: Annotated[Path, _COPY]) -> None:
    """用备份替换当前机构，原数据库留在旁边 · put a copy in the office's place; its database is kept beside it"""
    from guiju.store import restoring
    from guiju.store.database import OfficeError

    try:
        with working(t("正在恢复", "restoring")):
            copy = restoring.restore(file, folder())
    except OfficeError as error:
        raise trouble("restore", str(error), str(error)) from None
    lacking = restoring.missing(opened())
    if paper().json:
        emit({"at": copy.at, "acts": copy.acts, "missing": lacking})
        return
    say(t(f"✓ 已恢复到 {copy.at}：{copy.acts} 个行为", f"✓ restored as of {copy.at}: {copy.acts} acts"), "green")
    if lacking:
        say(tell(restoring.told(lacking)), "yellow")


def erase(
    case: Annotated[str | None, _CASE] = None,
    block: Annotated[list[str] | None, _BLOCK] = None,
    field: Annotated[list[str] | None, _FIELD] = None,
    user: Annotated[str | None, _USER] = None,
    draft: Annotated[list[str] | None, _DRAFT] = None,
    upload: Annotated[list[str] | None, _UPLOAD] = None,
    ground: Annotated[str, _GROUND] = "",
    find: Annotated[str, _FIND] = "",
    as_: As = None,
    for_: For = None,
) -> None:
    """删除个人信息：内容和盐值不可恢复，日志仍可核验 · erase a person's data; the log still verifies"""
    from guiju.kit.says import refused_problem
    from guiju.store import erasing, tracing

    office = opened()
    who = actor(office, as_, for_)
    if find:
        places = tracing.where(office, who, find)
        if paper().json:
            emit([place._asdict() for place in places])
        else:
            table(t("何处 编号 名称", "place number name").split(), [(p.place, p.number, p.name) for p in places])
        return
    wish = erasing.Wish(
        case=case,
        blocks=tuple(block or ()),
        fields=tuple(field or ()),
        user=user,
        drafts=tuple(draft or ()),
        uploads=tuple(upload or ()),
    )
    answer = erasing.erase(office, who, wish, ground)
    if isinstance(answer, Refused):
        problem(refused_problem(answer))
        raise typer.Exit(REFUSED)
    if paper().json:
        emit(answer.as_json())
        return
    count = len(answer.erases)
    say(t(f"✓ 已删除 {count} 块，记为行为 {answer.act}", f"✓ {count} blocks erased, by act {answer.act}"), "green")
    copies = sorted(path.name for path in office.path.glob("guiju.*") if path.suffix == ".sqlite3" and "." in path.stem)
    if copies:
        told = t("旧副本仍含原内容，请处理", "older copies still hold it; deal with them")
        say(f"{told}: {', '.join(copies)}", "yellow")


def worker() -> None:
    """持续签署日志，可与网页分开运行 · sequence the log for ever; beside the pages, or instead of them"""
    from guiju.store.restoring import serving

    office = opened()
    with serving(office.path):
        say(t("日志服务运行中，按 Ctrl-C 停止", "the log is kept up to date; Ctrl-C stops it"), "dim")
        from guiju.store.working import PAUSE, Worker

        worker = Worker(office, tell=lambda told: say(tell(told), "yellow"))
        try:
            while True:
                worker.turn()
                time.sleep(PAUSE)
        except KeyboardInterrupt:
            worker.turn()
