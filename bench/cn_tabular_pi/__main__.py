"""Scores tools on CN tabular PI, or writes its tables: `python -m bench.cn_tabular_pi --help`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.cn_tabular_pi import big, sets, show
from bench.cn_tabular_pi.adapters.guiju import NotYet
from bench.cn_tabular_pi.run import TOOLS, Failed, NotInstalled, score


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    told = argparse.ArgumentParser(prog="python -m bench.cn_tabular_pi", description=__doc__)
    told.add_argument("tools", nargs="*", metavar="TOOL", help=f"of {', '.join(TOOLS)}; all of them if none is named")
    told.add_argument("--set", choices=sets.ALL, default="test", dest="chosen", help="which set (test)")
    told.add_argument(
        "--first", type=int, default=sets.TABLES, metavar="N", help="only the first tables, for a quick look"
    )
    told.add_argument(
        "--peers", default=sys.executable, metavar="PYTHON", help="the interpreter that has peers.txt installed"
    )
    told.add_argument("--confusion", action="store_true", help="also what was taken for what")
    told.add_argument("--json", type=Path, metavar="FILE", help="the figures as JSON, too")
    told.add_argument(
        "--write", type=Path, metavar="FOLDER", help="write the set's tables and labels, and score nothing"
    )
    told.add_argument("--big", nargs=2, metavar=("ROWS", "FILE"), help="write the table for speed (.csv or .parquet)")
    told.add_argument("--hashes", action="store_true", help="compare all tables with the hashes that were fixed")
    return told.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    """0 when done; 1 when tables are not those that were fixed; 2 for a tool that nobody knows."""
    asked = _arguments(given)
    if asked.write:
        print(f"{sets.write(asked.write, asked.chosen)} tables and their labels in {asked.write}")
    elif asked.big:
        rows, path = int(asked.big[0]), Path(asked.big[1])
        print(f"{path}: {rows:,} rows, {len(big.COLUMNS)} columns, {big.write(path, rows):,} bytes")
    elif asked.hashes:
        same = sets.manifest() == sets.committed() and sets.manifest([sets.SECOND]) == sets.second_committed()
        print("the tables are those that were fixed" if same else "the tables DIFFER from those that were fixed")
        return 0 if same else 1
    elif unknown := set(asked.tools) - set(TOOLS):
        print(f"no such tool: {', '.join(sorted(unknown))}; there are {', '.join(TOOLS)}", file=sys.stderr)
        return 2
    else:
        _score(asked)
    return 0


def _score(asked: argparse.Namespace) -> None:
    tables = list(sets.tables(asked.chosen, asked.first))
    columns, cells = sum(len(one.columns) for one in tables), sum(one.rows * len(one.columns) for one in tables)
    fixed = sets.fixed(asked.chosen)[:12]
    print(
        f"CN tabular PI, {asked.chosen} set {fixed} (synthetic): "
        f"{len(tables)} tables, {columns:,} columns, {cells:,} cells"
    )
    scores: dict[str, show.Both | str] = {}
    for tool in asked.tools or TOOLS:
        print(f"asking {tool} …", file=sys.stderr, flush=True)
        try:
            scores[tool] = score(tool, tables, asked.peers)
        except (NotInstalled, NotYet, Failed) as why:
            scores[tool] = str(why)
    print("\n".join(show.summary(scores)))
    for tool, came in scores.items():
        if not isinstance(came, str):
            print("\n".join(show.by_type(tool, came)))
            print("\n".join(show.confusion(tool, came)) if asked.confusion else "", end="")
    if asked.json:
        asked.json.write_text(json.dumps(_plain(scores), ensure_ascii=False, indent=1) + "\n", "utf-8")


def _plain(scores: dict[str, show.Both | str]) -> dict[str, object]:
    return {
        tool: came
        if isinstance(came, str)
        else dict(zip(("headers", "bare"), (one.plain() for one in came), strict=True))
        for tool, came in scores.items()
    }


if __name__ == "__main__":
    sys.exit(main())
