"""What an office does by itself, again and again: sequence the log, ask its witnesses, scrub what was erased."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import OperationalError, connection

from guiju.kernel.values import Text
from guiju.store import log
from guiju.store.cosigning import cosign
from guiju.store.office import Office
from guiju.store.scrubbing import scrub
from guiju.store.signing import Keys, KeysError, open_keys

PAUSE = 0.5  # seconds between two looks: an act is in a checkpoint at most two seconds after it happened


class Worker:
    """Takes its turns in whatever thread or process calls it; several at once do no harm."""

    def __init__(self, office: Office, tell: Callable[[Text], None]) -> None:
        self.office = office
        self._tell = tell
        self._told: set[Text] = set()
        self._keys: Keys | None = None  # decrypted once, read again for what a rotation changed

    def turn(self) -> None:
        """One look. What stands in the way is told once, and tried again the next time."""
        try:
            scrub(self.office)
            self._keys = self._keys.renewed() if self._keys else open_keys(self.office.path)
            log.sequence(self.office, self._keys)
            cosign(self.office, self._once)
        except (log.LogError, KeysError) as error:
            self._once(error.text)
        except OperationalError:
            pass  # the database was busy for longer than it waits

    def _once(self, told: Text) -> None:
        if told not in self._told:
            self._told.add(told)
            self._tell(told)

    def run(self, ended: threading.Event) -> None:
        """Until somebody ends it; then once more, so that nothing waits for the next start."""
        try:
            while not ended.wait(PAUSE):
                self.turn()
            self.turn()
        finally:
            connection.close()  # this thread's own


def started(worker: Worker) -> Callable[[], None]:
    """Run it in a thread of its own. Call what is returned to end it."""
    ended = threading.Event()
    thread = threading.Thread(target=worker.run, args=(ended,), name="log", daemon=True)
    thread.start()

    def end(within: float = 10.0) -> None:
        ended.set()
        thread.join(within)

    return end
