"""T5: what looks like misuse is found, held, let go or taken back, driven from outside."""

import json
from collections.abc import Callable
from typing import Any

from tests.missions.conftest import Outside

Make = Callable[[], Outside]
LINEAR = '{id: base, type: linear, every: "100", give: "10", wallet: credit, basis: receipt}'


def _ring(club: Outside, member: str, times: int, *, first: int = 1, price: str = "100") -> list[Any]:
    return [
        club.told(
            "POST",
            "/receipts",
            {
                "till": "T1", "number": f"{first + i}", "at": f"2026-10-10T12:{first + i:02}:00+03:00",
                "member": member,
                "lines": [{"id": "1", "sku": "A", "quantity": "1", "unit_price": price}],
            },
            201,
        )
        for i in range(times)
    ]  # fmt: skip


def _watch(club: Outside) -> dict[str, int]:
    """Look until all has been seen: what others have open on the server holds it back."""
    total = {"opened": 0, "facts": 0}
    for _ in range(40):
        told = json.loads(club.command("fraud", "watch", "--club", club.slug, "--format", "json"))
        total = {name: total[name] + told[name] for name in total}
        if total["opened"]:
            break
    return total


def test_t5_too_many_receipts_are_held_and_taken_back(outside: Make) -> None:
    club = outside()
    club.publish(LINEAR)
    noa = club.member()
    _ring(club, noa, 7)
    assert club.balance(noa) == "70.00"
    assert _watch(club)["opened"] == 1
    (found,) = club.told("GET", "/reviews")["items"]
    assert (found["rule"], found["state"], found["events"], found["amount"]) == ("member_receipts", "open", 7, "70.00")
    room = f"/reviews/{found['id']}/decisions"
    held = club.told("POST", room, {"decision": "hold", "reason": "Seven in seven minutes"}, 201)
    assert held["state"] == "held"
    (wallet,) = club.told("GET", f"/members/{noa}/wallets")
    assert (wallet["balance"], wallet["held"], wallet["available"]) == ("70.00", "70.00", "0.00")
    spend = {"till": "T1", "number": "90", "at": "2026-10-10T13:00:00+03:00", "member": noa,
             "lines": [{"id": "1", "sku": "A", "quantity": "1", "unit_price": "50"}],
             "redeem": [{"wallet": "credit", "amount": "1"}]}  # fmt: skip
    assert club.call("POST", "/receipts", spend).json()["errors"][0]["code"] == "not_enough_value"
    stop = club.told("POST", room, {"decision": "stop", "reason": "Until she has called back"}, 201)
    assert stop["state"] == "held"
    assert club.call("POST", "/receipts", spend).json()["errors"][0]["code"] == "spending_stopped"
    over = club.told("POST", room, {"decision": "reverse", "reason": "Rung by a friend"}, 201)
    assert [one["decision"] for one in over["decisions"]] == ["reverse", "stop", "hold"]
    assert club.balance(noa) == "0.00"
    assert _statement(club, noa).count("After a review, what receipt") == 7


def _statement(club: Outside, member: str) -> str:
    return json.dumps(club.told("GET", f"/members/{member}/entries?limit=100"))
