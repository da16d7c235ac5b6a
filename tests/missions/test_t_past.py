"""T6: balances and levels of a member, a branch and the club at any past moment, by API and by command."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from tests.missions.conftest import Outside

Make = Callable[..., Outside]
PROGRAMME = """wallets:
  credit: {kind: credit, expires: {after: {days: 20}}}
  points: {kind: points, worth: '0.05'}
earn:
  - {id: base, type: linear, every: '100', give: '10', wallet: credit, basis: receipt}
  - {id: p, type: per_amount, amount: '1', give: '1', wallet: points, pending: {days: 2}}
tiers: [{id: main, basis: spend, levels: [{id: basic, from: '0'}, {id: gold, from: '400'}]}]
"""
FIRST, SECOND, SPENT = (f"2026-10-{day}T12:00:00+03:00" for day in ("10", "15", "20"))


def moment(day: str) -> str:
    """Midnight of a day of October, as an address carries it."""
    return f"2026-10-{day}T00:00:00%2B03:00"


def story(club: Outside) -> str:
    """A member who bought for 300, joined gold with 200 more, spent 15 and let the rest end."""
    club.live(PROGRAMME)
    for code in ("tlv", "jfa"):
        club.told("POST", "/branches", {"code": code, "name": code}, 201)
    (club.folder / "people.csv").write_text("phone,joined_at\n052-555-0142,2026-01-01\n")
    club.command("import", "members", str(club.folder / "people.csv"), "--club", club.slug)
    member = str(club.told("GET", "/members?phone=052-555-0142")["items"][0]["id"])
    club.buy(member, "300", at=FIRST, branch="tlv")
    club.buy(member, "200", at=SECOND, branch="jfa")
    club.buy(member, "99", at=SPENT, branch="jfa", redeem=[{"wallet": "credit", "amount": "15.00"}])
    club.night("2026-11-20T03:00:00+02:00")
    return member


def wallets(club: Outside, member: str, query: str) -> dict[str, Any]:
    """A member's wallets by code."""
    return {one["wallet"]: one for one in club.told("GET", f"/members/{member}/wallets?{query}")}


def balance(club: Outside, member: str, query: str, *names: str) -> list[str]:
    """What a member has of credit."""
    found = wallets(club, member, query)["credit"]
    return [found[name] for name in names or ("balance",)]


def test_t6_what_a_member_held_and_which_level_at_any_past_moment(outside: Make) -> None:
    club = outside()
    member = story(club)
    assert [balance(club, member, f"at={moment(day)}") for day in ("10", "11", "16", "21")] == [
        ["0.00"], ["30.00"], ["50.00"], ["35.00"],
    ]  # fmt: skip
    points = wallets(club, member, f"at={moment('11')}")["points"]
    assert (points["balance"], points["pending"]) == ("0", "300")
    assert wallets(club, member, f"at={moment('14')}")["points"]["balance"] == "300"
    expiring = [{"on": "2026-10-30", "amount": "15.00"}, {"on": "2026-11-04", "amount": "20.00"}]
    then = wallets(club, member, f"at={moment('21')}&lots=true")["credit"]
    assert then["expiring"] == expiring
    assert [(lot["given"], lot["balance"]) for lot in then["lots"]] == [("30.00", "15.00"), ("20.00", "20.00")]
    assert balance(club, member, "lots=true", "balance", "available") == ["0.00", "0.00"]
    levels = [club.told("GET", f"/members/{member}/tiers?at={moment(day)}") for day in ("14", "16")]
    assert [[one["level"] for one in found] for found in levels] == [["basic"], ["gold"]]
    words = ("report", "member", "052-555-0142", "--club", club.slug, "--at", "2026-10-21")
    told = json.loads(club.command(*words, "--format", "json"))
    assert [(row["wallet"], row["balance"]) for row in told["rows"]] == [("credit", "35.00"), ("points", "500")]
    assert told["tiers"] == [{"programme": "club", "ladder": "main", "level": "gold"}]
    assert "35.00" in club.command(*words)


def test_t6_what_each_branch_and_the_club_held_and_how_many_stood_on_each_level(outside: Make) -> None:
    club = outside()
    story(club)
    club.member("052-555-0143")
    told = club.told("GET", f"/reports/balances?at={moment('21')}&by=branch")
    assert [(row["branch"], row["wallet"], row["balance"], row["worth"]) for row in told["rows"]] == [
        ("tlv", "credit", "15.00", "15.00"), ("tlv", "points", "300", "15.00"),
        ("jfa", "credit", "20.00", "20.00"), ("jfa", "points", "200", "14.20"),
    ]  # fmt: skip
    whole = club.told("GET", f"/reports/balances?at={moment('21')}")
    assert [(row["wallet"], row["balance"], row["pending"]) for row in whole["rows"]] == [
        ("credit", "35.00", "0.00"), ("points", "500", "84"),
    ]  # fmt: skip
    assert [(row["level"], row["members"]) for row in whole["tiers"]] == [("gold", 1)]
    words = ("--club", club.slug, "--at", "2026-10-21", "--format", "json")
    assert json.loads(club.command("report", "balances", *words))["rows"] == whole["rows"]
    assert json.loads(club.command("report", "levels", *words))["tiers"] == whole["tiers"]


def test_t6_what_the_books_said_is_told_apart_from_what_came_late(outside: Make) -> None:
    club = outside()
    member = story(club)
    known = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    club.buy(member, "400", at=FIRST)
    assert balance(club, member, f"at={moment('11')}") == ["70.00"]
    assert balance(club, member, f"at={moment('11')}&known={known}") == ["30.00"]
    assert balance(club, member, f"known={known}") == ["0.00"]
    whole = club.told("GET", f"/reports/balances?at={moment('11')}&known={known}")
    assert [row["balance"] for row in whole["rows"] if row["wallet"] == "credit"] == ["30.00"]
