"""A condition of a rulebook in words: `in_scope && kind == 'x'` as a person would say it, with the rulebook's labels.

Only what forms commonly ask is put into words; of any other condition the facts that it depends on are named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from guiju.kernel.expression import facts_named
from guiju.kernel.resolved import Resolved
from guiju.kernel.values import Text
from guiju.kernel.words import listed

_TOKENS = re.compile(r"""\s*(?:(?P<text>"[^"\\]*"|'[^'\\]*')|(?P<number>\d+)|(?P<name>[A-Za-z_]\w*)"""
                     r"""|(?P<mark>&&|\|\||[=!<>]=|[<>!()\[\],]))""")  # fmt: skip
_TODAY = Text("办理当日", "the day of filing")
_COMPARED: Mapping[str, Text] = {"==": Text("为", "is"), "!=": Text("不为", "is not")}
_DAYS: Mapping[str, Text] = {
    "<=": Text("不晚于", "is not after"),
    ">=": Text("不早于", "is not before"),
    "<": Text("早于", "is before"),
    ">": Text("晚于", "is after"),
}
_SIZES: Mapping[str, Text] = {
    "<=": Text("不大于", "is at most"),
    ">=": Text("不小于", "is at least"),
    "<": Text("小于", "is less than"),
    ">": Text("大于", "is more than"),
}
_JOINTS: Mapping[str, Text] = {"&&": Text("，且", " and "), "||": Text("，或", " or ")}
_ANSWERS = {"true": Text("是", "yes"), "false": Text("否", "no")}


class _Beyond(Exception):
    """The condition says more than these words can."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What is said so far; `joint` is the operator that holds it together, `fact` the one fact that it names."""

    text: Text
    joint: str = ""
    fact: str | None = None


def say_condition(resolved: Resolved, source: str) -> Text:
    """The condition in both languages; it is a clause, without a full stop."""
    said = worded(resolved, source)
    if said is not None:
        return said
    named = listed(_quoted(resolved.words.facts([name])) for name in facts_named(source) if name != "on")
    return Text(f"视{named.zh}而定", f"this depends on {named.en}")


def worded(resolved: Resolved, source: str) -> Text | None:
    """The whole condition in words; nothing if it says more than these words can."""
    try:
        return _Reader(resolved, _tokens(source)).whole()
    except _Beyond:
        return None


def _tokens(source: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    position, source = 0, source.strip()
    while position < len(source):
        match = _TOKENS.match(source, position)
        if match is None or match.lastgroup is None:
            raise _Beyond
        found.append((match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return found


class _Reader:
    """Reads from left to right; `||` binds least, then `&&`, then `!`, then a comparison."""

    def __init__(self, resolved: Resolved, tokens: Sequence[tuple[str, str]]) -> None:
        self._resolved = resolved
        self._left = list(tokens)

    def whole(self) -> Text:
        part = self._joined("||", lambda: self._joined("&&", self._plain))
        if self._left:
            raise _Beyond
        return part.text

    def _takes(self, *marks: str) -> str | None:
        if self._left and self._left[0][1] in marks and self._left[0][0] != "text":
            return self._left.pop(0)[1]
        return None

    def _needs(self, mark: str) -> None:
        if self._takes(mark) is None:
            raise _Beyond

    def _joined(self, joint: str, inner: Callable[[], _Part]) -> _Part:
        parts = [inner()]
        while self._takes(joint):
            parts.append(inner())
        if len(parts) == 1:
            return parts[0]
        said = [_grouped(part.text) if part.joint else part.text for part in parts]
        word = _JOINTS[joint]
        return _Part(Text(word.zh.join(text.zh for text in said), word.en.join(text.en for text in said)), joint)

    def _plain(self) -> _Part:
        if self._takes("("):
            part = self._joined("||", lambda: self._joined("&&", self._plain))
            self._needs(")")
            return part
        wanted = self._takes("!") is None
        left = self._fact()
        if left == "given":
            return _Part(self._answered(wanted))
        word = self._takes("==", "!=", "<", ">", "<=", ">=", "in") if wanted else None
        if word is None:
            if self._type(left) != "boolean":
                raise _Beyond
            return _Part(_clause(self._called(left), _COMPARED["=="], _ANSWERS["true" if wanted else "false"]))
        if word == "in":
            return _Part(_clause(self._called(left), _COMPARED["=="], self._any_of(left)))
        words = {**_COMPARED, **(_DAYS if self._type(left) == "date" else _SIZES)}
        return _Part(_clause(self._called(left), words[word], self._value(left)))

    def _answered(self, wanted: bool) -> Text:
        """Whether there is an answer, `given(x)`."""
        self._needs("(")
        called = self._called(self._fact())
        self._needs(")")
        if wanted:
            return Text(f"已填写{called.zh}", f"{called.en} is given")
        return Text(f"未填写{called.zh}", f"{called.en} is not given")

    def _fact(self) -> str:
        kind, word = self._left.pop(0) if self._left else ("", "")
        if kind != "name" or word in _ANSWERS:
            raise _Beyond
        return word

    def _value(self, of: str) -> Text:
        kind, word = self._left.pop(0) if self._left else ("", "")
        if kind == "text":
            return self._option(of, word[1:-1])
        if kind == "number":
            return Text(word, word)
        if kind == "name":
            return _ANSWERS[word] if word in _ANSWERS else self._called(word)
        raise _Beyond

    def _any_of(self, of: str) -> Text:
        self._needs("[")
        values = [self._value(of)]
        while self._takes(","):
            values.append(self._value(of))
        self._needs("]")
        return Text("或".join(value.zh for value in values), " or ".join(value.en for value in values))

    def _option(self, of: str, key: str) -> Text:
        for form in self._resolved.rulebook.forms.values():
            if of in form.fields and key in form.fields[of].one_of:
                return _quoted(form.fields[of].one_of[key])
        return _quoted(Text(key, key)) if key else Text("空", "empty")

    def _type(self, name: str) -> str:
        return self._resolved.language.types.get(name, "")

    def _called(self, name: str) -> Text:
        return _TODAY if name == "on" else _quoted(self._resolved.words.facts([name]))


def _quoted(text: Text) -> Text:
    return Text(f"“{text.zh}”", f"“{text.en}”")


def _grouped(text: Text) -> Text:
    return Text(f"（{text.zh}）", f"({text.en})")


def _clause(subject: Text, verb: Text, object_: Text) -> Text:
    return Text(f"{subject.zh}{verb.zh}{object_.zh}", f"{subject.en} {verb.en} {object_.en}")
