"""Stylesheets and scripts: kept for ever under a name of their content, small; a first page waits for none."""

import hashlib
import re
from html import unescape
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
import requests

from tests.servers import Stage
from tests.visitor import Customer
from webapp.settings import PROJECT

ICON = PROJECT / "static" / "mark.svg"
FILES = sorted(path for path in ICON.parent.iterdir() if path != ICON)
FOR_EVER = "public, max-age=31536000, immutable"


def files_of(page: str) -> list[str]:
    """Return the addresses of the files that a page loads."""
    return re.findall(r'(?:src|href)="(/static/.*?)"', page)


def loaded(stage: Stage) -> list[str]:
    """Return the addresses of all files that a journey's pages load."""
    customer = Customer(stage)
    pages = [customer.look("/"), customer.look("/"), customer.start(), customer.enter_code()]
    return sorted({address for page in pages for address in files_of(page.text)})


def test_a_file_is_kept_for_ever_under_a_name_of_its_content(stage: Stage) -> None:
    """Given a file that a page loads, when it is asked for, then it may be kept for ever, the name has its content's
    hash, it sets no cookie and it has a type."""
    addresses = loaded(stage)
    kinds = set()
    for address in addresses:
        reply = requests.get(stage.url + address, timeout=5)
        assert (reply.status_code, reply.headers["Cache-Control"]) == (200, FOR_EVER)
        assert hashlib.sha256(reply.content).hexdigest()[:8] == address.split(".")[-2]
        assert "Set-Cookie" not in reply.headers
        kinds.add(reply.headers["Content-Type"])
    assert kinds == {f"{kind}; charset=utf-8" for kind in ("text/css", "text/javascript")}


def test_a_file_is_sent_compressed(stage: Stage) -> None:
    """Given each file, when a browser reads brotli or gzip, then it comes smaller and is the same."""
    for address in loaded(stage):
        plain = requests.get(stage.url + address, headers={"Accept-Encoding": "identity"}, timeout=5)
        assert "Content-Encoding" not in plain.headers
        for coding in ("br", "gzip"):
            reply = requests.get(stage.url + address, headers={"Accept-Encoding": coding}, timeout=5)
            assert reply.headers["Content-Encoding"] == coding
            assert reply.headers["Vary"] == "Accept-Encoding"
            assert int(reply.headers["Content-Length"]) < len(plain.content) == len(reply.content)
            assert reply.content == plain.content


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip, deflate, br, zstd", "br"), ("gzip, deflate", "gzip"), ("br;q=0.5, gzip", "gzip"), ("*", "br"),
     ("br;q=0", None), ("identity, br;q=0.9", None), ("", None), ("zstd", None), ("*;q=0", None), (";;=\x80", None)],
)  # fmt: skip
def test_the_browser_chooses_the_coding(stage: Stage, accepted: str, coding: str | None) -> None:
    """Given what a browser says it reads, when a file is sent, then in the best of that, or else as it is."""
    reply = requests.get(f"{stage.url}/static/site.css", headers={"Accept-Encoding": accepted}, timeout=5)
    assert (reply.status_code, reply.headers.get("Content-Encoding")) == (200, coding)


def test_what_the_browser_has_is_not_sent_again(stage: Stage) -> None:
    """Given a file that a browser holds, in whatever coding, when it asks whether it is still so, then 304 says so; and
    HEAD has the same headers without the file."""
    (address, *_) = loaded(stage)
    whole = requests.get(stage.url + address, headers={"Accept-Encoding": "gzip"}, timeout=5)
    tag = {"If-None-Match": whole.headers["ETag"], "Accept-Encoding": "br"}
    unchanged = requests.get(stage.url + address, headers=tag, timeout=5)
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged.headers["Cache-Control"] == FOR_EVER
    assert requests.get(stage.url + address, headers={"If-None-Match": '"x"'}, timeout=5).status_code == 200
    head = requests.head(stage.url + address, headers={"Accept-Encoding": "gzip"}, timeout=5)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]


@pytest.mark.parametrize("name", ["site.css", "site.00000000.css"])
def test_a_page_of_another_version_still_finds_its_style(stage: Stage, name: str) -> None:
    """Given a name with another fingerprint or none, when it is asked for, then the file comes as it is now, and is
    asked for again the next time."""
    reply = requests.get(f"{stage.url}/static/{name}", timeout=5)
    assert (reply.status_code, reply.headers["Cache-Control"]) == (200, "no-cache")


@pytest.mark.parametrize(
    "name",
    ["nothing.css", "site.00000000.js", "site.0000000.css", "site.css.", "site.ABCDEF01.css",
     "site.00000000.00000000.css", ".css", "00000000.css", "forms", "site.css%00", "x/site.css"],
)  # fmt: skip
def test_there_is_nothing_else(stage: Stage, name: str) -> None:
    """Given a name that no file has, when it is asked for, then there is no such page, and that is not kept."""
    reply = requests.get(f"{stage.url}/static/{name}", timeout=5)
    assert (reply.status_code, reply.headers["Cache-Control"]) == (404, "no-store")


def test_a_first_page_brings_its_style_and_later_ones_name_it(stage: Stage) -> None:
    """Given a browser that has nothing of ours, when its first page comes, then the stylesheet stands in it under the
    page's nonce; the next page names the file instead."""
    customer = Customer(stage)
    first, next_ = customer.look("/"), customer.look("/")
    (link,) = re.findall(r'<link rel="stylesheet" href="(.*?)">', next_.text)
    style = requests.get(stage.url + link, timeout=5).text
    assert style in first.text
    assert "stylesheet" not in first.text.replace(style, "")
    assert style not in next_.text
    (nonce,) = re.findall(r'<style nonce="(.*?)">', first.text)
    assert f"'nonce-{nonce}'" in first.reply.headers["Content-Security-Policy"]


def test_the_icon_stands_in_the_page(stage: Stage) -> None:
    """Given any page, when its icon is read, then the page's own words hold the whole drawing."""
    (address,) = re.findall(r'<link rel="icon" href="data:image/svg\+xml,(.*?)">', Customer(stage).look("/").text)
    drawn, written = (ET.canonicalize(text) for text in (unquote(unescape(address)), ICON.read_text()))
    assert drawn == written.strip()


@pytest.mark.parametrize("name", [path.name for path in FILES])
def test_files_are_sent_without_their_comments_and_with_all_they_say(stage: Stage, name: str) -> None:
    """Given a file as it is written, when it is compared with what is sent, then all else is there."""
    sent = requests.get(f"{stage.url}/static/{name}", timeout=5).text
    written = (PROJECT / "static" / name).read_text()
    assert "/*" not in sent
    assert len(sent) < len(written)
    assert tight(sent) == tight(re.sub(r"/\*.*?\*/|^\s*//.*?$| // .*?$", "", written, flags=re.DOTALL | re.MULTILINE))


def tight(code: str) -> str:
    """Return a file without space, and without the last `;` of a block, which needs none."""
    return re.sub(r"\s|;(?=\s*\})", "", code)
