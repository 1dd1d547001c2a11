"""`guiju erase`: a person's data go, by an act of the office. `--find` first tells where a text stands."""

from __future__ import annotations

from typing import Annotated

import typer

from guiju.faces.cli.office import actor, opened
from guiju.faces.cli.options import As, For
from guiju.faces.cli.paper import emit, paper, problem, say, t, table
from guiju.kernel.refusals import Refused
from guiju.kit.says import REFUSED

_CASE = typer.Argument(metavar="[CASE]", help="案件号 · number of the case")
_BLOCK = typer.Option("--block", metavar="BLOCK", help="表单的哪一部分，可多次 · a block of its form; repeat")
_FIELD = typer.Option("--field", metavar="FIELD", help="只删除此字段，可多次 · only this field; repeat")
_USER = typer.Option("--user", metavar="NAME", help="删除此用户的个人信息 · erase this account's person")
_DRAFT = typer.Option("--draft", metavar="ID", help="删除此草稿，可多次 · a draft; repeat")
_UPLOAD = typer.Option("--upload", metavar="ID", help="删除此上传文件，可多次 · an upload; repeat")
_GROUND = typer.Option("--ground", metavar="TEXT", help="依据，例如当事人请求 · why, such as: asked by the person")
_DESPITE = typer.Option(
    "--despite", metavar="TEXT", help="保存期限未届满仍须删除的理由 · why it goes although it has to be kept"
)
_FIND = typer.Option("--find", metavar="TEXT", help="先查此文字存于何处，不作删除 · only tell where this text stands")


def erase(
    case: Annotated[str | None, _CASE] = None,
    block: Annotated[list[str] | None, _BLOCK] = None,
    field: Annotated[list[str] | None, _FIELD] = None,
    user: Annotated[str | None, _USER] = None,
    draft: Annotated[list[str] | None, _DRAFT] = None,
    upload: Annotated[list[str] | None, _UPLOAD] = None,
    ground: Annotated[str, _GROUND] = "",
    despite: Annotated[str, _DESPITE] = "",
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
        despite=despite,
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
