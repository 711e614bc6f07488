"""A process that records events until it is killed, and says each one's hash once it is acknowledged.

`python -m tests.consent.writer URL KEY SUBJECT N` kills itself at its Nth commit: between the entry and its commit.
"""

import os
import signal
import sys
from itertools import count

from sqlalchemy import Connection, event

from tests.consent.given import NOON, consent
from tests.databases import SECRET, WritingLedger
from webapp.consent.entries import LedgerEvent
from webapp.database import Cipher, open_database

if __name__ == "__main__":
    url, key, subject, fatal = sys.argv[1:]
    engine = open_database(url)
    ledger = WritingLedger(engine, Cipher((key,)), SECRET)
    commits = count(1)

    @event.listens_for(engine, "commit")
    def before_commit(_connection: Connection) -> None:
        """Be killed at the commit that was asked for."""
        if next(commits) == int(fatal):
            os.kill(os.getpid(), signal.SIGKILL)

    entry = consent(ledger, subject)
    while True:
        sys.stdout.write(f"{entry.hash}\n")
        sys.stdout.flush()
        entry = ledger.append(subject, LedgerEvent.SHOWN, NOON, {"items": 3})
