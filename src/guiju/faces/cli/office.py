"""The office that a command works in, and who is at the keyboard.

Sign-ins are kept in `logins.json` of the office's folder, readable by its owner only. In a demo `--as` is enough.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from guiju.kernel.values import Text
from guiju.kit.says import trouble

if TYPE_CHECKING:
    from guiju.store.office import Office
    from guiju.store.people import Actor

DEMO = Path("var/demo")
OFFICE = Path("var/office")


def folder() -> Path:
    """GUIJU_HOME; else the office here, or the demo if that is all there is."""
    named = os.environ.get("GUIJU_HOME")
    if named:
        return Path(named)
    return DEMO if DEMO.is_dir() and not OFFICE.is_dir() else OFFICE


def opened() -> Office:
    """Open the office. Django loads here, and nowhere before."""
    from guiju.store.database import OfficeError
    from guiju.store.office import open_office

    try:
        return open_office(folder())
    except OfficeError as error:
        raise trouble("office", str(error), str(error)) from None


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


def actor(office: Office, name: str | None) -> Actor:
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
    try:
        return office.actor(chosen)
    except LookupError:
        who = Text("guiju users list 列出全部用户", "guiju users list names everybody")
        raise trouble("no_user", f"没有用户 {chosen}", f"there is no user {chosen}", remedy=who) from None
