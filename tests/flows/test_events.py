"""What happens to members and no receipt tells: it earns once, and lets what waited for it be spent."""

from datetime import UTC, date, datetime, timedelta
from json import loads
from typing import Any

import pytest

from moadon.apps.ledger.models import Lot
from moadon.apps.members.types import MemberRef, NewMember
from moadon.apps.rewards.models import Event
from moadon.flows.events import EventDraft, happen
from moadon.flows.joining import change, join, join_many
from moadon.flows.nightly import run_night
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, watching
from tests.flows.shopkeeper import NOON, POINTS, Shopkeeper, document, open_shop

pytestmark = pytest.mark.django_db


def rule(event: str, give: int = 50, more: str = "") -> str:
    return f"{{id: {event}, type: per_event, event: {event}, give: '{give}', wallet: points{more}}}"


def tell(shop: Shopkeeper, type_: str, *who: str, at: datetime = NOON, **data: str) -> list[Any]:
    drafts = [EventDraft(type_, MemberRef("id", one), at, data, "en") for one in who]
    outcomes = happen(shop.club, drafts, now=lambda: shop.now)
    return [o if isinstance(o, Refused) else {**loads(o.answer), "_replayed": o.replayed} for o in outcomes]


def test_an_event_earns_and_says_why() -> None:
    shop = open_shop()
    shop.publish(document(rule("review")))
    noa = shop.member()
    (told,) = tell(shop, "review", noa, stars="5")
    assert [(a["rule"], a["amount"], a["why"], a["version"]) for a in told["awards"]] == [
        ("review", "50", "A review", 1)
    ]
    assert told["wallets"][1] == {"wallet": "points", "kind": "points", "balance": "50", "available": "50"}
    assert shop.balance(noa, "points") == (50, 0, 0)
    shop.check_books()


def test_the_same_event_twice_earns_once() -> None:
    shop = open_shop()
    shop.publish(document(rule("review")))
    noa = shop.member()
    first, again = tell(shop, "review", noa, noa, stars="5")
    assert (first["_replayed"], again["_replayed"]) == (False, True)
    (later,) = tell(shop, "review", noa, stars="5")
    assert later == {**first, "_replayed": True}
    (other,) = tell(shop, "review", noa, stars="4")
    assert other["awards"]
    assert shop.balance(noa, "points") == (100, 0, 0)


def test_what_cannot_be_is_refused_and_sinks_no_other() -> None:
    shop = open_shop()
    shop.publish(document(rule("review")))
    noa, sale = shop.member(), shop.buy("10")["id"]
    drafts = [
        EventDraft("review", MemberRef("phone", "+972500000000"), NOON),
        EventDraft("review", MemberRef("id", noa), NOON + timedelta(days=3)),
        EventDraft("review", MemberRef("id", noa), NOON, {"receipt": sale}),  # nobody's receipt
        EventDraft("review", MemberRef("id", noa), NOON, {"receipt": "rcp_nothing"}),
        EventDraft("review", MemberRef("id", noa), NOON),
    ]
    outcomes = happen(shop.club, drafts, now=lambda: shop.now)
    codes = [outcome.code if isinstance(outcome, Refused) else "" for outcome in outcomes]
    assert codes == ["unknown_member", "in_the_future", "unknown_sale", "unknown_sale", ""]
    assert shop.balance(noa, "points") == (50, 0, 0)


def test_an_event_that_earns_nothing_is_written_all_the_same() -> None:
    shop = open_shop()
    noa = shop.member()
    (told,) = tell(shop, "review", noa)
    assert (told["awards"], told["wallets"]) == ([], [])
    assert tell(shop, "review", noa)[0]["_replayed"]


def test_limits_count_events_of_one_batch_one_after_the_other() -> None:
    shop = open_shop()
    shop.publish(document(rule("check_in", 10, ", limits: {per_member: {times: 1, period: day}, budget: '15'}")))
    noa, dan = shop.member(), shop.member("+972525550143")
    drafts = [EventDraft("check_in", MemberRef("id", one), NOON + timedelta(minutes=n), {}, "en")
              for n, one in enumerate((noa, noa, dan))]  # fmt: skip
    happen(shop.club, drafts, now=lambda: NOON + timedelta(hours=1))
    assert [shop.balance(one, "points")[0] for one in (noa, dan)] == [10, 5]
    shop.check_books()


