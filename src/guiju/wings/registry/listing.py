"""An inventory on the pages: read file by file within a few seconds at a time, judged, merged, and filed.

Each good row is a draft of its own, which may as well be finished by hand; its number is the key of its filing, so that
neither a second click nor the other way of filing does anything twice.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import NAMESPACE_URL, uuid5

from django.db import IntegrityError, transaction

from guiju.kernel.form import Questions
from guiju.kernel.journal import Receipt
from guiju.kernel.refusals import Fault
from guiju.kernel.values import Text, plain
from guiju.kit.inventory import worded, words_of
from guiju.kit.looks import Applicant, applicant
from guiju.kit.says import Problem, both, refused_problem
from guiju.plane.archive import Limits
from guiju.plane.fill import is_found
from guiju.plane.inventory import Item, Stock, stock
from guiju.plane.series import merged, same_columns, series, series_name
from guiju.plane.trouble import ScanError
from guiju.store import deposited, drafts, inventories, queries
from guiju.store.drafts import Owner
from guiju.store.inventories import Inventory, Listed
from guiju.store.office import Office
from guiju.store.people import Actor
from guiju.store.perform import Opening, perform
from guiju.wings.registry.apply import Way
from guiju.wings.registry.filing import DEPOSITED_ON, IDENTITY, Draft, drawn_up

LIMITS = Limits(files=20_000, bytes=200 << 20, total=2 << 30, tables=200)
SECONDS = 3.0  # that one page may take to read on; at least one file is read
READY, LACKS, REFUSED, FILED, TROUBLE, TWIN, GONE = (
    "ready", "lacks", "refused", "filed", "trouble", "duplicate", "gone",
)  # fmt: skip
STATES = (READY, LACKS, REFUSED, FILED, TROUBLE, TWIN, GONE)
OPEN = (READY, LACKS, REFUSED)
"""States of rows that have a draft."""


def key_of(draft: str) -> str:
    """A draft is filed once, whatever is pressed how often."""
    return f"draft-{draft}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One list in the hands of its owner."""

    office: Office
    actor: Actor
    owner: Owner
    way: Way
    held: Inventory

    @property
    def questions(self) -> Questions:
        questions = self.way.resolved.steps[self.way.procedure, self.way.verb].questions
        assert questions is not None  # an entrance has a form
        return questions

    @property
    def common(self) -> list[str]:
        """What may be answered for all: what neither the scanner finds nor the office knows."""
        fillers = {name: asked.field.filled_by for name, asked in self.questions.asked.items()}
        return [name for name, by in fillers.items() if not is_found(by) and by != IDENTITY]

    @property
    def filer(self) -> Applicant | None:
        return applicant(self.office, self.actor)

    def drawn(self, answers: Mapping[str, object], filer: Applicant | None) -> Draft:
        """The application with these answers."""
        asked = {name: value for name, value in answers.items() if name in self.questions.asked}
        entrance = (self.way.procedure, self.way.verb)
        return drawn_up(
            self.way.entry, self.way.resolved, entrance, self.office.today(), answers=asked, applicant=filer
        )

    def go_on(self, seconds: float = SECONDS) -> bool:
        """Read and judge for a while; True when nothing is left to do."""
        ends = time.monotonic() + seconds
        filer = self.filer
        if self.held.path:
            self._read(ends, filer)
        while rows := inventories.stale(self.held.id, self.held.turn, OPEN, 50):
            with transaction.atomic():
                for row in rows:
                    self._judge(row, filer)
            if time.monotonic() > ends:
                break
        now = inventories.load(self.owner, self.held.id)
        return now is None or (not now.path and not inventories.stale(now.id, now.turn, OPEN, 1))

    def _read(self, ends: float, filer: Applicant | None) -> None:
        path = self.office.path / self.held.path
        done = self.held.done
        try:
            with stock(path, LIMITS, self.held.name) as held:
                while done < len(held.spots):
                    self._look(held, done, filer)
                    done += 1
                    if time.monotonic() > ends and done < len(held.spots):
                        return
        except ScanError as error:  # the archive itself is gone or broken: what was read stays
            told = _told(Problem(kind=error.kind, text=error.text, remedy=error.remedy))
            row = Listed(id=self._id("archive"), rank=done * 1000, file=self.held.name, state=TROUBLE, told=told)
            inventories.put(self.held.id, replace(row, taken=False))
        self._name_series()
        inventories.finished(self.held.id)
        path.unlink(missing_ok=True)

    def _id(self, part: str) -> str:
        return str(uuid5(NAMESPACE_URL, f"{self.held.id}/{part}"))

    def _look(self, held: Stock, place: int, filer: Applicant | None) -> None:
        items = held.look(held.spots[place])  # this takes its time: nobody is kept from writing meanwhile
        with transaction.atomic():
            for number, item in enumerate(items):
                id = self._id(f"{place}/{number}")
                if inventories.row(self.held.id, id) is None:  # another tab may be reading, too
                    self._add(item, id, place * 1000 + number, filer)
            inventories.looked(self.held.id, place + 1)

    def _add(self, item: Item, id: str, rank: int, filer: Applicant | None) -> None:
        digest = item.found.get("digest", "")
        row = Listed(id=id, rank=rank, file=item.file, sheet=item.table, digest=digest, found=item.found, state=LACKS)
        if item.trouble is not None:
            no = Problem(kind=item.trouble.kind, text=item.trouble.text, remedy=item.trouble.remedy)
            row = replace(row, state=TROUBLE, taken=False, told=_told(no))
        elif other := inventories.twin(self.held.id, digest, item.table, id):
            text = Text(f"内容与 {other} 相同", f"the same content as {other}")
            row = replace(row, state=TWIN, taken=False, told=_told(Problem(kind=TWIN, text=text)))
        inventories.put(self.held.id, row)
        if row.state == LACKS:
            self._begin(row, filer)
            self._judge(row, filer)

    def _begin(self, row: Listed, filer: Applicant | None) -> None:
        """A draft with what the machine found and what is known of the applicant."""
        drawn = drawn_up(
            self.way.entry, self.way.resolved, (self.way.procedure, self.way.verb), self.office.today(),
            known=row.found, applicant=filer, deposited=self._deposited(row),
        )  # fmt: skip
        answers = {name: plain(value) for name, value in drawn.answers.items()}
        machine = {name: answers[name] for name in drawn.found}
        drafts.begin(
            self.owner, place=self.way.place, rulebook=self.way.entry.id, procedure=self.way.procedure,
            answers=answers, found=machine, id=row.id,
        )  # fmt: skip

    def _deposited(self, row: Listed) -> date | None:
        if DEPOSITED_ON not in self.questions.asked:
            return None
        return deposited.day_of(self.actor.signs_as, row.digest)

    def _judge(self, row: Listed, filer: Applicant | None) -> None:
        """Put in what is answered for all, where nobody has answered by hand, and see what is still missing."""
        draft = drafts.load(self.owner, row.id)
        if draft is None:
            inventories.put(self.held.id, self._without(row))
            return
        common = worded(self.held.answers, words_of(row.file, row.sheet, row.found))
        answers, given = dict(draft.answers), {}
        for field in {*common, *row.common}:
            if answers.get(field) in (None, "", [], row.common.get(field)):
                answers[field] = common.get(field, "")
                given[field] = answers[field]
        if answers != dict(draft.answers) and drafts.save(self.owner, row.id, draft.turn, answers) is None:
            return  # somebody is writing it at this moment: the next look judges it
        inventories.put(self.held.id, self.judged(replace(row, common=given), answers, filer))

    def judged(self, row: Listed, answers: Mapping[str, object], filer: Applicant | None) -> Listed:
        """The row with what these answers still lack."""
        faults = self.drawn(answers, filer).faults
        stops = [fault for fault in faults if fault.at == "draft"]
        told = {"stops": [*map(_fault, stops)], "asked": len(faults) - len(stops)}
        return replace(row, state=LACKS if stops else READY, told=told, turn=self.held.turn)

    def _without(self, row: Listed) -> Listed:
        """A row whose draft is gone: filed by hand, or deleted."""
        done = queries.act_of_key(key_of(row.id))
        if done is not None and done.party == self.actor.signs_as:
            return replace(row, state=FILED, told={"act": done.act, "case": done.number}, turn=self.held.turn)
        return replace(row, state=GONE, told={}, turn=self.held.turn)

    def fresh(self, rows: Sequence[Listed]) -> list[Listed]:
        """The rows as their drafts are now: somebody may have written in one, or filed it."""
        filer, found = self.filer, []
        for row in rows:
            now = row
            if row.state in OPEN:
                draft = drafts.load(self.owner, row.id)
                now = self._without(row) if draft is None else self.judged(row, draft.answers, filer)
                if now.state != row.state and not (row.state == REFUSED and now.state == READY):
                    inventories.put(self.held.id, now)
                elif row.state == REFUSED:
                    now = row
            found.append(now)
        return found

    def _name_series(self) -> None:
        every = [row for row in inventories.every(self.held.id) if row[3]]
        names: dict[str, str] = {}
        for places in series([(file, sheet, found) for _, file, sheet, found in every]):
            first = every[places[0]]
            folder, slash, _ = first[1].rpartition("/")
            name = f"{folder}{slash}{series_name([first[1]])}" + (f" · {first[2]}" if first[2] else "")
            names |= {every[place][0]: name for place in places}
        inventories.name_series(names)

    def merge(self, rows: Sequence[Listed]) -> Problem | None:
        """Put rows of the same columns together to one resource with a draft of its own; or why not."""
        rows = [row for row in rows if row.state in OPEN]
        odd = next((row for row in rows if not same_columns(rows[0].found, row.found)), None)
        if len(rows) < 2 or odd is not None:
            said = Text("至少要两项，且列须相同", "it takes two at least, with the same columns")
            if odd is not None:
                said = Text(
                    f"{odd.file}：列与 {rows[0].file} 不同", f"{odd.file}: its columns differ from {rows[0].file}"
                )
            return Problem(kind="columns", text=said, remedy=Text("选列相同的项", "tick items with the same columns"))
        name = series_name([row.file for row in rows])
        found = merged([row.found for row in rows], name)
        whole = Listed(
            id=self._id("+".join(sorted(row.id for row in rows))), rank=rows[0].rank, file=name,
            digest=found["digest"], found=found, state=LACKS,
        )  # fmt: skip
        filer = self.filer
        with transaction.atomic():
            for row in rows:
                inventories.put(self.held.id, replace(row, whole=whole.id))
                drafts.remove(self.owner, row.id)
            inventories.put(self.held.id, whole)
            self._begin(whole, filer)
        self._judge(whole, filer)
        return None

    def part(self, whole: Listed) -> None:
        """Take a merged resource apart again; what was written for it alone is gone."""
        parts, filer = inventories.parts(self.held.id, whole.id), self.filer
        if not parts or whole.state not in OPEN:
            return
        with transaction.atomic():
            drafts.remove(self.owner, whole.id)
            inventories.drop(whole.id)
            for row in parts:
                inventories.put(self.held.id, replace(row, whole="", state=LACKS, common={}))
                self._begin(row, filer)
        for row in parts:
            self._judge(replace(row, whole="", common={}), filer)

    def file(self, seconds: float) -> bool:
        """File what is ticked and ready, one after the other, for a while; True when all is done."""
        ends = time.monotonic() + seconds
        while rows := inventories.taken(self.held.id, (READY,), 20):
            for row in rows:
                inventories.put(self.held.id, self._filed(row))
                if time.monotonic() > ends:
                    return not inventories.taken(self.held.id, (READY,), 1)
        return True

    def _filed(self, row: Listed) -> Listed:
        draft = drafts.load(self.owner, row.id)
        if draft is None:
            return self._without(row)
        asked = self.questions.asked
        answers = {name: value for name, value in draft.answers.items() if name in asked}
        machine = self.questions.read({name: draft.found[name] for name in draft.found if name in asked}, {})[0]
        now = self.questions.read(answers, {})[0]
        answer = perform(
            self.office,
            self.way.verb,
            self.actor,
            opens=Opening(rulebook=self.way.entry.id, procedure=self.way.procedure),
            facts=answers,
            found=tuple(name for name, fact in machine.items() if now.get(name) == fact),
            key=key_of(row.id),
        )
        if not isinstance(answer, Receipt):
            told = self._without(row)  # the same key by another tab, with what was written a moment before
            problem = refused_problem(answer, self.way.resolved, self.way.procedure)
            return told if told.state == FILED else replace(row, state=REFUSED, told=_told(problem))
        drafts.remove(self.owner, row.id)
        return replace(row, state=FILED, told={"act": answer.act, "case": answer.number})


def _told(problem: Problem) -> dict[str, object]:
    remedy = both(problem.remedy) if problem.remedy else None
    return {"text": both(problem.text), "remedy": remedy, "stops": [*map(_fault, problem.faults)]}


def _fault(fault: Fault) -> dict[str, object]:
    return {"field": fault.field, "label": both(fault.label or Text(fault.field, fault.field))}


def begun(office: Office, owner: Owner, way: Way, key: str, name: str, path: str, files: int) -> None:
    """A new list; sent twice, it is one."""
    new = Inventory(
        id=key, place=way.place, rulebook=way.entry.id, procedure=way.procedure, name=name, path=path, files=files,
        done=0, answers={}, turn=1, at="",
    )  # fmt: skip
    try:
        with transaction.atomic():
            inventories.begin(owner, new)
    except IntegrityError:
        (office.path / path).unlink(missing_ok=True)
