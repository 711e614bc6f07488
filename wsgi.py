"""What a WSGI server loads, and `flask` for its commands."""

from click import ClickException

from webapp import create_app
from webapp.settings import SettingsError

try:
    app = create_app()
except SettingsError as error:
    raise ClickException(str(error)) from None  # which `flask` tells in one line
