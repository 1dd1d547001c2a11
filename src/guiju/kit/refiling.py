"""A registered set as the office keeps it: the case that describes it, what scans saw of it, when the next is due.

Where the data have drifted, the rulebook says by which procedure a change is filed: the one about this case whose form
states a drift (`guiju.shelf.measured`). Its draft is drawn up here; a person judges and files it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from guiju.kernel.form import Question
from guiju.kernel.record import Record, Run
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import Tell
from guiju.kernel.values import Cite, Fact, Mark, Text
from guiju.kit.compared import after
from guiju.kit.drift import Difference
from guiju.kit.entrances import entrances_about
from guiju.kit.profiles import Profile, read
from guiju.kit.review import Review, review
from guiju.kit.says import trouble
from guiju.kit.view import label
from guiju.shelf.measured import BLOCKS, KIND, OFTEN, ON, TOLD, UPDATE, measured
from guiju.shelf.scanned import FOUND
from guiju.store import profiles, queries
from guiju.store.office import Office

_COVERAGE = "coverage"
_PARTS = {"first_day": _COVERAGE, "last_day": _COVERAGE}
"""Words that are stated by another one, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A data set in the register: the case that describes it, and the questions by which it does."""

    record: Record
    asked: Mapping[str, Question]

    @property
    def often(self) -> str | None:
        """The declared frequency of updates."""
        for name, question in self.asked.items():
            if UPDATE in measured(question.field):
                said = self.record.facts.get(name)
                return said if isinstance(said, str) else None
        return None

    def review(self, profile: Profile) -> Review:
        """What it says, held against a scan."""
        return review(self.asked, self.record.facts, profile, self.record.filed or profile.on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A change to be filed. `about`: the case that it concerns; `pending`: one that is under way already.

    `due` is None where the text sets no day; `length` is the term as the text has it.
    """

    about: str
    procedure: str
    label: Text
    answers: Mapping[str, Fact]
    help: Text | None
    duty: Text | None
    force: str | None
    length: str | None
    due: date | None
    cites: tuple[Cite, ...]
    mark: Mark | None
    pending: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanning:
    """When a set is to be scanned again; `due` None: its data do not change, or nobody said how often they do."""

    number: str
    often: str | None
    last: date
    due: date | None


def described(office: Office, name: str) -> Described:
    """By the number of the case or of its entry, or by its code."""
    office.bind()
    for record in _upward(name):
        found = describing(record, queries.resolved(record))
        if found is not None:
            return found
    zh, en = f"{name} 没有可与数据核对的申请表", f"{name} has no form to hold against data"
    raise trouble("not_described", zh, en)


def describing(record: Record, resolved: Resolved) -> Described | None:
    """The case as one that describes a data set, if any of its forms does."""
    steps = (step for (procedure, _), step in resolved.steps.items() if procedure == record.procedure)
    asked = {name: one for step in steps if step.questions is not None for name, one in step.questions.asked.items()}
    states = any(word in FOUND for one in asked.values() for word in measured(one.field))
    return Described(record=record, asked=asked) if states else None


def set_of(record: Record, resolved: Resolved) -> Described | None:
    """The set that a case describes, or that the entry stands for which it opened."""
    own = describing(record, resolved)
    if own is not None or record.subject is None:
        return own
    subject = queries.load(record.subject)
    return describing(subject, queries.resolved(subject))


def _upward(name: str) -> Iterator[Record]:
    """The record, and what it is about, and so on."""
    try:
        found = [queries.load(name)]
    except KeyError:
        found = queries.records_by_code(name)
    if not found:
        raise trouble("no_case", f"没有案件 {name}", f"there is no case {name}")
    while found:
        yield from found
        found = [queries.load(one.subject) for one in found if one.subject is not None]


def seen(office: Office, set_: Described) -> list[Profile]:
    """All that scans saw of it, the earliest first."""
    return [read(body) for body in profiles.kept(office, set_.record.number)]


def registered(set_: Described, kept: list[Profile]) -> Profile | None:
    """As it was registered last: at first, or when the last change that was granted was filed."""
    changed = max((day for day in map(_granted, _changes(set_)) if day is not None), default=None)
    before = [one for one in kept if changed is not None and one.on <= changed]
    return before[-1] if before else kept[0] if kept else None


def _changes(set_: Described) -> Iterator[tuple[Record, Resolved]]:
    """Filings of a change of this set."""
    for about in _standing(set_):
        for case in queries.cases(subject=about.number):
            resolved = queries.resolved(case)
            if any(case.procedure == procedure for procedure, _ in _ways(resolved, about.procedure)):
                yield case, resolved


