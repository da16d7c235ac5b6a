"""D6, D9: coupons with codes of their own, given to members, printed on receipts and brought in from elsewhere."""

from collections.abc import Callable

from tests.missions.conftest import Outside

Make = Callable[[], Outside]
PROGRAMME = """wallets: {credit: {kind: credit}}
earn: []
promotions:
  - {id: welcome, when: {coupon: WELCOME, basket_from: "100"}, get: {kind: amount, value: "25", on: basket}}
  - {id: next, when: {coupon: NEXT}, get: {kind: percent, value: "0.10", on: basket}}
"""


def test_d9_a_personal_code_is_used_once_by_its_member_and_comes_back_with_the_goods(outside: Make) -> None:
    club = outside()
    club.live(PROGRAMME)
    noa, dan = club.member(), club.member("052-555-0199")
    pool = club.told("POST", "/coupons", {"name": "Welcome", "word": "WELCOME", "kind": "personal", "days": 30}, 201)
    given = club.told("POST", f"/coupons/{pool['id']}/issue", {"members": [noa]}, 201)["items"][0]
    (own,) = club.told("GET", f"/members/{noa}/benefits")["coupons"]
    assert (own["code"], own["words"]) == (given["code"], "₪25 off the whole basket, from ₪100, with a coupon")
    theirs = club.buy(dan, "120", coupons=[given["text"]])
    assert (theirs["to_pay"], theirs["coupons"][0]["code"]) == ("120.00", "coupon_of_another")
    sale = club.buy(noa, "120", coupons=[given["text"]])
    assert (sale["to_pay"], sale["coupons"][0]["applied"]) == ("95.00", True)
    again = club.buy(noa, "120", coupons=[given["code"]])
    assert again["coupons"][0]["why"] == "This code was used already."
    back = {"number": "R1", "at": "2026-10-11T12:00:00+03:00"}
    returned = club.told("POST", f"/receipts/{sale['id']}/returns", back, 201)
    assert [(one["coupon"], one["state"]) for one in returned["coupons"]] == [(given["code"], "given_back")]
    assert club.buy(noa, "120", coupons=[given["code"]])["to_pay"] == "95.00"
    assert club.told("GET", f"/coupons/{pool['id']}")["gave"] == "25.00"


def test_d9_a_code_is_printed_on_the_receipt_for_the_next_visit(outside: Make) -> None:
    club = outside()
    club.live(PROGRAMME)
    wish = {"name": "Next visit", "word": "NEXT", "days": 14, "receipts_for": "any", "receipts_from": "50"}
    club.told("POST", "/coupons", wish, 201)
    # Tills know of it within seconds.
    assert "coupons_issued" not in club.buy(None, "49.90")
    body = {"lines": [], "number": "x"}
    for number in range(60):
        body = club.buy(None, "60", number=f"p{number}")
        if "coupons_issued" in body:
            break
    (printed,) = body["coupons_issued"]
    assert printed["words"] == "10% off the whole basket, with a coupon"
    assert club.buy(None, "100", coupons=[printed["text"]])["to_pay"] == "90.00"


def test_d6_codes_made_elsewhere_open_a_promotion_and_the_bare_word_does_not(outside: Make) -> None:
    club = outside()
    club.live(PROGRAMME)
    assert club.buy(None, "120", coupons=["welcome"])["to_pay"] == "95.00"
    pool = club.told("POST", "/coupons", {"name": "Partner", "word": "WELCOME", "kind": "imported"}, 201)
    told = club.told("POST", f"/coupons/{pool['id']}/import", {"codes": ["ACME-0001", "acme 0001", "ACME-0002"]})
    assert (told["taken"], [one["reason"] for one in told["rejected"]]) == (2, ["code_twice"])
    assert club.buy(None, "120", coupons=["welcome"])["coupons"][0]["code"] == "coupon_needs_code"
    assert club.buy(None, "120", coupons=["acme0001"])["to_pay"] == "95.00"
    assert club.told("GET", f"/coupons/{pool['id']}")["states"] == {"free": 1, "used": 1}
