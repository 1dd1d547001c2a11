"""Which pages there are and who looks at them. A page that takes a case, a code or a verb is found by following links
from another page, as a person would: so the table names no data, and a page that no link leads to is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.browser.valid import file_form, links

if TYPE_CHECKING:
    from django.test import Client

NOT_THIS_WAY = 405  # what only takes a form has no page
VISITED = 40  # pages that are searched for a link, at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One page.

    `via`: the page with links to it, or, with `sent`, the page whose form leads to it when it is sent with a table.
    `by`: the part of its address of which each value is shown.
    """

    name: str
    who: tuple[str | None, ...] = (None,)
    via: str | None = None
    sent: bool = False
    by: str | None = None
    query: str = ""
    path: str | None = None
    status: int = 200


ROWS = (
    Row(name="home", who=(None, "bureau", "acceptor")),
    Row(name="register", who=(None,)),
    Row(name="record", via="register"),
    Row(name="board", who=(None, "objector")),
    Row(name="begin", who=("objector", "park"), via="board"),
    Row(name="apply", who=("bureau",)),
    Row(name="draft", who=("bureau",), via="apply", sent=True),
    Row(name="drafts", who=("bureau",)),
    Row(name="inbox", who=("acceptor", "reviewer")),
    Row(name="cases", who=("acceptor", "park")),
    Row(name="case", who=("acceptor", "reviewer", "park", "objector"), via="cases"),
    Row(name="act", who=("acceptor", "reviewer", "park", "bureau"), via="case", by="verb"),
    Row(name="receipt", who=("park",), via="case"),
    Row(name="rules", who=(None,)),
    Row(name="rulebook", via="rules"),
    Row(name="compare", query="?a=CN/public-data-registration&b=CN-FJ/public-data-registration&on=2025-06-01"),
    Row(name="terms", who=(None,)),
    Row(name="sign_in", who=(None,)),
    Row(name="verify", who=(None,)),
    Row(name="deposits", who=("park", "acceptor")),
    Row(name="deposit_new", who=("bureau",)),
    Row(name="deposit", who=("bureau",), via="deposit_new", sent=True),
    Row(name="scans", who=("bureau",)),
    Row(name="scan", who=("bureau",), via="scans", sent=True),
    Row(name="assessments", who=("bureau", "transport")),
    Row(name="assess_new", who=("bureau",), via="assessments"),
    Row(name="assess", who=("bureau",), via="assessments"),
    Row(name="assess_part", who=("bureau",), via="assess"),
    Row(name="report", who=("transport",), via="assess"),
    Row(name="inventory_new", who=("bureau",)),
    Row(name="inventory", who=("bureau",), via="inventory_new", sent=True),
    Row(name="letter", who=("park",), via="case"),
    Row(name="service_firms", who=(None,)),
    Row(name="registrars", who=(None,)),
    Row(name="announcements", who=(None,)),
    Row(name="exchange", who=("acceptor",)),
    Row(name="mirrored", who=(None,)),
    Row(name="mirror", via="mirrored"),
    Row(name="oversight", who=("authority",)),
    Row(name="oversight_registrar", who=("authority",), via="oversight"),
    Row(name="oversight_terms", who=("authority",), via="oversight_registrar"),
    Row(name="oversight_cases", who=("authority",), via="oversight_registrar"),
    Row(name="oversight_report", who=("authority",), via="oversight_registrar"),
    Row(name="account", who=("bureau",)),
    Row(name="design", who=(None,)),
    Row(name="unknown", path="/there-is-no-such-page/", status=404),
)
KEPT = frozenset(
    (
        *("home-zh-wide", "home-en-wide", "register-zh-wide", "board-zh-narrow", "draft-bureau-zh-wide"),
        *("inbox-acceptor-zh-wide", "case-acceptor-zh-wide", "case-acceptor-en-wide", "rulebook-zh-wide"),
    )
)
"""Pictures that stand in docs/shots, as a window shows them; all others go to var/shots whole."""
NO_PAGES = frozenset(
    (
        *("healthz", "case_ics", "calendar_ics", "sign_out", "act_for", "token_issue", "token_end"),
        *("draft_save", "draft_restore", "draft_delete"),
        *("deposit_proof", "deposit_file", "certificate", "act_proof", "log_file", "log_key"),
        *(
            "letter_pdf",
            "letter_proof",
            "report_pdf",
            "mirror_certificate",
            "scan_json",
            "scan_markdown",
            "announcements_atom",
            "announcements_json",
        ),
    )
)
"""Routes that answer with something else than a page; the camera makes sure of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One picture to take in every language and size: where, as whom, and which templates it shows."""

    row: Row
    label: str
    user: str | None
    paths: dict[str, str]
    templates: tuple[str, ...] = field(default=())


