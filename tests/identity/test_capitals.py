"""Names in capitals, as people write them."""

import pytest

from webapp.identity.capitals import as_written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("KARNATAKA", "Karnataka"),
        ("TAMIL NADU", "Tamil Nadu"),
        ("JAMMU AND KASHMIR", "Jammu and Kashmir"),
        ("DADRA & NAGAR HAVELI", "Dadra & Nagar Haveli"),
        ("NCT OF DELHI", "NCT of Delhi"),
        ("NEW DELHI", "New Delhi"),
        ("GOA", "Goa"),
        ("BSNL", "BSNL"),
        ("JIO", "Jio"),
        ("VODAFONE IDEA", "Vodafone Idea"),
        ("POSTPAID", "Postpaid"),
        ("TCS LTD", "TCS Ltd"),
        ("ICICI LOMBARD", "ICICI Lombard"),
        ("BANYAN DESIGN STUDIO PVT LTD", "Banyan Design Studio Pvt Ltd"),
        ("MONSOON MODELS LLP", "Monsoon Models LLP"),
        ("ST. XAVIER'S COLLEGE (MUMBAI)", "St. Xavier's College (Mumbai)"),
        ("A.P.", "A.P."),
        ("THE ORIENT", "The Orient"),
        ("McDonald India", "McDonald India"),
        ("Navi Mumbai", "Navi Mumbai"),
        ("बेंगलुरु", "बेंगलुरु"),
        ("ÉCOLE", "ÉCOLE"),
        ("", ""),
    ],
)
def test_a_name_in_capitals_is_written_as_people_do(text: str, written: str) -> None:
    assert as_written(text) == written
    assert as_written(written) == written
