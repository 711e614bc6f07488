"""The forms' anti-forgery token: good for one browser, and another text in every answer.

Pages are compressed, and whoever can bring text of their own into a page could learn from its length whether the same
text stands in it already (BREACH). So nothing of a token stays the same from one answer to the next: it is a random
value and the moment, under a signature that only the service can make, and that is of use to this browser alone.
"""

import secrets

from flask import current_app, g, session
from itsdangerous import BadSignature, TimestampSigner
from wtforms import Field, ValidationError
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.form import BaseForm

BROWSERS_OWN = "csrf_token"
"""The entry of the session that a browser's tokens are bound to."""


def csrf_token() -> str:
    """Return the token of the present answer's forms; the browser gets what it is bound to with its session."""
    if "form_token" not in g:
        if BROWSERS_OWN not in session:
            session[BROWSERS_OWN] = secrets.token_urlsafe(16)
        g.form_token = _signer().sign(secrets.token_urlsafe(16)).decode()
    return str(g.form_token)


class AntiForgery(CSRF):
    """The check of the token, as forms ask for it: by whether its field has an error."""

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:  # noqa: ARG002 - as the base class has it
        """Return the token to put into a form."""
        return csrf_token()

    def validate_csrf_token(self, form: BaseForm, field: Field) -> None:  # noqa: ARG002 - as the base class has it
        """Raise ValidationError for a token that is missing, too old, broken or of another browser."""
        if BROWSERS_OWN not in session:
            raise ValidationError("The session has no token.")
        try:
            _signer().unsign(field.data or "", max_age=current_app.config["WTF_CSRF_TIME_LIMIT"])
        except BadSignature as error:
            raise ValidationError("The token is not one of this browser's, or too old.") from error


def _signer() -> TimestampSigner:
    secret = current_app.secret_key
    if not secret:
        raise RuntimeError("forms need a SECRET_KEY")
    return TimestampSigner(secret, salt=f"form: {session[BROWSERS_OWN]}", key_derivation="hmac")
