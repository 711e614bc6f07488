"""Mobile 360 onboarding: consent, one-time code, redacted summary. Every wire between the rooms is tied here."""

from datetime import timedelta

from cryptography.fernet import InvalidToken
from flask import Flask
from jinja2 import StrictUndefined
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp.clock import Clock, utc_now
from webapp.commands import add_commands
from webapp.commands.records import Records
from webapp.consent.archive import NoticeArchive
from webapp.consent.entries import LedgerBroken
from webapp.consent.ledger import Ledger
from webapp.consent.networks import AsnFile
from webapp.consent.purpose import purpose_for
from webapp.consent.receipt import Parties, Receipts
from webapp.database import CANNOT_OPEN, Cipher, OutdatedSchema, open_database, require_newest, upgrade
from webapp.demo import add_demo
from webapp.journey.notices import Notices
from webapp.journey.onboarding import Onboarding
from webapp.journey.record import ConsentRecord, Terms
from webapp.journey.state import LONGEST
from webapp.journey.store import JourneyStore
from webapp.mobile360.client import ClientConfig, Mobile360Client
from webapp.pages import add_pages
from webapp.pages.brand import Brand
from webapp.pages.language import add_languages
from webapp.pages.visitor import Visitor
from webapp.protection.headers import protect
from webapp.sandbox.app import create_sandbox
from webapp.sandbox.config import SandboxConfig
from webapp.sandbox.server import serve
from webapp.settings import BASE_URLS, PROJECT, Environment, Settings, SettingsError
from webapp.telemetry.logs import configure_logging

_LARGEST_FORM = 16 * 1024


def create_app(settings: Settings | None = None, clock: Clock = utc_now, *, serving: bool = True) -> Flask:
    """Return the application. Raises SettingsError (one line that names the variable) for settings it cannot run on.

    For its commands alone (`serving=False`) a ledger that nothing could be appended to will do: they say what is wrong.
    """
    settings = settings or Settings.from_environment()
    configure_logging()
    app = Flask(__name__, template_folder=str(PROJECT / "templates"), static_folder=str(PROJECT / "static"))
    _configure(app, settings)
    purpose = purpose_for(settings.business_name)
    base_url = _base_url(app, settings, clock)
    # A call may take its time to answer twice over, for the head and for the body, and a little to connect.
    call_lasts = timedelta(seconds=2 * settings.cashfree_timeout_seconds + 5)
    engine = _database(settings)
    cipher = Cipher(settings.cipher_keys())
    ledger = Ledger(engine, cipher, settings.consent_key())
    if serving:
        _require_its_keys(ledger)
    archive = NoticeArchive(engine, settings.consent_key())
    receipts = _receipts(settings)
    terms = Terms(purpose, settings.notice_purposes, timedelta(days=settings.consent_retention_days))
    record = ConsentRecord(ledger, archive, receipts, terms)
    client = _client(settings, base_url, clock)
    journeys = JourneyStore(engine, cipher)
    onboarding = Onboarding(journeys, client, record, call_lasts, clock)
    app.extensions.update(notices=_notices(settings), archive=archive, receipts=receipts, networks=_networks(settings))
    add_languages(app)
    add_pages(app, Visitor(onboarding, clock), _brand(settings))
    add_demo(app, base_url if settings.embedded and settings.demonstration else None)
    add_commands(app, Records(journeys, ledger, archive, receipts, clock))
    protect(app)
    return app


def check_start(settings: Settings) -> None:
    """Try what the settings name — database, schema, key file — before any worker starts. Raises SettingsError."""
    _client(settings, settings.cashfree_base_url or BASE_URLS[Environment.SANDBOX], utc_now).close()
    _networks(settings)
    engine = _database(settings)
    _require_its_keys(Ledger(engine, Cipher(settings.cipher_keys()), settings.consent_key()))
    engine.dispose()


