"""What PostgreSQL and Spark write differently; all else of the plan is the same SQL in both."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from functools import cache
from string import ascii_lowercase, ascii_uppercase
from typing import ClassVar

_PARTS = re.compile(r"\\.|\[\^?(?:\\.|[^\]\\])*\]|[.$]")
_DEEPEST = 600
_CLASSES = {r"\d": "0-9", r"\s": " \t\n\r\f", r"\n": "\n", r"\t": "\t"}


class Dialect(ABC):
    """How an engine writes what SQL leaves open."""

    find: ClassVar[str]  # the function that gives a text's place in another
    text: ClassVar[str]  # the type
    operator: ClassVar[str]  # for patterns
    end: ClassVar[str]  # of a text, in a pattern
    fence: ClassVar[str] = ""  # behind a query in another: what it works out is worked out once, not at each use
    row: ClassVar[str]  # a number that grows with the rows
    longest: ClassVar[int | None] = None  # characters of a cell that patterns are asked of
    exact: ClassVar[int]  # rows above which distinct values are estimated
    doubtful: ClassVar[int] = 0
    together: ClassVar[int] = 32  # columns in one query

    @abstractmethod
    def quote(self, value: str) -> str:
        """A literal."""

    @abstractmethod
    def trim(self, value: str, signs: str) -> str:
        """Without these characters at both ends."""

    @abstractmethod
    def swap(self, value: str, pattern: str, by: str) -> str:
        """Everything that fits a pattern replaced."""

    @abstractmethod
    def group(self, value: str, pattern: str, number: int) -> str:
        """What a group of a pattern took, NULL where it took nothing."""

    @abstractmethod
    def distinct(self, value: str) -> str:
        """How many values there are."""

    @abstractmethod
    def date(self, year: str, month: str, day: str) -> str:
        """A day, NULL where the calendar has none."""

    @abstractmethod
    def decimal(self, value: str) -> str:
        """A number with nine places behind the point, NULL where it has more than 29 before it."""

    @abstractmethod
    def moment(self, value: str) -> str:
        """A moment that is written with a day that is real, on the clocks of the session's zone."""

    @abstractmethod
    def estimate(self, value: str) -> str:
        """How many values there are, about; it is not to be trusted below `doubtful`."""

    @abstractmethod
    def some(self, text: str, pattern: str, holds: Callable[[str], str]) -> str:
        """Whether a condition holds for one of the pieces of a text that fit a pattern, each of them made bare."""

    @abstractmethod
    def unpivot(self, cells: Mapping[int, str]) -> str:
        """A clause behind a table: each row becomes as many rows `(n, c)` as cells are named."""

    def bare(self, value: str) -> str:
        """In capitals, without blanks and dashes; by letters, for what capitals are depends on where one is."""
        return f"translate({value}, '{ascii_lowercase} -', '{ascii_uppercase}')"

    def has(self, value: str, pattern: str) -> str:
        """Whether a pattern of RE2 fits somewhere."""
        return f"({value} {self.operator} {self.pattern(pattern)})"

    def fits(self, value: str, pattern: str) -> str:
        """Whether it fits all of the value."""
        return self.has(value, f"^(?:{pattern})$")

    def pattern(self, pattern: str) -> str:
        """A pattern of RE2 as a literal that this engine reads alike."""
        return self.quote(portable(pattern, self.end))


@cache
def portable(pattern: str, end: str) -> str:
    r"""Without what engines read in ways of their own: `\d` is of ten digits, a dot is no line feed, `$` is the end."""

    def plain(match: re.Match[str]) -> str:
        part = match[0]
        if part in (".", "$"):
            return end if part == "$" else "[^\n]"
        if part.startswith("["):
            return re.sub(r"\\.", lambda sign: _CLASSES.get(sign[0], sign[0]), part)
        if part in (r"\d", r"\s"):
            return f"[{_CLASSES[part]}]"
        return _CLASSES.get(part, part)

    return _PARTS.sub(plain, pattern)


