"""`guiju witness`: somebody else than the office watches that its log never contradicts itself, and says so."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from guiju.faces.cli.keys import asked_once, asked_twice, tell_how_to_keep
from guiju.faces.cli.paper import emit, paper, say, t, tell
from guiju.kit.says import REFUSED, USAGE, trouble

if TYPE_CHECKING:
    from guiju.kernel.notes import Note
    from guiju.store.witness import Answer, Evidence, Known, Witness

_FOLDER = typer.Argument(metavar="FOLDER", help="见证人的文件夹 · the witness's folder")
_NAME = typer.Option("--name", metavar="NAME", help="见证人名称，如 witness.example/w1 · the witness's name")
_KEY = typer.Option("--key", metavar="FILE", help="日志的公钥文件 log.pub · the log's public keys")
_ORIGIN = typer.Option("--origin", metavar="NAME", help="日志名称，默认即公钥名 · the log's name, if not its keys'")
_PORT = typer.Option("--port", min=0, max=65535, help="端口 · port")
_LOG = typer.Argument(metavar="LOG", help="日志的文件夹或网址 · a published log: its folder or address")
_OUT = typer.Option("--out", metavar="FILE", help="把联署的一行写入文件 · write the cosignature line to a file")


def init(folder: Annotated[Path, _FOLDER], name: Annotated[str, _NAME]) -> None:
    """设立见证人，生成其密钥 · set up a witness and make its key"""
    from guiju.store.signing import check_new
    from guiju.store.witness import make_witness

    check_new(folder, name)
    made = make_witness(folder, name, asked_twice())
    vkey = made.keys.verifiers()[0].vkey
    if paper().json:
        emit({"name": name, "vkey": vkey, "folder": str(folder)})
        return
    say(t(f"✓ 见证人 {name}", f"✓ the witness {name}"), "green")
    say(vkey)
    tell_how_to_keep(made.keys)


def trust(
    folder: Annotated[Path, _FOLDER], key: Annotated[Path, _KEY], origin: Annotated[str | None, _ORIGIN] = None
) -> None:
    """认识一个日志的公钥 · get to know a log by its public keys"""
    from guiju.store.signing import read_keys
    from guiju.store.witness import open_witness

    try:
        text = key.read_text("utf-8")
    except UnicodeDecodeError:
        raise trouble("key", f"{key} 不是公钥文件", f"{key} is no file of public keys", code=USAGE) from None
    known = open_witness(folder).trust(read_keys(text), origin)
    if paper().json:
        emit(_known(known))
    else:
        zh, en = f"✓ {known.origin}：{len(known.keys)} 个密钥", f"✓ {known.origin}: {len(known.keys)} keys"
        say(t(zh, en), "green")


def serve(folder: Annotated[Path, _FOLDER], port: Annotated[int, _PORT] = 8010) -> None:
    """应答日志的联署请求，只供本机访问 · answer logs that ask, for this machine only"""
    from guiju.faces.cli.serve import HOST, reserve
    from guiju.kit.witnessing import server
    from guiju.store.witness import today

    made = _opened(folder)
    made.keys.signers(today())  # a wrong passphrase is told now, not to the first log that asks
    reserve(port)
    with server(made, HOST, port) as running:
        url = f"http://{HOST}:{running.server_port}/"
        if paper().json:
            emit({"url": url, "name": made.keys.origin, "folder": str(folder)})
        else:
            say(f"{t('见证人', 'witness')} {made.keys.origin}: {url}", "bold green")
            say(t("按 Ctrl-C 停止", "Ctrl-C stops it"), "dim")
        sys.stdout.flush()  # whoever reads it through a pipe waits for the address
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            return


def check(
    folder: Annotated[Path, _FOLDER], log: Annotated[str, _LOG], out: Annotated[Path | None, _OUT] = None
) -> None:
    """读取已公布的日志，一致则联署 · read a published log, and cosign it if it is consistent"""
    from guiju.kernel.notes import NoteError
    from guiju.store.publication import UnreadableError, at
    from guiju.store.witness import TOLD

    made = _opened(folder)
    try:
        answer = made.look(at(log))
    except (NoteError, UnreadableError) as error:
        raise trouble("log", error.text.zh, error.text.en) from None
    if answer.verdict.text is not None:
        remedy = TOLD if answer.verdict.fork else None
        raise trouble(answer.verdict.kind, answer.verdict.text.zh, answer.verdict.text.en, remedy=remedy)
    _tell_lines(answer, out)


def _tell_lines(answer: Answer, out: Path | None) -> None:
    assert answer.note is not None
    lines = "".join(map(str, answer.lines))
    if out is not None:
        out.write_text(lines, "utf-8")
    if paper().json:
        emit({"size": answer.seen, "lines": lines, "note": answer.note.encode().decode()})
        return
    say(t(f"✓ 一致，已联署 {answer.seen} 条", f"✓ consistent: {answer.seen} leaves cosigned"), "green", to=sys.stderr)
    print(lines, end="")


def show(folder: Annotated[Path, _FOLDER]) -> None:
    """见证人认识的日志和所发现的矛盾 · the logs that a witness knows, and what they were caught at"""
    from guiju.store.witness import open_witness

    made = open_witness(folder)
    logs, evidence = made.logs(), made.evidence()
    if paper().json:
        found = [_evidence(one) for one in evidence]
        emit({"name": made.keys.origin, "logs": [_known(one) for one in logs], "evidence": found})
    else:
        say(f"{made.keys.origin}", "bold")
        for known in logs:
            say(_line(known, made))
        for one in evidence:
            _tell_evidence(one)
    if evidence:
        raise typer.Exit(REFUSED)


def _line(known: Known, made: Witness) -> str:
    if known.note is None or known.seen is None:
        return f"  {known.origin}  {t('尚未联署', 'not cosigned yet')}"
    size = t(f"{known.seen.size} 条", f"{known.seen.size} leaves")
    return f"  {known.origin}  {size}  {_moment(known.note, made)}"


def _moment(note: Note, made: Witness) -> str:
    """When the witness cosigned last."""
    from guiju.kernel.notes import cosigned_at

    ours = {(key.name, key.id) for key in made.keys.verifiers()}
    moments = [cosigned_at(line.value) for line in note.signatures if (line.name, line.id) in ours]
    return datetime.fromtimestamp(max(moments), UTC).isoformat() if moments else ""


def _tell_evidence(one: Evidence) -> None:
    from guiju.store.witness import TOLD

    say(t(f"✗ {one.origin} 自相矛盾（{one.found}）", f"✗ {one.origin} contradicts itself ({one.found})"), "bold red")
    say(one.before.rstrip())
    say(t("—— 与下列校验点不能并存 ——", "-- excludes --"), "dim")
    say(one.after.rstrip())
    say(tell(TOLD), "dim")


def _known(known: Known) -> dict[str, Any]:
    return {
        "origin": known.origin,
        "keys": [key.vkey for key in known.keys],
        "size": known.seen.size if known.seen else None,
        "note": known.note.encode().decode() if known.note else None,
    }


def _evidence(one: Evidence) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("origin", "found", "before", "after", "instead", "proof")}


def _opened(folder: Path) -> Witness:
    """A witness that is about to sign; its passphrase is asked for where a person can answer."""
    from guiju.store.witness import open_witness

    made = open_witness(folder)
    words = asked_once(made.keys)
    return made if words is None else open_witness(folder, words)
