"""The scores as tables in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bench.cn_tabular_pi.kind import CHECKED, PERSONAL
from bench.cn_tabular_pi.score import Score, Tally

Both = tuple[Score, Score]  # with headers, and with c1 to cn instead


def figure(value: float | None) -> str:
    """Three decimals, never rounded up to a clean one."""
    return "-" if value is None else f"{int(value * 1000) / 1000:.3f}"


def summary(scores: Mapping[str, Both | str]) -> Iterator[str]:
    """One line a tool; a tool that could not be asked says why."""
    yield f"{'':14}{'with headers':^56}{'c1…cn':^24}"
    yield (
        f"{'tool':14}{'F1':>7}{'mean':>7}{'checked':>9}{'traps':>12}{'contains':>10}{'cells P':>9}{'cells R':>9}"
        f"{'F1':>9}{'checked':>9}{'traps':>11}{'cells/s':>11}"
    )
    for tool, came in scores.items():
        if isinstance(came, str):
            yield f"{tool:14} {came}"
            continue
        named, bare = came
        cells = named.checked("cells")
        parts = [f"{tool:14}{figure(named.overall().f1):>7}{figure(named.macro()):>7}{figure(named.checked().f1):>9}"]
        parts.append(f"{_traps(named):>12}{figure(named.overall(of='contains').f1):>10}")
        parts.append(f"{figure(cells.precision):>9}{figure(cells.recall):>9}")
        parts.append(f"{figure(bare.overall().f1):>9}{figure(bare.checked().f1):>9}{_traps(bare):>11}")
        yield "".join((*parts, f"{named.asked / named.seconds if named.seconds else 0:>11,.0f}"))


def _traps(score: Score) -> str:
    flagged = sum(score.trapped.values())
    return f"{flagged}/{score.traps}"


def by_type(tool: str, both: Both) -> Iterator[str]:
    """Column F1, and precision and recall of cells, type by type; * has a check digit."""
    named, bare = both
    yield f"\n{tool}: by type (columns; cells with headers; columns as c1…cn; a * marks a check digit)"
    heads = (
        ("n", 4),
        ("P", 7),
        ("R", 7),
        ("F1", 7),
        ("cells", 9),
        ("P", 7),
        ("R", 7),
        ("in text", 9),
        ("n", 6),
        ("F1", 7),
    )
    yield f"{'type':20}{''.join(f'{head:>{width}}' for head, width in heads)}{'untold':>9}"
    for kind in PERSONAL:
        column, cell, bared = (
            named.columns.get(kind, Tally()),
            named.cells.get(kind, Tally()),
            bare.columns.get(kind, Tally()),
        )
        inside, untold = named.contains.get(kind, Tally()), bare.untold.get(kind, Tally())
        said = f"{untold.hit}/{untold.asked}" if untold.asked else "-"
        yield (
            f"{kind + ' *' * (kind in CHECKED):20}{column.asked:>4}{figure(column.precision):>7}"
            f"{figure(column.recall):>7}{figure(column.f1):>7}{cell.asked:>9}{figure(cell.precision):>7}{figure(cell.recall):>7}"
            f"{figure(inside.f1):>9}{bared.asked:>6}{figure(bared.f1):>7}{said:>9}"
        )
    hit, asked = named.structure.hit, named.structure.asked
    yield f"dates, amounts, years, enumerations and texts named as such: {hit} of {asked} (open is no error)"
    yield "untold: columns that only a header could tell, and how many were named all the same and rightly"


def confusion(tool: str, both: Both, most: int = 25) -> Iterator[str]:
    """What was taken for what, the most frequent first."""
    for title, score in zip(("with headers", "c1…cn"), both, strict=True):
        yield f"\n{tool}: taken for something else, {title}"
        for (truth, said), count in score.mistaken.most_common(most):
            yield f"{count:>5}  {truth:28} -> {said}"
