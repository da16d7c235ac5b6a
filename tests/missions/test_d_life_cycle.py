"""D12 and D14: from draft over a pilot to live and ended; what is worse waits, is announced and proven."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.missions.conftest import Outside, document

Make = Callable[..., Outside]


def rule(give: int) -> str:
    """A programme that gives so many points a visit."""
    return (
        "wallets: {points: {kind: points}}\n"
        f"earn: [{{id: visit, type: per_visit, give: '{give}', wallet: points, name: {{en: Visit, he: ביקור, fa: بازدید}}}}]\n"
    )


def redraft(club: Outside, give: int) -> None:
    """Change the draft."""
    club.told("PUT", "/programmes/club", document(rule(give)))


def publish(club: Outside, status: int = 201, **how: Any) -> Any:
    """Make the draft the next version."""
    return club.told("POST", "/programmes/club/publish", how, status)


def states(club: Outside) -> dict[int, str]:
    """The state of each version."""
    return {one["number"]: one["state"] for one in club.told("GET", "/programmes/club/versions")["items"]}


def state(club: Outside) -> str:
    """The state of the programme."""
    return str(club.told("GET", "/programmes/club")["state"])


def visit(club: Outside, member: str, at: datetime | None = None) -> tuple[str, list[tuple[int, str]]]:
    """A receipt at a moment (now if absent): its id, and by which version it gave how much."""
    told = club.buy(member, "10.00", at=(at or datetime.now(UTC)).isoformat())
    return told["id"], [(one["version"], one["amount"]) for one in told["awards"] if one["rule"] == "visit"]


def test_d12_a_draft_becomes_a_pilot_for_the_best_then_live_then_ended(outside: Make) -> None:
    # In Germany the law asks for no notice, so what ends may end at once.
    club = outside("Europe/Berlin")
    best, second, other = (club.member(f"052-555-014{n}") for n in range(3))
    for member, paid in ((best, "900.00"), (second, "500.00"), (other, "20.00")):
        club.buy(member, paid, at=(datetime.now(UTC) - timedelta(days=30)).isoformat())
    club.told("POST", "/programmes", document(rule(2)), 201)
    assert (state(club), visit(club, best)[1]) == ("checked", [])

    pilot = publish(club, pilot={"best": 2})
    assert (pilot["number"], pilot["state"], pilot["pilot"]) == (1, "pilot", {"members": 2})
    assert (state(club), states(club)) == ("pilot", {1: "pilot"})
    tried, gave = visit(club, best)
    assert [gave, visit(club, second)[1], visit(club, other)[1]] == [[(1, "2")], [(1, "2")], []]

    live = club.told("POST", "/programmes/club/versions/1/promote", None, 201)
    assert (live["number"], state(club), states(club)) == (2, "live", {1: "ended", 2: "live"})
    assert visit(club, other)[1] == [(2, "2")]
    redraft(club, 5)
    publish(club)
    assert (states(club), visit(club, other)[1]) == ({1: "ended", 2: "replaced", 3: "live"}, [(3, "5")])

    # A return is judged by the version that gave.
    back = {"number": "R1", "at": datetime.now(UTC).isoformat()}
    taken = club.told("POST", f"/receipts/{tried}/returns", back, 201)
    assert [(one["rule"], one["version"], one["amount"]) for one in taken["taken_back"]] == [("visit", 1, "2")]
    lines = club.told("GET", f"/members/{best}/entries")["items"]
    assert {(one["programme"], one["rule"], one["version"]) for one in lines} == {("club", "visit", 1)}

    club.told("POST", "/programmes/club/end")
    assert (state(club), visit(club, other)[1]) == ("ended", [])
    assert club.balance(other, "points") == "7"


def test_d14_a_worse_change_is_recognised_waits_three_months_is_announced_and_stays_proven(outside: Make) -> None:
    club = outside()
    club.live(rule(10))
    noa, gone = club.member(), club.member("052-555-0143")
    club.told("PATCH", f"/members/{gone}", {"status": "ended"})

    redraft(club, 7)
    found = club.told("GET", "/programmes/club/differences?older=1&newer=draft")
    assert (found["worse_for_members"], [one["direction"] for one in found["items"]]) == (True, ["worse"])
    refused = publish(club, 409)
    earliest = datetime.fromisoformat(refused["earliest"])
    assert refused["code"] == "notice_needed"
    assert timedelta(days=89) < earliest - datetime.now(UTC) < timedelta(days=94)
    too_soon = (earliest - timedelta(seconds=1)).isoformat()
    assert publish(club, 409, at=too_soon)["earliest"] == refused["earliest"]
    assert states(club) == {1: "live"}

    done = publish(club, at=refused["earliest"])
    assert (done["state"], done["live"], datetime.fromisoformat(done["live_from"])) == ("scheduled", False, earliest)
    assert visit(club, noa)[1] == [(1, "10")]
    ahead = {"number": "Q", "at": earliest.isoformat(), "lines": [{"sku": "A", "quantity": "1", "unit_price": "1"}]}
    asked = {"programme_version": {"programme": "club", "version": 2}, "member": noa}
    assert club.told("POST", "/quotes", ahead | asked)["awards"][0]["amount"] == "7"

    (announced,) = club.told("GET", f"/members/{noa}/benefits")["announced"]
    assert (announced["version"], announced["takes_effect_at"]) == (2, done["live_from"])
    proof = club.told("GET", "/programmes/club/versions")["items"][0]["notice"]
    assert (proof["members"], proof["months"], proof["country"], proof["against"]) == (1, 3, "IL", 1)
    assert proof["takes_effect_at"] == done["live_from"]
    assert proof["announced_by"] == club.told("GET", "/keys")["items"][0]["id"]
    assert datetime.now(UTC) - datetime.fromisoformat(proof["announced_at"]) < timedelta(minutes=5)
    assert [(one["direction"], "7" in one["text"], "10" in one["text"]) for one in proof["differences"]] == [
        ("worse", True, True)]  # fmt: skip
    listed = club.command("programme", "versions", "club", "--club", club.slug, "--format", "json")
    assert '"told_to": 1' in listed or '"told_to":1' in listed


def test_d14_what_is_taken_back_is_not_told_any_more_and_its_proof_stays(outside: Make) -> None:
    club = outside()
    club.live(rule(10))
    noa = club.member()
    redraft(club, 7)
    publish(club, at=publish(club, 409)["earliest"])
    proof = club.told("GET", "/programmes/club/versions")["items"][0]["notice"]
    assert len(club.told("GET", f"/members/{noa}/benefits")["announced"]) == 1
    club.told("POST", "/programmes/club/versions/2/withdraw")
    assert club.told("GET", f"/members/{noa}/benefits")["announced"] == []
    kept = club.told("GET", "/programmes/club/versions")["items"][0]
    assert (kept["state"], kept["notice"]) == ("withdrawn", proof)


def test_d14_better_comes_at_once_and_to_end_is_worse(outside: Make) -> None:
    club = outside()
    club.live(rule(10))
    noa = club.member()
    redraft(club, 11)
    assert not club.told("GET", "/programmes/club/differences?older=1&newer=draft")["worse_for_members"]
    done = publish(club)
    assert (done["state"], done["notice"], visit(club, noa)[1]) == ("live", None, [(2, "11")])

    refused = club.told("POST", "/programmes/club/end", {}, 409)
    assert refused["code"] == "notice_needed"
    said = club.command("programme", "end", "club", "--club", club.slug, "--at", refused["earliest"])
    assert said.startswith("club ends at ")
    (announced,) = club.told("GET", f"/members/{noa}/benefits")["announced"]
    assert (announced["version"], [one["direction"] for one in announced["differences"]]) == (None, ["worse"])
    assert club.told("GET", "/programmes/club/versions")["ending"]["members"] == 1
    assert (state(club), visit(club, noa)[1]) == ("live", [(2, "11")])
    club.told("POST", "/programmes/club/end/withdraw")
    assert club.told("GET", f"/members/{noa}/benefits")["announced"] == []
