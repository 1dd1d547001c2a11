"""What the answers of the API look like. Every answer is declared here, so that its description is never behind it.

An answer may hold more than is promised; what is promised is always there.
"""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import ConfigDict, Field

Json = dict[str, object]


class Open(Schema):
    """More may come with a later release: whoever reads passes over what they do not know."""

    model_config = ConfigDict(extra="allow")


class Label(Schema):
    """A label in both languages of the house."""

    zh: str
    en: str


class FaultShape(Open):
    """One thing that is wrong with what was sent."""

    field: str
    kind: str
    remedy: Label
    block: str | None
    at: str
    cite: str | None
    label: Label | None
    case: str | None = None


class OpenedBlock(Schema):
    """A block of an act with the salt under which its digest stands in the receipt."""

    content: Json
    salt: str = Field(pattern="^[0-9a-f]{64}$")


class CertificateShape(Schema):
    """A certificate. Only these very bytes are it: keep the answer as it came."""

    format: str = Field(examples=["guiju-certificate/1"])
    open: dict[str, OpenedBlock]
    proof: str = Field(description="c2sp.org/tlog-proof, with the signed checkpoint")
    receipt: Json


class OpenAct(Schema):
    """An act that is open instead."""

    act: str
    label: Label


class ProblemShape(Open):
    """RFC 9457: every No and every error. `kind` is a stable word; `detail` is in the language asked for."""

    type: str = Field(examples=["/problems/wrong_state"])
    title: str
    status: int
    detail: str
    kind: str
    text: Label
    cite: str | None
    remedy: Label | None
    faults: list[FaultShape]
    missing: list[str]
    instead: list[OpenAct]


class RulebookRef(Open):
    """The text that an act stood on."""

    id: str
    version: str
    revision: int
    tree: str = Field(description="SHA-256 of the rulebook as it was compiled")


class ReceiptShape(Open):
    """The statement that an act was taken."""

    act: str
    verb: str
    number: str
    state: str
    on: str
    recorded: str
    rulebook: RulebookRef
    calendar: str
    blocks: dict[str, str] = Field(description="digests of the parts of what was filed")


class CaseRow(Open):
    """One case in a list, with the first of its running deadlines."""

    case: str
    procedure: str
    procedure_label: Label
    state: str
    state_label: Label
    party: str | None
    opened: str | None
    due: str | None
    term: Label | None
    late: bool
    code: str | None


class CasePage(Schema):
    """Newest first. `next` continues the list; null: it ends here."""

    items: list[CaseRow]
    next: str | None


class CaseShape(Open):
    """The whole case on the office's day."""

    case: str
    procedure: str
    procedure_label: Label
    rulebook: RulebookRef
    state: str
    state_label: Label
    final: bool
    waits_for: str | None
    on: str
    opened: str | None
    subject: str | None
    next: list[dict[str, Any]] = Field(description="acts that are open, by whom")
    terms: list[dict[str, Any]]
    breaches: list[dict[str, Any]]
    duties: list[dict[str, Any]]
    parties: dict[str, Any]
    facts: dict[str, Any]
    found: list[str]
    calendar: str
    history: list[dict[str, Any]]


class RecordRow(Open):
    """One public record in a list: published fields and nothing else."""

    record: str
    code: str | None
    procedure: str
    state: str
    state_label: Label
    rulebook: str
    fields: dict[str, Any]


class RecordPage(Schema):
    """Newest first. `next` continues the list; null: it ends here."""

    items: list[RecordRow]
    next: str | None


class RecordShape(Open):
    """One public record: published fields, how long it stands, and in which state."""

    record: str
    code: str | None
    state: str
    state_label: Label
    on: str
    rulebook: RulebookRef
    fields: dict[str, Any]
    shown: list[dict[str, Any]]
    validity: list[dict[str, Any]]
    marks: list[str]


class VersionRow(Open):
    """One version of one text on the shelf."""

    id: str
    number: str
    status: str
    effective: str
    expires: str | None
    extends: str | None
    title: Label


class Shelf(Schema):
    """Every rulebook there is, and the office's day."""

    on: str
    items: list[VersionRow]


class RulebookShape(Open):
    """One rulebook as it stands on a day, parents merged in. `acts` holds the JSON Schema of what each act carries."""

    id: str
    on: str
    tree: str
    title: Label
    version: dict[str, Any]
    lineage: list[str]
    calendar: str
    roles: dict[str, Label]
    terms: list[dict[str, Any]]
    procedures: list[dict[str, Any]]
    forms: dict[str, Any]
    duties: list[dict[str, Any]]
    provisions: list[dict[str, Any]]


class SideShape(Open):
    """What one of two texts says, by which provisions, and how far to trust it."""

    text: Label
    cites: list[str]
    mark: str | None


class LineShape(Open):
    """One parameter in two texts. Null: the text says nothing of it."""

    path: str
    label: Label
    equal: bool
    a: SideShape | None
    b: SideShape | None


class HeadingShape(Open):
    """A heading with its parameters. Where neither text says anything, they agree."""

    id: str
    label: Label
    equal: bool
    lines: list[LineShape]


class EditionShape(Open):
    """One of the two texts; `on` is the day on which it is looked at."""

    id: str
    number: str
    status: str
    title: Label
    on: str


class ComparisonShape(Open):
    """Two rulebooks side by side. `rest`: every parameter that is under no heading."""

    a: EditionShape
    b: EditionShape
    headings: list[HeadingShape]
    rest: list[LineShape]


class DueShape(Open):
    """The last day of a term. `provisional`: no notice for that year is on file."""

    due: str
    start: str
    term: str
    calendar: str
    provisional: bool
    elsewhere: dict[str, Any] | None = Field(description="the day by the calendar that this one stands on, if another")
    derivation: list[dict[str, Any]] | None


class PartyRow(Schema):
    """An organisation for which somebody may act."""

    id: str
    name: str


class Me(Open):
    """Who asks. `scopes` null: a person's own sign-in, which may do all that the person may."""

    user: str
    label: str
    party: PartyRow | None
    parties: list[PartyRow]
    roles: list[str]
    desks: list[str]
    scopes: list[str] | None
