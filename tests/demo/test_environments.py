"""Where the console is, and where not: before Cashfree's own sandbox it shows what can be known, live it is absent."""

import re
from pathlib import Path

import pytest
import requests
from flask import template_rendered
from flask.testing import FlaskClient

from tests.security.live import browser, hidden_fields, live
from tests.servers import Stage, running
from tests.upstream import Upstream
from webapp.settings import PROJECT, SettingsError

PASSWORD = "three blue pelicans"
AGREED = {"adult": "YES", "mobile_number": "9876543210", "name": "Meena Krishnan", "notification_modes": "SMS",
          "ip_origin": "HOME", "consent": "y"}  # fmt: skip
PATHS = ("", "/console", "/begin", "/phone", "/trace", "/enter", "/components")


def entered(folder: Path, url: str) -> FlaskClient:
    """Return a presenter's browser in the console of a service before a sandbox like Cashfree's."""
    app = live(folder, demo=True, demo_password=PASSWORD, cashfree_base_url=f"{url}/verification")
    presenter = browser(app)
    token = hidden_fields(presenter.get("/demo/enter").text)["csrf_token"]
    answer = presenter.post("/demo/enter", data={"password": PASSWORD, "csrf_token": token})
    assert (answer.status_code, answer.location) == (303, "/demo")
    return presenter


def test_before_cashfree_s_sandbox_there_is_one_story(tmp_path: Path) -> None:
    """Given Cashfree's own sandbox, when the gallery is opened, then it has the one story that can be known, nothing
    to put together, and the banner's environment is that one."""
    with running(Upstream().app) as url:
        page = entered(tmp_path, url).get("/demo")
    assert page.status_code == 200
    assert re.findall(r'id="story-(.+?)"', page.text) == ["own-number"]
    assert 'id="own"' not in page.text
    assert "Demonstration (sandbox)" in page.text


def test_before_cashfree_s_sandbox_a_visit_goes_all_the_way(tmp_path: Path) -> None:
    """Given Cashfree's own sandbox, when the one story is played, then the page is for the presenter's own number, the
    phone offers the test code, and the trace tells both calls."""
    with running(Upstream().app) as url:
        presenter = entered(tmp_path, url)
        token = hidden_fields(presenter.get("/demo").text)["csrf_token"]
        assert presenter.post("/demo/play", data={"csrf_token": token}).location == "/demo/console"
        assert "Your own number" in presenter.get("/demo/console").text
        begun = presenter.get("/demo/begin")
        assert 'name="mobile_number" value=""' in re.sub(r"\s+", " ", begun.text)
        assert "111000" in presenter.get("/demo/phone?beside=1").text
        assert 'name="otp"' not in presenter.get("/demo/phone?beside=1").text
        presenter.post("/", data={**AGREED, **hidden_fields(begun.text)})
        assert hidden_fields(presenter.get("/demo/phone?beside=1").text)["otp"] == "111000"
        filled = presenter.post("/otp", data={"otp": "111000", "language": "en"})
        assert 'value="111000"' in filled.text
        presenter.post("/otp", data={"otp": "111000", **hidden_fields(filled.text)})
        assert presenter.get("/demo/trace").text.count('class="call"') == 2


def test_cookies_of_the_console_are_bound_to_the_host(tmp_path: Path) -> None:
    """Given a console by HTTPS, when it sets cookies, then each is of this host alone and hidden from scripts."""
    with running(Upstream().app) as url:
        cookies = entered(tmp_path, url).get("/demo").headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert {"Secure", "HttpOnly"} <= set(cookie.split("; "))


def test_in_production_there_is_nothing_of_it(tmp_path: Path) -> None:
    """Given production, when anything of the console is asked for, then it is not found: no address, no file."""
    app = live(tmp_path, cashfree_environment="production")
    customer = browser(app)
    for path in PATHS:
        assert customer.get(f"/demo{path}").status_code == 404
    for path in ("/play", "/reset", "/enter", "/components"):
        assert customer.post(f"/demo{path}").status_code == 404
    for file in sorted((PROJECT / "static").glob("demo*")):
        assert customer.get(f"/static/{file.name}").status_code == 404
    assert not [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/demo")]
    assert not {"demonstration", "traces"} & app.extensions.keys()
    assert 'class="demonstration"' not in customer.get("/").text


def test_in_production_no_page_has_anything_of_it(tmp_path: Path) -> None:
    """Given production, when a customer goes from the first page to the last, then no template of the console has any
    part in that, and no page speaks of a demonstration."""
    rendered: list[str] = []
    with running(Upstream().app) as url:
        app = live(tmp_path, cashfree_environment="production", cashfree_base_url=f"{url}/verification")
        customer = browser(app)
        with template_rendered.connected_to(lambda _, template, **__: rendered.append(template.name), app):
            pages = [customer.get("/")]
            pages.append(customer.post("/", data={**AGREED, **hidden_fields(pages[-1].text)}, follow_redirects=True))
            code = {"otp": "111000", **hidden_fields(pages[-1].text)}
            pages.append(customer.post("/otp", data=code, follow_redirects=True))
            pages += [customer.get(path) for path in ("/consent/notice", "/consent/receipt", "/demo", "/nowhere")]
    assert [page.status_code for page in pages] == [200, 200, 200, 200, 200, 404, 404]
    assert {"start.html", "code.html", "summary.html"} <= set(rendered)
    assert not [name for name in rendered if name.startswith("demo/")]
    said = [re.sub(r"<style.*?</style>", "", page.text, flags=re.DOTALL) for page in pages]  # it styles the banner, too
    assert not [text for text in said if "demo" in text.lower()]


@pytest.mark.parametrize("more", [{}, {"demo_password": PASSWORD}])
def test_production_with_the_console_does_not_start(tmp_path: Path, more: dict[str, object]) -> None:
    """Given production with the console switched on, when it starts, then one line names the variable."""
    with pytest.raises((SettingsError, ValueError), match="DEMO: must not be 1 when CASHFREE_ENVIRONMENT=production"):
        live(tmp_path, cashfree_environment="production", demo=True, **more)


def test_a_demonstration_frames_itself_and_nobody_else(stage: Stage) -> None:
    """Given a demonstration, when its pages are asked for, then ours may frame them, and the console alone frames."""
    for path in ("/", "/demo/phone?beside=1", "/demo/trace", "/demo/console?scenario=asha-ramanathan", "/nowhere"):
        reply = requests.get(stage.url + path, timeout=5)
        policy = reply.headers["Content-Security-Policy"]
        assert reply.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in policy
        assert ("frame-src 'self'" in policy) == path.startswith("/demo/console")
        assert "unsafe" not in policy


def test_pages_of_the_console_have_nothing_inline(stage: Stage) -> None:
    """Given the console's pages, when their HTML is read, then nothing runs or loads but files of ours."""
    for path in ("/demo", "/demo/console?scenario=asha-ramanathan", "/demo/phone?beside=1", "/demo/trace"):
        text = requests.get(stage.url + path, timeout=5).text
        assert not re.search(r"<script(?![^>]* src=)|\son\w+=|\sstyle=|javascript:|<object|<embed|<base", text)
        for address in re.findall(r'(?:src|action)="(.*?)"|<link[^>]* href="(.*?)"', text):
            assert "".join(address).startswith(("/", "data:image/svg+xml,"))
            assert not "".join(address).startswith("//")
