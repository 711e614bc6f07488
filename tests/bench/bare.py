"""What the application's cost is measured by: Flask and requests alone, the same five requests and two calls.

No database, no limits, no anti-forgery tokens, no notice, no evidence, no masks: nobody should run this.
"""

import os
import uuid
from datetime import UTC, datetime

import requests
from flask import Flask, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from jinja2 import DictLoader
from requests.adapters import HTTPAdapter

from webapp.sandbox.config import SandboxConfig

_PAGE = """<!doctype html>
<html lang="en"><title>{{ title }}</title><h1>{{ title }}</h1>
<form method="post">{% for name in fields %}<input name="{{ name }}">{% endfor %}<button>Continue</button></form></html>
"""

app = Flask(__name__)
app.secret_key = "a key for the bench, of no worth at all"
app.jinja_loader = DictLoader({"page.html": _PAGE})
_credentials = SandboxConfig()
_mobile360 = requests.Session()
_mobile360.trust_env = False
_mobile360.mount("http://", HTTPAdapter(pool_connections=1, pool_maxsize=100))
_mobile360.headers.update(
    {
        "x-client-id": _credentials.client_id,
        "x-client-secret": _credentials.client_secret,
        "x-api-version": _credentials.api_version,
    }
)


@app.get("/")
def start() -> str:
    """Ask for the details."""
    return render_template("page.html", title="Start", fields=("mobile_number", "name"))


@app.post("/")
def send() -> ResponseReturnValue:
    """Have a code sent."""
    verification_id = uuid.uuid4().hex
    consent = {
        "obtained": True,
        "type": "EXPLICIT",
        "timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "purpose": "To open an account with Sample Bank",
        "network_details": {"ip": "127.0.0.1", "ip_origin": request.form["ip_origin"]},
        "device_details": {"device_id": "bench"},
    }
    _call(
        "send",
        {
            "verification_id": verification_id,
            "mobile_number": request.form["mobile_number"],
            "name": request.form["name"],
            "notification_modes": [request.form["notification_modes"]],
            "user_consent": consent,
        },
    )
    session["verification_id"] = verification_id
    return redirect("/otp", 303)


@app.get("/otp")
def code() -> str:
    """Ask for the code."""
    return render_template("page.html", title="Code", fields=("otp",))


@app.post("/otp")
def verify() -> ResponseReturnValue:
    """Have the code judged."""
    found = _call("verify", {"verification_id": session["verification_id"], "otp": request.form["otp"]})
    session["status"] = found["status"]
    return redirect("/summary", 303)


@app.get("/summary")
def summary() -> str:
    """Say what came of it."""
    return render_template("page.html", title=session["status"], fields=())


def _call(operation: str, message: dict[str, object]) -> dict[str, str]:
    url = f"{os.environ['CASHFREE_BASE_URL']}/mobile360/otp/{operation}"
    reply = _mobile360.post(url, json=message, timeout=10)
    reply.raise_for_status()
    answer: dict[str, str] = reply.json()
    return answer
