"""Mobile 360 onboarding: consent, one-time code, redacted summary. Every wire between the rooms is tied here."""

from datetime import timedelta

from cryptography.fernet import InvalidToken
from flask import Flask
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
from webapp.demo.demonstration import Demonstration
from webapp.demo.embedded import EmbeddedServer
from webapp.demo.traces import Traces
from webapp.journey.notices import Notices
from webapp.journey.onboarding import Onboarding
from webapp.journey.record import ConsentRecord, Terms
from webapp.journey.state import LONGEST, Allowance
from webapp.journey.store import JourneyStore
from webapp.mobile360.client import ClientConfig, Hold, Mobile360Client
from webapp.pages import add_pages
from webapp.pages.brand import Brand
from webapp.pages.compression import add_compression
from webapp.pages.health import Checks, add_health, database_answers
from webapp.pages.language import add_languages
from webapp.pages.limits import add_limits
from webapp.pages.static_files import add_static_files
from webapp.pages.templates import Templates
from webapp.pages.visitor import Visitor
from webapp.protection.gate import Gate
from webapp.protection.headers import protect
from webapp.protection.hosts import Hosts
from webapp.protection.storage import SharedStore
from webapp.protection.table import LimitTable, for_demonstration
from webapp.sandbox.app import create_sandbox
from webapp.sandbox.config import SandboxConfig
from webapp.sandbox.server import serve
from webapp.settings import BASE_URLS, PROJECT, Environment, Settings, SettingsError
from webapp.telemetry.logs import configure_logging
from webapp.telemetry.requests import watch_requests

_LARGEST_FORM = 16 * 1024


def create_app(settings: Settings | None = None, clock: Clock = utc_now, *, serving: bool = True) -> Flask:
    """Return the application. Raises SettingsError (one line that names the variable) for settings it cannot run on.

    For its commands alone (`serving=False`) a ledger that nothing could be appended to will do: they say what is wrong.
    """
    settings = settings or Settings.from_environment()
    configure_logging()
    app = Flask(__name__, template_folder=str(PROJECT / "templates"), static_folder=None)
    app.jinja_environment = Templates
    _configure(app, settings)
    watch_requests(app)
    hosts, with_console = _hosts(settings), settings.demonstration
    protect(app, hosts, settings.frame_ancestors, https=not settings.embedded, demonstration=with_console)
    add_compression(app)
    purpose = purpose_for(settings.business_name)
    base_url = _base_url(app, settings, clock)
    call_lasts = timedelta(seconds=settings.cashfree_timeout_seconds + 5)  # and a little for what is around the call
    engine = _database(settings)
    cipher = Cipher(settings.cipher_keys())
    ledger = Ledger(engine, cipher, settings.consent_key())
    if serving:
        _require_its_keys(ledger)
    archive = NoticeArchive(engine, settings.consent_key())
    receipts = _receipts(settings)
    terms = Terms(purpose, settings.notice_purposes, timedelta(days=settings.consent_retention_days))
    record = ConsentRecord(ledger, archive, receipts, terms)
    secret = settings.signing_key().encode()
    limits = for_demonstration(settings, free_codes=settings.embedded, console=with_console)
    gate = _gate(limits, settings.cashfree_environment.value, secret, clock)
    client = _client(settings, base_url, clock, gate.hold)
    journeys = JourneyStore(engine, cipher, _allowance(settings))
    traces = Traces(clock) if with_console else None
    onboarding = Onboarding(
        journeys, client, record, gate, secret=secret, call_lasts=call_lasts, clock=clock,
        watch=traces.called if traces else None,
    )  # fmt: skip
    app.extensions.update(
        gate=gate, notices=_notices(settings), archive=archive, receipts=receipts, networks=_networks(settings)
    )
    add_limits(app, limits, gate)
    add_languages(app)
    add_static_files(app, demonstration=with_console)
    add_pages(app, Visitor(onboarding, clock), _brand(settings))
    add_health(app, _checks(engine, gate), settings.metrics_token)
    add_demo(app, _demonstration(settings, base_url, traces, gate, clock) if traces else None)
    add_commands(app, Records(journeys, ledger, archive, receipts, clock))
    return app


def check_start(settings: Settings) -> None:
    """Try what the settings name — database, schema, key file — before any worker starts. Raises SettingsError."""
    _client(settings, settings.cashfree_base_url or BASE_URLS[Environment.SANDBOX]).close()
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
        MAX_FORM_MEMORY_SIZE=_LARGEST_FORM,
        MAX_FORM_PARTS=50,
        PERMANENT_SESSION_LIFETIME=2 * LONGEST,
        SESSION_REFRESH_EACH_REQUEST=False,  # else every static file would carry the cookie
        SESSION_COOKIE_NAME="__Host-onboarding" if secure else "onboarding",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=int(LONGEST.total_seconds()),
    )
    proxies = settings.trusted_proxy_count
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=0, x_host=0)  # type: ignore[method-assign]


def _checks(engine: Engine, gate: Gate) -> Checks:
    return {"database": lambda: database_answers(engine), "limits": lambda: gate.healthy}


def _hosts(settings: Settings) -> Hosts:
    if settings.embedded:
        return Hosts.of_demonstration(settings.public_url or "", settings.host)
    return Hosts.of_service(settings.address)


def _demonstration(settings: Settings, base_url: str, traces: Traces, gate: Gate, clock: Clock) -> Demonstration:
    password = settings.demo_password
    return Demonstration(
        environment=settings.cashfree_environment.value,
        embedded=EmbeddedServer(base_url) if settings.embedded else None,
        traces=traces,
        gate=gate,
        password=password.get_secret_value() if password else None,
        clock=clock,
    )


def _allowance(settings: Settings) -> Allowance:
    return Allowance(
        codes=settings.limit_codes_per_journey,
        tries=settings.limit_tries_per_journey,
        tries_per_code=settings.limit_tries_per_code,
        code_lasts=timedelta(minutes=settings.otp_lifetime_minutes),
    )


def _gate(table: LimitTable, service: str, secret: bytes, clock: Clock) -> Gate:
    try:
        store = SharedStore(table.rate_limit_storage_url.get_secret_value(), service)
    except ValueError as error:
        raise SettingsError(f"RATE_LIMIT_STORAGE_URL: {error}") from None
    return Gate(store, table, secret, clock)


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


def _client(
    settings: Settings, base_url: str, clock: Clock = utc_now, hold: Hold = lambda _until: None
) -> Mobile360Client:
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
            timeout_seconds=settings.cashfree_timeout_seconds,
            calls_at_once=settings.threads - max(2, settings.threads // 8),  # the rest for pages that need no call
        )
        return Mobile360Client(config, clock, hold)
    except ValueError as error:  # all else has been checked with the settings
        raise SettingsError(f"CASHFREE_PUBLIC_KEY_FILE: {error}") from None
    except OSError as error:
        raise SettingsError(f"CASHFREE_PUBLIC_KEY_FILE: cannot be read ({error.strerror})") from None


def _base_url(app: Flask, settings: Settings, clock: Clock) -> str:
    if settings.cashfree_base_url:
        return settings.cashfree_base_url
    if not settings.embedded:
        return BASE_URLS[settings.cashfree_environment]
    lifetime = 60 * settings.otp_lifetime_minutes
    running = serve(create_sandbox(SandboxConfig(otp_lifetime_seconds=lifetime), clock))
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
