"""Long work that somebody asked for: one table, from which any number of workers take what waits, each job by one.

Who takes a job up holds it for some seconds, and says again and again that they are still at it. Whoever dies does not,
and another takes it up; after some attempts it is given up. Only who holds a job may end it, so a result is kept once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from guiju.kernel.values import canonical, plain
from guiju.store.database import new_id, rows, text
from guiju.store.people import Actor

STATES = WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
LEASE = timedelta(seconds=30)
MOST = 3  # attempts; what ended so many workers would end the next one, too
KEPT = timedelta(days=7)  # after its end, a job with its result; and its file, unless a draft stands on it
PAGE = 50

LOST = {
    "kind": "lost",
    "text": {
        "zh": f"执行中断 {MOST} 次，不再重试",
        "en": f"whoever worked on it died {MOST} times; it is not tried again",
    },
    "remedy": {"zh": "检查内存和磁盘后重新提交", "en": "look after memory and disk, then hand it in again"},
}

Json = Mapping[str, Any]
_MINE = "party = %s AND (party <> '' OR user_id = (SELECT id FROM auth_user WHERE username = %s))"
_DUE = f"(state = '{WAITING}' OR (state = '{RUNNING}' AND lease < %s AND attempts < {MOST}))"
_ROOM = f"(SELECT count(*) FROM job WHERE kind = %s AND state IN ('{WAITING}', '{RUNNING}') AND {_MINE}) < %s"
_HELD = f"WHERE id = %s AND worker = %s AND state = '{RUNNING}'"
_COLUMNS = (
    "id, kind, (SELECT username FROM auth_user WHERE id = user_id), party, upload_id, params, state, progress, "
    "brief, error, attempts, worker, asked, began, ended"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job without its result, of which it has a `brief`.

    `progress`: as whoever works on it said last; `error`: kind, text, remedy.
    """

    id: str
    kind: str
    user: str
    party: str
    upload: str | None
    params: Json
    state: str
    progress: Json | None
    brief: Json | None
    error: Json | None
    attempts: int
    worker: str | None
    asked: datetime
    began: datetime | None
    ended: datetime | None

    @property
    def over(self) -> bool:
        return self.state not in (WAITING, RUNNING)

    @property
    def kept_until(self) -> datetime | None:
        return self.ended + KEPT if self.ended else None


class KeyReusedError(Exception):
    """The key was sent before with something else."""


class CrowdedError(Exception):
    """As many of one's own as may be are not over yet."""


def ask(
    actor: Actor,
    kind: str,
    params: Json,
    *,
    upload: str | None = None,
    key: str | None = None,
    about: str = "",
    most: int | None = None,
) -> tuple[Job, bool]:
    """Put a job into the table. False: it stands there already under this key, which is one's own.

    `about` names what is to be worked on, so that a key that is used again for something else is found out. `most`:
    how many of this kind, of one's organisation, may be waiting or running.
    """
    digest = hashlib.sha256(canonical(plain({"kind": kind, "params": params, "about": about}))).hexdigest()
    named = hashlib.sha256(f"{actor.user}\0{key}".encode()).hexdigest() if key else None
    room, asked = (f" AND {_ROOM}", (kind, *_owner(actor), most)) if most is not None else ("", ())
    made = rows(
        "INSERT INTO job (id, kind, party, upload_id, params, state, attempts, asked, request_key, request_digest, "
        f"user_id) SELECT %s, %s, %s, %s, %s, %s, 0, %s, %s, %s, id FROM auth_user WHERE username = %s{room} "
        f"ON CONFLICT (request_key) DO NOTHING RETURNING {_COLUMNS}",
        (
            *(new_id(), kind, actor.party or "", upload, _dumps(params), WAITING, _now(), named, digest),
            *(actor.user, *asked),
        ),
    )
    if made:
        return _job(made[0]), True
    found = rows(f"SELECT {_COLUMNS}, request_digest FROM job WHERE request_key = %s", (named,))
    if not found and most is not None:
        raise CrowdedError
    if not found or found[0][-1] != digest:
        raise KeyReusedError
    return _job(found[0][:-1]), False


