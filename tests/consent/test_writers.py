"""Many writers keep one chain, and what was acknowledged survives whoever wrote it."""

import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import IO

import pytest

from tests.consent.given import ASHA, NOON, consent
from tests.databases import Database
from webapp.consent.entries import LedgerEvent
from webapp.consent.verification import Verification

NEVER = 1_000_000


@pytest.mark.parametrize(
    ("kind", "writers", "each"),
    [("sqlite", 8, 50), ("sqlite", 20, 25), ("postgresql", 20, 500)],
)
def test_many_writers_keep_one_chain(request: pytest.FixtureRequest, kind: str, writers: int, each: int) -> None:
    """Given writers with connections of their own, when all record at once, then it is one chain, nothing is lost."""
    database: Database = request.getfixturevalue(f"{kind}_database")

    def record(number: int) -> list[str]:
        with database.another_writer() as ledger:
            given = consent(ledger, f"subject-{number}")
            shown = [ledger.append(given.subject, LedgerEvent.SHOWN, NOON, {"item": item}) for item in range(1, each)]
        return [entry.hash for entry in (given, *shown)]

    with ThreadPoolExecutor(writers) as pool:
        recorded = list(pool.map(record, range(writers)))
    ledger = database.ledger()
    assert ledger.verify() == Verification(writers * each)
    for number, hashes in enumerate(recorded):
        assert [entry.hash for entry in ledger.entries(f"subject-{number}")] == hashes


def test_writers_of_one_subject_make_one_key(database: Database) -> None:
    """Given writers who begin the same subject at once, then there is one key, and it opens all they recorded."""

    def record(_number: int) -> None:
        with database.another_writer() as ledger:
            consent(ledger, "shared")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(record, range(8)))
    ledger = database.ledger()
    assert [entry.content["mobile_number"] for entry in ledger.entries("shared") if entry.content] == [ASHA] * 8
    assert ledger.verify() == Verification(8)


def test_the_chain_is_verified_beside_a_writer(database: Database) -> None:
    """Given a writer at work, when the chain is verified again and again, then it is whole each time, and longer."""
    with writer(database, "busy", NEVER) as process:
        stdout(process).readline()
        found = [database.ledger().verify() for _ in range(20)]
        for _ in range(found[0].entries):  # the first line is read: with these there is one more than at first
            stdout(process).readline()
        found.append(database.ledger().verify())
        process.kill()
    assert {verification.problem for verification in found} == {None}
    assert found[-1].entries > found[0].entries


@pytest.mark.parametrize("_round", range(2))
def test_a_killed_writer_loses_nothing_acknowledged(database: Database, _round: int) -> None:
    """Given writers killed at random moments, then all that they had acknowledged is in the chain, which is whole."""
    with ExitStack() as running:
        processes = [running.enter_context(writer(database, f"subject-{number}", NEVER)) for number in range(3)]
        first = [stdout(process).readline() for process in processes]
        for process in processes:
            time.sleep(random.uniform(0, 0.3))  # noqa: S311 - any moment will do
            process.kill()
        acknowledged = [[line, *stdout(process)] for line, process in zip(first, processes, strict=True)]
    for number, lines in enumerate(acknowledged):
        written = [f"{entry.hash}\n" for entry in database.ledger().entries(f"subject-{number}")]
        assert written[: len(lines)] == lines
        assert len(written) - len(lines) <= 1  # committed, and killed before it could say so
    assert database.ledger().verify().problem is None


@pytest.mark.parametrize("fatal", [1, 2, 5])
def test_a_writer_killed_before_the_commit_leaves_nothing_half_done(database: Database, fatal: int) -> None:
    """Given a writer killed between an entry and its commit, then the entries before stand, the next one follows."""
    with writer(database, "killed", fatal) as process:
        lines = stdout(process).read().splitlines()
    assert process.returncode == -signal.SIGKILL
    ledger = database.ledger()
    assert [entry.hash for entry in ledger.entries("killed")] == lines
    assert len(lines) == fatal - 1
    assert consent(ledger, "killed").sequence == fatal
    assert ledger.verify() == Verification(fatal)


def writer(database: Database, subject: str, fatal: int) -> subprocess.Popen[str]:
    """Start a process that records until it is killed."""
    command = [sys.executable, "-m", "tests.consent.writer", database.url, database.key, subject, str(fatal)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own


def stdout(process: subprocess.Popen[str]) -> IO[str]:
    """Return what a process says, line by line."""
    assert process.stdout is not None
    return process.stdout
