"""The server's own OpenAPI description, read once."""

from pathlib import Path
from typing import Final

import jsonschema
import yaml

import webapp.sandbox

PATH: Final = Path(webapp.sandbox.__file__).with_name("openapi.yaml")
DESCRIPTION: Final = yaml.safe_load(PATH.read_text("utf-8"))
SUCCESS_KINDS: Final = frozenset(DESCRIPTION["components"]["schemas"]["VerifyReply"]["properties"])


def problems(schema: str, value: object) -> list[str]:
    """Return what keeps `value` from being a `schema` of the description."""
    whole = {"$ref": f"#/components/schemas/{schema}", "components": DESCRIPTION["components"]}
    return [str(error.json_path) for error in jsonschema.Draft202012Validator(whole).iter_errors(value)]


def follow(node: dict[str, object]) -> dict[str, object]:
    """Return what a node stands for, its reference followed."""
    reference = node.get("$ref")
    if not isinstance(reference, str):
        return node
    found = DESCRIPTION
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    assert isinstance(found, dict)
    return found
