"""What a member is told is on offer: for them, on this day, and not used up."""

from datetime import UTC, date, datetime, timedelta

import pytest

from moadon.apps.programmes.actions import keep_programme
from moadon.flows import publishing
from moadon.flows.benefits import Benefits, benefits
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, watching
from tests.flows.lives import DANA, THREE, TWO, lived, publish
from tests.flows.shopkeeper import NOON, Shopkeeper, open_shop

pytestmark = pytest.mark.django_db

BASE = "{id: base, type: linear, every: '100', give: '10', wallet: credit}"
EARN = {
    "base": BASE,
    "welcome": "{id: welcome, type: per_event, event: joined, give: '5', wallet: points}",
    "review": "{id: review, type: per_event, event: review, give: '5', wallet: points}",
    "daily": "{id: daily, type: per_visit, give: '1', wallet: points, limits: {per_member: {times: 1, period: day}}}",
    "spring": "{id: spring, type: per_visit, give: '9', wallet: points, when: {dates: [2027-03-01, 2027-03-31]}}",
}
OFF = "get: {kind: percent, value: '0.10', on: basket}"
PROMOTIONS = {
    "all": f"{{id: all, {OFF}}}",
    "gold": f"{{id: gold, for: {{tier: [gold]}}, {OFF}}}",
    "basic": f"{{id: basic, for: {{tier: [basic]}}, {OFF}}}",
    "vip": f"{{id: vip, for: {{segment: [vip]}}, {OFF}}}",
    "dana": f"{{id: dana, for: {{member: [MEMBER]}}, {OFF}}}",
    "other": f"{{id: other, for: {{member: [mbr_0000000000000]}}, {OFF}}}",
    "bday": f"{{id: bday, when: {{birthday_within: {{days: 7}}}}, {OFF}}}",
    "first": f"{{id: first, when: {{first_purchase: true}}, {OFF}}}",
    "night": f"{{id: night, when: {{hour: ['20:00', '23:00']}}, {OFF}}}",
    "code": f"{{id: code, when: {{coupon: SECRET}}, {OFF}}}",
    "from": f"{{id: from, when: {{basket_from: '500'}}, {OFF}}}",
    "once": f"{{id: once, limits: {{per_member: {{times: 1, period: month}}}}, {OFF}}}",
    "spent": f"{{id: spent, limits: {{budget: '1'}}, {OFF}}}",
    "points": "{id: points, get: {kind: points_discount, points: '10', wallet: points, value: '1.00'}}",
}
TIERS = (
    "tiers:\n  - {id: main, basis: spend, window: {kind: calendar, period: year}, "
    "levels: [{id: basic, from: '0'}, {id: gold, from: '1000'}]}\n"
)


@pytest.fixture
def shop() -> Shopkeeper:
    """A club with one branch."""
    return open_shop()


def _programme(member: str) -> str:
    promotions = "".join(f"\n  - {text}" for text in PROMOTIONS.values()).replace("MEMBER", member)
    return (
        "format: moadon/programme/1\nid: club\nname: {en: Club, he: מועדון, fa: باشگاه}\ncurrency: ILS\n"
        "wallets: {credit: {kind: credit}, points: {kind: points}}\n"
        "earn:" + "".join(f"\n  - {text}" for text in EARN.values()) + f"\n{TIERS}promotions:{promotions}\n"
    )


def _told(shop: Shopkeeper, member: str, now: datetime = NOON) -> Benefits:
    with club_transaction(shop.club.id):
        return benefits(shop.club, member, now)


def _open(shop: Shopkeeper, member: str, now: datetime = NOON) -> set[str]:
    (one,) = _told(shop, member, now).offers
    return set(one.parts)


_ALWAYS = {"base", "review", "daily", "all", "night", "code", "from", "points"}


