"""What a person does from a page: seen before it is done, logged when it is, and told again in any language."""

from datetime import UTC, datetime
from typing import Any

import pytest

from moadon.apps.audit.queries import deeds
from moadon.apps.clubs.types import Actor
from moadon.apps.programmes import queries as programmes
from moadon.apps.receipts.models import Receipt
from moadon.flows.till.by_hand import enter_receipt, take_back
from moadon.flows.till.preview import preview_return
from moadon.flows.till.quoting import judge
from moadon.flows.till.reading import read_receipt
from moadon.flows.till.retold import Told, retell
from moadon.flows.till.types import Committed, ReturnDraft, ReturnLine, SaleRef
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.flows.shopkeeper import LINEAR, MONTHLY, NOON, Shopkeeper, document, open_shop

pytestmark = pytest.mark.django_db
DANA = Actor("user", 7, "dana")
SATURDAYS = "{id: sat, type: per_amount, amount: '1', give: '1', wallet: points, when: {weekday: [sat]}}"
ONCE = "{id: once, type: per_amount, amount: '1', give: '1', wallet: points, limits: {per_member: {times: 1, period: day}}}"


def a_return(sale: dict[str, Any], *lines: ReturnLine, **more: Any) -> ReturnDraft:
    return ReturnDraft(SaleRef(id=row_id("rcp", sale["id"])), "R1", NOON, lines or None, **more)


def done(shop: Shopkeeper) -> list[tuple[str, str]]:
    with club_transaction(shop.club.id):
        return [(deed.action, deed.subject) for deed in deeds(shop.club.id).filter(action__startswith="receipt.")]


def test_a_preview_sees_the_books_as_the_return_would_leave_them_and_leaves_nothing() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    sale = shop.buy("100", "100", member=noa)

    def look(seen: Committed) -> tuple[tuple[int, int, int], int]:
        return shop.balance(noa), Receipt.objects.filter(id=seen.receipt_id).count()

    seen = preview_return(shop.club, a_return(sale, ReturnLine("1", 1000)), DANA, look, now=lambda: NOON)

    assert seen == ((1000, 0, 0), 1)
    assert shop.balance(noa) == (2000, 0, 0)
    with club_transaction(shop.club.id):
        assert Receipt.objects.count() == 1
    assert shop.bring_back(sale["id"], [{"line": "1", "quantity": "1"}])["state"] == "part_returned"
    shop.check_books()


def test_a_preview_inside_a_page_that_reads_leaves_nothing_either() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()
    sale = shop.buy("100", member=noa)

    with club_transaction(shop.club.id):
        preview_return(shop.club, a_return(sale), DANA, lambda seen: seen, now=lambda: NOON)

    assert shop.balance(noa) == (1000, 0, 0)


def test_a_preview_refuses_what_the_return_would() -> None:
    shop = open_shop()
    sale = shop.buy("100")

    with pytest.raises(Refused) as refused:
        preview_return(shop.club, a_return(sale, ReturnLine("1", 2000)), DANA, lambda seen: seen, now=lambda: NOON)

    assert [one.code for one in refused.value.refusals] == ["more_than_bought"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("cancel", "action"), [(False, "receipt.returned"), (True, "receipt.cancelled")])
def test_who_took_goods_back_is_in_the_log_once(cancel: bool, action: str) -> None:
    shop = open_shop()
    sale = shop.buy("100")
    draft = a_return(sale, cancel=cancel)

    first = take_back(shop.club, draft, DANA, now=lambda: NOON)
    again = take_back(shop.club, draft, DANA, now=lambda: NOON)

    assert again.replayed and again.receipt_id == first.receipt_id
    assert done(shop) == [(action, public_id("rcp", first.receipt_id))]


def test_what_is_refused_is_not_in_the_log() -> None:
    shop = open_shop()
    sale = shop.buy("100")

    with pytest.raises(Refused):
        take_back(shop.club, a_return(sale, ReturnLine("9", 1000)), DANA, now=lambda: NOON)
    with pytest.raises(Refused):
        enter_receipt(shop.club, read_receipt(shop.basket("1", branch="nowhere"), shop.club), DANA, now=lambda: NOON)

    assert done(shop) == []


def test_a_receipt_entered_by_hand_is_a_receipt_like_any_other() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()

    entered = enter_receipt(shop.club, read_receipt(shop.basket("250", member=noa), shop.club), DANA, now=lambda: NOON)

    assert shop.balance(noa) == (2000, 0, 0)
    assert done(shop) == [("receipt.entered", public_id("rcp", entered.receipt_id))]


def test_a_quote_as_values_says_what_the_quote_in_text_says() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR))
    noa = shop.member()

    judged = judge(shop.club, read_receipt(shop.basket("250", member=noa), shop.club), now=lambda: NOON)

    ((told),) = judged.told
    assert [(e.rule, e.amount, e.why.key) for e in told.evaluation.earnings] == [("base", 2000, "earn.linear")]
    assert shop.balance(noa) == (0, 0, 0)


def retold(shop: Shopkeeper, answer: dict[str, Any]) -> Told:
    with club_transaction(shop.club.id):
        receipt = Receipt.objects.get(id=row_id("rcp", answer["id"]))
        return retell(shop.club, programmes.shelf(shop.club), receipt, "tlv", "Asia/Jerusalem")


def test_what_the_till_was_told_is_told_again_as_messages() -> None:
    shop = open_shop()
    shop.publish(document(LINEAR, MONTHLY, SATURDAYS))
    noa = shop.member()

    told = retold(shop, shop.buy("250", member=noa))

    assert [(one.rule, one.missing, one.gets, one.why.key) for one in told.near] == [
        ("base", 5000, 1000, "near.accumulated"),
        ("monthly", 15000, 4000, "near.targets"),
    ]
    assert told.near[1].why.params["period"] == ("period", "month", "2026-11-01")
    assert [(one.rule, one.why.key) for one in told.not_applied] == [("sat", "not_applied.other_day")]
    assert "days" in told.not_applied[0].why.params


def test_a_limit_that_was_used_up_then_is_told_although_it_is_free_again() -> None:
    shop = open_shop()
    shop.publish(document(ONCE))
    noa = shop.member()
    shop.buy("10", member=noa)

    told = retold(shop, shop.buy("10", member=noa))

    assert [(one.rule, one.why.key) for one in told.not_applied] == [("once", "not_applied.limit_reached")]


def test_the_version_of_its_time_is_asked_not_the_one_of_today() -> None:
    shop = open_shop()
    shop.publish(document(SATURDAYS))
    noa = shop.member()
    answer = shop.buy("10", member=noa)
    shop.publish(document(LINEAR), since=datetime(2027, 1, 1, tzinfo=UTC))

    assert [(one.rule, one.version) for one in retold(shop, answer).not_applied] == [("sat", 1)]
