"""A demo office in which a person objects under an account of their own, and leaves traces wherever one can."""

from __future__ import annotations

import base64
import json
import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from guiju.faces import house
from guiju.kernel import certificate
from guiju.kernel.journal import Receipt
from guiju.store import deposits, drafts, log, uploads
from guiju.store.database import rows
from guiju.store.erasing import Wish, erase
from guiju.store.office import Actor, Office
from guiju.store.perform import Opening, perform
from guiju.store.signing import make_keys, open_keys
from guiju.wings.registry.demo.papers import answers, write_tables
from guiju.wings.registry.demo.plots import ORGANISATIONS, Play
from guiju.wings.registry.demo.stage import Plot, Scene, Stage
from tests.place import PLACE
from tests.walks.little import close

ALL = ("objector", "matter")  # the blocks of an objection
ORIGIN = "register.example/log"
BOOK = f"{PLACE}/public-data-registration"
USER, LABEL = "zhang-lost-7731", "示例失名七七三一"
PERSON = {
    "objector_name": "示例张消逝七七三一",
    "objector_kind": "person",
    "objector_identity": "110101199003077731",
    "contested": "不欲人知之事七七三一",
    "evidence": "密证七七三一.pdf",
}
EMAIL, FAMILY = "lost7731@mail.example", "示例姓氏七七三一"
UPLOAD, TABLE = "私表七七三一.csv", "代码,名称\n350100,私数据七七三一\n"
ABSTRACT = "在校人数七七三二"  # of the entry
DRAFT, REMOVED = "草稿秘文七七三一", "撤下草稿七七三一"
EVIDENCE, NOTE, SHOT = "存证七七三一.png", "存证说明七七三一", "截图字节七七三一"
TRACES = (
    *(text for name, text in PERSON.items() if name != "objector_kind"),
    *(USER, LABEL, EMAIL, FAMILY, UPLOAD, "私数据七七三一", DRAFT, REMOVED, EVIDENCE, NOTE, SHOT),
)


@dataclass(frozen=True, slots=True)
class Town:
    """The office, a case in publicity that the person objects to, and one that stands on the register."""

    office: Office
    case: str
    objection: str
    entry: str  # of another case: number of the register entry
    code: str

    @property
    def officer(self) -> Actor:
        return self.office.actor("reviewer")

    @property
    def person(self) -> Actor:
        return Actor(user=USER)

    def do(self, verb: str, case: str, user: str = "reviewer") -> Receipt:
        done = perform(self.office, verb, self.office.actor(user), case=case)
        assert isinstance(done, Receipt), done
        return done


def object_to(office: Office, case: str, actor: Actor, **facts: object) -> str:
    done = perform(office, "file", actor, opens=Opening(BOOK, "objection", case), facts={**PERSON, **facts})
    assert isinstance(done, Receipt), done
    return done.number


def leave_traces(office: Office) -> None:
    """An account with everything that it can own: a draft, an upload, a deposit with its file, a session, a token."""
    user = office.add_user(USER, LABEL, "a long pass phrase 7731")
    user.email, user.last_name = EMAIL, FAMILY
    user.save()
    assert office.sign_in(USER, "a long pass phrase 7731")
    (office.path / uploads.FOLDER).mkdir(exist_ok=True)
    (office.path / uploads.FOLDER / "a7").write_text(TABLE, encoding="utf-8")
    number = uploads.add(
        Actor(user=USER),
        uploads.Upload(name=UPLOAD, kind="CSV", size=len(TABLE), sha256="0" * 64, path="uploads/a7", scan="{}"),
    )
    drafts.begin(
        drafts.Owner(USER, None),
        place=PLACE,
        rulebook=BOOK,
        procedure="first",
        answers={"abstract": DRAFT},
        found={},
        upload=number,
    )
    shot = deposits.Given(name=EVIDENCE, type="screenshot", chunks=[SHOT.encode()])
    assert isinstance(deposits.deposit(office, Actor(user=USER), [shot], note=NOTE, keep=True), Receipt)
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["removed"] = {"x": {"answers": {"abstract": REMOVED}}}
    session.save()


