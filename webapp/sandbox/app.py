"""The HTTP edge of the embedded Mobile 360 server: a Flask application of its own."""

import logging
import threading
from collections.abc import Callable

from flask import Flask, Response, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from webapp.clock import Clock, utc_now
from webapp.sandbox.answers import Operation, RefusedError, bad_request
from webapp.sandbox.bodies import MAX_BODY_BYTES, read_send, read_verify
from webapp.sandbox.config import SandboxConfig
from webapp.sandbox.faults import SpoiltReply, as_json
from webapp.sandbox.headers import HeaderCheck
from webapp.sandbox.pages import create_pages
from webapp.sandbox.service import Reply, Service

BASE_PATH = "/verification"
STOPPING = "sandbox_stopping"
"""Key in `app.extensions` of the threading.Event that ends every deliberate wait once it is set."""

_log = logging.getLogger(__name__)


def create_sandbox(config: SandboxConfig | None = None, clock: Clock = utc_now) -> Flask:
    """Return the server, with a memory of its own; raises ValueError when the private key is no RSA key.

    The transport faults need a server that puts its socket into the WSGI environment, as `serve` does.
    """
    config = config or SandboxConfig()
    stopping = threading.Event()

    def wait(seconds: float) -> None:
        if seconds:
            stopping.wait(seconds)

    service = Service(config, clock, wait)
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.extensions[STOPPING] = stopping
    app.register_blueprint(create_pages(config, service.store))
    _add_operations(app, config, service, clock, wait)
    app.register_error_handler(RefusedError, _refused)
    app.register_error_handler(HTTPException, _http_error)
    app.after_request(_note)
    return app


def _add_operations(
    app: Flask, config: SandboxConfig, service: Service, clock: Clock, wait: Callable[[float], None]
) -> None:
    header_check = HeaderCheck.of(config)

    @app.post(f"{BASE_PATH}/mobile360/otp/send")
    def send() -> Response:
        wait(config.delay_seconds)
        header_check.check(Operation.SEND, request.headers, clock())
        return _answer(service.send(read_send(_body(Operation.SEND), clock())), config)

    @app.post(f"{BASE_PATH}/mobile360/otp/verify")
    def verify() -> Response:
        wait(config.delay_seconds)
        header_check.check(Operation.VERIFY, request.headers, clock())
        return _answer(service.verify(read_verify(_body(Operation.VERIFY))), config)


def _body(operation: Operation) -> bytes:
    """Return the body; raises RefusedError with codes of our own when it is too large or not called JSON."""
    try:
        raw = request.get_data()
    except RequestEntityTooLarge:
        text = f"request_body can include a maximum of {MAX_BODY_BYTES} bytes."
        raise RefusedError(bad_request(operation, "request_body_length_exceeded", text)) from None
    if not request.is_json:
        text = "content-type must be application/json."
        raise RefusedError(bad_request(operation, "content-type_value_invalid", text))
    return raw


def _answer(reply: Reply, config: SandboxConfig) -> Response:
    if reply.fault is None:
        return as_json(reply.body)
    spoilt = SpoiltReply(
        body=reply.body,
        connection=request.environ["werkzeug.socket"],
        stopping=current_app.extensions[STOPPING],
        slow_seconds=config.slow_seconds,
        hang_seconds=config.hang_seconds,
    )
    return spoilt.by(reply.fault)


def _refused(error: RefusedError) -> Response:
    response = as_json(error.answer.error_body(), error.answer.status)
    response.headers.extend(error.answer.headers)
    return response


def _http_error(error: HTTPException) -> ResponseReturnValue:
    """Answer in JSON under the API's path: an unknown path, a wrong method, a body that broke off."""
    if not request.path.startswith(f"{BASE_PATH}/"):
        return error
    response = Response(headers=error.get_headers(request.environ))
    code = error.name.lower().replace(" ", "_")
    body = as_json({"type": "validation_error", "code": code, "message": error.description})
    response.status_code = error.code or 400
    response.data = body.data
    response.content_type = body.content_type
    return response


def _note(response: Response) -> Response:
    # The endpoint, never the address: its query may hold a mobile number.
    _log.info("%s answered %s", request.endpoint, response.status_code)
    return response
