"""Settings: what is missing or wrong stops the start with one line that names the variable."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.databases import WritingLedger
from webapp import check_start, create_app
from webapp.consent.entries import LedgerEvent
from webapp.database import Cipher, open_database
from webapp.settings import BASE_URLS, PROJECT, Environment, Settings, SettingsError

COMPLETE = {
    "CASHFREE_ENVIRONMENT": "production",
    "CASHFREE_CLIENT_ID": "an-id",
    "CASHFREE_CLIENT_SECRET": "a-secret",
    "SECRET_KEY": "k" * 32,
    "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    "DATABASE_URL": "postgresql://database.example/onboarding",
    "BUSINESS_NAME": "Example Bank",
    "BUSINESS_CONTACT": "help@invented-bank.in",
    "CONSENT_SECRET": "c" * 32,
    "PUBLIC_URL": "https://kyc.invented-bank.in",
    "NOTICE_SERVICE": "loan",
    "NOTICE_PURPOSES": "contact,address",
    "NOTICE_OFFICER": "officer@invented-bank.in",
    "NOTICE_RIGHTS_URL": "https://invented-bank.in/rights",
    "NOTICE_GRIEVANCE_URL": "https://invented-bank.in/grievance",
    "NOTICE_BOARD_URL": "https://invented-bank.in/board",
}


def test_an_empty_environment_is_a_demonstration() -> None:
    """Given no variable at all, when the settings are read, then everything is embedded."""
    settings = Settings.from_environment({})
    assert settings.embedded
    assert settings.demonstration
    assert settings.database.startswith("sqlite:///")


def test_a_complete_environment_goes_live_without_the_console() -> None:
    """Given all that production needs, when the settings are read, then no demonstration is on."""
    settings = Settings.from_environment({**COMPLETE, "HOME": "/somewhere"})
    assert settings.cashfree_environment is Environment.PRODUCTION
    assert not settings.demonstration
    assert BASE_URLS[settings.cashfree_environment] == "https://api.cashfree.com/verification"


def test_one_address_cannot_have_all_others_refused() -> None:
    """Given more codes for one address than a prefix needs to be stopped, when the settings are read for real
    customers, then the line names the variable; a demonstration has nobody to lose."""
    wider = {"LIMIT_SENDS_PER_ADDRESS": "200/hour"}
    with pytest.raises(SettingsError, match=r"^LIMIT_PUMPING_SENDS_PER_PREFIX: must be more than the 200 codes"):
        Settings.from_environment({**COMPLETE, **wider})
    Settings.from_environment({**COMPLETE, **wider, "LIMIT_PUMPING_SENDS_PER_PREFIX": "201"})
    Settings.from_environment(wider)


def test_secrets_are_not_shown() -> None:
    """Given secrets, when the settings are printed, then they are not."""
    settings = Settings.from_environment(COMPLETE)
    for name in ("CASHFREE_CLIENT_SECRET", "SECRET_KEY", "ENCRYPTION_KEYS", "CONSENT_SECRET", "DATABASE_URL"):
        assert COMPLETE[name] not in repr(settings)
    assert "a long password" not in repr(Settings.from_environment({"DEMO_PASSWORD": "a long password"}))


@pytest.mark.parametrize("name", sorted(COMPLETE.keys() - {"CASHFREE_ENVIRONMENT"}))
def test_each_variable_that_production_needs_is_asked_for_by_name(name: str) -> None:
    """Given production without one of its variables, when the settings are read, then the line names it."""
    with pytest.raises(SettingsError, match=f"^{name}: is required when CASHFREE_ENVIRONMENT=production$"):
        Settings.from_environment({key: value for key, value in COMPLETE.items() if key != name})


@pytest.mark.parametrize(
    "name", ["BUSINESS_CONTACT", "NOTICE_OFFICER", "NOTICE_RIGHTS_URL", "NOTICE_GRIEVANCE_URL", "NOTICE_BOARD_URL"]
)
def test_the_placeholders_of_a_demonstration_are_no_notice_to_real_people(name: str) -> None:
    """Given production with a default of the demonstration, when the settings are read, then the line names it."""
    default = str(Settings.model_fields[name.lower()].default)
    with pytest.raises(SettingsError, match=f"^{name}: holds a placeholder"):
        Settings.from_environment({**COMPLETE, name: default})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BUSINESS_CONTACT", "help@sample-bank.EXAMPLE"),
        ("BUSINESS_CONTACT", "Write to help@bank.test."),
        ("BUSINESS_CONTACT", "help@Example.Com or 1800"),
        ("NOTICE_OFFICER", "Asha Rao, asha@bank.invalid, Mumbai"),
        ("NOTICE_OFFICER", "asha@example.net"),
        ("NOTICE_RIGHTS_URL", "https://www.example.org/rights"),
        ("NOTICE_GRIEVANCE_URL", "https://bank.localhost/grievance"),
        ("NOTICE_GRIEVANCE_URL", "https://127.0.0.1/grievance"),
        ("NOTICE_BOARD_URL", "http://[::1]/board"),
        ("NOTICE_BOARD_URL", "https://0.0.0.0/board"),
        ("PUBLIC_URL", "http://localhost:8000"),
        ("PUBLIC_URL", "https://127.8.9.1"),
        ("PUBLIC_URL", "https://kyc.bank.test"),
    ],
)
def test_what_nobody_can_reach_is_no_notice_to_real_people(name: str, value: str) -> None:
    """Given production with a reserved name or this machine's, when the settings are read, then the line names it."""
    with pytest.raises(SettingsError, match=f"^{name}: holds a placeholder"):
        Settings.from_environment({**COMPLETE, name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BUSINESS_CONTACT", "The test desk, help@my-example.com"),
        ("BUSINESS_CONTACT", "help@examples.in"),
        ("NOTICE_OFFICER", "श्रीमती राजलक्ष्‍मी, dpo@bank.in"),
        ("NOTICE_BOARD_URL", "https://board.gov.in/complaints/?kind=1#top"),
        ("NOTICE_RIGHTS_URL", "https://www.test.in/example"),
        ("PUBLIC_URL", "https://kyc.bank.in:8443/"),
    ],
)
def test_what_only_looks_like_a_placeholder_is_taken(name: str, value: str) -> None:
    """Given production with true values that hold such words, when the settings are read, then they are taken."""
    settings = Settings.from_environment({**COMPLETE, name: value})
    assert getattr(settings, name.lower()) == value.removesuffix("/")


