"""Bad receipts: each gets its own clear refusal that names the field, and nothing else is touched."""

from datetime import timedelta
from typing import Any

import pytest

from moadon.apps.audit.models import FactRow
from moadon.apps.clubs.models import Club
from moadon.apps.clubs.queries import info_of
from moadon.apps.receipts.models import Receipt
from moadon.flows.till.reading import read_receipt
from moadon.flows.till.reading_returns import read_return
from moadon.flows.till.types import SaleRef
from moadon.kernel.refusals import Refused, RefusedMany
from moadon.store import club_transaction
from tests.flows.shopkeeper import LINEAR, NOON, Shopkeeper, document, open_shop

pytestmark = pytest.mark.django_db

LINE = {"id": "1", "sku": "A", "quantity": "1", "unit_price": "10.00"}


def _with(**line: Any) -> dict[str, Any]:
    return {"lines": [{**LINE, **line}]}


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        (_with(quantity="0"), "lines.0.quantity", "not_above_zero"),
        (_with(quantity="-1"), "lines.0.quantity", "not_above_zero"),
        (_with(quantity="1e309"), "lines.0.quantity", "not_a_number"),
        (_with(quantity="NaN"), "lines.0.quantity", "not_a_number"),
        (_with(quantity="Infinity"), "lines.0.quantity", "not_a_number"),
        (_with(quantity=1.5), "lines.0.quantity", "not_a_number"),
        (_with(quantity="1.2345"), "lines.0.quantity", "too_many_decimals"),
        (_with(quantity=None), "lines.0.quantity", "missing"),
        (_with(unit_price="10.00001"), "lines.0.unit_price", "too_many_decimals"),
        (_with(unit_price="-1"), "lines.0.unit_price", "below_zero"),
        (_with(unit_price="9" * 30), "lines.0.unit_price", "not_a_number"),
        (_with(unit_price="9" * 16), "lines.0.unit_price", "out_of_range"),
        (_with(unit_price=True), "lines.0.unit_price", "not_a_number"),
        (_with(discount="10.01"), "lines.0.discount", "discount_above_price"),
        (_with(discount="0.001"), "lines.0.discount", "too_many_decimals"),
        (_with(tax_rate="1.5"), "lines.0.tax_rate", "rate_above_one"),
        (_with(sku=""), "lines.0.sku", "missing"),
        (_with(sku="x" * 201), "lines.0.sku", "too_long"),
        (_with(name="a\0b"), "lines.0.name", "not_printable"),
        (_with(colour="red"), "lines.0.colour", "unknown_field"),
        ({"lines": [LINE, LINE]}, "lines.1.id", "line_twice"),
        ({"lines": []}, "lines", "no_lines"),
        ({"lines": {}}, "lines", "not_a_list"),
        ({"lines": [LINE] * 1001}, "lines", "too_many"),
        ({"lines": ["A"]}, "lines.0", "not_an_object"),
        ({"at": "2026-11-22T10:15:00"}, "at", "time_without_offset"),
        ({"at": "yesterday at noon"}, "at", "not_a_time"),
        ({"at": "1970-01-01T00:00:00+00:00"}, "at", "too_long_ago"),
        ({"at": None}, "at", "missing"),
        ({"number": ""}, "number", "missing"),
        ({"number": 17}, "number", "not_text"),
        ({"member": 7}, "member", "not_a_member_reference"),
        ({"redeem": [{"wallet": "credit", "amount": "0"}]}, "redeem.0.amount", "not_above_zero"),
        ({"redeem": [{"wallet": "credit", "amount": "1"}] * 2}, "redeem.1.wallet", "wallet_twice"),
        ({"payments": [{"kind": "card", "amount": "-1"}]}, "payments.0.amount", "below_zero"),
        ({"bonus": "1"}, "bonus", "unknown_field"),
    ],
)
def test_a_body_that_cannot_be_read_names_the_field(change: dict[str, Any], field: str, code: str) -> None:
    shop = open_shop()
    with pytest.raises(RefusedMany) as refused:
        read_receipt({**shop.basket("10"), **change}, shop.club)
    assert (refused.value.refusals[0].field, refused.value.refusals[0].code) == (field, code)


def test_all_faults_are_told_together() -> None:
    shop = open_shop()
    with pytest.raises(RefusedMany) as refused:
        read_receipt({**shop.basket("10"), **_with(quantity="0", unit_price="x"), "at": "now"}, shop.club)
    assert [r.field for r in refused.value.refusals] == ["at", "lines.0.quantity", "lines.0.unit_price"]


