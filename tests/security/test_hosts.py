"""Under which names the application answers; what others say of the host it takes from nobody."""

from pathlib import Path

import pytest
import requests

from tests.security.live import HOST, browser, live
from tests.servers import Stage, staged
from webapp.protection.hosts import Hosts
from webapp.settings import Settings, SettingsError

DEMONSTRATION = Hosts.of_demonstration("", "127.0.0.1")
IN_THE_ROOM = Hosts.of_demonstration("", "0.0.0.0")  # noqa: S104 - a setting under test
LIVE = Hosts.of_service("https://Kyc.Invented-Bank.in")
INTERNATIONAL = Hosts.of_service("https://बैंक.भारत")


@pytest.mark.parametrize(
    ("hosts", "host"),
    [
        (DEMONSTRATION, "127.0.0.1:8000"),
        (DEMONSTRATION, "localhost"),
        (DEMONSTRATION, "LOCALHOST:9"),
        (DEMONSTRATION, "[::1]:8000"),
        (IN_THE_ROOM, "192.168.7.7:8000"),
        (IN_THE_ROOM, "[fe80::7]:8000"),
        (LIVE, "kyc.invented-bank.in"),
        (LIVE, "KYC.invented-bank.IN:443"),
        (LIVE, "kyc.invented-bank.in:8000"),
        (INTERNATIONAL, "xn--i1b2bwdrf.xn--h2brj9c"),
    ],
)
def test_our_names_are_ours(hosts: Hosts, host: str) -> None:
    """Given the settings of a service, when it is asked for by its own name, then it is meant, whatever the port."""
    assert hosts.allow(host)


@pytest.mark.parametrize(
    ("hosts", "host"),
    [
        (DEMONSTRATION, "192.168.7.7"),
        (DEMONSTRATION, "rebound.example"),
        (IN_THE_ROOM, "rebound.example"),
        (IN_THE_ROOM, "999.1.1.1"),
        *(
            (LIVE, host)
            for host in (
                "", "127.0.0.1", "localhost", "invented-bank.in", "www.kyc.invented-bank.in", "kyc.invented-bank.in.",
                "kyc.invented-bank.in.example", "evil.example#kyc.invented-bank.in", "kyc.invented-bank.in@e.example",
                "evil.example@kyc.invented-bank.in", "kyc.invented-bank.in, evil.example", "kyc.invented-bank.in:port",
                "kyc.invented-bank.in:123456", " kyc.invented-bank.in", "kyc.invented-bank.in\n", "kyc.ınvented-ban.in",
                "kyc.invented-bank.in\x00.evil.example", "[kyc.invented-bank.in]", "[::1", "*", ".", "%00", "\xff",
            )
        ),
    ],
)  # fmt: skip
def test_all_other_names_are_not(hosts: Hosts, host: str) -> None:
    """Given the settings of a service, when any other name is asked for, then it is not meant."""
    assert not hosts.allow(host)


@pytest.mark.parametrize(
    "host", ["elsewhere.example", 'x"><script>alert(1)</script>', "a..b", "\xff", "", "@", "127.0.0.1@e.example"]
)
def test_who_asks_for_another_host_is_told_nothing(stage: Stage, host: str) -> None:
    """Given a host that is not ours, when any address is asked for, then 400 in plain words comes, with no word of the
    request in it, and no cookie."""
    for method, path in (
        ("GET", "/"),
        ("POST", "/"),
        ("GET", "/nowhere"),
        ("GET", "/static/site.css"),
        ("PUT", "/otp"),
    ):
        reply = requests.request(method, stage.url + path, headers={"Host": host.encode("latin-1")}, timeout=5)
        assert (reply.status_code, reply.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
        assert reply.text == "This server is not known by that name.\n"
        assert "Set-Cookie" not in reply.headers


def test_only_the_public_name_leads_to_a_live_service(tmp_path: Path) -> None:
    """Given a live service, when it is asked for by address or as this machine, then only what a load balancer asks
    for is there."""
    with browser(live(tmp_path)) as customer:
        assert customer.get("/").status_code == 200
        for host in ("127.0.0.1", "[::1]", "10.0.0.7:8000", ""):
            assert customer.get("/", headers={"Host": host}).status_code == 400
            for path in ("/healthz", "/readyz", "/metrics"):
                assert customer.get(path, headers={"Host": host}).status_code != 400
        for path in ("/", "/healthz", "/readyz", "/metrics"):
            assert customer.get(path, headers={"Host": "rebound.example"}).status_code == 400


@pytest.mark.parametrize(
    "header", ["X-Forwarded-Host", "X-Host", "X-Forwarded-Server", "Forwarded", "X-Original-URL", "X-Rewrite-URL"]
)
def test_no_other_header_names_the_host_or_the_address(tmp_path: Path, header: str) -> None:
    """Given proxies in front, when a client claims another host or address, then nothing of it is taken or said."""
    with browser(live(tmp_path, trusted_proxy_count=1)) as customer:
        claimed = "host=evil.example" if header == "Forwarded" else "evil.example"
        honest, reply = customer.get("/consent/notice"), customer.get("/consent/notice", headers={header: claimed})
        assert reply.status_code == honest.status_code == 200
        assert "evil.example" not in reply.text + str(reply.headers)
        assert customer.get("/", headers={header: HOST, "Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    "path",
    ["/otp//resend", "//evil.example/otp", "/consent//notice", "/./otp", "/otp/", "///evil.example//.."],
)
def test_no_redirect_is_made_of_the_requests_own_words(stage: Stage, path: str) -> None:
    """Given a crooked address, when it is asked for, then it is not found, rather than mended by a redirect."""
    with stage.app.test_client() as client:
        reply = client.get("/", environ_overrides={"PATH_INFO": path})
    assert (reply.status_code, reply.headers.get("Location")) == (404, None)


def test_every_redirect_stays_on_this_site(stage: Stage) -> None:
    """Given addresses that lead elsewhere, when where to is read, then it is always an own path."""
    for path in ("/otp", "/summary", "/otp/resend", "/consent/receipt", "/?language=hi&next=https://evil.example",
                 "/otp?language=hi&x=//evil.example", "/consent/withdrawn", "/locked"):  # fmt: skip
        reply = requests.get(stage.url + path, allow_redirects=False, timeout=5)
        assert reply.status_code == 303
        assert reply.headers["Location"].startswith("/")
        assert not reply.headers["Location"].startswith(("//", "/\\"))


def test_a_public_address_that_no_host_can_have_stops_the_start() -> None:
    """Given an address with an impossible name, when the settings are read, then the line names the variable."""
    with pytest.raises(SettingsError, match=r"^PUBLIC_URL: must name a host"):
        Settings.from_environment({"PUBLIC_URL": "https://a..b"})


def test_a_demonstration_for_the_room_is_reached_by_its_address(tmp_path: Path) -> None:
    """Given a demonstration that listens everywhere, when a phone asks for its address, then it answers; a name of
    another site, which could be made to lead here, does not."""
    with staged(tmp_path, host="0.0.0.0", demo_password="a password for tests") as stage:  # noqa: S104 - under test
        assert requests.get(stage.url, headers={"Host": "192.168.7.7:8000"}, timeout=5).status_code == 200
        assert requests.get(stage.url, headers={"Host": "rebound.example:8000"}, timeout=5).status_code == 400
