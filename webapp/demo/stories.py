"""The stories that can be shown, in six groups: for each, what it shows in plain words, and the page that it leads to.

Those named after a key of the embedded server's catalogue are what that key makes happen. Those of abuse have no key:
they are a person, and what the presenter does. Staff's words are English.
"""

from collections.abc import Iterator
from dataclasses import dataclass

START, CODE = "Confirm your details by mobile", "Enter your code"
EXPIRED, USED = "Your code has expired", "This code has been used already"
EXHAUSTED, LOCKED = "Too many wrong tries with this code", "Too many wrong codes"
FOUND, NO_NAME = "What was found", "Something was found, but no name"
NOT_FOUND, NAME_DIFFERS = "No details were found", "The name does not match"
UNDER_AGE = "This service is for people of 18 or over"
OUR_SIDE = "We cannot check your details right now"
WAITING, BROKEN = "Your turn is coming", "The checking service did not answer properly"
UNKNOWN, FINISHED = "We did not get an answer in time", "You have finished"

SOMEBODY = "Meena Krishnan"
"""The name that is filled in where a story is about nobody's record in particular."""
_ASHA = "asha-ramanathan"


@dataclass(frozen=True)
class Story:
    """One card of the gallery.

    leads_to: the heading of the page where the story ends. person: a key of the catalogue, where the story is named
    after none. name: what is filled in, where that is not the person's own. act: what the presenter does by hand.
    """

    key: str
    title: str
    sentence: str
    leads_to: str
    person: str = ""
    name: str = ""
    act: str = ""

    @property
    def ends_at_code(self) -> bool:
        """Whether it is about the sending alone: that the code is asked for is where it leads."""
        return self.leads_to == CODE and self.key.startswith("send-")


@dataclass(frozen=True)
class Group:
    """Stories that belong together."""

    key: str
    title: str
    about: str
    stories: tuple[Story, ...]


_WELL = (
    Story(_ASHA, "A full record", "Every kind of data, most of it several times. The customer sees a summary in which "
          "every private value is masked.", FOUND),
    Story("vikram-sethi", "A thin record", "A name and two phone numbers are all there is. The customer sees those, "
          "and what else was looked for.", FOUND),
    Story("rahul-sharma", "Half masked at the source", "Cashfree itself masks some values. The customer sees them "
          "masked once, and never less than before.", FOUND),
    Story("farida-sheikh", "An older kind of reply", "Cashfree answers in its older shape. The customer sees the same "
          "summary.", FOUND),
    Story("lakshmi-iyer", "A messy record", "Wrong types, gaps and repetitions. The customer sees what is sound; the "
          "rest is left out.", FOUND),
    Story("send-200-otp_generated", "The code is sent", "The first half of the way. The customer is asked for the "
          "code that has just arrived.", CODE),
    Story("verify-200-success", "The code is right", "Anybody's number, an ordinary record. The customer sees the "
          "summary.", FOUND),
    Story("send-slow-answer", "A slow start", "Cashfree takes seconds to send. The customer is told that it can take a "
          "moment, and then asked for the code.", CODE),
    Story("verify-slow-answer", "A slow check", "Cashfree takes seconds to check. The customer is told so, and then "
          "sees the summary.", FOUND),
    Story("send-wrong-content-type", "A label is wrong at sending", "The answer is right, only its label is wrong. "
          "The customer notices nothing and is asked for the code.", CODE),
    Story("verify-wrong-content-type", "A label is wrong at checking", "The answer is right, only its label is wrong. "
          "The customer notices nothing and sees the summary.", FOUND),
    Story("send-409-verification_id_already_exists", "The request arrives twice", "The network repeats our request. "
          "No second message is sent; the customer is asked for the code.", CODE),
)  # fmt: skip
_MISTAKES = (
    Story("send-400-mobile_number_value_invalid", "A number that Cashfree refuses", "It looked right to us. The "
          "customer stays on the form, and is told beside the field to check it.", START),
    Story("send-400-name_value_invalid", "A name with odd characters", "Cashfree refuses the name. The customer stays "
          "on the form, and is told beside the field how to write it.", START),
    Story("send-400-name_length_exceeded", "A name that is too long", "Cashfree refuses the name. The customer stays "
          "on the form, and is told beside the field how to write it.", START),
    Story("verify-400-otp_empty", "No code arrives at Cashfree", "Cashfree says that there was none. The customer is "
          "asked to look at the message and enter it again.", CODE),
    Story("verify-400-otp_value_invalid", "A wrong code", "The customer is told that this is not the code that was "
          "sent, and how many tries are left.", CODE),
    Story("verify-400-otp_expired", "The code came too late", "The customer is told that the code has expired, and "
          "gets a new one with one press.", EXPIRED),
    Story("verify-400-otp_retry_limit_exhaust", "Too many wrong codes", "Cashfree takes this code no more. The "
          "customer is told why, and gets a new one.", EXHAUSTED),
    Story("verify-409-verification_id_already_exists", "The code was used before", "The customer is told that this "
          "code has done its work already, and gets a new one.", USED),
)  # fmt: skip
_NOTHING = (
    Story("meera-kulkarni", "Nobody knows this number", "The code was right, but nothing is on record. The customer is "
          "told so, kindly, and what comes next.", NOT_FOUND),
    Story("verify-200-details_not_found", "Nothing, whoever asks", "Any name, and nothing on record. The customer is "
          "told that no details were found.", NOT_FOUND),
    Story("nobody-named", "A record without a name", "There is a record, but nothing tells whose it is. The customer "
          "sees how much there is, and none of it.", NO_NAME),
    Story("kabir-nair", "Somebody under 18", "The record says sixteen years. It is discarded unseen; the customer is "
          "told that the service is for adults.", UNDER_AGE),
)  # fmt: skip

