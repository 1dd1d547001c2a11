"""Options that several commands share, each worded once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from guiju.kernel.values import Text
from guiju.kit.reckon import read_day
from guiju.kit.says import USAGE, trouble

As = Annotated[
    str | None, typer.Option("--as", metavar="USER", help="以哪位已登录用户办理 · act as this signed-in user")
]
For = Annotated[
    str | None, typer.Option("--for", metavar="PARTY", help="代表哪个单位，仅属一个时可省 · for which organisation")
]
On = Annotated[
    str | None, typer.Option("--on", metavar="DAY", help="办理之日，默认今天 · day of the act, today if left out")
]
Sets = Annotated[
    list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="填写字段，可多次 · answer a field; repeat")
]
Answers = Annotated[
    Path | None, typer.Option("--answers", metavar="FILE", help="字段答案文件 YAML/JSON · answers as YAML or JSON")
]
Key = Annotated[
    str | None,
    typer.Option("--key", metavar="KEY", help="幂等键：同键同内容只办一次 · same key, same content: done once"),
]
Role = Annotated[
    str | None, typer.Option("--role", metavar="ROLE", help="以何角色，默认推定 · in which role; deduced if left out")
]
Mandate = Annotated[
    str | None, typer.Option("--mandate", metavar="PAPER", help="代办委托书 · paper that lets an agent act")
]


def day(text: str | None) -> date | None:
    """A day as 2025-06-01; anything else is wrong usage."""
    return read_day(text) if text is not None else None


def pairs(words: list[str] | None) -> dict[str, str]:
    """`field=value` words as a map; the value may hold further equal signs."""
    found: dict[str, str] = {}
    for word in words or ():
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise trouble("not_a_pair", f"{word} 应写作 字段=值", f"write {word} as field=value", code=USAGE)
        found[name] = value
    return found


def answers(path: Path | None) -> dict[str, Any]:
    """Answers from a YAML or JSON file. Scalars stay text: the form reads them by the type of each field."""
    if path is None:
        return {}
    import yaml

    try:
        content = yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        if isinstance(error, FileNotFoundError):
            zh, en = f"{path}：文件不存在", f"{path}: there is no such file"
            remedy = Text("请核对路径和文件名", "check the path and the name")
        else:
            why = str(error).splitlines()[0]
            zh, en = f"{path} 无法读取：{why}", f"{path} cannot be read: {why}"
            remedy = Text(
                "须是 UTF-8 的 YAML 或 JSON，每行“字段: 答案”", "write YAML or JSON in UTF-8: `field: answer`"
            )
        raise trouble("answers_unreadable", zh, en, code=USAGE, remedy=remedy) from None
    if not isinstance(content, dict):
        raise trouble(
            "answers_unreadable", f"{path} 须是字段到答案的表", f"{path} must map fields to answers", code=USAGE
        )
    return content