@pytest.mark.parametrize(
    ("who", "bought", "offered"),
    [
        ({}, (), {"basic", "dana", "first", "once", "spent"}),
        ({"segments": ["vip"]}, (), {"basic", "dana", "first", "once", "spent", "vip"}),
        ({"birth_date": date(1990, 11, 25)}, (), {"basic", "dana", "first", "once", "spent", "bday"}),
        ({"birth_date": date(1990, 12, 25)}, (), {"basic", "dana", "first", "once", "spent"}),
        ({}, ("50",), {"basic", "dana"}),
        ({}, ("2000",), {"gold", "dana"}),
    ],
)
def test_a_member_is_offered_what_is_for_them_and_not_used_up(
    shop: Shopkeeper, who: dict[str, object], bought: tuple[str, ...], offered: set[str]
) -> None:
    member = shop.member(**who)
    shop.publish(_programme(member))
    for price in bought:
        assert shop.buy(price, member=member)["id"]

    expected = _ALWAYS | offered
    if bought:
        expected -= {"daily"}
    assert _open(shop, member) == expected


def test_what_a_limit_took_away_comes_back_with_the_next_period(shop: Shopkeeper) -> None:
    member = shop.member()
    shop.publish(_programme(member))
    shop.buy("5", member=member)

    assert {"daily", "once"} & _open(shop, member) == set()
    assert {"daily", "once"} & _open(shop, member, NOON + timedelta(days=1)) == {"daily"}
    assert {"daily", "once"} & _open(shop, member, NOON + timedelta(days=10)) == {"daily", "once"}


def test_a_budget_that_others_used_up_is_no_longer_on_offer(shop: Shopkeeper) -> None:
    member, other = shop.member(), shop.member("+972525550143")
    shop.publish(_programme(member))

    assert "spent" in _open(shop, member)
    shop.buy("50", member=other)
    assert "spent" not in _open(shop, member)


def test_dates_decide_by_the_day(shop: Shopkeeper) -> None:
    member = shop.member()
    shop.publish(_programme(member))

    assert "spring" not in _open(shop, member)
    assert "spring" in _open(shop, member, datetime(2027, 3, 1, 8, tzinfo=UTC))


def test_the_statements_do_not_grow_with_programmes(shop: Shopkeeper) -> None:
    member = shop.member()
    shop.publish(_programme(member))
    _told(shop, member)
    with watching() as few:
        _told(shop, member)
    for code in ("b", "c"):
        shop.publish(_programme(member).replace("id: club", f"id: {code}"))
    with watching() as many:
        assert len(_told(shop, member).offers) == 3

    assert len(many) == len(few)


def test_a_change_for_the_worse_is_told_until_it_is_there_or_withdrawn() -> None:
    shop = lived()
    member = shop.member("+972525550001")
    now = datetime.now(UTC)
    publish(shop, THREE)
    done = publish(shop, TWO, at=now + timedelta(days=120))
    (notice,) = _told(shop, member, now).announced
    assert (notice.version and notice.version.number, notice.takes_effect_at) == (done.number, done.live_from)
    assert notice.differences[0]["direction"] == "worse"
    assert _told(shop, member, now + timedelta(days=121)).announced == ()
    publishing.withdraw_version(club=shop.club, code="club", number=done.number, actor=DANA)
    assert _told(shop, member, now).announced == ()


def test_the_end_of_a_programme_is_told_unless_it_is_taken_back() -> None:
    shop = lived()
    member = shop.member("+972525550001")
    now = datetime.now(UTC)
    publishing.end_programme(club=shop.club, code="club", at=now + timedelta(days=120), actor=DANA)
    (notice,) = _told(shop, member, now).announced
    assert notice.version is None
    keep_programme(club=shop.club, code="club", now=now, actor=DANA)
    assert _told(shop, member, now).announced == ()


def test_a_stranger_is_unknown(shop: Shopkeeper) -> None:
    with pytest.raises(Refused) as refused:
        _told(shop, "mbr_0000000000000")

    assert refused.value.code == "unknown_id"