_TEAM = "The customer is told that it is not their doing, and that the team knows."
_MERCHANT = (
    Story("send-422-insufficient_balance", "The balance is used up", f"Cashfree sends no more codes. {_TEAM}",
          OUR_SIDE),
    Story("verify-422-insufficient_balance", "The balance ends in mid-visit", "The code was sent, the check is not "
          f"paid for. {_TEAM}", OUR_SIDE),
    Story("send-401-authentication_failed", "Wrong credentials", f"The client id or secret is wrong. {_TEAM}",
          OUR_SIDE),
    Story("verify-401-authentication_failed", "Credentials change in mid-visit", "They were right for the code and "
          f"are wrong for the check. {_TEAM}", OUR_SIDE),
    Story("send-403-ip_validation_failed", "Our address is not allowed", "Cashfree does not know where the call comes "
          f"from. {_TEAM}", OUR_SIDE),
    Story("verify-403-ip_validation_failed", "Our address is no longer allowed", "It was, a moment ago. "
          f"{_TEAM}", OUR_SIDE),
    Story("send-403-authentication_failed", "The signature is missing", f"Cashfree wants signed calls. {_TEAM}",
          OUR_SIDE),
    Story("verify-403-authentication_failed", "The signature is missing at the check", "Cashfree wants signed calls "
          f"from now on. {_TEAM}", OUR_SIDE),
    Story("send-400-x-client-id_missing", "No client id", f"The call does not say whose it is. {_TEAM}", OUR_SIDE),
    Story("send-400-x-client-secret_value_invalid", "A test secret in production", "The secret belongs to the test "
          f"account. {_TEAM}", OUR_SIDE),
    Story("send-400-verification_id_missing", "No id at sending", f"Cashfree misses the call's id. {_TEAM}", OUR_SIDE),
    Story("send-400-verification_id_value_invalid", "An id that is not taken", "Cashfree does not like the call's id. "
          f"{_TEAM}", OUR_SIDE),
    Story("send-400-mobile_number_missing", "No number arrives", f"Cashfree misses the mobile number. {_TEAM}",
          OUR_SIDE),
    Story("send-400-notification_modes_missing", "No channel arrives", "Cashfree misses the word SMS or WhatsApp. "
          f"{_TEAM}", OUR_SIDE),
    Story("verify-400-verification_id_missing", "No id at checking", f"Cashfree misses the call's id. {_TEAM}",
          OUR_SIDE),
)  # fmt: skip

