"""The model check: over every procedure, that no case can be caught in it, and a count of what waits without a term.

`guiju.shelf.graph` asks of each state whether it is reached and left; here is what a whole way through asks: that
some final state can still be reached, that who is to act will act, that nothing waits for ever without a reason that
somebody can read, and that no term stands without its provision.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from guiju.kernel.rulebook import Clock, Extend, Procedure, State, Tell
from guiju.kernel.values import Cite, Mark, Text
from guiju.shelf.book import Book, effects, starts_from, walk
from guiju.shelf.flaws import Where

CASE = "case:"
CONFESSED = (Mark.INTERP, Mark.UNVERIFIED, Mark.AS_TOLD)
"""Marks that say of a reason without a provision whose it is."""


@dataclass(frozen=True, slots=True)
class Dormant:
    """A state that is not final and in which no clock runs: a case may stay there for ever, and `why` says so."""

    procedure: str
    state: str
    label: Text
    waits_for: str | None
    why: str
    cites: tuple[Cite, ...]
    mark: Mark | None
    where: Where


@dataclass(frozen=True, slots=True)
class Survey:
    """What the procedures of one rulebook are made of. `terms`: every length of time that it states."""

    procedures: int
    states: int
    final: int
    timed: int
    acts: int
    terms: int
    dormant: tuple[Dormant, ...]

    def dormant_by(self, mark: Mark | None) -> int:
        """How many wait for a reason of this kind; without a mark it is a provision's."""
        return Counter(one.mark for one in self.dormant)[mark]


def check_model(book: Book) -> None:
    for name, procedure in book.procedures.items():
        _ends_somewhere(book, name, procedure)
        _reasons(book, name, procedure)
        _actors(book, name, procedure)
    _own_term(book)


def survey(book: Book) -> Survey:
    """The counts, and the list of dormant states, of the procedures that are really opened."""
    states = [(name, key, state) for name, item in book.procedures.items() for key, state in item.states.items()]
    acts = sum(1 for _ in book.acts())
    terms = sum(isinstance(item, Clock) for _, item in walk(book.rulebook))
    terms += sum(1 for *_, act in book.acts() for _ in effects(act, Extend))
    terms += sum(1 for *_, act in book.acts() if act.window and act.window.last)
    return Survey(
        procedures=len(book.procedures),
        states=len(states),
        final=sum(state.final for *_, state in states),
        timed=sum(bool(state.clocks) and not state.final for *_, state in states),
        acts=acts,
        terms=terms + (book.rulebook.version.expires is not None),
        dormant=tuple(_dormant(book, *one) for one in states if not one[2].final and not one[2].clocks),
    )


def _dormant(book: Book, name: str, key: str, state: State) -> Dormant:
    where = book.where(("procedures", name, "states", key))
    label = state.label or Text(key, key)
    return Dormant(name, key, label, state.waits_for, state.why or "", state.cites, state.mark, where)


def _ends_somewhere(book: Book, name: str, procedure: Procedure) -> None:
    """Round and round is no way out: from each state some final one can be reached."""
    ending = {key for key, state in procedure.states.items() if state.final}
    grown = True
    while grown:
        further = {
            key
            for act in procedure.acts.values()
            if act.to in ending
            for key in starts_from(act, procedure)
            if key in procedure.states
        }
        grown = not further <= ending
        ending |= further
    for key in procedure.states:
        if key not in ending:
            zh, en = f"从此状态到不了终局：{key}", f"no way leads from this state to a final one: {key}"
            hint = Text("加一个通向终局的行为", "add an act that leads to a final state")
            book.say(("procedures", name, "states", key), zh, en, hint)


def _reasons(book: Book, name: str, procedure: Procedure) -> None:
    """Why no term runs is what a provision says, or whoever read it so says that it is a reading."""
    for key, state in procedure.states.items():
        if state.final or state.clocks or not state.why:
            continue
        if not state.cites and state.mark not in CONFESSED:
            zh = f"没有期限的理由既无依据也无标记：{key}"
            en = f"the reason for having no clock has neither provision nor mark: {key}"
            hint = Text("写 cite,或标 mark: interp 或 unverified", "give its cite, or mark it interp or unverified")
            book.say(("procedures", name, "states", key, "why"), zh, en, hint)


def _actors(book: Book, name: str, procedure: Procedure) -> None:
    """Each act has a role, and whoever it waits for does act: a case that is to tell it tells it."""
    for verb, act in procedure.acts.items():
        path = ("procedures", name, "acts", verb, "by")
        if not act.by:
            zh, en = f"行为没有角色：{verb}", f"an act without a role: {verb}"
            book.say(path, zh, en, Text("在 by 中写明由谁办理", "say in `by` who does it"))
        if act.by and not any(_acts(book, actor, name, verb) for actor in act.by):
            zh, en = f"无人通知办理：{verb}", f"no case tells {verb}, so nobody ever does it"
            hint = Text("在所列程序加 tell,或写明由谁办理", "add a `tell` to the case named, or say who else does it")
            book.say(path, zh, en, hint)


def _acts(book: Book, actor: str, name: str, verb: str) -> bool:
    """Whether this actor does the act at all: a role may, a case does if it tells it."""
    if not actor.startswith(CASE):
        return True
    teller = book.procedures.get(actor.removeprefix(CASE))
    if teller is None:
        return True  # told elsewhere: no such procedure
    told = (effect.act for act in teller.acts.values() for _, effect in effects(act, Tell))
    return name in teller.about and verb in told


def _own_term(book: Book) -> None:
    """The last day of the text itself is a term like any other."""
    version = book.rulebook.version
    if version.expires is not None and version.cite is None:
        hint = Text("写 cite:规定施行与有效期的条款", "give the cite: the article on entry into force and term")
        zh, en = "规则自身的有效期缺依据 cite", "how long the text itself stands has no provision, cite"
        book.say(("version", "expires"), zh, en, hint)
