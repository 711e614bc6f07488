"""The steps of a customer as the forms know them: by field and address, whatever language or look the page has."""

from collections.abc import Callable

from playwright.sync_api import Locator

from tests.browser.customers import Customer
from tests.browser.pages.page import BUSINESS
from tests.browser.visit import Visit

Way = Callable[[Visit], None]
"""How a fresh visit gets to a station."""


def at(visit: Visit, heading: str, status: int = 200) -> None:
    """Make sure that the window shows the page with this heading (in English), which came with this status."""
    visit.window.wait_for_load_state()
    shown = visit.window.get_by_role("heading", level=1).inner_text()
    came_with = visit.arrival.status if visit.arrival else None
    wanted = visit.words(heading, business=BUSINESS)
    if (shown, came_with) != (wanted, status):
        raise AssertionError(f"This is “{shown}” ({came_with}), not “{wanted}” ({status})")


def fill_in(visit: Visit, customer: Customer, *, adult: str = "YES") -> None:
    """Fill in the first page, with the consent."""
    field(visit, f"adult][value={adult}").check()
    field(visit, "mobile_number").fill(customer.mobile_number)
    field(visit, "name").fill(customer.name)
    field(visit, "consent").check()


def begin(visit: Visit, customer: Customer) -> None:
    """Come to the site, give the details, and ask for the code, wherever that leads."""
    visit.go("/")
    fill_in(visit, customer)
    enter(visit, "name")


def enter_code(visit: Visit, code: str) -> None:
    """Enter a code, wherever that leads."""
    field(visit, "otp").fill(code)
    enter(visit, "otp")


def finish_code(visit: Visit, customer: Customer) -> None:
    """Give the details, and enter the code that was sent, wherever that leads."""
    begin(visit, customer)
    enter_code(visit, visit.stage.newest_code(customer.mobile_number))


def wrong_code(visit: Visit, customer: Customer) -> str:
    """Return a code that was not sent."""
    return str((int(visit.stage.newest_code(customer.mobile_number)) + 1) % 1_000_000).zfill(6)


def field(visit: Visit, name: str) -> Locator:
    """Return a field that can be filled in, by the name that it is sent under."""
    return visit.window.locator(f"main input[name={name}]:not([type=hidden])")


def enter(visit: Visit, name: str) -> None:
    """Press the Enter key in a field, wherever that leads."""
    visit.leave_by(lambda: field(visit, name).press("Enter"))


def press(visit: Visit, action: str, button: str = "button") -> None:
    """Press a button of the form that is sent to an address; it need not be in sight."""
    target = visit.window.locator(f"form[action='{action}'] {button}").first
    visit.leave_by(lambda: target.evaluate("button => { button.form.requestSubmit(button) }"))


def stay(visit: Visit) -> None:
    """Have the window keep its page from now on: whatever the page asks for next is answered with nothing."""
    visit.window.route(
        "**",
        lambda route: route.fulfill(status=204) if route.request.is_navigation_request() else route.continue_(),
    )
