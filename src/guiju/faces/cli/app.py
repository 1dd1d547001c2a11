"""The table of commands, and what becomes of their errors. Every command takes `--json` and `--lang zh|en`."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import typer

from guiju.faces.cli import office
from guiju.faces.cli.paper import LANGUAGES, Paper, emit, laid, paper, problem, say
from guiju.kernel.values import Text
from guiju.kit.says import DONE, REFUSED, USAGE, Problem, Trouble, defect, trouble

_EPILOG = "每个命令都可加 --json 和 --lang zh|en · every command takes --json and --lang zh|en"
_SETTINGS = {"help_option_names": ["-h", "--help"]}

# by name, as "module.function": a call loads the module of its own command, no other
_COMMANDS: tuple[tuple[str, str], ...] = (
    ("scan", "scanning.scan"),
    ("drift", "reviewing.drift"),
    ("inventory", "many.inventory"),
    ("register", "filing.register"),
    ("act", "acting.act"),
    ("object", "acting.objection"),
    ("due", "terms.due"),
    ("serve", "serve.serve"),
    ("login", "offices.login"),
    ("logout", "offices.logout"),
    ("verify", "proofs.verify"),
    ("fsck", "upkeep.fsck"),
    ("backup", "copies.backup"),
    ("restore", "copies.restore"),
    ("erase", "erasing.erase"),
    ("oversight", "oversight.oversight"),
    ("worker", "worker.worker"),
    ("region", "upkeep.region"),
    ("demo", "upkeep.demo"),
    ("docs", "upkeep.docs"),
)
_GROUPS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "case",
        "案件 · cases",
        (
            ("list", "looking.cases"),
            ("show", "looking.case"),
            ("review", "reviewing.review"),
            ("letters", "letters.letters"),
            ("letter", "letters.letter"),
        ),
    ),
    (
        "record",
        "公开的登记结果 · what anyone may see",
        (("show", "looking.record"), ("certificate", "proofs.certificate"), ("firms", "looking.firms")),
    ),
    (
        "log",
        "日志，任何人可核对 · the log that anyone can check",
        (
            ("show", "proofs.show_log"),
            ("sequence", "proofs.sequence"),
            ("witness", "proofs.witness"),
            ("cosign", "proofs.cosign"),
            ("acknowledge", "proofs.acknowledge"),
        ),
    ),
    (
        "deposit",
        "存证：guiju deposit 文件 · deposit of evidence: guiju deposit FILE",
        (("add", "deposits.add"), ("list", "deposits.listing"), ("show", "deposits.show"), ("proof", "deposits.prove")),
    ),
    (
        "assess",
        "评估：问题、发现、报告 · assessments: questions, findings, the report",
        (
            ("begin", "assessing.begin"),
            ("fill", "assessing.fill"),
            ("show", "assessing.show"),
            ("report", "assessing.report"),
        ),
    ),
    (
        "key",
        "签名密钥 · the keys that sign the log",
        (("show", "keys.show"), ("make", "keys.make"), ("rotate", "keys.rotate")),
    ),
    (
        "witness",
        "见证人：联署一致的日志 · a witness, who cosigns logs that stay consistent",
        (
            ("init", "witnesses.init"),
            ("trust", "witnesses.trust"),
            ("serve", "witnesses.serve"),
            ("check", "witnesses.check"),
            ("show", "witnesses.show"),
        ),
    ),
    (
        "users",
        "用户与权限，由维护者管理 · users and rights, the maintainer's",
        (("list", "offices.users"), ("add", "offices.add"), ("grant", "offices.grant"), ("revoke", "offices.revoke")),
    ),
    (
        "token",
        "程序用的令牌 · tokens for programs",
        (("create", "tokens.create"), ("list", "tokens.listing"), ("revoke", "tokens.revoke")),
    ),
    (
        "shelf",
        "规则架 · the rulebooks",
        (
            ("list", "shelves.listing"),
            ("show", "shelves.show"),
            ("diff", "comparing.diff"),
            ("check", "shelves.check"),
            ("test", "shelves.test"),
        ),
    ),
    (
        "exchange",
        "与其他登记机构交换登记结果 · records from and to other offices",
        (
            ("send", "exchange.send"),
            ("receive", "exchange.receive"),
            ("pull", "exchange.pull"),
            ("push", "exchange.push"),
            ("list", "exchange.listing"),
            ("refused", "exchange.refused"),
            ("network", "exchange.network"),
        ),
    ),
    ("calendar", "工作日历 · working days", (("show", "terms.show"), ("install", "terms.install"))),
)
_PEERS = (
    "peers",
    "认识哪些机构，凭哪些公钥 · which offices are known, and by which keys",
    (("add", "exchange.add"), ("list", "exchange.peers"), ("drop", "exchange.drop")),
)


def _named(name: str) -> Any:
    """What "module.name" means in this package."""
    module, _, of = name.partition(".")
    return getattr(import_module(f"guiju.faces.cli.{module}"), of)


def build(first: str = "", *, alone: bool = True) -> typer.Typer:
    """The commands, each with its help in both languages: those under the word `first`, or all if it is none of theirs.

    `alone`: a group without a command prints its help.
    """
    app = typer.Typer(
        help="规矩：让规则条文直接运行 · the text of a rule becomes a procedure that runs",
        epilog=_EPILOG,
        no_args_is_help=alone,
        add_completion=False,
        context_settings=_SETTINGS,
        pretty_exceptions_enable=False,
    )
    app.callback()(_front)
    whole = first not in {name for name, *_ in (*_COMMANDS, *_GROUPS)}
    for name, command in _COMMANDS:
        if whole or name == first:
            app.command(name, epilog=_EPILOG)(_named(command))
    for name, about, commands in _GROUPS:
        if whole or name == first:
            app.add_typer(_group(name, about, commands, alone), name=name)
    return app


def _group(name: str, about: str, commands: tuple[tuple[str, str], ...], alone: bool) -> typer.Typer:
    """A group; `deposit` takes a file where others take a command, and `exchange` has the one group inside a group."""
    kind = _named("deposits.Depositing") if name == "deposit" else None
    group = typer.Typer(help=about, epilog=_EPILOG, no_args_is_help=alone, cls=kind)
    for verb, command in commands:
        group.command(verb, epilog=_EPILOG)(_named(command))
    if name == "exchange":
        group.add_typer(_group(*_PEERS, alone), name=_PEERS[0])
    return group


def _told(version: bool) -> None:
    """The version where other words stand beside it; alone it is answered before anything is loaded."""
    if version:
        from guiju import __version__

        emit({"version": __version__}) if paper().json else say(f"guiju {__version__}")
        raise typer.Exit(DONE)


def _front(
    as_json: bool = typer.Option(False, "--json", help="以 JSON 输出 · print JSON"),
    lang: str = typer.Option(
        "zh", "--lang", metavar="zh|en", help="语言，亦可设 GUIJU_LANG · language, or set GUIJU_LANG"
    ),
    version: bool = typer.Option(False, "--version", "-V", is_eager=True, callback=_told, help="版本 · version"),
) -> None:
    """规矩：让规则条文直接运行 · the text of a rule becomes a procedure that runs"""


def sheet(words: list[str]) -> tuple[Paper, list[str]]:
    """Take `--json` and `--lang` out, wherever they stand, so that no command needs to know of them."""
    lang, as_json, rest = os.environ.get("GUIJU_LANG") or "zh", False, []
    queue = iter(words)
    for word in queue:
        if word == "--json":
            as_json = True
        elif word == "--lang":
            lang = next(queue, "")
        elif word.startswith("--lang="):
            lang = word.partition("=")[2]
        else:
            rest.append(word)
    lang = "zh" if lang.startswith("zh") else lang
    if lang not in LANGUAGES:
        raise trouble("language", f"没有这种语言：{lang}", f"no such language: {lang}; use zh or en", code=USAGE)
    return Paper(lang, as_json), rest


def run(words: list[str]) -> int:
    """One command from words to exit code."""
    try:
        page, rest = sheet(words)
    except Trouble as error:
        problem(error.problem)
        return error.problem.code
    with laid(page):
        code = _done(page, rest)
        office.leave()
        return code


def _done(page: Paper, rest: list[str]) -> int:
    try:
        # for programs wrong usage is told in the form of every other No, not drawn in a box
        code = typer.main.get_command(build(rest[0] if rest else "", alone=not page.json)).main(
            rest, prog_name="guiju", standalone_mode=not page.json
        )
        return code if isinstance(code, int) else DONE
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else DONE if stop.code is None else USAGE
    except BrokenPipeError:
        return _unread(DONE)
    except Exception as error:
        try:
            return _failed(error)
        except BrokenPipeError:
            return _unread(REFUSED)


def _unread(code: int) -> int:
    """The reader has seen enough: nothing more is printed, not even by the interpreter as it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def _failed(error: Exception) -> int:
    """Errors that a person can mend are told in the same form as a refusal; what is left is a defect of ours."""
    if isinstance(error, Trouble):
        problem(error.problem)
        return error.problem.code
    told = _mendable(error)
    if told is None:
        if os.environ.get("GUIJU_DEBUG"):
            import traceback

            traceback.print_exception(error)
        told = defect(error)
    problem(told)
    return told.code


