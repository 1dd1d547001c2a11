"""An office: its folder, its shelf, its day, and the people who act in it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction

from guiju.shelf.kinds import KINDS
from guiju.shelf.shelf import Shelf, open_shelf
from guiju.shelf.tree import Plain
from guiju.store import calendars, database, people, writing
from guiju.store.books import Books
from guiju.store.database import OfficeError
from guiju.store.people import Actor, NoSuchUserError

if TYPE_CHECKING:
    from django.contrib.auth.models import User

__all__ = ["Actor", "NoSuchUserError", "Office", "OfficeError", "current", "install_calendar", "open_office"]

HOME = Path("var/office")
ZONE = "Asia/Shanghai"  # of the office's day, unless its settings name another
REGION = "350000"
LISTS = "2"  # raise it when what lists and searches read is drawn from records in another way: they are then drawn anew
_opened: list[Office] = []


@dataclass(frozen=True, slots=True, eq=False)
class Office:
    """The one thing that callers hold. It is bound to one database file."""

    path: Path
    shelf: Shelf
    books: Books
    demo: bool
    zone: ZoneInfo
    region: str  # first part of case numbers and codes

    def bind(self) -> None:
        """Another office may have been opened since in this process."""
        if _opened[-1:] != [self]:
            _opened[:] = [self]
        database.bind(self.path)

    def day(self, clock: date | None) -> date:
        """The office's day, given the demo's clock if one was read."""
        return clock if self.demo and clock else datetime.now(self.zone).date()

    def today(self) -> date:
        self.bind()
        clock = database.setting("clock") if self.demo else None
        return self.day(date.fromisoformat(clock) if clock else None)

    def set_clock(self, day: date) -> None:
        """Only a demo's clock moves; an office has the day that it is."""
        if not self.demo:
            raise OfficeError("only a demo has a clock of its own 只有演示环境可以调整日期")
        self.bind()
        database.put_setting("clock", day.isoformat())

    def set_region(self, region: str) -> Office:
        """The same office under another GB/T 2260 code."""
        self.bind()
        database.put_setting("region", region)
        return open_office(self.path, self.shelf)

    def add_party(self, name: str, uscc: str, kind: str, demo: bool = False) -> str:
        self.bind()
        return people.add_party(name, uscc, kind, demo)

    def add_user(self, name: str, label: str, password: str | None = None) -> User:
        self.bind()
        return people.add_user(name, label, password)

    def add_member(
        self, user: str | User, party: str, role: str, desks: tuple[str, ...] = (), may_record_late: bool = False
    ) -> None:
        """Let a user act for a party in a role."""
        self.bind()
        people.add_member(user if isinstance(user, str) else user.username, party, role, tuple(desks), may_record_late)

    def end_member(self, user: str | User, party: str, role: str) -> None:
        name = user if isinstance(user, str) else user.username
        people.end_member(name, party, role, self.today())

    def actor(self, user_name: str, party: str | None = None) -> Actor:
        self.bind()
        return people.find_actor(user_name, party)

    def users(self) -> list[dict[str, object]]:
        self.bind()
        return people.all_users()

    def party_named(self, name: str) -> str | None:
        self.bind()
        return people.party_named(name)

    def set_password(self, name: str, password: str) -> None:
        self.bind()
        people.set_password(name, password)

    def sign_in(self, name: str, password: str) -> str | None:
        """A token for a session, or None when name and password do not fit."""
        self.bind()
        user = people.sign_in(name, password)
        return people.issue_token(user) if user is not None else None

    def signed_in(self, token: str) -> str | None:
        """Whose token this is, while it lasts."""
        self.bind()
        return people.user_of_token(token)

    def sign_out(self, token: str) -> None:
        self.bind()
        people.revoke_token(token)

    @property
    def security_log(self) -> Path:
        return self.path / "security.log"


def open_office(path: Path | None = None, shelf: Shelf | None = None, demo: bool = False) -> Office:
    """Open the office in a folder, `GUIJU_HOME` by default; a new folder becomes one, an older one is migrated."""
    database.start_django()
    folder = Path(path or os.environ.get("GUIJU_HOME") or HOME).absolute()
    database.prepare(folder, demo)
    is_demo = database.setting("demo") == "1"
    if demo and not is_demo:
        raise OfficeError(f"{folder}: a working office does not become a demo 正式环境不能改作演示")
    shelf = shelf or open_shelf()
    books = Books(shelf, KINDS)
    if database.setting("lists") != LISTS:
        with transaction.atomic():
            writing.relist(books)
            database.put_setting("lists", LISTS)
    office = Office(
        path=folder,
        shelf=shelf,
        books=books,
        demo=is_demo,
        zone=ZoneInfo(database.setting("zone") or ZONE),
        region=database.setting("region") or REGION,
    )
    _opened[:] = [office]
    return office


def current() -> Office:
    """The office that this process opened last."""
    if not _opened:
        raise OfficeError("no office is open 尚未打开任何机构")
    return _opened[-1]


def install_calendar(office: Office, edition: Plain) -> list[dict[str, object]]:
    """Take an edition of a calendar into use, as an act. Running cases move to it; the terms that move are returned.

    Running cases under a calendar that stands on it move too, each such calendar by an act of its own.
    """
    office.bind()
    return calendars.install_all(office.books, edition, office.today())
