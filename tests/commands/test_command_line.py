"""The same commands as the business runs them: processes of their own, set up by the environment alone."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.servers import Stage, staged
from tests.visitor import PERSON, Customer
from webapp.settings import PROJECT

SETTINGS = {
    "secret_key": "a key for tests, of no worth at all",
    "encryption_keys": Fernet.generate_key().decode(),
    "consent_secret": "a secret for tests, of no worth at all",
}


@dataclass(frozen=True)
class Terminal:
    """A command line in the project's folder, with the settings of a running application."""

    stage: Stage

    def flask(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run `flask` to its end; `settings` override the application's."""
        given = {**SETTINGS, "database_url": f"sqlite:///{self.stage.database}"}
        given = {**given, "cashfree_base_url": self.stage.sandbox.base_url, **settings}
        environment = {"PATH": os.environ["PATH"], **{name.upper(): value for name, value in given.items()}}
        return subprocess.run(  # noqa: S603 - our own
            [sys.executable, "-m", "flask", *arguments],
            cwd=PROJECT, env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A command line beside a running application."""
    with staged(tmp_path, **SETTINGS) as stage:
        yield Terminal(stage)


def test_a_customer_s_consent_from_the_form_to_the_auditor(terminal: Terminal, tmp_path: Path) -> None:
    """Given a customer who agreed, then the business proves it: chain, export, receipt, key; and one byte tells."""
    customer = Customer(terminal.stage)
    customer.start()
    customer.enter_code()
    downloaded = customer.session.get(f"{terminal.stage.url}/consent/receipt.json", timeout=10).content
    reference = json.loads(downloaded)["receipt_id"]

    verified = terminal.flask("consent", "verify")
    assert (verified.returncode, verified.stderr) == (0, "")
    assert verified.stdout.endswith(" entries, one chain, nothing changed.\n")

    exported = terminal.flask("consent", "export", reference.lower())
    assert exported.returncode == 0
    line = json.loads(exported.stderr)
    assert (line["event"], line["reference"]) == ("ConsentExported", reference)
    assert PERSON["name"] not in exported.stderr
    document = json.loads(exported.stdout)
    assert [entry["event"] for entry in document["entries"]][:3] == ["given", "receipt", "code_sent"]
    given = document["entries"][0]["content"]
    assert (given["name"], given["mobile_number"]) == (PERSON["name"], PERSON["mobile_number"])
    assert [notice["unchanged"] for notice in document["notices"]] == [True]
    assert [(receipt["text"].encode(), receipt["problem"]) for receipt in document["receipts"]] == [(downloaded, None)]

    key = terminal.flask("consent", "receipt-key")
    assert key.stdout == document["receipt_key"]
    (tmp_path / "key.pem").write_text(key.stdout)
    file = tmp_path / "receipt.json"
    file.write_bytes(downloaded)
    assert terminal.flask("consent", "check-receipt", str(file)).stdout == f"{reference}: genuine.\n"
    file.write_bytes(downloaded.replace(b"given", b"giwen"))
    refused = terminal.flask("consent", "check-receipt", str(file), "--key", str(tmp_path / "key.pem"))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == "Error: This is not a genuine receipt: its signature does not fit what it says.\n"


def test_a_purge_is_run_before_its_day(terminal: Terminal) -> None:
    """Given a consent of today, when the purge runs, then nothing is erased."""
    Customer(terminal.stage).start()
    purged = terminal.flask("consent", "purge")
    assert (purged.returncode, purged.stdout, purged.stderr) == (0, "0 consents erased.\n", "")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"encryption_keys": Fernet.generate_key().decode()}, "its subject's key opens with none of ENCRYPTION_KEYS"),
        ({"consent_secret": "another secret, of no worth at all"}, "entry 1 is not what was written"),
    ],
)
def test_what_the_service_does_not_start_on_is_still_looked_into(
    terminal: Terminal, settings: dict[str, str], said: str
) -> None:
    """Given another key than the ledger's, when it is verified, then it is walked all the same, and the first named."""
    Customer(terminal.stage).start()
    done = terminal.flask("consent", "verify", **settings)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Error: The first broken entry is 1: {said}.\n")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"database_url": "postgresql+psycopg://user:hidden@127.0.0.1:1/none"},
         "DATABASE_URL: the database cannot be opened (OperationalError)"),
        ({"consent_secret": "short"}, "CONSENT_SECRET: must have at least 32 characters; make one with `make key`"),
        ({"cashfree_environment": "sandbox"}, "CASHFREE_CLIENT_ID: is required when CASHFREE_ENVIRONMENT=sandbox"),
    ],
)  # fmt: skip
def test_what_it_cannot_start_on_is_told_in_one_line(terminal: Terminal, settings: dict[str, str], said: str) -> None:
    """Given a wrong setting or a database that is away, when a command is run, then one line names the variable."""
    done = terminal.flask("consent", "verify", **settings)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"Error: {said}\n")
