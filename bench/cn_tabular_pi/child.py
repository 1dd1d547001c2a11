"""Runs one peer over a folder of tables, in an interpreter of the peer's own; answers in lines of JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from bench.cn_tabular_pi.adapters import Adapter, Given, cpu
from bench.cn_tabular_pi.adapters.dataprofiler import DataProfiler
from bench.cn_tabular_pi.adapters.presidio import Presidio

PEERS: dict[str, type[Adapter]] = {"presidio": Presidio, "dataprofiler": DataProfiler}
MISSING = 3


def main(name: str, folder: str) -> int:
    """Each table in the order of the names; the first answer carries the time that loading took."""
    peer = PEERS[name]()
    if absent := peer.missing():
        print(json.dumps({"missing": absent}))
        return MISSING
    paths = sorted(Path(folder).glob("*.parquet"))
    given: Iterator[Given] = (Given(path.with_suffix(".csv"), pq.read_table(path)) for path in paths)
    began = cpu()
    for found in peer.look(given):
        took, began = cpu() - began, cpu()
        print(json.dumps({"seconds": took, "found": [one.plain() for one in found]}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
