"""What the shelf asks of tables that judge a form, and of acts that keep what a table answers."""

from __future__ import annotations

from guiju.kernel.expression import facts_named
from guiju.kernel.rulebook import ActRule, Field, Form, Judge, Table
from guiju.kernel.values import Text
from guiju.shelf.book import Book, Path, effects

FORM, BLOCK, TABLE, FACT, ANSWER = (
    *(Text("表单", "form"), Text("栏目", "block"), Text("表", "table"), Text("事实", "fact"), Text("答案", "answer")),
)
CLOSED = ("choice", "boolean")


def judge_form(book: Book, name: str, table: Table) -> None:
    """Its rows are findings: each with its words, its remedy and its part of the form; no question is asked in vain."""
    path: Path = ("tables", name)
    if table.judges is None or not book.expect((*path, "judges"), table.judges, book.rulebook.forms, FORM):
        return
    form = book.rulebook.forms[table.judges]
    if table.hit != "all":
        hint = Text("写 hit: all", "write hit: all")
        book.say((*path, "hit"), "评判表单的表须取全部行", "a table that judges a form takes every row", hint)
    if not table.gives:
        book.say(path, "缺 gives:各级别的名称，由重到轻", "gives is missing: the levels, the gravest first")
    for key, row in table.rows.items():
        here = (*path, "rows", key)
        for what, said in (("label", row.label), ("remedy", row.remedy)):
            if said is None:
                book.say(here, f"{key} 缺 {what}", f"{key} has no {what}", Text("{zh: …, en: …}", "{zh: …, en: …}"))
        named = set(facts_named(row.when)) if row.when else set()
        if row.block is not None:
            book.expect((*here, "block"), row.block, form.blocks, BLOCK)
        elif not named & form.fields.keys():
            zh, en = f"{key} 不涉及表单的任何问题", f"{key} names no question of the form"
            book.say(here, zh, en, Text("写明 block", "say its block"))
    _in_vain(book, table.judges, form)


def _in_vain(book: Book, name: str, form: Form) -> None:
    """A closed question that no row and no other question looks at changes nothing."""
    tables = [table for table in book.rulebook.tables.values() if table.judges == name]
    looked_at = {fact for table in tables for row in table.rows.values() for fact in facts_named(row.when or "")}
    looked_at |= {fact for item in form.fields.values() for fact in _conditions(item)}
    for key, item in form.fields.items():
        if item.type in CLOSED and key not in looked_at and _judged(book, form, tables, item):
            zh, en = f"没有哪一行评判这个问题：{key}", f"no row judges this question: {key}"
            book.say(("forms", name, "fields", key), zh, en)


def _conditions(item: Field) -> tuple[str, ...]:
    conditions = [text for text in (item.required, item.check) if isinstance(text, str)]
    return tuple(fact for text in conditions for fact in facts_named(text))


def _judged(book: Book, form: Form, tables: list[Table], item: Field) -> bool:
    """Whether a row looks at the block at all: one that only says what is assessed is judged by nobody."""
    rows = [row for table in tables for row in table.rows.values()]
    named = {fact for row in rows for fact in facts_named(row.when or "")}
    blocks = {row.block for row in rows} | {form.fields[fact].block for fact in named & form.fields.keys()}
    return item.block in blocks


def judging_acts(book: Book, path: Path, act: ActRule) -> None:
    """The facts that keep an answer are there, and of a type that can hold it."""
    for below, judged in effects(act, Judge):
        here = (*path, *below)
        book.expect((*here, "table"), judged.table, book.rulebook.tables, TABLE)
        for key, fact, kind in (
            ("gives", judged.gives, "text"),
            ("rows", judged.rows, "list"),
            ("open", judged.open, "list"),
        ):
            known = book.expect((*here, key), fact, book.facts, FACT)
            if known and fact is not None and book.facts[fact] != kind:
                book.say((*here, key), f"{fact} 须为 {kind}", f"{fact} has to be of type {kind}")
        table = book.rulebook.tables.get(judged.table)
        if table is not None and table.gives:
            book.expect((*here, "else"), judged.else_, table.gives, ANSWER)
