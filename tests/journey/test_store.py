"""What lies in the database: nothing that can be read without the keys, or in another row."""

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import text

from tests.journey.conftest import PERSON, Room
from webapp.database import Cipher, open_database, require_newest, upgrade
from webapp.journey.store import JourneyStore, journeys


def test_no_personal_value_stands_in_the_database_file(room: Room) -> None:
    """Given a journey from start to summary, when the files are read as bytes, then nothing of it is found."""
    room.start()
    room.onboarding.verify(room.token, room.codes()[0])
    content = b"".join(path.read_bytes() for path in room.database.parent.iterdir())
    assert journeys.name.encode() in content
    for value in (*PERSON, PERSON[1].upper(), room.token, room.codes()[0], "203.0.113.9"):
        assert value.encode() not in content


def test_a_column_copied_into_another_row_does_not_open(room: Room) -> None:
    """Given two journeys, when one's details are copied to the other, then they cannot be read there."""
    room.start()
    room.onboarding.start("another", room.now().details or pytest.fail("no details"))
    with room.engine.begin() as connection:
        connection.execute(text("UPDATE journeys SET details = (SELECT details FROM journeys LIMIT 1)"))
    opened = 0
    for token in (room.token, "another"):
        try:
            room.store.find(token)
        except InvalidToken:
            continue
        opened += 1
    assert opened == 1


def test_keys_are_rotated_newest_first(room: Room) -> None:
    """Given an older key behind a new one, when a journey is read and moved, then the new key seals it."""
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    sealed = Cipher((old,)).seal("row", "a value")
    assert Cipher((new, old)).open("row", sealed) == "a value"
    resealed = Cipher((new, old)).seal("row", "a value")
    assert Cipher((new,)).open("row", resealed) == "a value"
    room.start()
    journey = room.now()
    with pytest.raises(InvalidToken):
        JourneyStore(room.engine, Cipher((new,))).find(room.token)
    assert room.store.move(journey, replace(journey, tries=1)) is not None


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
