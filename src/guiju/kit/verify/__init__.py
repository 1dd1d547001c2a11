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

SCRIPTS = ("json.js", "sm.js", "note.js", "check.js", "pdf.js", "words.js", "face.js", "visit.js")
SHEET = "static/guiju/guiju.css"
PARTS_OF_THE_SHEET = ("Tokens", "Ground", "Frame", "Badges", "Buttons", "Boxes", "Facts", "Tables", "Motion")
_FRAMES = "frame-ancestors 'none'"  # a browser heeds this one in a header only


@cache
def verify_page(*, served: bool = False) -> str:
    """The whole page, to be saved; or, `served` by an office, one that also fetches what its address names."""
    page = _file("page.html").replace("@SHEET@", _sheet()).replace("@SCRIPT@", _script())
    page = page.replace("<html ", "<html data-served ") if served else page
    return page.replace("@POLICY@", _policy(page, served=served))


@cache
def verify_policy() -> str:
    """The Content-Security-Policy for an office to serve the page with."""
    return f"{_policy(verify_page(served=True), served=True)}; {_FRAMES}"


def _policy(page: str, *, served: bool) -> str:
    rules = ["default-src 'none'"]
    for tag in ("script", "style"):
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        rules.append(f"{tag}-src 'sha256-{base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()}'")
    rules += ["connect-src 'self'"] if served else []
    return "; ".join((*rules, "img-src data:", "base-uri 'none'", "form-action 'none'"))


def _script() -> str:
    body = "\n".join(map(_file, SCRIPTS))
    return f"\n(() => {{\n'use strict';\n{body}}})();\n"


def _sheet() -> str:
    """What the page needs of the house's sheet."""
    sheet = files("guiju.kit").joinpath(SHEET).read_text("utf-8")
    parts = re.split(r"(?=/\* == )", sheet)
    chosen = [part for part in parts if part.startswith(tuple(f"/* == {name}" for name in PARTS_OF_THE_SHEET))]
    assert len(chosen) == len(PARTS_OF_THE_SHEET), "the sheet has other parts than it had"
    return "\n" + "".join(chosen)


def _file(name: str) -> str:
    return files("guiju.kit.verify").joinpath(name).read_text("utf-8")
