"""Who is under 18, by their own word or by the record."""

import pytest

from tests.browser.customers import KABIR, VIKRAM
from tests.browser.pages.start import OtherNumberPage, StartPage
from tests.browser.pages.under_age import UnderAgePage
from tests.browser.visit import Visit
from tests.servers import Stage


def test_who_says_to_be_under_18_is_sent_away(visit: Visit, stage: Stage) -> None:
    """Given the answer "No", when the form is sent, then it ends there, and nothing goes out or is kept."""
    StartPage.opened_by(visit).fill_in(VIKRAM, adult="No").send()

    end = UnderAgePage(visit).pictured("under-age").shows("You told us that you are under 18")
    end.hides(VIKRAM.mobile_number, VIKRAM.name)
    assert stage.messages(VIKRAM.mobile_number) == []
    assert [cookie["name"] for cookie in visit.browser.cookies() if cookie["name"] != "onboarding"] == []
    end.follow("To the first page")
    StartPage(visit).is_empty()


def test_who_says_so_while_changing_the_number_is_sent_away(visit: Visit) -> None:
    """Given a code that was sent, when the age is taken back, then the code can no longer be entered."""
    other = OtherNumberPage.after(StartPage.opened_by(visit).give_details(VIKRAM))
    other.fill_in(VIKRAM, adult="No").send()

    UnderAgePage(visit)
    visit.go("/otp")
    StartPage(visit).is_empty()


def test_the_record_of_a_minor_is_not_shown(visit: Visit) -> None:
    """Given a person of sixteen on record, when the code is right, then nothing of the record is shown, ever."""
    code = StartPage.opened_by(visit).give_details(KABIR)
    code.try_right_code(KABIR)

    for path in ("/under-age", "/summary", "/otp"):
        end = UnderAgePage(visit).pictured("under-age-on-record").hides("••••", *KABIR.identifiers())
        end.shows("The record that belongs to this number is of somebody under 18")
        visit.go(path)
    UnderAgePage(visit).follow("To the first page")


@pytest.mark.parametrize("language", ["hi", "ur"])
def test_the_end_is_told_in_the_chosen_language(visit: Visit, language: str) -> None:
    """Given another language, when the answer is "No", then the end is told in it."""
    StartPage.opened_by(visit).change_language(language).fill_in(VIKRAM, adult="No").send()

    UnderAgePage(visit).change_language("en", status=403).change_language(language, status=403).pictured("under-age")