WRONG = [
    ({"CASHFREE_ENVIRONMENT": "live"}, "CASHFREE_ENVIRONMENT"),
    ({"CASHFREE_BASE_URL": "http://proxy.example/verification"}, "CASHFREE_BASE_URL"),
    ({"CASHFREE_BASE_URL": "nonsense"}, "CASHFREE_BASE_URL"),
    ({"CASHFREE_BASE_URL": "https://api.cashfree.com/verification"}, "CASHFREE_BASE_URL"),
    ({**COMPLETE, "CASHFREE_BASE_URL": "https://user:word@proxy.example/verification"}, "CASHFREE_BASE_URL"),
    ({**COMPLETE, "CASHFREE_CLIENT_ID": "an id"}, "CASHFREE_CLIENT_ID"),
    ({**COMPLETE, "CASHFREE_CLIENT_SECRET": "a secret"}, "CASHFREE_CLIENT_SECRET"),
    ({"CASHFREE_API_VERSION": "today"}, "CASHFREE_API_VERSION"),
    ({"CASHFREE_TIMEOUT_SECONDS": "0"}, "CASHFREE_TIMEOUT_SECONDS"),
    ({"CASHFREE_TIMEOUT_SECONDS": "soon"}, "CASHFREE_TIMEOUT_SECONDS"),
    ({"CASHFREE_PUBLIC_KEY_FILE": "/no/such/file"}, "CASHFREE_PUBLIC_KEY_FILE"),
    ({"SECRET_KEY": "short"}, "SECRET_KEY"),
    ({"ENCRYPTION_KEYS": "not-a-key"}, "ENCRYPTION_KEYS"),
    ({"TRUSTED_PROXY_COUNT": "-1"}, "TRUSTED_PROXY_COUNT"),
    ({"PORT": "99999"}, "PORT"),
    ({"BUSINESS_NAME": "Bänk"}, "BUSINESS_NAME"),
    ({"BUSINESS_COLOUR": "#ffee00"}, "BUSINESS_COLOUR"),
    ({"BUSINESS_COLOUR": "teal"}, "BUSINESS_COLOUR"),
    ({"BUSINESS_LOGO_FILE": "/no/such/logo.svg"}, "BUSINESS_LOGO_FILE"),
    ({**COMPLETE, "DEMO": "1"}, "DEMO"),
    ({"CASHFREE_ENVIRONMENT": "production", "DEMO": "1"}, "DEMO"),
    ({**COMPLETE, "DEMO_PASSWORD": "a password that is long"}, "DEMO_PASSWORD"),
    ({**COMPLETE, "DEMO": "1", "DEMO_PASSWORD": "a password that is long"}, "DEMO"),
    ({"DEMO_PASSWORD": "eleven-char"}, "DEMO_PASSWORD"),
    ({"DEMO_PASSWRD": "a password that is long"}, "DEMO_PASSWRD"),
    ({"CONSENT_SECRET": "short"}, "CONSENT_SECRET"),
    ({"CONSENT_RETENTION_DAYS": "364"}, "CONSENT_RETENTION_DAYS"),
    ({"CONSENT_RETENTION": "400"}, "CONSENT_RETENTION"),
    ({"PUBLIC_URL": "http://kyc.invented-bank.in"}, "PUBLIC_URL"),
    ({"PUBLIC_URL": "kyc.invented-bank.in"}, "PUBLIC_URL"),
    ({"NOTICE_SERVICE": "gambling"}, "NOTICE_SERVICE"),
    ({"NOTICE_PURPOSES": "address,everything"}, "NOTICE_PURPOSES"),
    ({"NOTICE_PURPOSES": "credit_assessment"}, "NOTICE_PURPOSES"),
    ({"NOTICE_OFFICER": "?"}, "NOTICE_OFFICER"),
    ({"NOTICE_BOARD_URL": "javascript:alert(1)"}, "NOTICE_BOARD_URL"),
    ({"ASN_DATABASE_FILE": "/no/such/file.mmdb"}, "ASN_DATABASE_FILE"),
    ({"ENCRYPTION_KEYS": ",,"}, "ENCRYPTION_KEYS"),
    ({**COMPLETE, "ENCRYPTION_KEYS": " , "}, "ENCRYPTION_KEYS"),
    ({**COMPLETE, "CONSENT_SECRET": COMPLETE["SECRET_KEY"]}, "CONSENT_SECRET"),
    ({"SECRET_KEY": " " * 40}, "SECRET_KEY"),
    ({"BUSINESS_NAME": "   "}, "BUSINESS_NAME"),
    ({"BUSINESS_CONTACT": "     "}, "BUSINESS_CONTACT"),
    ({"BUSINESS_CONTACT": "a\nb@bank.in"}, "BUSINESS_CONTACT"),
    ({"NOTICE_OFFICER": "     "}, "NOTICE_OFFICER"),
    ({"NOTICE_OFFICER": "Asha\x07 Rao"}, "NOTICE_OFFICER"),
    ({"NOTICE_OFFICER": "Asha\u2028Rao"}, "NOTICE_OFFICER"),
    ({"NOTICE_PURPOSES": " , "}, "NOTICE_PURPOSES"),
    ({"NOTICE_RIGHTS_URL": "https://bank.in/a b"}, "NOTICE_RIGHTS_URL"),
    ({"NOTICE_RIGHTS_URL": "https://bank.in/a\nb"}, "NOTICE_RIGHTS_URL"),
    ({"NOTICE_GRIEVANCE_URL": "https://bank.in/\x00"}, "NOTICE_GRIEVANCE_URL"),
    ({"PUBLIC_URL": "https://bank.in "}, "PUBLIC_URL"),
    ({"PUBLIC_URL": "https://bank.in/kyc"}, "PUBLIC_URL"),
    ({"PUBLIC_URL": "https://bank.in/?"}, "PUBLIC_URL"),
    ({"PUBLIC_URL": "https://bank.in?x=1"}, "PUBLIC_URL"),
    ({"PUBLIC_URL": "https://bank.in#x"}, "PUBLIC_URL"),
    ({"PUBLIC_URL": "https://[bad"}, "PUBLIC_URL"),
]


