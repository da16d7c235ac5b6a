"""Value set aside over the API: placed once, ended once, listed and told."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from moadon.apps.ledger.models import Hold
from moadon.kernel.ids import public_id, row_id
from moadon.store import club_transaction
from tests.interfaces.api.gift_cards import issued
from tests.interfaces.api.shop import Shop


def rich(shop: Shop) -> str:
    """A member with 10.00 of credit and 100 points."""
    member = shop.member()["id"]
    shop.post("receipts", shop.sale(member=member))
    return str(member)


def body(member: str, **more: object) -> dict[str, object]:
    return {"member": member, "wallet": "credit", "amount": "4.00", "ttl_seconds": 900, "reference": "order 7", **more}


def placed(shop: Shop, member: str, **more: object) -> dict[str, Any]:
    response = shop.post("holds", body(member, **more))
    assert response.status_code == 201, response.content
    made: dict[str, Any] = response.json()
    return made


def credit(shop: Shop, member: str) -> tuple[str, str, str]:
    """Balance, available, held."""
    one = next(one for one in shop.get(f"members/{member}/wallets") if one["wallet"] == "credit")
    return one["balance"], one["available"], one["held"]


def pass_by(shop: Shop, hold: str) -> None:
    """Let the time of a hold have passed: another one stands in its place that was over a minute ago."""
    with club_transaction(shop.club.id):
        row = Hold.objects.get(id=row_id("hld", hold))
        Hold.objects.filter(pk=row.pk).update(state="voided", ended_at=row.placed_at)
        ago = timedelta(hours=1)
        row.pk = None
        row.placed_at, row.expires_at = row.placed_at - ago, row.placed_at - ago / 60
        row.save(force_insert=True)


def test_a_hold_is_told_as_it_was_placed(shop: Shop) -> None:
    member = rich(shop)
    hold = placed(shop, member)
    assert hold == shop.get(f"holds/{hold['id']}")
    assert {name: hold[name] for name in ("member", "wallet", "amount", "posted", "reference", "state", "ended_at")} == {
        "member": member, "wallet": "credit", "amount": "4.00", "posted": "0.00", "reference": "order 7",
        "state": "placed", "ended_at": None,
    }  # fmt: skip
    lasts = datetime.fromisoformat(hold["expires_at"]) - datetime.fromisoformat(hold["placed_at"])
    assert lasts == timedelta(seconds=900)
    assert credit(shop, member) == ("10.00", "6.00", "4.00")


def test_points_are_set_aside_as_points(shop: Shop) -> None:
    hold = placed(shop, rich(shop), wallet="points", amount="70")
    assert (hold["amount"], hold["posted"]) == ("70", "0")


def test_a_hold_is_posted_in_part_and_the_statement_says_so(shop: Shop) -> None:
    member = rich(shop)
    hold = placed(shop, member)
    posted = shop.post(f"holds/{hold['id']}/post", {"amount": "3.00"})
    assert posted.status_code == 200
    assert (posted.json()["state"], posted.json()["posted"]) == ("posted", "3.00")
    assert posted.json()["ended_at"] is not None
    assert credit(shop, member) == ("7.00", "7.00", "0.00")
    line = shop.get(f"members/{member}/entries?wallet=credit")["items"][0]
    assert (line["kind"], line["amount"], line["why"]) == ("spend", "-3.00", "Spent as set aside for order 7.")
    assert line["lot"]["given"] == "10.00"


@pytest.mark.parametrize("sent", [None, {}, {"amount": None}])
def test_without_an_amount_all_of_it_is_posted(shop: Shop, sent: object) -> None:
    hold = placed(shop, rich(shop))
    assert shop.post(f"holds/{hold['id']}/post", sent).json()["posted"] == "4.00"


def test_a_hold_is_voided(shop: Shop) -> None:
    member = rich(shop)
    hold = placed(shop, member)
    assert shop.post(f"holds/{hold['id']}/void").json()["state"] == "voided"
    assert credit(shop, member) == ("10.00", "10.00", "0.00")


@pytest.mark.parametrize("first", ["post", "void"])
@pytest.mark.parametrize("second", ["post", "void"])
def test_what_has_ended_ends_no_second_time(shop: Shop, first: str, second: str) -> None:
    hold = placed(shop, rich(shop))
    shop.post(f"holds/{hold['id']}/{first}")
    again = shop.post(f"holds/{hold['id']}/{second}")
    assert (again.status_code, again.json()["code"]) == (409, "hold_ended")


@pytest.mark.parametrize("path", ["", "/post", "/void"])
def test_each_write_needs_a_key_and_is_done_once_under_it(shop: Shop, path: str) -> None:
    member = rich(shop)
    sent: object = body(member)
    if path:
        path, sent = f"/{placed(shop, member)['id']}{path}", {}
    assert shop.call("POST", f"holds{path}", sent).json()["code"] == "idempotency_key_needed"
    first, again = (shop.post(f"holds{path}", sent, Idempotency_Key="one") for _ in range(2))
    assert (first.status_code, again.content) == (again.status_code, first.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(shop.get(f"members/{member}/holds")["items"]) == 1
    refused = shop.post("holds", body(member, amount="1.00"), Idempotency_Key="one")
    assert refused.json()["code"] == "idempotency_key_reused"


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"amount": "10.01"}, "not_enough_value", "amount"),
        ({"amount": "-1.00"}, "not_above_zero", "amount"),
        ({"amount": "1.001"}, "too_many_decimals", "amount"),
        ({"amount": 4}, "not_text", "amount"),
        ({"wallet": "gold"}, "unknown_wallet", "wallet"),
        ({"member": "nobody"}, "unknown_member", "member"),
        ({"ttl_seconds": 0}, "too_small", "ttl_seconds"),
        ({"ttl_seconds": 604801}, "too_large", "ttl_seconds"),
        ({"ttl_seconds": True}, "not_a_whole_number", "ttl_seconds"),
        ({"ttl_seconds": "900"}, "not_a_whole_number", "ttl_seconds"),
        ({"reference": ""}, "empty", "reference"),
        ({"reference": "\u0007"}, "not_printable", "reference"),
        ({"note": "x"}, "unknown_field", "note"),
    ],
)
def test_a_faulty_hold_is_refused_by_its_field(shop: Shop, more: dict[str, object], code: str, field: str) -> None:
    response = shop.post("holds", {**body(rich(shop)), **more})
    assert response.status_code == 422
    assert (response.json()["code"], response.json()["errors"][0]["field"]) == (code, field)


def test_more_than_is_held_is_refused_in_words(shop: Shop) -> None:
    hold = placed(shop, rich(shop))
    told = shop.post(f"holds/{hold['id']}/post", {"amount": "4.01"}).json()
    assert (told["code"], told["detail"]) == ("more_than_held", "₪4.00 is set aside, so ₪4.01 cannot be taken.")


def test_a_receipt_cannot_take_what_is_set_aside(shop: Shop) -> None:
    member = rich(shop)
    placed(shop, member)
    sale = shop.sale(member=member, redeem=[{"wallet": "credit", "amount": "6.01"}])
    assert shop.post("receipts", sale).json()["code"] == "not_enough_value"
    sale = shop.sale(member=member, redeem=[{"wallet": "credit", "amount": "6.00"}])
    assert shop.post("receipts", sale).status_code == 201


def test_the_holds_of_a_member_are_listed_in_pages_and_by_state(shop: Shop) -> None:
    member = rich(shop)
    names = ["placed", "posted", "voided", "expired"]
    ids = {name: placed(shop, member, amount="1.00")["id"] for name in names}
    shop.post(f"holds/{ids['posted']}/post")
    shop.post(f"holds/{ids['voided']}/void")
    every = shop.get(f"members/{member}/holds")["items"]
    assert [one["id"] for one in every] == [ids[name] for name in reversed(names)]
    first = shop.get(f"members/{member}/holds?limit=3")
    rest = shop.get(f"members/{member}/holds?limit=3&cursor={first['next']}")
    assert ([*first["items"], *rest["items"]], rest["next"]) == (every, None)
    for name in ("posted", "voided"):
        assert [one["id"] for one in shop.get(f"members/{member}/holds?state={name}")["items"]] == [ids[name]]
    assert shop.call("GET", f"members/{member}/holds?state=gone").json()["code"] == "unknown_value"
    assert shop.get(f"members/{shop.member()['id']}/holds")["items"] == []


def test_a_hold_whose_time_has_passed_is_told_as_expired_before_it_is_swept_out(shop: Shop) -> None:
    member = rich(shop)
    pass_by(shop, placed(shop, member)["id"])
    (told,) = shop.get(f"members/{member}/holds?state=expired")["items"]
    assert (told["state"], told["ended_at"]) == ("expired", told["expires_at"])
    assert shop.get(f"members/{member}/holds?state=placed")["items"] == []
    assert credit(shop, member) == ("10.00", "10.00", "0.00")
    assert shop.post(f"holds/{told['id']}/post").json()["code"] == "hold_ended"


@pytest.mark.parametrize("path", ["holds/{}", "holds/{}/post", "holds/{}/void"])
@pytest.mark.parametrize("hold", [public_id("hld", 1 << 50), "hld_x", public_id("mbr", 1)])
def test_a_hold_that_never_was_is_unknown(shop: Shop, path: str, hold: str) -> None:
    method = "GET" if path == "holds/{}" else "POST"
    assert shop.call(method, path.format(hold), Idempotency_Key="one").status_code == 404


def test_a_gift_card_that_belongs_to_nobody_is_held_by_its_code_and_spent_once(shop: Shop) -> None:
    card = issued(shop, "50.00", with_pin=True)
    opens = {"code": card["code"].lower(), "pin": card["pin"]}
    wanted = {"wallet": "gift_card", "amount": "30.00", "ttl_seconds": 900, "reference": "web 7"}

    def refused(**more: object) -> tuple[int, str]:
        answer = shop.post("holds", {**wanted, **more})
        return answer.status_code, answer.json()["code"]

    assert refused() == refused(member="052-555-0142", **opens) == (422, "member_or_card")
    assert refused(code=card["code"]) == (422, "unknown_card")
    assert refused(**opens, wallet="credit") == (422, "code_of_a_card")
    hold = shop.post("holds", {**wanted, **opens}).json()
    assert (hold["member"], hold["card"], hold["state"]) == (None, card["id"], "placed")
    assert shop.post("gift-cards/balance", opens).json()["available"] == "20.00"
    assert refused(**opens) == (422, "not_enough_value")
    spent = shop.post(f"holds/{hold['id']}/post", {"amount": "25.00"}).json()
    assert (spent["state"], spent["posted"], spent["card"]) == ("posted", "25.00", card["id"])
    assert shop.post(f"holds/{hold['id']}/void").json()["code"] == "hold_ended"
    assert shop.post("gift-cards/balance", opens).json()["available"] == "25.00"
    other = shop.post("holds", {**wanted, **opens, "amount": "5.00"}).json()
    shop.post(f"gift-cards/{card['id']}/block", {"reason": "Reported lost"})
    assert shop.post(f"holds/{other['id']}/post").json()["code"] == "card_blocked"
    assert shop.post(f"holds/{other['id']}/void").json()["state"] == "voided"