class PostgreSQL(Dialect):
    """Its planner merges a query with the one inside it, unless that has an OFFSET. It keeps 32 patterns ready, which
    is enough for one column; of more it would make each anew for every cell.
    """

    together, exact, doubtful = 1, 1_000_000, 64 * 1024
    find, text, operator, end, fence, row = "strpos", "text", "~", "$", "OFFSET 0", "row_number() OVER ()"

    def quote(self, value: str) -> str:
        return "'" + value.replace("'", "''") + "'"

    def trim(self, value: str, signs: str) -> str:
        return f"btrim({value}, {self.quote(signs)})"

    def swap(self, value: str, pattern: str, by: str) -> str:
        return f"regexp_replace({value}, {self.pattern(pattern)}, {self.quote(by)}, 'g')"

    def group(self, value: str, pattern: str, number: int) -> str:
        return f"(regexp_match({value}, {self.pattern(pattern)}))[{number}]"

    def some(self, text: str, pattern: str, holds: Callable[[str], str]) -> str:
        pieces = f"regexp_matches({text}, {self.pattern(f'({pattern})')}, 'g')"
        found = f"SELECT {self.bare('m[1]')} AS p FROM {pieces} AS m OFFSET 0"
        return f"EXISTS (SELECT 1 FROM ({found}) AS q WHERE {holds('p')})"

    def distinct(self, value: str) -> str:
        return f"count(DISTINCT {value})"

    def date(self, year: str, month: str, day: str) -> str:
        leap = f"CASE WHEN {year} % 4 = 0 AND ({year} % 100 <> 0 OR {year} % 400 = 0) THEN 29 ELSE 28 END"
        last = f"CASE WHEN {month} = 2 THEN {leap} WHEN {month} IN (4, 6, 9, 11) THEN 30 ELSE 31 END"
        real = f"{year} > 0 AND {month} BETWEEN 1 AND 12 AND {day} BETWEEN 1 AND {last}"
        return f"CASE WHEN {real} THEN make_date({year}, {month}, {day}) END"

    def decimal(self, value: str) -> str:
        number = f"CAST({value} AS numeric)"
        return f"CASE WHEN abs({number}) < 1e29 THEN round({number}, 9) END"

    def moment(self, value: str) -> str:
        return f"CAST(CAST({value} AS timestamptz) AS timestamp)"

    def estimate(self, value: str) -> str:
        """It has no sketch: one value in 64 is counted, by what it is hashed to."""
        hashed = f"hashtextextended(CAST({value} AS text), 0) & 63"
        return f"64 * count(DISTINCT {value}) FILTER (WHERE {hashed} = 0)"

    def unpivot(self, cells: Mapping[int, str]) -> str:
        rows = ", ".join(f"({number}, {cell})" for number, cell in cells.items())
        return f"CROSS JOIN LATERAL (VALUES {rows}) AS u(n, c)"


class Spark(Dialect):
    """Its patterns are Java's, which go one call deeper for each repetition of a group: a long cell would end the whole
    process. So a group may come so often and no more, and patterns are asked of so many characters.
    """

    find, text, operator, end, row = "instr", "STRING", "RLIKE", r"\z", "monotonically_increasing_id()"
    longest, exact = 16_384, 200_000

    def pattern(self, pattern: str) -> str:
        given = re.sub(
            r"(?<!\\)\)([+*])", lambda sign: f"){{{int(sign[1] == '+')},{_DEEPEST}}}", portable(pattern, self.end)
        )
        return self.quote(re.sub(r"(?<!\\)\)\{(\d+),\}", rf"){{\1,{_DEEPEST}}}", given))

    def quote(self, value: str) -> str:
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def trim(self, value: str, signs: str) -> str:
        return f"trim(BOTH {self.quote(signs)} FROM {value})"

    def swap(self, value: str, pattern: str, by: str) -> str:
        return f"regexp_replace({value}, {self.pattern(pattern)}, {self.quote(by)})"

    def group(self, value: str, pattern: str, number: int) -> str:
        return f"nullif(regexp_extract({value}, {self.pattern(pattern)}, {number}), '')"

    def some(self, text: str, pattern: str, holds: Callable[[str], str]) -> str:
        found = f"transform(regexp_extract_all({text}, {self.pattern(pattern)}, 0), p -> {self.bare('p')})"
        return f"exists({found}, p -> {holds('p')})"

    def distinct(self, value: str) -> str:
        """To count several columns' values in one query it would make all rows as many times; hashes are short."""
        return f"size(collect_set(CASE WHEN {value} IS NOT NULL THEN xxhash64({value}) END))"

    def date(self, year: str, month: str, day: str) -> str:
        return f"make_date({year}, {month}, {day})"

    def decimal(self, value: str) -> str:
        return f"try_cast({value} AS DECIMAL(38, 9))"

    def moment(self, value: str) -> str:
        return f"try_cast({value} AS TIMESTAMP)"

    def estimate(self, value: str) -> str:
        return f"approx_count_distinct({value}, 0.02)"

    def unpivot(self, cells: Mapping[int, str]) -> str:
        rows = ", ".join(f"{number}, {cell}" for number, cell in cells.items())
        return f"LATERAL VIEW stack({len(cells)}, {rows}) u AS n, c"
