"""What axe finds on a page: WCAG 2.0 to 2.2, levels A and AA, and what is good practice."""

import re
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Page

_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
    },
    "rules": {"target-size": {"enabled": True}},  # the one rule of WCAG 2.2, which axe leaves out by itself
}

_LOOK = """() => [
  innerWidth,
  devicePixelRatio,
  getComputedStyle(document.documentElement).fontSize,
  ...["(prefers-color-scheme: dark)", "(forced-colors: active)", "print"].map((query) => matchMedia(query).matches),
  document.documentElement.outerHTML,
].join()"""

# Nonces, tokens, hashes, references, digits of any script: what differs although the page is the same.
_PASSING = re.compile(
    r"""nonce="[^"]*"
    | (?<=name="csrf_token"\ value=")[^"]*
    | (?<=name="once"\ value=")[^"]*
    | \b[0-9a-f]{16,}\b
    | \b[2-9A-HJ-NP-Z]{4}(?:-[2-9A-HJ-NP-Z]{4}){2}\b
    | \b[ap]m\b
    | \d+""",
    re.VERBOSE,
)

_judged: set[int] = set()


def findings(page: Page) -> list[str]:
    """Return what axe finds wrong with the page as it is now: a line for each rule and place. Needs scripts."""
    # By the debugger: the page's own policy lets no foreign script in.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    result: dict[str, Any] = page.evaluate("options => axe.run(options)", _OPTIONS)
    return [_line(rule, node) for rule in result["violations"] for node in rule["nodes"]]


def findings_once(page: Page) -> list[str]:
    """Return what axe finds, or nothing when this process has had such a page judged before.

    Pages are alike with the same markup but for passing words, at the same width, text size and colours.
    """
    look = hash(_PASSING.sub("0", page.evaluate(_LOOK)))
    if look in _judged:
        return []
    _judged.add(look)
    return findings(page)


def _line(rule: dict[str, Any], node: dict[str, Any]) -> str:
    checks = [*node["any"], *node["all"], *node["none"]]
    why = "; ".join(check["message"] for check in checks) or rule["help"]
    return f"{rule['id']} ({node['impact']}): {' '.join(map(str, node['target']))}: {why}"
