"""The cutter of articles, where the tests that need the official texts look for it; it serves `--text` as well."""

from __future__ import annotations

from guiju.shelf.texts import articles, digest

__all__ = ["articles", "digest"]
