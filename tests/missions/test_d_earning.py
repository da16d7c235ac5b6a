"""D4: points, credit or both; several programmes at once; by goods, place, hour, payment and channel."""

from collections.abc import Callable
from typing import Any

from tests.missions.conftest import Outside

Make = Callable[..., Outside]
WALLETS = "wallets: {credit: {kind: credit}, points: {kind: points, worth: '0.05'}}\n"
CONDITIONS = """earn:
  - {id: credit, type: linear, every: "100", give: "10", wallet: credit}
  - {id: product, type: per_amount, amount: "1", give: "2", wallet: points, items: {sku: [MUG]}}
  - {id: category, type: per_amount, amount: "1", give: "3", wallet: points, items: {category: [jeans]}}
  - {id: brand, type: per_amount, amount: "1", give: "4", wallet: points, items: {brand: [acme]}}
  - {id: branch, type: per_visit, give: "5", wallet: points, when: {branch: [tlv]}}
  - {id: hour, type: per_visit, give: "6", wallet: points, when: {hour: ["10:00", "12:00"]}}
  - {id: payment, type: per_visit, give: "7", wallet: points, when: {payment: [cash]}}
  - {id: channel, type: per_visit, give: "8", wallet: points, when: {channel: [web]}}
"""
AT = "2025-10-12T15:00:00+03:00"


def receipt(club: Outside, member: str | None, goods: Any = (), *, at: str = AT, **more: Any) -> Any:
    """A receipt of lines (sku, price, what more is known of the goods), or of one plain line of 100."""
    lines = [
        {"id": str(n), "sku": sku, "quantity": "1", "unit_price": price, **known}
        for n, (sku, price, known) in enumerate(goods or [("PLAIN", "100.00", {})])
    ]
    body = {"number": f"E{next(club.numbers)}", "at": at, "lines": lines, **more}
    return club.told("POST", "/receipts", {**body, **({"member": member} if member else {})}, 201)


def given(told: Any) -> dict[str, tuple[str, str]]:
    """What each rule gave, into which wallet."""
    return {one["rule"]: (one["wallet"], one["amount"]) for one in told["awards"]}


def test_d4_points_and_credit_by_goods_branch_hour_payment_and_channel(outside: Make) -> None:
    club = outside()
    club.told("POST", "/branches", {"code": "tlv", "name": "Tel Aviv"}, 201)
    club.told("POST", "/branches", {"code": "jlm", "name": "Jerusalem"}, 201)
    club.live(WALLETS + CONDITIONS)
    member = club.member()
    jeans, acme = ("JEANS", "50.00", {"category": "jeans"}), ("TEE", "30.00", {"brand": "acme"})
    rows: list[tuple[Any, dict[str, Any], dict[str, str]]] = [
        ([], {}, {}),
        ([("MUG", "100.00", {})], {}, {"product": "200"}),
        ([jeans, ("PLAIN", "50.00", {})], {}, {"category": "150"}),
        ([acme, ("PLAIN", "70.00", {})], {}, {"brand": "120"}),
        ([], {"branch": "tlv"}, {"branch": "5"}),
        ([], {"branch": "jlm"}, {}),
        ([], {"at": "2025-10-12T10:00:00+03:00"}, {"hour": "6"}),
        ([], {"at": "2025-10-12T12:00:00+03:00"}, {}),
        ([], {"payments": [{"kind": "cash", "amount": "100.00"}]}, {"payment": "7"}),
        ([], {"payments": [{"kind": "card", "amount": "100.00"}]}, {}),
        ([], {"channel": "web"}, {"channel": "8"}),
        ([jeans, ("MUG", "50.00", {})], {"branch": "tlv", "channel": "web"},
         {"product": "100", "category": "150", "branch": "5", "channel": "8"}),
    ]  # fmt: skip
    for goods, how, points in rows:
        told = given(receipt(club, member, goods, **how))
        assert told.pop("credit") == ("credit", "10.00"), how
        assert told == {rule: ("points", amount) for rule, amount in points.items()}, (goods, how)
    earned = sum(int(amount) for _, _, points in rows for amount in points.values())
    assert (club.balance(member), club.balance(member, "points")) == (f"{10 * len(rows)}.00", str(earned))


def test_d4_the_same_multiply_what_a_rule_gives(outside: Make) -> None:
    club = outside()
    times = "{channel: {web: '2'}, payment: {cash: '1.5'}, hour: {'10:00-12:00': '3'}, category: {jeans: '10'}}"
    club.live(
        WALLETS + "earn:\n  - {id: base, type: per_amount, amount: '1', give: '1', wallet: points, "
        f"multiply: {times}}}\n  - {{id: credit, type: linear, every: '1000', give: '1', wallet: credit}}\n"
    )
    member = club.member()
    cash = {"payments": [{"kind": "cash", "amount": "100.00"}]}
    jeans = [("JEANS", "10.00", {"category": "jeans"}), ("PLAIN", "90.00", {})]
    rows: list[tuple[Any, dict[str, Any], str]] = [
        ([], {}, "100"),
        ([], {"channel": "web"}, "200"),
        ([], cash, "150"),
        ([], {"at": "2025-10-12T11:00:00+03:00", "channel": "web"}, "600"),
        (jeans, {}, "190"),
        (jeans, cash, "285"),
    ]
    assert [given(receipt(club, member, goods, **how))["base"][1] for goods, how, _ in rows] == [
        points for _, _, points in rows
    ]


def test_d4_several_programmes_give_at_once_and_one_may_stop_the_others(outside: Make) -> None:
    club = outside()
    rule = "earn: [{{id: {id}, type: linear, every: '100', give: '{give}', wallet: {wallet}{more}}}]\n"
    club.live(WALLETS.replace(", points: {kind: points, worth: '0.05'}", "") + rule.format(
        id="a", give=10, wallet="credit", more=""), "house")  # fmt: skip
    club.live("wallets: {points: {kind: points}}\n" + rule.format(id="b", give=3, wallet="points", more=""), "bank")
    club.live(
        "priority: 9\nstop: true\nwallets: {vip: {kind: points}}\n"
        + rule.format(id="c", give=7, wallet="vip", more=", when: {channel: [web]}"),
        "shop",
    )
    member = club.member()
    both = receipt(club, member)
    assert {(one["programme"], one["rule"], one["amount"]) for one in both["awards"]} == {
        ("house", "a", "10.00"), ("bank", "b", "3")}  # fmt: skip
    alone = receipt(club, member, channel="web")
    assert [(one["programme"], one["amount"]) for one in alone["awards"]] == [("shop", "7")]
    body = {
        "number": "Q",
        "at": AT,
        "channel": "web",
        "lines": [{"sku": "PLAIN", "quantity": "1", "unit_price": "100"}],
    }
    quoted = club.told("POST", "/quotes?reasons=true", body | {"member": member})
    assert {(no["rule"], no["code"]) for no in quoted["not_applied"]} == {("a", "not_asked"), ("b", "not_asked")}
    trees = quoted["reasons"]
    whys = {tree["subject"]: {one["why"] for one in tree["within"] if one["kind"] == "rule"} for tree in trees}
    assert whys["house"] == whys["bank"] == {"Not asked: Club gave something and goes alone"}
    assert [club.balance(member, wallet) for wallet in ("credit", "points", "vip")] == ["10.00", "3", "7"]
