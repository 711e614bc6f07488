"""What the notice says: every element that the law asks for, in the reader's language.

Which elements those are, as we read the Digital Personal Data Protection Act, 2023 and its Rules, stands in the table
of `tests/consent/legal_elements.py`. Whoever changes a word of it gives it a new `VERSION`.
"""

from dataclasses import dataclass
from enum import StrEnum

from babel import Locale
from babel.lists import format_list

from webapp.consent.notice import ACT, Element, Notice
from webapp.languages.marks import N_, Translate

VERSION = "2026-11-21"
UNREVIEWED = N_("This translation has not yet been checked by a native reader. The English text counts in doubt.")


class Service(StrEnum):
    """What a customer comes to the business for."""

    ACCOUNT = "account"
    LOAN = "loan"
    CARD = "card"
    INSURANCE = "insurance"
    INVESTMENT = "investment"
    PAYMENTS = "payments"


SERVICES = {
    Service.ACCOUNT: N_("You want to open an account with %(business)s."),
    Service.LOAN: N_("You want to apply for a loan from %(business)s."),
    Service.CARD: N_("You want to apply for a card from %(business)s."),
    Service.INSURANCE: N_("You want to take out insurance with %(business)s."),
    Service.INVESTMENT: N_("You want to invest through %(business)s."),
    Service.PAYMENTS: N_("You want to use the payment services of %(business)s."),
}


@dataclass(frozen=True)
class NoticeFacts:
    """What the notice tells of one business.

    items: (a purpose, titles of the kinds of data that serve it) in the reader's language. officer: where the person
    is reached who answers questions about personal data. withdraw_url: a whole address, as are the others.
    retention_days: how long the record of a consent is kept after its last use.
    """

    business: str
    service: Service
    items: tuple[tuple[str, tuple[str, ...]], ...]
    officer: str
    rights_url: str
    grievance_url: str
    board_url: str
    withdraw_url: str
    retention_days: int


def write_notice(facts: NoticeFacts, language: str, _: Translate, *, reviewed: bool = True) -> Notice:
    """Return the notice in a language, given by its code; `_` translates into it, `reviewed` by a native reader."""
    named = Locale.parse(language).get_display_name() or language
    imprint = _("Version %(version)s, %(language)s", version=VERSION, language=named)
    if not reviewed:
        imprint += "\n" + _(UNREVIEWED)
    return Notice(
        version=VERSION,
        language=language,
        title=_("Notice: what %(business)s fetches about you, and why", business=facts.business),
        imprint=imprint,
        elements=(
            _service(facts, _),
            _items(facts, language, _),
            _purpose(facts, _),
            _processor(facts, _),
            _evidence(_),
            _retention(facts, _),
            _withdrawal(facts, _),
            _rights(facts, _),
            _grievance(facts, _),
            _board(facts, _),
            _officer(facts, _),
            _act(facts, _),
        ),
    )


def _service(facts: NoticeFacts, _: Translate) -> Element:
    return Element(
        "service",
        _("What it is for"),
        (
            _(SERVICES[facts.service], business=facts.business),
            _(
                "If you agree, we at %(business)s fetch what is on record for your mobile number, "
                "check that the record is yours, and show it to you with private values masked. "
                "This is one step of that service.",
                business=facts.business,
            ),
            _(
                "You are free to say no. Then nothing is fetched, "
                "and you can give your details to %(business)s in another way.",
                business=facts.business,
            ),
        ),
    )


def _items(facts: NoticeFacts, language: str, _: Translate) -> Element:
    return Element(
        "items",
        _("What we fetch, and what for"),
        (
            _(
                "We fetch these details, as far as they are on record for your mobile number. "
                "The list says what each of them is for:"
            ),
        ),
        (
            *((purpose, format_list(titles, locale=language)) for purpose, titles in facts.items),
            (_("What you give us yourself"), _("your mobile number and your name")),
            (
                _("Anything else"),
                _("Cashfree Payments may return more. It is discarded at once: nobody reads it, and it is not kept"),
            ),
        ),
    )


def _purpose(facts: NoticeFacts, _: Translate) -> Element:
    return Element(
        "purpose",
        _("Why we fetch it"),
        (
            _(
                "All of it is for KYC at %(business)s: a business has to know who its customers are. "
                "KYC includes checking that the record is yours and that you are 18 or over.",
                business=facts.business,
            ),
            _("Each kind of detail is fetched for what stands beside it above, and for nothing else."),
            _("This does not complete your KYC. You may still be asked for documents."),
        ),
    )