@cache
def _template() -> tuple[Path, TemporaryDirectory[str], tuple[str, str, str, str]]:
    """Played once, copied for each test."""
    holder = TemporaryDirectory(prefix="guiju-")
    stage = Stage(Path(holder.name) / "office")
    make_keys(stage.office.path, ORIGIN, demo=True, today=date(2025, 5, 1), sm=False)
    play = Play(stage, write_tables(Path(holder.name) / "tables"))
    objections: list[str] = []

    def registered(scene: Scene) -> Plot:
        filed = date(2025, 5, 6)
        yield filed
        stage.file(scene, "school", play.tables["schools"], answers("示例学校表", ABSTRACT, "示例", filed))
        yield from play.to_the_code(scene)

    def contested(scene: Scene) -> Plot:
        filed = date(2025, 8, 4)
        yield filed
        body = ORGANISATIONS["water"].name
        stage.file(scene, "water", play.tables["levels"], answers("示例水位", "水位观测值", body, filed))
        yield from play.through_the_review(scene.main)
        yield stage.working_day(stage.office.today())
        stage.act(scene.main, "publicise", "reviewer")
        yield stage.working_day(stage.office.today(), 2)
        leave_traces(stage.office)
        objections.append(object_to(stage.office, scene.main, Actor(user=USER)))

    scenes = [Scene(None), Scene(None)]  # type: ignore[arg-type]
    stage.run([(scenes[0], registered), (scenes[1], contested)])
    log.sequence(stage.office)
    code = str(rows("SELECT code FROM record WHERE number = %s", (scenes[0].main,))[0][0])
    close()
    return stage.office.path, holder, (scenes[1].main, objections[0], f"{scenes[0].main}-1", code)


def town(folder: Path) -> Town:
    home, _, numbers = _template()
    close()
    shutil.copytree(home, folder / "office")
    return Town(house.open_office(folder / "office"), *numbers)


def again(place: Town) -> Town:
    """The same office, opened anew."""
    close()
    return Town(house.open_office(place.office.path), place.case, place.objection, place.entry, place.code)


def spelled(text: str) -> Iterator[bytes]:
    """The ways in which a text may stand in a file."""
    yield text.encode()
    yield text.encode("utf-16-le")
    yield json.dumps(text).strip('"').encode()
    yield text.encode().hex().encode()


def found(folder: Path, traces: tuple[str, ...] = TRACES) -> list[tuple[str, str]]:
    """File and trace, for every trace in any byte of any file, in its name, or in a packed session."""
    hits = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        name, data = str(file.relative_to(folder)), file.read_bytes()
        hits += [(name, trace) for trace in traces if trace in name or any(word in data for word in spelled(trace))]
    return hits + [("session", trace) for session in sessions() for trace in traces if trace in session]


def sessions() -> list[str]:
    """What the sessions of the pages hold, unpacked."""
    held = []
    for row in rows("SELECT session_data FROM django_session"):
        packed = str(row[0]).split(":")[0]
        data = base64.urlsafe_b64decode(packed.removeprefix(".") + "=" * (-len(packed.removeprefix(".")) % 4))
        data = zlib.decompress(data) if packed.startswith(".") else data
        held.append(json.dumps(json.loads(data), ensure_ascii=False))
    return held


@contextmanager
def serving(office: Office) -> Iterator[None]:
    """The pages and the API of an office as `guiju serve` sets them up, whatever another test has loaded before."""
    from django.core.cache import cache
    from django.test import override_settings

    from guiju.kit.web import caller

    before = os.environ.get("GUIJU_HOME")
    os.environ["GUIJU_HOME"] = str(office.path)
    import guiju.faces.web.settings as web

    if before is None:
        del os.environ["GUIJU_HOME"]
    else:
        os.environ["GUIJU_HOME"] = before
    mine = {name: getattr(web, name) for name in dir(web) if name.isupper() and name not in ("DATABASES", "LOGGING")}
    with override_settings(**mine):
        cache.clear()
        caller.office.cache_clear()
        office.bind()
        yield
        caller.office.cache_clear()
    office.bind()


def gone(here: Town, wish: Wish, actor: Actor | None = None) -> Receipt:
    done = erase(here.office, actor or here.officer, wish, "当事人请求")
    assert isinstance(done, Receipt), done
    return done


def whole(here: Town) -> Wish:
    return Wish(case=here.objection, blocks=ALL, user=USER)


def holds(here: Town, data: bytes | None) -> certificate.Certificate:
    assert data is not None
    read = certificate.read(data)
    assert certificate.check(read, open_keys(here.office.path).verifiers()).flaws == ()
    return read
