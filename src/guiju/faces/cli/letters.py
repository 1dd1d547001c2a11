"""`guiju case letters` and `guiju case letter`: the letters of a case, to read, to print, to prove."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from guiju.faces.cli.office import opened
from guiju.faces.cli.paper import emit, paper, say, t, table, tell
from guiju.kit.says import USAGE, trouble

_NUMBER = typer.Argument(metavar="NUMBER", help="案件号 · number of the case")
_WHICH = typer.Argument(metavar="N", help="第几份，见 letters · which one, as `letters` lists them")
_PDF = typer.Option("--pdf", metavar="FILE", help="存为 PDF，内附凭证 · write it as PDF, its proof inside")
_OUT = typer.Option("--out", metavar="FILE", help="凭证写入此文件 · write its proof to this file")


def letters(number: Annotated[str, _NUMBER]) -> None:
    """案件的文书：编号、文号、致何人、日期 · the letters of a case: number, addressee, day"""
    found = _letters(number)
    if paper().json:
        emit(found)
        return
    heads = t("序号 文书 文号 致 日期", "no letter number to day").split()
    rows = [
        (str(place), tell(one["title"]), one["number"] or "", tell(one["to_label"]), one["on"])
        for place, one in enumerate(found, 1)
    ]
    table(heads, rows)


def letter(
    number: Annotated[str, _NUMBER],
    which: Annotated[int, _WHICH] = 1,
    pdf: Annotated[Path | None, _PDF] = None,
    out: Annotated[Path | None, _OUT] = None,
) -> None:
    """一份文书，可存为 PDF 并离线核验 · one letter; as PDF it can be checked offline"""
    from guiju.kit.looks import look
    from guiju.kit.posted import letter_pdf_of, letter_proof_of, posted

    found = _letters(number)
    if not 1 <= which <= len(found):
        zh, en = f"{number} 有 {len(found)} 份文书", f"{number} has {len(found)} letters"
        raise trouble("no_letter", zh, en, code=USAGE)
    one, office = found[which - 1], opened()
    if pdf is not None or out is not None:
        sent = posted(office, one["act"], one["place"], lambda case: look(office, case))
        for file, draw in ((pdf, letter_pdf_of), (out, letter_proof_of)):
            if file is not None:
                file.write_bytes(draw(office, sent))
                say(str(file))
        return
    if paper().json:
        emit(one)
        return
    _show(one)


def _letters(number: str) -> list[dict[str, Any]]:
    from guiju.kit.looks import look
    from guiju.kit.posted import of_case

    return of_case(look(opened(), number))


def _show(one: dict[str, Any]) -> None:
    say(f"{tell(one['title'])}  {one['number'] or one['case']}", "bold")
    for line in tell(one["text"]).split("\n"):
        say(line)
    for number, item in enumerate(one["lists"], 1):
        label = tell(item["label"]) if item.get("label") else item["ground"]
        cited = f" [{tell(item['provision'])}]" if item.get("provision") else ""
        say(f"  {number}. {label}" + (f": {tell(item['remedy'])}" if item.get("remedy") else "") + cited)
    say(f"{one['office']}  {one['on']}", "dim")
