"""The staff console: what a demonstration needs and a customer never sees. Absent unless it is switched on."""

from flask import Blueprint, Flask

from webapp.demo import console, guard
from webapp.demo.components import components
from webapp.demo.demonstration import Demonstration
from webapp.demo.phone import phone
from webapp.demo.presenters import beside_phone, note_visit
from webapp.demo.trace import trace


def add_demo(app: Flask, demonstration: Demonstration | None) -> None:
    """Put the console on the application; None leaves it out.

    `demonstration` in a template is the name of the environment, empty where there is none; where there is one,
    `beside_phone()` tells whether its phone stands beside the page.
    """
    app.jinja_env.globals["demonstration"] = demonstration.environment if demonstration else ""
    if demonstration is None:
        return
    app.extensions["demonstration"] = demonstration
    app.jinja_env.globals["beside_phone"] = beside_phone
    demo = Blueprint("demo", __name__, url_prefix="/demo")
    demo.add_url_rule("", "gallery", console.gallery, methods=["GET"])
    demo.add_url_rule("/console", "console", console.console, methods=["GET"])
    demo.add_url_rule("/begin", "begin", console.begin, methods=["GET"])
    demo.add_url_rule("/play", "play", console.play, methods=["POST"])
    demo.add_url_rule("/reset", "reset", console.reset, methods=["POST"])
    demo.add_url_rule("/phone", "phone", phone, methods=["GET"])
    demo.add_url_rule("/trace", "trace", trace, methods=["GET"])
    demo.add_url_rule("/enter", "door", guard.door, methods=["GET"])
    demo.add_url_rule("/enter", "enter", guard.enter, methods=["POST"])
    demo.add_url_rule("/components", "components", components, methods=["GET", "POST"])
    demo.before_request(guard.require_password)
    demo.after_app_request(note_visit)
    app.register_blueprint(demo)
