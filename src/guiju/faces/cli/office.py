"""The office that a command works in, and who is at the keyboard.

Sign-ins are kept in `logins.json` of the office's folder, readable by its owner only. In a demo `--as` is enough.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from guiju.faces.cli.paper import say, tell
from guiju.kernel.values import Text
from guiju.kit.says import trouble

if TYPE_CHECKING:
    from guiju.store.office import Office
    from guiju.store.people import Actor

_worked_in: list[Office] = []
DEMO = Path("var/demo")
OFFICE = Path("var/office")


def folder() -> Path:
    """GUIJU_HOME; else the office here, or the demo if that is all there is."""
    named = os.environ.get("GUIJU_HOME")
    if named:
        return Path(named)
    return DEMO if DEMO.is_dir() and not OFFICE.is_dir() else OFFICE


def stands() -> bool:
    """Is there an office, or is this only some folder?"""
    from guiju.store.database import FILE

    return (folder() / FILE).exists()


def opened(*, new: bool = False) -> Office:
    """Open the office; only `new` makes one where there is none. Django loads here, and nowhere before."""
    from guiju.faces.house import open_office
    from guiju.store.database import OfficeError

    here = folder()
    if not new and not stands():
        begin = Text("先用 guiju users add 建立，或运行 guiju demo", "guiju users add begins one, or run guiju demo")
        raise trouble("no_office", f"{here} 里没有登记机构", f"there is no office in {here}", remedy=begin)
    try:
        office = open_office(here)
        _worked_in.append(office)
        return office
    except OfficeError as error:
        raise trouble("office", str(error), str(error)) from None
    except OSError as error:
        why = error.strerror or type(error).__name__
        zh, en = f"{here} 不能用作机构的文件夹：{why}", f"{here} cannot be the folder of an office: {why}"
        raise trouble("office", zh, en) from None


def leave() -> None:
    """Before the command ends: what it did goes into the log, unless there is no key yet to sign it with."""
    while _worked_in:
        from guiju.store.working import Worker

        office = _worked_in.pop()
        if (office.path / "keys").is_dir():
            worker = Worker(office, _warn)
            worker.turn()
            worker.ask()


def _warn(told: Text) -> None:
    say(tell(told), "yellow", to=sys.stderr)


def _logins() -> Path:
    return folder() / "logins.json"


def logins() -> dict[str, str]:
    path = _logins()
    if not path.is_file():
        return {}
    content: dict[str, str] = json.loads(path.read_text("utf-8"))
    return content


def keep(tokens: dict[str, str]) -> None:
    """Write the sign-ins so that nobody else can read them, not even for a moment; the last one is the default."""
    path = _logins()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(tokens, file)
    draft.replace(path)


def actor(office: Office, name: str | None, party: str | None = None) -> Actor:
    """Who acts: `--as`, else the last one who signed in. Outside a demo only a sign-in proves it."""
    from guiju.store.people import user_of_token

    kept = logins()
    chosen = name or next(reversed(kept), None)
    token = kept.get(chosen) if chosen else None
    proven = (office.demo and name is not None) or (token is not None and user_of_token(token) == chosen)
    if chosen is None or not proven:
        raise trouble(
            "not_signed_in",
            f"尚未登录：{name}" if name else "尚未登录",
            f"nobody is signed in as {name}" if name else "nobody is signed in",
            remedy=Text("先登录：guiju login 用户名", "sign in first: guiju login NAME"),
        )
    return _acting(office, chosen, party)


def _acting(office: Office, name: str, party: str | None) -> Actor:
    """The user for one organisation: the one that is named, or the only one there is."""
    from guiju.store.people import NoSuchUserError

    one = office.party_named(party) if party else None
    if party and one is None:
        raise trouble("no_party", f"没有单位 {party}", f"there is no organisation {party}")
    try:
        return office.actor(name, one)
    except NoSuchUserError:
        if party:
            zh, en = f"{name} 不代表 {party}", f"{name} does not act for {party}"
        else:
            zh, en = f"没有用户 {name}", f"there is no user {name}"
        who = Text("guiju users list 列出全部用户", "guiju users list names everybody")
        raise trouble("no_user", zh, en, remedy=who) from None
    except LookupError:
        which = Text("用 --for 写明代表哪个单位", "say for which one with --for")
        zh, en = f"{name} 代表多个单位", f"{name} acts for several organisations"
        raise trouble("which_party", zh, en, remedy=which) from None
