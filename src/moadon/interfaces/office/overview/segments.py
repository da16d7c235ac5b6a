"""The value segments as a chart and a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moadon.apps.clubs.types import ClubInfo
from moadon.interfaces.office.overview.figures import minor_of
from moadon.kernel.money import round_half_up
from moadon.ui import marks
from moadon.ui.charts import Chart, Line, Series


@dataclass(frozen=True, slots=True)
class Row:
    """One group as the table shows it."""

    ramp: int
    name: SafeString
    spend: SafeString
    visits: SafeString
    average: SafeString
    share: SafeString
    cut: SafeString


def rows(groups: Sequence[Mapping[str, Any]], club: ClubInfo) -> list[Row]:
    """The groups, the highest first."""
    last = len(groups)
    return [_row(group, club, last) for group in reversed(groups)]


def _row(group: Mapping[str, Any], club: ClubInfo, last: int) -> Row:
    number = int(group["group"])
    name = {last: _("{n} highest"), 1: _("{n} lowest")}.get(number, "{n}")
    return Row(
        ramp=1 + (number - 1) * 4 // max(1, last - 1),
        name=format_html(name, n=marks.number(number)),
        spend=_money(group["spend_per_member"], club),
        visits=marks.number(group["visits_per_member"], 2),
        average=_money(group["average_receipt"], club),
        share=marks.percent(group["revenue_share"], 1, narrow=True),
        cut=_money(group["from_spend"], club),
    )


def _money(value: str | None, club: ClubInfo) -> SafeString:
    return marks.NONE if value is None else marks.money(_whole(minor_of(value, club), club), brief=True)


def _whole(minor: int, club: ClubInfo) -> int:
    """A sum without its small change: groups are compared, not paid."""
    one: int = 10**club.exponent
    return round_half_up(minor, one) * one


def size(groups: Sequence[Mapping[str, Any]]) -> SafeString:
    """How many groups of how many members; they differ by one at most."""
    words = ngettext(
        "{n} group of {members} members by what they spent",
        "{n} groups of {members} members by what they spent",
        len(groups),
    )
    members = max((int(group["members"]) for group in groups), default=0)
    return format_html(words, n=marks.number(len(groups)), members=marks.number(members))


def chart(groups: Sequence[Mapping[str, Any]]) -> Chart | None:
    """Shares of member turnover by group, and what they would be if all spent alike."""
    if not groups:
        return None
    shares = [str(group["revenue_share"] or 0) for group in groups]
    texts = [marks.percent(share, 0, narrow=True) for share in shares]
    alike = f"{1 / len(groups):.4f}"
    return Chart(
        name="shares",
        kind="bars",
        finding=_("Share of member turnover by value group, lowest to highest"),
        labels=[marks.number(int(group["group"])) for group in groups],
        series=[Series(_("Share of member turnover"), shares, texts)],
        unit="percent",
        caption=_("Share of member turnover"),
        height="high",
        ramp=True,
        axis=False,
        line=Line(alike, _("if all spent alike")),
        table=False,
    )
