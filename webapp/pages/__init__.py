"""The HTTP edge: which address leads to which view, and what answers when something goes wrong."""

from flask import Blueprint, Flask
from werkzeug.exceptions import HTTPException

from webapp.journey.problems import Stopped
from webapp.pages import code, problems, start, summary
from webapp.pages.brand import Brand, logo
from webapp.pages.moments import clock_time
from webapp.pages.visitor import Visitor, to_their_place

pages = Blueprint("pages", __name__)
pages.add_url_rule("/", "start", start.show, methods=["GET"])
pages.add_url_rule("/", "submit", start.submit, methods=["POST"])
pages.add_url_rule("/otp", "code", code.show, methods=["GET"])
pages.add_url_rule("/otp", "verify", code.submit, methods=["POST"])
pages.add_url_rule("/otp/resend", "resend", code.resend, methods=["POST"])
pages.add_url_rule("/otp/change", "change", code.change, methods=["POST"])
# Answers to these two forms can be shown at their own address; whoever reloads one is led back.
pages.add_url_rule("/otp/resend", "resent", to_their_place, methods=["GET"])
pages.add_url_rule("/otp/change", "changed", to_their_place, methods=["GET"])
pages.add_url_rule("/summary", "summary", summary.show, methods=["GET"])
pages.add_url_rule("/finish", "finish", summary.finish, methods=["POST"])
pages.add_url_rule("/finish", "finished", summary.finished, methods=["GET"])
pages.add_url_rule("/locked", "locked", problems.locked, methods=["GET"])
pages.add_url_rule("/brand/logo", "logo", logo, methods=["GET"])


def add_pages(app: Flask, visitor: Visitor, brand: Brand, purpose: str) -> None:
    """Put the customer's pages and the answers to errors on the application."""
    app.extensions["visitor"] = visitor
    app.extensions["brand"] = brand
    app.jinja_env.globals.update(brand=brand, purpose=purpose)
    app.add_template_filter(clock_time)
    app.register_blueprint(pages)
    app.register_error_handler(Stopped, problems.stopped)
    app.register_error_handler(HTTPException, problems.http_error)
    app.register_error_handler(Exception, problems.unexpected)
