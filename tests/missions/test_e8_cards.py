"""D9 and E8: money on cards. Sold, spent in parts, looked up, brought back; credit instead of cash."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.missions.conftest import Outside

Make = Callable[..., Outside]
AT = "2025-06-11T12:00:00+03:00"
LATER = "2025-06-12T12:00:00+03:00"


def _sale(club: Outside, price: str, **more: Any) -> dict[str, Any]:
    lines = [{"id": "1", "sku": "JEANS", "quantity": "1", "unit_price": price}]
    return {"number": f"G{next(club.numbers)}", "at": AT, "lines": lines, **more}


def _made(club: Outside, path: str, body: dict[str, Any]) -> Any:
    return club.told("POST", path, body, 201)


def test_e8_a_gift_card_is_spent_in_parts_and_takes_back_what_it_paid(outside: Make) -> None:
    club = outside()
    sold = _made(club, "/receipts", _sale(club, "200.00"))
    card = _made(club, "/gift-cards", {"amount": "200.00", "receipt": sold["id"], "with_pin": True})
    opens = {"code": card["code"].replace("-", " ").lower(), "pin": card["pin"]}
    pay = {"wallet": "gift_card", "amount": "150.00", **opens}
    bought = _made(club, "/receipts", _sale(club, "180.00", redeem=[pay]))
    assert (bought["to_pay"], bought["redeemed"][0]["left"]) == ("30.00", "50.00")
    back = _made(club, f"/receipts/{bought['id']}/returns", {"number": "B1", "at": LATER})
    assert (back["refund"], back["given_back"][0]["amount"]) == ("30.00", "150.00")
    assert club.told("POST", "/gift-cards/balance", opens)["available"] == "200.00"
    dead = _made(club, f"/receipts/{sold['id']}/returns", {"number": "B2", "at": LATER})
    assert (dead["refund"], dead["cards"][0]["voided"]) == ("200.00", "200.00")
    assert club.told("POST", "/gift-cards/balance", opens)["state"] == "dead"


def test_d9_loaded_money_gift_cards_and_return_credit_stay_apart(outside: Make) -> None:
    club = outside()
    member = club.member()
    _made(club, f"/members/{member}/loads", {"amount": "80.00", "reference": "terminal 4"})
    card = _made(club, "/gift-cards", {"amount": "50.00", "reference": "web order 8"})
    club.told("POST", f"/gift-cards/{card['id']}/attach", {"member": member})
    bought = _made(club, "/receipts", _sale(club, "30.00", member=member))
    back = {"number": "B3", "at": LATER, "refund_to": "return_credit"}
    told = _made(club, f"/receipts/{bought['id']}/returns", back)
    assert (told["refund"], told["credited"]) == ("0.00", "30.00")
    held = {one["wallet"]: (one["kind"], one["available"]) for one in club.told("GET", f"/members/{member}/wallets")}
    assert {code: held[code] for code in ("gift_card", "loaded", "return_credit")} == {
        "gift_card": ("gift", "50.00"), "loaded": ("gift", "80.00"), "return_credit": ("credit", "30.00"),
    }  # fmt: skip
    redeem = [{"wallet": code, "amount": "30.00"} for code in ("gift_card", "loaded", "return_credit")]
    assert _made(club, "/receipts", _sale(club, "100.00", member=member, redeem=redeem))["to_pay"] == "10.00"


def test_e8_a_gift_card_sold_half_used_its_sale_returned_behaves(outside: Make) -> None:
    club = outside()
    sold = _made(club, "/receipts", _sale(club, "100.00"))
    card = _made(club, "/gift-cards", {"amount": "100.00", "receipt": sold["id"]})
    opens = {"code": card["code"]}
    bought = _made(
        club, "/receipts", _sale(club, "50.00", redeem=[{"wallet": "gift_card", "amount": "50.00", **opens}])
    )
    assert (bought["to_pay"], bought["redeemed"][0]["left"]) == ("0.00", "50.00")
    back = _made(club, f"/receipts/{sold['id']}/returns", {"number": "B4", "at": LATER})
    assert (back["refund"], back["withheld"]) == ("50.00", "50.00")
    assert [(one["card"], one["voided"], one["spent"]) for one in back["cards"]] == [(card["id"], "50.00", "50.00")]
    assert club.told("POST", "/gift-cards/balance", opens)["state"] == "dead"
    again = club.call(
        "POST", "/receipts", _sale(club, "10.00", redeem=[{"wallet": "gift_card", "amount": "1.00", **opens}])
    )
    assert (again.status_code, again.json()["code"]) == (422, "card_dead")
    goods = _made(club, f"/receipts/{bought['id']}/returns", {"number": "B5", "at": LATER})
    heir = goods["given_back"][0]["card"]
    assert goods["refund"] == "0.00" and heir != card["id"]
    assert club.told("GET", f"/gift-cards/{heir}")["left"] == "50.00"
    lines = [club.told("GET", f"/gift-cards/{one}/entries")["items"] for one in (card["id"], heir)]
    assert [sum(Decimal(line["amount"]) for line in items if line["book"] == "balance") for items in lines] == [0, 50]
    books = club.told("GET", "/reports/liability?from=2025-06-01&to=2030-12-31")
    assert sum(Decimal(line["debit"]) - Decimal(line["credit"]) for line in books["journal"]) == 0
    voucher = next(one for one in books["vouchers"] if one["wallet"] == "gift_card")
    assert Decimal(voucher["sold"]) == Decimal(voucher["redeemed"]) + Decimal(voucher["left"])
