"""The notice against the table of what the law asks for, element by element, on the page and in every language."""

import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
import requests
from flask import Flask, render_template, render_template_string
from flask.ctx import RequestContext

from tests.consent.legal_elements import REQUIRED, Required, ShownNotice, complaints, translator
from tests.servers import Stage, staged
from webapp.consent.notice import Element, Notice
from webapp.consent.wording import VERSION, NoticeFacts, Service, write_notice
from webapp.identity.fields import Purpose
from webapp.identity.purposes import ALL_PURPOSES, ALWAYS
from webapp.journey.itemised import itemised_list
from webapp.journey.notices import Notices
from webapp.languages.catalogues import ENGLISH, languages
from webapp.pages.notice import current_notice, english_notice

PINNED = {
    "2026-11-21": "703009e4898167c724e7deb7808cfa0379f0a961b52e90b592a8cba02e69385f",
}
"""By version: the SHA-256 of the English texts for all services, one after the other, with the facts of `SAMPLE`."""

SAMPLE = NoticeFacts(
    business="Sample Bank",
    service=Service.ACCOUNT,
    items=(("To check who you are", ("Your name", "Gender")), ("To know where you live", ("Addresses",))),
    officer="Meera Kulkarni, privacy@sample-bank.example",
    rights_url="https://sample-bank.example/rights",
    grievance_url="https://sample-bank.example/grievance",
    board_url="https://board.example/complaint",
    withdraw_url="https://onboarding.sample-bank.example/consent/withdraw",
    retention_days=400,
)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A running application whose business has an officer, links and days of its own."""
    with staged(
        tmp_path_factory.mktemp("notice"),
        business_name="Kaveri Finance",
        notice_officer="Asha Rao, asha@kaveri.example",
        notice_rights_url="https://kaveri.example/rights",
        notice_grievance_url="https://kaveri.example/grievance",
        notice_board_url="https://board.example/complaint",
        consent_retention_days=400,
    ) as running:
        yield running


@pytest.fixture(scope="module")
def pages(stage: Stage) -> dict[str, requests.Response]:
    """The notice's page in every language."""
    return {code: open_page(stage, "/consent/notice", code) for code in languages()}


def open_page(stage: Stage, path: str, language: str) -> requests.Response:
    reply = requests.Session().get(f"{stage.url}{path}?language={language}", timeout=10)
    assert reply.status_code == 200
    return reply


def notices_of(stage: Stage) -> Notices:
    notices = stage.app.extensions["notices"]
    assert isinstance(notices, Notices)
    return notices


def read_in(app: Flask, language: str) -> RequestContext:
    return app.test_request_context(headers={"Accept-Language": language})


def rendered(app: Flask, notice: Notice) -> ShownNotice:
    with read_in(app, notice.language):
        return ShownNotice(render_template("consent/notice.html", notice=notice))


def lines_of(notice: Notice) -> list[str]:
    return [line for line in notice.text.splitlines() if line]


def before_the_act(notice: Notice) -> list[str]:
    *elements, _act = notice.elements
    return lines_of(replace(notice, elements=tuple(elements)))


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("required", REQUIRED, ids=lambda required: required.law)
def test_the_page_has_what_the_law_asks_for(
    stage: Stage, pages: dict[str, requests.Response], required: Required, language: str
) -> None:
    assert complaints(ShownNotice(pages[language].text), required, notices_of(stage), language) == []


@pytest.mark.parametrize("language", languages())
def test_the_page_names_its_version_language_and_hash(
    stage: Stage, pages: dict[str, requests.Response], language: str
) -> None:
    page, shown = pages[language].text, ShownNotice(pages[language].text)
    notice = notices_of(stage).in_language(language, translator(language), reviewed=languages()[language].reviewed)

    assert notice.reference.model_dump() == {"version": VERSION, "language": language, "sha256": shown.sha256}
    assert shown.sha256 in re.sub(r'data-notice="\w+"', "", page)
    assert languages()[language].name in shown.lines[1][0]
    assert VERSION in shown.lines[1][0]


@pytest.mark.parametrize("language", languages())
def test_no_two_languages_share_a_text(pages: dict[str, requests.Response], language: str) -> None:
    others = [ShownNotice(page.text).sha256 for code, page in pages.items() if code != language]

    assert ShownNotice(pages[language].text).sha256 not in others


@pytest.mark.parametrize("required", REQUIRED, ids=lambda required: required.law)
def test_an_element_that_is_taken_out_or_emptied_is_missed(stage: Stage, required: Required) -> None:
    notices = notices_of(stage)
    notice = notices.in_language(ENGLISH, translator(ENGLISH))
    others = tuple(element for element in notice.elements if element.key != required.element)
    without = replace(notice, elements=others)
    emptied = replace(notice, elements=(*others, Element(required.element, "A heading", ())))
    beside_the_point = replace(notice, elements=(*others, Element(required.element, "A heading", ("Something.",))))

    assert complaints(rendered(stage.app, notice), required, notices, ENGLISH) == []
    assert complaints(rendered(stage.app, without), required, notices, ENGLISH)
    assert complaints(rendered(stage.app, emptied), required, notices, ENGLISH)
    assert complaints(rendered(stage.app, beside_the_point), required, notices, ENGLISH)


