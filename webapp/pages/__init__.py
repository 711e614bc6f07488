"""The HTTP edge: which address leads to which view, and what answers when something goes wrong."""

from flask import Blueprint, Flask, request
from werkzeug.exceptions import HTTPException

from webapp.journey.problems import Stopped
from webapp.pages import code, evidence, notice, problems, receipt, start, summary, under_age, withdrawal
from webapp.pages.anti_forgery import csrf_token
from webapp.pages.brand import Brand, logo
from webapp.pages.forms import once
from webapp.pages.language import listed
from webapp.pages.moments import clock_minute, clock_time, day, day_and_time
from webapp.pages.visitor import Visitor, to_their_place, visitor

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
pages.add_url_rule("/summary/hidden", "hidden", summary.hidden, methods=["GET"])
pages.add_url_rule("/finish", "finish", summary.finish, methods=["POST"])
pages.add_url_rule("/finish", "finished", summary.finished, methods=["GET"])
pages.add_url_rule("/locked", "locked", problems.locked, methods=["GET"])
pages.add_url_rule("/under-age", "under_age", under_age.show, methods=["GET"])
pages.add_url_rule("/consent/notice", "notice", notice.show, methods=["GET"])
pages.add_url_rule("/consent/notice/<sha256>.txt", "notice_text", notice.show_text, methods=["GET"])
pages.add_url_rule("/consent/evidence", "evidence", evidence.show, methods=["GET"])
pages.add_url_rule("/consent/receipt", "receipt", receipt.show, methods=["GET"])
pages.add_url_rule("/consent/receipt.json", "receipt_json", receipt.show_json, methods=["GET"])
pages.add_url_rule("/consent/receipt-key.pem", "receipt_key", receipt.public_key, methods=["GET"])
pages.add_url_rule("/consent/withdraw", "withdraw", withdrawal.show, methods=["GET"])
pages.add_url_rule("/consent/withdraw", "withdrawal", withdrawal.submit, methods=["POST"])
pages.add_url_rule("/consent/withdrawn", "withdrawn", withdrawal.withdrawn, methods=["GET"])
pages.add_url_rule("/brand/logo", "logo", logo, methods=["GET"])


def add_pages(app: Flask, customer: Visitor, brand: Brand) -> None:
    """Put the customer's pages and the answers to errors on the application."""
    app.extensions["visitor"] = customer
    app.extensions["brand"] = brand
    app.jinja_env.globals.update(brand=brand)
    app.add_template_global(csrf_token)
    app.add_template_global(once)
    app.add_template_filter(clock_time)
    app.add_template_filter(clock_minute)
    app.add_template_filter(day)
    app.add_template_filter(day_and_time)
    app.add_template_filter(listed)
    app.register_blueprint(pages)
    app.before_request(_tidy_up)
    app.register_error_handler(Stopped, problems.stopped)
    app.register_error_handler(HTTPException, problems.http_error)
    app.register_error_handler(Exception, problems.unexpected)


def _tidy_up() -> None:
    """Wipe what customers left behind, whoever comes next and whatever they ask for."""
    if request.endpoint != "static" and request.blueprint != "health":
        visitor().onboarding.sweep_now_and_then()
