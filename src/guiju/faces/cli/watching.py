"""A scan on a terminal: the phase, a bar, the time left; and Ctrl-C, which stops it calmly and leaves nothing."""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from types import FrameType
from typing import TYPE_CHECKING

import typer

from guiju.faces.cli.paper import emit, paper, say, t, tell
from guiju.kernel.values import Text
from guiju.kit.says import Problem

if TYPE_CHECKING:
    from guiju.plane.watch import Progress

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_STOPPED = Problem(kind="stopped", text=Text("已取消，没有留下任何文件", "cancelled; nothing was left behind"))


def say_stopped(stopped: Problem) -> None:
    """That it was stopped, where nothing else has been said yet."""
    if paper().json:
        emit(stopped.as_json())
    else:
        say(tell(stopped.text), to=sys.stderr)


class Terminal:
    """The watch of a scan that somebody waits for. `told` draws; `folder` is for what is half done."""

    def __init__(self) -> None:
        self.told: Callable[[Progress], None] = lambda _: None
        self.signal: int | None = None
        self.armed = False
        self.folder = Path()

    def stopped(self) -> bool:
        return self.signal is not None

    def stop(self, number: int, frame: FrameType | None) -> None:
        """Breaks off what is done, once, and never the tidying up."""
        first, self.signal = self.signal is None, self.signal or number
        if first and self.armed:
            raise KeyboardInterrupt

    @contextmanager
    def whole(self) -> Iterator[None]:
        """What is written inside is written whole: a signal is noted, and breaks off what comes after."""
        armed, self.armed = self.armed, False
        try:
            yield
        finally:
            self.armed = armed
        if armed and self.stopped():
            raise KeyboardInterrupt


@contextmanager
def watched(name: str, say_so: Callable[[Problem], None] = say_stopped) -> Iterator[Terminal]:
    """Watches what is done inside. Whoever stopped it is told so, and the program ends as the shell expects."""
    from guiju.plane.watch import Cancelled

    terminal = Terminal()
    before = {number: signal.signal(number, terminal.stop) for number in _SIGNALS}
    try:
        try:
            with _shown(name) as terminal.told, _folder(terminal):
                yield terminal
        except (Cancelled, KeyboardInterrupt):
            terminal.signal = terminal.signal or signal.SIGINT
        if terminal.signal is not None:
            say_so(_STOPPED)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if terminal.signal is not None:
        raise typer.Exit(128 + terminal.signal)


@contextmanager
def _folder(terminal: Terminal) -> Iterator[None]:
    """Made and deleted while a signal is only noted: wherever it falls, the folder goes."""
    terminal.folder = Path(mkdtemp(prefix="guiju-"))
    try:
        try:
            terminal.armed = True
            if terminal.stopped():
                raise KeyboardInterrupt
            yield
        finally:
            terminal.armed = False
    finally:
        shutil.rmtree(terminal.folder, ignore_errors=True)


@contextmanager
def _shown(name: str) -> Iterator[Callable[[Progress], None]]:
    if paper().json or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, SpinnerColumn, TaskProgressColumn, TextColumn
    from rich.progress import Progress as Bar

    from guiju.plane.watch import LABELS, READ

    columns = (
        *(SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TaskProgressColumn()),
        TextColumn("{task.fields[left]}"),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(escape(_head(name, tell(LABELS[READ]))), total=1.0, left="")

        def show(told: Progress) -> None:
            label = escape(_head(name, tell(LABELS[told.phase])))
            bar.update(task, completed=told.share, description=label, left=_left(told.left))

        yield show


def _head(name: str, phase: str) -> str:
    return f"{name[-30:]} · {phase}"


def _left(seconds: float | None) -> str:
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    return t(f"约剩 {minutes}:{rest:02}", f"about {minutes}:{rest:02} left")
