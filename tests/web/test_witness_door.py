"""A witness over HTTP: statuses and headers of c2sp.org/tlog-witness, and a log that asks it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from guiju.kernel.notes import CosignatureKey, Note, Signature, parse_note, sign, verified
from guiju.kernel.witness import Request
from guiju.kit import witnessing
from guiju.store.publication import UnreadableError, at
from guiju.store.witness import Witness, digest, make_witness
from guiju.store.witnesses import WitnessError, ask, with_signatures
from tests.laws.little_log import KEY, ORIGIN, LittleLog, leaves

HOST = "127.0.0.1"


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    made = make_witness(tmp_path / "witness", "witness.example/w1", demo=True)
    made.trust([KEY.verifier])
    return made


@pytest.fixture
def port(witness: Witness) -> Iterator[int]:
    server = witnessing.server(witness, HOST, 0)
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    running.start()
    yield server.server_port
    server.shutdown()
    running.join()
    server.server_close()


def call(port: int, method: str, path: str, body: bytes | None = None) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(HOST, port, timeout=10)
    connection.request(method, path, body)
    answer = connection.getresponse()
    found = answer.read()
    connection.close()
    return answer, found


def add(port: int, request: Request) -> tuple[int, str, bytes]:
    answer, body = call(port, "POST", "/add-checkpoint", request.encode())
    return answer.status, str(answer.headers["Content-Type"]), body


def test_a_checkpoint_is_cosigned_and_shown(port: int, witness: Witness) -> None:
    log = LittleLog(leaves(5))
    place = f"/{digest(ORIGIN)}/checkpoint"
    assert call(port, "GET", place)[0].status == 404
    status, kind, body = add(port, log.request(0))
    assert (status, kind) == (200, "text/plain; charset=utf-8")
    note = parse_note(log.note().encode() + body)
    keys = [KEY.verifier, *witness.keys.verifiers()]
    assert len(verified(note, keys)) == 2
    answer, shown = call(port, "GET", place)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert parse_note(shown) == note
    head, nothing = call(port, "HEAD", place)
    assert (head.status, head.headers["Content-Length"], nothing) == (200, str(len(shown)), b"")


def test_another_size_is_told_as_the_text_says(port: int) -> None:
    log = LittleLog(leaves(5))
    add(port, log.request(0))
    log.grow(leaves(4))
    assert add(port, log.request(3)) == (409, "text/x.tlog.size", b"5\n")
    assert add(port, LittleLog(leaves(9, "other")).request(5))[0] == 422


def test_every_no_says_why(port: int) -> None:
    request = LittleLog(leaves(5)).request(0)
    line = request.note.signatures[0]
    spoilt = replace(request, note=Note(request.note.text, (Signature(line.name, line.id, bytes(64)),)))
    asked = {
        (400, b"old x\n\n"): None,
        (400, replace(request, old=6).encode()): None,
        (403, spoilt.encode()): None,
        (404, request.encode().replace(b"register", b"elsewhere")): None,
        (413, bytes(witnessing.LONGEST + 1)): None,
    }
    for status, body in asked:
        answer, told = call(port, "POST", "/add-checkpoint", body)
        english, chinese = told.decode().splitlines()
        assert (answer.status, english.isascii(), chinese.isascii()) == (status, True, False), told


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/add-checkpoint", 405),
        ("POST", f"/{digest(ORIGIN)}/checkpoint", 405),
        ("GET", "/", 404),
        ("GET", "/../keys/keys.json", 404),
        ("GET", f"/{'0' * 64}/checkpoint", 404),
        ("GET", "/keys/checkpoint", 404),
    ],
)
def test_there_are_two_addresses(port: int, method: str, path: str, status: int) -> None:
    assert call(port, method, path, b"" if method == "POST" else None)[0].status == status


def test_a_damaged_memory_is_a_fault_of_the_witness(port: int, witness: Witness) -> None:
    (witness.folder / "logs" / f"{digest(ORIGIN)}.json").write_text("{}")
    assert add(port, LittleLog(leaves(5)).request(0))[0] == 500


# --- the log that asks ------------------------------------------------------------------------------------------------


def test_a_log_asks_and_adds_the_cosignature(port: int, witness: Witness) -> None:
    log = LittleLog(leaves(5))
    keys = witness.keys.verifiers()
    first = ask(f"http://{HOST}:{port}/", log.note(), 0, log.tree.consistency, keys)
    note = with_signatures(log.note(), first)
    assert len(verified(note, [KEY.verifier, *keys])) == 2
    again = ask(f"http://{HOST}:{port}", log.note(), 5, log.tree.consistency, keys)
    assert len(with_signatures(note, again).signatures) == 2


@pytest.mark.parametrize("remembered", [0, 3, 9])
def test_a_log_that_forgot_is_told_the_size_and_asks_again(port: int, witness: Witness, remembered: int) -> None:
    log = LittleLog(leaves(5))
    url, keys = f"http://{HOST}:{port}", witness.keys.verifiers()
    ask(url, log.note(), 0, log.tree.consistency, keys)
    log.grow(leaves(4))
    assert len(ask(url, log.note(), remembered, log.tree.consistency, keys)) == 1


def refused(url: str, log: LittleLog, old: int, witness: Witness, timeout: float = 5) -> str:
    with pytest.raises(WitnessError) as told:
        ask(url, log.note(), old, log.tree.consistency, witness.keys.verifiers(), timeout)
    return told.value.kind


def test_a_log_that_went_back_or_was_rewritten_gets_nothing(port: int, witness: Witness) -> None:
    url, log = f"http://{HOST}:{port}", LittleLog(leaves(5))
    ask(url, log.note(), 0, log.tree.consistency, witness.keys.verifiers())
    assert refused(url, LittleLog(leaves(3)), 0, witness) == "ahead"
    assert refused(url, LittleLog(leaves(9, "other")), 5, witness) == "status_422"
    assert refused(url, LittleLog(leaves(5, "other")), 5, witness) == "status_422"


def test_a_key_that_is_not_the_witnesss_is_ignored(port: int, tmp_path: Path) -> None:
    stranger = make_witness(tmp_path / "stranger", "witness.example/w2", demo=True)
    assert refused(f"http://{HOST}:{port}", LittleLog(leaves(5)), 0, stranger) == "stranger"


@contextmanager
def saying(body: bytes, status: int = 200) -> Iterator[str]:
    """A witness that answers anything with the same words."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer((HOST, 0), Handler) as server:
        running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        running.start()
        yield f"http://{HOST}:{server.server_port}"
        server.shutdown()
        running.join()


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b"", 200, "answer"),
        (b"hello\n", 200, "answer"),
        (b"\xff\n", 200, "answer"),
        ("— a YQ==\n".encode(), 200, "answer"),
        (b"no number\n", 409, "answer"),
        (b"0\n", 409, "status_409"),
        (b"99\n", 409, "ahead"),
        (b"<b>no</b>\n\n", 500, "status_500"),
    ],
)
def test_what_a_witness_may_answer(witness: Witness, body: bytes, status: int, kind: str) -> None:
    with saying(body, status) as url:
        assert refused(url, LittleLog(leaves(5)), 0, witness) == kind


