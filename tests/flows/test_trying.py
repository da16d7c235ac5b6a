"""Baskets tried by documents that are not live: the answer that would be given, and nothing left behind."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from moadon.apps.clubs.types import SYSTEM
from moadon.engine.rules import InvalidDocument
from moadon.flows import publishing
from moadon.flows.till.reading import read_receipt
from moadon.flows.trying import AS_IT_IS, MadeUp, Wanted, try_basket
from moadon.kernel.refusals import Refused, RefusedMany
from moadon.store import club_transaction, run
from tests.flows.shopkeeper import LINEAR, NOON, POINTS, Shopkeeper, document, open_shop

pytestmark = pytest.mark.django_db

TWICE = POINTS.replace("give: '1'", "give: '2'")
OFF = "groups: []\npromotions:\n  - {id: ten, for: {%s}, get: {kind: percent, value: '0.10', on: basket}}\n"


@pytest.fixture
def shop() -> Shopkeeper:
    """A club whose programme gives a point for each shekel."""
    shop = open_shop()
    shop.publish(document(POINTS))
    return shop


def tried(shop: Shopkeeper, wanted: Wanted = AS_IT_IS, who: MadeUp | None = None, **basket: Any) -> Any:
    """The answer to a basket of 100.00."""
    draft = read_receipt(shop.basket("100.00", **basket), shop.club, language="en")
    return json.loads(try_basket(shop.club, draft, wanted, who, now=lambda: shop.now).answer())


def awards(answer: Any) -> list[tuple[str, str, int | None]]:
    """What was given: amount, programme, version."""
    return [(award["amount"], award["programme"], award["version"]) for award in answer["awards"]]


def rows(shop: Shopkeeper) -> dict[str, int]:
    """How many rows each table holds that a trial could touch."""
    tables = (
        "receipts_receipt", "rewards_earning", "rewards_progress", "ledger_entry", "ledger_account",
        "catalogue_product", "clubs_till", "programmes_version", "audit_fact", "audit_deed",
    )  # fmt: skip
    with club_transaction(shop.club.id):
        return {table: run(f"select count(*) from {table}")[0][0] for table in tables}


def test_a_document_is_tried_in_the_place_of_its_programme_and_nothing_is_written(shop: Shopkeeper) -> None:
    noa = shop.member()
    before = rows(shop)
    assert awards(tried(shop, Wanted(text=document(TWICE)), member=noa)) == [("200", "club", None)]
    assert awards(tried(shop, member=noa)) == [("100", "club", 1)]
    assert rows(shop) == before


def test_other_live_programmes_take_part_unless_they_are_left_out(shop: Shopkeeper) -> None:
    shop.publish(document(LINEAR, code="other"))
    noa = shop.member()
    text = document(TWICE)
    assert awards(tried(shop, Wanted(text=text), member=noa)) == [("200", "club", None), ("10.00", "other", 1)]
    assert awards(tried(shop, Wanted(text=text, alone=True), member=noa)) == [("200", "club", None)]


def test_a_version_is_tried_by_its_number_and_a_draft_as_it_stands(shop: Shopkeeper) -> None:
    shop.publish(document(TWICE), since=NOON + timedelta(days=30))
    publishing.redraft_programme(
        club=shop.club, code="club", text=document(POINTS.replace("give: '1'", "give: '3'")), actor=SYSTEM
    )
    noa = shop.member()
    assert awards(tried(shop, Wanted(programme="club", number=1), member=noa)) == [("100", "club", 1)]
    assert awards(tried(shop, Wanted(programme="club", number=2), member=noa)) == [("200", "club", 2)]
    assert awards(tried(shop, Wanted(programme="club"), member=noa)) == [("300", "club", None)]


def test_the_moment_may_lie_ahead(shop: Shopkeeper) -> None:
    shop.publish(document(TWICE), since=NOON + timedelta(days=30))
    later = (NOON + timedelta(days=31)).isoformat()
    assert awards(tried(shop, member=shop.member(), at=later)) == [("200", "club", 2)]


def test_a_wallet_that_only_the_draft_knows_is_there(shop: Shopkeeper) -> None:
    stars = document(POINTS.replace("wallet: points", "wallet: stars"), wallets="{stars: {kind: points}}")
    answer = tried(shop, Wanted(text=stars), member=shop.member())
    assert awards(answer) == [("100", "club", None)]
    assert ("stars", "100") in {(one["wallet"], one["balance"]) for one in answer["wallets"]}


@pytest.mark.parametrize(
    ("asks", "who", "off"),
    [
        ("members: true", MadeUp(), "10.00"),
        ("members: true", None, "0.00"),
        ("segment: [best]", MadeUp(segments=frozenset({"best"})), "10.00"),
        ("segment: [best]", MadeUp(segments=frozenset({"rest"})), "0.00"),
        ("member: [mbr_1]", MadeUp(), "0.00"),
    ],
)
def test_somebody_made_up_gets_what_one_like_that_would(
    shop: Shopkeeper, asks: str, who: MadeUp | None, off: str
) -> None:
    assert tried(shop, Wanted(text=document(POINTS) + OFF % asks), who)["discount"] == off


@pytest.mark.parametrize(
    ("when", "who", "off"),
    [
        ("birthday_within: {days: 7}", MadeUp(birth=date(1990, 11, 25)), "10.00"),
        ("birthday_within: {days: 7}", MadeUp(birth=date(1990, 5, 25)), "0.00"),
        ("joined_within: {days: 30}", MadeUp(joined=date(2026, 11, 1)), "10.00"),
        ("joined_within: {days: 30}", MadeUp(joined=date(2025, 11, 1)), "0.00"),
        ("anniversary_within: {days: 3}", MadeUp(joined=date(2025, 11, 21)), "10.00"),
        ("first_purchase: true", MadeUp(first_purchase=True), "10.00"),
        ("first_purchase: true", MadeUp(), "0.00"),
    ],
)
def test_the_days_of_somebody_made_up_count(shop: Shopkeeper, when: str, who: MadeUp, off: str) -> None:
    text = document(POINTS) + (OFF % "members: true").replace("get:", f"when: {{{when}}}, get:")
    assert tried(shop, Wanted(text=text), who)["discount"] == off


@pytest.mark.parametrize(("levels", "off"), [({"main": "gold"}, "10.00"), ({"main": "silver"}, "0.00"), ({}, "0.00")])
def test_somebody_made_up_holds_the_level_they_are_said_to(shop: Shopkeeper, levels: dict[str, str], off: str) -> None:
    ladder = "tiers: [{id: main, basis: spend, levels: [{id: silver, from: '0'}, {id: gold, from: '5000'}]}]\n"
    text = document(POINTS) + ladder + OFF % "tier: [gold]"
    assert tried(shop, Wanted(text=text), MadeUp(levels=levels))["discount"] == off


def test_somebody_made_up_spends_what_they_are_said_to_have(shop: Shopkeeper) -> None:
    who = MadeUp(balances={"credit": "30.00"})
    spend = {"redeem": [{"wallet": "credit", "amount": "20.00"}]}
    answer = tried(shop, who=who, **spend)
    assert (answer["to_pay"], [one["amount"] for one in answer["redeemed"]]) == ("80.00", ["20.00"])
    assert ("credit", "10.00") in {(one["wallet"], one["balance"]) for one in answer["wallets"]}
    with pytest.raises(Refused) as refused:
        tried(shop, who=who, redeem=[{"wallet": "credit", "amount": "30.01"}])
    assert refused.value.code == "not_enough_value"


@pytest.mark.parametrize(
    ("wanted", "who", "code"),
    [
        (Wanted(programme="none"), None, "unknown_id"),
        (Wanted(programme="club"), None, "no_draft"),
        (Wanted(programme="club", number=9), None, "unknown_version"),
    ],
)
def test_what_is_not_there_cannot_be_tried(shop: Shopkeeper, wanted: Wanted, who: MadeUp | None, code: str) -> None:
    with pytest.raises(Refused) as refused:
        tried(shop, wanted, who)
    assert refused.value.code == code


def test_a_faulty_text_is_told_by_its_findings(shop: Shopkeeper) -> None:
    with pytest.raises(InvalidDocument) as invalid:
        tried(shop, Wanted(text=document(POINTS.replace("points}", "pionts}"))))
    assert [finding.pointer for finding in invalid.value.findings if finding.level == "error"] == ["/earn/0/wallet"]


def test_balances_of_somebody_made_up_are_named_when_they_cannot_be(shop: Shopkeeper) -> None:
    with pytest.raises(RefusedMany) as refused:
        tried(shop, who=MadeUp(balances={"none": "1", "credit": "-1"}))
    assert [(one.code, one.field) for one in refused.value.refusals] == [
        ("unknown_wallet", "made_up.balances.none"),
        ("below_zero", "made_up.balances.credit"),
    ]
