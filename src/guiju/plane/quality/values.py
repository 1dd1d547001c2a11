"""Cells as SQL: their text, their day, their number, each NULL where a cell is no such thing."""

from __future__ import annotations

from guiju.plane.profile import DATED, Tally

_WIDE = "".join(map(chr, range(0xFF01, 0xFF5F))) + "　"
_HALF = "".join(map(chr, range(0x21, 0x7F))) + " "
_BETWEEN = r"[\s,、。;!?\"'“”‘’()《》〈〉【】\[\]·…—_]+"  # set in one way or another, but no sign of a number
_FULL = ("day", "compact_day", "instant", "native_day", "native_instant")
TABLE = "data"


def literal(said: str) -> str:
    """Text as SQL takes it, whatever stands in it."""
    return "'" + said.replace("'", "''").replace("\0", "") + "'"


def text(tally: Tally) -> str:
    """What people would read in the cell; nothing is NULL."""
    return tally.value if tally.declared in (None, "text") else f"c{tally.index}::VARCHAR"


def half(said: str) -> str:
    """Full-width characters as the half-width ones that people take for the same."""
    return f"translate({said}, {literal(_WIDE)}, {literal(_HALF)})"


def alike(tally: Tally) -> str:
    """What is equal where two texts differ only in blanks, case, punctuation or width; numbers and days as they are."""
    if not tally.textual or numeric(tally) or dated(tally):
        return f"c{tally.index}" if not tally.textual else tally.value
    return f"lower(regexp_replace({half(tally.value)}, {literal(_BETWEEN)}, '', 'g'))"


def moment(tally: Tally, *, months: bool = True) -> str:
    """The cell as a moment; `months`: a month is its first day."""
    if tally.declared in ("date", "datetime"):
        return f"c{tally.index}::TIMESTAMP"
    if tally.declared not in (None, "text"):
        return "NULL::TIMESTAMP"
    kinds = ("day", "compact_day", "instant", *(("month",) if months else ()))
    return f"coalesce({', '.join(f'({tally.expression(kind)})::TIMESTAMP' for kind in kinds)})"


def number(tally: Tally) -> str:
    """The cell as a number."""
    return f"TRY_CAST({text(tally)} AS DECIMAL(38, 9))"


def dated(tally: Tally) -> bool:
    """Whether most of the cells are days, months or moments."""
    return any(tally.measures[kind].count * 2 >= tally.filled > 0 for kind in tally.measures if kind in DATED)


def full_days(tally: Tally) -> bool:
    """Whether most of the cells are days to the day."""
    return any(tally.measures[kind].count * 2 >= tally.filled > 0 for kind in tally.measures if kind in _FULL)


def numeric(tally: Tally) -> bool:
    """Whether most of the cells are numbers."""
    numbers = (kind for kind in tally.measures if kind.endswith(("integer", "decimal")))
    return any(tally.measures[kind].count * 2 >= tally.filled > 0 for kind in numbers)
