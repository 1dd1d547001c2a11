"""`guiju serve`: the pages and the API of an office, on this machine. Ctrl-C ends it calmly."""

from __future__ import annotations

import errno
import multiprocessing
import os
import shutil
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated
from urllib.error import URLError
from urllib.request import urlopen

import typer

from guiju.faces.cli.paper import emit, pad, paper, say, t, width, working
from guiju.kernel.values import Text
from guiju.kit.says import REFUSED, USAGE, trouble

HOST = "127.0.0.1"  # who serves the world puts a proxy before it
THREADS = 4
WAIT = 30.0  # seconds in which a server stands or does not

_PORT = typer.Option("--port", min=1, max=65535, help="端口 · port")
_OPEN = typer.Option("--open", help="打开浏览器 · open a browser")
_DEMO = typer.Option("--demo", help="演示：文件夹为空则先演一遍 · the demo; played first if it is not there yet")


def serve(
    port: Annotated[int, _PORT] = 8000,
    open_: Annotated[bool, _OPEN] = False,
    demo: Annotated[bool, _DEMO] = False,
) -> None:
    """网页和接口，只供本机访问 · pages and API, for this machine only"""
    from guiju.faces.cli.office import DEMO, folder

    reserve(port)
    home = Path(os.environ.get("GUIJU_HOME") or DEMO) if demo else folder()
    # Read when Django loads, here and in the process that answers.
    os.environ |= {"GUIJU_HOME": str(home.absolute()), "DJANGO_SETTINGS_MODULE": "guiju.faces.web.settings"}
    _demo(home) if demo else _office()
    url = f"http://{HOST}:{port}/"
    _greet(url, home)
    sys.stdout.flush()  # whoever reads it through a pipe waits for the address
    with _at_work():
        _run(port, url if open_ else None)


@contextmanager
def _at_work() -> Iterator[None]:
    """The log is kept and jobs are done beside the pages, and no copy takes the office's place meanwhile."""
    from guiju.faces.cli.worker import worker_of
    from guiju.store.office import current
    from guiju.store.restoring import serving
    from guiju.store.working import started

    office = current()
    with serving(office.path):
        end = started(worker_of(office))
        try:
            yield
        finally:
            end()


def reserve(port: int) -> None:
    """Ask for the port before anything is loaded or played; the server itself would fail late and at length."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                zh, en = f"端口 {port} 已被占用", f"port {port} is in use"
            else:
                zh = en = f"{HOST}:{port}: {error.strerror}"
            remedy = Text("换一个端口：guiju serve --port 8001", "take another: guiju serve --port 8001")
            raise trouble("port", zh, en, code=REFUSED, remedy=remedy) from None


def _office() -> None:
    """A missing or broken office is told here, in words, and not by the process that answers."""
    from guiju.faces.cli.office import opened

    opened()


def _demo(home: Path) -> None:
    """The demo in its folder, played if need be. Another office is left alone."""
    from guiju.faces.house import open_office
    from guiju.store.database import OfficeError

    try:
        if not home.is_dir() or not any(home.iterdir()):
            _play(home)
        open_office(home, demo=True)
    except OfficeError as error:
        raise trouble("office", str(error), str(error), code=USAGE) from None


def _play(home: Path) -> None:
    """The story without its telling: it is there to be looked at."""
    from guiju.faces.demo import play

    say(t("第一次启动，先演一遍（约几秒）……", "the first time: the demo is played (some seconds) ..."), "dim")
    with working(t("演示进行中", "the demo is being played")):
        try:
            play(home)
        except BaseException:
            shutil.rmtree(home, ignore_errors=True)  # half a story would pass for a whole one the next time
            raise


def _greet(url: str, home: Path) -> None:
    from guiju.store.office import current
    from guiju.wings.registry.demo.cast import ORGANISATIONS, PEOPLE

    played = current().demo
    if paper().json:
        emit({"url": url, "folder": str(home), "demo": played, "people": [one.user for one in PEOPLE if played]})
        return
    say(f"{t('规矩', 'Guiju')}: {url}", "bold green")
    say(f"{t('机构文件夹', 'folder of the office')}: {home}")
    if played:
        say(t(f"演示登录（{url}sign-in/，点名字即可）：", f"demo sign-ins (at {url}en/sign-in/, a click on a name):"))
        widest = max(width(person.label) for person in PEOPLE)
        for person in PEOPLE:
            say(f"  {person.user:<10} {pad(person.label, widest)}  {ORGANISATIONS[person.party].name}")
    say(t("按 Ctrl-C 停止", "Ctrl-C stops it"), "dim")


def _show(url: str) -> None:
    """Open the browser when the server answers, not before."""
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        try:
            with urlopen(f"{url}healthz", timeout=1):
                webbrowser.open(url)
                return
        except (URLError, OSError):
            time.sleep(0.1)


def _run(port: int, shown: str | None) -> None:
    """One process with several threads: one writer's queue, one shelf in memory."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    multiprocessing.set_start_method("spawn", force=True)  # a copy of this process would share its open database
    server = Server(
        "guiju.faces.web.wsgi:application",
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_level=LogLevels.error,
        websockets=False,
        workers_kill_timeout=5,
    )
    if shown:
        server.on_startup(threading.Thread(target=_show, args=(shown,), daemon=True).start)
    server.serve()
