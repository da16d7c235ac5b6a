"""Codes of pools at the till: what opens, what is used up, what comes back."""

from datetime import timedelta

import pytest

from moadon.apps.clubs.types import SYSTEM
from moadon.apps.coupons import actions
from moadon.apps.coupons.models import Code
from moadon.apps.coupons.types import Aside
from moadon.kernel.ids import public_id, row_id
from moadon.store import club_transaction, watching
from tests.flows.coupons.club import NOON, CouponShop, open_coupon_shop, shown
from tests.flows.shopkeeper import open_shop

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)


def test_a_quote_uses_nothing_and_a_commit_uses_the_code_once() -> None:
    club = open_coupon_shop()
    code = club.codes(club.pool())[0]
    for _ in range(2):
        quoted = club.shop.quote(club.shop.basket("120", coupons=[code]))
        assert (quoted["to_pay"], shown(quoted)) == ("95.00", [(True, None)])
    first = club.buy("120", code=code.lower())
    assert (first["to_pay"], first["coupons"][0]["rules"]) == ("95.00", [{"programme": "club", "rule": "welcome"}])
    second = club.buy("120", code=code)
    assert (second["to_pay"], shown(second)) == ("120.00", [(False, "coupon_used")])
    assert club.counts(club.pools[0]).states == {"free": 2, "used": 1}
    assert (club.counts(club.pools[0]).uses, club.counts(club.pools[0]).gave) == (1, 2500)
    club.check()


@pytest.mark.parametrize(("typed", "finds"), [("{}", True), (" {} ", True), ("{0:.4}-{1}", True), ("{}X", False)])
def test_a_code_is_found_however_it_is_typed(typed: str, finds: bool) -> None:
    club = open_coupon_shop()
    code = club.codes(club.pool())[0]
    told = club.buy("120", code=typed.format(code, code[4:]))
    assert shown(told) == ([(True, None)] if finds else [(False, "coupon_unknown")])


def test_a_promotion_without_effect_uses_no_code_up() -> None:
    club = open_coupon_shop()
    code = club.codes(club.pool())[0]
    assert shown(club.buy("99", code=code)) == [(False, "coupon_no_effect")]
    assert club.code(code).state == "free"
    assert shown(club.buy("100", code=code)) == [(True, None)]


def test_what_is_earned_by_a_coupon_uses_its_code_up_too() -> None:
    club = open_coupon_shop()
    noa = club.shop.member()
    code = club.codes(club.pool("EXTRA"))[0]
    assert shown(club.buy("10", code=code)) == [(False, "coupon_no_effect")]
    assert shown(club.buy("10", code=code, member=noa)) == [(True, None)]
    assert club.shop.balance(noa, "points")[0] == 5
    club.check()


def test_the_word_of_a_pool_opens_nothing_and_other_words_still_do() -> None:
    club = open_coupon_shop()
    club.pool()
    assert shown(club.buy("120", code="welcome")) == [(False, "coupon_needs_code")]
    assert shown(club.buy("120", code="Ten")) == [(True, None)]
    assert shown(club.buy("120", code="NOBODY")) == [(False, "coupon_unknown")]


def test_of_two_codes_for_one_thing_one_is_used_up() -> None:
    club = open_coupon_shop()
    one, two, _ = club.codes(club.pool())
    told = club.shop.buy("120", coupons=[one, two, one])
    assert shown(told) == [(True, None), (False, "coupon_no_effect"), (False, "coupon_twice")]
    assert (club.code(one).state, club.code(two).state) == ("used", "free")


def test_the_same_code_twice_in_one_batch_is_used_once() -> None:
    club = open_coupon_shop()
    code = club.codes(club.pool())[0]
    told = club.shop.post(*[club.shop.basket("120", coupons=[code]) for _ in range(3)])
    assert [shown(one) for one in told] == [[(True, None)], [(False, "coupon_used")], [(False, "coupon_used")]]
    club.check()


def test_a_code_may_be_used_as_often_as_its_pool_says() -> None:
    club = open_coupon_shop()
    code = club.codes(club.pool(uses=2))[0]
    told = [shown(club.buy("120", code=code))[0] for _ in range(3)]
    assert told == [(True, None), (True, None), (False, "coupon_used")]
    club.check()


def test_a_replay_is_told_the_same() -> None:
    club = open_coupon_shop()
    code = club.codes(club.pool())[0]
    body = club.shop.basket("120", coupons=[code])
    (first,), (again,) = club.shop.post(body, keys=["k"]), club.shop.post(body, keys=["k"])
    assert again["_replayed"] and {**again, "_replayed": False, "_status": 201} == first
    assert club.code(code).used == 1


