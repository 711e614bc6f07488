"""What lies in the database: nothing that can be read without the keys, or in another row."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Connection, event, text

from tests.journey.conftest import KEY, PERSON, Room
from webapp.database import Cipher, open_database, require_newest, upgrade
from webapp.journey.state import Allowance
from webapp.journey.store import JourneyStore, journeys


def test_no_personal_value_stands_in_the_database_file(room: Room) -> None:
    """Given a journey from start to summary, when the database's files are read, then nothing of it is found."""
    room.start()
    room.verify()
    content = room.database.stored_bytes()
    assert room.now().reference.encode() in content
    for value in (*PERSON, PERSON[1].upper(), room.token, room.codes()[0], "203.0.113.9"):
        assert value.encode() not in content


def test_a_journey_asks_no_more_of_the_database_than_it_needs(room: Room) -> None:
    """Given a customer who goes from consent to summary, when what each request asks of the database is counted, then
    it is so many statements, and so many transactions that write."""
    statements: list[str] = []
    commits: list[Connection] = []
    event.listen(room.engine, "before_cursor_execute", lambda _connection, _cursor, text, *_: statements.append(text))
    event.listen(room.engine, "commit", commits.append)

    def asked(request: Callable[[], object]) -> tuple[int, int]:
        statements.clear()
        commits.clear()
        request()
        return len(statements), len(commits)

    requests: dict[str, Callable[[], object]] = {
        "start": room.start,
        "code page": room.now,
        "verify": room.verify,
        "summary": room.show,
    }
    assert {name: asked(request) for name, request in requests.items()} == {
        "start": (16, 2),  # one less once the notice is in the archive
        "code page": (2, 1),
        "verify": (12, 2),
        "summary": (7, 2),
    }


def test_a_column_copied_into_another_row_does_not_open(room: Room) -> None:
    """Given two journeys, when one's details are copied to the other, then they cannot be read there."""
    room.start()
    room.start(token="another")
    with room.engine.begin() as connection:
        connection.execute(text("UPDATE journeys SET details = (SELECT details FROM journeys LIMIT 1)"))
    found = [room.store.find(token) for token in (room.token, "another")]
    assert found.count(None) == 1


def test_keys_are_rotated_newest_first(room: Room) -> None:
    """Given a new key before the old one, when a journey is read and moved, then the old key is no longer needed."""
    room.start()
    new = Fernet.generate_key().decode()
    both = JourneyStore(room.engine, Cipher((new, KEY)), Allowance())
    journey = both.find(room.token)
    assert journey is not None
    assert JourneyStore(room.engine, Cipher((new,)), Allowance()).find(room.token) is None
    assert both.move(journey, replace(journey, tries=1)) is not None
    assert JourneyStore(room.engine, Cipher((new,)), Allowance()).find(room.token) == replace(
        journey, tries=1, version=2 + 1
    )


def test_a_journey_whose_key_is_gone_is_none_and_raises_the_alarm(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    """Given a key that was dropped, when the customer comes back, then they can start anew and the business is told."""
    room.start()
    stranger = JourneyStore(room.engine, Cipher((Fernet.generate_key().decode(),)), Allowance())
    assert stranger.find(room.token) is None
    assert "JourneyUnreadable" in caplog.text


def test_the_migrations_make_the_schema_that_the_code_expects(tmp_path: Path) -> None:
    """Given an empty database, when it is upgraded, then it has the table's columns; again is harmless."""
    engine = open_database(f"sqlite:///{tmp_path}/folder/new.sqlite3")
    upgrade(engine)
    upgrade(engine)
    require_newest(engine)
    with engine.connect() as connection:
        found = {row.name for row in connection.execute(text("SELECT name FROM pragma_table_info('journeys')"))}
    assert found == set(journeys.columns.keys())
    engine.dispose()


def test_forms_are_forgotten_once_nobody_can_send_them_any_more(room: Room) -> None:
    """Given forms that were sent, when their pages are too old to be taken, then no trace of them is left."""
    room.start()
    room.verify()
    with room.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM used_forms")).scalar() == 3
    room.clock.pass_by(minutes=121)
    room.onboarding.sweep_now_and_then()
    with room.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM used_forms")).scalar() == 0
