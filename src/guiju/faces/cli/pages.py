"""Pages that are generated: `docs/trace.md` from `docs/trace.yaml`, which says where each demand is met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from guiju.kit.says import USAGE, trouble

TRACE = Path("docs/trace.yaml")
PAGE = Path("docs/trace.md")
PLANNED = "planned"

_HEAD = """# Where each demand is met

Generated from [trace.yaml](trace.yaml) by `guiju docs`; change that file, not this one. {met} of {all} rows run; the
rest are planned.
"""


def rows(text: str) -> dict[str, Mapping[str, object]]:
    """Row id -> title, and provisions, command and test, or `planned`."""
    content = yaml.load(text, yaml.CBaseLoader)
    return {
        row: {**item, "group": group} if isinstance(item, dict) else {"title": item, "status": PLANNED, "group": group}
        for group, items in content.items()
        for row, item in items.items()
    }


def trace_page(text: str) -> str:
    """The page as Markdown: what runs first, then what is planned, group by group."""
    known = rows(text)
    met = {row: item for row, item in known.items() if item.get("status") != PLANNED}
    lines = [
        _HEAD.format(met=len(met), all=len(known)),
        "| row | what | provision | command | test |",
        "|---|---|---|---|---|",
    ]
    for row, item in met.items():
        cells = (row, str(item["title"]), _codes(item["provisions"]), _codes([item["command"]]), _codes(item["tests"]))
        lines.append("| " + " | ".join(cells) + " |")
    lines.append("\n## Planned")
    for group in dict.fromkeys(str(item["group"]) for item in known.values()):
        planned = [f"{row} {item['title']}" for row, item in known.items() if item["group"] == group and row not in met]
        if planned:
            lines.append(f"\n**{group}**: {'; '.join(planned)}.")
    return "\n".join(lines) + "\n"


def _codes(words: object) -> str:
    listed = words if isinstance(words, Sequence) and not isinstance(words, str) else [words]
    return "<br>".join(f"`{word}`" for word in listed)


def write(root: Path) -> list[Path]:
    """Write every generated page of the project that lies in `root`."""
    if not (root / TRACE).is_file():
        raise trouble("no_project", f"{root} 里没有 {TRACE}", f"there is no {TRACE} in {root}", code=USAGE)
    (root / PAGE).write_text(trace_page((root / TRACE).read_text("utf-8")), "utf-8")
    return [PAGE]