def test_a_receipt_that_comes_late_counts_by_its_own_time() -> None:
    club = open_coupon_shop()
    code = club.codes(club.pool(valid_from=NOON - 5 * A_DAY, valid_until=NOON - 2 * A_DAY))[0]
    for days, why in [(1, "coupon_expired"), (6, "coupon_not_yet")]:
        assert shown(club.buy("120", code=code, at=(NOON - days * A_DAY).isoformat())) == [(False, why)]
    assert shown(club.buy("120", code=code, at=(NOON - 3 * A_DAY).isoformat())) == [(True, None)]


def _withdrawn(club: CouponShop, pool: int) -> None:
    actions.withdraw_codes(club=club.shop.club, pool_id=pool, codes=None, at=NOON, actor=SYSTEM)


def _pool_withdrawn(club: CouponShop, pool: int) -> None:
    actions.withdraw_pool(club=club.shop.club, pool_id=pool, actor=SYSTEM)


def _for_the_web(club: CouponShop, pool: int) -> None:
    aside = Aside("channel", "web", until=NOON + A_DAY)
    actions.reserve_codes(club=club.shop.club, pool_id=pool, count=3, aside=aside, actor=SYSTEM)


def _for_a_partner(club: CouponShop, pool: int) -> None:
    aside = Aside("partner", "acme", until=NOON + A_DAY)
    actions.reserve_codes(club=club.shop.club, pool_id=pool, count=3, aside=aside, actor=SYSTEM)


@pytest.mark.parametrize(
    ("kind", "done", "more", "why"),
    [
        ("bulk", _withdrawn, {}, "coupon_withdrawn"),
        ("bulk", _pool_withdrawn, {}, "coupon_withdrawn"),
        ("bulk", _for_the_web, {}, "coupon_set_aside"),
        ("bulk", _for_the_web, {"channel": "web"}, None),
        ("bulk", _for_a_partner, {}, None),
        ("reserved", lambda *_: None, {}, "coupon_not_issued"),
        ("reserved", _for_the_web, {"channel": "web"}, None),
        ("reserved", _for_the_web, {"channel": "web", "at": (NOON - A_DAY).isoformat()}, None),
    ],
)
def test_why_a_code_is_turned_away(kind, done, more, why) -> None:  # type: ignore[no-untyped-def]
    club = open_coupon_shop()
    pool = club.pool(kind=kind)
    done(club, pool)
    assert shown(club.buy("120", code=club.codes(pool)[0], **more)) == [(why is None, why)]
    club.check()


def test_a_personal_code_works_for_its_member_alone() -> None:
    club = open_coupon_shop()
    noa, dan = club.shop.member(), club.shop.member("+972525550143")
    pool = club.pool(kind="personal", count=0, days=7)
    (issued,) = actions.issue_codes(
        club=club.shop.club, pool_id=pool, members=[row_id("mbr", noa)], at=NOON, actor=SYSTEM
    )
    for member in (dan, None):
        assert shown(club.buy("120", code=issued.code, member=member)) == [(False, "coupon_of_another")]
    assert issued.until is not None and issued.until.isoformat() == "2026-11-29T22:00:00+00:00"
    assert shown(club.buy("120", code=issued.code, member=noa)) == [(True, None)]
    club.check()


def test_another_clubs_code_is_as_unknown_as_none() -> None:
    theirs, ours = open_coupon_shop(), open_coupon_shop()
    code = theirs.codes(theirs.pool())[0]
    one, other = ours.buy("120", code=code), ours.buy("120", code="NEVERWAS")
    assert {**one["coupons"][0], "coupon": ""} == {**other["coupons"][0], "coupon": ""}


@pytest.mark.parametrize(("setting", "state"), [("back", "free"), ("kept", "used")])
def test_a_return_of_all_gives_the_code_back_where_the_club_says_so(setting: str, state: str) -> None:
    club = open_coupon_shop(coupon_after_return=setting)
    code = club.codes(club.pool())[0]
    sale = club.buy("120", code=code)
    told = club.shop.bring_back(sale["id"])
    assert told["refund"] == "95.00"
    assert told["coupons"][0]["state"] == ("given_back" if setting == "back" else "used")
    assert club.code(code).state == state
    club.check()


def test_a_return_in_part_keeps_the_code_used_while_the_promotion_stands() -> None:
    club = open_coupon_shop()
    code = club.codes(club.pool())[0]
    sale = club.buy("120", "30", "30", code=code)
    kept = club.shop.bring_back(sale["id"], [{"line": "2", "quantity": "1"}])
    assert [one["state"] for one in kept["coupons"]] == ["used"] and club.code(code).state == "used"
    club.check()
    gone = club.shop.bring_back(sale["id"], [{"line": "1", "quantity": "1"}])
    assert [one["state"] for one in gone["coupons"]] == ["given_back"] and club.code(code).state == "free"
    last = club.shop.bring_back(sale["id"])
    assert "coupons" not in last
    club.check()


