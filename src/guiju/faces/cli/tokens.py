"""`guiju token`: proofs for programs, each with what it may do and until when. Tokens are their holder's concern."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

import typer

from guiju.faces.cli.office import actor, opened
from guiju.faces.cli.options import As, For
from guiju.faces.cli.paper import emit, paper, say, t, table
from guiju.kit.says import USAGE, trouble

SCOPES = {
    "read": ("查看本单位案件", "see one's own cases"),
    "act": ("办理行为", "do acts"),
    "file": ("提交申请和文件", "open cases and hand in files"),
    "exchange": ("他机构交换登记结果", "exchange records as another office"),
    "calendar": ("订阅期限日历", "subscribe to the calendar of terms"),
}
SHORT = 12  # characters of a token's hash that name it in lists
_SCOPE = typer.Option("--scope", metavar="SCOPE", help=f"权限，可多次：{'、'.join(SCOPES)} · what it may do; repeat")
_LABEL = typer.Option("--label", metavar="TEXT", help="用途 · what it is for")
_DAYS = typer.Option("--days", min=1, max=3650, help="有效天数 · days until it ends")
_ID = typer.Argument(metavar="ID", help="编号，见 token list · as token list shows it")


def create(
    scope: Annotated[list[str] | None, _SCOPE] = None,
    label: Annotated[str, _LABEL] = "",
    days: Annotated[int, _DAYS] = 90,
    as_: As = None,
    for_: For = None,
) -> None:
    """新建令牌，只显示一次 · make a token; it is shown once"""
    wrong = [word for word in scope or () if word not in SCOPES]
    if wrong or not scope:
        named = ", ".join(SCOPES)
        raise trouble("scope", f"请用 --scope 写明权限：{named}", f"name scopes with --scope: {named}", code=USAGE)
    if len(label) > 200:
        raise trouble("label", "用途不得超过 200 字", "a label has at most 200 characters", code=USAGE)
    who = actor(opened(), as_, for_)
    from django.contrib.auth.models import User  # only when Django has been set up

    from guiju.store.people import issue_token

    user = User.objects.get(username=who.user)
    token = issue_token(user, life=timedelta(days=days), scopes=scope, party=who.party, label=label)
    if paper().json:
        emit({"token": token, "scopes": sorted(scope), "label": label, "days": days})
        return
    say(token)
    say(t("请妥善保存：此后不再显示", "keep it safe: it is not shown again"), "dim")


def listing(as_: As = None) -> None:
    """本人的令牌 · one's own tokens"""
    found = _mine(as_)
    if paper().json:
        emit(found)
        return
    heads = (t("编号", "id"), t("用途", "label"), t("权限", "scopes"), t("到期", "ends"))
    table(heads, [(one["id"], one["label"], ", ".join(one["scopes"]), str(one["expires"])[:10]) for one in found])


def revoke(id: Annotated[str, _ID], as_: As = None) -> None:
    """收回令牌 · withdraw a token"""
    from guiju.store.people import end_token, tokens_of

    who = actor(opened(), as_).user
    fit = [one["digest"] for one in tokens_of(who) if one["digest"].startswith(id)] if len(id) >= SHORT else []
    if len(fit) != 1:
        raise trouble("no_token", f"没有令牌 {id}", f"there is no token {id}")
    end_token(who, fit[0])
    emit({"revoked": id}) if paper().json else say(t("已收回", "withdrawn"))


def _mine(as_: str | None) -> list[dict[str, Any]]:
    from guiju.store.people import tokens_of

    who = actor(opened(), as_).user
    return [
        {"id": one["digest"][:SHORT], "label": one["label"], "scopes": one["scopes"].split(), "expires": one["expires"]}
        for one in tokens_of(who)
    ]
