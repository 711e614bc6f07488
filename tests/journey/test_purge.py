"""Past its retention nothing of a customer can be read, neither in the ledger nor where the journey has been."""

import pytest
from sqlalchemy import text

from tests.consent.attacker import readable
from tests.journey.conftest import KEY, PERSON, Room

OTHERS = [(f"98765432{n:02}", f"Invented Person {chr(ord('A') + n)}") for n in range(8)]


def test_after_the_purge_a_copy_of_the_database_and_all_keys_tell_nothing(room: Room) -> None:
    """Given journeys that went different ways, when their retention is over, then no key opens a value of theirs."""
    room.start()
    room.verify()
    room.show()
    for number, name in OTHERS:
        room.start(number, name, token=number)
    room.onboarding.withdraw(OTHERS[0][0])
    verified = room.onboarding.current(OTHERS[1][0])
    assert verified is not None
    room.onboarding.verify(verified, room.form(OTHERS[1][0]), room.codes(OTHERS[1][0])[0])
    room.onboarding.finish(OTHERS[2][0])
    if room.engine.dialect.name == "postgresql":  # the planner's statistics are copies, too
        with room.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    personal = [value.encode() for person in (PERSON, *OTHERS) for value in person]
    before = opened(room)
    assert all(value in before for value in personal)

    room.clock.pass_by(days=366)
    room.store.purge(room.clock())
    assert len(room.database.ledger().purge(room.clock())) == 1 + len(OTHERS)

    after = opened(room)
    assert not [value for value in personal if value in after]
    assert room.database.ledger().verify().problem is None


def test_a_visit_of_yesterday_leaves_nothing_behind(room: Room) -> None:
    """Given a visit that was finished, when the daily purge runs, then the journeys' key opens nothing of it."""
    room.start()
    assert PERSON[1].encode() in readable(room.database.stored_bytes(), KEY)
    room.verify()
    room.onboarding.finish(room.token)
    room.clock.pass_by(days=1)
    room.store.purge(room.clock())
    left = readable(room.database.stored_bytes(), KEY)
    assert not [value for value in PERSON if value.encode() in left]


def opened(room: Room) -> bytes:
    """Return the bytes of the database's files, and what the keys of journeys and ledger open in them."""
    stored = room.database.stored_bytes()
    return stored + readable(stored, KEY) + readable(stored, room.database.key)


@pytest.mark.parametrize("opens", [True, False])
def test_the_check_can_fail(room: Room, opens: bool) -> None:
    """Given a journey under way, when its files are read, then the keys are what makes its values readable."""
    room.start()
    stored = room.database.stored_bytes()
    found = readable(stored, KEY) if opens else stored
    assert (PERSON[0].encode() in found) is opens
