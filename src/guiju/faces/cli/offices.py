"""`guiju login`, and `guiju users`: who there is and what they may do. Users are the maintainer's concern."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from guiju.faces.cli.office import keep, logins, opened
from guiju.faces.cli.paper import emit, paper, say, t, table
from guiju.kit.says import USAGE, trouble

if TYPE_CHECKING:
    from guiju.store.models import Membership
    from guiju.store.office import Office

_NAME = typer.Argument(metavar="NAME", help="用户名 · name of the user")
_STDIN = typer.Option("--password-stdin", help="从标准输入读口令 · read the password from standard input")


def login(name: Annotated[str, _NAME], password_stdin: Annotated[bool, _STDIN] = False) -> None:
    """登录；之后的命令以此用户办理 · sign in; later commands act as this user"""
    from guiju.store.people import issue_token, sign_in

    opened()
    user = sign_in(name, password(password_stdin))
    if user is None:
        raise trouble("login", "用户名或口令不对", "the name or the password is wrong")
    token = issue_token(user)
    kept = logins()
    kept.pop(name, None)
    keep({**kept, name: token})
    _done(t(f"已登录：{name}", f"signed in: {name}"), {"signed_in": name})


def logout(name: Annotated[str | None, _NAME] = None) -> None:
    """退出登录，不写用户名则全部退出 · sign out; everybody if no name is given"""
    from guiju.store.people import revoke_token

    kept = logins()
    opened()
    for gone in [name] if name else list(kept):
        token = kept.pop(gone, None)
        if token is not None:
            revoke_token(token)
    keep(kept)
    _done(t("已退出", "signed out"), {"signed_in": list(kept)})


def password(from_stdin: bool) -> str:
    """Typed unseen, or piped in; never a word on the command line, where others could read it."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise trouble(
            "password",
            "没有终端可输入口令，请用 --password-stdin",
            "no terminal to ask on; use --password-stdin",
            code=USAGE,
        )
    import getpass

    return getpass.getpass(t("口令：", "password: "))


def users() -> None:
    """全部用户及其权限 · everybody, and what they may do"""
    opened()
    people = _everybody()
    if paper().json:
        emit(people)
        return
    heads = (
        t("用户", "user"),
        t("名称", "label"),
        t("单位", "party"),
        t("角色", "role"),
        t("岗位", "desks"),
        t("补录", "late"),
    )
    table(
        heads,
        [
            (p["user"], p["label"], p["party"], p["role"], ", ".join(p["desks"]), "✓" if p["late"] else "")
            for p in people
        ],
    )


def _everybody() -> list[dict[str, Any]]:
    """One row for each role that a user has, and one for a user who has none."""
    from django.contrib.auth.models import User

    from guiju.store.models import Membership

    held: dict[int, list[Membership]] = {}
    for member in Membership.objects.filter(ended=None).select_related("party", "user").order_by("id"):
        held.setdefault(member.user.pk, []).append(member)
    none: list[Membership | None] = [None]
    return [
        _row(user.username, user.first_name, member)
        for user in User.objects.order_by("id")
        for member in (held.get(user.pk) or none)
    ]


def _row(user: str, label: str, member: Membership | None) -> dict[str, Any]:
    if member is None:
        return {"user": user, "label": label, "party": "", "party_id": None, "role": "", "desks": [], "late": False}
    from guiju.kit.looks import badged

    return {
        "user": user,
        "label": label,
        "party": badged(member.party.name, member.party.demo),
        "party_id": str(member.party.id),
        "role": member.role,
        "desks": list(member.desks),
        "late": member.may_record_late,
    }


def add(
    name: Annotated[str, _NAME],
    label: Annotated[str | None, typer.Option("--label", help="显示名称 · how the name is shown")] = None,
    password_stdin: Annotated[bool, _STDIN] = False,
) -> None:
    """新增用户并设口令 · add a user and set the password"""
    secret = password(password_stdin)
    if not secret:
        raise trouble("password", "口令不能为空", "the password may not be empty", code=USAGE)
    office = opened(new=True)
    _must_be(name, known=False)
    office.add_user(name, label or name, secret)
    _done(t(f"已新增：{name}", f"added: {name}"), {"added": name})


