"""Who may act: users, the parties they act for, what each may do there, and proof of a sign-in."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from guiju.store.database import new_id, rows, text

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ANYONE = frozenset(("interested_party", "public"))  # open to whoever has signed in
OFFICER = "registrar"
AUTHORITY = "data_authority"
TOKEN_LIFE = timedelta(hours=12)


class NoSuchUserError(LookupError):
    """Nobody of that name, or not for that party."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A user acting for a party, or for themselves. `perform` reads all but `user` and `party` again."""

    user: str
    party: str | None = None
    roles: frozenset[str] = ANYONE
    desks: frozenset[str] = frozenset()
    may_record_late: bool = False

    @property
    def signs_as(self) -> str:
        """What stands in a case: the party, or the user where there is none."""
        return self.party or f"user:{self.user}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What an actor may do at this moment, and the demo's clock, which came with the same statement."""

    user_id: int
    roles: frozenset[str]
    desks: frozenset[str]
    late: frozenset[str]  # roles with the right to record late
    clock: date | None
    uscc: str = ""  # credit code of the party


def granted(actor: Actor) -> Granted | None:
    """The authority of an actor, read under the lock of the act; None for nobody we know."""
    found = rows(
        "SELECT u.id, m.role, m.desks, m.may_record_late, (SELECT value FROM setting WHERE name = 'clock'), "
        "(SELECT uscc FROM party WHERE id = m.party_id) "
        "FROM auth_user u LEFT JOIN membership m ON m.user_id = u.id AND m.party_id = %s AND m.ended IS NULL "
        "WHERE u.username = %s AND u.is_active",
        (actor.party or "", actor.user),
    )
    held = [row for row in found if row[1] is not None]
    if not found or (actor.party and not held):
        return None
    clock = found[0][4]
    return Granted(
        user_id=int(str(found[0][0])),
        roles=ANYONE | {text(row[1]) for row in held},
        desks=frozenset(desk for row in held if row[1] == OFFICER for desk in json.loads(text(row[2]))),
        late=frozenset(text(row[1]) for row in held if row[3]),
        clock=date.fromisoformat(text(clock)) if clock else None,
        uscc=text(held[0][5]) if held else "",
    )


def find_actor(user: str, party: str | None = None) -> Actor:
    """The actor for a signed-in user; where the user belongs to several parties, say which."""
    if party is None:
        parties = rows(
            "SELECT DISTINCT m.party_id FROM membership m JOIN auth_user u ON u.id = m.user_id "
            "WHERE u.username = %s AND m.ended IS NULL ORDER BY m.party_id",
            (user,),
        )
        if len(parties) > 1:
            names = ", ".join(text(row[0]) for row in parties)
            raise LookupError(f"{user} acts for several parties 属于多个单位：{names}")
        party = text(parties[0][0]) if parties else None
    actor = Actor(user=user, party=party)
    found = granted(actor)
    if found is None:
        raise NoSuchUserError(f"{user}: no such user, or none who acts for that party 没有这个用户或其不代表该单位")
    return Actor(user=user, party=party, roles=found.roles, desks=found.desks, may_record_late=bool(found.late))


def add_party(name: str, uscc: str, kind: str, demo: bool) -> str:
    number = new_id()
    rows("INSERT INTO party (id, name, uscc, kind, demo) VALUES (%s, %s, %s, %s, %s)", (number, name, uscc, kind, demo))
    return number


def add_user(name: str, label: str, password: str | None) -> User:
    """A user of the office. Without a password there is no sign-in until one is set."""
    from django.contrib.auth.models import User

    return User.objects.create_user(username=name, first_name=label, password=password)


def add_member(user: str, party: str, role: str, desks: tuple[str, ...], may_record_late: bool) -> None:
    rows(
        "INSERT INTO membership (user_id, party_id, role, desks, may_record_late, ended) "
        "SELECT id, %s, %s, %s, %s, NULL FROM auth_user WHERE username = %s "
        "ON CONFLICT (user_id, party_id, role) DO UPDATE "
        "SET desks = excluded.desks, may_record_late = excluded.may_record_late, ended = NULL",
        (party, role, json.dumps(sorted(desks)), may_record_late, user),
    )


def all_users() -> list[dict[str, object]]:
    """Everybody, with what they may do for whom."""
    found = rows(
        "SELECT u.username, u.first_name, p.name, p.id, m.role, m.desks, m.may_record_late FROM auth_user u "
        "LEFT JOIN membership m ON m.user_id = u.id AND m.ended IS NULL LEFT JOIN party p ON p.id = m.party_id "
        "WHERE u.is_active ORDER BY u.username, p.name, m.role"
    )
    users: dict[str, dict[str, object]] = {}
    memberships: dict[str, list[dict[str, object]]] = {}
    for name, label, party, party_id, role, desks, late in found:
        mine = memberships.setdefault(text(name), [])
        users.setdefault(text(name), {"user": name, "label": label, "memberships": mine})
        if role is not None:
            one = {"party": party, "party_id": party_id, "role": role, "desks": json.loads(text(desks))}
            mine.append({**one, "may_record_late": bool(late)})
    return list(users.values())


