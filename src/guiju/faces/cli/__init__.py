"""The command line. This file stays light: `guiju --version` is answered before anything else is loaded."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 refused, 2 wrong usage, 3 a defect of ours, 130 Ctrl-C."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words in (["--version"], ["-V"]):
        from guiju import __version__

        print(f"guiju {__version__}")
        return 0
    try:
        from guiju.faces.cli.app import run

        return run(words)
    except KeyboardInterrupt:  # before any command could begin
        return 130
