"""Every address of the application, with something in the place of what varies."""

from flask import Flask

_VARIABLES = {"sha256": "0" * 64, "filename": "site.css"}


def addresses(app: Flask, method: str = "GET") -> list[str]:
    """Return the paths of all rules that take a method."""
    rules = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
    with app.test_request_context():
        adapter = app.create_url_adapter(None) or app.url_map.bind("localhost")
        return sorted(
            adapter.build(rule.endpoint, {name: _VARIABLES[name] for name in rule.arguments}) for rule in rules
        )
