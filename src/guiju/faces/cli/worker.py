"""`guiju worker`: keeps the log, and works off what people asked for. Beside the pages, or on a machine of its own."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Annotated

import typer

from guiju.faces.cli.office import opened
from guiju.faces.cli.paper import say, t, tell

if TYPE_CHECKING:
    from guiju.store.office import Office
    from guiju.store.working import Worker

_ONCE = typer.Option("--once", help="办完眼下的就结束 · do what is due now, then end")


def worker(once: Annotated[bool, _ONCE] = False) -> None:
    """签署日志、办理扫描等任务，可与网页分开运行 · keep the log and work off the jobs; beside the pages, or apart"""
    from guiju.store.restoring import serving
    from guiju.store.working import started

    office = opened()
    with serving(office.path):
        if once:
            one = worker_of(office)
            for step in (one.turn, one.ask, one.exchange, one.jobs):
                step()
            return
        ended = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: ended.set())
        say(t("任务服务运行中，按 Ctrl-C 停止", "the log and the jobs are seen to; Ctrl-C stops it"), "dim")
        end = started(worker_of(office))
        ended.wait()
        end()  # a job that is not done goes back, for another to take up


def worker_of(office: Office) -> Worker:
    """The one worker of an office, with all kinds of jobs that there are."""
    from guiju.kit.scan_jobs import WORKS
    from guiju.store.working import Worker

    return Worker(office, lambda told: say(tell(told), "yellow"), WORKS)