def _standing(set_: Described) -> list[Record]:
    """What a filing of a change may concern: the case, and what it opened."""
    return [set_.record, *queries.cases(subject=set_.record.number)]


def _ways(resolved: Resolved, procedure: str) -> list[tuple[str, str]]:
    """The entrances about such a case whose form states a drift."""
    ways = []
    for way in entrances_about(resolved, procedure):
        questions = resolved.steps[way].questions
        if questions is not None and any(TOLD in measured(asked.field) for asked in questions.asked.values()):
            ways.append(way)
    return ways


def _over(record: Record, resolved: Resolved) -> bool:
    return resolved.rulebook.procedures[record.procedure].states[record.state].final


def _granted(change: tuple[Record, Resolved]) -> date | None:
    """The day on which a change was filed that has been granted: it has told its subject."""
    case, resolved = change
    acts = resolved.rulebook.procedures[case.procedure].acts
    telling = {verb for verb, act in acts.items() if any(isinstance(effect, Tell) for effect in act.effects)}
    return case.filed if telling & case.done.keys() else None


def proposal(set_: Described, differences: Iterable[Difference], on: date) -> Proposal | None:
    """The change to be filed, if there is one to file and the rulebook knows how."""
    told, ways = [one for one in differences if not one.expected], changeable(set_)
    if not told or not ways:
        return None
    about, (procedure, verb) = ways[-1]
    resolved = queries.resolved(about)
    questions = resolved.steps[procedure, verb].questions
    assert questions is not None
    known, rule = resolved.rulebook.procedures[procedure], resolved.steps[procedure, verb].rule
    answers: dict[str, Fact] = {}
    help_: Text | None = None
    for name, asked in questions.asked.items():
        words = measured(asked.field)
        if BLOCKS in words:
            touched = _blocks(set_.asked, told)
            answers[name], help_ = tuple(key for key in asked.one_of if key in touched), asked.field.help
        elif ON in words:
            answers[name] = on
        elif TOLD in words:
            answers[name] = "\n".join(_line(one) for one in told)[: asked.longest]
    duty = next((one for one in resolved.rulebook.duties.items() if one[1].met_by == f"{procedure}.{verb}"), None)
    reckoned = resolved.reckoned(duty[1].clock, on, about, Run(duty[0], on)) if duty else None
    pending = [case for case, at in _changes(set_) if not _over(case, at)]
    return Proposal(
        about=about.number,
        procedure=procedure,
        label=_text(label(known, procedure)),
        answers={name: value for name, value in answers.items() if value},
        help=help_,
        duty=duty[1].label if duty else None,
        force=duty[1].force if duty else None,
        length=str(duty[1].clock.length) if duty and duty[1].clock.length else None,
        due=reckoned.on if reckoned is not None else None,
        cites=tuple(dict.fromkeys((*(duty[1].cites if duty else ()), *rule.cites, *known.cites))),
        mark=duty[1].mark if duty else None,
        pending=pending[0].number if pending else None,
    )


def changeable(set_: Described) -> list[tuple[Record, tuple[str, str]]]:
    """What stands of the set, with each entrance by which a change of it is filed."""
    standing = [about for about in _standing(set_) if not _over(about, queries.resolved(about))]
    return [(about, way) for about in standing for way in _ways(queries.resolved(about), about.procedure)]


def _text(said: Mapping[str, str]) -> Text:
    return Text(said["zh"], said["en"])


def _blocks(questions: Mapping[str, Question], differences: Iterable[Difference]) -> set[str]:
    """The parts of the form that state what is no longer so."""
    words = {word for one in differences for word in (one.measure, _PARTS.get(one.measure, one.measure))}
    return {
        asked.field.block
        for asked in questions.values()
        if asked.field.type != "text" or KIND not in {word.partition(".")[0] for word in measured(asked.field)}
        if words & {known for word in measured(asked.field) for known in (word, word.partition(".")[0])}
    }


def _line(one: Difference) -> str:
    """In the language in which applications are filed."""
    return f"{one.what.zh}：{one.was.zh} → {one.now.zh}（{one.why.zh}）"


def next_scan(set_: Described, last: date) -> date | None:
    """The day on which a set is to be scanned again."""
    length = OFTEN.get(set_.often) if set_.often else None
    return after(last, length) if length else None


def due(office: Office) -> list[Scanning]:
    """All sets of which something is kept, with the day on which the next scan is due; the most urgent first."""
    office.bind()
    told = []
    for number, last in profiles.last(office).items():
        if queries.exists(number):
            set_ = described(office, number)
            told.append(Scanning(number=number, often=set_.often, last=last, due=next_scan(set_, last)))
    return sorted(told, key=lambda one: (one.due is None, one.due or one.last, one.number))
