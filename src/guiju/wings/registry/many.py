"""Many applications in one go: each resource of a list becomes an application of its own, filed once under its key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from guiju.kernel.form import Questions
from guiju.kernel.journal import Receipt
from guiju.kernel.refusals import Refused
from guiju.kernel.resolved import Resolved
from guiju.kernel.values import Text
from guiju.kit.inventory import Resource, key_of
from guiju.kit.looks import Applicant, applicant
from guiju.kit.says import Problem, refused_problem
from guiju.kit.scans import machine_filled
from guiju.shelf.shelf import Entry
from guiju.store import deposited, queries
from guiju.store.office import Office
from guiju.store.people import Actor
from guiju.store.perform import Opening, perform
from guiju.wings.registry.filing import DEPOSITED_ON, IDENTITY, Draft, drawn_up

FILED, ALREADY, REFUSED = "filed", "already", "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one resource: the number of its case and its receipt, or the No. `noticed`: faults that the
    office will ask about.
    """

    resource: Resource
    word: str
    case: str = ""
    act: str = ""
    problem: Problem | None = None
    noticed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """By which rules and which entrance all are filed, on which day, and by whom as far as the office knows."""

    entry: Entry
    resolved: Resolved
    entrance: tuple[str, str]
    on: date
    filer: Applicant | None = None

    @property
    def questions(self) -> Questions:
        """The form of the entrance."""
        questions = self.resolved.steps[self.entrance].questions
        assert questions is not None  # an entrance has a form
        return questions

    @property
    def identity(self) -> frozenset[str]:
        """Fields that the office answers when it knows who files."""
        asked = self.questions.asked.items()
        return frozenset(name for name, question in asked if question.field.filled_by == IDENTITY)

    def drawn(self, resource: Resource, deposited_on: date | None = None) -> Draft:
        """The application. What somebody changed in the list is an answer, and no longer the machine's."""
        answers = dict(resource.answers)
        if not resource.machine:
            answers = {**machine_filled(self.questions, None, resource.found), **answers}
        return drawn_up(
            self.entry,
            self.resolved,
            self.entrance,
            self.on,
            known=resource.found if resource.machine else None,
            answers=answers,
            applicant=self.filer,
            deposited=deposited_on,
        )


def file_all(
    office: Office,
    actor: Actor,
    way: Way,
    listing: str,
    resources: Iterable[Resource],
    *,
    on: date | None = None,
    mandate: str | None = None,
) -> Iterator[Outcome]:
    """File one after the other; what a run before this one has filed is told with its number, and not filed again."""
    office.bind()
    for resource in resources:
        yield _before(actor, listing, resource) or _filed(office, actor, way, listing, resource, on, mandate)


def _before(actor: Actor, listing: str, resource: Resource) -> Outcome | None:
    """Filed already under this key, or in trouble before anybody asks the office."""
    done = queries.act_of_key(key_of(listing, resource.id))
    if done is not None and done.party == actor.signs_as:
        return Outcome(resource=resource, word=ALREADY, case=done.number, act=done.act)
    problem = resource.problem or (_parted(actor, listing, resource) if len(resource.parts) > 1 else None)
    return Outcome(resource=resource, word=REFUSED, problem=problem) if problem is not None else None


def _parted(actor: Actor, listing: str, resource: Resource) -> Problem | None:
    """Put together after a part of it was filed alone."""
    for file, part in zip(resource.files, resource.parts, strict=True):
        done = queries.act_of_key(key_of(listing, part))
        if done is not None and done.party == actor.signs_as:
            zh, en = f"{file} 已单独提交({done.number})", f"{file} was filed by itself ({done.number})"
            remedy = Text("把这一行移出合并，或先撤回该申请", "take it out of the merge, or withdraw that application")
            return Problem(kind="part_filed", text=Text(zh, en), remedy=remedy)
    return None


def _filed(
    office: Office, actor: Actor, way: Way, listing: str, resource: Resource, on: date | None, mandate: str | None
) -> Outcome:
    drawn = way.drawn(resource, _deposited(actor, way, resource))
    procedure, verb = way.entrance
    answer = perform(
        office,
        verb,
        actor,
        opens=Opening(rulebook=way.entry.id, procedure=procedure),
        facts=drawn.answers,
        found=drawn.found,
        mandate=mandate,
        on=on,
        key=key_of(listing, resource.id),
    )
    if isinstance(answer, Receipt):
        noticed = sum(fault.at != "draft" for fault in drawn.faults)
        return Outcome(resource=resource, word=FILED, case=answer.number, act=answer.act, noticed=noticed)
    return Outcome(resource=resource, word=REFUSED, problem=_no(answer, way))


def _no(answer: Refused, way: Way) -> Problem:
    return refused_problem(answer, way.resolved, way.entrance[0])


def _deposited(actor: Actor, way: Way, resource: Resource) -> date | None:
    """The day on which this very file was deposited, where the form asks and nobody has answered."""
    if DEPOSITED_ON not in way.questions.asked or resource.answers.get(DEPOSITED_ON):
        return None
    return deposited.day_of(actor.signs_as, resource.found.get("digest", ""))


def way_for(
    office: Office, actor: Actor | None, found: tuple[Entry, Resolved, tuple[str, str]], on: date | None
) -> Way:
    entry, resolved, entrance = found
    filer = applicant(office, actor)
    return Way(entry=entry, resolved=resolved, entrance=entrance, on=on or office.today(), filer=filer)
