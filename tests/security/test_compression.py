"""Pages are compressed, and their length tells nothing of what has to stay unknown (BREACH)."""

import gzip
import re
from collections.abc import Callable
from difflib import SequenceMatcher
from secrets import token_urlsafe
from statistics import mean

import brotli  # type: ignore[import-untyped]  # has no types
import pytest
import requests

from tests.security.addresses import addresses
from tests.security.attacks import FIELDS
from tests.servers import Stage
from tests.visitor import AGREED, PERSON, Customer

CODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, quality=5),
    "gzip": lambda content: gzip.compress(content, 6),
}
MARK = "ZQ7XKV93MPTA"  # written like a reference, as the one field that an address fills in takes nothing else
ROUNDS = 40


def answer(stage: Stage, path: str, coding: str = "br", method: str = "GET") -> requests.Response:
    """Return the answer to a browser that reads one coding."""
    return requests.request(method, stage.url + path, headers={"Accept-Encoding": coding}, timeout=5)


@pytest.mark.parametrize("coding", CODERS)
@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/consent/withdraw", 200), ("/nowhere", 404)])
def test_pages_are_compressed_whatever_their_status(stage: Stage, path: str, status: int, coding: str) -> None:
    """Given a browser that reads a coding, when a page is answered, well or not, then it comes in it, whole."""
    reply = answer(stage, path, coding)
    assert (reply.status_code, reply.headers["Content-Encoding"]) == (status, coding)
    assert int(reply.headers["Content-Length"]) < len(reply.content) / 2
    assert reply.text.endswith("</html>")


def test_a_form_shown_again_is_compressed_too(stage: Stage) -> None:
    """Given answers that are refused, when the form comes back with 422, then it is compressed as at first."""
    again = Customer(stage).start(mobile_number="1")
    assert (again.status, again.reply.headers["Content-Encoding"]) == (422, "br")


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0.2, gzip", "gzip"), ("*", "br"), ("identity", None),
     ("", None), ("deflate", None), ("br;q=0, gzip;q=0", None), ("gzip; q=0.5 , br; q=0", "gzip"), ("*;q=0", None),
     ("br;q=x", None), ("\x80, ;;=", None)],
)  # fmt: skip
def test_the_browser_chooses_the_coding(stage: Stage, accepted: str, coding: str | None) -> None:
    """Given what a browser says it reads, when a page is answered, then it is in that, or else as it is."""
    reply = answer(stage, "/consent/notice", accepted)
    assert reply.headers.get("Content-Encoding") == coding
    assert {part.strip() for part in reply.headers["Vary"].split(",")} >= {"Accept-Encoding"}
    assert "</html>" in reply.text


def test_what_is_small_or_for_programs_stays_as_it_is(stage: Stage) -> None:
    """Given a receipt, its key and an answer of a word, when they are asked for, then they come as they are; the text
    of a notice is as long as a page, and is compressed."""
    customer = Customer(stage)
    customer.start()
    for path in ("/consent/receipt.json", "/consent/receipt-key.pem", "/healthz"):
        assert "Content-Encoding" not in customer.session.get(stage.url + path, timeout=5).headers
    notice = customer.notice()
    text = answer(stage, f"/consent/notice/{notice}.txt")
    assert (text.headers["Content-Encoding"], text.status_code) == ("br", 200)


def test_a_head_says_what_a_page_would(stage: Stage) -> None:
    """Given HEAD, when it is answered, then with the headers of the compressed page and without a body."""
    reply = answer(stage, "/consent/notice", method="HEAD")
    assert (reply.headers["Content-Encoding"], reply.content) == ("br", b"")
    assert int(reply.headers["Content-Length"]) > 500


def common(one: str, other: str) -> int:
    """Return how many characters the longest text has that stands in both."""
    return SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size


@pytest.mark.parametrize("path", ["/", "/otp", "/summary", "/consent/withdraw"])
def test_the_forms_token_is_another_in_every_answer(stage: Stage, path: str) -> None:
    """Given the same page twice in one browser, when the tokens are laid side by side, then but for the moment, which
    everybody knows, they have no eight characters in common."""
    customer = Customer(stage)
    if path != "/":
        customer.start()
    if path == "/summary":
        customer.enter_code()
    tokens = [customer.look(path).values["csrf_token"].split(".") for _ in range(2)]
    (random, _moment, signature), (other_random, _, other_signature) = tokens
    assert max(common(random, other_random), common(signature, other_signature)) < 8
    assert max(common(random, other_signature), common(signature, other_random)) < 8


