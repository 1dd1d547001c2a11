"""Where a case can go: every state is reached, every case can end, every hold is lifted on the way."""

from __future__ import annotations

from collections.abc import Iterator

from guiju.kernel.rulebook import ActRule, Bar, Open, Procedure, Release, Tell
from guiju.kernel.values import Text
from guiju.shelf.book import Book, Path, effects, starts_from

Told = tuple[str, str]  # procedure, act


def check_graph(book: Book) -> None:
    for name, procedure in book.procedures.items():
        _reached(book, name, procedure)
        _exits(book, name, procedure)
        _holds(book, name, procedure)
        _ends(book, name, procedure)
    _telling(book)


def _reached(book: Book, name: str, procedure: Procedure) -> None:
    reached = {"start"} | {
        opened.in_ for *_, act in book.acts() for _, opened in effects(act, Open) if opened.case == name
    }
    grown = True
    while grown:
        further = {act.to for act in procedure.acts.values() if act.to and starts_from(act, procedure) & reached}
        grown = not further <= reached
        reached |= further
    for state in procedure.states:
        if state not in reached:
            path = ("procedures", name, "states", state)
            book.say(path, f"到不了的状态：{state}", f"no act leads to this state: {state}")


def _exits(book: Book, name: str, procedure: Procedure) -> None:
    path: Path
    for verb, act in procedure.acts.items():
        path = ("procedures", name, "acts", verb, "from")
        for index, state in enumerate(act.from_):
            if state in procedure.states and procedure.states[state].final:
                zh, en = f"终局状态不能再有行为：{state}", f"nothing starts from a final state: {state}"
                book.say((*path, str(index)), zh, en)
        if "start" in act.from_ and act.to is None:
            book.say(path, f"起始行为没有去向：{verb}", f"an act that starts a case needs `to`: {verb}")
    for state, rule in procedure.states.items():
        if rule.final:
            continue
        path = ("procedures", name, "states", state)
        if not any(act.to not in (None, state) for act in _open_in(state, procedure)):
            hint = Text("写 final: true,或加一个行为", "write final: true, or add an act")
            book.say(path, f"状态没有出口：{state}", f"no act leads out of this state: {state}", hint)
        if not rule.clocks and not rule.why:
            hint = Text(
                "写 clocks,或用 why 说明为何没有期限", "name its clocks, or say in `why` that the text sets none"
            )
            book.say(path, f"状态没有期限也没有说明：{state}", f"a state with neither clock nor reason: {state}", hint)


def _open_in(state: str, procedure: Procedure) -> Iterator[ActRule]:
    return (act for act in procedure.acts.values() if state in starts_from(act, procedure))


def _holds(book: Book, name: str, procedure: Procedure) -> None:
    """From where a hold begins, no way to a final state may miss the release."""
    for verb, act in procedure.acts.items():
        for below, bar in effects(act, Bar):
            if bar.ends == "with_case":
                continue
            begun = {act.to} if act.to else starts_from(act, procedure)
            if final := _unreleased(begun, procedure):
                path = ("procedures", name, "acts", verb, *below)
                zh, en = f"到 {final} 时停办未解除", f"a case may end in {final} without releasing this hold"
                hint = Text("在途中的行为加 release", "add `release` to an act on the way")
                book.say(path, zh, en, hint)


def _unreleased(begun: set[str], procedure: Procedure) -> str | None:
    seen: set[str] = set()
    waiting = sorted(begun)
    while waiting:
        state = waiting.pop()
        if state in seen or state not in procedure.states:
            continue
        seen.add(state)
        if procedure.states[state].final:
            return state
        for act in _open_in(state, procedure):
            if act.to and not any(effects(act, Release)):
                waiting.append(act.to)
    return None


def _ends(book: Book, name: str, procedure: Procedure) -> None:
    """What a clock does at its end is an act by the clock, open where the clock runs, that ends its running."""
    path: Path
    ended: set[str] = set()
    for state, rule in procedure.states.items():
        for key in rule.clocks:
            clock = book.rulebook.clocks.get(key)
            if clock is None or clock.at_end is None:
                continue
            ended.add(clock.at_end)
            act = procedure.acts.get(clock.at_end)
            path = ("clocks", key, "at_end")
            if act is None or "clock" not in act.by:
                zh, en = f"须是 by: clock 的行为：{clock.at_end}", f"no act by the clock of this name: {clock.at_end}"
                book.say(path, zh, en)
            elif state not in starts_from(act, procedure):
                zh = f"{clock.at_end} 不能从 {state} 开始"
                book.say(path, zh, f"{clock.at_end} does not start from {state}, where this clock runs")
            elif act.to is None or (act.to in procedure.states and key in procedure.states[act.to].clocks):
                zh = f"{clock.at_end} 之后期限仍在运行，将反复到期"
                book.say(path, zh, f"after {clock.at_end} this clock still runs, so it would end again the same day")
    for verb, act in procedure.acts.items():
        if "clock" in act.by and verb not in ended:
            path = ("procedures", name, "acts", verb)
            book.say(path, f"没有期限以此行为结束：{verb}", f"no clock ends in this act: {verb}")


def _telling(book: Book) -> None:
    tells: dict[Told, list[Told]] = {}
    for _, name, procedure, verb, act in book.acts():
        heard = [told.act for _, told in effects(act, Tell)]
        tells[name, verb] = [
            (subject, told)
            for told in heard
            for subject in procedure.about
            if subject in book.procedures and told in book.procedures[subject].acts
        ]
    done: set[Told] = set()
    for told in tells:
        _follow(book, told, tells, (), done)


def _follow(book: Book, told: Told, tells: dict[Told, list[Told]], trail: tuple[Told, ...], done: set[Told]) -> None:
    if told in trail:
        circle = " → ".join(f"{name}.{verb}" for name, verb in (*trail[trail.index(told) :], told))
        book.say(
            ("procedures", told[0], "acts", told[1]), f"tell 成环：{circle}", f"telling goes in a circle: {circle}"
        )
    elif told not in done:
        for further in tells[told]:
            _follow(book, further, tells, (*trail, told), done)
        done.add(told)
