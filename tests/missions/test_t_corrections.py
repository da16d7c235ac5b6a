"""T1, T5: balances corrected by hand, each with its reason, above one's limit by a second person alone."""

import re
from collections.abc import Callable
from pathlib import Path

from tests.flows.sealed import check, others_are_over
from tests.missions.conftest import Outside
from tests.missions.test_t_trust import Person

Make = Callable[..., Outside]
BASE = "{id: base, type: linear, every: '100', give: '10', wallet: credit, basis: receipt}"


def come_in(club: Outside, *roles: str) -> list[Person]:
    people = [Person(club, f"{role}-{club.slug}", role.partition("-")[0]) for role in roles]
    for one in people:
        one.comes_in()
    return people


def test_t1_a_balance_is_corrected_with_its_reason_and_the_books_stay_whole(outside: Make, tmp_path: Path) -> None:
    club = outside()
    club.publish(BASE)
    noa = club.member()
    club.buy(noa, "500.00")
    given = club.told(
        "POST", f"/members/{noa}/corrections", {"wallet": "credit", "amount": "12.50", "reason": "goodwill"}, 201
    )
    assert (given["state"], given["balance_before"], given["balance_after"]) == ("done", "50.00", "62.50")
    (line, _) = club.told("GET", f"/members/{noa}/entries")["items"]
    assert line["why"] == "A gesture of goodwill."
    undone = {"wallet": "credit", "amount": "-12.50", "reason": "undo", "corrects": line["id"]}
    club.told("POST", f"/members/{noa}/corrections", undone, 201)
    assert club.balance(noa) == "50.00"
    short = {"wallet": "credit", "amount": "-50.01", "reason": "misuse"}
    assert club.told("POST", f"/members/{noa}/corrections", short, 422)["code"] == "not_enough_value"

    others_are_over()
    club.command("ledger", "seal", "--club", club.slug)
    kept, dump = tmp_path / "checkpoint.txt", tmp_path / "books.dump"
    kept.write_text(club.told("GET", "/ledger/checkpoint")["note"], "utf-8")
    club.command("ledger", "dump", str(dump), "--club", club.slug)
    key = club.command("ledger", "key").strip()
    assert check([str(dump), "--checkpoint", str(kept), "--key", key]).code == 0


def test_t5_nobody_credits_themself_or_others_above_their_limit_without_a_second_person(outside: Make) -> None:
    club = outside()
    club.publish(BASE)
    noa = club.member()
    cashier, manager, other = come_in(club, "cashier", "manager", "manager-two")
    asked = {"wallet": "credit", "way": "give", "amount": "600", "reason": "goodwill", "note": "A broken lamp"}
    page = cashier.sends("{club}/corrections/add/" + noa, **asked)
    correction = re.search(r"cor_[0-9a-z]{13}", str(page.url))
    assert correction is not None
    there = "{club}/corrections/" + correction.group()
    assert club.balance(noa) == "0.00"
    assert cashier.sends(f"{there}/approve").status_code == 403
    assert "A broken lamp" in manager.sees("{club}/corrections/")
    assert "more than you may do by yourself" in manager.sends(f"{there}/approve").text
    assert club.balance(noa) == "0.00"

    page = manager.sends("{club}/corrections/add/" + noa, **{**asked, "amount": "501"})
    own = "{club}/corrections/" + str(page.url).rpartition("/")[2]
    assert "Nobody approves" in manager.sends(f"{own}/approve").text
    (owner,) = come_in(club, "owner")
    owner.sends(f"{own}/approve")
    other.sends(f"{there}/refuse", said="Bring the receipt")
    assert club.balance(noa) == "501.00"
    assert "Bring the receipt" in cashier.sees(there)
    log = owner.sees("{club}/audit/")
    assert [words in log for words in ("Correction approved", "Correction refused", "Correction asked for")] == [
        True
    ] * 3
    waiting = club.told("GET", "/corrections?state=waiting")["items"]
    assert waiting == []


def test_t1_value_goes_from_one_member_to_another_where_the_club_lets_it(outside: Make) -> None:
    club = outside()
    club.publish(BASE)
    noa, dan = club.member(), club.member("052-555-0143")
    club.buy(noa, "500.00")
    body = {"from": noa, "to": dan, "wallet": "credit", "amount": "20.00"}
    assert club.told("POST", "/transfers", body, 422)["code"] == "no_transfers"
    (owner,) = come_in(club, "owner")
    reasons = "kind | Kindness | טוב לב | مهربانی"
    owner.sends("{club}/corrections/rules", days="7", reasons=reasons, transfers="credit | 30 | - | - | 0.05 | free")
    made = club.told("POST", "/transfers", body, 201)
    assert (made["amount"], made["fee"], made["received"]) == ("20.00", "1.00", "19.00")
    assert (club.balance(noa), club.balance(dan)) == ("30.00", "19.00")
    assert club.told("POST", "/transfers", {**body, "amount": "30.01"}, 422)["code"] == "above_transfer_limit"
    whys = [line["why"] for line in club.told("GET", f"/members/{dan}/entries")["items"]]
    assert whys == ["From •••."]
    ends = {
        line["lot"]["expires_at"] for one in (noa, dan) for line in club.told("GET", f"/members/{one}/entries")["items"]
    }
    assert len(ends) == 1
