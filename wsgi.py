"""What a WSGI server loads, and `flask` for its commands."""

import os

from click import ClickException

from webapp import create_app
from webapp.settings import SettingsError

try:
    app = create_app(serving=os.environ.get("FLASK_RUN_FROM_CLI") != "true")
except SettingsError as error:
    raise ClickException(str(error)) from None  # which `flask` tells in one line
