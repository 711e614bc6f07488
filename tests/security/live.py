"""The application with the settings of a service for real customers, as a proxy with TLS in front would ask it."""

import re
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient

from webapp import create_app
from webapp.database import open_database, upgrade
from webapp.settings import Settings

HOST = "kyc.invented-bank.in"
URL = f"https://{HOST}"
_SETTINGS: dict[str, object] = {
    "cashfree_environment": "sandbox",
    "cashfree_base_url": "http://127.0.0.1:9/verification",  # nobody listens there
    "cashfree_client_id": "an-id",
    "cashfree_client_secret": "a-secret",
    "secret_key": "k" * 32,
    "encryption_keys": Fernet.generate_key().decode(),
    "consent_secret": "c" * 32,
    "business_name": "Invented Bank",
    "business_contact": "help@invented-bank.in",
    "public_url": URL,
    "notice_service": "loan",
    "notice_purposes": "contact,address",
    "notice_officer": "officer@invented-bank.in",
    "notice_rights_url": "https://invented-bank.in/rights",
    "notice_grievance_url": "https://invented-bank.in/grievance",
    "notice_board_url": "https://invented-bank.in/board",
}


def live(folder: Path, **settings: object) -> Flask:
    """Return the application; `settings` override those of an invented business."""
    database = f"sqlite:///{folder}/live.sqlite3"
    engine = open_database(database)
    upgrade(engine)
    engine.dispose()
    return create_app(Settings.model_validate({**_SETTINGS, "database_url": database, **settings}))


class _Browser(FlaskClient):
    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Ask for the service by its public address, unless another is named."""
        return super().open(*args, **{"base_url": URL, "buffered": True, **kwargs})


def hidden_fields(page: str) -> dict[str, str]:
    """Return the hidden fields of a page and their values."""
    hidden = (tag for tag in re.findall(r"<input[^>]*>", page) if 'type="hidden"' in tag)
    return {re.findall(r'name="(.*?)"', tag)[0]: re.findall(r'value="(.*?)"', tag)[0] for tag in hidden}


def browser(app: Flask) -> FlaskClient:
    """Return a browser that knows the service by its public address alone."""
    app.test_client_class = _Browser
    return app.test_client()
