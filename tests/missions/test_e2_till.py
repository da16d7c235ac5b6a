"""E1, E2, E4, T1, T4, X7: quote, commit, return and cancel over HTTP; safe to repeat; a statement that says why."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote

import pytest

from moadon.kernel.ids import public_id
from tests.missions.conftest import Outside

TARGETS = '{id: monthly, type: targets, period: month, wallet: credit, steps: [{reach: "400", give: "40"}]}'
LINEAR = '{id: base, type: linear, every: "100", give: "10", wallet: credit, basis: accumulated}'
Make = Callable[[], Outside]


@pytest.mark.parametrize(
    ("name", "given"),
    [("phone", "052 555 0142"), ("card", "a-100"), ("email", "NOA@example.com"), ("external_id", "X-9"), ("q", "0142")],
)
def test_e1_a_member_is_found_by_whatever_they_give(outside: Make, name: str, given: str) -> None:
    club = outside()
    noa = {"phone": "+972525550142", "card": "A100", "email": "noa@example.com", "external_id": "X-9"}
    member = club.told("POST", "/members", noa, 201)["id"]
    club.member("052-555-0199")
    assert [one["id"] for one in club.told("GET", f"/members?{name}={quote(given)}")["items"]] == [member]


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


def test_e2_what_is_set_aside_is_nobody_elses_and_is_taken_once(outside: Make) -> None:
    club = outside()
    club.publish(LINEAR)
    member = club.member()
    club.told("POST", "/receipts", _basket(member, "1"), 201)
    wish = {"member": member, "wallet": "credit", "amount": "20", "ttl_seconds": 600, "reference": "order 7"}
    hold = club.told("POST", "/holds", wish, 201)
    spend = {**_basket(member, "2"), "redeem": [{"wallet": "credit", "amount": "10.01"}]}
    assert club.call("POST", "/receipts", spend).json()["code"] == "not_enough_value"
    (wallet,) = club.told("GET", f"/members/{member}/wallets")
    assert (wallet["balance"], wallet["held"], wallet["available"]) == ("30.00", "20.00", "10.00")
    assert club.told("POST", f"/holds/{hold['id']}/post", {"amount": "15"})["state"] == "posted"
    assert club.call("POST", f"/holds/{hold['id']}/void", {}).json()["code"] == "hold_ended"
    (wallet,) = club.told("GET", f"/members/{member}/wallets")
    assert (wallet["balance"], wallet["held"], wallet["available"]) == ("15.00", "0.00", "15.00")
    assert club.told("GET", f"/members/{member}/entries")["items"][0]["why"] == "Spent as set aside for order 7."


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


def test_e2_a_cancelled_receipt_never_was(outside: Make) -> None:
    club = outside()
    club.publish(LINEAR)
    member = club.member()
    club.told("POST", "/receipts", _basket(member, "1"), 201)
    paid = club.told(
        "POST", "/receipts", {**_basket(member, "2"), "redeem": [{"wallet": "credit", "amount": "30"}]}, 201
    )
    gone = club.told("POST", f"/receipts/{paid['id']}/cancel", {}, 201)
    assert [(one["wallet"], one["amount"]) for one in gone["given_back"]] == [("credit", "30.00")]
    assert club.balance(member) == "30.00"
    assert club.told("GET", f"/receipts/{paid['id']}")["state"] == "cancelled"
    again = club.call("POST", f"/receipts/{paid['id']}/cancel", {})
    assert (again.status_code, again.json()["id"]) == (200, gone["id"])


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
    club.told("POST", "/branches", {"code": "tlv", "name": "Tel Aviv"}, 201)
    club.told("POST", "/employees", {"code": "e1", "name": "Noa", "branch": "tlv"}, 201)
    member = club.member()
    sale = club.told("POST", "/receipts", {**_basket(member, "1"), "branch": "tlv", "employee": "e1"}, 201)
    kept = club.told("GET", f"/receipts/{sale['id']}")
    assert (kept["member"], kept["number"], kept["total"]) == (member, "1", "359.80")
    assert (kept["branch"], kept["employee"], kept["till"]) == ("tlv", "e1", "T1")
    assert datetime.fromisoformat(kept["at"]) == datetime.fromisoformat("2026-10-10T12:00:00+03:00")
    prices = [(line["sku"], line["quantity"], line["unit_price"], line["discount"]) for line in kept["lines"]]
    assert prices == [("JEANS", "2", "149.9", "0.00"), ("SOCK", "3", "20", "10.00")]
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


def test_t4_the_database_itself_shows_a_club_its_own_rows_alone(outside: Make, database: Any) -> None:
    """As the application's role, with no code of the application in between."""
    ours, theirs = outside(), outside()
    ours.publish(LINEAR)
    ours.buy(ours.member(), "100")
    rows = dict(database.admin.execute("select slug, id from clubs_club").fetchall())
    tables = ("members_member", "receipts_receipt", "receipts_line", "ledger_entry", "programmes_version")

    def seen(club: str) -> list[int]:
        with database.admin.transaction(force_rollback=True):
            database.admin.execute("set local role moadon_app")
            database.admin.execute("select set_config('moadon.club', %s, true)", [club])
            return [database.admin.execute(f"select count(*) from {table}").fetchone()[0] for table in tables]

    assert 0 not in seen(str(rows[ours.slug]))
    assert seen(str(rows[theirs.slug])) == seen("") == [0] * len(tables)


def test_x7_returns_undo_what_they_touched(outside: Make) -> None:
    club = outside()
    club.publish(LINEAR, TARGETS)
    member = club.member()
    earned = club.buy(member, "400")
    paid = club.buy(member, "90", redeem=[{"wallet": "credit", "amount": "40.00"}])
    club.night("2026-11-01T00:10:00+02:00")
    assert club.balance(member) == "40.00"

    back = {"number": "R1", "at": "2026-11-02T12:00:00+02:00"}
    first = club.told("POST", f"/receipts/{earned['id']}/returns", back, 201)
    assert {(one["rule"], one["amount"], one["arrears"]) for one in first["taken_back"]} == {
        ("base", "40.00", "0.00"), ("monthly", "40.00", "40.00"),
    }  # fmt: skip
    assert club.balance(member) == "-40.00"

    rest = club.told("POST", f"/receipts/{paid['id']}/returns", {**back, "number": "R2"}, 201)
    assert [(one["wallet"], one["amount"]) for one in rest["given_back"]] == [("credit", "40.00")]
    assert (rest["refund"], club.balance(member)) == ("50.00", "0.00")
