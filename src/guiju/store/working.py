"""What an office does by itself, again and again: sequence the log, ask its witnesses, scrub what was erased, exchange
records with other offices, and work off the jobs that people asked for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from functools import partial

from django.db import OperationalError, connection

from guiju.kernel.values import Text
from guiju.store import courier, jobs_run, log
from guiju.store.cosigning import cosign
from guiju.store.jobs_run import Work
from guiju.store.office import Office
from guiju.store.publication import UnreadableError
from guiju.store.scrubbing import scrub
from guiju.store.signing import Keys, KeysError, open_keys

TIDY = 60.0  # seconds between two looks at what was kept long enough
PAUSE = 0.5  # seconds between two looks: an act is in a checkpoint at most two seconds after it happened


class Worker:
    """Takes its turns in whatever thread or process calls it; several at once do no harm."""

    def __init__(self, office: Office, tell: Callable[[Text], None], works: Mapping[str, Work] | None = None) -> None:
        self.office = office
        self._tell = tell
        self._works = works or {}
        self._tidied = float("-inf")
        self._told: set[Text] = set()
        self._keys: Keys | None = None  # decrypted once, read again for what a rotation changed

    def turn(self) -> None:
        """One look: scrub, sequence. What stands in the way is told once, and tried again the next time."""
        self._try(self._sequence)

    def ask(self) -> None:
        """Ask the witnesses that have not cosigned yet; one that keeps silent takes its time here, and nowhere else."""
        self._try(lambda: cosign(self.office, self._once))

    def exchange(self) -> None:
        """Turn to the other offices whose time has come; one that is slow keeps nobody else waiting."""
        self._try(lambda: courier.turn(self.office, self._once))

    def jobs(self, ended: threading.Event = jobs_run.NEVER) -> None:
        """Work off all that waits; the others turn beside it, however long it takes."""
        self._try(lambda: self._jobs(ended))

    def _jobs(self, ended: threading.Event) -> None:
        while not ended.is_set() and jobs_run.work(self.office, self._works, ended):
            pass
        if time.monotonic() - self._tidied > TIDY:
            self._tidied = time.monotonic()
            jobs_run.clean(self.office)

    def _sequence(self) -> None:
        scrub(self.office)
        self._keys = self._keys.renewed() if self._keys else open_keys(self.office.path)
        log.sequence(self.office, self._keys)

    def _try(self, step: Callable[[], None]) -> None:
        try:
            step()
        except (log.LogError, KeysError, UnreadableError) as error:
            self._once(error.text)
        except OSError as error:  # a full disk is no end: there may be room the next time
            self._once(Text(f"无法写入机构文件夹：{error.strerror}", f"the folder cannot be written: {error.strerror}"))
        except OperationalError:
            pass  # the database was busy for longer than it waits

    def _once(self, told: Text) -> None:
        if told not in self._told:
            self._told.add(told)
            self._tell(told)

    def run(self, step: Callable[[], None], ended: threading.Event) -> None:
        """Until somebody ends it; then once more, so that nothing waits for the next start."""
        try:
            while not ended.wait(PAUSE):
                step()
            step()
        finally:
            connection.close()  # this thread's own


def started(worker: Worker) -> Callable[[], None]:
    """Sequence, ask, exchange and work jobs off, each in a thread of its own. Call what is returned to end them."""
    ended = threading.Event()
    steps = (worker.turn, worker.ask, worker.exchange, partial(worker.jobs, ended))
    threads = [threading.Thread(target=worker.run, args=(step, ended), daemon=True) for step in steps]
    for thread in threads:
        thread.start()

    def end(within: float = 10.0) -> None:
        ended.set()
        for thread in threads:
            thread.join(within)

    return end
