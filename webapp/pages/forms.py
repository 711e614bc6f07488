"""The forms, named as the API names things. Each keeps what was typed, and says what is wrong in `pages.words`.

Labels and answers are marked messages, which the templates translate; errors are in the reader's language already.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence

from flask import request
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, RadioField, StringField, ValidationError
from wtforms.csrf.core import CSRFTokenField

from webapp.consent.notice import Notice
from webapp.journey.inputs import Fault, InputRefused, read_mobile_number, read_name, read_otp, read_reference
from webapp.languages.marks import N_
from webapp.pages.anti_forgery import AntiForgery
from webapp.pages.language import gettext as _
from webapp.pages.words import GIVEN_TWICE, NOT_A_CHOICE, OUT_OF_DATE, words_for

NOTIFICATION_MODES = {"SMS": N_("SMS"), "WHATSAPP": N_("WhatsApp")}
ADULT = {"YES": N_("Yes"), "NO": N_("No")}
IP_ORIGINS = {
    "HOME": N_("At home"),
    "OFFICE": N_("At work"),
    "OTHERS": N_("Somewhere else, or I would rather not say"),
}


def once() -> str:
    """Return the random value that tells each form that is made from every other: its field `once`."""
    return secrets.token_urlsafe(16)


class _Taken:
    """A validator that asks the journey whether it takes what was typed."""

    def __init__(self, read: Callable[[str], str]) -> None:
        self._read = read

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        try:
            self._read(field.data or "")
        except InputRefused as refusal:
            raise ValidationError(words_for(refusal.field, refusal.fault)) from None


class _Listed:
    """A validator for a choice: only what was offered is an answer."""

    def __init__(self, answers: Iterable[str], message: str) -> None:
        self._answers = frozenset(answers)
        self._message = message

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        if field.data not in self._answers:
            raise ValidationError(_(self._message))


class _Agreed:
    """A validator for the consent box: only a tick is consent."""

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        if not field.data:
            raise ValidationError(words_for("consent", Fault.MISSING))


def _choice(label: str, answers: dict[str, str], default: str | None = None, message: str = NOT_A_CHOICE) -> RadioField:
    return RadioField(label, [_Listed(answers, message)], choices=answers, default=default, validate_choice=False)


class Form(FlaskForm):
    """What all forms share: a field sent twice is an error, and so is an outdated page."""

    csrf_token: CSRFTokenField

    class Meta(FlaskForm.Meta):
        """How the token is made and checked."""

        csrf_class = AntiForgery  # type: ignore[assignment]  # the library declares none but its own

    def __init__(self, **values: object) -> None:
        """`formdata=None` leaves the request's fields out; fields by name are filled in beforehand."""
        super().__init__(**values)  # type: ignore[no-untyped-call]  # flask_wtf has no types

    @property
    def outdated(self) -> bool:
        """Whether the anti-forgery token was missing, old or of another browser."""
        return bool(self.csrf_token.errors)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Pairs of a field's id and its message, in the page's order, for the error summary."""
        if self.outdated:
            return [("", _(OUT_OF_DATE))]
        return [(field.id, message) for field in self for message in field.errors[:1]]

    def validate(self, extra_validators: Mapping[str, Sequence[object]] | None = None) -> bool:
        """Check every field; see `problems` for the outcome."""
        valid = super().validate(extra_validators)
        for field in self:
            if len(request.form.getlist(field.name)) > 1:
                field.errors = [_(GIVEN_TWICE)]
                valid = False
        return bool(valid)

    def refuse(self, refusal: InputRefused) -> None:
        """Show a refusal that came after the form had been found in order."""
        field = self[refusal.field]
        field.errors = [*field.errors, words_for(refusal.field, refusal.fault)]


class ConsentForm(Form):
    """A form with the act of consent: the box, and the hash of the notice that stood beside it."""

    consent = BooleanField("Consent")
    notice = StringField("Notice")

    def rests_on(self, notice: Notice) -> bool:
        """Tell whether the box was ticked beside this very notice; if not, say so, and have it ticked again."""
        if self.notice.data == notice.reference.sha256:
            return True
        self.consent.data = False
        self.refuse(InputRefused("consent", Fault.NOTICE_CHANGED))
        return False


class StartForm(ConsentForm):
    """Age, mobile number, name, channel, place and consent."""

    adult = _choice(N_("Are you 18 or over?"), ADULT, message=N_("Say whether you are 18 or over"))
    mobile_number = StringField(N_("Mobile number"), [_Taken(read_mobile_number)])
    name = StringField(N_("Full name"), [_Taken(read_name)])
    notification_modes = _choice(N_("How should we send your code?"), NOTIFICATION_MODES, "SMS")
    ip_origin = _choice(N_("Where are you now?"), IP_ORIGINS, "OTHERS")
    consent = BooleanField("Consent", [_Agreed()])


class CodeForm(Form):
    """The one-time code."""

    otp = StringField(N_("Code"), [_Taken(read_otp)])


class ResendForm(ConsentForm):
    """Another code, by the channel of the button that was pressed; the consent box where it must be ticked again."""

    notification_modes = _choice("Channel", NOTIFICATION_MODES)


class WithdrawalForm(Form):
    """Whose consent to withdraw, in a browser that does not know it."""

    reference = StringField(N_("Reference"), [_Taken(read_reference)])
    mobile_number = StringField(N_("Mobile number"), [_Taken(read_mobile_number)])


class ActionForm(Form):
    """A single button."""
