"""What the third page shows, record by record."""

from tests.browser.customers import FARIDA, GURPREET, LAKSHMI, MEERA, NOBODY, RAHUL, VIKRAM, Customer
from tests.browser.pages.code import CodePage
from tests.browser.pages.start import StartPage
from tests.browser.pages.summary import NameDiffersPage, NoNamePage, NotFoundPage
from tests.browser.visit import Visit


def _confirm(visit: Visit, customer: Customer) -> CodePage:
    code = StartPage.opened_by(visit).give_details(customer)
    code.try_right_code(customer)
    return code


def test_nothing_on_record(visit: Visit) -> None:
    _confirm(visit, MEERA)

    NotFoundPage(visit).pictured("not-found").finish()


def test_a_record_of_somebody_else_is_not_shown(visit: Visit) -> None:
    _confirm(visit, GURPREET.named("Vikram Sethi"))

    other = NameDiffersPage(visit).pictured("summary-name-differs")
    other.hides(*GURPREET.identifiers(), "G•••", "••••", "Gurpreet", "GURPREET", "Dhillon")
    other.finish()


def test_a_record_without_a_name_is_only_counted(visit: Visit) -> None:
    _confirm(visit, NOBODY)

    counted = NoNamePage(visit).pictured("summary-no-name")
    counted.shows("PAN", "Addresses").hides(*NOBODY.identifiers(), "••••")
    counted.finish()


def test_a_thin_record_says_what_is_missing(visit: Visit) -> None:
    summary = StartPage.opened_by(visit).give_details(VIKRAM).enter_right_code(VIKRAM).pictured("summary-thin")

    summary.shows("V••• S•••", "Not found").hides(*VIKRAM.identifiers())


def test_values_that_arrive_half_masked_show_no_more_than_their_tail(visit: Visit) -> None:
    summary = StartPage.opened_by(visit).give_details(RAHUL).enter_right_code(RAHUL)

    summary.open_all().pictured("summary-half-masked").shows("R••• S•••", "••••1234", "••••34D")
    summary.hides(*RAHUL.identifiers() - {"XXXX XXXX 0034"}, "XXXX0034", "****", "XXXXXX")


def test_a_messy_record_is_shown_in_good_order(visit: Visit) -> None:
    summary = StartPage.opened_by(visit).give_details(LAKSHMI).enter_right_code(LAKSHMI)

    summary.open_all().pictured("summary-messy").shows("L••• I•••", "XXXX XXXX 0008")
    summary.hides(*LAKSHMI.identifiers(), "None", "null", "&#39;", "[]", "lakshmi", "blood", "forty-one")


def test_an_older_shape_of_the_reply_is_read_as_well(visit: Visit) -> None:
    summary = StartPage.opened_by(visit).give_details(FARIDA).enter_right_code(FARIDA)

    summary.open_all().pictured("summary-older-shape").shows("F••• S•••", "18 or over", "Pune")
    summary.hides(*FARIDA.identifiers())
