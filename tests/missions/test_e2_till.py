"""E2, E4, T1: quote, commit, return and cancel over HTTP; safe to repeat; a statement that says why."""

from collections.abc import Callable

from moadon.kernel.ids import public_id
from tests.missions.conftest import Outside

LINEAR = '{id: base, type: linear, every: "100", give: "10", wallet: credit, basis: accumulated}'
Make = Callable[[], Outside]


def _basket(member: str, number: str) -> dict[str, object]:
    lines = [
        {"id": "1", "sku": "JEANS", "name": "Jeans", "quantity": "2", "unit_price": "149.90", "unit_cost": "61.00"},
        {"id": "2", "sku": "SOCK", "quantity": "3", "unit_price": "20.00", "discount": "10.00"},
    ]
    return {"till": "T1", "number": number, "at": "2026-10-10T12:00:00+03:00", "member": member, "lines": lines}


def test_e2_a_quote_changes_nothing_and_a_commit_happens_once(outside: Make) -> None:
    club = outside()
    club.publish(LINEAR)
    member = club.member()
    quoted = club.told("POST", "/quotes", _basket(member, "1"))
    assert quoted["to_pay"] == "349.80" and club.balance(member) == "0.00"
    first = club.call("POST", "/receipts", _basket(member, "1"), **{"Idempotency-Key": "once"})
    again = club.call("POST", "/receipts", _basket(member, "1"), **{"Idempotency-Key": "once"})
    assert first.status_code == 201 and again.headers["Idempotent-Replayed"] == "true"
    assert first.content == again.content
    assert club.balance(member) == "30.00"
    other = club.call("POST", "/receipts", _basket(member, "2"), **{"Idempotency-Key": "once"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    taken = club.call("POST", "/receipts", {**_basket(member, "1"), "channel": "web"})
    assert taken.json()["code"] == "receipt_number_taken"


def test_e2_half_of_it_comes_back_and_then_the_rest_is_cancelled_nowhere(outside: Make) -> None:
    club = outside()
    club.publish(LINEAR)
    member = club.member()
    sale = club.told("POST", "/receipts", _basket(member, "1"), 201)
    back = {"number": "R1", "at": "2026-10-11T12:00:00+03:00", "lines": [{"line": "1", "quantity": "1"}]}
    half = club.told("POST", f"/receipts/{sale['id']}/returns", back, 201)
    assert (half["refund"], half["state"]) == ("149.90", "part_returned")
    assert club.balance(member) == "10.00"
    refused = club.call("POST", f"/receipts/{sale['id']}/cancel", {})
    assert refused.json()["code"] == "partly_returned_already"


def test_e2_a_batch_answers_each_in_order_and_one_bad_one_sinks_nobody(outside: Make) -> None:
    club = outside()
    club.publish(LINEAR)
    member = club.member()
    good, bad = _basket(member, "1"), {**_basket(member, "2"), "branch": "nowhere"}
    told = club.told("POST", "/receipts/batch", {"receipts": [good, bad, good]})["results"]
    assert [one["status"] for one in told] == [201, 422, 200]
    assert told[1]["error"]["errors"][0]["field"].endswith("branch")
    assert told[0]["receipt"]["id"] == told[2]["receipt"]["id"]


def test_e4_a_receipt_keeps_what_it_was(outside: Make) -> None:
    club = outside()
    club.publish(LINEAR)
    member = club.member()
    sale = club.told("POST", "/receipts", _basket(member, "1"), 201)
    kept = club.told("GET", f"/receipts/{sale['id']}")
    assert (kept["member"], kept["number"], kept["total"]) == (member, "1", "359.80")
    assert [(line["sku"], line["quantity"]) for line in kept["lines"]] == [("JEANS", "2"), ("SOCK", "3")]
    assert kept["evaluation"]["awards"][0]["rule"] == "base"


def test_t1_every_line_of_the_statement_says_why_and_leads_to_its_receipt(outside: Make) -> None:
    club = outside()
    club.publish(LINEAR)
    member = club.member()
    sale = club.told("POST", "/receipts", _basket(member, "1"), 201)
    spend = {**_basket(member, "2"), "redeem": [{"wallet": "credit", "amount": "25.00"}]}
    club.told("POST", "/receipts", spend, 201)
    lines = club.told("GET", f"/members/{member}/entries")["items"]
    assert len(lines) >= 3 and all(line["why"] for line in lines)
    assert sale["id"] in {line["receipt"]["id"] for line in lines if line["receipt"]}
    assert sum(round(float(line["amount"]) * 100) for line in lines) == round(float(club.balance(member)) * 100)


def test_t4_another_clubs_things_are_as_unknown_as_what_never_was(outside: Make) -> None:
    ours, theirs = outside(), outside()
    ours.publish(LINEAR)
    member = ours.member()
    sale = ours.buy(member, "100")
    nobody, nothing = public_id("mbr", 10**12), public_id("rcp", 10**12)
    for path, none in (
        (f"/members/{member}", f"/members/{nobody}"),
        (f"/members/{member}/wallets", f"/members/{nobody}/wallets"),
        (f"/receipts/{sale['id']}", f"/receipts/{nothing}"),
    ):
        foreign, never = theirs.call("GET", path), theirs.call("GET", none)
        assert foreign.status_code == never.status_code == 404
        assert foreign.json()["code"] == never.json()["code"]
    assert theirs.call("POST", f"/receipts/{sale['id']}/cancel", {}).status_code == 404
