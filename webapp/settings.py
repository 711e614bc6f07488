"""Everything that the environment decides, read once, frozen and typed."""

import difflib
import os
import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator

from webapp.consent.wording import Service
from webapp.identity.fields import Purpose
from webapp.identity.purposes import ALL_PURPOSES, read_purposes
from webapp.instance import INSTANCE, kept_secret
from webapp.protection.hosts import LOOPBACK, Origins, host_name, is_loopback, is_unspecified
from webapp.protection.table import LimitTable

PROJECT = Path(__file__).resolve().parent.parent
_OWN_PREFIXES = ("CASHFREE_", "ASN_", "BUSINESS_", "CONSENT_", "NOTICE_", "LIMIT_", "RATE_LIMIT_", "FRAME_", "DEMO_",
                 "TRUSTED_PROXY", "ENCRYPTION_KEY")  # fmt: skip
# A domain that RFC 2606 reserves, as in the defaults of a demonstration.
_PLACEHOLDER = re.compile(
    r"(\.(example|test|invalid|localhost)|(?<![\w-])example\.(com|net|org))\.?(?![\w-]|\.\w)", re.IGNORECASE
)
_UNPRINTABLE = {"Cc", "Cs", "Zl", "Zp"}  # control characters and line feeds, but not the joiners of Indian scripts
_PRINTABLE = r"^[!-~]+$"  # what a header may carry
_LIGHTEST_LUMINANCE = 0.183  # white text on the colour then has a contrast of at least 4.5:1


class Environment(StrEnum):
    """Which Mobile 360 service is spoken to."""

    EMBEDDED = "embedded"
    SANDBOX = "sandbox"
    PRODUCTION = "production"


BASE_URLS = {
    Environment.SANDBOX: "https://sandbox.cashfree.com/verification",
    Environment.PRODUCTION: "https://api.cashfree.com/verification",
}


# What only the business can know, wherever real people are asked for their consent.
_REQUIRED = ("cashfree_client_id", "cashfree_client_secret", "secret_key", "encryption_keys", "consent_secret",
             "database_url", "public_url", "business_name", "business_contact", "notice_service", "notice_purposes",
             "notice_officer", "notice_rights_url", "notice_grievance_url", "notice_board_url")  # fmt: skip
_ADDRESSES = ("public_url", "notice_rights_url", "notice_grievance_url", "notice_board_url")


class SettingsError(Exception):
    """A setting is missing, wrong or contradicts another. The text is one line that names the variable."""


