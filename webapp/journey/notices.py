"""The notices of one business, in any language, with the itemised list that the field policy gives."""

from dataclasses import dataclass

from webapp.consent.notice import Notice
from webapp.consent.wording import NoticeFacts, Service, write_notice
from webapp.identity.fields import Purpose
from webapp.journey.itemised import itemised_list
from webapp.languages.marks import Translate


@dataclass(frozen=True)
class Notices:
    """What all notices of a business have in common; for the fields see `NoticeFacts`."""

    business: str
    service: Service
    purposes: frozenset[Purpose]
    officer: str
    rights_url: str
    grievance_url: str
    board_url: str
    withdraw_url: str
    retention_days: int

    def in_english(self) -> Notice:
        """Return the notice that counts where a translation is in doubt."""
        return self.in_language("en", _english)

    def in_language(self, language: str, translate: Translate, *, reviewed: bool = True) -> Notice:
        """Return the notice in a language, given by its code; `translate` translates into it, `reviewed` or not."""
        facts = NoticeFacts(
            business=self.business,
            service=self.service,
            items=tuple(
                (translate(purpose), tuple(translate(title) for title in titles))
                for purpose, titles in itemised_list(self.purposes)
            ),
            officer=self.officer,
            rights_url=self.rights_url,
            grievance_url=self.grievance_url,
            board_url=self.board_url,
            withdraw_url=self.withdraw_url,
            retention_days=self.retention_days,
        )
        return write_notice(facts, language, translate, reviewed=reviewed)


def _english(message: str, /, **values: object) -> str:
    return message % values if values else message