def test_a_thousand_lines_and_persian_digits_are_fine() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    lines = [{"id": str(i), "sku": f"S{i % 7}", "quantity": "۱", "unit_price": "۰٫۵۰"} for i in range(1000)]
    answer = shop.buy(member=noa, lines=lines)
    assert answer["total"] == "500.00" and shop.balance(noa)[0] == 5000


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"branch": "mars"}, "branch", "unknown_branch"),
        ({"employee": "nobody"}, "employee", "unknown_employee"),
        ({"member": "mbr_0000000000000"}, "member", "unknown_member"),
        ({"member": "0509999999"}, "member", "unknown_member"),
        ({"at": (NOON + timedelta(minutes=16)).isoformat()}, "at", "in_the_future"),
        ({"redeem": [{"wallet": "credit", "amount": "1"}]}, "redeem", "redeem_needs_member"),
        ({"payments": [{"kind": "cash", "amount": "9.99"}]}, "payments", "payments_do_not_match"),
    ],
)
def test_what_is_not_there_is_refused_and_nothing_is_written(change: dict[str, Any], field: str, code: str) -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    refused = shop.buy("10", **change)
    first = refused.refusals[0] if isinstance(refused, RefusedMany) else refused
    assert (first.field, first.code) == (field, code)
    with club_transaction(shop.club.id):
        assert not Receipt.objects.exists() and not FactRow.objects.exists()


def test_one_bad_receipt_never_sinks_the_others() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    good, bad, twin = shop.basket("100", member=noa), shop.basket("100", member=noa, branch="mars"), shop.basket("50")
    told = shop.post(good, bad, twin, good)
    assert [isinstance(t, Refused) for t in told] == [False, True, False, False]
    assert told[3]["_replayed"] and told[3]["id"] == told[0]["id"]
    assert shop.balance(noa)[0] == 1000


@pytest.mark.parametrize(("setting", "taken"), [("take", True), ("refuse", False)])
def test_an_unknown_sku_is_listed_or_refused_as_the_club_decides(setting: str, taken: bool) -> None:
    shop = open_shop(settings={"unknown_sku": setting})
    told = shop.buy("10")
    if taken:
        assert told["total"] == "10.00"
    else:
        assert told.refusals[0].code == "unknown_sku" and told.refusals[0].field == "lines.0.sku"


def test_before_any_programme_a_receipt_stands_and_earns_nothing() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR), since=NOON)
    noa = shop.member()
    early = shop.buy("500", member=noa, at=(NOON - timedelta(seconds=1)).isoformat())
    assert early["awards"] == [] and shop.balance(noa)[0] == 0


def test_keys_tell_the_first_answer_again_and_refusals_too() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    good, bad = shop.basket("100"), shop.basket("100", branch="mars")
    first = shop.post(good, bad, keys=["k1", "k2"])
    again = shop.post(good, bad, keys=["k1", "k2"])
    assert again[0]["id"] == first[0]["id"] and again[0]["_replayed"] and again[0]["_status"] == 201
    assert again[1].refusals[0].code == "unknown_branch"
    other = shop.post(shop.basket("101"), keys=["k1"])
    assert other[0].code == "idempotency_key_reused"


RETURN = {"number": "R1", "at": NOON.isoformat()}


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({**RETURN, "lines": [{"line": "1", "quantity": "0"}]}, "lines.0.quantity", "not_above_zero"),
        ({**RETURN, "lines": [{"line": "1", "quantity": "1"}] * 2}, "lines.1.line", "line_twice"),
        ({**RETURN, "lines": []}, "lines", "no_lines"),
        ({"number": "R1"}, "at", "missing"),
        ({**RETURN, "reason": "x"}, "reason", "unknown_field"),
    ],
)
def test_a_return_that_cannot_be_read_names_the_field(body: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(RefusedMany) as refused:
        read_return(body, SaleRef(id=1), 2)
    assert (refused.value.refusals[0].field, refused.value.refusals[0].code) == (field, code)


def test_returns_that_cannot_be_are_refused() -> None:
    shop = open_shop()
    sale = shop.buy("10", "20")
    more = shop.bring_back(sale["id"], [{"line": "1", "quantity": "1.001"}])
    assert more.refusals[0].code == "more_than_bought" and more.refusals[0].field == "lines.0.quantity"
    other = shop.bring_back(sale["id"], [{"line": "9", "quantity": "1"}])
    assert other.refusals[0].code == "unknown_line"
    one = shop.bring_back(sale["id"], [{"line": "1", "quantity": "1"}])
    assert one["state"] == "part_returned"
    twice = shop.bring_back(sale["id"], [{"line": "1", "quantity": "1"}])
    assert twice.refusals[0].code == "more_than_bought"


def test_another_clubs_sale_is_as_unknown_as_one_that_never_was() -> None:
    ours, theirs = open_shop(), open_shop()
    sale = theirs.buy("10")
    refused = ours.bring_back(sale["id"])
    assert (refused.code, refused.status) == ("unknown_sale", 404)
    assert theirs.bring_back(sale["id"])["state"] == "returned"


def test_two_clubs_never_see_each_other() -> None:
    ours, theirs = open_shop(), open_shop()
    noa = theirs.member()
    refused = ours.buy("10", member=noa)
    assert refused.refusals[0].code == "unknown_member"
    assert isinstance(info_of(Club.objects.get(id=ours.club.id)).id, int)
    assert isinstance(ours, Shopkeeper)
