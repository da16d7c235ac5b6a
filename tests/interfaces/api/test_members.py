"""Members over the API: who they are, what they hold, why, and what is near."""

from typing import Any

from django.test import Client

from moadon.kernel.calendars import add_months
from tests.interfaces.api.shop import BROUGHT_BACK_AT, SOLD_AT, Shop


def test_a_new_member_is_live_at_the_till_at_once(shop: Shop) -> None:
    shop.post("members", {"phone": "052-555-9001"}, by="till")

    receipt = shop.post("receipts", shop.sale("250.00", member="۰۵۲۵۵۵۹۰۰۱"), by="till").json()

    assert [(award["wallet"], award["amount"]) for award in receipt["awards"]] == [
        ("credit", "20.00"),
        ("points", "250"),
    ]


def test_a_member_is_kept_in_one_form_and_told_as_kept(shop: Shop) -> None:
    body = {
        "phone": "(052) 555 90-01", "email": " Dana@Example.COM ", "card": "c-100", "first_name": " Dana  Rose ",
        "birth_date": "1990-02-28", "language": "he", "branch": "tlv", "employee": "e17",
    }  # fmt: skip

    made = shop.post("members", body).json()

    assert (made["phone"], made["email"], made["card"]) == ("+972525559001", "dana@example.com", "C100")
    assert (made["first_name"], made["last_name"], made["birth_date"]) == ("Dana Rose", "", "1990-02-28")
    assert (made["language"], made["branch"], made["employee"], made["status"]) == ("he", "tlv", "e17", "active")


def test_who_brought_a_member_is_kept_and_never_changed(shop: Shop) -> None:
    noa = shop.post("members", {"phone": "052-555-9001"}).json()
    dan = shop.post("members", {"phone": "052-555-9002", "referred_by": noa["id"]}).json()
    assert (noa["referred_by"], dan["referred_by"]) == (None, noa["id"])
    changed = shop.call("PATCH", f"members/{noa['id']}", {"referred_by": dan["id"]})
    assert (changed.status_code, changed.json()["errors"][0]["code"]) == (422, "unknown_field")
    for unknown in ("mbr_0000000000000", dan["id"] + "x", "rubbish"):
        refused = shop.post("members", {"phone": "052-555-9003", "referred_by": unknown})
        told = refused.json()
        assert (refused.status_code, told["errors"][0]["field"]) == (422, "referred_by"), told


def test_a_phone_is_one_members(shop: Shop) -> None:
    shop.post("members", {"phone": "052-555-9001"})

    again = shop.post("members", {"phone": "+972 52 555 9001"})

    assert (again.status_code, again.json()["code"]) == (409, "phone_taken")
    assert again.json()["errors"][0]["field"] == "phone"


def test_two_clubs_may_have_the_same_person(shop: Shop, other: Shop) -> None:
    assert shop.post("members", {"phone": "052-555-9001"}).status_code == 201
    assert other.post("members", {"phone": "052-555-9001"}).status_code == 201


class TestEditing:
    def test_changes_what_is_named_and_nothing_else(self, shop: Shop) -> None:
        member = shop.member(email="dana@example.com", branch="tlv")

        changed = shop.call("PATCH", f"members/{member['id']}", {"email": None, "last_name": "Levi"}).json()

        assert changed == {**member, "email": None, "last_name": "Levi", "edition": 2}

    def test_is_refused_when_somebody_else_was_first(self, shop: Shop) -> None:
        path = f"members/{shop.member()['id']}"
        seen = shop.call("GET", path).headers["ETag"]

        first = shop.call("PATCH", path, {"last_name": "Levi"}, If_Match=seen)
        second = shop.call("PATCH", path, {"last_name": "Cohen"}, If_Match=seen)

        assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
        assert (second.status_code, second.json()["code"]) == (412, "edition_differs")
        assert shop.get(path)["last_name"] == "Levi"

    def test_takes_any_edition_where_the_caller_does_not_care(self, shop: Shop) -> None:
        path = f"members/{shop.member()['id']}"

        assert shop.call("PATCH", path, {"last_name": "Levi"}, If_Match="*").status_code == 200
        assert shop.call("PATCH", path, {"last_name": "Cohen"}).status_code == 200
        assert shop.call("PATCH", path, {"last_name": "Tal"}, If_Match="nonsense").status_code == 412

    def test_leaves_somebody_to_be_known_by(self, shop: Shop) -> None:
        response = shop.call("PATCH", f"members/{shop.member()['id']}", {"phone": None})

        assert (response.status_code, response.json()["code"]) == (422, "no_identifier")

    def test_ends_and_resumes_a_membership(self, shop: Shop) -> None:
        path = f"members/{shop.member()['id']}"

        ended = shop.call("PATCH", path, {"status": "ended"}).json()
        resumed = shop.call("PATCH", path, {"status": "active"}).json()

        assert (ended["status"], ended["ended_at"] is None) == ("ended", False)
        assert (resumed["status"], resumed["ended_at"]) == ("active", None)

    def test_that_changes_nothing_makes_no_new_edition(self, shop: Shop) -> None:
        member = shop.member()

        assert shop.call("PATCH", f"members/{member['id']}", {"first_name": "Dana"}).json() == member


