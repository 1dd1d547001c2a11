"""`guiju key`: the keys that sign the office's log. They lie in its folder, encrypted, and never in its database."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from guiju.faces.cli.office import folder, opened, stands
from guiju.faces.cli.paper import emit, paper, say, t, table

if TYPE_CHECKING:
    from guiju.store.signing import Key, Keys

OVERLAP = 30  # days in which whoever checks signatures learns of a new key
_ORIGIN = typer.Option(
    "--origin", metavar="NAME", help="日志名称：其网址，不带 https:// · the log's name: its address without https://"
)
_SM = typer.Option("--sm/--no-sm", help="同时以国密 SM2 签名 · sign with SM2 too")
_OVERLAP = typer.Option("--overlap", metavar="DAYS", min=0, help="新旧密钥并用天数 · days in which both keys sign")


def show() -> None:
    """签名密钥：编号、起止、公钥 · the signing keys: ids, days, public halves"""
    from guiju.store.signing import open_keys

    keys = open_keys(folder())
    day = _today()
    if paper().json:
        emit(_as_json(keys, day))
        return
    say(keys.origin, "bold")
    heads = (t("编号", "id"), t("算法", "algorithm"), t("起", "since"), t("止", "until"), t("现状", "state"))
    table(heads, [_row(key, day) for key in keys.keys])
    say(f"{t('公钥文件，交给核验的人', 'public file, for whoever checks')}: {keys.folder / keys.public}")
    if keys.source.kind == "demo":
        say(t("演示：口令就在密钥旁边，不起保护作用", "a demo: the passphrase lies beside the keys"), "yellow")


def make(origin: Annotated[str, _ORIGIN], sm: Annotated[bool, _SM] = True) -> None:
    """生成签名密钥，口令加密存放 · make the signing keys; a passphrase keeps them"""
    from guiju.store.signing import check_new, make_keys

    check_new(folder(), origin)
    demo = stands() and opened().demo
    words = None if demo else asked_twice()
    keys = make_keys(folder(), origin, demo=demo, today=_today(), sm=sm, passphrase=words)
    if paper().json:
        emit(_as_json(keys, _today()))
        return
    say(t(f"✓ 已生成：{keys.folder / 'keys'}", f"✓ made: {keys.folder / 'keys'}"), "green")
    tell_how_to_keep(keys)


def rotate(overlap: Annotated[int, _OVERLAP] = OVERLAP, sm: Annotated[bool | None, _SM] = None) -> None:
    """换新密钥，旧的在并用期内继续签名 · new keys; the old ones go on signing for a while"""
    from guiju.store.signing import open_keys
    from guiju.store.signing import rotate as rotated

    day = _today()
    keys = rotated(folder(), overlap, day, asked_once(open_keys(folder())), sm=sm)
    if paper().json:
        emit(_as_json(keys, day))
        return
    ends = max((key.until for key in keys.keys if key.until), default=day)
    say(t(f"✓ 新密钥即日起用；旧密钥签名至 {ends} 前", f"✓ the new keys sign now, the old ones until {ends}"), "green")
    zh, en = f"请把新的 {keys.public} 交给核验的人和见证人", f"hand the new {keys.public} to checkers and witnesses"
    say(t(zh, en))


def asked_twice() -> str | None:
    """A new passphrase from the person at the terminal, where no setting gives one."""
    from guiju.store import sealing

    if not sys.stdin.isatty() or sealing.given() is not None or os.environ.get(sealing.RING) == "1":
        return None
    told = t(f"口令（至少 {sealing.SHORTEST} 个字符）", f"passphrase (at least {sealing.SHORTEST} characters)")
    again = t("再输一次", "once more")
    return str(typer.prompt(told, hide_input=True, confirmation_prompt=again, err=True))


def asked_once(keys: Keys) -> str | None:
    """The passphrase of keys that stand, where it is neither set nor kept."""
    from guiju.store import sealing

    if not sys.stdin.isatty() or keys.source.kind != "given" or sealing.given() is not None:
        return None
    return str(typer.prompt(t("口令", "passphrase"), hide_input=True, err=True))


def tell_how_to_keep(keys: Keys) -> None:
    """What a person must do so that the keys are neither lost nor stolen."""
    from guiju.store.sealing import FILE

    if keys.source.kind == "given":
        zh = f"口令须另处保管，丢失无法找回；程序运行时以 {FILE} 指明口令文件"
        say(t(zh, f"keep the passphrase elsewhere; nobody can recover it. A server reads it from the file in {FILE}"))
    elif keys.source.kind == "keyring":
        say(t("随机口令已存入操作系统的密钥环", "a random passphrase is kept in the system's keyring"))
    else:
        say(t("演示：口令就在密钥旁边，不起保护作用", "a demo: the passphrase lies beside the keys"), "yellow")
    zh = "请另行备份 keys 文件夹：数据库的备份不含密钥"
    say(t(zh, "back up the folder keys by itself: copies of the database do not hold it"))
    zh, en = "公钥，交给核验的人", "public keys, for whoever checks"
    say(f"{t(zh, en)}: {keys.folder / keys.public}")


def _today() -> date:
    """The office's day; where there is no office yet, or only a witness, that of UTC."""
    from guiju.store.witness import today

    return opened().today() if stands() else today()


def _state(key: Key, day: date) -> str:
    return "retired" if not key.signs(day) else "overlap" if key.until else "in_use"


def _row(key: Key, day: date) -> tuple[str, ...]:
    from guiju.store.signing import id_of

    said = {
        "in_use": t("在用", "in use"),
        "overlap": t("并用", "still signs"),
        "retired": t("已停用", "retired"),
    }
    return id_of(key), key.kind, str(key.since), str(key.until or ""), said[_state(key, day)]


def _as_json(keys: Keys, day: date) -> dict[str, Any]:
    return {
        "origin": keys.origin,
        "public": str(Path(keys.folder) / keys.public),
        "passphrase": keys.source.kind,
        "keys": [
            {"kind": key.kind, "vkey": key.vkey, "since": key.since, "until": key.until, "state": _state(key, day)}
            for key in keys.keys
        ],
    }
