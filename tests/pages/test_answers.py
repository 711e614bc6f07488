"""What every answer carries, what a defect looks like, and whose pages they are."""

import re
import sqlite3
from pathlib import Path

import pytest
import requests

from tests.servers import Stage, staged
from tests.visitor import Customer


def test_static_files_may_be_kept_and_pages_may_not(stage: Stage) -> None:
    """Given any address, when it answers, then only static files may be stored, and those carry no cookie."""
    customer = Customer(stage)
    for address in re.findall(r'"(/static/.*?)"', customer.start().text):
        kept = customer.session.get(stage.url + address, timeout=5)
        assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Set-Cookie" not in kept.headers
    for path in ("/", "/finish", "/nowhere", "/static/nothing.css", "/demo/phone"):
        assert requests.get(stage.url + path, timeout=5).headers["Cache-Control"] == "no-store"


def test_a_defect_has_a_page_a_reference_and_a_silent_log(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """Given a database that fails, when a page is asked for, then page and log share a reference and no value."""
    customer = Customer(stage)
    customer.start()
    with sqlite3.connect(stage.database) as connection:
        connection.execute("ALTER TABLE journeys RENAME TO elsewhere")
    page = customer.look("/otp")
    assert (page.status, page.title) == (500, "Something went wrong on our side")
    reference = re.search(r"quote <strong>(.*?)</strong>", page.text)
    assert reference is not None
    assert reference[1] in caplog.text
    assert "SELECT" not in caplog.text
    assert customer.look("/nowhere").status == 404


def test_the_businesss_own_logo_name_and_colour_are_on_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a brand, with its logo by a relative path, when a page is shown, then it bears them."""
    (tmp_path / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    monkeypatch.chdir(tmp_path)
    brand = {"business_name": "Example Bank", "business_colour": "#0b5a3c", "business_logo_file": "logo.svg"}
    with staged(tmp_path, **brand) as stage:
        page = Customer(stage).look("/")
        assert "Example Bank" in page.text
        assert "--brand: #0b5a3c" in page.text
        assert requests.get(f"{stage.url}/brand/logo", timeout=5).headers["Content-Type"].startswith("image/svg+xml")
