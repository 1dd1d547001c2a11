"""A page of the register at 100 000 records, against a plain Django page behind the same middleware.

The plain page is what a Django user writes first: one indexed query, twenty rows in a template, nothing around them.
Run by `python -m bench.page` in a process of its own, for Django is configured once in a process.
"""

from __future__ import annotations

import contextlib
import io
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from django.template import engines

from guiju.store.database import FILE

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

RECORDS = 100_000
ROUNDS, PAGES = 9, 40
TEMPLATE = """<!doctype html><html lang="zh"><head><title>plain</title></head><body><table>
{% for row in rows %}<tr><td>{{ row.number }}</td><td>{{ row.code }}</td>
<td>{{ row.words }}</td><td>{{ row.state }}</td></tr>{% endfor %}</table></body></html>"""


def fill(folder: Path) -> None:
    """The demo's register, its entries copied until there are enough; each copy has its own number and code."""
    command = "import sys; from guiju.faces.cli import main; sys.exit(main(sys.argv[1:]))"
    subprocess.run([sys.executable, "-c", command, "demo", "--folder", str(folder)], check=True, capture_output=True)
    with contextlib.closing(sqlite3.connect(folder / FILE)) as opened, opened:
        opened.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "INSERT INTO record (number, procedure, state, rulebook, subject, registrant, opened, code, listed, waits, "
            "shown, words, body, locked) SELECT printf('350000-2024-%06d-1', i), procedure, state, rulebook, NULL, "
            "registrant, opened, printf('%019d', i), listed, waits, shown, words || i, body, 0 "
            "FROM n, (SELECT * FROM record WHERE listed = 'register' ORDER BY number LIMIT 1)",
            (RECORDS,),
        )


def plain(request: HttpRequest) -> HttpResponse:
    from django.http import HttpResponse

    from guiju.store.models import Record

    found = Record.objects.filter(listed="register").order_by("-number")[:20]
    rows = found.values("number", "code", "words", "state")
    return HttpResponse(_template().render({"rows": rows}, request))


@cache
def _template() -> Any:
    """Compiled once, as a file would be."""
    return engines["django"].from_string(TEMPLATE)


def pages(handler: Any, path: str) -> float:
    """Pages a second through the whole of WSGI, middleware and template."""
    began = perf_counter()
    for _ in range(PAGES):
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "HTTP_HOST": "localhost",
            "wsgi.input": io.BytesIO(),
            "wsgi.url_scheme": "http",
        }
        status: list[str] = []
        body = b"".join(handler(environ, lambda said, headers, status=status: status.append(said)))
        assert status == ["200 OK"] and b"350000" in body, (path, status)
    return PAGES / (perf_counter() - began)


def measured() -> tuple[float, float, float]:
    """Pages a second of ours, of the plain one, and the median of their ratios in turn."""
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder))
        os.environ["GUIJU_HOME"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "bench.page_settings"
        from guiju.faces.web.wsgi import application

        turns = [(pages(application, "/register/"), pages(application, "/plain/")) for _ in range(ROUNDS + 1)][1:]
    ours, theirs = (statistics.median(turn[side] for turn in turns) for side in (0, 1))
    return ours, theirs, statistics.median(mine / plain for mine, plain in turns)


if __name__ == "__main__":
    print(*measured())
    sys.exit(0)