def test_a_wrong_signature_under_the_witnesss_name_is_refused(witness: Witness) -> None:
    log, private = LittleLog(leaves(5)), Ed25519PrivateKey.generate()
    other = sign(log.note().text, [CosignatureKey("witness.example/w1", private, lambda: 1)]).signatures[0]
    (known,) = witness.keys.verifiers()
    with saying(str(Signature(known.name, known.id, other.value)).encode()) as url:
        assert refused(url, log, 0, witness) == "answer"


def test_a_witness_that_does_not_answer_costs_no_more_than_the_time_given(witness: Witness) -> None:
    log = LittleLog(leaves(5))
    with socket.socket() as silent:
        silent.bind((HOST, 0))
        assert refused(f"http://{HOST}:{silent.getsockname()[1]}", log, 0, witness) == "no_answer"
        silent.listen()
        assert refused(f"http://{HOST}:{silent.getsockname()[1]}", log, 0, witness, 0.1) == "no_answer"
    assert refused("ftp://localhost/", log, 0, witness) == "address"


# --- a log that is read over HTTP -------------------------------------------------------------------------------------


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            file = folder / self.path.lstrip("/")
            self.send_response(200 if file.is_file() else 404)
            self.end_headers()
            self.wfile.write(file.read_bytes() if file.is_file() else b"")

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer((HOST, 0), Handler) as server:
        running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        running.start()
        yield f"http://{HOST}:{server.server_port}/"
        server.shutdown()
        running.join()


def test_a_published_log_is_read_by_its_address(witness: Witness, tmp_path: Path) -> None:
    log = LittleLog(leaves(300))
    with serving(log.publish(tmp_path / "log")) as url:
        assert witness.look(at(url)).verdict.cosigns
        LittleLog(leaves(301, "other")).publish(tmp_path / "log")
        assert witness.look(at(url)).verdict.fork
        (tmp_path / "log/checkpoint").unlink()
        with pytest.raises(UnreadableError):
            witness.look(at(url))
