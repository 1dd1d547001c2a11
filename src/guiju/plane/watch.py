"""Watching a scan: which phase it is in, how much is done, how long it may still take; and stopping it.

Whoever watches is told after each batch, in the thread that scans, and asked several times a second whether to stop.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from guiju.kernel.values import Text

if TYPE_CHECKING:
    import duckdb

READ, PROFILE, DETECT, QUALITY = PHASES = ("read", "profile", "detect", "quality")
LABELS: Mapping[str, Text] = {
    READ: Text("读取", "reading"),
    PROFILE: Text("统计各列", "counting"),
    DETECT: Text("识别信息类型", "looking for information types"),
    QUALITY: Text("计算质量指标", "measuring quality"),
}
_WEIGHTS = {READ: 1, PROFILE: 4, DETECT: 3, QUALITY: 3}  # about how long each takes beside the others
_LOOK = 0.2  # seconds between two looks whether to stop
_FIRST = 0.5  # seconds before which nobody can tell how long it will take


class Cancelled(Exception):
    """Somebody stopped it. Nothing is left of what was half done."""


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `of` rows or columns of the phase, `of` is 0 where nobody knows; `share` of the whole, from 0 to 1;
    `left`: seconds that it may still take, once there is something to tell by.
    """

    phase: str
    done: int
    of: int
    share: float
    left: float | None


class Watch(Protocol):
    def told(self, progress: Progress) -> None: ...

    def stopped(self) -> bool: ...


class Pace:
    """Counts for whoever watches; for nobody, too."""

    def __init__(self, watch: Watch | None, phases: tuple[str, ...] = PHASES) -> None:
        self.watch = watch
        self._phases = phases
        self._began = time.monotonic()
        self._phase, self._done, self._of, self._past = phases[0], 0, 0, 0

    def enter(self, phase: str, of: int = 0) -> None:
        """Another phase begins, of so many rows or columns."""
        self._past = sum(_WEIGHTS[one] for one in self._phases[: self._phases.index(phase)])
        self._phase, self._done, self._of = phase, 0, of
        self.add(0)

    def expect(self, more: int) -> None:
        """There is more to do in this phase than was said."""
        self._of += more

    def add(self, done: int) -> None:
        """So much more is done. Raises Cancelled if somebody wants it to stop."""
        if self.watch is None:
            return
        if self.watch.stopped():
            raise Cancelled
        self._done += done
        part = min(1.0, self._done / self._of) if self._of else 0.0
        share = (self._past + part * _WEIGHTS[self._phase]) / sum(_WEIGHTS[one] for one in self._phases)
        passed = time.monotonic() - self._began
        left = passed * (1 - share) / share if share > 0 and passed > _FIRST else None
        self.watch.told(Progress(self._phase, self._done, self._of, share, left))

    @contextmanager
    def over(self, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """Whatever this connection is asked meanwhile ends soon after somebody wants it to."""
        if self.watch is None:
            yield
            return
        ended = threading.Event()
        looking = threading.Thread(target=_interrupt, args=(connection, self.watch, ended), daemon=True)
        looking.start()
        try:
            yield
        finally:
            ended.set()
            looking.join()


def _interrupt(connection: duckdb.DuckDBPyConnection, watch: Watch, ended: threading.Event) -> None:
    """Again and again: one that falls between two statements is lost."""
    while not ended.wait(_LOOK):
        if watch.stopped():
            connection.interrupt()


@contextmanager
def stopping(watch: Watch | None) -> Iterator[None]:
    """Whatever goes wrong once somebody wants it to stop goes wrong because of that."""
    try:
        yield
    except BaseException:
        if watch is not None and watch.stopped():
            raise Cancelled from None
        raise
