"""The key that signs sessions: made once for each office, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

KEY = "secret.key"


def secret_key(office: Path) -> str:
    """The office's key. Two processes that start at once agree: the file appears whole or not at all."""
    path = office / KEY
    if not path.exists():
        office.mkdir(parents=True, exist_ok=True)
        draft = office / f".{KEY}.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text("ascii")
