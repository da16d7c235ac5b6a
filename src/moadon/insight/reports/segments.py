"""The value segments: visiting members cut into groups equal in number, by what they bought."""

from datetime import date
from typing import Any, Final

from moadon.apps.clubs.types import ClubInfo
from moadon.insight.kpis import checked, quotient
from moadon.insight.kpis.measures import MEAN_PARTS, mean_of_means
from moadon.insight.kpis.questions import SEGMENTS, segments_sql
from moadon.insight.lake import Lake
from moadon.insight.reports.opening import opened
from moadon.kernel.money import format_decimal
from moadon.kernel.refusals import Refused

LEAST, MOST = 1, 1000
_ITEM: Final = 1000


def value_segments(
    club: ClubInfo, from_: date, to: date, groups: int = SEGMENTS, *, lake: Lake | None = None
) -> dict[str, object]:
    """The visiting members in `groups` groups, 1 the lowest, as JSON values.

    Spend, visits and items are of the sales in the period; what was returned stands beside them as `returned`
    and is not taken off, so that who brings much back is not taken for who buys little. Equal spends are told
    apart by the member's number; the first groups take the remainder. A group that nobody falls into has none of
    the figures. Raises `Refused`: `groups_out_of_range` and what `club_summary` raises.
    """
    span = checked(from_, to)
    if not LEAST <= groups <= MOST:
        raise Refused("groups_out_of_range", field="groups", given=groups, least=LEAST, most=MOST)
    sql = f"""
        select e.segment, count(*), sum(e.paid), sum(e.sales), sum(e.items), min(e.paid), max(e.paid), sum(e.returned),
               {mean_of_means("paid")}, {mean_of_means("items")}
        from ({segments_sql(span, groups)}) as e group by e.segment order by e.segment"""
    with opened(club, lake) as books:
        found = {row[0]: tuple(int(value) for value in row[1:]) for row in books.ask(sql)}
        as_of = books.as_of
    whole = sum(row[1] for row in found.values())
    empty = (0, 0, 0, 0, None, None, 0, 0, 0)
    return {
        "from": from_.isoformat(),
        "to": to.isoformat(),
        "currency": club.currency,
        "groups": [_group(club, number, found.get(number, empty), whole) for number in range(1, groups + 1)],
        "as_of": as_of.isoformat(),
    }


def _group(club: ClubInfo, number: int, row: tuple[Any, ...], whole: int) -> dict[str, object]:
    members, revenue, visits, items, least, most, returned, receipt_means, item_means = row
    minor = 10**club.exponent
    return {
        "group": number,
        "members": members,
        "revenue": format_decimal(revenue, club.exponent),
        "revenue_share": quotient(revenue, whole),
        "visits_per_member": quotient(visits, members),
        "items_per_member": quotient(items, members * _ITEM),
        "spend_per_member": quotient(revenue, members * minor),
        "items_per_receipt": quotient(items, visits * _ITEM),
        "average_receipt": quotient(revenue, visits * minor),
        "from_spend": None if least is None else format_decimal(least, club.exponent),
        "to_spend": None if most is None else format_decimal(most, club.exponent),
        "returned": format_decimal(returned, club.exponent),
        "average_receipt_member_mean": quotient(receipt_means, members * MEAN_PARTS * minor),
        "items_per_receipt_member_mean": quotient(item_means, members * MEAN_PARTS * _ITEM),
    }
