"""The server's own pages: what it offers and how to ask for it, the messages it "sent", its OpenAPI description."""

from collections.abc import Iterator
from pathlib import Path

from flask import Blueprint, Response, jsonify, render_template, request, send_file

from webapp.sandbox.answers import Operation
from webapp.sandbox.catalogue import catalogue, numbers
from webapp.sandbox.config import SandboxConfig
from webapp.sandbox.people import PEOPLE
from webapp.sandbox.scenarios import SCENARIOS, Scenario
from webapp.sandbox.store import Message, Store

_OPENAPI = Path(__file__).with_name("openapi.yaml")
_EXAMPLE = "/numbers?person=asha-ramanathan&delay=2&verify=verify-500-verification_failed"


def create_pages(config: SandboxConfig, store: Store) -> Blueprint:
    """Return the pages of one server."""
    pages = Blueprint("pages", __name__, template_folder="templates")

    @pages.get("/")
    def index() -> str:
        return render_template(
            "index.html",
            base_url=f"{request.host_url}verification",
            config=config,
            people=PEOPLE,
            tables=list(_tables()),
            example=_EXAMPLE,
        )

    @pages.get("/messages")
    def messages() -> Response | str:
        """HTML, or with `?format=json` or `Accept: application/json` a JSON list; newest first.

        `?mobile_number=` keeps those of one number, `?verification_id=`, once or more often, those of these ids;
        `?refresh=off` keeps the page still.
        """
        number = request.args.get("mobile_number") or None
        ids = request.args.getlist("verification_id")
        found = [message for message in store.messages(number) if not ids or message.verification_id in ids]
        if _wants_json():
            return jsonify([_message_as_json(message) for message in found])
        still = request.args.get("refresh") == "off"
        return render_template("messages.html", messages=found, mobile_number=number, still=still)

    @pages.get("/openapi.yaml")
    def openapi() -> Response:
        return send_file(_OPENAPI, mimetype="application/yaml")

    pages.add_url_rule("/catalogue.json", view_func=catalogue)
    pages.add_url_rule("/numbers", view_func=numbers)

    @pages.after_request
    def keep_nothing(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response

    return pages


def _tables() -> Iterator[tuple[str, list[Scenario]]]:
    for operation in Operation:
        rows = [row for row in SCENARIOS if row.operation is operation]
        yield f"Answers at {operation}", [row for row in rows if row.answer]
        yield f"Faults at {operation}", [row for row in rows if row.fault]


def _wants_json() -> bool:
    accepted = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.args.get("format") == "json" or accepted == "application/json"


def _message_as_json(message: Message) -> dict[str, str]:
    return {
        "mobile_number": message.mobile_number,
        "notification_mode": message.notification_mode,
        "text": message.text,
        "otp": message.otp,
        "verification_id": message.verification_id,
        "sent_at": message.sent_at.isoformat(),
    }