def party_named(name: str) -> str | None:
    found = rows("SELECT id FROM party WHERE name = %s ORDER BY id", (name,))
    return text(found[0][0]) if found else None


def office_name() -> str:
    """The organisation whose people are the officers here; empty while there is none."""
    found = rows(
        "SELECT p.name FROM party p JOIN membership m ON m.party_id = p.id WHERE m.role = %s AND m.ended IS NULL "
        "ORDER BY m.id LIMIT 1",
        (OFFICER,),
    )
    return text(found[0][0]) if found else ""


def set_password(name: str, password: str) -> None:
    """A new password; whoever was signed in under the old one is signed out."""
    from django.contrib.auth.models import User

    user = User.objects.filter(username=name).first()
    if user is None:
        raise NoSuchUserError(name)
    user.set_password(password)
    user.save(update_fields=["password"])
    rows("DELETE FROM login_token WHERE user_id = %s", (user.pk,))


def end_member(user: str, party: str, role: str, day: date) -> None:
    """From now on without authority; what was signed stays signed."""
    rows(
        "UPDATE membership SET ended = %s WHERE party_id = %s AND role = %s "
        "AND user_id = (SELECT id FROM auth_user WHERE username = %s)",
        (day.isoformat(), party, role, user),
    )


def sign_in(name: str, password: str) -> User | None:
    """The user, if the password is theirs. An unknown name takes as long as a wrong password."""
    from django.contrib.auth import authenticate
    from django.contrib.auth.models import User

    user = authenticate(username=name, password=password)
    return user if isinstance(user, User) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose token it is. `scopes` is None for a person's own sign-in; a program has those it was given."""

    user: str
    party: str | None = None
    scopes: frozenset[str] | None = None


def issue_token(
    user: User,
    now: datetime | None = None,
    *,
    life: timedelta = TOKEN_LIFE,
    scopes: Iterable[str] = (),
    party: str | None = None,
    label: str = "",
) -> str:
    """A sign-in to keep outside. Only its hash is stored: who reads the database cannot sign in."""
    token = secrets.token_urlsafe(32)
    expires = ((now or datetime.now(UTC)) + life).isoformat()
    rows(
        "INSERT INTO login_token (digest, user_id, expires, scopes, party, label) VALUES (%s, %s, %s, %s, %s, %s)",
        (_hash(token), user.pk, expires, " ".join(sorted(scopes)), party or "", label),
    )
    return token


def holder_of(token: str, now: datetime | None = None) -> Holder | None:
    """Who holds a token, or None: unknown, expired or closed."""
    found = rows(
        "SELECT u.username, t.party, t.scopes FROM login_token t JOIN auth_user u ON u.id = t.user_id "
        "WHERE t.digest = %s AND t.expires > %s AND u.is_active",
        (_hash(token), (now or datetime.now(UTC)).isoformat()),
    )
    if not found:
        return None
    user, party, scopes = (text(column) for column in found[0])
    return Holder(user=user, party=party or None, scopes=frozenset(scopes.split()) if scopes else None)


def user_of_token(token: str, now: datetime | None = None) -> str | None:
    """The name of the signed-in user. A program's token signs nobody in."""
    holder = holder_of(token, now)
    return holder.user if holder is not None and holder.scopes is None else None


def tokens_of(user: str) -> list[dict[str, str]]:
    """The programs' tokens of a user: hash, label, scopes, for whom, until when."""
    found = rows(
        "SELECT t.digest, t.label, t.scopes, t.party, t.expires FROM login_token t JOIN auth_user u "
        "ON u.id = t.user_id WHERE u.username = %s AND t.scopes <> '' ORDER BY t.expires",
        (user,),
    )
    names = ("digest", "label", "scopes", "party", "expires")
    return [dict(zip(names, (text(column) for column in row), strict=True)) for row in found]


def end_token(user: str, digest: str) -> None:
    rows(
        "DELETE FROM login_token WHERE digest = %s AND user_id = (SELECT id FROM auth_user WHERE username = %s)",
        (digest, user),
    )


def parties_of(user: str) -> list[tuple[str, str]]:
    """The organisations for which a user may act: number and name, in the order of their names."""
    found = rows(
        "SELECT DISTINCT p.name, p.id FROM membership m JOIN auth_user u ON u.id = m.user_id "
        "JOIN party p ON p.id = m.party_id WHERE u.username = %s AND m.ended IS NULL ORDER BY p.name",
        (user,),
    )
    return [(text(row[1]), text(row[0])) for row in found]


def revoke_token(token: str) -> None:
    rows("DELETE FROM login_token WHERE digest = %s", (_hash(token),))


def names_of(parties: set[str]) -> dict[str, str]:
    """Names by party id, for people to read; users who act for themselves under their label."""
    if not parties:
        return {}
    ids = tuple(sorted(parties))
    users = tuple(part.removeprefix("user:") for part in ids)
    marks = ", ".join(["%s"] * len(ids))
    found = rows(
        f"SELECT id, name FROM party WHERE id IN ({marks}) "
        f"UNION ALL SELECT 'user:' || username, first_name FROM auth_user WHERE username IN ({marks})",
        (*ids, *users),
    )
    return {text(row[0]): text(row[1]) for row in found if row[1]}


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
