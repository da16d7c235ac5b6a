"""Versions that some members have: for whom, what they bring, and how they end."""

from datetime import UTC, datetime, timedelta

import pytest

from moadon.apps.members import queries as members
from moadon.apps.members.types import MemberRef
from moadon.apps.programmes import queries as programmes
from moadon.flows import publishing
from moadon.flows.choosing import Chosen
from moadon.flows.promises import NoticeNeeded
from moadon.store import club_transaction, watching
from tests.flows.lives import DANA, ONE, THREE, TWO, lived, points, publish, refused, states
from tests.flows.shopkeeper import POINTS, Shopkeeper, document, open_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shopkeeper:
    """A club with a member and a live programme."""
    return lived()


def test_a_pilot_is_live_for_its_members_only_and_names_its_version(shop: Shopkeeper) -> None:
    mine, other = shop.member("+972525550001"), shop.member("+972525550002")
    done = publish(shop, THREE, chosen=Chosen(members=[MemberRef("id", mine)]))
    assert (done.number, states(shop)) == (2, ["live", "pilot"])
    assert points(shop, mine) == [("300", 2)]
    assert points(shop, other) == [("200", 1)]
    assert points(shop, None) == []
    before = datetime.now(UTC) - timedelta(hours=1)
    assert points(shop, mine, before) == [("200", 1)]


def test_a_pilot_of_a_programme_that_nobody_has(shop: Shopkeeper) -> None:
    mine, other = shop.member("+972525550001"), shop.member("+972525550002")
    stars = document(POINTS.replace("wallet: points", "wallet: stars"), wallets="{stars: {kind: points}}", code="stars")
    publish(shop, stars, chosen=Chosen(members=[MemberRef("phone", "0525550001")]))
    assert points(shop, mine) == [("200", 1), ("100", 1)]
    assert points(shop, other) == [("200", 1)]


def test_a_pilot_is_promoted_or_ends_and_what_it_gave_is_judged_by_it(shop: Shopkeeper) -> None:
    mine, other = shop.member("+972525550001"), shop.member("+972525550002")
    publish(shop, THREE, chosen=Chosen(members=[MemberRef("id", mine)]))
    shop.now = datetime.now(UTC)
    sale = shop.buy("100.00", "50.00", member=mine, at=shop.now.isoformat())
    assert shop.balance(mine, "points")[0] == 450
    done = publishing.promote_pilot(club=shop.club, code="club", number=2, actor=DANA)
    assert (done.number, states(shop)) == (3, ["replaced", "ended", "live"])
    assert points(shop, other) == points(shop, mine) == [("300", 3)]
    assert refused(lambda: publishing.end_pilot(club=shop.club, code="club", number=2, actor=DANA)) == "not_a_pilot"
    shop.bring_back(sale["id"], [{"line": "2", "quantity": "1"}], at=shop.now.isoformat())
    assert shop.balance(mine, "points")[0] == 300
    shop.check_books()


def test_a_pilot_that_ends_leaves_what_everybody_has(shop: Shopkeeper) -> None:
    mine = shop.member("+972525550001")
    publish(shop, THREE, chosen=Chosen(members=[MemberRef("id", mine)]))
    publishing.end_pilot(club=shop.club, code="club", number=2, actor=DANA)
    assert (states(shop), points(shop, mine)) == (["live", "ended"], [("200", 1)])
    assert refused(lambda: publishing.promote_pilot(club=shop.club, code="club", number=2, actor=DANA)) == "not_a_pilot"
    assert refused(lambda: publishing.end_pilot(club=shop.club, code="club", number=1, actor=DANA)) == "not_a_pilot"


def test_a_pilot_that_is_worse_needs_its_notice_too(shop: Shopkeeper) -> None:
    mine = shop.member("+972525550001")
    chosen = Chosen(members=[MemberRef("id", mine)])
    with pytest.raises(NoticeNeeded) as found:
        publish(shop, ONE, chosen=chosen)
    done = publish(shop, ONE, found.value.earliest, chosen)
    assert (done.notice.members, states(shop)) == (1, ["live", "scheduled"])


