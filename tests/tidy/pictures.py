"""The pictures in `docs/shots`, and what each was made from: templates, the stylesheet and the Chinese words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tests.tidy.catalogue import id_of, kept, said, unindented, wording
from tests.tidy.house import PACKAGE, ROOT

SHOTS = ROOT / "docs" / "shots"
MANIFEST = SHOTS / "manifest.json"


@cache
def templates() -> Mapping[str, Path]:
    """Name, as Django knows it -> file."""
    found = (path for path in sorted(PACKAGE.rglob("*.html")) if "templates" in path.parts)
    return {"/".join(path.parts[path.parts.index("templates", len(PACKAGE.parts)) + 1 :]): path for path in found}


def made_from(names: Iterable[str], files: Mapping[str, Path] | None = None) -> str:
    """The digest of everything that a picture of these templates shows, data apart."""
    from django.utils.translation.template import templatize

    files = templates() if files is None else files
    words = {id_of(message): wording(message) for message in kept() if message.id}
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.css")):
        digest.update(path.read_bytes())
    for name in sorted(names):
        text = files[name].read_text("utf-8")
        spoken = sorted((str(message), words.get(message, "")) for message in said(unindented(templatize(text, name))))
        digest.update(json.dumps([name, text, spoken], ensure_ascii=False).encode())
    return digest.hexdigest()


def manifest() -> dict[str, dict[str, Any]]:
    """Picture -> the templates that it shows and the digest of what it was made from."""
    if not MANIFEST.is_file():
        return {}
    content: dict[str, dict[str, Any]] = json.loads(MANIFEST.read_text("utf-8"))
    return content


def stale() -> list[str]:
    """Pictures that are older than what they show."""
    known = templates()
    return [
        name
        for name, entry in manifest().items()
        if not set(entry["templates"]) <= known.keys() or made_from(entry["templates"]) != entry["made_from"]
    ]