def find(id: str, actor: Actor) -> Job | None:
    """A job of one's own organisation; of who has none, one's own."""
    found = rows(f"SELECT {_COLUMNS} FROM job WHERE id = %s AND {_MINE}", (id, *_owner(actor)))
    return _job(found[0]) if found else None


def result(id: str, actor: Actor) -> Json | None:
    """What came of it; None until it is done."""
    found = rows(f"SELECT result FROM job WHERE id = %s AND state = '{DONE}' AND {_MINE}", (id, *_owner(actor)))
    return json.loads(text(found[0][0])) if found else None


def mine(actor: Actor, after: str | None = None, limit: int = PAGE) -> tuple[list[Job], str | None]:
    """The newest first, and where the next page begins."""
    older, values = (" AND id < %s", (after,)) if after else ("", ())
    sql = f"SELECT {_COLUMNS} FROM job WHERE {_MINE}{older} ORDER BY id DESC LIMIT %s"
    found = [_job(row) for row in rows(sql, (*_owner(actor), *values, limit + 1))]
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def cancel(id: str, actor: Actor) -> Job | None:
    """Stop it, if it is not over yet: nobody takes it up, and who works on it soon finds that they hold it no more."""
    sql = (
        f"UPDATE job SET state = '{CANCELLED}', ended = %s, worker = NULL, lease = NULL "
        f"WHERE id = %s AND {_MINE} AND state IN ('{WAITING}', '{RUNNING}') RETURNING {_COLUMNS}"
    )
    done = rows(sql, (_now(), id, *_owner(actor)))
    return _job(done[0]) if done else find(id, actor)


def amend(job: Job, actor: Actor, params: Json, came: Json, brief: Json | None = None) -> bool:
    """Another result in place of the one that is kept, and what it now rests on.

    False: it does not stand as it was seen. Params are compared as they lie in the table: who writes them, and who
    reads and writes them again, comes to the same text.
    """
    sql = (
        "UPDATE job SET params = %s, result = %s, brief = %s "
        f"WHERE id = %s AND params = %s AND state = '{DONE}' AND {_MINE} RETURNING id"
    )
    values = (_dumps(params), _dumps(came), _maybe(brief), job.id, _dumps(job.params), *_owner(actor))
    return bool(rows(sql, values))


def claim(worker: str, kinds: Sequence[str]) -> Job | None:
    """Take up the job that has waited longest, or one whose worker died; None if there is none, or another was faster.

    One statement: on PostgreSQL the second of two waits for the first and then finds, by the condition outside, that
    the row is not what it was.
    """
    now, marks = _now(), ", ".join(["%s"] * len(kinds))
    due = f"{_DUE} AND kind IN ({marks})"
    if not rows(f"SELECT 1 FROM job WHERE {due} LIMIT 1", (now, *kinds)):
        return None  # to look costs nobody anything; to write would stop others
    sql = (
        f"UPDATE job SET state = '{RUNNING}', worker = %s, lease = %s, attempts = attempts + 1, progress = NULL, "
        "began = COALESCE(began, %s) "
        f"WHERE id = (SELECT id FROM job WHERE {due} ORDER BY asked, id LIMIT 1) AND {due} RETURNING {_COLUMNS}"
    )
    taken = rows(sql, (worker, _now(LEASE), now, now, *kinds, now, *kinds))
    return _job(taken[0]) if taken else None


def renew(job: Job, progress: Json | None) -> bool:
    """Still at it, and so far. False: it is not ours any more."""
    sql = "UPDATE job SET lease = %s, progress = COALESCE(%s, progress) "
    return bool(rows(f"{sql}{_HELD} RETURNING id", (_now(LEASE), _maybe(progress), job.id, job.worker)))


def finish(job: Job, came: Json, brief: Json | None = None) -> bool:
    """Keep the result, if the job is still ours. `brief`: as much of it as lists say."""
    return _end(job, DONE, came, brief=brief)


def fail(job: Job, error: Json) -> bool:
    return _end(job, FAILED, error=error)


