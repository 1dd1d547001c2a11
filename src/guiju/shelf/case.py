"""What a case can say: given, when, then. As for rulebooks, the reader of the shelf goes by these annotations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from guiju.kernel.values import Cite, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A case that stands beside: `case` is `rulebook#procedure`, or a procedure of the rulebook that is played."""

    case: str
    state: str
    facts: Mapping[str, str] = field(default_factory=dict)
    number: str | None = None  # by default the name under which it is given
    about: str | None = None  # the number of the case that it concerns


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is so before anything happens: another case's steps, the day that picks the version, facts for tables.

    `version` names a version by its number instead, a draft or what only hearsay tells: it is played as if in force.
    `cases`: what stands beside, by name, over the `neighbours` of the file; `without`: which of those are not there.
    """

    after: str | None = None
    version: str | None = None
    on: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    cases: Mapping[str, Neighbour] = field(default_factory=dict)
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act, as `first.submit`, on a day or at an instant (`2025-09-22T23:59+08:00`). Without an act: somebody looks.

    `case` names the case when there are two of a kind, `about` the case (or the only one of a kind) that it concerns.
    `faults` are those that the officer states; `desk` the posts that the officer holds; `uscc` the party's code.
    """

    on: str
    act: str | None = None
    by: str = ""
    case: str | None = None
    about: str | None = None
    form: str | None = None
    with_: Mapping[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    faults: Mapping[str, str] = field(default_factory=dict)
    party: str | None = None
    uscc: str = ""
    mandate: str | None = None
    desk: tuple[str, ...] | None = None
    recorded: str | None = None
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """What must then be so. Names are `case.thing`, as in `first.accept`; `none` stands for nothing.

    After the acts: `state`, `about` (the case it concerns), `open` (exactly these acts, each by exactly these roles;
    every act is tried with every role), `urgent`, `opens` (first day of an act), `barred` and `unresolved` (by which
    cases), `due` (last days), `breaches` (all, each with its first day), `duties` (force and last day, does_not_apply
    or not_determined; one that comes again as `case.duty@2025-Q2`, `not_owed` where there is none), `met`, `facts`,
    `published` (exactly these fields), `marks`,
    `parties` (who holds a role, as `entry.registrant`).
    Of the last step: `letters` (all, with addressee), `notice` (fields named in it), `refused` (reason) with `draft`
    and `review` (fields at fault), `unmet` (needs), `duplicate` (rule: case) and `missing`; `advised` (guards and
    needs of hearsay that are not met), `stands_on` (need: the case that met it). `alike`: what looks the same to a
    case, as rule: case. `needs`: what the next acts wait for.
    Of a form that tables judge, case by case (`case.form`): `findings` (all rows that hold, each with its level),
    `parts` (each block: its gravest level, clear, open or not_asked), `unanswered`.
    Of tables: `answers`, `by_rows`, `disputed`, `missing`. Of the shelf: `applicable`, place by place.
    Double entry: `rests_on` (provision: items), `is` (path: value), `fields` (form: field: words), `encoded`,
    `articles` (one digest over the hashes of all).
    """

    on: str | None = None
    state: Mapping[str, str] | None = None
    about: Mapping[str, str] | None = None
    open: Mapping[str, Mapping[str, tuple[str, ...]]] | None = None
    urgent: Mapping[str, tuple[str, ...]] | None = None
    opens: Mapping[str, str] | None = None
    barred: Mapping[str, tuple[str, ...]] | None = None
    unresolved: Mapping[str, tuple[str, ...]] | None = None
    due: Mapping[str, str] | None = None
    breaches: Mapping[str, str] | None = None
    duties: Mapping[str, str] | None = None
    met: Mapping[str, str] | None = None
    facts: Mapping[str, str] | None = None
    published: Mapping[str, tuple[str, ...]] | None = None
    marks: Mapping[str, tuple[str, ...]] | None = None
    parties: Mapping[str, str] | None = None
    letters: Mapping[str, str] | None = None
    notice: tuple[str, ...] | None = None
    refused: str | None = None
    draft: tuple[str, ...] | None = None
    review: tuple[str, ...] | None = None
    unmet: tuple[str, ...] | None = None
    duplicate: tuple[str, ...] | None = None
    alike: Mapping[str, tuple[str, ...]] | None = None
    missing: tuple[str, ...] | None = None
    findings: Mapping[str, Mapping[str, str]] | None = None
    parts: Mapping[str, Mapping[str, str]] | None = None
    unanswered: Mapping[str, tuple[str, ...]] | None = None
    advised: tuple[str, ...] | None = None
    stands_on: Mapping[str, str] | None = None
    needs: Mapping[str, tuple[str, ...]] | None = None
    answers: Mapping[str, str] | None = None
    by_rows: Mapping[str, tuple[str, ...]] | None = None
    disputed: Mapping[str, tuple[str, ...]] | None = None
    applicable: Mapping[str, str] | None = None
    rests_on: Mapping[str, tuple[str, ...]] | None = None
    is_: Mapping[str, str] | None = None
    fields: Mapping[str, Mapping[str, tuple[str, ...]]] | None = None
    encoded: tuple[str, ...] | None = None
    articles: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    cite: Cite
    says: Text
    given: Given = field(default_factory=Given)
    when: tuple[Step, ...] = ()
    then: tuple[Then, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How one case came out. `message` says what differs, in words; it is empty when the case passed."""

    rulebook: str
    case: str
    passed: bool
    cite: Cite
    message: str = ""
    says: Text | None = None
