"""A presenter's browser without the browser: picks a story, and does in the customer's page what a customer does."""

from urllib.parse import urlencode

from tests.visitor import Customer, Page


class Presenter(Customer):
    """What a presenter does at the console, and in its frames."""

    def play(self, **keys: str) -> Page:
        """Begin a story anew; the answer is the console."""
        return self.send("/demo/play", keys, self.look("/demo").values["csrf_token"])

    def reset(self) -> Page:
        """Reset everything."""
        return self.send("/demo/reset", {}, self.look("/demo").values["csrf_token"])

    def begin(self, **keys: str) -> Page:
        """Load the page's frame."""
        return self.look(f"/demo/begin?{urlencode(keys)}")

    def agree(self, page: Page) -> Page:
        """Tick the box of a page that is filled in, and send it as it is."""
        return Page(self.session.post(f"{self.stage.url}/", data={**page.values, "consent": "y"}, timeout=15))

    def phone(self) -> Page:
        """Look at the phone's frame."""
        return self.look("/demo/phone?beside=1")

    def trace(self) -> Page:
        """Look at the trace's frame."""
        return self.look("/demo/trace")

    def fill_in(self) -> Page:
        """Tap the code on the phone: the page has it filled in."""
        code = self.phone().values["otp"]
        return Page(self.session.post(f"{self.stage.url}/otp", data={"otp": code, "language": "en"}, timeout=5))

    def press(self, page: Page) -> Page:
        """Send the code that is filled in."""
        return Page(self.session.post(f"{self.stage.url}/otp", data=page.values, timeout=15))

    def go_through(self, **keys: str) -> Page:
        """Play a story up to where the code is checked."""
        self.play(**keys)
        self.agree(self.begin(**keys))
        return self.press(self.fill_in())