def test_many_events_ask_as_often_as_one() -> None:
    shop = open_shop()
    shop.publish(document(rule("review", 5, ", limits: {budget: '900'}"), WAITING))
    people = [shop.member(f"+9725255502{n:02}") for n in range(12)]
    sales = [shop.buy("10", member=one)["id"] for one in people]

    def asked(some: slice) -> int:
        pairs = list(zip(people, sales, strict=True))[some]
        drafts = [
            EventDraft(type_, MemberRef("id", one), NOON, {"receipt": sale}, "en")
            for one, sale in pairs
            for type_ in ("review", "delivered")
        ]
        with watching() as told:
            outcomes = happen(shop.club, drafts, now=lambda: shop.now)
        assert not any(isinstance(outcome, Refused) for outcome in outcomes)
        return len(told)

    assert asked(slice(0, 1)) == asked(slice(1, 12))
    assert [shop.balance(one)[0] for one in people] == [1000] * 12


WAITING = "{id: web, type: per_amount, amount: '1', give: '1', wallet: credit, pending: {event: delivered}}"


def test_what_waits_for_delivery_is_spendable_when_it_came_and_its_clock_begins_then() -> None:
    """Semantics 8."""
    shop = open_shop()
    shop.publish(document(WAITING))
    noa = shop.member()
    sale = shop.buy("80", member=noa)
    assert sale["awards"][0]["active_at"] is None
    assert run_night(shop.club, NOON + timedelta(days=400)).activated == 0
    assert shop.balance(noa) == (0, 8000, 0)
    shop.now = NOON + timedelta(days=10)
    assert tell(shop, "review", noa, at=shop.now, receipt=sale["id"])[0]["activated"] == []
    (told,) = tell(shop, "delivered", noa, at=shop.now, receipt=sale["id"])
    assert [(a["wallet"], a["amount"], a["rule"]) for a in told["activated"]] == [("credit", "80.00", "web")]
    assert shop.balance(noa) == (8000, 0, 0)
    with club_transaction(shop.club.id):
        lot = Lot.objects.get()
    assert lot.active_at == shop.now
    assert lot.expires_at == datetime(2027, 12, 2, 22, 0, tzinfo=UTC)
    (again,) = tell(shop, "delivered", noa, at=shop.now - timedelta(hours=1), receipt=sale["id"])
    assert again["activated"] == []
    shop.check_books()


def test_goods_that_come_back_before_delivery_take_what_waits() -> None:
    shop = open_shop()
    shop.publish(document(WAITING))
    noa = shop.member()
    sale = shop.buy("80", "20", member=noa)
    shop.bring_back(sale["id"], [{"line": "1", "quantity": "1"}])
    assert shop.balance(noa) == (0, 2000, 0)
    (told,) = tell(shop, "delivered", noa, receipt=sale["id"])
    assert told["activated"][0]["amount"] == "20.00"
    shop.bring_back(sale["id"])
    assert shop.balance(noa) == (0, 0, 0)
    shop.check_books()


# --- what the house raises by itself


def test_joining_earns_and_a_full_profile_once_too() -> None:
    """D7: a benefit at the moment of joining."""
    shop = open_shop()
    shop.publish(document(rule("joined"), rule("profile_completed", 20)))
    new = NewMember(phone="+972525550142", first_name="Noa")
    noa = join(club=shop.club, new=new, actor=shop.actor)
    public = public_id("mbr", noa.pk)
    assert shop.balance(public, "points") == (50, 0, 0)
    for changes in (
        {"email": "noa@example.com"}, {"birth_date": date(1990, 5, 4)}, {"birth_date": None}, {"birth_date": date(1990, 5, 5)},
    ):  # fmt: skip
        change(club=shop.club, member_id=noa.pk, changes=changes, actor=shop.actor)  # type: ignore[arg-type]
    assert shop.balance(public, "points") == (70, 0, 0)
    with club_transaction(shop.club.id):
        assert sorted(Event.objects.values_list("type", flat=True)) == ["joined", "profile_completed"]


