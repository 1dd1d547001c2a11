"""`guiju backup`, `guiju restore`: the office kept safe."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from guiju.faces.cli.office import folder, opened
from guiju.faces.cli.paper import emit, paper, say, t, tell, working
from guiju.kit.says import trouble

_COPY = typer.Argument(metavar="FILE", help="备份文件 · the copy")
_NEW = typer.Argument(metavar="[FILE]", help="备份写入此文件 · where to write it")


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
