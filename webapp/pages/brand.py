"""The business's name, colour and logo, as the templates see them."""

from dataclasses import dataclass
from pathlib import Path

from flask import abort, current_app, send_file
from flask.typing import ResponseReturnValue


@dataclass(frozen=True)
class Brand:
    """Whose pages these are.

    colour: `#rrggbb`, dark enough for white text. contact: reaches a person. officer: reaches the one who answers
    questions about personal data.
    """

    name: str
    colour: str
    contact: str
    officer: str
    logo: Path | None


def logo() -> ResponseReturnValue:
    """Send the business's own logo."""
    brand: Brand = current_app.extensions["brand"]
    if brand.logo is None:
        abort(404)
    return send_file(brand.logo, max_age=3600)
