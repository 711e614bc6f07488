"""The database's connections: enough of them for all that is asked at once."""

import sqlite3
import threading
import time
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.databases import Database
from tests.servers import staged
from tests.visitor import AGREED, PERSON, Customer
from webapp.database import open_database

_THREADS = 24
_STUCK = 20  # more than a pool holds that nobody has sized


def test_as_many_connections_as_threads_are_there_at_once(database: Database) -> None:
    """Given a database opened for some threads, when each of them holds a connection, then none had to wait."""
    engine = open_database(database.url, connections=_THREADS)
    with ExitStack() as held:
        for _ in range(_THREADS):
            held.enter_context(engine.connect())  # which would raise TimeoutError
    engine.dispose()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_none(url: str) -> None:
    """Given SQLite without a file, when it is opened, then it is refused: threads would not share it."""
    with pytest.raises(ValueError, match="needs a file"):
        open_database(url)


def test_who_only_looks_never_waits_for_those_who_write(tmp_path: Path) -> None:
    """Given many customers whose steps wait for one that takes long to be written, when another looks at a page, then
    it is answered meanwhile, and theirs afterwards."""
    with staged(tmp_path, threads=_THREADS) as stage:
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
        with closing(sqlite3.connect(stage.database, isolation_level=None)) as slow:
            slow.execute("BEGIN IMMEDIATE")
            for thread in waiting:
                thread.start()
            time.sleep(1)
            assert looking.session.get(f"{stage.url}/otp", timeout=5).status_code == 200
            assert reached == []
            slow.execute("ROLLBACK")
        for thread in waiting:
            thread.join(timeout=30)
        assert reached == ["/otp"] * _STUCK
