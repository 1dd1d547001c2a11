"""A served office as programs meet it: requests byte by byte, over a socket, to the processes of `guiju serve`."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from tests.contract.programs import V1, Answer

HOST, WAIT = "127.0.0.1", 600.0
MIDDLE = b"\r\n--guiju"
TAIL = MIDDLE + b"--\r\n"
FORM = {"Content-Type": "multipart/form-data; boundary=guiju"}


@dataclass(frozen=True, slots=True)
class Wire:
    """Where the office answers, whose folders it writes to, what it logs, and the token of who calls."""

    port: int
    process: int
    home: Path
    spare: Path
    log: Path
    token: str
    today: date

    def proof(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def ask(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
        """`body` may be an iterator of pieces, if the headers say how long it is."""
        connection = HTTPConnection(HOST, self.port, timeout=WAIT)
        try:
            connection.request(method, V1 + path, body, {**self.proof(), **(headers or {})})
            answer = connection.getresponse()
            said = {name.title(): value for name, value in answer.getheaders()}
            return Answer(answer.status, said, answer.read())
        finally:
            connection.close()

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def hand_in(self, path: Path, name: str, **fields: str) -> Answer:
        """A file, piece by piece."""
        head = b"".join(map(field, fields, fields.values())) + opening(name)
        length = len(head) + path.stat().st_size + len(TAIL)
        return self.ask("POST", "/scans", _pieces(head, path), {**FORM, "Content-Length": str(length)})

    @contextmanager
    def begun(self, headers: dict[str, str], body: bytes = b"", proof: bool = True) -> Iterator[socket.socket]:
        """A request of which more is promised than comes."""
        told = {"Host": HOST, **FORM, **(self.proof() if proof else {}), **headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        with socket.create_connection((HOST, self.port), timeout=30) as line:
            line.sendall(f"POST {V1}/scans HTTP/1.1\r\n{head}\r\n".encode() + body)
            yield line

    def over(self, id: str) -> Any:
        """The job, once it has ended."""
        deadline = time.monotonic() + WAIT
        while (job := self.get(f"/jobs/{id}").json)["state"] in ("waiting", "running"):
            assert time.monotonic() < deadline, f"it never ends: {job}"
            time.sleep(0.05)
        return job

    def count(self) -> int:
        """How many jobs there are."""
        seen, after = 0, ""
        while True:
            page = self.get(f"/jobs?limit=100{after}").json
            seen += len(page["items"])
            if not page["next"]:
                return seen
            after = f"&after={page['next']}"

    def kept(self) -> set[str]:
        """The files of those who handed them in."""
        folder = self.home / "uploads"
        return {path.name for path in folder.iterdir()} if folder.is_dir() else set()

    def half_done(self) -> list[str]:
        """What lies about while something is received, or worked on."""
        folders = [folder for folder in (self.spare, self.home / "jobs") if folder.is_dir()]
        return [str(path) for folder in folders for path in folder.iterdir()]

    def until(self, busy: bool) -> None:
        """Until something lies about, or nothing any more."""
        deadline = time.monotonic() + 30
        while bool(self.half_done()) != busy:
            assert time.monotonic() < deadline, self.half_done()
            time.sleep(0.02)

    def logged(self) -> list[Any]:
        """The lines of the log after what greets people; each of them must be JSON."""
        greeting, _, lines = self.log.read_text("utf-8").partition("Ctrl-C")
        assert greeting and lines
        return [json.loads(line) for line in lines.splitlines()[1:]]

    def memory(self) -> int:
        """The most that any of its processes has taken, in megabytes."""
        return max(peak(process) for process in family(self.process))


def opening(name: str | bytes, more: str = "") -> bytes:
    """What stands before the content of a file. A name that is given as text is written as browsers write it."""
    if isinstance(name, str):
        name = written(name).encode()
    called = b'; filename="' + name + b'"' if name else b""
    said = b'--guiju\r\nContent-Disposition: form-data; name="file"' + called + more.encode()
    return said + b"\r\nContent-Type: text/csv\r\n\r\n"


def written(name: str) -> str:
    """A name as browsers write it into a form."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def field(name: str, value: str) -> bytes:
    return f'--guiju\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()


def _pieces(head: bytes, path: Path) -> Iterator[bytes]:
    yield head
    with path.open("rb") as file:
        yield from iter(lambda: file.read(1 << 20), b"")
    yield TAIL


def family(process: int) -> list[int]:
    """A process and all that it has started."""
    found = [process]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            found += map(int, task.read_text().split())
    return found


def peak(process: int) -> int:
    try:
        told = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text("utf-8"))
    except OSError:
        return 0  # it has ended meanwhile
    return int(told[1]) >> 10 if told else 0