def _processor(facts: NoticeFacts, _: Translate) -> Element:
    return Element(
        "processor",
        _("Who fetches it"),
        (
            _(
                "Cashfree Payments sends you the code and fetches the details. It works for %(business)s, "
                "as its data processor. %(business)s answers to you for what is done with your data.",
                business=facts.business,
            ),
            _(
                "Cashfree Payments gets your mobile number and name, how the code is to reach you, the code that you "
                "enter, when you agreed and to what purpose, your internet address and network provider, where you "
                "said you are, the device ID and the kind of device. It does not get your answer about your age."
            ),
        ),
    )


def _evidence(_: Translate) -> Element:
    return Element(
        "evidence",
        _("What we record about your consent"),
        (_("So that your consent can be proved, we record this. We do so only after you agree, never before:"),),
        (
            (_("Your consent"), _("when you gave it, and the version and language of this notice")),
            (_("Your age"), _("that you said you are 18 or over")),
            (_("Internet address"), _("with the name of the network provider, if it is known")),
            (_("Where you are"), _("at home, in an office or somewhere else, as you tell us")),
            (_("Device ID"), _("a random one, which this site sets and your browser keeps for a year")),
            (_("Kind of device"), _("its system and model, if your browser names them")),
        ),
    )


def _retention(facts: NoticeFacts, _: Translate) -> Element:
    return Element(
        "retention",
        _("How long we keep it"),
        (
            _(
                "What is fetched is kept only in masked form. It can be seen only while this visit is open: "
                "an hour at most. It is erased within a day after that."
            ),
            _(
                "The record of your consent is kept for %(days)s days after its last use. "
                "It holds your mobile number and name, what we record when you agree, the steps that you took, "
                "which kinds of details were shown, and whether the name matched or the record was of somebody "
                "under 18. It never holds the details themselves. It is encrypted and locked.",
                days=facts.retention_days,
            ),
            _(
                "As we read the law, this record must be kept for at least a year, even if you withdraw your consent. "
                "Then it is erased."
            ),
        ),
    )


def _withdrawal(facts: NoticeFacts, _: Translate) -> Element:
    return Element(
        "withdrawal",
        _("If you change your mind"),
        (
            _("You can withdraw your consent at any time, as easily as you gave it."),
            _(
                "Then everything stops: nothing more is fetched, and what this visit still shows is erased. "
                "What was done before that stays lawful."
            ),
            _("If you withdraw in this browser, the device ID is taken out of it too."),
        ),
        link=(_("Withdraw your consent"), facts.withdraw_url),
    )


def _rights(facts: NoticeFacts, _: Translate) -> Element:
    return Element(
        "rights",
        _("Your rights"),
        (
            _(
                "These are your rights under sections 11 to 14 of the Digital Personal Data Protection Act, 2023, "
                "as we read it. This is not legal advice. You can ask %(business)s for:",
                business=facts.business,
            ),
        ),
        (
            (_("Access"), _("what data we hold about you, what we do with it, and who else has it")),
            (_("Correction"), _("wrong or misleading data is put right")),
            (_("Completion"), _("what is missing is added, and what is out of date is updated")),
            (_("Erasure"), _("what the law does not require us to keep is erased")),
            (_("Nomination"), _("you name somebody who may use these rights if you die or are no longer able to")),
        ),
        (_("Use your rights"), facts.rights_url),
    )


def _grievance(facts: NoticeFacts, _: Translate) -> Element:
    return Element(
        "grievance",
        _("If something is wrong"),
        (_("Complain to %(business)s first. It has to answer you.", business=facts.business),),
        link=(_("Make a complaint"), facts.grievance_url),
    )


def _board(facts: NoticeFacts, _: Translate) -> Element:
    return Element(
        "board",
        _("If the answer does not help"),
        (_("You can then complain to the Data Protection Board of India, the public authority for this law."),),
        link=(_("Complain to the Data Protection Board of India"), facts.board_url),
    )


def _officer(facts: NoticeFacts, _: Translate) -> Element:
    return Element(
        "officer",
        _("Who answers your questions"),
        (
            _(
                "Ask this person at %(business)s about your personal data: %(officer)s",
                business=facts.business,
                officer=facts.officer,
            ),
        ),
    )


def _act(facts: NoticeFacts, _: Translate) -> Element:
    return Element(
        ACT,
        _("What you agree to"),
        (
            _(
                "I have read this notice. I agree that %(business)s, through Cashfree Payments, "
                "fetches the details listed in it by my mobile number, for KYC.",
                business=facts.business,
            ),
        ),
    )