def test_people_brought_in_live_earn_those_of_the_past_do_not() -> None:
    shop = open_shop()
    shop.publish(document(rule("joined"), rule("profile_completed", 20)))
    rows = [
        NewMember(phone="+972525550142", first_name="Noa", email="noa@example.com", birth_date=date(1990, 5, 4)),
        NewMember(phone="+972525550143"),
        NewMember(phone="+972525550144", joined_at=NOON - timedelta(days=800)),
        NewMember(phone="+972525550143"),
        NewMember(phone="nonsense"),
    ]
    outcomes = join_many(club=shop.club, rows=rows)
    ids = [public_id("mbr", outcomes[n].member_id) for n in range(3)]  # type: ignore[union-attr]
    assert [shop.balance(one, "points")[0] for one in ids] == [70, 50, 0]
    assert isinstance(outcomes[4], Refused)


def test_nothing_is_written_where_no_programme_gives_for_it() -> None:
    shop = open_shop()
    shop.publish(document(POINTS))
    join(club=shop.club, new=NewMember(phone="+972525550142"), actor=shop.actor)
    with club_transaction(shop.club.id):
        assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("born", "nights", "points"),
    [
        (date(1990, 11, 23), ["2026-11-22"], 0),
        (date(1990, 11, 23), ["2026-11-23"], 50),
        (date(1990, 11, 23), ["2026-11-23", "2026-11-24", "2026-11-25"], 50),
        (date(1990, 11, 23), ["2026-11-28"], 50),  # nights were off
        (date(1990, 11, 23), ["2026-12-05"], 0),  # for too long
        (date(1990, 11, 23), ["2026-11-23", "2027-11-23"], 100),
        (date(1992, 2, 29), ["2027-02-27"], 0),
        (date(1992, 2, 29), ["2027-02-28"], 50),
        (date(1992, 2, 29), ["2028-02-28"], 0),
        (date(1992, 2, 29), ["2028-02-29"], 50),
        (date(2026, 11, 23), ["2026-11-23"], 0),  # born today
        (None, ["2026-11-23"], 0),
    ],
)
def test_the_night_tells_birthdays_once_a_year(born: date | None, nights: list[str], points: int) -> None:
    shop = open_shop()
    shop.publish(document(rule("birthday")))
    noa = shop.member(birth_date=born)
    for night in nights:
        run_night(shop.club, datetime.fromisoformat(f"{night}T01:00+00:00"))
    assert shop.balance(noa, "points") == (points, 0, 0)
    shop.check_books()


@pytest.mark.parametrize(
    ("born", "night", "points"),
    [
        (date(1990, 3, 20), "2026-03-20", 50),  # 29 Esfand 1368
        (date(1996, 3, 20), "2026-03-20", 0),  # 1 Farvardin 1375
        (date(1996, 3, 20), "2026-03-21", 50),
        (date(1992, 3, 20), "2026-03-20", 50),  # 30 Esfand 1370, in a leap year: it comes back on the 29th
        (date(1992, 3, 20), "2025-03-20", 50),  # 1403 has a 30th
        (date(1990, 3, 20), "2025-03-18", 0),
        (date(1990, 3, 20), "2025-03-19", 50),
    ],
)
def test_a_persian_club_counts_birthdays_by_its_own_calendar(born: date, night: str, points: int) -> None:
    shop = open_shop(calendar="jalali")
    shop.publish(document(rule("birthday")))
    noa = shop.member(birth_date=born)
    run_night(shop.club, datetime.fromisoformat(f"{night}T01:00+00:00"))
    assert shop.balance(noa, "points") == (points, 0, 0)


def test_the_night_tells_anniversaries_from_the_first_year_on() -> None:
    shop = open_shop()
    shop.publish(document(rule("anniversary")))
    noa = shop.member()
    joined = NOON - timedelta(days=900)
    run_night(shop.club, joined + timedelta(hours=12))
    assert shop.balance(noa, "points") == (0, 0, 0)
    run_night(shop.club, joined.replace(year=joined.year + 1) + timedelta(hours=1))
    run_night(shop.club, joined.replace(year=joined.year + 2))
    assert shop.balance(noa, "points") == (100, 0, 0)


def test_who_left_is_not_congratulated() -> None:
    shop = open_shop()
    shop.publish(document(rule("birthday"), rule("review")))
    noa = shop.member(birth_date=date(1990, 11, 23), status="ended")
    assert run_night(shop.club, datetime(2026, 11, 23, 1, tzinfo=UTC)).told == 0
    assert tell(shop, "review", noa)[0]["awards"] == []
