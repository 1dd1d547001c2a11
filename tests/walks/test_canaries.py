"""No secret gets out: canaries in every field that is not public, looked for in every byte that leaves the office."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from guiju.faces.cli import main
from guiju.kernel.needs import NUMBER
from guiju.kernel.refusals import Refused
from guiju.kernel.rulebook import Field
from guiju.kit.entrances import entrances_about
from guiju.kit.letters import secret_fields
from guiju.shelf.shelf import open_shelf
from guiju.store import certificates, log, queries
from guiju.store.database import rows
from guiju.store.fsck import fsck
from guiju.store.office import Office
from guiju.store.perform import Opening, perform
from guiju.store.signing import make_keys
from guiju.wings.registry import SERVICE_FIRMS
from guiju.wings.registry.demo.desk import ASSESSMENT
from guiju.wings.registry.demo.papers import answers, objection, write_tables
from guiju.wings.registry.demo.plots import ORGANISATIONS, Play
from guiju.wings.registry.demo.stage import Plot, Scene, Stage
from tests.place import PLACE
from tests.walks.little import close
from tests.walks.persons import BOOK, ORIGIN, found, serving, spelled

DAY = date(2025, 8, 4)
FREE = ("text", "paper")  # types of fields in which anything can be written


@dataclass
class Planted:
    """What was written into which field. Secret ones must be seen by nobody outside; the others not by the public."""

    secret: dict[str, str] = field(default_factory=dict)
    inside: dict[str, str] = field(default_factory=dict)
    numbers: frozenset[str] = frozenset()  # answers by which another case is found: no text of anybody's

    def into(self, facts: dict[str, object], fields: Mapping[str, Field]) -> dict[str, object]:
        """A canary in every field that takes one and that no view shows."""
        for name, asked in fields.items():
            if asked.type in FREE and not asked.public and not asked.filled_by and name not in self.numbers:
                where = self.secret if asked.secret else self.inside
                facts[name] = where.setdefault(name, f"c{len(self.secret) + len(self.inside):03}x金丝雀7733")
        return facts

    @property
    def all(self) -> dict[str, str]:
        return self.secret | self.inside


@dataclass(frozen=True)
class Aviary:
    """An office full of canaries."""

    office: Office
    planted: Planted
    case: str
    objection: str
    code: str
    refused: tuple[Refused, ...]
    folder: Path


def fly(folder: Path) -> Aviary:
    """File with canaries everywhere, object with canaries everywhere, be refused on the way, and be registered."""
    stage, planted, refused = Stage(folder / "office"), Planted(), list[Refused]()
    make_keys(stage.office.path, ORIGIN, demo=True, today=date(2025, 5, 1), sm=True)
    play = Play(stage, write_tables(folder / "tables"))
    book = stage.office.shelf.rulebook(BOOK, DAY)
    forms, acts = book.forms, [act for procedure in book.procedures.values() for act in procedure.acts.values()]
    planted.numbers = frozenset(one.key[NUMBER] for act in acts for one in act.needs.values() if NUMBER in one.key)
    objections: list[str] = []

    def told(scene: Scene) -> Plot:
        yield DAY
        body = ORGANISATIONS["water"].name
        full = planted.into(answers("示例水位", "水位观测值", body, DAY), forms["first"].fields)
        no = stage.file(
            scene, "water", play.tables["levels"], {**full, "remark": "x", "supplied_on": "?"}, refused=True
        )
        assert isinstance(no, Refused)
        refused.append(no)
        stage.file(scene, "water", play.tables["levels"], full)
        yield from play.through_the_review(scene.main)
        yield stage.working_day(stage.office.today())
        stage.act(scene.main, "publicise", "reviewer")
        yield stage.working_day(stage.office.today(), 2)
        facts = planted.into(objection("示例", ORGANISATIONS["objector"].code), forms["objection"].fields)
        opens = Opening(BOOK, "objection", scene.main)
        no = perform(
            stage.office, "file", stage.office.actor("objector"), opens=opens, facts={**facts, "objector_kind": "x"}
        )
        assert isinstance(no, Refused)
        refused.append(no)
        objections.append(stage.contest(scene, "objector", facts))
        yield stage.working_day(stage.office.today())
        stage.act(objections[0], "reject", "reviewer")
        yield stage.opens(scene.main, "assign_code")
        yield stage.working_day(stage.office.today())
        stage.act(scene.main, "assign_code", "reviewer")
        about(stage, planted, f"{scene.main}-1")
        papers(stage, planted, scene)

    scene = Scene(None)  # type: ignore[arg-type]
    stage.run([(scene, told)])
    log.sequence(stage.office)
    assert fsck(stage.office) == []
    code = str(rows("SELECT code FROM record WHERE number = %s", (scene.main,))[0][0])
    return Aviary(stage.office, planted, scene.main, objections[0], code, tuple(refused), folder)


def about(stage: Stage, planted: Planted, entry: str) -> None:
    """File whatever asks for a secret about the entry: each form in the name of who may send it."""
    resolved, today = queries.resolved(queries.load(entry)), stage.office.today()
    for procedure, verb in entrances_about(resolved, "entry"):
        step = resolved.steps[procedure, verb]
        fields = {name: asked.field for name, asked in step.questions.asked.items()} if step.questions else {}
        if not any(asked.secret for asked in fields.values()):
            continue
        who = "water" if "registrant" in step.rule.by else "objector"
        facts = planted.into({name: plausible(asked, today) for name, asked in fields.items()}, fields)
        opens = Opening(resolved.rulebook.rulebook, procedure, entry)
        done = perform(stage.office, verb, stage.office.actor(who), opens=opens, facts=facts)
        assert not isinstance(done, Refused), (procedure, done)


def papers(stage: Stage, planted: Planted, scene: Scene) -> None:
    """What a registration stands on: an assessment made here, a report made elsewhere, a firm to be listed."""
    body, today = ORGANISATIONS["water"], stage.office.today()
    named = {"registrant_name": body.name, "registrant_uscc": body.code, "data_digest": "a" * 64}
    forms = stage.office.shelf.rulebook(f"CN/{ASSESSMENT}", today).forms
    begun = planted.into({**named, "assessor_kind": "own"}, forms["object"].fields)
    number = stage.begin(scene, "water", ASSESSMENT, "assessment", begun)
    stage.act(number, "fill_in", "water", facts=planted.into({}, forms["areas"].fields))
    fields = forms["elsewhere"].fields
    made: dict[str, object] = {name: plausible(asked, today) for name, asked in fields.items()} | named
    made["areas_covered"] = tuple(fields["areas_covered"].one_of)
    opens = Opening(f"CN/{ASSESSMENT}", "assessment")
    facts = planted.into({**made, "assessor_uscc": ORGANISATIONS["firm"].code}, fields)
    done = perform(stage.office, "record_report", stage.office.actor("water"), opens=opens, facts=facts)
    assert not isinstance(done, Refused), done
    firm = ORGANISATIONS["firm"]
    asks = {"firm_name": firm.name, "uscc": firm.code, "services": ["assessment"], "independent": True}
    fields = stage.office.shelf.rulebook(f"CN/{SERVICE_FIRMS}", today).forms["firm"].fields
    stage.begin(scene, "firm", SERVICE_FIRMS, "standing", planted.into(asks, fields))


def plausible(asked: Field, today: date) -> object:
    """Some answer of the right type."""
    first = next(iter(asked.one_of), None)
    return {"date": today, "choice": first, "choices": (first,), "boolean": True}.get(asked.type, "")


@pytest.fixture(scope="module")
def aviary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aviary]:
    """Filled while every logger speaks; what they said is kept beside."""
    folder = tmp_path_factory.mktemp("aviary")
    handler = logging.FileHandler(folder / "said.log", encoding="utf-8")
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield fly(folder)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        close()


@pytest.fixture
def here(aviary: Aviary) -> Aviary:
    aviary.office.bind()
    return aviary


def out(data: bytes | str, canaries: Mapping[str, str]) -> list[str]:
    """The fields whose canary got out."""
    data = data.encode() if isinstance(data, str) else data
    return [name for name, canary in canaries.items() if any(word in data for word in spelled(canary))]


def test_every_secret_field_of_the_shelf_is_planted(here: Aviary) -> None:
    """Of every rulebook that applies here: a new form with a secret field has to be planted here too."""
    shelf = open_shelf()
    secret = {
        name
        for entry in shelf.list()
        if PLACE.startswith(entry.id.partition("/")[0])
        for form in shelf.rulebook(entry.id, DAY, simulate=True).forms.values()
        for name, asked in form.fields.items()
        if asked.secret
    }
    assert secret and secret == here.planted.secret.keys()
    assert len(here.planted.inside) > 8
    kept = {trace for _, trace in found(here.office.path, tuple(here.planted.all.values()))}
    assert kept == set(here.planted.all.values()), "they are all in the database, where they belong"


def test_no_certificate_opens_one(here: Aviary) -> None:
    entry = certificates.of_record(here.office, f"{here.case}-1")
    assert entry is not None and "示例水位" in entry.decode()
    assert out(entry, here.planted.all) == []
    opened = 0
    for act, number in rows("SELECT id, number FROM act"):
        hidden = secret_fields(queries.resolved(queries.load(str(number))))
        data = certificates.of_act(here.office, str(act), hidden)
        assert data is not None
        assert out(data, here.planted.secret) == []
        opened += bool(out(data, here.planted.inside))
    assert opened, "the party's own proof does open what is not secret"


def test_no_file_that_the_office_publishes_or_logs_holds_one(here: Aviary) -> None:
    published = [file for file in log.folder_of(here.office).rglob("*") if file.is_file()]
    assert any("tile/entries" in str(file) for file in published)
    for file in (*published, here.office.path / "log.pub", here.office.security_log, here.folder / "said.log"):
        assert out(file.read_bytes(), here.planted.all) == [], file
    assert here.office.security_log.read_text("utf-8").count("\n") == 2


def test_no_refusal_repeats_one(here: Aviary) -> None:
    for no in here.refused:
        assert no.faults
        assert out(repr(no), here.planted.secret) == []


def test_no_command_prints_a_secret(
    here: Aviary, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GUIJU_HOME", str(here.office.path))
    said = ""
    for words in (
        ["case", "show", here.case],
        ["case", "show", here.case, "--json"],
        ["case", "show", here.objection, "--json"],
        ["case", "list", "--json"],
        ["record", "show", here.code],
        ["record", "show", here.code, "--json"],
        ["record", "certificate", here.code],
        ["log", "show", "--json"],
        ["fsck"],
        ["users", "list"],
    ):
        assert main(words) == 0, words
        taken = capfd.readouterr()
        said += taken.out + taken.err
    assert here.code in said and here.objection in said
    assert out(said, here.planted.secret) == []


ANYONE = (
    "/",
    "/register/",
    "/register/?q=金丝雀",
    "/board/",
    "/records/{code}/",
    "/records/{case}/",
    "/records/{case}-1/",
    "/records/{code}/certificate.json",
    "/cases/{case}/",
    "/cases/{objection}/",
    "/cases/{case}.ics",
    "/cases/{case}/begin/objection/",
    "/receipts/{act}/",
    "/receipts/{act}/proof.json",
    "/rules/",
    "/terms/",
    "/log/checkpoint",
    "/log.pub",
    "/sign-in/",
    "/drafts/",
)
PROGRAMS = (
    "/api/v1/records",
    "/api/v1/records.ndjson",
    "/api/v1/records/{code}",
    "/api/v1/board",
    "/api/v1/cases",
    "/api/v1/cases/{case}",
    "/api/v1/cases/{objection}",
    "/api/v1/openapi.json",
    "/api/v1/receipts/{act}",
    "/api/v1/acts/{act}",
    "/healthz",
)


def test_no_public_page_or_answer_shows_one(here: Aviary, served: None, caplog: pytest.LogCaptureFixture) -> None:
    from django.test import Client

    client = Client()
    acts = [str(row[0]) for row in rows("SELECT id FROM act")]
    seen = 0
    with caplog.at_level(logging.DEBUG):
        for path in [*ANYONE, *(f"/en{path}" for path in ANYONE), *PROGRAMS]:
            for act in acts if "{act}" in path else acts[:1]:
                answer = client.get(path.format(case=here.case, objection=here.objection, code=here.code, act=act))
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                assert answer.status_code < 500
                assert out(body + repr(answer.headers).encode(), here.planted.all) == [], path
                seen += answer.status_code == 200 and here.code.encode() in body
        for tile in log.folder_of(here.office).rglob("*.p/*"):
            path = f"/log/{tile.relative_to(log.folder_of(here.office))}"
            assert out(client.get(path).content, here.planted.all) == []
        refused = client.post("/api/v1/cases", json.dumps({"facts": here.planted.all}), content_type="application/json")
        assert refused.status_code in (401, 403) and out(refused.content, here.planted.all) == []
    assert seen > 6
    assert out(caplog.text, here.planted.all) == []


def test_the_officer_sees_what_is_not_secret(here: Aviary, served: None) -> None:
    """So that the pages could have shown it, had they been made otherwise."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.get(username="reviewer"))
    page = client.get(f"/cases/{here.case}/").content
    assert out(page, here.planted.inside)


@pytest.fixture
def served(here: Aviary) -> Iterator[None]:
    with serving(here.office):
        yield
