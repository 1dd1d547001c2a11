"""What a rulebook asks of other cases: that they exist, that they can be found, and that both sides speak of the same.

The other case may belong to another rulebook, which is then read as it stands on the same day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from guiju.kernel.expression import facts_named
from guiju.kernel.items import Need
from guiju.kernel.needs import ACTOR, NUMBER, OWN
from guiju.kernel.resolved import FOUND_BY
from guiju.kernel.rulebook import ActRule, Code, Procedure, Rulebook
from guiju.kernel.values import Text
from guiju.shelf.book import Book, Path, effects, fact_types

RULEBOOK, PROCEDURE, STATES = Text("规则", "rulebook"), Text("程序", "procedure"), Text("状态", "state")
FACT, NEEDED = Text("事实", "fact"), Text("前置事项", "need")


def check_unique(book: Book) -> None:
    """What must not be filed twice is told by facts that there are, and until states that there are."""
    for name, procedure in book.procedures.items():
        states = {*procedure.states}
        states |= {
            f"{kind}.{state}" for kind, one in book.procedures.items() if name in one.about for state in one.states
        }
        for key, rule in procedure.unique.items():
            path: Path = ("procedures", name, "unique", key)
            for index, fact in enumerate(rule.key):
                book.expect((*path, "key", str(index)), fact, book.facts, FACT)
            for index, fact in enumerate(rule.or_none):
                book.expect((*path, "or_none", str(index)), fact, rule.key, FACT)
            for index, state in enumerate(rule.except_in):
                book.expect((*path, "except_in", str(index)), state, states, STATES)
            if set(rule.key) <= set(rule.or_none):
                zh, en = "键中至少一项不得缺", "some fact of the key must be there"
                book.say((*path, "or_none"), zh, en)


def check_needs(book: Book) -> None:
    for owner, needs, before in _owners(book):
        known = list(before)
        for name, need in needs.items():
            path = (*owner, "needs", name)
            if name in book.facts or name in known:
                book.say(path, f"此名已另有所指：{name}", f"this name means something else already: {name}")
            _need(book, path, name, need, known)
            known.append(name)


def _owners(book: Book) -> Iterator[tuple[Path, Mapping[str, Need], tuple[str, ...]]]:
    """Whatever has needs, and the names of those that are asked before them: what a role needs."""
    for name, role in book.rulebook.roles.items():
        yield ("roles", name), role.needs, ()
    for path, _, _, _, act in book.acts():
        yield path, act.needs, tuple(needs_of_roles(book.rulebook, act))
        if act.needs and not any(role in book.rulebook.roles for role in act.by):
            zh, en = "没有人办理的行为不问前置事项", "an act that nobody does asks for no other case"
            book.say((*path, "needs"), zh, en)


def needs_of_roles(rulebook: Rulebook, act: ActRule) -> dict[str, Need]:
    """What whoever may do the act needs for being in that role."""
    by = [*act.by, *(agent for role in act.by if role in rulebook.roles for agent in rulebook.roles[role].through)]
    return {name: need for role in by if role in rulebook.roles for name, need in rulebook.roles[role].needs.items()}


def _need(book: Book, path: Path, name: str, need: Need, before: list[str]) -> None:
    if not need.in_ and not need.not_in:
        hint = Text("写 in 或 not_in", "write in, or not_in")
        book.say(path, f"未写明须处于何种状态：{name}", f"it does not say how the case must stand: {name}", hint)
    if need.remedy is None:
        hint = Text("写 remedy: {zh: …, en: …}", "write remedy: {zh: …, en: …}")
        book.say(path, f"{name} 未写明如何补救", f"{name} does not say what is to be done", hint)
    for key, source in (*((f"key.{fact}", said) for fact, said in need.key.items()), ("when", need.when or "")):
        for said in facts_named(source) if source else ():
            whose = said.partition(".")[0]
            if "." in said:
                book.expect((*path, *key.split(".")), whose, before, NEEDED)
    other = other_book(book, need)
    if other is None:
        said = need.case.rpartition("#")[0]
        if said not in book.others.names:
            book.expect((*path, "case"), said, book.others.names, RULEBOOK)
        return
    procedure = need.case.rpartition("#")[2]
    kinds = {key: item for key, item in other.procedures.items() if not item.abstract}
    if not book.expect((*path, "case"), procedure, kinds, PROCEDURE):
        return
    _states(book, path, need, kinds[procedure])
    _key(book, path, need, other)


def _states(book: Book, path: Path, need: Need, procedure: Procedure) -> None:
    for key, states in (("in", need.in_), ("not_in", need.not_in)):
        for index, state in enumerate(states):
            book.expect((*path, key, str(index)), state, procedure.states, STATES)


def _key(book: Book, path: Path, need: Need, other: Rulebook) -> None:
    open_ = open_facts(other)
    for fact in need.key:
        book.expect((*path, "key", fact), fact, {**open_, NUMBER: "text"}, FACT)
    if not (need.key.keys() & {NUMBER, *findable(other)}):
        hint = Text("加 number,或统一社会信用代码、摘要值一类字段", "add number, or a field that is a checked code")
        book.say((*path, "key"), "以此无法查找案件", "no case can be found by this", hint)


def other_book(book: Book, need: Need) -> Rulebook | None:
    """The rulebook whose case is meant; None where the shelf has none, or one that cannot be read."""
    said = need.case.rpartition("#")[0]
    return book.rulebook if not said else book.others.get(said)


def findable(other: Rulebook) -> set[str]:
    """What its cases are found by, beside their number: checked codes, and codes that an act assigns."""
    secret = _secret(other)
    acts = [act for procedure in other.procedures.values() for act in procedure.acts.values()]
    coded = {code.fact for act in acts for _, code in effects(act, Code)}
    fields = {name for form in other.forms.values() for name, field in form.fields.items() if field.type in FOUND_BY}
    return (fields | coded) - secret


def open_facts(other: Rulebook) -> dict[str, str]:
    """What another case may know of one: every fact but the secret ones, with its type."""
    secret = _secret(other)
    return {name: kind for name, kind in fact_types(other).items() if name not in secret and name not in ("on",)}


def _secret(other: Rulebook) -> set[str]:
    return {name for form in other.forms.values() for name, field in form.fields.items() if field.secret}


def types_at(book: Book, path: Path) -> dict[str, str]:
    """Every fact that an expression in this place may name: near an act, also what its needs find."""
    rulebook = book.rulebook
    needs: Mapping[str, Need] = {}
    if path[:1] == ("procedures",) and path[2:3] == ("acts",):
        act = rulebook.procedures[path[1]].acts[path[3]]
        needs = {**needs_of_roles(rulebook, act), **act.needs}
    elif path[:1] == ("roles",):
        needs = rulebook.roles[path[1]].needs
    types = dict(book.facts)
    for name, need in needs.items():
        other = other_book(book, need)
        theirs = {**dict.fromkeys(OWN, "text"), **(open_facts(other) if other is not None else {})}
        types |= {f"{name}.{fact}": kind for fact, kind in theirs.items()}
    return types | ACTOR if "needs" in path else types