class TestHoldings:
    def test_before_the_first_purchase_every_wallet_is_there_and_empty(self, shop: Shop) -> None:
        wallets = shop.get(f"members/{shop.member()['id']}/wallets")

        assert [(w["wallet"], w["kind"], w["balance"]) for w in wallets] == [
            ("credit", "credit", "0.00"),
            ("points", "points", "0"),
        ]

    def test_what_was_earned_can_be_spent_and_says_until_when(self, shop: Shop) -> None:
        member = shop.member()["id"]
        shop.post("receipts", shop.sale("250.00", member=member))

        credit = shop.get(f"members/{member}/wallets")[0]

        assert (credit["balance"], credit["available"], credit["pending"], credit["held"]) == (
            "20.00",
            "20.00",
            "0.00",
            "0.00",
        )
        assert credit["expiring"] == [{"on": add_months(SOLD_AT.date(), 12).isoformat(), "amount": "20.00"}]

    def test_what_was_spent_is_gone_and_what_came_back_is_back(self, shop: Shop) -> None:
        member = shop.member()["id"]
        shop.post("receipts", shop.sale("250.00", member=member))
        spent = shop.sale("15.00", member=member, redeem=[{"wallet": "credit", "amount": "15.00"}])
        receipt = shop.post("receipts", spent).json()

        before = shop.get(f"members/{member}/wallets")[0]["balance"]
        shop.post(f"receipts/{receipt['id']}/returns", {"number": "r1", "at": BROUGHT_BACK_AT})
        after = shop.get(f"members/{member}/wallets")[0]["balance"]

        assert (before, after) == ("5.00", "20.00")


class TestTheStatement:
    def test_says_why_from_which_receipt_and_from_which_lot(self, shop: Shop) -> None:
        member = shop.member()["id"]
        sale = shop.sale("250.00", member=member)
        earned = shop.post("receipts", sale).json()
        spent = shop.sale("15.00", member=member, redeem=[{"wallet": "credit", "amount": "15.00"}])
        shop.post("receipts", spent)

        newest, oldest = shop.get(f"members/{member}/entries?wallet=credit")["items"]

        assert (oldest["kind"], oldest["amount"], oldest["balance_after"]) == ("award", "20.00", "20.00")
        assert (oldest["programme"], oldest["rule"], oldest["version"]) == ("style", "base", 1)
        assert oldest["receipt"] == {"id": earned["id"], "number": sale["number"]}
        assert oldest["why"] == "2 full steps of ₪100"
        assert (newest["kind"], newest["amount"], newest["receipt"]["number"]) == ("spend", "-15.00", spent["number"])
        assert newest["lot"]["id"] == oldest["lot"]["id"]
        assert newest["lot"]["receipt"] == earned["id"]

    def test_is_told_in_the_readers_language(self, shop: Shop) -> None:
        member = shop.member()["id"]
        shop.post("receipts", shop.sale("250.00", member=member))

        told = [
            shop.call("GET", f"members/{member}/entries?wallet=credit", Accept_Language=language).json()["items"][0][
                "why"
            ]
            for language in ("en", "he", "fa")
        ]

        assert len(set(told)) == 3


def test_benefits_say_what_is_on_offer_and_what_is_near(shop: Shop) -> None:
    member = shop.member()["id"]
    shop.post("receipts", shop.sale("250.00", member=member))

    told = shop.get(f"members/{member}/benefits")

    assert [(o["programme"], o["kind"], o["rule"]) for o in told["offers"]] == [
        ("style", "rule", "base"),
        ("style", "rule", "points"),
    ]
    assert all(offer["text"] for offer in told["offers"])
    assert [(near["rule"], near["missing"], near["gets"]) for near in told["near"]] == [("base", "50.00", "10.00")]


class TestLanguage:
    def _refused(self, shop: Shop, **headers: str) -> Any:
        return shop.post("members", {"phone": "12"}, **headers)

    def test_is_the_one_asked_for(self, shop: Shop) -> None:
        told = {language: self._refused(shop, Accept_Language=language) for language in ("en", "he", "fa")}

        assert {one.headers["Content-Language"] for one in told.values()} == {"en", "he", "fa"}
        assert "ספרות" in told["he"].json()["detail"]
        assert "رقم" in told["fa"].json()["detail"]
        assert len({one.json()["code"] for one in told.values()}) == 1

    def test_is_the_first_that_we_speak(self, shop: Shop) -> None:
        assert self._refused(shop, Accept_Language="de, fa;q=0.8, he;q=0.9").headers["Content-Language"] == "he"

    def test_is_named_on_good_answers_too(self, shop: Shop) -> None:
        assert shop.call("GET", "members", Accept_Language="fa").headers["Content-Language"] == "fa"
        assert shop.call("GET", "members").headers["Content-Language"] == shop.club.languages[0]

    def test_is_else_the_clubs_first(self, shop: Shop) -> None:
        assert self._refused(shop).headers["Content-Language"] == shop.club.languages[0]

    def test_is_english_where_nobody_is_known(self) -> None:
        assert Client().get("/api/v1/members").headers["Content-Language"] == "en"
