"""The shelf's checks: what can be known about a rulebook before anything runs. All that is found is told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields

from guiju.kernel.rulebook import (
    ActRule,
    Bar,
    Block,
    Clock,
    Condition,
    Conflict,
    Duty,
    FactType,
    Field,
    Ground,
    Item,
    LetterForm,
    Need,
    Open,
    Provision,
    Role,
    Row,
    Rulebook,
    Side,
    Sign,
    State,
    Table,
    Unique,
    Version,
    View,
)
from guiju.kernel.values import FACT_TYPES, Text
from guiju.shelf.book import Book, Others, Path, fact_types, walk
from guiju.shelf.flaws import Flaw, either, nearest
from guiju.shelf.graph import check_graph
from guiju.shelf.measured import check_measured
from guiju.shelf.model import check_model
from guiju.shelf.needs import check_needs, check_unique, types_at
from guiju.shelf.references import check_references
from guiju.shelf.tree import Node
from guiju.shelf.words import check_letters

__all__ = ["CheckExpression", "check", "expressions", "fact_types"]

CheckExpression = Callable[[str, Mapping[str, str]], str | None]
"""What is wrong with an expression over these facts, in words; nothing if it is right."""

FIELD_TYPES = (
    *("text", "integer", "decimal", "boolean", "date", "choice", "choices", "paper"),
    *("uscc", "region", "digest"),
)
_WORDS: Mapping[tuple[type, str], tuple[str, ...]] = {
    (Field, "type"): FIELD_TYPES,
    (Field, "at"): ("draft", "review"),
    (Field, "filled_by"): ("scanner", "identity", "record"),
    (FactType, "type"): FACT_TYPES,
    (Clock, "count"): ("next_day", "same_day"),
    (Clock, "again"): ("fresh", "resume"),
    (Clock, "late"): ("explain",),
    (Duty, "force"): ("must", "encouraged", "may"),
    (Table, "hit"): ("first", "all", "highest"),
    (LetterForm, "lists"): ("faults", "grounds", "findings", "derivation"),
    (Conflict, "kept"): ("ours", "theirs", "undecided"),
    (Provision, "effect"): ("encoded", "none"),
    (Bar, "ends"): ("released", "with_case"),
    (Open, "about"): ("me", "subject", "opened"),
    (Unique, "else_"): ("refuse", "warn"),
}
_LABELLED = (State, ActRule, Field, Clock, Role, Block, Sign, Unique)
_CITED = (ActRule, Clock, Condition, Duty, Ground, Need, Row, View, Sign, Unique)


def check(
    rulebook: Rulebook,
    tree: Node | None = None,
    check_expression: CheckExpression | None = None,
    others: Others | None = None,
) -> tuple[Flaw, ...]:
    """Every flaw of a resolved rulebook; with its tree they carry file, line and column."""
    book = Book(rulebook, tree, others)
    check_references(book)
    check_letters(book)
    check_needs(book)
    check_unique(book)
    check_graph(book)
    check_model(book)
    for path, item in walk(rulebook):
        _words(book, path, item)
        _label(book, path, item)
        _cite(book, path, item)
        if isinstance(item, Field):
            check_measured(book, path, item)
    if check_expression:
        for path, source in expressions(rulebook):
            if error := check_expression(source, types_at(book, path)):
                book.say(path, f"表达式有误：{error}", f"the expression is wrong: {error}")
    return tuple(dict.fromkeys(book.flaws))


def expressions(rulebook: Rulebook) -> Iterator[tuple[Path, str]]:
    """Every expression with its path. The annotation `Source` says which fields hold one."""
    for path, item in walk(rulebook):
        for member in fields(item):  # type: ignore[arg-type]
            if "Source" not in str(member.type):
                continue
            value = getattr(item, member.name)
            here = (*path, member.name.rstrip("_"))
            if isinstance(value, str):
                yield here, value
            elif isinstance(value, Mapping):
                yield from (
                    ((*(path if member.name == "values" else here), key), source) for key, source in value.items()
                )


def _words(book: Book, path: Path, item: object) -> None:
    for (kind, name), allowed in _WORDS.items():
        if isinstance(item, kind) and (said := getattr(item, name)) is not None and _first(said) not in allowed:
            hint = nearest(said, allowed) or either(allowed)
            key = name.rstrip("_")
            book.say((*path, key), f"{key} 没有这个值：{said}", f"{key} cannot be {said}", hint)
    if isinstance(item, Provision) and item.effect == "none" and not item.why:
        book.say(path, "effect: none 须说明理由", "effect: none needs its reason, why")


def _first(said: str) -> str:
    """`scanner.rows` is a word of the scanner."""
    return said.partition(".")[0]


def _label(book: Book, path: Path, item: object) -> None:
    if isinstance(item, _LABELLED) and item.label is None and path[0] != "duties":
        book.say(path, f"{path[-1]} 缺 label", f"{path[-1]} has no label", Text("写 {zh: …, en: …}", "{zh: …, en: …}"))


def _cite(book: Book, path: Path, item: object) -> None:
    """What binds has a provision, and every provision named is one that the rulebook lists."""
    if isinstance(item, Side):
        return  # the other text need not be on this shelf
    if isinstance(item, (Item, Version)):
        for key in ("cite", "also"):
            cite = getattr(item, key, None)
            if cite and not _listed(cite, book.rulebook.provisions):
                hint = nearest(cite, book.rulebook.provisions)
                zh, en = f"provisions 没有此条：{cite}", f"not among the provisions: {cite}"
                book.say((*path, key), zh, en, hint)
        if isinstance(item, Item) and _binds(path, item) and item.cite is None:
            book.say(path, f"{path[-1]} 缺依据 cite", f"{path[-1]} has no provision, cite")


def _listed(cite: str, provisions: Mapping[str, Provision]) -> bool:
    """Whether the provision, or the article that it is a part of, is listed: an item belongs to its article."""
    article, _, _ = cite.partition("(")
    return bool({cite, article, cite.rpartition(".")[0]} & provisions.keys())


def _binds(path: Path, item: Item) -> bool:
    if isinstance(item, Field):
        return item.required is not False or item.check is not None
    return isinstance(item, Duty) or (isinstance(item, _CITED) and path[0] != "duties")