def _require_its_keys(ledger: Ledger) -> None:
    try:
        ledger.check_head()
        ledger.check_oldest_key()
    except LedgerBroken as error:
        raise SettingsError(
            f"CONSENT_SECRET: is not the one that the consent ledger was written with ({error})"
        ) from None
    except InvalidToken:
        raise SettingsError("ENCRYPTION_KEYS: lacks the key that kept consents were recorded with") from None


def _configure(app: Flask, settings: Settings) -> None:
    secure = not settings.embedded
    app.config.update(
        SECRET_KEY=settings.signing_key(),
        MAX_CONTENT_LENGTH=_LARGEST_FORM,
        MAX_FORM_PARTS=50,
        PERMANENT_SESSION_LIFETIME=2 * LONGEST,
        SESSION_REFRESH_EACH_REQUEST=False,  # else every static file would carry the cookie
        SESSION_COOKIE_NAME="__Host-onboarding" if secure else "onboarding",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(hours=1),
        WTF_CSRF_TIME_LIMIT=int(LONGEST.total_seconds()),
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    proxies = settings.trusted_proxy_count
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=0, x_host=0)  # type: ignore[method-assign]


def _brand(settings: Settings) -> Brand:
    return Brand(
        settings.business_name,
        settings.business_colour,
        settings.business_contact,
        settings.notice_officer,
        settings.business_logo_file,
    )


def _notices(settings: Settings) -> Notices:
    return Notices(
        business=settings.business_name,
        service=settings.notice_service,
        purposes=settings.notice_purposes,
        officer=settings.notice_officer,
        rights_url=settings.notice_rights_url,
        grievance_url=settings.notice_grievance_url,
        board_url=settings.notice_board_url,
        withdraw_url=f"{settings.address}/consent/withdraw",
        retention_days=settings.consent_retention_days,
    )


def _receipts(settings: Settings) -> Receipts:
    withdraw_url = f"{settings.address}/consent/withdraw"
    return Receipts(settings.consent_key(), Parties(settings.business_name, settings.notice_officer, withdraw_url))


def _networks(settings: Settings) -> AsnFile | None:
    try:
        return AsnFile(settings.asn_database_file) if settings.asn_database_file else None
    except (ValueError, OSError) as error:
        raise SettingsError(f"ASN_DATABASE_FILE: {error}") from None


def _client(settings: Settings, base_url: str, clock: Clock) -> Mobile360Client:
    key_file = settings.cashfree_public_key_file
    secret = settings.cashfree_client_secret
    embedded = SandboxConfig()
    try:
        config = ClientConfig(
            base_url=base_url,
            client_id=settings.cashfree_client_id or embedded.client_id,
            client_secret=secret.get_secret_value() if secret else embedded.client_secret,
            api_version=settings.cashfree_api_version,
            public_key_pem=key_file.read_bytes() if key_file else None,
            read_timeout_seconds=settings.cashfree_timeout_seconds,
        )
        return Mobile360Client(config, clock)
    except ValueError as error:  # all else has been checked with the settings
        raise SettingsError(f"CASHFREE_PUBLIC_KEY_FILE: {error}") from None
    except OSError as error:
        raise SettingsError(f"CASHFREE_PUBLIC_KEY_FILE: cannot be read ({error.strerror})") from None


def _base_url(app: Flask, settings: Settings, clock: Clock) -> str:
    if settings.cashfree_base_url:
        return settings.cashfree_base_url
    if not settings.embedded:
        return BASE_URLS[settings.cashfree_environment]
    running = serve(create_sandbox(clock=clock))
    app.extensions["sandbox"] = running
    return running.base_url


def _database(settings: Settings) -> Engine:
    try:
        engine = open_database(settings.database)
        if settings.embedded:
            upgrade(engine)
        else:
            require_newest(engine)
    except OutdatedSchema:
        raise SettingsError("DATABASE_URL: the schema is not up to date; run `make migrate`") from None
    except CANNOT_OPEN as error:
        raise SettingsError(f"DATABASE_URL: the database cannot be opened ({type(error).__name__})") from None
    return engine
