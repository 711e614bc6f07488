"""What the masks draw, and what they never do."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from webapp.identity.characters import compact, digits, graphemes
from webapp.identity.masks import (
    PUBLIC_MAIL_PROVIDERS,
    Mask,
    Masked,
    aadhaar,
    bank_name,
    email,
    holds_full_aadhaar,
    initials,
    on_record,
    people,
    pincode,
    tail,
    word,
    yes_no,
)

MASKS = {
    "tail 2": tail(2),
    "tail 3": tail(3),
    "tail 4": tail(4),
    "aadhaar": aadhaar,
    "email": email,
    "initials": initials,
    "word": word,
    "pincode": pincode,
    "bank name": bank_name,
    "yes or no": yes_no,
    "on record": on_record,
}

BIDI = "\u202e\u2066\u200f"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
PILE = "a" + "\u0301" * 50

texts = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=40),
    st.text(
        st.sampled_from("•*XxX@. -0123456789abc\x00\u0301\u094d\u0915\u200d\u202e\ud800\U0001f1ee\U0001f3fd"),
        max_size=30,
    ),
    st.from_regex(r"[a-zX*•]{0,4}[a-z]{0,3}@(gmail\.com|GMAIL\.COM|corp\.example)", fullmatch=True),
)
bounded = settings(max_examples=200, derandomize=True, deadline=None)


def said(masked: Masked) -> tuple[str, str]:
    """Return what the eye sees and what a screen reader says."""
    return masked.text, masked.spoken


@pytest.mark.parametrize(
    ("mask", "value", "text", "spoken"),
    [
        (tail(4), "9876543210", "••••3210", "ending 3 2 1 0"),
        (tail(3), "ABCPV7634D", "••••34D", "ending 3 4 D"),
        (tail(2), "+91 98765 43210", "••••10", "ending 1 0"),
        (tail(4), "KA01 2019 7650984", "••••0984", "ending 0 9 8 4"),
        (tail(4), "", "••••", "hidden"),
        (tail(4), "12345", "••••", "hidden"),
        (tail(4), "1 2 3 4 5", "••••", "hidden"),
        (tail(4), "123456", "••••3456", "ending 3 4 5 6"),
        (tail(4), "*******1234", "••••1234", "ending 1 2 3 4"),
        (tail(2), "99XXXXXX99", "••••99", "ending 9 9"),
        (tail(2), "xxxxxx4567", "••••67", "ending 6 7"),
        (tail(4), "ABXXXXXX4F", "••••4F", "ending 4 F"),
        (tail(4), "1234567***", "••••", "hidden"),
        (tail(4), "12345XXXX", "••••", "hidden"),
        (tail(4), "*1234", "••••", "hidden"),
        (tail(4), "••••1", "••••1", "ending 1"),
        (tail(3), "ABCDX1X2", "••••1X2", "ending 1 X 2"),
        (tail(2), "\x0012\x003456\x00" + BIDI, "••••56", "ending 5 6"),
        (tail(2), "\ud800123456\udfff", "••••56", "ending 5 6"),
        (tail(2), "कखगघङक्षि", "••••ङक्षि", "ending ङ क्षि"),
        (tail(2), "12345e\u0301", "••••5e\u0301", "ending 5 e\u0301"),
        (tail(2), "12345" + PILE, "••••", "hidden"),
        (tail(4), "7" * 501, "••••", "hidden"),
        (aadhaar, "XXXXXXXX8848", "XXXX XXXX 8848", "ending 8 8 4 8"),
        (aadhaar, "XXXX-XXXX-8848", "XXXX XXXX 8848", "ending 8 8 4 8"),
        (aadhaar, "********8848", "XXXX XXXX 8848", "ending 8 8 4 8"),
        (aadhaar, "123456788848", "XXXX XXXX 8848", "ending 8 8 4 8"),
        (aadhaar, "१२३४५६७८८८४८", "XXXX XXXX 8848", "ending 8 8 4 8"),
        (aadhaar, "8848", "XXXX XXXX XXXX", "hidden"),
        (aadhaar, "1234XXXXXXXX", "XXXX XXXX XXXX", "hidden"),
        (aadhaar, "not a number", "XXXX XXXX XXXX", "hidden"),
        (aadhaar, "", "XXXX XXXX XXXX", "hidden"),
        (email, "rekha.asha@gmail.com", "r•••@gmail.com", "starting r, at gmail.com"),
        (email, "rekha@GMail.com.", "r•••@gmail.com", "starting r, at gmail.com"),
        (email, "asha@rao-family.example", "a•••@••••", "starting a, at a hidden domain"),
        (email, "ra*******ma@gmail.com", "r•••@gmail.com", "starting r, at gmail.com"),
        (email, "****ma@gmail.com", "•••@gmail.com", "hidden, at gmail.com"),
        (email, "a@gmail.com", "•••@gmail.com", "hidden, at gmail.com"),
        (email, "a@b.c", "••••", "hidden"),
        (email, "no address", "••••", "hidden"),
        (email, "a@b@gmail.com", "a•••@gmail.com", "starting a, at gmail.com"),
        (initials, "ASHA RAO", "A••• R•••", "initials A R"),
        (initials, "Mr. Asha Devi Rao", "A••• R•••", "initials A R"),
        (initials, "Smt Dr Asha", "A•••", "initials A"),
        (initials, "Dr", "D•••", "initials D"),
        (initials, "A.P.J. Rao", "A••• R•••", "initials A R"),
        (initials, "आशा राव", "आ••• रा•••", "initials आ रा"),
        (initials, "12 34", "••••", "hidden"),
        (initials, PILE, "••••", "hidden"),
        (word, "Mysuru", "Mysuru", "Mysuru"),
        (word, "  Navi\u00a0Mumbai\n", "Navi Mumbai", "Navi Mumbai"),
        (word, "J&K (Ladakh)", "J&K (Ladakh)", "J&K (Ladakh)"),
        (word, "मैसूर", "मैसूर", "मैसूर"),
        (word, "My\u202esuru", "Mysuru", "Mysuru"),
        (word, "Road 12", "On record", "On record"),
        (word, "Road १२", "On record", "On record"),
        (word, "My***u", "On record", "On record"),
        (word, "MyXXu", "On record", "On record"),
        (word, "a" * 40, "a" * 40, "a" * 40),
        (word, "a" * 41, "On record", "On record"),
        (word, "asha@rao.example", "On record", "On record"),
        (word, "<b>Mysuru</b>", "On record", "On record"),
        (word, "", "On record", "On record"),
        (word, PILE, "On record", "On record"),
        (pincode, "560001", "560•••", "starting 5 6 0"),
        (pincode, "560 001", "560•••", "starting 5 6 0"),
        (pincode, "560XXX", "560•••", "starting 5 6 0"),
        (pincode, "५६०००१", "560•••", "starting 5 6 0"),
        (pincode, "56001", "On record", "On record"),
        (pincode, "5600011", "On record", "On record"),
        (bank_name, "HDFC0001234", "HDFC Bank", "HDFC Bank"),
        (bank_name, "sbin0076543", "State Bank of India", "State Bank of India"),
        (bank_name, "HDFC*****99", "HDFC Bank", "HDFC Bank"),
        (bank_name, "QQQQ0001234", "On record", "On record"),
        (bank_name, "HD", "On record", "On record"),
        (yes_no, "true", "Yes", "Yes"),
        (yes_no, "FALSE", "No", "No"),
        (yes_no, "Y", "Yes", "Yes"),
        (yes_no, "0", "No", "No"),
        (yes_no, "perhaps", "On record", "On record"),
        (on_record, "anything", "On record", "On record"),
    ],
)
def test_a_mask_draws_and_says(mask: Mask, value: str, text: str, spoken: str) -> None:
    assert said(mask(value)) == (text, spoken)


@pytest.mark.parametrize(("number", "text"), [(0, "0 people"), (1, "1 person"), (2, "2 people")])
def test_people_are_counted(number: int, text: str) -> None:
    assert people(number).text == text


@pytest.mark.parametrize(
    ("value", "full"),
    [
        ("123456788848", True),
        ("1234 5678 8848", True),
        ("1234-5678-8848", True),
        ("1234\u200b5678\u00a08848", True),
        ("Aadhaar: 123456788848.", True),
        ("१२३४५६७८८८४८", True),
        ("XXXXXXXX8848", False),
        ("12345678884", False),
        ("2025-06-23T12:42:10Z", False),
        ("", False),
    ],
)
def test_twelve_digits_are_a_full_aadhaar_number(value: str, full: bool) -> None:
    assert holds_full_aadhaar(value) is full


@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
@bounded
@given(value=texts)
@example(value="")
@example(value="\x00")
@example(value="\ud800")
@example(value="•\u0301abcdef")
@example(value="\u0301" * 9)
@example(value=FAMILY * 3)
def test_a_mask_takes_anything_and_taken_twice_changes_nothing(mask: Mask, value: str) -> None:
    once = mask(value)

    assert said(mask(once.text)) == said(once)


@pytest.mark.parametrize("count", [2, 3, 4])
@bounded
@given(value=texts)
def test_a_tail_reveals_at_most_its_count_of_characters_from_the_end(count: int, value: str) -> None:
    text = tail(count)(value).text
    revealed = text.removeprefix("••••")

    assert text.startswith("••••")
    assert len(graphemes(revealed)) <= count
    assert compact(value).endswith(revealed)
    assert len(revealed) <= 8 * count


@bounded
@given(value=st.text(st.characters(exclude_categories=()), max_size=5))
def test_a_value_of_fewer_than_six_characters_reveals_nothing(value: str) -> None:
    assert tail(4)(value).text == "••••" or value.startswith("••••")
    assert aadhaar(value).text == "XXXX XXXX XXXX"
    assert email(value).text == "••••"


@bounded
@given(value=st.text("ABCDEFGHJ0123456789", min_size=6, max_size=60))
def test_an_unmasked_identifier_of_any_length_is_drawn_in_the_same_width(value: str) -> None:
    assert [len(tail(count)(value).text) for count in (2, 3, 4)] == [6, 7, 8]


@bounded
@given(value=texts)
def test_an_aadhaar_number_is_always_drawn_in_the_same_width_with_at_most_four_of_its_digits(value: str) -> None:
    text = aadhaar(value).text

    assert len(text) == len("XXXX XXXX 8848")
    assert text.startswith("XXXX XXXX ")
    assert text.endswith("XXXX") or digits(value).endswith(text[-4:])


@bounded
@given(value=texts)
def test_an_email_reveals_one_character_and_a_public_domain(value: str) -> None:
    text = email(value).text
    mailbox, at, domain = text.partition("@")

    if at:
        assert len(graphemes(mailbox.removesuffix("•••"))) <= 1
        assert domain == "••••" or (domain in PUBLIC_MAIL_PROVIDERS and domain in value.casefold())
    else:
        assert text == "••••"


@bounded
@given(value=texts)
def test_initials_reveal_two_characters(value: str) -> None:
    assert len(graphemes(initials(value).text.replace("•••", "").replace(" ", "").replace("•", ""))) <= 2


@bounded
@given(value=texts)
def test_a_word_in_clear_holds_no_digit_and_no_mask_character(value: str) -> None:
    text = word(value).text

    assert len(graphemes(text)) <= 40
    assert not digits(text)
    assert {"•", "*", "@"}.isdisjoint(text)
