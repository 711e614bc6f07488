"""The database's connections: few, and one of them always free for whoever only looks."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.databases import Database
from tests.servers import staged
from tests.visitor import AGREED, PERSON, Customer
from webapp.database import open_database

_THREADS = 48
_STUCK = 40  # twice as many as there are connections
# Whoever else would write waits for this one: on SQLite for the file, on PostgreSQL for the ledger's head.
_HOLD = text("UPDATE consent_head SET sequence = sequence")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_none(url: str) -> None:
    """Given SQLite without a file, when it is opened, then it is refused: threads would not share it."""
    with pytest.raises(ValueError, match="needs a file"):
        open_database(url)


def test_more_threads_than_connections_are_served_one_after_the_other(database: Database) -> None:
    """Given more threads than there are connections, when all of them read for a while, then each gets its turn."""
    engine = open_database(database.url)
    meeting = threading.Barrier(_STUCK)

    def read(_number: int) -> int:
        meeting.wait(timeout=60)
        with engine.connect() as connection:
            time.sleep(0.05)
            return int(connection.scalar(text("SELECT count(*) FROM consent_head")) or 0)

    with ThreadPoolExecutor(_STUCK) as threads:
        assert list(threads.map(read, range(_STUCK))) == [1] * _STUCK
    engine.dispose()


def test_who_only_looks_never_waits_for_those_who_write(database: Database, tmp_path: Path) -> None:
    """Given many customers whose steps wait for one that takes long to be written, when another looks at a page, then
    it is answered meanwhile, and theirs afterwards."""
    with staged(tmp_path, threads=_THREADS, database_url=database.url) as stage:
        looking = Customer(stage)
        looking.start()
        looking.look("/otp")
        customers = [Customer(stage) for _ in range(_STUCK)]
        forms = [(customer.look("/").values, customer.notice()) for customer in customers]
        reached: list[str] = []

        def start(number: int) -> None:
            values, notice = forms[number]
            fields = {**PERSON, **AGREED, "mobile_number": f"90000001{number:02}", "notice": notice}
            reached.append(customers[number].send("/", fields, values["csrf_token"]).path)

        waiting = [threading.Thread(target=start, args=(number,)) for number in range(_STUCK)]
        with database.engine.connect() as slow:
            slow.execute(_HOLD)
            for thread in waiting:
                thread.start()
            time.sleep(1)
            assert looking.session.get(f"{stage.url}/otp", timeout=15).status_code == 200
            assert reached == []
            slow.rollback()
        for thread in waiting:
            thread.join(timeout=60)
        assert reached == ["/otp"] * _STUCK
        stage.app.extensions["visitor"].onboarding._store._engine.dispose()