_MAYBE = "The customer is told that the code may be on its way, and can enter it or ask for another."
_COUNTED = "The customer is told that it may have been checked all the same, and how to go on."
_QUEUE = "The customer gets a turn, sees when it comes, and keeps it."
_TROUBLE = (
    Story("send-500-verification_failed", "Cashfree breaks down at sending", "The customer is told that nothing was "
          "sent, and can try again.", BROKEN),
    Story("verify-500-verification_failed", "Cashfree breaks down at checking", "The customer is told that nothing "
          "was checked; the code is still good.", BROKEN),
    Story("send-502-verification_failed", "The gateway fails at sending", "The customer is told that nothing was sent, "
          "and can try again.", BROKEN),
    Story("verify-502-verification_failed", "The gateway fails at checking", "The customer is told that nothing was "
          "checked; the code is still good.", BROKEN),
    Story("send-429-too_many_requests_per_operation", "Too many ask at once", f"Cashfree asks for a break. {_QUEUE}",
          WAITING),
    Story("send-429-too_many_requests_per_ip", "Our address asks too often", f"Cashfree asks for a break. {_QUEUE}",
          WAITING),
    Story("verify-429-too_many_requests_per_operation", "Too many check at once", "The customer is told when to "
          "enter the code again; it was not used up.", CODE),
    Story("verify-429-too_many_requests_per_ip", "Our address checks too often", "The customer is told when to enter "
          "the code again; it was not used up.", CODE),
    Story("send-no-answer", "No answer to sending", f"We wait in vain, some ten seconds. {_MAYBE}", CODE),
    Story("verify-no-answer", "No answer to the check", f"We wait in vain, some ten seconds. {_COUNTED}", UNKNOWN),
    Story("send-connection-reset", "The line drops at sending", f"No answer comes. {_MAYBE}", CODE),
    Story("verify-connection-reset", "The line drops at checking", f"No answer comes. {_COUNTED}", UNKNOWN),
    Story("send-connection-cut-off", "Half an answer to sending", f"The line is cut in the middle. {_MAYBE}", CODE),
    Story("verify-connection-cut-off", "Half an answer to the check", f"The line is cut in the middle. {_COUNTED}",
          UNKNOWN),
    Story("send-truncated-json", "A broken text at sending", f"The answer ends in the middle. {_MAYBE}", CODE),
    Story("verify-truncated-json", "A broken text at checking", f"The answer ends in the middle. {_COUNTED}", UNKNOWN),
    Story("send-html-error-page", "A stranger's error at sending", f"Something in front of Cashfree answers. {_MAYBE}",
          CODE),
    Story("verify-html-error-page", "A stranger's error at checking", "Something in front of Cashfree answers. "
          f"{_COUNTED}", UNKNOWN),
    Story("send-html-with-status-200", "A web page for an answer", f"It says 200, and is no answer. {_MAYBE}", CODE),
    Story("verify-html-with-status-200", "A web page for a record", f"It says 200, and is no record. {_COUNTED}",
          UNKNOWN),
    Story("send-empty-body", "An empty answer to sending", f"It says 200, and nothing else. {_MAYBE}", CODE),
    Story("verify-empty-body", "An empty answer to the check", f"It says 200, and nothing else. {_COUNTED}", UNKNOWN),
    Story("send-dripping-body", "Byte by byte at sending", f"The answer comes too slowly to wait for. {_MAYBE}", CODE),
    Story("verify-dripping-body", "Byte by byte at checking", f"The answer comes too slowly to wait for. {_COUNTED}",
          UNKNOWN),
    Story("send-oversized-body", "Far too long at sending", f"Megabytes where a line is due. {_MAYBE}", CODE),
    Story("verify-oversized-body", "Far too long at checking", f"Megabytes where a record is due. {_COUNTED}", UNKNOWN),
    Story("send-undocumented-status", "A new word at sending", f"A status that no document names. {_MAYBE}", CODE),
    Story("verify-undocumented-status", "A new word at checking", f"A status that no document names. {_COUNTED}",
          UNKNOWN),
    Story("send-redirect", "Sent elsewhere at sending", f"Cashfree points to another page. {_TEAM}", OUR_SIDE),
    Story("verify-redirect", "Sent elsewhere at checking", f"Cashfree points to another page. {_TEAM}", OUR_SIDE),
    Story("send-418-teapot_boiled_over", "An unknown error at sending", f"An error that no document names. {_TEAM}",
          OUR_SIDE),
    Story("verify-418-teapot_boiled_over", "An unknown error at checking", f"An error that no document names. {_TEAM}",
          OUR_SIDE),
)  # fmt: skip
_ABUSE = (
    Story("gurpreet-dhillon", "Somebody else's number", "A stranger holds the phone and types another name. The name "
          "on record differs, so nothing of it is shown.", NAME_DIFFERS, name="Asha Rao"),
    Story("guess-the-code", "Somebody guesses the code", "After five wrong codes this one is worth nothing any more. "
          "The guesser is told to ask for another.", EXHAUSTED, person=_ASHA,
          act="Enter a wrong code such as 0000, five times."),
    Story("guess-on-and-on", "Somebody guesses on and on", "After ten wrong codes the visit is locked, and nothing "
          "more is done with what was entered.", LOCKED, person=_ASHA,
          act="Enter five wrong codes, ask for another code after half a minute, and enter five more."),
    Story("ask-again-at-once", "Somebody asks for code after code", "The page says from when the next one can be had: "
          "after 30, 60, then 120 seconds. Nothing is sent before.", CODE, person=_ASHA,
          act="On the code page press “New code by SMS” at once, and look at the phone."),
    Story("press-twice", "A nervous finger", "The button is pressed twice, and one message is sent. The customer is "
          "asked for its code.", CODE, person=_ASHA,
          act="Press “Agree and send my code” twice, and look at the phone."),
    Story("sms-pumping", "Codes that nobody enters", "Whoever has messages sent for money enters no code. The limits "
          "in the trace count them, and stop it.", CODE, person="vikram-sethi",
          act="Have codes sent, do not enter them, and look at the limits in the trace."),
    Story("next-at-the-computer", "The next one at the computer", "Once the customer has finished, nobody finds "
          "anything by going back.", FINISHED, person=_ASHA,
          act="Go to the summary, finish, then press the browser's back button."),
)  # fmt: skip

