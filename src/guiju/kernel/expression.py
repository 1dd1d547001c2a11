"""Conditions and computed values of a rulebook: CEL behind one door. Nothing else is ever evaluated.

Facts are declared flat and typed. Logic has three values: `false && unknown` is false, `true || unknown` is true,
otherwise the answer is `Unknown` and names the facts that are missing. Real numbers are refused. `given(x)` asks
only whether the question x has been answered, which is never unknown.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, Protocol

from cel_expr_python import cel

from guiju.kernel.values import Fact, Facts, Term, Unit

FUNCTIONS = (
    "given",
    "mul_div",
    "date",
    "add",
    "term",
    "earliest",
    "latest",
    "size",
    "startsWith",
    "endsWith",
    "contains",
    "matches",
)
_WORDS = frozenset(("true", "false", "null", "in"))
_RESERVED = frozenset(
    (
        *("as", "break", "const", "continue", "else", "for", "function", "if", "import"),
        *("let", "loop", "package", "namespace", "return", "var", "void", "while"),
    )
)
_TOKENS = re.compile(
    r"""(?P<space>\s+)|(?P<text>r?"(?:[^"\\]|\\.)*"|r?'(?:[^'\\]|\\.)*')|(?P<number>\d+(?P<real>\.\d*|[eE][+-]?\d+)?u?|(?P<bare>\.\d+))"""
    r"""|(?P<member>\.\s*[A-Za-z_]\w*)|(?P<name>[A-Za-z_]\w*)|(?P<mark>\S)"""
)
_GIVEN = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\bgiven\s*\(\s*([A-Za-z_]\w*)\s*\)""")
_ANSWERED = "given_"  # before the name of a fact: whether there is an answer to it
_OF = re.compile(r"\s*\.\s*([A-Za-z_]\w*)\b(?!\s*\()")  # a fact of another case, `report.number`; no method
_UNKNOWN = "UNKNOWN:"
_PAIR = re.compile(r"([A-Za-z_]\w*)\s*([=!<>]=|[<>])\s*([A-Za-z_]\w*)")
_HOLDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
KEPT = 4096  # answers kept of one expression: filings of one day ask the same of the same days again and again
FREE = ("text", "list", "paper", "choices", "any")  # what people write is not kept


class ExpressionError(ValueError):
    """The text is not an expression of the language; the message says where and what was meant."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """An answer that waits for facts; it names them."""

    missing: tuple[str, ...]


class Reckoner(Protocol):
    """What the language needs to know about days: a term counted from a day under the rulebook's calendar."""

    def __call__(self, start: date, term: Term, *, same_day: bool) -> date: ...


def facts_named(source: str) -> tuple[str, ...]:
    """The facts that an expression names, in order; refuses real numbers and functions outside the language."""
    names: dict[str, None] = {}
    position = 0
    while position < len(source):
        token = _TOKENS.match(source, position)
        assert token is not None  # the last alternative takes any character
        if token["real"] or token["bare"]:
            raise ExpressionError(
                f"column {position + 1}: {token['number']} is a real number; count in the smallest unit"
            )
        word = token["name"] or (token["member"] or "").lstrip(". ")
        position = token.end()
        while token["name"] and (further := _OF.match(source, position)) is not None:
            word, position = f"{word}.{further[1]}", further.end()
        called = source[position:].lstrip().startswith("(")
        if word and called and word not in FUNCTIONS and word not in _WORDS:
            raise ExpressionError(
                f"column {token.start() + 1}: {word}() is not in the language; it has {', '.join(FUNCTIONS)}"
            )
        if token["name"] in _RESERVED:
            raise ExpressionError(f"column {token.start() + 1}: {word} is a reserved word")
        if token["name"] and not called and word not in _WORDS:
            names[word] = None
    return tuple(names)


@lru_cache(maxsize=1 << 16)
def _instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


# How a fact enters an expression; text, numbers and booleans enter as they are.
_BINDS: Mapping[type, Callable[[Any], object]] = {date: _instant, Decimal: str, tuple: list}


def _bound(names: tuple[str, ...], met: tuple[Fact | None, ...]) -> dict[str, object]:
    """The facts that are known, as CEL takes them."""
    data: dict[str, object] = {}
    for name, value in zip(names, met, strict=True):
        if value is not None:
            bind = _BINDS.get(value.__class__)
            data[name] = value if bind is None else bind(value)
    return data


def _fact(value: object) -> Fact:
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    assert isinstance(value, (str, bool, int)), f"an expression gave {type(value).__name__}"
    return value


