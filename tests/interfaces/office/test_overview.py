"""The first page: figures of the last twelve months, what they come from, what needs a person."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from moadon.interfaces.office.overview import attention
from moadon.interfaces.office.overview.period import Days, choices, last_year, read_days
from tests.insight.shop import Shop
from tests.interfaces.office.who import allowed, statuses

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
HOME = "/office/corner/"


@pytest.fixture(autouse=True)
def _copy(settings, tmp_path):
    from moadon.insight.lake.engine import drop_engine

    settings.LAKE_FOLDER = tmp_path / "lake"
    yield
    drop_engine()


@pytest.fixture
def corner(database, monkeypatch):
    """A club with ten members who bought for 100, 200 .. 1000, and one sale to somebody else."""
    monkeypatch.setattr(attention, "server_now", lambda: NOW)
    shop = Shop.opened(database.admin, "corner")
    for n in range(1, 11):
        shop.sells(date(2026, 10, n), n * 10_000, shop.member(date(2026, 1, 1)))
    shop.sells(date(2026, 10, 20), 55_000)
    return shop.club


def words(answer) -> str:
    return " ".join(re.sub("<[^>]*>", "", answer.content.decode()).split())


def test_the_overview_is_for_those_who_read_reports(signed_in, corner):
    assert statuses(signed_in, HOME, (corner,)) == allowed("owner", "manager", "auditor", "analyst")


def test_a_stranger_signs_in_first_and_another_club_is_not_there(client, signed_in, corner, north):
    assert client.get(HOME).url.startswith("/office/sign-in?next=")
    assert signed_in("owner", "noa", (north,)).get(HOME).status_code == 404


def test_the_first_sentence_holds_the_figures(signed_in, corner):
    page = words(signed_in(clubs=(corner,)).get(HOME))

    assert "Members bought for ₪5,500: 90.9% of turnover on 90.9% of receipts." in page
    assert "5 groups of 2 members by what they spent" in page


def test_a_figure_opens_the_rows_behind_it(signed_in, corner):
    client = signed_in(clubs=(corner,))

    sales, members = (client.get(f"{HOME}behind/{name}") for name in ("member_turnover", "visiting_members"))

    assert "1 – 10 of 10" in words(sales)
    assert "₪1,000.00" in words(members)
    assert client.get(f"{HOME}behind/nothing").status_code == 404


def test_the_rows_behind_a_figure_name_branches_as_people_do(signed_in, corner, database):
    shop = Shop(database.admin, corner)
    shop.sells(date(2026, 10, 21), 5_000, shop.member(date(2026, 1, 1)), branch=shop.branch("har"))

    page = signed_in(clubs=(corner,)).get(f"{HOME}behind/member_turnover").content.decode()

    assert "<bdi>Shop har</bdi>" in page
    assert "<bdi>har</bdi>" not in page


def test_days_without_receipts_say_what_to_do(signed_in, corner):
    answer = signed_in(clubs=(corner,)).get(f"{HOME}?from=2020-01-01&to=2020-01-31")

    assert "No receipts in this period" in words(answer)


def test_a_new_club_has_an_empty_overview(signed_in, kav):
    assert "No receipts in this period" in words(signed_in().get("/office/kav/"))


@pytest.mark.parametrize("given", [{}, {"from": "x", "to": "y"}, {"from": "2026-02-01", "to": "2026-01-01"}])
def test_days_that_make_no_sense_give_way_to_the_last_year(corner, given):
    assert read_days(given, corner, NOW) == Days(date(2025, 11, 22), date(2026, 11, 21))


def test_the_stretches_offered_follow_the_calendar(corner):
    offered = {str(choice.label): choice.days for choice in choices(corner, NOW, last_year(corner, NOW))}

    assert offered["Last month"] == Days(date(2026, 10, 1), date(2026, 10, 31))
    assert offered["Last quarter"] == Days(date(2026, 7, 1), date(2026, 9, 30))
    assert offered["Last year"] == Days(date(2025, 1, 1), date(2025, 12, 31))
    assert offered["This month"].last - offered["This month"].first == timedelta(days=21)


def test_the_overview_asks_a_constant_number_of_questions(signed_in, corner, django_assert_max_num_queries):
    client = signed_in(clubs=(corner,))
    client.get(HOME)

    with django_assert_max_num_queries(20):
        client.get(HOME)
