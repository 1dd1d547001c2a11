"""Pages that every wing shares: cases and acts, the inbox, rulebooks, terms, sign-in."""

from __future__ import annotations

from guiju.kit.web.caller import Caller


def places(caller: Caller) -> list[dict[str, object]]:
    """Where the main navigation leads: address, word, and the pages in which it is the current place."""
    return []