def test_the_best_are_those_who_paid_most_in_the_last_twelve_months(shop: Shopkeeper) -> None:
    names = [shop.member(f"+97252555000{n}") for n in range(4)]
    now = datetime.now(UTC)
    for name, price, ago in zip(names, ("500", "300", "400", "900"), (10, 10, 10, 400), strict=True):
        at = (now - timedelta(days=ago)).isoformat()
        shop.post_history(shop.basket(price + ".00", member=name, at=at))
    sale = shop.buy("350.00", member=names[1], at=now.isoformat())
    shop.bring_back(sale["id"], at=now.isoformat())  # what came back does not count
    publish(shop, THREE, chosen=Chosen(best=2))
    assert [points(shop, name)[0][1] for name in names] == [2, 1, 2, 1]


def test_a_segment_is_its_active_members_at_publishing(shop: Shopkeeper) -> None:
    vip, new = shop.member("+972525550001", segments=["vip", "new"]), shop.member("+972525550002", segments=["new"])
    shop.member("+972525550003", segments=["vip"], status="ended")
    publish(shop, THREE, chosen=Chosen(segment="vip"))
    later = shop.member("+972525550004", segments=["vip"])
    assert [points(shop, name) for name in (vip, new, later)] == [[("300", 2)], [("200", 1)], [("200", 1)]]
    with club_transaction(shop.club.id):
        (pilot,) = [one.id for one in programmes.shelf(shop.club).versions if one.pilot]
        assert programmes.pilot_sizes([pilot]) == {pilot: 1}
        assert members.segments("", 9) == [("new", 2), ("vip", 2)]
        assert members.segments("VI", 9) == [("vip", 2)]


def test_a_segment_of_another_club_is_nobody(shop: Shopkeeper) -> None:
    other = open_shop(region="IL")
    other.member(segments=["theirs"])
    assert refused(lambda: publish(shop, THREE, chosen=Chosen(segment="theirs"))) == "nobody_in_segment"
    with club_transaction(shop.club.id):
        assert members.segments("", 9) == []


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        (Chosen(segment="vip"), "nobody_in_segment"),
        (Chosen(segment="vip", best=3), "which_members"),
        (Chosen(), "which_members"),
        (Chosen(members=[MemberRef("any", "0525550142")], best=3), "which_members"),
        (Chosen(members=[]), "nobody_chosen"),
        (Chosen(best=3), "nobody_chosen"),  # nobody has bought
        (Chosen(best=0), "not_between"),
        (Chosen(members=[MemberRef("any", "nobody")]), "several_refusals"),
    ],
)
def test_a_pilot_is_for_somebody(shop: Shopkeeper, chosen: Chosen, code: str) -> None:
    assert refused(lambda: publish(shop, THREE, chosen=chosen)) == code
    assert states(shop) == ["live"]


def test_members_of_another_club_cannot_be_chosen(shop: Shopkeeper) -> None:
    stranger = open_shop(region="IL").member()
    assert (
        refused(lambda: publish(shop, THREE, chosen=Chosen(members=[MemberRef("id", stranger)]))) == "several_refusals"
    )


def test_a_pilot_costs_the_till_no_statement(shop: Shopkeeper) -> None:
    mine = shop.member("+972525550001")

    def asked() -> int:
        with watching() as seen:
            points(shop, mine)
        return len(seen)

    points(shop, mine)
    before = asked()
    publish(shop, THREE, chosen=Chosen(members=[MemberRef("id", mine)]))
    points(shop, mine)
    assert asked() == before


def test_the_levels_of_a_pilot_are_its_members_own(shop: Shopkeeper) -> None:
    mine, other = shop.member("+972525550001"), shop.member("+972525550002")
    ladder = "tiers: [{id: main, basis: spend, levels: [{id: basic, from: '0'}, {id: gold, from: '100'}]}]\n"
    offer = "promotions: [{id: ten, for: {tier: [gold]}, get: {kind: percent, value: '0.10', on: basket}}]\n"
    publish(shop, TWO + ladder + offer, chosen=Chosen(members=[MemberRef("id", mine)]))
    for member, discount in ((mine, "10.00"), (other, "0.00")):
        shop.now = datetime.now(UTC)
        shop.buy("100.00", member=member, at=shop.now.isoformat())
        shop.now = datetime.now(UTC)
        later = shop.quote(shop.basket("100.00", member=member, at=shop.now.isoformat()))
        assert later["discount"] == discount
