"""Pages by key: forwards and back through ties and gaps, nothing twice and nothing left out."""

import datetime as dt
from decimal import Decimal

import pytest

from moadon.apps.clubs.models import User
from moadon.interfaces.office.parts.paging import Cursor, Order, page_of
from tests.interfaces.office.parts.people_list import add_people

ORDERS = [
    Order("id"),
    Order("id", descending=True),
    Order("username"),
    Order("first_name"),
    Order("first_name", descending=True),
    Order("last_login", nullable=True),
    Order("last_login", descending=True, nullable=True),
]


def read(order: Order, cursor: str):
    return page_of(User.objects.all(), order, Cursor.read(cursor, order), 7)


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.name)
def test_every_row_is_on_one_page_in_order(database, order):
    add_people(30)
    pages = [read(order, "")]
    while pages[-1].later:
        pages.append(read(order, pages[-1].later))

    rows = [row for one in pages for row in one.rows]
    assert [(one.start, one.end) for one in pages] == [(1, 7), (8, 14), (15, 21), (22, 28), (29, 30)]
    assert len({row.pk for row in rows}) == 30
    keys = [getattr(row, order.field) for row in rows]
    known = [key for key in keys if key is not None]
    assert keys == known + [None] * (30 - len(known))
    assert known == sorted(known, reverse=order.descending) or order.field == "first_name"


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.name)
def test_the_way_back_shows_the_same_pages(database, order):
    add_people(30)
    forth = [read(order, "")]
    while forth[-1].later:
        forth.append(read(order, forth[-1].later))
    back = [forth[-1]]
    while back[-1].earlier:
        back.append(read(order, back[-1].earlier))

    told = [[row.pk for row in one.rows] for one in forth]
    assert [[row.pk for row in one.rows] for one in reversed(back)] == told
    assert [one.start for one in reversed(back)] == [1, 8, 15, 22, 29]


def test_a_page_reads_one_row_more_than_it_shows_in_one_question(database, django_assert_num_queries):
    add_people(30)

    with django_assert_num_queries(1):
        assert len(read(Order("username"), "").rows) == 7


def test_the_next_page_is_found_by_the_index(database):
    add_people(30)
    order = Order("username")
    rows = User.objects.filter(pk__gt=0)
    page = page_of(rows, order, None, 7)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        page_of(rows, order, Cursor.read(page.later, order), 7)

    assert '("clubs_user"."username", "clubs_user"."id") > (' in asked[0]["sql"]
    assert "OFFSET" not in asked[0]["sql"]
    assert "COUNT" not in asked[0]["sql"].upper()


def test_a_page_after_the_last_row_is_empty(database):
    add_people(8)
    order = Order("id")
    later = read(order, "").later
    User.objects.filter(username="p007").delete()

    assert read(order, later).rows == ()


@pytest.mark.parametrize(
    "value", ["x", 5, None, Decimal("1.5"), dt.date(2026, 11, 29), dt.datetime(2026, 1, 1, tzinfo=dt.UTC)]
)
def test_a_cursor_comes_back_as_it_went_out(value):
    order = Order("f")
    cursor = Cursor("f", value, 17, 50)

    assert Cursor.read(cursor.text(), order) == cursor
    assert "17" not in cursor.text().partition(":")[0]


@pytest.mark.parametrize("text", ["", "x", "x:y", "W10:bad", "\0", "é" * 50])
def test_an_altered_cursor_is_none(text):
    assert Cursor.read(text, Order("f")) is None


def test_a_cursor_of_another_order_is_none():
    assert Cursor.read(Cursor("f", 1, 1, 1).text(), Order("f", descending=True)) is None
