"""D6 and D7: promotions of an hour, a first purchase, a birthday, an anniversary, of one person; a gift for joining."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from tests.missions.conftest import Outside

Make = Callable[..., Outside]
OCCASIONS = {
    "happy": "when: {hour: ['16:00', '18:00'], weekday: [tue]}",
    "night": "when: {hour: ['22:00', '02:00'], weekday: [sat]}",
    "first": "for: {members: true}, when: {first_purchase: true}",
    "birthday": "when: {birthday_within: {days: 7}}",
    "anniversary": "when: {anniversary_within: {days: 3}}",
    "members": "for: {members: true}",
    "own": "for: {member: [WHO]}",
    "vip": "for: {segment: [vip]}",
    "coupon": "when: {coupon: [SPRING]}",
}
NOON = "2024-06-11T12:00:00+03:00"
OWN = {"members", "own"}
# Both bought for the first time at noon; what comes in with an earlier time was a purchase before that.
ROWS: tuple[tuple[str, str, set[str]], ...] = (
    ("", NOON, set()),
    ("noa", NOON, OWN),
    ("noa", "2024-06-10T12:00:00+03:00", OWN | {"first"}),
    ("noa", "2025-06-17T15:59:00+03:00", OWN),
    ("noa", "2025-06-17T16:00:00+03:00", OWN | {"happy"}),
    ("noa", "2025-06-17T18:00:00+03:00", OWN),
    ("", "2025-06-10T17:00:00+03:00", {"happy"}),
    ("", "2025-06-11T17:00:00+03:00", set()),
    # Past midnight counts to the day on which the hours began.
    ("", "2025-06-08T01:30:00+03:00", {"night"}),
    ("", "2025-06-07T01:30:00+03:00", set()),
    ("noa", "2025-05-02T12:00:00+03:00", OWN),
    ("noa", "2025-05-03T12:00:00+03:00", OWN | {"birthday"}),
    ("noa", "2025-05-17T12:00:00+03:00", OWN | {"birthday"}),
    ("noa", "2025-05-18T12:00:00+03:00", OWN),
    ("noa", "2025-09-04T23:59:00+03:00", OWN | {"anniversary"}),
    ("noa", "2025-09-05T00:00:00+03:00", OWN),
    # Born on 29 February: in 2025 the day is the 28th.
    ("leap", "2025-03-07T12:00:00+02:00", {"members", "birthday"}),
    ("leap", "2025-03-08T12:00:00+02:00", {"members"}),
)


def basket(club: Outside, at: str = NOON, **more: Any) -> dict[str, Any]:
    """One thing for 100."""
    line = {"id": "1", "sku": "A", "quantity": "1", "unit_price": "100.00"}
    return {"number": f"O{next(club.numbers)}", "at": at, "lines": [line], **more}


def applied(club: Outside, body: dict[str, Any]) -> set[str]:
    """The promotions that take something off, by a quote."""
    told = club.told("POST", "/quotes", body)
    found = {one["rule"] for one in told["lines"][0]["discounts"]}
    # Whatever does not apply says why; only a coupon that nobody showed is not spoken of.
    silent = set() if "coupons" in body else {"coupon"}
    assert {one["rule"] for one in told["not_applied"] if one["why"]} == set(OCCASIONS) - found - silent
    return found


def joined_long_ago(club: Outside, *people: tuple[str, str, str]) -> list[str]:
    """Members brought in from a file of (phone, birth date, day of joining); their ids."""
    file = club.folder / "members.csv"
    rows = "".join(f"{phone},{born},{joined}\n" for phone, born, joined in people)
    file.write_text(f"phone,birth_date,joined_at\n{rows}", encoding="utf-8")
    club.command("import", "members", str(file), "--club", club.slug)
    return [club.told("GET", f"/members?phone={phone}")["items"][0]["id"] for phone, _, _ in people]


def test_d6_promotions_of_an_hour_a_first_purchase_a_birthday_an_anniversary_and_of_one_person(outside: Make) -> None:
    club = outside()
    noa, leap = joined_long_ago(
        club, ("052-555-0142", "1990-05-10", "2020-09-01"), ("052-555-0143", "1992-02-29", "2021-01-15")
    )
    get = "get: {kind: amount, value: '1', on: basket}"
    club.live("promotions:\n" + "".join(
        f"  - {{id: {one}, {which.replace('WHO', noa)}, {get}}}\n" for one, which in OCCASIONS.items()))  # fmt: skip
    bought = {name: club.told("POST", "/receipts", basket(club, member=who), 201)
              for name, who in (("noa", noa), ("leap", leap))}  # fmt: skip
    assert {name: one["to_pay"] for name, one in bought.items()} == {"noa": "97.00", "leap": "98.00"}

    for who, at, expected in ROWS:
        body = basket(club, at, **({"member": noa if who == "noa" else leap} if who else {}))
        assert applied(club, body) == expected, (who, at)

    assert applied(club, basket(club, coupons=["spring"])) == {"coupon"}
    club.told("PATCH", f"/members/{leap}", {"segments": ["vip"]})
    assert applied(club, basket(club, member=leap)) == {"members", "vip"}


def test_d7_joining_gives_at_once_what_pays_at_the_till_and_a_price_for_the_first_days(outside: Make) -> None:
    club = outside()
    club.live(
        "wallets: {points: {kind: points, worth: '0.05'}}\n"
        "earn: [{id: hello, type: per_event, event: joined, give: '200', wallet: points}]\n"
        "promotions: [{id: fresh, when: {joined_within: {days: 7}}, get: {kind: percent, value: '0.10', on: basket}}]\n"
    )
    (old,) = joined_long_ago(club, ("052-555-0143", "1990-05-10", "2020-09-01"))
    new = club.member()
    assert (club.balance(new, "points"), club.balance(old, "points")) == ("200", "0")
    (entry,) = club.told("GET", f"/members/{new}/entries")["items"]
    assert (entry["rule"], entry["programme"], entry["version"], bool(entry["why"])) == ("hello", "club", 1, True)
    now = datetime.now(UTC).isoformat()
    paid = {"redeem": [{"wallet": "points", "amount": "200"}]}
    told = club.told("POST", "/receipts", basket(club, now, member=new, **paid), 201)
    assert (told["discount"], told["to_pay"], club.balance(new, "points")) == ("10.00", "80.00", "0")
    assert club.told("POST", "/receipts", basket(club, now, member=old), 201)["to_pay"] == "100.00"
