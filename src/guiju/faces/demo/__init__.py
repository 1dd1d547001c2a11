"""The demo: one office, five cases, told as dated lines; then the proof. People are made up; the main table is real."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from guiju.faces.cli.paper import emit, paper, say, t, tell, working
from guiju.faces.cli.proofs import reasons, told_of
from guiju.faces.demo.forgeries import forgeries
from guiju.kernel.certificate import Checked, Flaw, check, read
from guiju.kernel.values import Text
from guiju.kit.cites import say_cites
from guiju.kit.proofs import certificate_of, page_of
from guiju.kit.says import both
from guiju.store import log, publication
from guiju.store.cosigning import NOWHERE, Asked, bring, keep
from guiju.store.office import Office
from guiju.store.signing import LOG_PUBLIC, make_keys, read_keys
from guiju.store.witness import PUBLIC, make_witness
from guiju.wings.registry.demo.desk import open_cases
from guiju.wings.registry.demo.divisions import SAID_ZH, SOURCE
from guiju.wings.registry.demo.papers import write_tables
from guiju.wings.registry.demo.plots import plots
from guiju.wings.registry.demo.stage import DemoError, Scene, Stage
from guiju.wings.registry.demo.story import Line, aside, story

ORIGIN = "register.example/log"  # a name that can never be somebody's
WITNESS = "witness.example/示例"
OPENED = date(2025, 6, 30)  # before the first act of the story


def play(folder: Path) -> tuple[Stage, list[Scene]]:
    """Play the demo in a folder, which is wiped. The story's scenes are returned, not what is left on the desk."""
    stage = Stage(folder)
    make_keys(stage.office.path, ORIGIN, demo=True, today=OPENED, sm=True)
    tables = write_tables(folder / "tables")
    told = plots(stage, tables)
    scenes = stage.run([*told, *open_cases(stage, tables)])[: len(told)]
    log.sequence(stage.office)
    _witness(stage.office)
    return stage, scenes


def _witness(office: Office) -> None:
    """Somebody else looks at the log and cosigns it: here from a folder beside it."""
    witness = make_witness(office.path / "witness", WITNESS, demo=True)
    witness.trust(read_keys((office.path / LOG_PUBLIC).read_text("utf-8")))
    keep(office, [Asked(NOWHERE, key) for key in witness.keys.verifiers()])
    answer = witness.look(publication.at(str(log.folder_of(office))))
    bring(office, "".join(map(str, answer.lines)).encode())


@dataclass(frozen=True, slots=True)
class Proven:
    """What was written for everybody to check, and what became of the forgeries."""

    certificate: Path
    page: Path
    key: Path
    witness: Path
    checked: Checked
    forged: list[tuple[Text, tuple[Flaw, ...]]]


def prove(stage: Stage, code: str) -> Proven:
    """The certificate of an entry, as file and as page; verified, and twelve forgeries of it."""
    folder = stage.office.path
    keys = read_keys((folder / LOG_PUBLIC).read_text("utf-8"))
    witnesses = read_keys((folder / "witness" / PUBLIC).read_text("utf-8"))
    data = certificate_of(stage.office, code)
    proven = Proven(
        certificate=folder / "certificate.json",
        page=folder / "certificate.pdf",
        key=folder / LOG_PUBLIC,
        witness=folder / "witness" / PUBLIC,
        checked=check(read(data), keys, witnesses),
        forged=[(told, reasons(forged, keys, witnesses)) for told, forged in forgeries(data)],
    )
    if proven.checked.flaws or not all(flaws for _, flaws in proven.forged):
        raise DemoError("the certificate does not hold, or a forgery does")
    proven.certificate.write_bytes(data)
    proven.page.write_bytes(page_of(data))
    return proven


def tell_story(folder: Path) -> None:
    """Play the demo in a folder, which is wiped, and print what happened."""
    with working(t("演示进行中", "the demo is being played")):
        stage, scenes = play(folder)
        told = [(scene, lines_of(stage, scene)) for scene in scenes]
    code = str(stage.view(scenes[0].main).get("code"))
    proven = prove(stage, code)
    if paper().json:
        chapters = [
            {
                "title": both(scene.title),
                "cases": scene.cases,
                "refused": [aside(*refusal).as_json() for refusal in scene.refusals],
                "lines": [line.as_json() for line in lines],
            }
            for scene, lines in told
        ]
        said = {
            "certificate": str(proven.certificate),
            "page": str(proven.page),
            "key": str(proven.key),
            "witness": str(proven.witness),
        }
        forged = [{"changed": both(told), "reasons": [flaw.id for flaw in flaws]} for told, flaws in proven.forged]
        emit({"folder": str(folder), "source": SOURCE, "chapters": chapters, "code": code, **said, "forged": forged})
        return
    say(
        t(
            "规矩演示：人物和单位均为虚构，名称以“示例”开头",
            "Guiju's demo: people and organisations are made up, their names begin with 示例",
        )
    )
    say(t(f"主案数据：{SAID_ZH}", f"Data of the main case: {SOURCE}"), "dim")
    for number, (scene, lines) in enumerate(told, 1):
        _chapter(number, scene, lines)
    _proof(len(told) + 1, proven)
    _end(folder, scenes, code)


def lines_of(stage: Stage, scene: Scene) -> list[Line]:
    return story(stage.view(number) for number in scene.cases)


def _chapter(number: int, scene: Scene, lines: list[Line]) -> None:
    say()
    say(f"{number}. {tell(scene.title)}  {', '.join(scene.cases)}", "bold")
    for day, who, refused in scene.refusals:
        _line(f"{t('此前', 'before that')}, {day}", aside(day, who, refused), scene.main, "red")
    for line in lines:
        _line(str(line.day), line, scene.main, "cyan")


def _line(day: str, line: Line, main: str, style: str) -> None:
    cited = say_cites(line.cites, paper().lang)
    who = f"{line.who}  " if line.who else ""
    elsewhere = f"  ({line.case})" if line.case and line.case != main else ""
    say(f"{day}  {who}{tell(line.what)}{elsewhere}" + (f"  [{cited}]" if cited else ""), style)
    for note in line.notes:
        say(f"            {tell(note)}")


def _proof(number: int, proven: Proven) -> None:
    say()
    say(f"{number}. {t('登记证书，可离线核验', 'the certificate, which anyone can check offline')}", "bold")
    say(f"guiju verify {proven.certificate} --key {proven.key} --witness {proven.witness}", "cyan")
    for line in told_of(proven.checked):
        say(f"            {line}")
    say(t("伪造十二种，逐一核验：", "twelve forgeries, each verified:"), "cyan")
    for told, flaws in proven.forged:
        say(f"            ✗ {tell(told)}{t('：', ': ')}{tell(flaws[0].text)}")


def _end(folder: Path, scenes: list[Scene], code: str) -> None:
    say()
    say(f"{t('登记结果查询码', 'query code')}: {code}", "bold green")
    say(t("接着试试：", "Try next:"))
    home = "" if folder == Path("var/demo") else f"GUIJU_HOME={folder} "
    for command in (
        f"{home}guiju record show {code}",
        f"guiju verify {folder / 'certificate.pdf'} --key {folder / LOG_PUBLIC}",
        f"{home}guiju case show {scenes[2].main}",
        f"{home}guiju case list",
        "guiju due 2025-09-25 20wd --calendar CN --explain",
    ):
        say(f"  {command}")
