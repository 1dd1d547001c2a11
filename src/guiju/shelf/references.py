"""Every name that a rulebook uses is one that it has."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import fields

from guiju.kernel.periods import PERIOD, Every
from guiju.kernel.rulebook import (
    ActRule,
    All,
    Bar,
    Clock,
    Code,
    Duty,
    Extend,
    Field,
    Note,
    Open,
    Procedure,
    Publish,
    SendLetter,
    Set,
    SetMark,
    Tell,
    Unmark,
    Unpublish,
)
from guiju.kernel.values import Text, Unit
from guiju.shelf.book import Book, Path, effects
from guiju.shelf.judging import judge_form, judging_acts

ROLE, STATE, ACT = Text("角色", "role"), Text("状态", "state"), Text("行为", "act")
CLOCK, FORM, VIEW = Text("期限", "clock"), Text("表单", "form"), Text("视图", "view")
LETTER, BLOCK, FACT = Text("文书", "letter"), Text("栏目", "block"), Text("事实", "fact")
DESK, PROCEDURE, EVENT = Text("岗位", "desk"), Text("程序", "procedure"), Text("事件", "event")
TABLE = Text("决策表", "table")
SIGN = Text("标识", "mark")
ANSWER, ITEM = Text("答案", "answer"), Text("条目", "item")

EVERYBODY = ("public", "clock")
WAITED_FOR = ("parties", "public", "clock")
EVENTS = ("in_force",)


def check_references(book: Book) -> None:
    _forms(book)
    _clocks(book)
    _duties(book)
    _tables(book)
    _states(book)
    for path, _, procedure, _, act in book.acts():
        _act(book, path, procedure, act)
        _effects(book, path, procedure, act)
    _grounds(book)
    _conflicts(book)


def _forms(book: Book) -> None:
    secret: set[str] = set()
    path: Path
    for name, form in book.rulebook.forms.items():
        for key, item in form.fields.items():
            path = ("forms", name, "fields", key)
            book.expect((*path, "block"), item.block, form.blocks, BLOCK)
            if item.type in ("choice", "choices") and not item.one_of:
                book.say(path, "选择项须列出 one_of", "a choice needs its list, one_of")
            if item.secret:
                secret.add(key)
    for name, view in book.rulebook.views.items():
        for index, key in enumerate(view.fields):
            path = ("views", name, "fields", str(index))
            book.expect(path, key, book.facts, FACT)
            if key in secret:
                book.say(path, f"保密项不得进入视图：{key}", f"a secret field may not enter a view: {key}")
    for name, letter in book.rulebook.letters.items():
        book.expect(("letters", name, "to"), letter.to, book.rulebook.roles, ROLE)
    codes = {key for form in book.rulebook.forms.values() for key, item in form.fields.items() if _is_code(item)}
    for name, role in book.rulebook.roles.items():
        book.expect(("roles", name, "named_by"), role.named_by, codes, FACT)
        book.expect(("roles", name, "picked_by"), role.picked_by, book.rulebook.tables, TABLE)
        book.expect(("roles", name, "within"), role.within, book.facts, FACT)
        table = book.rulebook.tables.get(role.picked_by or "")
        if role.serves is not None and table is not None:
            levels = table.gives
            book.expect(("roles", name, "serves", "level"), role.serves.level, levels, ANSWER)
        for agent, through in role.through.items():
            for key, fact in (("until", through.until), ("scope", through.scope)):
                book.expect(("roles", name, "through", agent, key), fact, book.facts, FACT)
            path = ("roles", name, "through", agent, "answers")
            book.expect(path, through.answers, {*book.rulebook.roles, agent}, ROLE)


def _is_code(item: Field) -> bool:
    """Whether a party can be found by the answer: a credit code that is no secret."""
    return item.type == "uscc" and not item.secret


def _clocks(book: Book) -> None:
    for name, clock in book.rulebook.clocks.items():
        _clock(book, ("clocks", name), clock)


def _clock(book: Book, path: Path, clock: Clock) -> None:
    book.expect((*path, "binds"), clock.binds, book.rulebook.roles, ROLE)
    for key, fact in (("from", clock.from_), ("until", clock.until), ("pick", clock.pick)):
        book.expect((*path, key), fact, book.facts, FACT)
    if clock.length is None and clock.until is None and not clock.lengths:
        book.say(
            path,
            "期限没有长度",
            "a clock without a length",
            Text("写 length、lengths 或 until", "length, lengths or until"),
        )
    if bool(clock.pick) != bool(clock.lengths):
        book.say(path, "pick 与 lengths 须同时写", "pick and lengths go together")


def _duties(book: Book) -> None:
    for name, duty in book.rulebook.duties.items():
        path = ("duties", name)
        book.expect((*path, "binds"), duty.binds, book.rulebook.roles, ROLE)
        if not (duty.by and duty.every):
            _clock(book, (*path, "clock"), duty.clock)
        _again(book, path, duty)
        for index, event in enumerate(duty.arises):
            if "/" not in event and "#" not in event:  # else it comes from another rulebook
                book.expect((*path, "arises", str(index)), event, _events(book), EVENT)
        met = book.procedures.get(duty.met_by.partition(".")[0])
        acts = [f"{p}.{a}" for p, item in book.procedures.items() for a in item.acts]
        if book.expect((*path, "met_by"), duty.met_by, acts, ACT) and met:
            for index, state in enumerate(duty.undone_by):
                book.expect((*path, "undone_by", str(index)), state, met.states, STATE)


def _again(book: Book, path: Path, duty: Duty) -> None:
    """A duty comes once with an event, or again each period: then the act that meets it says for which one."""
    if duty.every is None:
        if not duty.arises:
            zh, en = "义务没有起因", "a duty that arises with nothing"
            book.say(path, zh, en, Text("写 arises,或写 every", "write arises, or every"))
        for key, said in (("while", duty.while_), ("by", duty.by)):
            if said:
                book.say((*path, key), f"{key} 须与 every 同写", f"{key} goes with every")
        return
    _by_day(book, path, duty)
    if duty.undone_by:
        book.say((*path, "undone_by"), "定期义务没有 undone_by", "a periodic duty has no undone_by")
    name = duty.met_by.partition(".")[0]
    states = book.procedures[name].states if name in book.procedures else {}
    for index, state in enumerate(duty.while_):
        book.expect((*path, "while", str(index)), state, states, STATE)
    if path[1] in book.rulebook.clocks:
        book.say(path, f"与期限同名：{path[1]}", f"a clock has the same name: {path[1]}")
    if book.facts.get(PERIOD) != "text":
        zh, en = "办理定期义务的行为须说明期间", "the act that meets a periodic duty says for which period"
        book.say(path, zh, en, Text(f"加文本字段 {PERIOD}", f"add a field or fact {PERIOD} of type text"))


def _by_day(book: Book, path: Path, duty: Duty) -> None:
    """A year names a month and a day; shorter periods only a day, of the month that follows."""
    if duty.by is None:
        return
    if duty.clock != Clock(roll=None):
        book.say((*path, "by"), "by 与 clock 只能写一个", "write by or clock, not both")
    longest = 31 if duty.by.month is None else monthrange(2024, duty.by.month)[1] if 1 <= duty.by.month <= 12 else 0
    if not 1 <= duty.by.day <= longest:
        book.say((*path, "by"), "没有这一天", "there is no such day")
    if (duty.by.month is None) is (duty.every is Every.YEAR):
        zh, en = "按年的写月和日，较短期间只写日", "a yearly duty names month and day, a shorter one only the day"
        book.say((*path, "by"), zh, en)


def _events(book: Book) -> set[str]:
    events = set(EVENTS) | set(book.facts)
    for name, procedure in book.procedures.items():
        clocks = {clock for state in procedure.states.values() for clock in state.clocks}
        events |= {f"{name}.{key}" for key in (*procedure.states, *procedure.acts, *clocks)}
    for _, _, _, _, act in book.acts():
        events |= {note.event for _, note in effects(act, Note)}
    return events


def _tables(book: Book) -> None:
    for name, table in book.rulebook.tables.items():
        judge_form(book, name, table)
        ranks: dict[int, str] = {}
        for key, row in table.rows.items():
            path = ("tables", name, "rows", key)
            if table.gives:
                book.expect((*path, "gives"), row.gives, table.gives, ANSWER)
            if row.binds is not None:
                book.expect((*path, "binds"), row.binds, book.rulebook.roles, ROLE)
            if (other := ranks.setdefault(row.rank, key)) != key:
                book.say((*path, "rank"), f"rank {row.rank} 已用于 {other}", f"the rank {row.rank} is taken by {other}")


def _states(book: Book) -> None:
    for name, procedure in book.procedures.items():
        for index, about in enumerate(procedure.about):
            book.expect(("procedures", name, "about", str(index)), about, book.procedures, PROCEDURE)
        for index, role in enumerate(procedure.anew):
            book.expect(("procedures", name, "anew", str(index)), role, book.rulebook.roles, ROLE)
        for key, state in procedure.states.items():
            path = ("procedures", name, "states", key)
            book.expect((*path, "waits_for"), state.waits_for, {*book.rulebook.roles, *WAITED_FOR}, ROLE)
            for index, clock in enumerate(state.clocks):
                book.expect((*path, "clocks", str(index)), clock, book.rulebook.clocks, CLOCK)


def _act(book: Book, path: Path, procedure: Procedure, act: ActRule) -> None:
    for index, state in enumerate(act.from_):
        book.expect((*path, "from", str(index)), state, {*procedure.states, "start", "*"}, STATE)
    book.expect((*path, "to"), act.to, procedure.states, STATE)
    if isinstance(act.by, All) and "start" in act.from_:
        book.say((*path, "by"), "共同行为不能开始案件", "an act of several cannot begin a case")
    actors = {*book.rulebook.roles, *EVERYBODY, *(f"case:{name}" for name in book.procedures)}
    for index, actor in enumerate(act.by):
        book.expect((*path, "by", str(index)), actor, actors, ROLE)
    book.expect((*path, "desk"), act.desk, book.rulebook.desks, DESK)
    book.expect((*path, "form"), act.form, book.rulebook.forms, FORM)
    book.expect((*path, "whole"), act.whole, book.rulebook.forms, FORM)
    own = _named_clocks(book, [procedure])
    about = _named_clocks(book, [book.procedures[name] for name in procedure.about if name in book.procedures])
    for key, clock in (("after", act.after), ("within", act.within)):
        book.expect((*path, key), clock, own | {f"subject.{name}" for name in about}, CLOCK)
    if act.window:
        book.expect((*path, "window", "before"), act.window.before, book.facts, FACT)
        if act.window.last is not None and act.window.last.unit is not Unit.NATURAL_DAY:
            zh, en = "窗口以自然日计", "a window is counted in natural days"
            book.say((*path, "window", "last"), zh, en, Text("写作 60nd", "as in 60nd"))


def _named_clocks(book: Book, procedures: list[Procedure]) -> set[str]:
    """The clocks that run in some state: no other can be waited for."""
    named = {clock for item in procedures for state in item.states.values() for clock in state.clocks}
    return named & set(book.rulebook.clocks)


def _effects(book: Book, path: Path, procedure: Procedure, act: ActRule) -> None:
    named = (
        (SendLetter, "letter", "letter", book.rulebook.letters, LETTER),
        (Publish, "view", "view", book.rulebook.views, VIEW),
        (Unpublish, "view", "view", book.rulebook.views, VIEW),
        (Extend, "clock", "clock", book.rulebook.clocks, CLOCK),
        (Code, "fact", "fact", book.facts, FACT),
        (Open, "case", "case", book.procedures, PROCEDURE),
        (Bar, "mark", "mark", book.rulebook.marks, SIGN),
        (SetMark, "name", "name", book.rulebook.marks, SIGN),
        (Unmark, "name", "name", book.rulebook.marks, SIGN),
    )
    for kind, attribute, key, names, noun in named:
        for below, effect in effects(act, kind):
            book.expect((*path, *below, key), getattr(effect, attribute), names, noun)
    judging_acts(book, path, act)
    for below, given in effects(act, Set):
        for fact in given.values:
            book.expect((*path, *below, fact), fact, book.facts, FACT)
    for below, opened in effects(act, Open):
        if opened.case in book.procedures:
            states = book.procedures[opened.case].states
            book.expect((*path, *below, "in"), opened.in_, states, STATE)
        for fact in (*opened.set, *opened.copy):
            book.expect((*path, *below, "set", fact), fact, book.facts, FACT)
    subjects = {name: book.procedures[name] for name in procedure.about if name in book.procedures}
    for below, bar in effects(act, Bar):
        verbs = {verb for subject in subjects.values() for verb in subject.acts}
        for index, verb in enumerate(bar.acts):
            book.expect((*path, *below, "acts", str(index)), verb, verbs, ACT)
        for index, clock in enumerate(bar.clocks):
            book.expect((*path, *below, "clocks", str(index)), clock, book.rulebook.clocks, CLOCK)
    for below, tell in effects(act, Tell):
        _tell(book, (*path, *below), path[1], tell, subjects)


def _tell(book: Book, path: Path, teller: str, tell: Tell, subjects: dict[str, Procedure]) -> None:
    hearers = {name: subject for name, subject in subjects.items() if tell.act in subject.acts}
    if not hearers:
        book.expect((*path, "act"), tell.act, {verb for subject in subjects.values() for verb in subject.acts}, ACT)
    for index, role in enumerate(tell.hands):
        book.expect((*path, "hands", str(index)), role, book.rulebook.roles, ROLE)
    for fact in tell.with_:
        book.expect((*path, "with", fact), fact, book.facts, FACT)
    states = {state for subject in hearers.values() for state in subject.states}
    for index, state in enumerate(tell.in_):
        book.expect((*path, "in", str(index)), state, states, STATE)
    for name, subject in hearers.items():
        if f"case:{teller}" not in subject.acts[tell.act].by:
            hint = Text(f"在 by 中加 case:{teller}", f"add case:{teller} to its `by`")
            zh = f"{name}.{tell.act} 未列出此程序"
            book.say((*path, "act"), zh, f"{name}.{tell.act} does not list this procedure", hint)


def _grounds(book: Book) -> None:
    asked = {act.grounds for *_, act in book.acts()}
    for name in book.rulebook.grounds:
        if name not in asked:
            book.say(("grounds", name), f"没有行为要求这组理由：{name}", f"no act asks for these grounds: {name}")


def _conflicts(book: Book) -> None:
    """What a conflict unsettles is there to be unsettled."""
    known = set(_items(book))
    for name, conflict in book.rulebook.conflicts.items():
        for index, about in enumerate(conflict.about):
            book.expect(("conflicts", name, "about", str(index)), about, known, ITEM)


def _items(book: Book) -> Iterator[str]:
    """`duties.file_first`, and one level below, `tables.must_register.operator`."""
    for section in fields(book.rulebook):
        collection = getattr(book.rulebook, section.name)
        for name, item in collection.items() if isinstance(collection, Mapping) else ():
            yield f"{section.name}.{name}"
            members = [item] if isinstance(item, Mapping) else [getattr(item, member.name) for member in fields(item)]
            for member in members:
                if isinstance(member, Mapping):
                    yield from (f"{section.name}.{name}.{part}" for part in member)