def grant(
    name: Annotated[str, _NAME],
    role: Annotated[str, typer.Argument(metavar="ROLE", help="角色 · role")],
    party: Annotated[str, typer.Option("--party", help="单位名称 · name of the organisation")],
    uscc: Annotated[
        str | None, typer.Option("--uscc", help="统一社会信用代码 · credit code, to add the organisation")
    ] = None,
    kind: Annotated[
        str, typer.Option("--kind", help="单位性质 · kind of body: organ, institution, operator, utility")
    ] = "organ",
    desk: Annotated[list[str] | None, typer.Option("--desk", help="岗位，可多次 · desk; repeat")] = None,
    late: Annotated[bool, typer.Option("--late", help="可补录 · may record late")] = False,
) -> None:
    """授予用户在某单位的角色 · let a user act for an organisation in a role"""
    office = opened()
    _must_be(name, known=True)
    _must_be_held(office, role, desk or [])
    organisation = _party(office, party, uscc, kind)
    office.add_member(name, organisation, role, tuple(desk or ()), may_record_late=late)
    _done(
        t(f"{name} 可以 {role} 身份为 {party} 办理", f"{name} may act for {party} as {role}"),
        {"granted": role, "user": name},
    )


def revoke(
    name: Annotated[str, _NAME],
    role: Annotated[str, typer.Argument(metavar="ROLE", help="角色 · role")],
    party: Annotated[str, typer.Option("--party", help="单位名称 · name of the organisation")],
) -> None:
    """收回角色，已办事项仍有效 · withdraw a role; what was signed stays signed"""
    office = opened()
    held = office.party_named(party)
    if not any((mine["user"], mine["party_id"], mine["role"]) == (name, held, role) for mine in _everybody()):
        raise trouble("user", f"{name} 在 {party} 没有角色 {role}", f"{name} does not act for {party} as {role}")
    assert held is not None
    office.end_member(name, held, role)
    _done(
        t(f"{name} 不再代表 {party}", f"{name} no longer acts for {party} as {role}"), {"revoked": role, "user": name}
    )


def _must_be_held(office: Office, role: str, desks: list[str]) -> None:
    """Roles and desks are those that some rulebook on the shelf knows."""
    books = [office.shelf.rulebook(entry.id, entry.effective, simulate=True) for entry in office.shelf.list()]
    known = {
        "role": sorted({key for book in books for key in book.roles} - {"clock", "public"}),
        "desk": sorted({key for book in books for key in book.desks}),
    }
    for kind, word in (("role", role), *(("desk", desk) for desk in desks)):
        if word not in known[kind]:
            listed = ", ".join(known[kind])
            zh = f"没有{'角色' if kind == 'role' else '岗位'} {word}，可用：{listed}"
            raise trouble(kind, zh, f"there is no {kind} {word}; use one of: {listed}", code=USAGE)


def _party(office: Office, name: str, uscc: str | None, kind: str) -> str:
    from guiju.store.models import Party

    known = Party.objects.filter(name=name).first()
    if known is not None:
        return str(known.id)
    if uscc is None:
        raise trouble(
            "party", f"没有单位 {name}；新增请附 --uscc", f"there is no {name}; add it with --uscc", code=USAGE
        )
    from guiju.shelf.kinds import is_uscc

    if not is_uscc(uscc):
        raise trouble("uscc", "统一社会信用代码校验未通过", "the credit code does not pass its check")
    other = Party.objects.filter(uscc=uscc).first()
    if other is not None:
        zh, en = f"该代码属于 {other.name}", f"that code belongs to {other.name}"
        raise trouble("uscc", f"统一社会信用代码重复：{zh}", f"the credit code is taken: {en}")
    return office.add_party(name, uscc, kind)


def _must_be(name: str, *, known: bool) -> None:
    from django.contrib.auth.models import User

    if User.objects.filter(username=name).exists() != known:
        zh, en = (
            (f"没有用户 {name}", f"there is no user {name}")
            if known
            else (f"已有用户 {name}", f"there is a user {name} already")
        )
        raise trouble("user", zh, en)


def _done(text: str, content: dict[str, object]) -> None:
    emit(content) if paper().json else say(text)
