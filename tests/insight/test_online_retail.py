"""The public receipts of a web shop: every stated figure comes out."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from moadon.insight.lake import Lake, look
from moadon.insight.reports import club_summary, kpis, overview, rows_behind, value_segments
from tests.insight.online_retail import SHOP, plant_online_retail

FROM, TO = date(2010, 12, 1), date(2011, 12, 9)


@pytest.fixture
def lake(shared_data: Path) -> Any:
    plant_online_retail(shared_data)
    with look(SHOP, within=None) as opened:
        yield opened


def test_the_club_summary_of_the_whole_period(lake: Lake) -> None:
    told = club_summary(SHOP, FROM, TO, lake=lake)

    assert told["turnover"] == "9769872.05"
    assert told["member_turnover"] == "8300065.81"
    assert str(told["member_turnover_share"]).startswith("0.84955")
    assert told["receipts"] == 19960
    assert told["member_receipts"] == 18532
    assert str(told["member_receipts_share"]).startswith("0.92845")
    assert told["visiting_members"] == 4338
    assert told["member_items"] == "4893004"


def test_the_ratios_agree_with_the_totals(lake: Lake) -> None:
    told = club_summary(SHOP, FROM, TO, lake=lake)

    def of(over: str, under: str) -> Decimal:
        return Decimal(str(told[over])) / Decimal(str(told[under]))

    near = Decimal("0.0000001")
    assert abs(of("member_turnover", "visiting_members") - Decimal(str(told["spend_per_member"]))) < near * 10000
    assert abs(of("member_receipts", "visiting_members") - Decimal(str(told["receipts_per_member"]))) < near
    assert abs(of("member_turnover", "member_receipts") - Decimal(str(told["average_receipt"]))) < near * 1000
    assert abs(of("member_items", "member_receipts") - Decimal(str(told["items_per_receipt"]))) < near * 1000


def test_five_value_segments(lake: Lake) -> None:
    groups: Any = value_segments(SHOP, FROM, TO, lake=lake)["groups"]

    assert [group["members"] for group in groups] == [868, 868, 868, 867, 867]
    shares = [Decimal(group["revenue_share"]).quantize(Decimal("0.00001")) for group in groups]
    assert shares == [Decimal(text) for text in ("0.01496", "0.03504", "0.06711", "0.13695", "0.74594")]
    assert sum(Decimal(group["revenue"]) - Decimal(group["returned"]) for group in groups) < Decimal("8911407.90")
    assert all(Decimal(low["to_spend"]) <= Decimal(high["from_spend"]) for low, high in pairwise(groups))


@pytest.mark.parametrize("number", [1, 2, 7, 100])
def test_any_number_of_segments_holds_every_member_once(lake: Lake, number: int) -> None:
    groups: Any = value_segments(SHOP, FROM, TO, number, lake=lake)["groups"]

    sizes = [group["members"] for group in groups]
    assert len(sizes) == number
    assert sum(sizes) == 4338
    assert max(sizes) - min(sizes) <= 1
    assert sizes == sorted(sizes, reverse=True)


def test_who_came_back_is_the_known_figure(lake: Lake) -> None:
    told: Any = kpis(SHOP, FROM, TO, only=["retention_rate", "members_active"], lake=lake)["kpis"]

    assert Decimal(told[0]["value"]).quantize(Decimal("0.0001")) == Decimal("0.6558")
    assert told[1]["value"] == "4338"


def test_active_members_by_month(lake: Lake) -> None:
    told: Any = kpis(SHOP, FROM, TO, "month", only=["members_active", "turnover"], lake=lake)["kpis"]

    assert told[0]["rows"][0] == {"key": "2010-12", "value": "885"}
    assert len(told[0]["rows"]) == 13
    assert sum(Decimal(row["value"]) for row in told[1]["rows"]) == Decimal("9769872.05")


def test_segments_add_up_to_the_whole(lake: Lake) -> None:
    told: Any = kpis(SHOP, FROM, TO, "segment", only=["members_active", "member_turnover"], lake=lake)["kpis"]

    assert sum(int(row["value"]) for row in told[0]["rows"]) == 4338
    # Two customers only brought things back; their returns belong to nobody who visited.
    rest = Decimal("8300065.81") - sum(Decimal(row["value"]) for row in told[1]["rows"])
    assert Decimal(-20000) < rest < 0


def test_the_overview_asks_as_many_questions_for_a_year_as_for_a_day(lake: Lake) -> None:
    counts = set()
    for last in (date(2011, 6, 1), date(2011, 6, 30), date(2011, 12, 9)):
        before = lake.asked
        overview(SHOP, date(2011, 6, 1), last, lake=lake)
        counts.add(lake.asked - before)

    assert len(counts) == 1


def test_the_overview_tells_what_the_summary_tells(lake: Lake) -> None:
    told: Any = overview(SHOP, FROM, TO, lake=lake)
    summary = club_summary(SHOP, FROM, TO, lake=lake)

    assert {name: summary[name] for name in told["now"]} == told["now"]
    assert sum(Decimal(point["member_turnover"]) for point in told["series"]) == Decimal("8300065.81")
    assert told["year_before"]["member_turnover"] == told["series"][12]["year_before"]["member_turnover"]
    assert told["previous"]["member_turnover"] is None


def test_the_rows_behind_a_figure_add_up_to_it(lake: Lake) -> None:
    june = (date(2011, 6, 1), date(2011, 6, 30))
    told: Any = rows_behind(SHOP, "turnover", june, page=(1000, 0), lake=lake)
    more: Any = rows_behind(SHOP, "turnover", june, page=(1000, 1000), lake=lake)

    paid = sum(Decimal(row["paid"]) for row in told["rows"] + more["rows"])
    whole: Any = kpis(SHOP, *june, only=["turnover"], lake=lake)["kpis"]
    assert str(paid) == whole[0]["value"]
    assert told["total"] == len(told["rows"]) + len(more["rows"])


@pytest.mark.parametrize(
    "figure", ["members_total", "members_new", "visiting_members", "members_not_visiting", "members_lapsed"]
)
def test_the_members_behind_a_count_are_as_many_as_it_says(lake: Lake, figure: str) -> None:
    autumn = (date(2011, 9, 1), date(2011, 11, 30))
    told = rows_behind(SHOP, figure, autumn, lake=lake)
    kpi = {"visiting_members": "members_active"}.get(figure, figure)

    whole: Any = kpis(SHOP, *autumn, only=[kpi], lake=lake)["kpis"]
    assert str(told["total"]) == whole[0]["value"]
