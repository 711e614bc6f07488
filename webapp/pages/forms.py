"""The forms, named as the API names things. Each keeps what was typed, and says what is wrong in `pages.words`."""

from collections.abc import Callable, Mapping, Sequence

from flask import request
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, RadioField, StringField, ValidationError
from wtforms.csrf.core import CSRFTokenField
from wtforms.validators import AnyOf

from webapp.journey.inputs import Fault, InputRefused, read_mobile_number, read_name, read_otp
from webapp.pages.words import GIVEN_TWICE, NOT_A_CHOICE, OUT_OF_DATE, words_for

NOTIFICATION_MODES = {"SMS": "SMS", "WHATSAPP": "WhatsApp"}
IP_ORIGINS = {"HOME": "At home", "OFFICE": "At work", "OTHERS": "Somewhere else, or I would rather not say"}


class _Taken:
    """A validator that asks the journey whether it takes what was typed."""

    def __init__(self, read: Callable[[str], str]) -> None:
        self._read = read

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        try:
            self._read(field.data or "")
        except InputRefused as refusal:
            raise ValidationError(words_for(refusal.field, refusal.fault)) from None


class _Agreed:
    """A validator for the consent box: only a tick is consent."""

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        if not field.data:
            raise ValidationError(words_for("consent", Fault.MISSING))


def _choice(label: str, answers: dict[str, str], default: str | None = None) -> RadioField:
    listed = AnyOf(list(answers), NOT_A_CHOICE)
    return RadioField(label, [listed], choices=answers, default=default, validate_choice=False)


class Form(FlaskForm):
    """What all forms share: a field sent twice is an error, and so is an outdated page."""

    csrf_token: CSRFTokenField

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
            return [("", OUT_OF_DATE)]
        return [(field.id, message) for field in self for message in field.errors[:1]]

    def validate(self, extra_validators: Mapping[str, Sequence[object]] | None = None) -> bool:
        """Check every field; see `problems` for the outcome."""
        valid = super().validate(extra_validators)
        for field in self:
            if len(request.form.getlist(field.name)) > 1:
                field.errors = [GIVEN_TWICE]
                valid = False
        return bool(valid)

    def refuse(self, refusal: InputRefused) -> None:
        """Show a refusal that came after the form had been found in order."""
        field = self[refusal.field]
        field.errors = [*field.errors, words_for(refusal.field, refusal.fault)]


class StartForm(Form):
    """Mobile number, name, channel, place and consent."""

    mobile_number = StringField("Mobile number", [_Taken(read_mobile_number)])
    name = StringField("Full name", [_Taken(read_name)])
    notification_modes = _choice("How should we send your code?", NOTIFICATION_MODES, "SMS")
    ip_origin = _choice("Where are you now?", IP_ORIGINS, "OTHERS")
    consent = BooleanField("Consent", [_Agreed()])


class CodeForm(Form):
    """The one-time code."""

    otp = StringField("Code", [_Taken(read_otp)])


class ResendForm(Form):
    """Another code, by the channel of the button that was pressed; the consent box where it must be ticked again."""

    notification_modes = _choice("Channel", NOTIFICATION_MODES)
    consent = BooleanField("Consent")


class ActionForm(Form):
    """A single button."""
