"""Two processes ask one witness at the same time: it never cosigns two histories, and never goes back."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from guiju.kernel.witness import Request
from guiju.store.witness import make_witness, open_witness
from tests.laws.little_log import KEY, LittleLog, leaves

pytestmark = pytest.mark.trial
FORK = multiprocessing.get_context("fork")
ROUNDS = 40
PROCESSES = 3


def prepared(folder: Path) -> None:
    made = make_witness(folder, "witness.example/w1", demo=True)
    made.trust([KEY.verifier])
    made.submit(LittleLog(leaves(5)).request(0))


def at_once(folder: Path, rounds: int, asks: Callable[[int, int], Request]) -> list[list[tuple[int, int]]]:
    """Status and size remembered, of each round and process; all ask together, `asks(place, size cosigned last)`."""
    start, answers = FORK.Barrier(PROCESSES), FORK.SimpleQueue()

    def run(place: int, start: Barrier) -> None:
        witness, told = open_witness(folder), []
        witness.keys.signers(witness.keys.keys[0].since)
        try:
            for _ in range(rounds):
                start.wait(60)
                (known,) = witness.logs()
                asked = asks(place, known.seen.size if known.seen else 0)
                start.wait(60)
                answer = witness.submit(asked)
                told.append((answer.verdict.status, answer.seen))
        except BaseException:
            start.abort()
            raise
        finally:
            answers.put((place, told))

    children = [FORK.Process(target=run, args=(place, start)) for place in range(PROCESSES)]
    for child in children:
        child.start()
    found = dict(answers.get() for _ in children)
    for child in children:
        child.join(60)
        assert child.exitcode == 0
    return [[found[place][nth] for place in range(PROCESSES)] for nth in range(rounds)]


def test_of_several_histories_one_is_cosigned(tmp_path: Path) -> None:
    prepared(tmp_path)
    logs = [LittleLog([*leaves(5), f"history {place}".encode()]) for place in range(PROCESSES)]
    (answers,) = at_once(tmp_path, 1, lambda place, size: logs[place].request(5))
    won = [place for place, (status, _) in enumerate(answers) if status == 200]
    assert len(won) == 1
    assert sorted(status for status, _ in answers) == [200] + [409] * (PROCESSES - 1)
    (known,) = open_witness(tmp_path).logs()
    assert known.note is not None
    assert known.note.text == logs[won[0]].note().text


def test_a_log_that_grows_fast_is_never_taken_back(tmp_path: Path) -> None:
    """The race that the protocol warns of: N + K and N are checked together, and N is written last."""
    prepared(tmp_path)
    log = LittleLog(leaves(5 + ROUNDS * PROCESSES))
    last = 5
    for answers in at_once(tmp_path, ROUNDS, lambda place, size: log.request(size, size + place + 1)):
        won = [place for place, (status, _) in enumerate(answers) if status == 200]
        assert len(won) == 1
        last += won[0] + 1
        assert answers == [(200 if place in won else 409, last) for place in range(PROCESSES)]
    (known,) = open_witness(tmp_path).logs()
    assert known.seen is not None
    assert known.seen.size == last


def test_threads_of_one_process_are_kept_apart_too(tmp_path: Path) -> None:
    prepared(tmp_path)
    witness = open_witness(tmp_path)
    logs = [LittleLog([*leaves(5), f"history {place}".encode()]) for place in range(8)]
    answers: list[int] = []
    start = threading.Barrier(len(logs))

    def run(log: LittleLog) -> None:
        start.wait(60)
        answers.append(witness.submit(log.request(5)).verdict.status)

    threads = [threading.Thread(target=run, args=(log,)) for log in logs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answers) == [200] + [409] * 7
