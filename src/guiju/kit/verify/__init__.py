"""The page on which anyone verifies a certificate: one HTML file that needs no network, no server and no database.

It is put together from the files beside this one, with the colours and letters of the house. Its policy allows its own
style and script, by their digests, and nothing else: the browser itself keeps the page from sending anything anywhere.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

SCRIPTS = ("json.js", "sm.js", "note.js", "check.js", "pdf.js", "words.js", "face.js")
SHEET = "static/guiju/guiju.css"
PARTS_OF_THE_SHEET = ("Tokens", "Ground", "Frame", "Badges", "Buttons", "Boxes", "Facts", "Tables", "Motion")
_FRAMES = "frame-ancestors 'none'"  # a browser heeds this one in a header only


@cache
def verify_page() -> str:
    """The whole page, to be served or saved. It works from a file as it does from a server."""
    style, script = _style(), _script()
    for about, text in (("style", style), ("script", script)):
        assert f"</{about}" not in text.lower(), f"the {about} would end too early"
    page = _file("page.html").replace("@POLICY@", _policy(style, script))
    return page.replace("@STYLE@", style).replace("@SCRIPT@", script)


@cache
def verify_policy() -> str:
    """The Content-Security-Policy to serve the page with."""
    return f"{_policy(_style(), _script())}; {_FRAMES}"


def _policy(style: str, script: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_digest(script)}'",
            f"style-src '{_digest(style)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _script() -> str:
    body = "\n".join(map(_file, SCRIPTS))
    return f"\n(() => {{\n'use strict';\n{body}}})();\n"


@cache
def _style() -> str:
    """What the page needs of the house's sheet, and its own."""
    sheet = files("guiju.kit").joinpath(SHEET).read_text("utf-8")
    parts = re.split(r"(?=/\* == )", sheet)
    chosen = [part for part in parts if part.startswith(tuple(f"/* == {name}" for name in PARTS_OF_THE_SHEET))]
    assert len(chosen) == len(PARTS_OF_THE_SHEET), "the sheet has other parts than it had"
    return "\n" + "".join(chosen) + _file("page.css")


def _file(name: str) -> str:
    return files("guiju.kit.verify").joinpath(name).read_text("utf-8")