def test_points_of_a_coupon_that_stand_in_part_keep_its_code_used() -> None:
    club = open_coupon_shop()
    noa = club.shop.member()
    code = club.codes(club.pool("EXTRA"))[0]
    sale = club.buy("10", "20", code=code, member=noa)
    assert [o["state"] for o in club.shop.bring_back(sale["id"], [{"line": "1", "quantity": "1"}])["coupons"]] == [
        "used"
    ]
    assert [one["state"] for one in club.shop.bring_back(sale["id"])["coupons"]] == ["given_back"]
    club.check()


def test_returns_of_one_sale_in_one_batch_give_its_code_back_once() -> None:
    from moadon.flows import till
    from moadon.flows.till.reading_returns import read_return
    from moadon.flows.till.types import SaleRef

    club = open_coupon_shop()
    code = club.codes(club.pool())[0]
    sale = SaleRef(id=row_id("rcp", club.buy("120", "30", code=code)["id"]))
    bodies = [{"number": f"R{n}", "at": NOON.isoformat(), "lines": [{"line": str(n), "quantity": "1"}]} for n in (1, 2)]
    till.give_back(club.shop.club, [read_return(b, sale, 2) for b in bodies], SYSTEM, now=lambda: NOON)
    assert club.code(code).state == "free"
    club.check()


def test_a_code_is_issued_with_a_receipt_and_goes_with_its_return() -> None:
    club = open_coupon_shop(coupons_with_receipts=True)
    noa = club.shop.member()
    pool = club.pool(count=0, receipts_for="any", receipts_from=5000, days=30)
    mine = club.pool("TEN", count=0, kind="personal", receipts_for="member")
    assert "coupons_issued" not in club.buy("49.99")
    (printed,) = club.buy("50")["coupons_issued"]
    assert printed["words"] == "₪25 off the whole basket, from ₪100, with a coupon"
    assert printed["valid_until"] == "2026-12-22T22:00:00+00:00"
    assert shown(club.buy("120", code=printed["text"])) == [(True, None)]
    assert "coupons_issued" not in club.shop.quote(club.shop.basket("120"))
    both = club.buy("60", "60", member=noa)
    assert [one["name"] for one in both["coupons_issued"]] == ["WELCOME 0", "TEN 1"]
    assert club.code(both["coupons_issued"][1]["code"]).member_id == row_id("mbr", noa)
    part = club.shop.bring_back(both["id"], [{"line": "1", "quantity": "1"}])
    assert "coupons" not in part
    rest = club.shop.bring_back(both["id"])
    assert {one["state"] for one in rest["coupons"]} == {"withdrawn"}
    assert club.counts(pool).states == {"issued": 1, "used": 1, "withdrawn": 1}
    assert club.counts(mine).states == {"withdrawn": 1}
    club.check()


def test_a_code_that_was_printed_and_used_stays_when_its_receipt_comes_back() -> None:
    club = open_coupon_shop(coupons_with_receipts=True)
    club.pool(count=0, receipts_for="any")
    sale = club.buy("50")
    (printed,) = sale["coupons_issued"]
    club.buy("120", code=printed["code"])
    assert "coupons" not in club.shop.bring_back(sale["id"])
    assert club.code(printed["code"]).state == "used"
    club.check()


def test_without_a_coupon_there_is_no_statement_more_and_with_them_a_fixed_number() -> None:
    club, plain = open_coupon_shop(), open_shop()
    codes = club.codes(club.pool(count=12))

    def statements(shop, bodies):  # type: ignore[no-untyped-def]
        shop.post(*bodies)  # tills and products are there then
        again = [{**body, "number": f"{body['number']}-2"} for body in bodies]
        with watching() as seen:
            shop.post(*again)
        return [sql for sql in seen if "coupons_" in sql], len(seen)

    assert statements(plain, [plain.basket("120") for _ in range(3)])[0] == []
    few = statements(club.shop, [club.shop.basket("120", coupons=[codes[n]]) for n in (0,)])
    unused = codes[1:11]
    with club_transaction(club.shop.club.id):
        Code.objects.filter(code__in=[codes[0], *unused]).update(used=0, state="free")
    many = statements(club.shop, [club.shop.basket("120", coupons=[code]) for code in unused])
    assert few[1] == many[1] and public_id("cpn", 1)
