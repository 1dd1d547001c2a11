"""What the fields of a form state about a data set, in words that a scan can answer: `measures`, or `filled_by`.

`rows`, `digest` …: what the scanner counts. `update`: how often the data are updated, by choices with these names.
`grade`: the grade claimed. `quality.I`: the rate of an indicator. `kind.K`: whether they hold information of a kind, as
the rulebook of kinds names it; of a field with several choices the one called K; of a text, whether it speaks of it.
`drift.D`: of data that are no longer as they were, the blocks of the form it touches, the day, and the differences.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from guiju.kernel.rulebook import Field
from guiju.kernel.values import Term, Text
from guiju.shelf.book import Book, Path
from guiju.shelf.flaws import either, nearest
from guiju.shelf.scanned import FOUND, HOLDS, SCANNER, answers

UPDATE, GRADE, KIND, QUALITY, DRIFT = "update", "grade", "kind", "quality", "drift"
OFTEN: Mapping[str, Term | None] = MappingProxyType({
    "live": Term.parse("1nd"),
    "daily": Term.parse("1nd"),
    "weekly": Term.parse("7nd"),
    "monthly": Term.parse("1m"),
    "quarterly": Term.parse("3m"),
    "yearly": Term.parse("1y"),
    "once": None,
})  # fmt: skip
"""How long data of a declared frequency stay as they are; None: for ever."""
BLOCKS, ON, TOLD = "drift.blocks", "drift.on", "drift.told"
_FAMILIES: Mapping[str, tuple[str, ...]] = {
    UPDATE: ("choice",),
    GRADE: ("choice",),
    KIND: ("boolean", "choices", "text"),
    QUALITY: ("decimal",),
    BLOCKS: ("choices",),
    ON: ("date",),
    TOLD: ("text",),
}
"""The words that are not the scanner's own, and the types of field that can state them."""
_ALONE = (UPDATE, GRADE, BLOCKS, ON, TOLD)  # the others have a name behind a dot
_WORDS = (*FOUND, *_ALONE, f"{KIND}.K", f"{QUALITY}.I")


def measured(field: Field) -> tuple[str, ...]:
    """The words that a field states."""
    filler, _, word = (field.filled_by or "").partition(".")
    if field.measures or filler != SCANNER:
        return field.measures
    return (f"{KIND}.{word.removeprefix(HOLDS)}" if word.startswith(HOLDS) else word,)


def check_measured(book: Book, path: Path, field: Field) -> None:
    """Each word is one that a scan answers, and the field is of a type that can state it."""
    here = (*path, "measures")
    for word in field.measures:
        family, _, rest = word.partition(".")
        known = family if family in (KIND, QUALITY) else word
        if word not in (*FOUND, *_ALONE) and not (family in (KIND, QUALITY) and rest):
            hint = nearest(word, _WORDS) or either(_WORDS)
            book.say(here, f"measures 没有这个值：{word}", f"measures cannot be {word}", hint)
        elif field.type not in _FAMILIES.get(known, (field.type,)):
            zh, en = f"{word} 不能由 {field.type} 字段说明", f"a field of type {field.type} cannot state {word}"
            book.say(here, zh, en, either(_FAMILIES[known]))
        elif family == UPDATE and (odd := [key for key in field.one_of if key not in OFTEN]):
            zh, en = f"更新频率没有这些值：{'、'.join(odd)}", f"no such frequency: {', '.join(odd)}"
            book.say(here, zh, en, either(OFTEN))
        elif family == KIND and field.type == "choices" and rest not in field.one_of:
            hint = Text("选项的键与类别同名", "an option is called as the kind")
            book.say(here, f"选项中没有 {rest}", f"there is no option {rest}", hint)
    filler, _, word = (field.filled_by or "").partition(".")
    if filler == SCANNER:
        _check_filled(book, (*path, "filled_by"), field, word)


def _check_filled(book: Book, here: Path, field: Field, word: str) -> None:
    if not answers(word):
        words = (*FOUND, f"{HOLDS}K")
        hint = nearest(word, words) or either(words)
        book.say(here, f"扫描器不回答：{word}", f"the scanner finds no {word}", hint)
    elif word not in FOUND and field.type != "boolean":
        zh, en = f"{word} 的答案是是非，不能填入 {field.type} 字段", f"{word} is yes or no, not a field of {field.type}"
        book.say(here, zh, en, either(("boolean",)))