class Settings(LimitTable):
    """The application's settings. Each field is the environment variable of the same name in capitals."""

    cashfree_environment: Environment = Environment.EMBEDDED
    cashfree_base_url: str | None = None
    cashfree_client_id: Annotated[str, Field(pattern=_PRINTABLE)] | None = None
    cashfree_client_secret: SecretStr | None = None
    cashfree_api_version: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] = "2024-12-01"
    cashfree_public_key_file: Path | None = None
    cashfree_timeout_seconds: Annotated[float, Field(gt=0, le=30)] = 10.0
    otp_lifetime_minutes: Annotated[int, Field(ge=1, le=10)] = 10  # at most ten (ASVS 6.5.5)
    secret_key: SecretStr | None = None
    encryption_keys: SecretStr | None = None
    consent_secret: SecretStr | None = None
    consent_retention_days: Annotated[int, Field(ge=365, le=3650)] = 365
    database_url: SecretStr | None = None
    trusted_proxy_count: Annotated[int, Field(ge=0, le=10)] = 0
    asn_database_file: Path | None = None
    demo: bool | None = None
    demo_password: SecretStr | None = None
    public_url: str | None = None
    frame_ancestors: Origins = ()
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    threads: Annotated[int, Field(ge=8, le=2048)] = 64
    metrics_token: SecretStr | None = None
    business_name: Annotated[str, Field(min_length=2, max_length=40, pattern=r"^[A-Za-z0-9 ./&_-]+$")] = "Sample Bank"
    business_colour: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")] = "#0b4f6c"
    business_logo_file: Path | None = None
    business_contact: Annotated[str, Field(min_length=3, max_length=120)] = "help@sample-bank.example"
    notice_service: Service = Service.ACCOUNT
    notice_purposes: frozenset[Purpose] = ALL_PURPOSES
    notice_officer: Annotated[str, Field(min_length=3, max_length=160)] = "officer@sample-bank.example"
    notice_rights_url: str = "https://sample-bank.example/rights"
    notice_grievance_url: str = "https://sample-bank.example/grievance"
    notice_board_url: str = "https://data-protection-board.example"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read the settings, by default from the environment and, behind it, the file `.env` of the current folder.

        An empty variable counts as not set. Raises SettingsError with one line that names the variable.
        """
        if environ is None:
            file = {name: value or "" for name, value in dotenv_values(".env").items()}
            _refuse_unknown(file)
            environ = {**file, **os.environ}
        _refuse_unknown(name for name in environ if name.startswith(_OWN_PREFIXES))
        given = {name: environ[name.upper()] for name in cls.model_fields if environ.get(name.upper())}
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            raise SettingsError(_first_line(error)) from None

    @field_validator("cashfree_base_url")
    @classmethod
    def _base_url_is_protected(cls, url: str | None) -> str | None:
        parts = urlsplit(url or BASE_URLS[Environment.SANDBOX])
        protected = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        if not protected or not parts.hostname or parts.username or parts.query or parts.fragment:
            raise ValueError("must be a plain https:// address (http:// only on this machine)")
        return url

    @field_validator("cashfree_client_secret")
    @classmethod
    def _secret_can_be_sent(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and re.fullmatch(_PRINTABLE, secret.get_secret_value()) is None:
            raise ValueError("must be printable ASCII without spaces")
        return secret

    @field_validator("business_name", "business_contact", "notice_officer")
    @classmethod
    def _words_can_be_read(cls, words: str) -> str:
        if not words.strip() or any(unicodedata.category(character) in _UNPRINTABLE for character in words):
            raise ValueError("must be words in one line")
        return words

    @field_validator(*_ADDRESSES)
    @classmethod
    def _address_is_protected(cls, url: str | None) -> str | None:
        parts = urlsplit(url or "https://host")
        protected = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        if not protected or not parts.hostname or parts.username or re.search(r"[\s\x00-\x1f\x7f]", url or ""):
            raise ValueError("must be an https:// address")
        return url and url.rstrip("/")

    @field_validator("public_url")
    @classmethod
    def _pages_are_at_the_root(cls, url: str | None) -> str | None:
        if url and (urlsplit(url).path or set("?#") & set(url)):
            raise ValueError("must be an https:// address without a path: the pages are at the root")
        host_name(url or "")  # which raises where it can be no host's
        return url

    @field_validator("notice_purposes", mode="before")
    @classmethod
    def _purposes_are_known(cls, given: object) -> object:
        if isinstance(given, str) and not given.strip(" ,"):
            raise ValueError("names no purpose; `identity` alone is the least")
        return read_purposes(given) if isinstance(given, str) else given

    @field_validator("cashfree_public_key_file", "business_logo_file", "asn_database_file")
    @classmethod
    def _file_can_be_read(cls, path: Path | None) -> Path | None:
        if path is not None and not path.is_file():
            raise ValueError("names no file that can be read")
        return path and path.resolve()

    @field_validator("encryption_keys")
    @classmethod
    def _keys_are_fernet_keys(cls, keys: SecretStr | None) -> SecretStr | None:
        try:
            for key in _split(keys) or ("",):
                Fernet(key)
        except ValueError:
            raise ValueError("must be comma-separated Fernet keys, newest first; make one with `make key`") from None
        return keys

    @field_validator("secret_key", "consent_secret", "metrics_token")
    @classmethod
    def _secret_is_long(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and len(secret.get_secret_value().strip()) < 32:
            raise ValueError("must have at least 32 characters; make one with `make key`")
        return secret

    @field_validator("demo_password")
    @classmethod
    def _password_is_long(cls, password: SecretStr | None) -> SecretStr | None:
        if password is not None and len(password.get_secret_value().strip()) < 12:
            raise ValueError("must have at least 12 characters")
        return password

    @field_validator("business_colour")
    @classmethod
    def _white_is_readable_on_it(cls, colour: str) -> str:
        if _luminance(colour) > _LIGHTEST_LUMINANCE:
            raise ValueError("is too light: white text on it could not be read (contrast under 4.5:1)")
        return colour

    @model_validator(mode="after")
    def _secrets_differ(self) -> Self:
        if self.consent_secret is not None and self.consent_secret == self.secret_key:
            raise ValueError("CONSENT_SECRET: must not be the SECRET_KEY; make one with `make key`")
        return self

    @model_validator(mode="after")
    def _complete_outside_embedded(self) -> Self:
        if self.cashfree_environment is Environment.EMBEDDED:
            if self.cashfree_base_url and urlsplit(self.cashfree_base_url).hostname not in LOOPBACK:
                raise ValueError("CASHFREE_BASE_URL: must be on this machine when CASHFREE_ENVIRONMENT=embedded")
            return self
        if self.cashfree_environment is Environment.PRODUCTION and self.demo:
            raise ValueError("DEMO: must not be 1 when CASHFREE_ENVIRONMENT=production")
        if self.cashfree_environment is Environment.PRODUCTION and self.demo_password:
            raise ValueError("DEMO_PASSWORD: there is no console when CASHFREE_ENVIRONMENT=production")
        for name in _REQUIRED:
            if name not in self.model_fields_set:
                raise ValueError(f"{name.upper()}: is required when CASHFREE_ENVIRONMENT={self.cashfree_environment}")
            if _PLACEHOLDER.search(str(getattr(self, name))) or (name in _ADDRESSES and _is_here(getattr(self, name))):
                raise ValueError(f"{name.upper()}: holds a placeholder; customers need the true one")
        self.require_more_than_one_address_may()
        return self

    @model_validator(mode="after")
    def _console_is_guarded(self) -> Self:
        if self.demo and self.workers > 1:
            raise ValueError("DEMO: must not be 1 with more than one of WORKERS: the console keeps all in one process")
        hosts = (self.host, urlsplit(self.address).hostname or "")
        reached = self.trusted_proxy_count > 0 or not all(map(is_loopback, hosts))
        if self.demonstration and self.demo_password is None and reached:
            names = "HOST, PUBLIC_URL, TRUSTED_PROXY_COUNT"
            raise ValueError(f"DEMO_PASSWORD: is required where other machines can reach the console ({names})")
        return self

    @property
    def embedded(self) -> bool:
        """Whether the application runs on its own embedded Mobile 360 server."""
        return self.cashfree_environment is Environment.EMBEDDED

    @property
    def demonstration(self) -> bool:
        """Whether the staff console is on: `DEMO`, or else only where the server is embedded in the one process."""
        return self.embedded and self.workers == 1 if self.demo is None else self.demo

    @property
    def database(self) -> str:
        """The SQLAlchemy URL; by default a SQLite file under `instance/`."""
        given = self.database_url
        return given.get_secret_value() if given else f"sqlite:///{INSTANCE / 'onboarding.sqlite3'}"

    @property
    def address(self) -> str:
        """Where customers find the pages, without a slash at the end."""
        return self.public_url or f"http://{self.host}:{self.port}"

    def consent_key(self) -> bytes:
        """Return the secret of ledger and receipts; made and kept like `signing_key` where none is given."""
        given = self.consent_secret
        secret = given.get_secret_value() if given else kept_secret("consent_secret", lambda: secrets.token_urlsafe(32))
        return secret.encode()

    def signing_key(self) -> str:
        """Return the cookie-signing key; made and kept under `instance/` where none is given (embedded only)."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        return kept_secret("secret_key", lambda: secrets.token_urlsafe(32))

    def cipher_keys(self) -> tuple[str, ...]:
        """Return the Fernet keys, newest first; made and kept like `signing_key` where none is given."""
        return _split(self.encryption_keys) or (kept_secret("encryption_key", lambda: Fernet.generate_key().decode()),)


def _is_here(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return is_loopback(host) or is_unspecified(host)


def _split(keys: SecretStr | None) -> tuple[str, ...]:
    text = keys.get_secret_value() if keys else ""
    return tuple(key.strip() for key in text.split(",") if key.strip())


def _refuse_unknown(names: Iterable[str]) -> None:
    known = [name.upper() for name in Settings.model_fields]
    for name in sorted(set(names) - set(known)):
        close = difflib.get_close_matches(name, known, n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise SettingsError(f"{name}: is not a setting of this application{hint}")


def _first_line(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    message = first["msg"].removeprefix("Value error, ")
    name = "".join(str(part) for part in first["loc"][:1]).upper()
    return f"{name}: {message}" if name else message


def _luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2)."""
    channels = [int(pair, 16) / 255 for pair in re.findall("..", colour[1:])]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
