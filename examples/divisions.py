"""Writes the table that the demo registers to a file of your choice: `python examples/divisions.py divisions.csv`."""

from __future__ import annotations

import sys
from pathlib import Path

from guiju.wings.registry.demo.divisions import SOURCE, write_divisions

__all__ = ["SOURCE", "write_divisions"]

if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "divisions.csv")
    print(f"{target}: {write_divisions(target)} rows from {SOURCE}")