def routes() -> set[str]:
    """Names of all routes that have one, those of the API apart: they are tried by the tests of the contract."""
    from django.urls import get_resolver
    from django.urls.resolvers import URLResolver

    def walk(resolver: URLResolver) -> Iterator[str]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                if pattern.namespace is None:
                    yield from walk(pattern)
            elif pattern.name:
                yield pattern.name

    return set(walk(get_resolver()))


class Guide:
    """Finds the pages in this process, before the server stands."""

    def __init__(self, table: Path, rows: tuple[Row, ...] = ROWS) -> None:
        from django.test.utils import setup_test_environment

        setup_test_environment()
        self.table = table
        self.rows = {row.name: row for row in rows}
        self.look = cache(self._look)
        self.paths = cache(self._paths)

    def unlisted(self) -> list[str]:
        """What the table and the router do not agree on."""
        known, listed = routes(), {row.name for row in self.rows.values() if row.path is None} | NO_PAGES
        return [
            *(f"the page {name!r} has no row in the gallery" for name in sorted(known - listed)),
            *(f"the gallery's row {name!r} is no route" for name in sorted(listed - known)),
        ]

    def no_pages(self) -> Iterator[str]:
        from django.urls import NoReverseMatch, reverse

        for name in sorted(NO_PAGES & routes()):
            try:
                kind = self.look(reverse(name), None)[1]
            except NoReverseMatch:
                continue  # it takes an argument, and is tried where its links are followed
            if kind.startswith("text/html"):
                yield f"{name!r} answers with a page, and has no row in the gallery"

    def stops(self) -> Iterator[Stop | str]:
        """Every picture to take; a row for which there is nothing to show is a fault, in words."""
        from django.urls import translate_url

        for row in self.rows.values():
            shown = 0
            for user in row.who:
                for value, path in self._chosen(row, user):
                    shown += 1
                    label = "-".join(filter(None, (row.name, user, value)))
                    paths = {"zh": path + row.query, "en": translate_url(path, "en") + row.query}
                    if row.path:
                        paths["en"] = f"/en{path}"
                    yield Stop(row=row, label=label, user=user, paths=paths, templates=self.look(path, user)[2])
            if not shown and row.name in routes():
                yield f"{row.name}: no link on {row.via!r} leads there"

    def _chosen(self, row: Row, user: str | None) -> list[tuple[str, str]]:
        """What tells the pictures of a row apart, and their addresses: one, or one for each value."""
        from django.urls import resolve

        found = self.paths(row.name, user)
        if row.by is None:
            return [("", path) for path in found[:1]]
        return list({str(resolve(path).kwargs[row.by]): path for path in reversed(found)}.items())[::-1]

    def _paths(self, name: str, user: str | None) -> tuple[str, ...]:
        """All addresses of a page that a person can get to."""
        from django.urls import Resolver404, resolve, reverse

        row = self.rows[name]
        if row.path is not None:
            return (row.path,)
        if name not in routes():
            return ()
        if row.via is None:
            return (reverse(name),)
        if row.sent:
            sent = [self._send(path, user) for path in self.paths(row.via, user)]
            return tuple(path for path in sent if path and resolve(path).url_name == name)
        found: dict[str, None] = {}
        for path in self.paths(row.via, user)[:VISITED]:
            for link in self.look(path, user)[0]:
                bare = urlsplit(link).path
                try:
                    match = resolve(bare)
                except Resolver404:
                    continue
                if match.url_name == name and not bare.startswith("/en/"):
                    found[bare] = None
        return tuple(found)

    def _client(self, user: str | None) -> Client:
        from django.contrib.auth.models import User
        from django.test import Client

        client = Client(raise_request_exception=False)
        if user is not None:
            client.force_login(User.objects.get(username=user))
        return client

    def _send(self, path: str, user: str | None) -> str | None:
        """Where the form of a page leads that takes a file: sent with the table, and the first of each choice."""
        client = self._client(user)
        form = file_form(client.get(path).content.decode())
        if form is None:
            return None
        action, values, file = form
        with self.table.open("rb") as table:
            answer = client.post(action or path, {**values, file: table})
        return urlsplit(answer.headers["Location"]).path if answer.status_code in (302, 303) else None

    def _look(self, path: str, user: str | None) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
        """Links, kind and templates of an answer."""
        answer = self._client(user).get(path)
        kind = answer.headers.get("Content-Type", "") if answer.status_code != NOT_THIS_WAY else ""
        html = answer.content.decode() if kind.startswith("text/html") and not answer.streaming else ""
        names = sorted({one.name for one in getattr(answer, "templates", None) or () if one.name})
        return tuple(links(html)), kind, tuple(names)
