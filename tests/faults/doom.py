"""Processes that die: at the n-th thing that they do to the disk, or at some moment. Used by the tests of `kill -9`."""

from __future__ import annotations

import os
import signal
import sqlite3
import tarfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection, connections

from tests.walks.little import close

OPERATIONS = ("open", "write", "fsync", "fchmod", "replace", "rename", "link", "unlink", "mkdir", "rmdir")
Work = Callable[[], object]
Watch = Callable[[str, str], None]


class Doom:
    """Counts every operation on a file and every statement; kills its own process before the n-th, writing half."""

    def __init__(self, at: int | None, watch: Watch) -> None:
        self.at, self.seen, self.watch = at, 0, watch

    def step(self) -> bool:
        self.seen += 1
        return self.at is not None and self.seen > self.at

    def die(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def reign(self) -> None:
        for name in OPERATIONS:
            setattr(os, name, self._counted(name, getattr(os, name)))
        tarfile.TarFile.addfile = self._counted("addfile", tarfile.TarFile.addfile)  # type: ignore[method-assign]
        tarfile.TarFile.extractall = self._counted("extract", tarfile.TarFile.extractall)  # type: ignore[method-assign]
        real = sqlite3.connect

        def connect(*words: Any, **more: Any) -> Any:
            self._step_or_die()
            return real(*words, **more)

        sqlite3.connect = connect  # type: ignore[assignment]
        connection.ensure_connection()
        connection.execute_wrappers.append(self._statement)
        wrapper: Any = connections["default"]
        commit = wrapper._commit

        def counted() -> None:
            self._step_or_die()
            commit()
            self._step_or_die()

        wrapper._commit = counted

    def _step_or_die(self) -> None:
        if self.step():
            self.die()

    def _statement(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self._step_or_die()
        return execute(sql, params, many, context)

    def _counted(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*words: Any, **more: Any) -> Any:
            if self.step():
                if name == "write":
                    real(words[0], bytes(words[1])[: len(words[1]) // 2])
                self.die()
            if name in ("replace", "rename"):
                self.watch(str(words[0]), str(words[1]))
            return real(*words, **more)

        return call


def forked(work: Work, doom: Doom) -> int:
    """Do the work in a child under a doom; its number. The child never returns."""
    close()
    child = os.fork()
    if child:
        return child
    try:
        doom.reign()
        work()
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def ended(child: int) -> bool:
    """Wait for it. True if it was killed; whatever else it died of is a failure."""
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, -signal.SIGKILL), code
    return code != 0


def killed_after(work: Work, watch: Watch, seconds: float) -> bool:
    """Kill it from outside, wherever it is by then."""
    child = forked(work, Doom(None, watch))
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return ended(child)


def killed_at(work: Work, watch: Watch, at: int) -> bool:
    return ended(forked(work, Doom(at, watch)))


def length(work: Work, note: Path) -> tuple[int, float]:
    """How many operations a work has, and how long it takes: by doing it in a child that lives."""
    doom = Doom(None, lambda *_: None)

    def measured() -> None:
        started = time.monotonic()
        work()
        note.write_text(f"{doom.seen} {time.monotonic() - started}")

    assert not ended(forked(measured, doom))
    steps, seconds = note.read_text().split()
    return int(steps), float(seconds)