GROUPS = (
    Group("well", "Goes well", "The usual way, with records of every kind.", _WELL),
    Group("mistakes", "Customer's mistakes", "What can be mended is said beside the field, in plain words.", _MISTAKES),
    Group("nothing", "Nothing found", "No dead end: what it means, and what comes next.", _NOTHING),
    Group("merchant", "The business must act", "One page for the customer, one alarm for the business.", _MERCHANT),
    Group("trouble", "Cashfree is in trouble", "Nothing is sent twice, and nobody is left without a way on.", _TROUBLE),
    Group("abuse", "Abuse", "What is stopped, and how gently it is said.", _ABUSE),
)
STORIES = {story.key: story for group in GROUPS for story in group.stories}
OWN_NUMBER = Story(
    "own-number", "Your own number", "Any mobile number, and the record that Cashfree's sandbox has for it. Its test "
    "code is 111000, and no message is sent.", FOUND,
)  # fmt: skip
"""The one story where there is no embedded server to ask for more."""
_BEST = (_ASHA, "gurpreet-dhillon", "meera-kulkarni", "verify-400-otp_expired", "send-connection-reset",
         "send-429-too_many_requests_per_operation", "send-422-insufficient_balance", "guess-the-code")  # fmt: skip


def best() -> Iterator[Story]:
    """Yield the stories to begin with."""
    return (STORIES[key] for key in _BEST)
