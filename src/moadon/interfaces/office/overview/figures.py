"""The ten figures of the club summary as a person reads them, with movement and trend."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from moadon.apps.clubs.types import ClubInfo
from moadon.interfaces.office.overview.period import Days
from moadon.kernel.money import format_decimal
from moadon.ui import marks
from moadon.ui.charts import Chart, Series
from moadon.ui.figures import Figure, movement
from moadon.ui.parts import Text
from moadon.ui.reader import shapes

SHARES = frozenset({"member_turnover_share", "member_receipts_share"})
MONEY = frozenset({"member_turnover", "spend_per_member", "average_receipt"})
COUNTS = frozenset({"visiting_members", "members_not_visiting"})
FEWER_IS_GOOD = frozenset({"members_not_visiting"})
NINE = (
    "member_turnover_share",
    "member_receipts_share",
    "visiting_members",
    "spend_per_member",
    "receipts_per_member",
    "average_receipt",
    "items_per_receipt",
    "items_per_member",
    "members_not_visiting",
)


def label_of(name: str) -> Text:
    """What a figure is called on the page."""
    labels: dict[str, Text] = {
        "member_turnover": _("Member turnover, VAT included"),
        "member_turnover_share": _("Share of all turnover"),
        "member_receipts_share": _("Share of receipts"),
        "visiting_members": _("Members who visited"),
        "spend_per_member": _("Spend per member"),
        "receipts_per_member": _("Receipts per member"),
        "average_receipt": _("Average receipt"),
        "items_per_receipt": _("Items per receipt"),
        "items_per_member": _("Items per member"),
        "members_not_visiting": _("Did not visit"),
    }
    return labels[name]


def minor_of(value: str, club: ClubInfo) -> int:
    """Money as the report tells it, with as many decimals as it has, in minor units."""
    return int(Decimal(value).scaleb(club.exponent).to_integral_value(ROUND_HALF_UP))


def told(name: str, value: Any, club: ClubInfo) -> SafeString:
    """One value of a figure, marked up. Unknown is a dash."""
    if value is None:
        return marks.NONE
    if name in MONEY:
        return marks.money(minor_of(str(value), club), headline=True)
    if name in SHARES:
        return marks.percent(str(value), 1)
    return marks.number(int(value)) if name in COUNTS else marks.number(str(value), 2)


def figure(name: str, report: Mapping[str, Any], club: ClubInfo, days: Days) -> Figure:
    """A figure with what it was a year before and its trend."""
    now, before = report["now"][name], report["year_before"][name]
    series = [point[name] for point in report["series"]]
    return Figure(
        label=label_of(name),
        value=told(name, now, club),
        href=f"{reverse('behind', args=[club.slug, name])}?{days.query}",
        move=movement(
            now, before, told(name, before, club), share=name in SHARES, more_is_good=name not in FEWER_IS_GOOD
        ),
        trend=() if name == "member_turnover" or None in series else [str(value) for value in series],
        big=name == "member_turnover",
    )


def trend(report: Mapping[str, Any], club: ClubInfo) -> Chart:
    """Member turnover by month or day, and a year before."""
    points: Sequence[Mapping[str, Any]] = report["series"]
    by_month = report["series_by"] == "month"
    now = [_minor(point["member_turnover"], club) for point in points]
    before = [_minor(point["year_before"]["member_turnover"], club) for point in points]
    labels = [_label(point, by_month=by_month) for point in points]
    return Chart(
        name="trend",
        kind="bars",
        finding=_finding(labels, now),
        labels=labels,
        series=[
            Series(_("This period"), [_units(value, club) for value in now], [marks.money(v) for v in now]),
            Series(
                _("The year before"), [_units(v, club) for v in before], [marks.money(v) for v in before], before=True
            ),
        ],
        unit="money",
    )


def _minor(value: Any, club: ClubInfo) -> int | None:
    return None if value is None else minor_of(str(value), club)


def _units(minor: int | None, club: ClubInfo) -> str | None:
    return None if minor is None else format_decimal(minor, club.exponent)


def _label(point: Mapping[str, Any], *, by_month: bool) -> str:
    first = date.fromisoformat(point["from"])
    return shapes().month(first, short=True) if by_month else shapes().day_month(first)


def _finding(labels: Sequence[str], values: Sequence[int | None]) -> str:
    known = [(value, label) for value, label in zip(values, labels, strict=True) if value is not None]
    if not known:
        return _("Member turnover: nothing in this period")
    (high, high_at), (low, low_at) = max(known), min(known)
    return _("Member turnover: highest in %(high_at)s with %(high)s, lowest in %(low_at)s with %(low)s") % {
        "high_at": high_at,
        "high": shapes().money(high),
        "low_at": low_at,
        "low": shapes().money(low),
    }
