"""The terms of stored value, by the club's country and its own word."""

from dataclasses import replace

import pytest

from moadon.apps.clubs.types import ClubInfo, ClubSettings
from moadon.flows.cards.terms import terms_of

KAV = ClubInfo(1, "kav", "Kav", "ILS", "Asia/Jerusalem")


@pytest.mark.parametrize(
    ("region", "settings", "wallet", "told"),
    [
        ("IL", {}, "gift_card", (60, 60, "law", "when_redeemed")),
        ("IL", {"gift_months": 84}, "loaded", (84, 60, "club", "when_redeemed")),
        ("IL", {"gift_months": 12}, "loaded", (60, 60, "law", "when_redeemed")),
        ("IL", {"voucher_tax": "single_purpose"}, "gift_card", (60, 60, "law", "when_sold")),
        ("IL", {"voucher_tax": "single_purpose"}, "return_credit", (24, 24, "law", "when_redeemed")),
        ("DE", {}, "gift_card", (0, 0, "club", "when_redeemed")),
    ],
)
def test_terms_go_by_the_law_of_the_country_and_a_longer_word_of_the_club(
    region: str, settings: dict[str, object], wallet: str, told: tuple[object, ...]
) -> None:
    club = replace(KAV, region=region, settings=ClubSettings(**settings))  # type: ignore[arg-type]
    terms = terms_of(club, wallet)
    assert terms is not None
    assert (terms.months, terms.lawful, terms.basis, terms.tax) == told


def test_what_a_programme_gives_has_no_such_terms() -> None:
    assert terms_of(KAV, "points") is None