Answers = Callable[..., Fact | Unknown]
"""Takes the values of the named facts in order, None for an unknown one."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression. `kind` is boolean, integer, text, date, list, or any."""

    source: str
    names: tuple[str, ...]
    kind: str
    _answer: Answers
    _today: int | None = None  # where `on` stands among the names

    def __call__(self, facts: Facts, on: date | None = None) -> Fact | Unknown:
        """The value under these facts, or `Unknown`. A fault of arithmetic is an `ExpressionError`, never a text."""
        if self._today is None or on is None:
            return self._answer(*map(facts.get, self.names))
        met: list[Fact | None] = [*map(facts.get, self.names)]
        met[self._today] = on
        return self._answer(*met)


@dataclass(frozen=True, slots=True)
class _Plain:
    """A text as CEL takes it. `asked`: facts whose presence it asks for; `only`: those of which that is all it asks."""

    source: str
    asked: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()


def _plain(source: str) -> _Plain:
    asked: set[str] = set()

    def stand_in(found: re.Match[str]) -> str:
        if found[1]:
            return found[0]
        asked.add(found[2])
        return f"{_ANSWERED}{found[2]}"

    plain = _GIVEN.sub(stand_in, source)
    valued = set(facts_named(plain)) if asked else set()
    return _Plain(plain, frozenset(asked), frozenset(asked - valued))


def _answers(source: str, names: tuple[str, ...], program: cel.Expression, plain: _Plain) -> Answers:
    """One program as a function of the facts that it names."""

    def answer(*met: Fact | None) -> Fact | Unknown:
        data = _bound(names, met)
        for name in plain.asked:
            data[f"{_ANSWERED}{name}"] = name in data
        try:
            found = program.eval(data=data)
        except (RuntimeError, TypeError, OverflowError) as error:  # a value that no fact of this type can have
            raise ExpressionError(f"{source}: {error}") from None
        value = found.value()
        if value.__class__ is datetime:
            return value.date()
        if value.__class__ is str and found.type() == cel.Type.ERROR:
            missing = tuple(name for name in names if name not in data and name not in plain.only)
            if missing and value.startswith(_UNKNOWN):
                return Unknown(missing)
            raise ExpressionError(f"{source}: {value.partition(': ')[2]}")
        return value if value.__class__ is bool else _fact(found.plain_value())

    return answer


def _bare(names: tuple[str, ...]) -> Answers:
    """A bare fact is its own value."""
    return lambda value: Unknown(names) if value is None else value


_TYPES = {
    "boolean": cel.Type.BOOL,
    "integer": cel.Type.INT,
    "date": cel.Type.TIMESTAMP,
    "list": cel.Type.List(cel.Type.STRING),
    "choices": cel.Type.List(cel.Type.STRING),
    "any": cel.Type.DYN,  # a fact of another case: its own rulebook says of which type, and the shelf has compared
}
_KINDS = {"BOOL": "boolean", "INT": "integer", "STRING": "text", "TIMESTAMP": "date", "DYN": "any"}


def _mul_div(a: int, b: int, c: int, rounding: str) -> int:
    """a·b / c in whole units, rounded `down`, `up` or `half_up` (away from zero at the half)."""
    if c == 0:
        raise ValueError("division by zero")
    quotient, rest = divmod(abs(a * b), abs(c))
    if rounding == "up":
        quotient += 1 if rest else 0
    elif rounding == "half_up":
        quotient += 1 if 2 * rest >= abs(c) else 0
    elif rounding != "down":
        raise ValueError(f"rounding is down, up or half_up, not {rounding!r}")
    return quotient if (a < 0) ^ (b < 0) ^ (c < 0) is False else -quotient


def _functions(reckon: Reckoner) -> list[cel.FunctionDecl]:
    """The functions of ours beside CEL's own."""
    day, text, whole = cel.Type.TIMESTAMP, cel.Type.STRING, cel.Type.INT

    @lru_cache(maxsize=KEPT)
    def add(start: datetime, count: int, unit: str) -> datetime:
        return _instant(reckon(start.date(), Term(count, Unit(unit)), same_day=False))

    @lru_cache(maxsize=KEPT)
    def term(start: datetime, length: str) -> datetime:
        return _instant(reckon(start.date(), Term.parse(length), same_day=True))

    def declare(
        name: str, parameters: list[cel.Type], result: cel.Type, does: Callable[..., object]
    ) -> cel.FunctionDecl:
        return cel.FunctionDecl(name, [cel.Overload(f"guiju_{name}", result, parameters, False, does)])

    return [
        declare("mul_div", [whole, whole, whole, text], whole, _mul_div),
        declare("date", [text], day, lambda iso: _instant(date.fromisoformat(iso))),
        declare("add", [day, whole, text], day, add),
        declare("term", [day, text], day, term),
        declare("earliest", [day, day], day, min),
        declare("latest", [day, day], day, max),
    ]


