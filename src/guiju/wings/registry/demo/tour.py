"""The same real file registered under one text, and everything that can happen around it: one run, kept as a log.

Written for no text in particular: what a text does not offer is not done, what it asks beyond the known answers is made
up by the kind of question. So a province that is added as YAML alone can be toured as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from guiju.kernel.form import Questions
from guiju.kernel.rulebook import Bar, Field, SetMark, Tell
from guiju.kernel.values import Fact, Facts
from guiju.kit.looks import Applicant
from guiju.plane.report import Scan
from guiju.wings.registry.demo.cast import credit_code
from guiju.wings.registry.demo.papers import answers, objection
from guiju.wings.registry.demo.stands import INTERESTED, REGISTRANT, REGISTRAR, Offer, Stand
from guiju.wings.registry.filing import drawn_up

FIRST, SUBMIT, ENTRY = "first", "submit", "entry"
PRODUCER = "示例统计站"
_TRIES = 8


class Tour:
    """The acts of one run."""

    def __init__(self, stand: Stand, scans: Mapping[str, Scan]) -> None:
        self.stand = stand
        self.scans = scans

    def run(self) -> None:
        self.enrol()
        main = self.file(
            "divisions", "县级以上行政区划代码表", region="100000", region_name="全国", coverage="1949/2025"
        )
        self.to_code(main)
        self.contested(self.entry_of(main))
        self.revoked(self.objected(self.file("stops", "示例市公交站点")))
        self.cancelled(self.to_code(self.file("schools", "示例市学校", by=self.agent(), operating_before="true")))
        self.withdrawn(self.file("levels", "示例市水位", registration_type="product", product_info="水位查询接口"))
        self.ordered()
        self.renewed(self.entry_of(main))

    def enrol(self) -> None:
        """What the registrant itself begins beside a filing comes before it."""
        for procedure, verb, roles in self.stand.ways(None):
            if REGISTRANT in roles and procedure != FIRST:
                self.begin(procedure, verb, REGISTRANT)

    def agent(self) -> str:
        """Who may file for the registrant, if anybody."""
        return next(iter(self.stand.resolved.rulebook.roles[REGISTRANT].through), REGISTRANT)

    def file(self, table: str, name: str, by: str = REGISTRANT, **more: object) -> str:
        stand, day = self.stand, self.stand.day
        questions = self.questions(FIRST, SUBMIT)
        body = stand.party(REGISTRANT)
        known = answers(name, "依职责形成的数据表", PRODUCER, day, **_agreement(day), **more)
        drawn = drawn_up(
            stand.entry,
            stand.resolved,
            (FIRST, SUBMIT),
            day,
            scan=self.scans[table],
            answers={field: value for field, value in known.items() if field in questions.asked},
            applicant=Applicant(name=body.name, uscc=body.code, kind=body.kind),
        )
        mandate = None if by == REGISTRANT else "委托协议.pdf"
        facts = filled(questions, drawn.answers, day)
        return stand.open(FIRST, SUBMIT, by, facts, found=drawn.found, mandate=mandate)

    def begin(self, procedure: str, verb: str, role: str, subject: str | None = None, **known: object) -> str:
        """Open a case, its form filled in as far as it asks."""
        questions = self.stand.resolved.steps[procedure, verb].questions
        above = dict(self.facts_above(subject))
        facts = filled(questions, {**_party(self.stand), **known}, self.stand.day, above) if questions else {}
        return self.stand.open(procedure, verb, role, facts, subject=subject)

    def facts_above(self, subject: str | None) -> Iterator[tuple[str, Fact]]:
        """What a form sees of the case that it is about, the nearest last."""
        if subject is not None:
            record = self.stand.record(subject)
            yield from self.facts_above(record.subject)
            yield from record.facts.items()

    def questions(self, procedure: str, verb: str) -> Questions:
        found = self.stand.resolved.steps[procedure, verb].questions
        assert found is not None
        return found

    def do(self, number: str, *verbs: str) -> None:
        """Acts of the registrar, a working day apart."""
        for verb in verbs:
            refused = self.stand.act(number, verb)
            assert refused is None, (self.stand.entry.id, verb, refused)
            self.stand.working_day()

    def publicised(self, number: str) -> str:
        self.stand.working_day()
        self.do(number, "accept", "complete_review", "publicise")
        return number

    def to_code(self, number: str) -> str:
        return self.coded(self.publicised(number))

    def coded(self, number: str) -> str:
        """On the first working day after publicity."""
        self.after_publicity(number)
        self.do(number, "assign_code")
        return number

    def after_publicity(self, number: str) -> None:
        self.stand.later(self.stand.due(number, "publicity"))
        self.stand.working_day()

    def entry_of(self, number: str) -> str:
        """The entry that the code opened."""
        for event in self.stand.log:
            for done in event.effects:
                if event.case == number and done.kind == "open":
                    return str(done.values["number"])
        raise LookupError(number)

    def contested(self, entry: str) -> None:
        """An objection to what is registered already, where one can be raised; it fails."""
        for procedure, verb, roles in self.stand.ways(ENTRY):
            if INTERESTED in roles and self.ends_entry(procedure):
                number = self.begin(procedure, verb, INTERESTED, entry, **_objection(self.stand))
                self.stand.working_day()
                for act in ("accept", "reject"):
                    if self.stand.offered(number, act):
                        self.do(number, act)

    def ends_entry(self, procedure: str) -> bool:
        """Whether a case of this kind may end the entry that it is about."""
        procedures = self.stand.resolved.rulebook.procedures
        entry = procedures[ENTRY]
        told = {
            tell.act for rule in procedures[procedure].acts.values() for tell in rule.effects if isinstance(tell, Tell)
        }
        goals = {entry.acts[act].to for act in told & entry.acts.keys()}
        return any(goal is not None and entry.states[goal].final for goal in goals)

    def objected(self, number: str) -> str:
        """Objected to in publicity, unresolved when that is over, and then rejected."""
        self.publicised(number)
        contest = self.begin("objection", "file", INTERESTED, number, **_objection(self.stand))
        self.after_publicity(number)
        for offer in self.stand.offers(contest):
            if REGISTRAR in offer.by and self.marks("objection", offer):
                self.do(contest, offer.act)
        self.do(contest, "reject")
        self.do(number, "assign_code")
        return number

    def marks(self, procedure: str, offer: Offer) -> bool:
        """Whether an act puts up a mark."""
        effects = self.stand.resolved.rulebook.procedures[procedure].acts[offer.act].effects
        return any(isinstance(one, SetMark) or (isinstance(one, Bar) and one.mark is not None) for one in effects)

    def revoked(self, number: str) -> None:
        district = {"by_district": "true"}  # where a text treats the revocations of a district apart
        case = self.begin("revocation", "start_verifying", REGISTRAR, self.entry_of(number), **district)
        self.stand.working_day()
        rule = self.stand.resolved.rulebook.procedures["revocation"].acts["revoke_entry"]
        grounds = self.stand.grounds(rule.grounds) or ("示例理由",)
        assert self.stand.act(case, "revoke_entry", grounds=grounds[:1]) is None

    def cancelled(self, number: str) -> None:
        case = self.begin("cancellation", "submit", REGISTRANT, self.entry_of(number))
        self.stand.working_day()
        self.do(case, "accept", "complete")

    def withdrawn(self, number: str) -> None:
        """The registrant takes a filing back, as far as the text lets it; whoever must agree does."""
        self.stand.working_day()
        procedure = self.stand.resolved.rulebook.procedures[FIRST]
        for offer in self.stand.offers(number):
            goal = procedure.acts[offer.act].to
            if REGISTRANT in offer.by and goal is not None and procedure.states[goal].final:
                self.stand.act(number, offer.act, REGISTRANT)
        for name, verb, roles in self.stand.ways(FIRST):
            if REGISTRANT in roles:
                asked = self.begin(name, verb, REGISTRANT, number)
                self.stand.working_day()
                self.do(asked, next(offer.act for offer in self.stand.offers(asked) if self.tells(name, offer)))

    def tells(self, procedure: str, offer: Offer) -> bool:
        """Whether an act of the registrar reaches what the case is about."""
        effects = self.stand.resolved.rulebook.procedures[procedure].acts[offer.act].effects
        return REGISTRAR in offer.by and any(isinstance(one, Tell) for one in effects)

    def ordered(self) -> None:
        """What somebody else than registrant and registrar may begin: an order to register."""
        for procedure, verb, roles in self.stand.ways(None):
            if not {REGISTRANT, REGISTRAR, INTERESTED} & set(roles):
                self.begin(procedure, verb, roles[0])

    def renewed(self, entry: str) -> None:
        """In the window before the end."""
        end = self.stand.record(entry).facts["valid_to"]
        assert isinstance(end, date)
        self.stand.later(end - timedelta(30))
        until = end + timedelta(365)
        agreement = {
            "agreement_start": (end + timedelta(1)).isoformat(),
            "agreement_end": (end + timedelta(1400)).isoformat(),
        }
        self.begin("renewal", "submit", REGISTRANT, entry, renewed_to=until.isoformat(), **agreement)


def filled(
    questions: Questions, known: Mapping[str, object], day: date, above: Facts | None = None
) -> dict[str, object]:
    """The form without a fault: known answers, and made-up ones for what else it asks."""
    given = {name: value for name, value in known.items() if name in questions.asked}
    for _ in range(_TRIES):
        facts, faults = questions.read(given, {})
        told = frozenset(fault.field for fault in faults)
        wanting = [*faults, *questions.judge(facts, day, answered=told, behind=above or {})]
        if not wanting:
            break
        for fault in wanting:
            given[fault.field] = _made_up(questions.asked[fault.field].field, given.get(fault.field), day)
    return given


def _made_up(field: Field, was: object, day: date) -> object:
    match field.type:
        case "boolean":
            return "false" if was == "true" else "true"
        case "choice" | "choices":
            return next(iter(field.one_of))
        case "paper":
            return "示例材料.pdf"
        case "date":
            return (day if was is None else day + timedelta(30)).isoformat()
        case "integer" | "decimal":
            return "1"
        case "uscc":
            return credit_code(90)
        case "region":
            return "100000"
        case "digest":
            return "0" * 64
    return "示例"


def _party(stand: Stand) -> dict[str, object]:
    body = stand.party(REGISTRANT)
    return {"registrant_name": body.name, "registrant_uscc": body.code}


def _objection(stand: Stand) -> dict[str, object]:
    body = stand.party(INTERESTED)
    return objection(body.name, body.code)


def _agreement(day: date) -> dict[str, object]:
    """Five years: longer than any result, so that none is cut short by it."""
    return {
        "agreement_start": date(day.year, 1, 1).isoformat(),
        "agreement_end": date(day.year + 4, 12, 31).isoformat(),
    }