@pytest.mark.parametrize(("environ", "name"), WRONG, ids=[f"{name}-{i}" for i, (_, name) in enumerate(WRONG)])
def test_a_wrong_value_is_one_line_that_names_the_variable_and_hides_the_value(
    environ: dict[str, str], name: str
) -> None:
    """Given a value that cannot be, when the settings are read, then one line says of which variable."""
    with pytest.raises(SettingsError) as error:
        Settings.from_environment(environ)
    assert str(error.value).startswith(f"{name}: ")
    assert "\n" not in str(error.value)
    if len(environ) == 1 and name in {"SECRET_KEY", "ENCRYPTION_KEYS", "CONSENT_SECRET"}:
        assert environ[name] not in str(error.value)


def test_a_file_stands_behind_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a file `.env` and a variable that is in both, when the settings are read, then the environment wins."""
    (tmp_path / ".env").write_text('BUSINESS_NAME="Example Bank"\nBUSINESS_COLOUR=#0b5a3c\nPORT=8001\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PORT", "8002")
    settings = Settings.from_environment()
    assert (settings.business_name, settings.business_colour, settings.port) == ("Example Bank", "#0b5a3c", 8002)


def test_a_name_in_the_file_that_is_no_setting_is_not_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a misspelt name in `.env`, when the settings are read, then the right one is suggested."""
    (tmp_path / ".env").write_text("DATABSE_URL=sqlite://\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match=r"DATABSE_URL: .* did you mean DATABASE_URL"):
        Settings.from_environment()


def test_a_misspelt_variable_is_not_ignored() -> None:
    """Given a name that is nearly one of ours, when the settings are read, then the right one is suggested."""
    with pytest.raises(SettingsError, match=r"CASHFREE_CLIENTID: .* did you mean CASHFREE_CLIENT_ID"):
        Settings.from_environment({"CASHFREE_CLIENTID": "x"})


STARTS = [
    ({"PORT": "none"}, "PORT"),
    ({"CASHFREE_ENVIRONMENT": "sandbox"}, "CASHFREE_CLIENT_ID"),
    ({**COMPLETE, "DATABASE_URL": "nonsense"}, "DATABASE_URL"),
    ({**COMPLETE, "DATABASE_URL": "postgresql://user@host:abc/db"}, "DATABASE_URL"),
    ({"DATABASE_URL": "sqlite:///{folder}/key.pem"}, "DATABASE_URL"),
    ({"DATABASE_URL": "sqlite:////proc/none/db.sqlite3"}, "DATABASE_URL"),
    ({**COMPLETE, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "DATABASE_URL"),
    ({**COMPLETE, "DATABASE_URL": "sqlite:///{folder}/empty.sqlite3"}, "DATABASE_URL"),
    ({"CASHFREE_PUBLIC_KEY_FILE": "{folder}/key.pem", "PORT": "0"}, "CASHFREE_PUBLIC_KEY_FILE"),
    ({"ASN_DATABASE_FILE": "{folder}/key.pem", "PORT": "0"}, "ASN_DATABASE_FILE"),
]


@pytest.mark.parametrize(("environ", "name"), STARTS, ids=[f"{name}-{i}" for i, (_, name) in enumerate(STARTS)])
def test_the_server_does_not_start_on_them(environ: dict[str, str], name: str, tmp_path: Path) -> None:
    """Given settings that cannot be run on, when the server is started, then it ends with a line, not a traceback."""
    (tmp_path / "key.pem").write_text("neither a key nor a database, but long enough to be looked at" * 20)
    given = {key: value.replace("{folder}", str(tmp_path)) for key, value in environ.items()}
    done = subprocess.run(
        [sys.executable, "-m", "gunicorn", "-c", "python:webapp.serving"],
        cwd=tmp_path,  # where no .env of a developer's lies
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT), **given},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    said = done.stderr + done.stdout
    assert f"Cannot start. {name}: " in said
    assert "Traceback" not in said


@pytest.fixture
def of_the_ledger(tmp_path: Path) -> dict[str, str]:
    """The settings of a ledger with one entry."""
    key = Fernet.generate_key().decode()
    chosen = {"database_url": f"sqlite:///{tmp_path}/ledger.sqlite3", "encryption_keys": key, "secret_key": "k" * 32,
              "consent_secret": "1" * 32}  # fmt: skip
    settings = Settings.model_validate(chosen)
    check_start(settings)
    engine = open_database(settings.database)
    now = datetime.now(UTC)
    ledger = WritingLedger(engine, Cipher(settings.cipher_keys()), settings.consent_key())
    ledger.append("2222-3333-4444", LedgerEvent.GIVEN, now, {}, mobile_number="9000000001", retain_until=now)
    engine.dispose()
    return chosen


def _create(settings: Settings) -> None:
    app = create_app(settings)
    app.extensions["sandbox"].stop()


@pytest.mark.parametrize("start", [check_start, _create])
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"consent_secret": "2" * 32}, "CONSENT_SECRET: is not the one that the consent ledger was written with"),
        ({"encryption_keys": Fernet.generate_key().decode()},
         "ENCRYPTION_KEYS: lacks the key that kept consents were recorded with"),
    ],
)  # fmt: skip
def test_it_does_not_start_with_other_keys_than_the_ledger_s(
    of_the_ledger: dict[str, str], start: Callable[[Settings], None], changed: dict[str, str], said: str
) -> None:
    """Given a ledger with an entry, when a key of it is changed, then the start stops instead of every customer."""
    settings = Settings.model_validate({**of_the_ledger, **changed})
    with pytest.raises(SettingsError, match=f"^{said}") if said else nullcontext():
        start(settings)
