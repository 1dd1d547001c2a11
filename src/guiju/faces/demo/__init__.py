"""The demo: one office, five cases, told as dated lines. People are made up; the main table is real."""

from __future__ import annotations

from pathlib import Path

from guiju.faces.cli.paper import emit, paper, say, t, tell, working
from guiju.kit.cites import say_cites
from guiju.kit.says import both
from guiju.wings.registry.demo.desk import open_cases
from guiju.wings.registry.demo.divisions import SAID_ZH, SOURCE
from guiju.wings.registry.demo.papers import write_tables
from guiju.wings.registry.demo.plots import plots
from guiju.wings.registry.demo.stage import Scene, Stage
from guiju.wings.registry.demo.story import Line, aside, story


def play(folder: Path) -> tuple[Stage, list[Scene]]:
    """Play the demo in a folder, which is wiped. The story's scenes are returned, not what is left on the desk."""
    stage = Stage(folder)
    tables = write_tables(folder / "tables")
    told = plots(stage, tables)
    return stage, stage.run([*told, *open_cases(stage, tables)])[: len(told)]


def tell_story(folder: Path) -> None:
    """Play the demo in a folder, which is wiped, and print what happened."""
    with working(t("演示进行中", "the demo is being played")):
        stage, scenes = play(folder)
        told = [(scene, lines_of(stage, scene)) for scene in scenes]
    code = stage.view(scenes[0].main).get("code")
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
        emit({"folder": str(folder), "source": SOURCE, "chapters": chapters, "code": code})
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
    _end(folder, scenes, str(code))


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


def _end(folder: Path, scenes: list[Scene], code: str) -> None:
    say()
    say(f"{t('登记结果查询码', 'query code')}: {code}", "bold green")
    say(t("接着试试：", "Try next:"))
    home = "" if folder == Path("var/demo") else f"GUIJU_HOME={folder} "
    for command in (
        f"{home}guiju record show {code}",
        f"{home}guiju case show {scenes[2].main}",
        f"{home}guiju case list",
        "guiju due 2025-09-25 20wd --calendar CN --explain",
    ):
        say(f"  {command}")
