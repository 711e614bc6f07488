"""The receipt: to read, and as a file with the key that it is checked with."""

from pathlib import Path
from typing import Self

from playwright.sync_api import Locator

from tests.browser.pages.evidence import EvidencePage
from tests.browser.pages.page import Page
from tests.browser.pages.withdrawal import REFERENCE, WithdrawPage


class ReceiptPage(Page):
    """The proof of what was agreed to."""

    heading = "Your receipt"

    @property
    def reference(self) -> str:
        """The reference of the consent."""
        return self.window.get_by_text(REFERENCE).first.inner_text()

    def download(self, path: Path) -> Self:
        """Save the signed file by its link."""
        return self._save(self.link("Download the receipt"), path)

    def download_key(self, path: Path) -> Self:
        """Save the public key by its link."""
        return self._save(self.link("Key to check the signature with"), path)

    def see_evidence(self) -> EvidencePage:
        """Open what was recorded about the device."""
        self.follow("What we recorded about your device")
        return EvidencePage(self.visit)

    def think_of_withdrawing(self) -> WithdrawPage:
        """Open the page on which one button withdraws."""
        self.visit.leave_by(self.link("Withdraw your consent").last.click)
        return WithdrawPage(self.visit)

    def _save(self, link: Locator, path: Path) -> Self:
        with self.window.expect_download() as download:
            link.click()
        download.value.save_as(path)
        return self