def hand_back(job: Job) -> bool:
    """For another to take up; it counts as no attempt."""
    sql = f"UPDATE job SET state = '{WAITING}', worker = NULL, lease = NULL, progress = NULL, attempts = attempts - 1 "
    return bool(rows(f"{sql}{_HELD} RETURNING id", (job.id, job.worker)))


def _end(
    job: Job, state: str, came: Json | None = None, *, brief: Json | None = None, error: Json | None = None
) -> bool:
    sql = (
        "UPDATE job SET state = %s, result = %s, brief = %s, error = %s, ended = %s, "
        "worker = NULL, lease = NULL, progress = NULL "
    )
    told = map(_maybe, (came, brief, error))
    return bool(rows(f"{sql}{_HELD} RETURNING id", (state, *told, _now(), job.id, job.worker)))


def give_up() -> None:
    """What was tried often enough, and every time its worker died, has failed."""
    due = f"state = '{RUNNING}' AND lease < %s AND attempts >= {MOST}"
    if rows(f"SELECT 1 FROM job WHERE {due} LIMIT 1", (_now(),)):
        sql = f"UPDATE job SET state = '{FAILED}', error = %s, ended = %s, worker = NULL, lease = NULL WHERE {due}"
        rows(sql, (_dumps(LOST), _now(), _now()))


def workers() -> set[str]:
    """Who works on something."""
    return {text(row[0]) for row in rows(f"SELECT worker FROM job WHERE state = '{RUNNING}'")}


def expire(home: Path) -> None:
    """Delete what was kept long enough."""
    _delete(home, "ended < %s", (_now(-KEPT),))


def delete(home: Path, id: str, actor: Actor) -> bool:
    """The same at once for a job of one's own that is over. False: it is not, or there is none."""
    return _delete(home, f"id = %s AND {_MINE} AND ended IS NOT NULL", (id, *_owner(actor)))


@transaction.atomic
def _delete(home: Path, which: str, values: tuple[str, ...]) -> bool:
    """Jobs with their results, and the uploads that nobody needs any more.

    Files first: who dies on the way leaves rows, by which the next one finds what is left to do.
    """
    old = rows(f"DELETE FROM job WHERE {which} RETURNING upload_id", values)
    for upload in {text(row[0]) for row in old if row[0] is not None}:
        gone = rows(
            "DELETE FROM upload WHERE id = %s AND NOT EXISTS (SELECT 1 FROM job WHERE upload_id = upload.id) "
            "AND NOT EXISTS (SELECT 1 FROM draft WHERE upload_id = upload.id) RETURNING path",
            (upload,),
        )
        for (path,) in gone:
            (home / text(path)).unlink(missing_ok=True)
    return bool(old)


def _owner(actor: Actor) -> tuple[str, str]:
    return actor.party or "", actor.user


def _now(later: timedelta = timedelta()) -> str:
    """Always of one length, so that instants compare as text."""
    return (datetime.now(UTC) + later).isoformat(timespec="microseconds")


def _dumps(content: object) -> str:
    return json.dumps(plain(content), ensure_ascii=False)


def _maybe(content: Json | None) -> str | None:
    return _dumps(content) if content is not None else None


def _read(column: object) -> Json | None:
    return json.loads(text(column)) if column is not None else None


def _job(row: tuple[object, ...]) -> Job:
    id, kind, user, party, upload, params, state, progress, brief, error, attempts, worker, asked, began, ended = row
    return Job(
        id=text(id),
        kind=text(kind),
        user=text(user),
        party=text(party),
        upload=text(upload) if upload is not None else None,
        params=json.loads(text(params)),
        state=text(state),
        progress=_read(progress),
        brief=_read(brief),
        error=_read(error),
        attempts=int(str(attempts)),
        worker=text(worker) if worker is not None else None,
        asked=datetime.fromisoformat(text(asked)),
        began=datetime.fromisoformat(text(began)) if began is not None else None,
        ended=datetime.fromisoformat(text(ended)) if ended is not None else None,
    )