def test_nothing_of_a_browsers_own_stays_in_its_pages(stage: Stage) -> None:
    """Given one page three times, twice in the same browser, when all that looks like a secret is compared, then what
    both answers to the one have in common stands in the other's too: it is public."""

    def words(customer: Customer) -> set[str]:
        return set(re.findall(r"[\w-]{16,}", customer.look("/otp").text))

    one, other = Customer(stage), Customer(stage)
    one.start()
    other.start()
    assert words(one) & words(one) <= words(other)


def test_an_earlier_token_is_still_good(stage: Stage) -> None:
    """Given a form that was shown before another window showed its own, when it is sent, then it is taken."""
    customer = Customer(stage)
    earlier = customer.token()
    customer.look("/")
    assert customer.send("/", {**PERSON, **AGREED}, earlier).path == "/otp"


@pytest.mark.parametrize("token", ["another browser's", "too old", "changed", "cut", "of letters", "bytes", ""])
def test_no_other_token_is_good(stage: Stage, token: str) -> None:
    """Given a token that is not one of this browser's own, or is too old, when a form comes with it, then it is shown
    again as out of date and nothing is done."""
    customer = Customer(stage)
    own = customer.token()
    if token == "too old":
        stage.app.config["WTF_CSRF_TIME_LIMIT"] = -1
    sent = {
        "another browser's": Customer(stage).token(),
        "too old": own,
        "changed": own[:-2] + ("A" if own[-2] != "A" else "B") + own[-1],
        "cut": own.rpartition(".")[0],
        "of letters": "x" * 80,
        "bytes": "\udcff\x00.é.\u0660",
        "": "",
    }[token]
    page = customer.send("/", {**PERSON, **AGREED}, sent.encode("utf-8", "surrogateescape").decode("latin-1"))
    assert page.status == 400
    assert not stage.messages(PERSON["mobile_number"])


@pytest.mark.parametrize("coding", CODERS)
def test_a_guess_beside_the_token_does_not_shorten_the_page(stage: Stage, coding: str) -> None:
    """Given whoever can have words of theirs shown in a page with the token, and knows the token of the answer before,
    when they try that and as many wrong ones, then the compressed pages are as long for the one as for the others; in
    a page whose token stayed the same they would see it at once."""
    customer = Customer(stage)
    customer.session.headers["Accept-Encoding"] = coding
    page = customer.look("/")
    right: list[int] = []
    wrong: list[int] = []
    unmasked: list[int] = []
    for _ in range(ROUNDS):
        for guesses_right, lengths in ((True, right), (False, wrong)):
            known = page.values["csrf_token"]
            guess = known if guesses_right else _alike(known)
            page = customer.send("/", {**PERSON, **AGREED, "mobile_number": guess}, known)
            assert guess in page.text
            lengths.append(int(page.reply.headers["Content-Length"]))
            if guesses_right:
                unchanged = page.text.replace(page.values["csrf_token"], known)
                unmasked.append(len(CODERS[coding](unchanged.encode())))
    # One length spreads by about 3 bytes, so these means differ by 0.6 by chance, and by 4 practically never.
    assert abs(mean(right) - mean(wrong)) < 4
    assert mean(wrong) - mean(unmasked) > 25


def _alike(token: str) -> str:
    """Return another text of a token's shape and with its moment, which is no secret."""
    random, moment, signature = token.split(".")
    return f"{token_urlsafe(len(random))[: len(random)]}.{moment}.{token_urlsafe(len(signature))[: len(signature)]}"


def test_no_page_with_a_persons_values_shows_words_of_the_request(stage: Stage) -> None:
    """Given a customer's pages, when they are asked for with words in the address and the headers, then a page that
    shows these words shows nothing of the person."""
    customer = Customer(stage)
    customer.start()
    own = customer.session.get(f"{stage.url}/consent/receipt.json", timeout=5).json()["receipt_id"]
    customer.enter_code()
    headers = dict.fromkeys(("User-Agent", "Referer", "Accept-Language", "Sec-CH-UA-Model", "X-Forwarded-For"), MARK)
    query = dict.fromkeys((*FIELDS, "reference"), MARK)
    query.pop("language")
    reflecting = set()
    for path in addresses(stage.app):
        for asked in (query, {name: MARK for name in query if name != "another"}):
            reply = customer.session.get(stage.url + path, params=asked, headers=headers, timeout=5)
            if MARK.lower() in reply.text.lower().replace("-", ""):
                reflecting.add(path)
                assert not [value for value in (own, "0001", "Asha", "asha") if value in reply.text], path
    assert "/consent/withdraw" in reflecting
