"""The pages about the API: every command that they show is run, and both languages show the same ones."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from urllib.parse import quote, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guiju.kit.scan_jobs import WORKS
from guiju.store import jobs_run
from tests.contract.programs import SECRET, TABLE, Answer, Desk, told
from tests.contract.programs import full as answers_of

DOCS = Path(__file__).resolve().parents[2] / "docs"


def shown(language: str) -> list[str]:
    """The lines of the code blocks of a page."""
    page = (DOCS / language / "api.md").read_text("utf-8")
    return [line for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL) for line in block.splitlines()]


def curl(line: str, token: str, papers: dict[str, object], job: str) -> Answer:
    """The request of a line, as curl would send it."""
    words = iter(shlex.split(line)[1:])
    headers, body, files, url, method = {}, None, dict[str, object](), "", "POST"
    for word in words:
        if word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value.replace("$TOKEN", token)
        elif word == "-d":
            said = next(words)
            body = papers[said.removeprefix("@")] if said.startswith("@") else json.loads(said)
        elif word == "-X":
            method = next(words)
        elif word == "-F":
            field, _, value = next(words).partition("=")
            files[field] = SimpleUploadedFile(value[1:], TABLE) if value.startswith("@") else value
        else:
            url = word.removeprefix("$GUIJU").replace("$JOB", job)
    kind = headers.pop("Content-Type", "")
    if files:
        return told(Client().post(url, files, headers=headers))
    if body is not None:
        return told(Client().generic(method, url, json.dumps(body), content_type=kind, headers=headers))
    split = urlsplit(url)
    return told(Client().get(f"{split.path}?{quote(split.query, safe='=&')}", headers=headers))


def test_both_languages_show_the_same_commands() -> None:
    assert shown("en") == shown("zh") and len(shown("en")) > 10


def test_every_command_shown_works(desk: Desk) -> None:
    place = desk.application()["place"]
    papers: dict[str, object] = {}
    token, job = desk.token("bureau"), ""
    for line in shown("en"):
        if line.startswith("guiju "):
            continue  # run by test_tokens.py
        answer = curl(line, token, papers, job)
        assert answer.status in (200, 201, 202), (line, answer.body)
        if line.endswith('/scans"'):
            upload, job = answer.json["upload"], answer.json["id"]
            assert jobs_run.work(desk.office, WORKS)  # as guiju serve does
            papers["draft.json"] = {"place": place, "answers": answers_of(desk.office.today()), "upload": upload}
        if line.endswith('/check"'):
            papers["case.json"] = {"place": place, "facts": {**answer.json["answers"], **SECRET}, "upload": upload}
    assert papers.keys() == {"draft.json", "case.json"}
