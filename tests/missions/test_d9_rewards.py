"""D9, X6: free products, exclusive products and experiences for what was saved, from outside."""

from collections.abc import Callable

from tests.missions.conftest import Outside

POINTS = '{id: points, type: per_amount, amount: "1", give: "1", wallet: points}'
WALLETS = "{points: {kind: points}}"
Make = Callable[[], Outside]
MUG = {"code": "mug", "names": {"en": "Mug", "he": "ספל", "fa": "ماگ"}, "ways": [{"wallet": "points", "amount": "500"}]}


def opened(outside: Make, spent: str = "800") -> tuple[Outside, str]:
    club = outside()
    club.publish(POINTS, wallets=WALLETS)
    member = club.member()
    club.buy(member, spent)
    return club, member


def test_d9_a_member_has_a_product_for_points_and_the_cashier_hands_it_over_by_its_code(outside: Make) -> None:
    club, member = opened(outside)
    reward = club.told("POST", "/rewards", {**MUG, "stocked": "all"}, 201)
    club.told("POST", f"/rewards/{reward['id']}/stock", {"change": 3, "reason": "Delivered"})
    (seen,) = club.told("GET", f"/members/{member}/rewards")["items"]
    assert (seen["able"], seen["price"], seen["left"], seen["name"]) == (True, "500", 3, "Mug")
    wish = {"member": member, "reward": "mug"}
    first = club.call("POST", "/redemptions", wish, **{"Idempotency-Key": "once"})
    again = club.call("POST", "/redemptions", wish, **{"Idempotency-Key": "once"})
    assert (first.status_code, again.content) == (201, first.content)
    made = first.json()
    assert club.told("GET", f"/rewards/{reward['id']}")["left"] == 2
    (line,) = [one for one in club.told("GET", f"/members/{member}/entries")["items"] if one["amount"].startswith("-")]
    assert line["why"] == "For the reward Mug."
    assert club.told("GET", f"/redemptions?pick_up_code={made['pick_up_code']}")["items"][0]["id"] == made["id"]
    done = club.told(
        "POST", f"/redemptions/{made['id']}/fulfil", {"state": "handed_over", "code": made["pick_up_code"]}
    )
    assert [one["state"] for one in done["steps"]] == ["asked", "handed_over"]
    (near,) = club.told("GET", f"/members/{member}/benefits")["rewards"]
    assert (near["near"], near["missing"]) == (True, "200")
    assert near["why_not"] == [{"code": "reward_costs_more", "why": "200\u00a0points more are needed."}]
    refused = club.call("POST", "/redemptions", wish)
    assert refused.json()["code"] == "not_enough_value"


def test_d9_an_exclusive_experience_costs_less_on_a_higher_level_and_is_called_off_without_loss(outside: Make) -> None:
    club, member = opened(outside, "100")
    ladder = 'tiers: [{id: main, basis: spend, levels: [{id: basic, from: "0"}, {id: gold, from: "500"}]}]\n'
    club.live(ladder, programme="levels")
    tour = {
        "code": "tour", "kind": "experience", "names": {"en": "Tour of the workshop"}, "tiers": ["gold"],
        "ways": [{"wallet": "points", "amount": "700", "tiers": {"gold": "600"}}], "in_all": 1,
    }  # fmt: skip
    club.told("POST", "/rewards", tour, 201)
    other = club.member("052-555-0199")
    assert club.call("POST", "/redemptions", {"member": other, "reward": "tour"}).json()["code"] == "reward_for_others"
    club.buy(member, "700")
    quoted = club.told("POST", "/redemptions/quote", {"member": member, "reward": "tour"})
    assert (quoted["price"], quoted["able"]) == ("600", True)
    made = club.told("POST", "/redemptions", {"member": member, "reward": "tour"}, 201)
    assert club.balance(member, "points") == "200"
    off = club.told("POST", f"/redemptions/{made['id']}/cancel", {"reason": "Ill"})
    assert (off["state"], club.balance(member, "points")) == ("cancelled", "800")
    assert club.call("POST", f"/redemptions/{made['id']}/cancel", {}).json()["code"] == "redemption_is_past_that"


def test_d9_points_and_money_together_wait_for_the_receipt_that_pays(outside: Make) -> None:
    club, member = opened(outside)
    ways = [{"wallet": "points", "amount": "300", "money": "40.00"}]
    club.told("POST", "/rewards", {**MUG, "ways": ways, "kept_minutes": 60}, 201)
    made = club.told("POST", "/redemptions", {"member": member, "reward": "mug"}, 201)
    (wallet,) = club.told("GET", f"/members/{member}/wallets")
    assert (made["state"], wallet["held"], wallet["available"]) == ("unpaid", "300", "500")
    assert club.call("POST", f"/holds/{made['hold']}/post", {}).json()["code"] == "hold_of_redemption"
    sale = club.buy(member, "40.00")
    paid = club.told("POST", f"/redemptions/{made['id']}/pay", {"receipt": sale["id"]})
    assert (paid["state"], paid["receipt"]) == ("asked", sale["id"])
    assert club.balance(member, "points") == "540"


def test_d9_what_nobody_pays_for_is_there_again_by_itself(outside: Make) -> None:
    club, member = opened(outside)
    ways = [{"wallet": "points", "amount": "300", "money": "40.00"}]
    reward = club.told("POST", "/rewards", {**MUG, "ways": ways, "kept_minutes": 1, "stocked": "all"}, 201)
    club.told("POST", f"/rewards/{reward['id']}/stock", {"change": 1, "reason": "Delivered"})
    made = club.told("POST", "/redemptions", {"member": member, "reward": "mug"}, 201)
    club.night("2027-06-01T04:00:00+03:00")
    assert club.told("GET", f"/redemptions/{made['id']}")["state"] == "expired"
    assert club.told("GET", f"/rewards/{reward['id']}")["left"] == 1


def test_t5_codes_are_not_guessed(outside: Make) -> None:
    club, _ = opened(outside)
    tries = (club.call("GET", f"/redemptions?pick_up_code=AAAAA-AA{n:03}").status_code for n in range(100))
    assert 429 in tries
