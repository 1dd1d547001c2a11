"""How long a text wants records kept: until then nobody erases them in passing.

A term that binds nobody and runs in a final state is such a time: nothing else can wait for it. Where the text itself
admits that another one says otherwise (`conflicts`), both are told, and whoever may erase decides and gives the ground.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from guiju.kernel.record import Record
from guiju.kernel.refusals import Reason, Refused
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import Conflict
from guiju.kernel.values import Cite, Text
from guiju.store import codec
from guiju.store.books import Books
from guiju.store.database import rows, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A record that has to be kept. `until`: the last day; None while its end, from which it counts, has not come."""

    number: str
    label: Text
    until: date | None
    cite: Cite | None
    conflict: Conflict | None

    def refused(self) -> Refused:
        end = f"至 {self.until}" if self.until else "自登记结束起算，尚未开始"
        ends = f"until {self.until}" if self.until else "counted from the end of the registration, which has not come"
        zh, en = f"{self.number} 的{self.label.zh}{end}", f"{self.number}: {self.label.en}, {ends}"
        if self.conflict is not None:
            theirs = self.conflict.theirs
            zh += f"；另有规定“{theirs.gives.zh}”（{theirs.cite}），两者抵触，须写明理由自行决定"
            en += f"; but “{theirs.gives.en}” ({theirs.cite}): the two conflict, and you decide, with your reasons"
        return Refused(reason=Reason.HELD, detail=Text(zh, en), cite=self.cite)

    def as_json(self) -> dict[str, object]:
        """What the act of erasing keeps of the decision."""
        theirs = self.conflict.theirs.cite if self.conflict is not None else None
        return {
            "number": self.number,
            "until": self.until.isoformat() if self.until else None,
            "cite": self.cite,
            "against": theirs,
        }


def kept(books: Books, case: str, on: date) -> Kept | None:
    """The first reason to keep a case: its own, that of the entry it opened, or of what it is about."""
    found = rows(
        "SELECT body FROM record WHERE number = %s OR subject = %s "
        "OR number = (SELECT subject FROM record WHERE number = %s) ORDER BY number",
        (case, case, case),
    )
    for row in found:
        record = codec.loads(Record, text(row[0]))
        for one in _kept(books.of(record), record, on):
            return one
    return None


def _kept(resolved: Resolved, record: Record, on: date) -> Iterator[Kept]:
    clocks = resolved.rulebook.clocks
    for name in keeping(resolved, record.procedure):
        runs = [run for run in record.runs if run.clock == name and run.ended is None]
        until = resolved.last_day(record, runs[-1]) if runs else None
        over = until is not None and on > until
        if over or (not runs and _final(resolved, record)):  # it ended in a way after which nothing is kept
            continue
        yield Kept(
            number=record.number,
            label=resolved.words.clock(name),
            until=until,
            cite=clocks[name].also or clocks[name].cite,
            conflict=next((one for one in resolved.rulebook.conflicts.values() if f"clocks.{name}" in one.about), None),
        )


def keeping(resolved: Resolved, procedure: str) -> tuple[str, ...]:
    """The terms that only run when a record of this procedure has ended, and bind nobody."""
    clocks = resolved.rulebook.clocks
    named = (
        clock for (name, _), stage in resolved.stages.items() if name == procedure and stage.state.final
        for clock in stage.state.clocks
    )  # fmt: skip
    return tuple(dict.fromkeys(clock for clock in named if clocks[clock].binds is None))


def _final(resolved: Resolved, record: Record) -> bool:
    stage = resolved.stages.get((record.procedure, record.state))
    return stage is not None and stage.state.final
