"""What the page of a letter says, as plain values; `letter.typ` sets it: Chinese first, then English."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from guiju.kernel.letters import LANGUAGES, LETTER
from guiju.kernel.proof import Proof
from guiju.kit.paper.said import broken, day, plain, proof_rows

VERIFY = "/verify/"


def letter_page(receipt: Mapping[str, Any], block: str, content: Mapping[str, Any], proof: Proof, url: str) -> Any:
    """Everything that the pages of a letter say. `url`: the office's page for verifying, beside which letters stand."""
    on = date.fromisoformat(content["on"])
    of, _, place = block.removeprefix(LETTER).rpartition("/")
    host = url.removesuffix(VERIFY)
    leads = f"{host}/letters/{of or receipt['act']}/{place}/" if host != url else plain(content["case"])
    return {
        "demo": bool(content["demo"]),
        "office": plain(content["office"]),
        "number": plain(content["number"]) if content["number"] else "",
        "case": plain(content["case"]),
        "title": {language: plain(content["title"][language]) for language in LANGUAGES},
        "parts": {language: [_part(part) for part in content["parts"][language]] for language in LANGUAGES},
        "lists": [_item(item) for item in content["lists"]],
        "day": day(on),
        "date": [on.year, on.month, on.day],
        "proof": proof_rows(proof),
        "url": url,
        "leads": leads,
    }


def _part(part: Mapping[str, Any]) -> dict[str, Any]:
    said = {"kind": str(part["kind"]), "annex": part.get("annex") is True}
    if "cells" in part:
        return {**said, "cells": [broken(plain(cell)) for cell in part["cells"]]}
    return {**said, "text": broken(plain(part["text"]))}


def _item(item: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """A fault or a ground, in cells that are there in both languages."""
    label = item.get("label") or {"zh": item.get("ground", ""), "en": item.get("ground", "")}
    said = {"block": item.get("block_label") or item.get("level"), "label": label, "remedy": item.get("remedy")}
    return {
        name: {language: broken(plain((words or {}).get(language, ""))) for language in LANGUAGES}
        for name, words in {**said, "provision": item.get("provision")}.items()
    }
