"""What is said of a table's quality: counts and the rates that follow, or what would have to be known."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from guiju.kernel.values import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator of the standard: `x` is `a` of `b`, rounded down to four places; `counted` says of what.

    Where the data alone do not tell, all three are None and `needs` says what would. `better`: whether a high or a low
    rate is good.
    """

    id: str
    dimension: str
    label: Text
    better: Literal["high", "low"]
    cite: str
    a: int | None = None
    b: int | None = None
    x: Decimal | None = None
    counted: Text | None = None
    needs: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One rule of the user's: `a` of `b` meet it, `failing` do not; `of` says what is counted, rows as a rule.

    `samples` are masked values that do not meet it. `line`: where the rule stands in its file.
    """

    rule: str
    columns: tuple[str, ...]
    a: int
    b: int
    x: Decimal | None
    failing: int
    of: Text
    samples: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """All twenty indicators in the order of the standard, and every rule in the order of its file."""

    indicators: tuple[Indicator, ...]
    rules: tuple[Outcome, ...] = ()
