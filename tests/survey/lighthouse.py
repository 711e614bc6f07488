"""What Lighthouse says of a page: on a slow phone and a slow network, as it simulates them, in four categories."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import BrowserContext, Error, sync_playwright

from tests.browser.album import Album
from tests.browser.visit import Variant, visiting
from tests.survey.stations import STATIONS
from tests.survey.visits import ARGUMENTS, path_of_chromium, stage_of

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = (
    *("start", "code", "code-wrong", "code-waiting", "code-expired", "code-unconfirmed"),
    *("summary", "summary-hidden", "name-differs", "no-name", "not-found", "finished"),
    *("notice", "receipt", "evidence", "withdraw", "withdraw-form", "withdrawn", "demo-phone", "components"),
    *("demo-door", "demo-gallery"),
)
"""The stations that are judged: those that whoever asks for their address once more is shown again, with status 200."""

_FOLDER = Path(__file__).parent
_PROGRAM = _FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"
_PACKAGES = ["sh", str(_FOLDER.parent / "packages.sh")]
_TRIES = 5  # a machine that is busy with other things for a moment makes a page look slow


@dataclass(frozen=True)
class Verdict:
    """The scores by category, 0 to 100, and for those below 100 what took from them."""

    scores: dict[str, int]
    lacks: list[str] = field(default_factory=list)

    @property
    def perfect(self) -> bool:
        """Whether all scores are 100."""
        return all(score == 100 for score in self.scores.values())


class Lighthouse:
    """Lighthouse in the browser of a profile that a visitor moves about in."""

    def __init__(self, profile: BrowserContext, port: int) -> None:
        """Take the profile and the port of the browser's debugger."""
        self._profile = profile
        self._port = port

    def judge(self, name: str) -> Verdict:
        """Return what it says of a station in English: the best of a few tries, as soon as one is without fault."""
        verdicts: list[Verdict] = []
        while len(verdicts) < _TRIES and not any(verdict.perfect for verdict in verdicts):
            try:
                verdicts.append(self._judged(name))
            except (AssertionError, Error, subprocess.TimeoutExpired) as error:
                verdicts.append(Verdict(dict.fromkeys(CATEGORIES, 0), [" ".join(str(error).split())[:300]]))
        return max(verdicts, key=lambda verdict: sum(verdict.scores.values()))

    def _judged(self, name: str) -> Verdict:
        self._profile.clear_cookies()
        window = self._profile.new_page()
        try:
            with stage_of(name) as stage, visiting(window, stage, Variant(360, scripts=True), Album()) as visit:
                STATIONS[name](visit)
                address = window.url
                window.goto("about:blank")  # what a page does by itself would disturb
                return _read(_run(address, self._port))
        finally:
            window.close()


@contextmanager
def lighthouse() -> Iterator[Lighthouse]:
    """Yield Lighthouse with a browser of its own."""
    port = _free_port()
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        profile = playwright.chromium.launch_persistent_context(
            folder,
            executable_path=path_of_chromium(),
            args=[*ARGUMENTS, f"--remote-debugging-port={port}"],
            locale="en-IN",
        )
        profile.set_default_timeout(10_000)
        yield Lighthouse(profile, port)
        profile.close()


def install() -> None:
    """Install Lighthouse in the version that is set beside this file. Ends the process where that cannot be done."""
    if _installed_version() == _wanted_version():
        return
    if shutil.which("npm") is None:
        subprocess.run([*_PACKAGES, "npm"], check=False)  # noqa: S603 - fixed command
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("The survey needs npm to install Lighthouse, and it could not be installed.")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=_FOLDER, check=False).returncode != 0:  # noqa: S603 - fixed command
        sys.exit("The survey needs Lighthouse, and `npm ci` in tests/survey could not install it.")


def _wanted_version() -> str:
    return str(json.loads((_FOLDER / "package.json").read_bytes())["dependencies"]["lighthouse"])


def _installed_version() -> str:
    package = _PROGRAM.parents[1] / "package.json"
    return str(json.loads(package.read_bytes())["version"]) if package.exists() else ""


def _run(address: str, port: int) -> dict[str, Any]:
    node = compute_driver_executable()[0]  # Playwright's own: a system's may be too old for Lighthouse
    command = [
        *(node, str(_PROGRAM), address, f"--port={port}", "--output=json", "--quiet"),
        *(f"--only-categories={','.join(CATEGORIES)}", "--disable-storage-reset", "--disable-full-page-screenshot"),
        *("--no-enable-error-reporting", "--max-wait-for-load=20000"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=_environment())  # noqa: S603 - fixed command
    if done.returncode != 0:
        raise AssertionError(f"Lighthouse failed: {done.stderr.strip()[-400:]}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


def _read(report: dict[str, Any]) -> Verdict:
    categories = report["categories"]
    scores = {name: round((categories[name]["score"] or 0) * 100) for name in CATEGORIES}
    lacks = [
        f"{name}: {_told(report['audits'][audit['id']])}"
        for name in CATEGORIES
        for audit in categories[name]["auditRefs"]
        if scores[name] < 100 and audit["weight"] and (report["audits"][audit["id"]]["score"] or 0) < 1
    ]
    return Verdict(scores, lacks)


def _told(audit: dict[str, Any]) -> str:
    said = audit.get("displayValue") or audit.get("errorMessage") or audit["title"]
    return f"{audit['id']} ({said})"


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
