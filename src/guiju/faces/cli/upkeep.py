"""`guiju fsck`, `guiju demo`, `guiju docs`: the office checked, the story told, the generated pages written."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from guiju.faces.cli.paper import emit, paper, say, t
from guiju.kit.says import REFUSED, USAGE, trouble


def fsck() -> None:
    """重放全部行为，核对案件、凭证和日志 · replay every act; compare cases, receipts and the log"""
    from guiju.faces.cli.office import opened
    from guiju.store.fsck import erased
    from guiju.store.fsck import fsck as checked

    office = opened()
    found, gone = checked(office), erased(office)
    if paper().json:
        emit({"flaws": found, "erased": [{"leaf": leaf, "block": block, "by": seq} for leaf, block, seq in gone]})
    else:
        for leaf, block, seq in gone:
            say(t(f"第 {leaf} 条的“{block}”：已由行为 {seq} 删除", f"leaf {leaf}, {block}: erased by act {seq}"), "dim")
        for line in found:
            say(line, "red")
        count = len(found)
        say(t(f"{count} 处不一致", f"{count} disagreements") if found else t("一致", "all agrees"))
    if found:
        raise typer.Exit(REFUSED)


def region(
    code: Annotated[str | None, typer.Argument(metavar="[CODE]", help="六位区划代码 · six digits, GB/T 2260")] = None,
) -> None:
    """登记机构所在区划，案号和查询码以此开头 · the office's area, with which case numbers and codes begin"""
    from guiju.faces.cli.office import opened
    from guiju.shelf.kinds import KINDS

    office = opened()
    if code is not None:
        if not KINDS["region"](code):
            raise trouble("region", f"没有这个区划代码：{code}", f"no area has the code {code}", code=USAGE)
        office = office.set_region(code)
    if paper().json:
        emit({"region": office.region})
    else:
        say(office.region)


_FOLDER = typer.Option(
    "--folder", metavar="FOLDER", help="演示所在文件夹，会被清空 · where the demo lives; it is wiped"
)


_EVERYWHERE = typer.Option("--everywhere", help="同一份文件在各地登记，并列差异 · the same file in every place")


def demo(folder: Annotated[Path | None, _FOLDER] = None, everywhere: Annotated[bool, _EVERYWHERE] = False) -> None:
    """演示：五件案件，从数据文件到查询码 · five cases, from a data file to a query code"""
    from guiju.faces.demo import tell_story
    from guiju.faces.demo.everywhere import tell_everywhere
    from guiju.wings.registry.demo.stage import DemoError

    try:
        if everywhere:
            tell_everywhere(folder or Path("var/everywhere"))
        else:
            tell_story(folder or Path("var/demo"))
    except DemoError as error:
        raise trouble("demo", f"演示中止：{error}", f"the demo stopped: {error}") from None


def docs(
    root: Annotated[Path, typer.Option("--root", metavar="FOLDER", help="项目文件夹 · folder of the project")] = Path(),
) -> None:
    """生成文档页 · write the generated pages"""
    from guiju.faces.cli.pages import write

    written = [str(path) for path in write(root)]
    emit({"written": written}) if paper().json else say("\n".join(written))