@pytest.mark.parametrize("required", REQUIRED, ids=lambda required: required.law)
def test_an_element_that_is_left_in_english_is_noticed(stage: Stage, required: Required) -> None:
    notices = notices_of(stage)
    english = rendered(stage.app, notices.in_language(ENGLISH, translator(ENGLISH)))

    assert any("left in English" in complaint for complaint in complaints(english, required, notices, "hi"))


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(
    "officer", [SAMPLE.officer, "<b>Asha</b> & co. “100 %”, https://sample-bank.example/?a=1&b=2"], ids=["plain", "odd"]
)
def test_the_page_shows_every_line_of_the_text_and_no_other(stage: Stage, language: str, officer: str) -> None:
    facts = replace(SAMPLE, officer=officer)
    notice = write_notice(facts, language, translator(language))

    shown = rendered(stage.app, notice)

    assert [line for line, _, _ in shown.lines] == lines_of(notice)
    assert shown.sha256 == hashlib.sha256(notice.text.encode()).hexdigest()


@pytest.mark.parametrize("language", languages())
def test_folded_it_is_the_same_text_with_the_consent_itself_in_the_open(stage: Stage, language: str) -> None:
    notice = write_notice(SAMPLE, language, translator(language))
    template = (
        '{% from "components/notice_text.html" import notice_text %}{{ notice_text(notice, level=2, folded=True) }}'
    )

    with read_in(stage.app, language):
        page = render_template_string(template, notice=notice)
    shown = ShownNotice(page)

    assert [line for line, _, _ in shown.lines] == before_the_act(notice)
    assert {element for _, element, folded in shown.lines if not folded} == {"", "service", "items", "purpose"}
    assert (
        page.count("<details")
        == page.count("<summary")
        == len(notice.elements) - len({"service", "items", "purpose", "act"})
    )
    assert re.findall(r"<h[1-6]", page) == ["<h2"] + ["<h3"] * (len(notice.elements) - 1)
    assert page.count("<a ") == page.count('target="_blank" aria-describedby="new-tab"')
    assert page.count('id="new-tab"') == 1


@pytest.mark.parametrize("language", languages())
def test_the_start_page_has_the_notice_whole_with_the_box_as_its_end(stage: Stage, language: str) -> None:
    notice = notices_of(stage).in_language(language, translator(language), reviewed=languages()[language].reviewed)

    page = open_page(stage, "/", language).text

    assert [line for line, _, _ in ShownNotice(page).lines] == before_the_act(notice)
    _, after_the_notice = page.split('data-element="officer"')
    labels = re.findall(r'name="consent"[^>]*>\s*<span>(.*?)</span>', after_the_notice)
    assert [html.unescape(label) for label in labels] == lines_of(notice)[-1:]


@pytest.mark.parametrize("service", Service)
@pytest.mark.parametrize("language", languages())
def test_every_service_is_named_in_words_of_its_own(language: str, service: Service) -> None:
    said = [
        write_notice(replace(SAMPLE, service=each), language, translator(language)).elements[0].paragraphs[0]
        for each in (service, *(other for other in Service if other is not service))
    ]

    assert said[0] not in said[1:]
    assert SAMPLE.business in said[0]


def test_what_is_not_asked_for_is_not_listed(stage: Stage) -> None:
    least = replace(notices_of(stage), purposes=ALWAYS).in_language(ENGLISH, translator(ENGLISH))
    listed = "\n".join(rendered(stage.app, least).of("items"))

    off = set(titles(ALL_PURPOSES)) - set(titles(ALWAYS))
    assert {"Bank accounts", "Relatives", "Email addresses", "Employers"} <= off
    assert [title for title in off if title in listed] == []
    assert [title for title in titles(ALWAYS) if title not in listed] == []


def titles(purposes: frozenset[Purpose]) -> list[str]:
    return [title for _, titles in itemised_list(purposes) for title in titles]


@pytest.mark.parametrize("language", languages())
def test_the_text_is_the_same_for_the_same_facts_and_plain(language: str) -> None:
    text = write_notice(SAMPLE, language, translator(language)).text

    assert text == write_notice(replace(SAMPLE), language, translator(language)).text
    assert "\r" not in text
    assert "%(" not in text
    assert all(line == " ".join(line.split()) for line in text.split("\n"))


def test_changed_words_are_a_new_version() -> None:
    notices = [write_notice(replace(SAMPLE, service=service), ENGLISH, translator(ENGLISH)) for service in Service]
    now = hashlib.sha256("".join(notice.text for notice in notices).encode()).hexdigest()

    assert PINNED.get(VERSION) == now, (
        "The words of the English notice are not those of its version. If the change is meant, set VERSION in "
        f"webapp/consent/wording.py to the day of the change, and add that version with {now} to PINNED in this file; "
        "leave the older versions as they are. Then bring the translations up to date."
    )
    assert max(PINNED) == VERSION


def test_all_who_read_a_language_are_shown_the_very_same_notice(stage: Stage) -> None:
    with read_in(stage.app, "hi"):
        hindi, original = current_notice(), english_notice()
    with read_in(stage.app, ENGLISH):
        english = current_notice()
        assert english_notice() is None
    with read_in(stage.app, "hi"):
        assert current_notice() is hindi
    assert english is original
    assert (hindi.language, english.language) == ("hi", ENGLISH)
