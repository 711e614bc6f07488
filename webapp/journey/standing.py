"""Where a customer stands after a form was sent, and under which token."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from webapp.consent.mac import Mac
from webapp.journey.inputs import InputRefused
from webapp.journey.problems import Stopped
from webapp.journey.state import Held, Journey, Submission
from webapp.journey.store import JourneyStore


@dataclass(frozen=True)
class Standing:
    """Where a step has led: the token that the browser is to have from now on, and the journey as it then is."""

    token: str = field(repr=False)
    journey: Journey | None


class Tokens:
    """Gives browsers new tokens, each made from the old one and the form that it is given for.

    So the very same form, sent twice, is answered with the same token, though it is written down nowhere; and who knows
    the old token, but not all that the form held, cannot tell the new one.
    """

    def __init__(self, store: JourneyStore, secret: bytes) -> None:
        """Take the store that knows which forms were taken, and the secret, of at least 32 bytes."""
        self._store = store
        self._mac = Mac(secret, "journey: token")

    def after(self, sent: Submission) -> str:
        """Return the token that the browser gets if the step of this form is taken and renews it."""
        return self._mac.of(sent.token, sent.form)

    def not_taken(self, sent: Submission) -> Standing:
        """Return where the customer stands whose form took no step: it was sent before, or was out of turn.

        The new token is handed over again only for as long as no browser has used it.
        """
        if self._store.renews(sent.form):
            token = self.after(sent)
            journey = self._store.find(token)
            if journey is not None and journey.held is Held.NEW:
                return Standing(token, journey)
        return Standing(sent.token, self._store.find(sent.token))


@contextmanager
def handing_over(token: str) -> Iterator[None]:
    """Have what stops a step after it was taken carry the token that the browser is to have from now on."""
    try:
        yield
    except (Stopped, InputRefused) as failure:
        failure.token = token
        raise
