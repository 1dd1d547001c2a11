"""The two addresses of a witness (c2sp.org/tlog-witness) as a small WSGI program: no database, no framework.

POST /add-checkpoint              a log asks for a cosignature
GET  /<hash of origin>/checkpoint what was cosigned last, for whoever watches the log
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from http import HTTPStatus
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from guiju.kernel.notes import NoteError
from guiju.kernel.values import Text
from guiju.kernel.witness import CONFLICT, parse_request
from guiju.store.sealing import KeysError
from guiju.store.witness import Witness

if TYPE_CHECKING:
    from wsgiref.types import InputStream, StartResponse, WSGIApplication, WSGIEnvironment

LONGEST = 1 << 16  # a checkpoint with sixty-three hashes and its signatures is far shorter
WAIT = 30  # seconds that a caller may take over a line
PLAIN, SIZE = "text/plain; charset=utf-8", "text/x.tlog.size"
Reply = tuple[int, str, bytes]


def application(witness: Witness) -> WSGIApplication:
    """The program of one witness."""

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        try:
            status, kind, body = _reply(witness, environ)
        except KeysError as error:  # its own memory or key is damaged: an operator must look
            print(error, file=sys.stderr)
            status, kind, body = _told(HTTPStatus.INTERNAL_SERVER_ERROR, error.text)
        heads = [("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
        start(f"{status} {HTTPStatus(status).phrase}", [*heads, ("X-Content-Type-Options", "nosniff")])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    return answer


def _reply(witness: Witness, environ: WSGIEnvironment) -> Reply:
    path, method = str(environ.get("PATH_INFO", "")), environ["REQUEST_METHOD"]
    shown = re.fullmatch(r"/([0-9a-f]{64})/checkpoint", path)
    allowed = ("POST",) if path == "/add-checkpoint" else ("GET", "HEAD") if shown else ()
    if not allowed:
        return _told(HTTPStatus.NOT_FOUND, Text("没有这个地址", "there is no such address"))
    if method not in allowed:
        return _told(HTTPStatus.METHOD_NOT_ALLOWED, Text(f"请用 {allowed[0]}", f"use {allowed[0]}"))
    if shown:
        known = witness.known(shown[1])
        if known is None or known.note is None:
            return _told(HTTPStatus.NOT_FOUND, Text("尚未联署此日志", "nothing of this log has been cosigned"))
        return HTTPStatus.OK, PLAIN, known.note.encode()
    body = _body(environ)
    if body is None:
        zh, en = f"请求须写明长度，不超过 {LONGEST} 字节", f"a request states its length, {LONGEST} bytes at most"
        return _told(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, Text(zh, en))
    return _cosigned(witness, body)


def _body(environ: WSGIEnvironment) -> bytes | None:
    length = str(environ.get("CONTENT_LENGTH") or "")
    if not re.fullmatch(r"[0-9]{1,6}", length) or int(length) > LONGEST:
        return None
    source: InputStream = environ["wsgi.input"]
    return source.read(int(length))


def _cosigned(witness: Witness, body: bytes) -> Reply:
    try:
        answer = witness.submit(parse_request(body))
    except NoteError as error:
        return _told(HTTPStatus.BAD_REQUEST, error.text)
    if answer.verdict.status == CONFLICT:
        return CONFLICT, SIZE, f"{answer.seen}\n".encode()
    if answer.verdict.text is not None:
        return _told(answer.verdict.status, answer.verdict.text)
    return HTTPStatus.OK, PLAIN, "".join(map(str, answer.lines)).encode()


def _told(status: int, text: Text) -> Reply:
    return status, PLAIN, f"{text.en}\n{text.zh}\n".encode()


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that went away, or was too slow, is no news."""


class _Handler(WSGIRequestHandler):
    timeout = WAIT

    def log_message(self, format: str, *args: object) -> None:
        """Who asked is nobody's business."""


def server(witness: Witness, host: str, port: int) -> WSGIServer:
    """A server that answers when `serve_forever` runs; every caller has a thread."""
    return make_server(host, port, application(witness), server_class=_Server, handler_class=_Handler)
