"""A check as an expression of SQL that no value can make fail: arithmetic over single places, for engines elsewhere.

`find` is the engine's word for a text's place in another: `strpos` in DuckDB and PostgreSQL, `instr` in Spark.
"""

from __future__ import annotations

from guiju.plane.infotypes.checks import (
    DIGITS,
    LETTERS,
    AllOf,
    Check,
    Day,
    Length,
    Luhn,
    Mod97,
    Not,
    OneOf,
    Starts,
    Weighted,
)


def holds(check: Check, value: str, find: str = "strpos") -> str:
    """A condition over the expression `value`, a text without separators; never NULL where the value is not."""
    match check:
        case AllOf(parts):
            return "(" + " AND ".join(holds(part, value, find) for part in parts) + ")"
        case OneOf(parts):
            return "(" + " OR ".join(holds(part, value, find) for part in parts) + ")"
        case Not(part):
            return f"(NOT {holds(part, value, find)})"
        case Length(short=short, long=long):
            return f"(length({value}) BETWEEN {short} AND {long})"
        case Starts(start=start, words=words):
            given = f"|{'|'.join(sorted(words))}|"  # one text: thousands of single ones take an engine long to plan
            own = f"substr({value}, {start + 1}, {check.width})"
            return f"({find}('{given}', '|' || {own} || '|') > 0)"
        case Weighted():
            return _weighted(check, value, find)
        case Luhn():
            return _luhn(check, value, find)
        case Mod97():
            return _mod97(check, value, find)
        case Day():
            return _day(check, value, find)


def _all_in(value: str, letters: str) -> str:
    return f"(length({value}) > 0 AND translate({value}, '{letters}', '') = '')"


def _place(value: str, at: int, letters: str, find: str) -> str:
    """The value of the place (from 1); whatever is not among the letters counts as -1."""
    return f"({find}('{letters}', substr({value}, {at}, 1)) - 1)"


def _weighted(check: Weighted, value: str, find: str) -> str:
    width = len(check.weights)
    values = check.values()
    letters = "".join(values)
    parts = []
    for at, weight in enumerate(check.weights, 1):
        place = _place(value, at, check.letters, find)
        if check.also:
            cases = " ".join(f"WHEN '{letter}' THEN {number}" for letter, number in check.also)
            place = f"(CASE substr({value}, {at}, 1) {cases} ELSE {place} END)"
        parts.append(f"{weight} * {place}")
    # one `fold` more, for in SQL what is left of a negative number is negative
    wanted = f"(({check.base + check.fold} - ({' + '.join(parts)}) % {check.modulus}) % {check.fold})"
    last = _place(value, width + 1, check.check, find)
    body = f"substr({value}, 1, {width})"
    return (
        f"(CASE WHEN length({value}) = {width + 1} AND {_all_in(body, letters)} THEN {wanted} = {last} ELSE false END)"
    )


def _luhn(check: Luhn, value: str, find: str) -> str:
    cases = []
    for length in range(check.short, check.long + 1):
        parts = []
        for at in range(1, length + 1):
            doubled = (length - at) % 2 == 1
            letters = "0516273849" if doubled else DIGITS  # where the doubled digit, its own digits added, stands
            parts.append(_place(value, at, letters, find))
        cases.append(f"WHEN {length} THEN ({' + '.join(parts)}) % 10 = 0")
    by_length = f"CASE length({value}) {' '.join(cases)} ELSE false END"
    return f"(CASE WHEN {_all_in(value, DIGITS)} THEN {by_length} ELSE false END)"


def _mod97(check: Mod97, value: str, find: str) -> str:
    """Letters become two digits each; nine at most are divided at a time, and what is left goes before the next."""
    text = "STRING" if find == "instr" else "VARCHAR"
    good = f"length({value}) BETWEEN {check.short} AND {check.long} AND {_all_in(value, DIGITS + LETTERS)}"
    turned = f"substr({value}, 5) || substr({value}, 1, 4)"
    for number, letter in enumerate(LETTERS, 10):
        turned = f"replace({turned}, '{letter}', '{number}')"
    digits = f"(CASE WHEN {good} THEN {turned} ELSE '0' END)"
    left = f"(CAST(substr({digits}, 1, 9) AS BIGINT) % 97)"
    for start in range(10, 2 * check.long + 1, 7):
        left = f"(CAST(CAST({left} AS {text}) || substr({digits}, {start}, 7) AS BIGINT) % 97)"
    return f"({left} = 1)"


def _day(check: Day, value: str, find: str) -> str:
    wide = 2 if check.short else 4

    def number(start: int, width: int) -> str:
        places = (
            f"{10 ** (width - at - 1)} * {_place(value, check.start + start + at + 1, DIGITS, find)}"
            for at in range(width)
        )
        return f"({' + '.join(places)})"

    year = number(0, wide) if not check.short else f"(1900 + {number(0, wide)})"
    month, day = number(wide, 2), number(wide + 2, 2)
    leap = f"(CASE WHEN {year} % 4 = 0 AND ({year} % 100 <> 0 OR {year} % 400 = 0) THEN 29 ELSE 28 END)"
    last = f"(CASE WHEN {month} = 2 THEN {leap} WHEN {month} IN (4, 6, 9, 11) THEN 30 ELSE 31 END)"
    part = f"substr({value}, {check.start + 1}, {wide + 4})"
    real = f"{year} BETWEEN {check.first} AND {check.last} AND {month} BETWEEN 1 AND 12 AND {day} BETWEEN 1 AND {last}"
    return f"(CASE WHEN length({part}) = {wide + 4} AND {_all_in(part, DIGITS)} THEN {real} ELSE false END)"
