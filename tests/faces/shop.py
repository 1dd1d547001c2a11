"""An object store of one bucket on this machine, as small as a test needs: lists, heads and gets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

BUCKET = "shop"


class _Door(BaseHTTPRequestHandler):
    objects: Mapping[str, bytes] = {}

    def log_message(self, format: str, *arguments: object) -> None:
        """Silent."""

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        parts = urlsplit(self.path)
        key = unquote(parts.path).removeprefix(f"/{BUCKET}").strip("/")
        asked = parse_qs(parts.query, keep_blank_values=True)
        if "list-type" in asked:
            content, code = self._list(asked.get("prefix", [""])[0]), 200
        elif not key or key in self.objects:
            content, code = self.objects.get(key, b""), 200
        else:
            content, code = b"", 404
        self.send_response(code)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Last-Modified", "Sat, 01 Nov 2025 00:00:00 GMT")
        self.end_headers()
        if body:
            self.wfile.write(content)

    def _list(self, prefix: str) -> bytes:
        items = [
            f"<Contents><Key>{escape(key)}</Key><Size>{len(content)}</Size>"
            "<LastModified>2025-11-01T00:00:00.000Z</LastModified></Contents>"
            for key, content in sorted(self.objects.items())
            if key.startswith(prefix)
        ]
        return (
            '<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
            f"<Name>{BUCKET}</Name><KeyCount>{len(items)}</KeyCount><IsTruncated>false</IsTruncated>"
            f"{''.join(items)}</ListBucketResult>"
        ).encode()


@contextmanager
def shop(objects: Mapping[str, bytes]) -> Iterator[str]:
    """The options that stand behind an address to reach it."""
    door = type("Door", (_Door,), {"objects": objects})
    with ThreadingHTTPServer(("127.0.0.1", 0), door) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"?scheme=http&endpoint_override=127.0.0.1:{server.server_port}&region=us-east-1"
        server.shutdown()