def _mendable(error: Exception) -> Problem | None:
    """A rulebook or data file that is wrong: by the class's name, so that no reader is loaded only to fail."""
    names = {kind.__name__ for kind in type(error).__mro__}
    if "ClickException" in names:
        said = error.format_message()  # type: ignore[attr-defined]
        return Problem(kind="usage", text=Text(said, said), code=USAGE)
    if "ShelfError" in names:
        return Problem(kind="shelf", text=Text(error.say("zh"), error.say("en")))  # type: ignore[attr-defined]
    if "KeysError" in names:
        return Problem(kind=f"keys.{error.kind}", text=error.text, remedy=error.remedy)  # type: ignore[attr-defined]
    if "ScanError" in names:
        return Problem(kind=f"scan.{error.kind}", text=error.text, remedy=error.remedy)  # type: ignore[attr-defined]
    if "KeysError" in names:
        return Problem(kind="keys", text=error.text, remedy=error.remedy)  # type: ignore[attr-defined]
    if "LogError" in names:
        return Problem(kind="log", text=error.text)  # type: ignore[attr-defined]
    if isinstance(error, FileNotFoundError) and error.filename:
        name = Path(str(error.filename)).name
        return Problem(
            kind="not_found", text=Text(f"没有这个文件：{name}", f"there is no such file: {name}"), code=USAGE
        )
    if isinstance(error, OSError) and error.filename and error.strerror:
        name = str(error.filename)
        return Problem(kind="file", text=Text(f"{name}：{error.strerror}", f"{name}: {error.strerror}"))
    return None
