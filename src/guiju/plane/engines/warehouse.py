"""A table where it lies: how the rest of the scan asks it, whatever engine holds it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Literal

from guiju.plane.engines.dialect import Dialect
from guiju.plane.plan import SAMPLE_ROWS

Some = Literal["all", "first", "batch", "spread"]
BATCH = 32_768  # rows in which the embedded engine reads


class Warehouse(ABC):
    """One table, its columns called c0, c1 and so on. A query returns counts, bounds and covered values only."""

    dialect: ClassVar[Dialect]
    data: str  # what stands behind FROM
    rows: int = 0

    @abstractmethod
    def ask(self, query: str, *, ordered: bool = False) -> Sequence[tuple[Any, ...]]:
        """The rows of an answer. `ordered`: the table is read from its beginning."""

    @abstractmethod
    def few(self, some: Some) -> str:
        """A query for some of the rows, each with a number `i` that grows."""

    def source(self, columns: Iterable[int], some: Some = "all") -> str:
        """A query for cells as text: number of the column `n`, text `c`, and of some rows `i`."""
        cells = {number: f"CAST(c{number} AS {self.dialect.text})" for number in columns}
        if some == "all":
            if len(cells) == 1:
                ((number, cell),) = cells.items()
                return f"SELECT {number} AS n, {cell} AS c FROM {self.data}"
            return f"SELECT n, c FROM {self.data} {self.dialect.unpivot(cells)}"
        return f"SELECT n, i, c FROM ({self.few(some)}) AS few {self.dialect.unpivot(cells)}"

    def spread(self) -> int:
        """Every so manieth row makes a sample from all over the table."""
        return max(1, -(-self.rows // SAMPLE_ROWS))
