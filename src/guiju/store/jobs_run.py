"""Works jobs off, one after the other: takes one up, says that it is still at it, keeps what came of it.

What the work leaves lying about lies in a folder of the attempt's own, inside the office's, and goes with it: also if
the process was killed, for the next one that looks clears away what nobody works on any more.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from django.db import OperationalError, connection

from guiju.plane.watch import Cancelled, Progress
from guiju.store import files, jobs
from guiju.store.database import new_id
from guiju.store.jobs import Job, Json
from guiju.store.office import Office

FOLDER = "jobs"  # in the office's folder
BEAT = 1.0  # seconds between two signs of life
NEVER = threading.Event()


class Failure(Exception):
    """It cannot be done. `told`: kind, text and remedy, for who asked."""

    def __init__(self, told: Json) -> None:
        super().__init__(str(told.get("kind")))
        self.told = told


class Held:
    """A job in somebody's hands: the watch of its work.

    `folder` is for what is half done; `brief` is for what lists say of the result, if the work has a word for them.
    """

    brief: Json | None = None

    def __init__(self, job: Job, folder: Path, ended: threading.Event) -> None:
        self.job, self.folder = job, folder
        self._ended, self._lost = ended, threading.Event()
        self._progress: Progress | None = None

    def told(self, progress: Progress) -> None:
        self._progress = progress

    def stopped(self) -> bool:
        return self._ended.is_set() or self._lost.is_set()

    @property
    def handed_back(self) -> bool:
        """It is stopped because the worker ends, and another can go on."""
        return self._ended.is_set() and not self._lost.is_set()

    def beat(self, office: Office, done: threading.Event) -> None:
        """In a thread of its own: the work may be silent for longer than a lease lasts."""
        office.bind()
        try:
            while not done.wait(BEAT):
                try:
                    progress = asdict(self._progress) if self._progress else None
                    if not jobs.renew(self.job, progress):
                        self._lost.set()
                except OperationalError:
                    pass  # busy for longer than it waits: the next time, if it is ours still
        finally:
            connection.close()


Work = Callable[[Office, Held], Json]


def work(office: Office, works: Mapping[str, Work], ended: threading.Event = NEVER) -> bool:
    """Take up the next job and do it; False if there is none. Once `ended` is set it is handed back."""
    office.bind()
    jobs.give_up()
    job = jobs.claim(new_id(), tuple(works))
    if job is None:
        return False
    with _held(office, job, ended) as held:
        try:
            jobs.finish(job, works[job.kind](office, held), held.brief)
        except Cancelled:
            if held.handed_back:
                jobs.hand_back(job)
        except Failure as failure:
            jobs.fail(job, failure.told)
        except OperationalError:
            raise  # it stays ours until the lease has run out, and is then done again
        except Exception as error:
            # what an error says may be somebody's data: only its kind is told
            logging.getLogger("guiju.jobs").error("defect in a job of kind %s: %s", job.kind, type(error).__name__)
            jobs.fail(job, _defect(error))
    return True


@contextmanager
def _held(office: Office, job: Job, ended: threading.Event) -> Iterator[Held]:
    folder = office.path / FOLDER / str(job.worker)  # drawn anew for each attempt
    files.make_private(folder.parent)
    folder.mkdir(mode=0o700)
    held, done = Held(job, folder, ended), threading.Event()
    beating = threading.Thread(target=held.beat, args=(office, done), daemon=True)
    beating.start()
    try:
        yield held
    finally:
        done.set()
        beating.join()
        shutil.rmtree(folder, ignore_errors=True)


def clean(office: Office) -> None:
    """What was kept long enough goes, and so does what those left who died."""
    office.bind()
    jobs.expire(office.path)
    folder = office.path / FOLDER
    left = list(folder.iterdir()) if folder.is_dir() else []  # first these, then whose they are: none is newer
    current = jobs.workers()
    for path in left:
        if path.name not in current:
            shutil.rmtree(path, ignore_errors=True)


def _defect(error: Exception) -> Json:
    name = type(error).__name__
    return {
        "kind": "defect",
        "text": {"zh": f"程序缺陷({name})", "en": f"a defect of ours ({name})"},
        "remedy": {"zh": "请报告此问题", "en": "report it, please"},
    }
