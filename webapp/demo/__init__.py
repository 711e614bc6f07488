"""The staff console: what a demonstration needs and a customer never sees. Absent unless it is switched on."""

from urllib.parse import urlsplit

from flask import Blueprint, Flask

from webapp.demo.components import components
from webapp.demo.phone import phone


def add_demo(app: Flask, base_url: str | None) -> None:
    """Put the console on the application; `base_url` is the embedded server's, None leaves the console out."""
    app.jinja_env.globals["demonstration"] = base_url and "embedded"
    if base_url is None:
        return
    parts = urlsplit(base_url)
    app.extensions["embedded_origin"] = f"{parts.scheme}://{parts.netloc}"
    demo = Blueprint("demo", __name__, url_prefix="/demo")
    demo.add_url_rule("/phone", "phone", phone)
    demo.add_url_rule("/components", "components", components, methods=["GET", "POST"])
    app.register_blueprint(demo)