class Language:
    """The expressions of one rulebook: its facts with their types, its calendar."""

    def __init__(self, types: Mapping[str, str], reckon: Reckoner) -> None:
        self.types = dict(types)
        self._functions = _functions(reckon)
        self._env = self._declared(types)
        self._known: dict[str, Expression] = {}

    def _declared(self, types: Mapping[str, str]) -> cel.Env:
        variables = {name: _TYPES.get(kind, cel.Type.STRING) for name, kind in types.items()}
        return cel.NewEnv(variables=variables, functions=self._functions)

    @cached_property
    def _asking(self) -> cel.Env:
        """The same language, in which one may also ask whether there is an answer."""
        return self._declared({**self.types, **{f"{_ANSWERED}{name}": "boolean" for name in self.types}})

    def compile(self, source: str, *, kind: str | None = None) -> Expression:
        """Check `source` against the declared facts; `kind` is the type that its place asks for."""
        expression = self._known.get(source) or self._compile(source)
        if kind is not None and expression.kind not in (kind, "any"):
            raise ExpressionError(f"{source!r} gives {expression.kind}, {kind} is needed here")
        return expression

    def _compile(self, source: str) -> Expression:
        names = facts_named(source)
        for name in names:
            if name not in self.types:
                near = [known for known in self.types if known.startswith(name[:4])][:3]
                meant = f"; near it: {', '.join(near)}" if near else ""
                raise ExpressionError(f"{source!r}: no fact is called {name!r}{meant}")
        plain = _plain(source)
        try:
            program = (self._asking if plain.asked else self._env).compile(plain.source)
        except (RuntimeError, ValueError) as error:
            raise ExpressionError(_first_line(str(error), source)) from None
        kind = program.return_type().name()
        if kind == "DOUBLE":
            raise ExpressionError(f"{source!r} gives a real number; use mul_div")
        answer = _bare(names) if source in names else self._pair(source, names)
        if answer is None:
            foreign = any(self.types[name] == "any" for name in names)
            answer = self._foreign(source, names, plain) if foreign else _answers(source, names, program, plain)
            if not any(self.types[name] in FREE for name in names):
                answer = lru_cache(maxsize=KEPT, typed=True)(answer)
        today = names.index("on") if "on" in names else None
        expression = Expression(source, names, _KINDS.get(kind, "list"), answer, today)
        self._known[source] = expression
        return expression

    def _foreign(self, source: str, names: tuple[str, ...], plain: _Plain) -> Answers:
        """An expression over facts of another case: of which type those are, their values say."""
        known: dict[tuple[str, ...], Answers] = {}

        def answer(*met: Fact | None) -> Fact | Unknown:
            days = tuple(name for name, value in zip(names, met, strict=True) if value.__class__ is date)
            if days not in known:
                types = {name: "date" if name in days else self.types[name] for name in names}
                types.update((f"{_ANSWERED}{name}", "boolean") for name in plain.asked)
                try:
                    known[days] = _answers(source, names, self._declared(types).compile(plain.source), plain)
                except (RuntimeError, ValueError) as error:
                    raise ExpressionError(_first_line(str(error), source)) from None
            return known[days](*met)

        return answer

    def _pair(self, source: str, names: tuple[str, ...]) -> Answers | None:
        """Two facts compared and nothing else: once CEL has checked their types, there is nothing left to evaluate."""
        match = _PAIR.fullmatch(source.strip())
        if match is None or len(names) != 2:
            return None
        kinds = {self.types[name] for name in names}
        alike = kinds == {"text"} if match[2] in ("==", "!=") else False
        return _compared(source, names, _HOLDS[match[2]]) if alike or kinds in ({"date"}, {"integer"}) else None


def _compared(source: str, names: tuple[str, ...], holds: Callable[[Any, Any], bool]) -> Answers:
    def answer(left: Fact | None, right: Fact | None) -> Fact | Unknown:
        if left is None or right is None:
            return Unknown(tuple(name for name, value in zip(names, (left, right), strict=True) if value is None))
        if left.__class__ is not right.__class__:
            raise ExpressionError(f"{source}: {left!r} and {right!r} cannot be compared")
        return holds(left, right)

    return answer


def _first_line(message: str, source: str) -> str:
    """CEL's own words for the first flaw, with the column in the rulebook's text."""
    match = re.search(r"<input>:\d+:(\d+): (.*)", message)
    return f"{source!r}, column {match[1]}: {match[2]}" if match else f"{source!r}: {message}"
