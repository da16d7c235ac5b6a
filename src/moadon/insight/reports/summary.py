"""The club summary: ten figures by which a club is judged. Each is a KPI under the name it has here."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from moadon.apps.clubs.types import ClubInfo
from moadon.insight.kpis import KPI, Counted, Kpi, ask, checked, quotient, value_of
from moadon.insight.kpis.measures import MEAN_PARTS
from moadon.insight.lake import Lake
from moadon.insight.reports.indicators import kpis
from moadon.insight.reports.opening import opened
from moadon.kernel.money import QUANTITY_PLACES, trim_decimal

FIGURES: Final[Mapping[str, str]] = {
    "member_turnover": "member_turnover",
    "member_turnover_share": "member_turnover_share",
    "member_receipts_share": "member_receipts_share",
    "visiting_members": "members_active",
    "members_not_visiting": "members_not_visiting",
    "spend_per_member": "spend_per_member",
    "receipts_per_member": "purchase_frequency",
    "average_receipt": "average_purchase",
    "items_per_receipt": "items_per_purchase",
    "items_per_member": "items_per_member",
}
"""Name in the summary -> KPI."""

MEASURED: Final = tuple(dict.fromkeys(name for kpi in FIGURES.values() for name in KPI[kpi].measures))
_MEANS: Final = ("receipt_means", "item_means")
_BESIDE: Final = ("turnover", "receipts", "member_receipts", "member_items")


def club_summary(
    club: ClubInfo, from_: date, to: date, by: str | None = None, *, lake: Lake | None = None
) -> dict[str, object]:
    """The club summary of the days from `from_` to `to`, as JSON values; with `by`, its figures in `rows` too.

    Ratios are of the totals, so that the figures agree with each other; `..._member_mean` is the mean of the
    members' own means. Money and quotients are decimal text, None where there is nothing to divide by.
    Raises `Refused`: `from_after_to`, `date_out_of_range`, `unknown_by`, `figures_not_ready`.
    """
    span = checked(from_, to)
    with opened(club, lake) as books:
        answer = ask(club, books, (*MEASURED, *_MEANS, *_BESIDE), (span,))
        rows = summary_rows(club, from_, to, by, books) if by is not None else []
        as_of = books.as_of
    counted = answer.at()
    return {
        "from": from_.isoformat(),
        "to": to.isoformat(),
        "currency": club.currency,
        **summary_figures(answer.value),
        **_means(counted, club.exponent),
        **_beside(counted, club.exponent),
        **({"by": by, "rows": rows} if by is not None else {}),
        "as_of": as_of.isoformat(),
    }


def summary_rows(club: ClubInfo, from_: date, to: date, by: str, lake: Lake) -> list[dict[str, object]]:
    """The figures by `by`: one row a key, in the order of `kpis`, None for a figure that is not told by it."""
    told: Any = kpis(club, from_, to, by, only=tuple(FIGURES.values()), lake=lake)["kpis"]
    keys = {row["key"]: row.get("name") for kpi in told for row in kpi["rows"]}
    values = {(kpi["id"], row["key"]): row["value"] for kpi in told for row in kpi["rows"]}
    return [
        {"key": key, **({"name": name} if name is not None else {})}
        | {figure: values.get((kpi, key)) for figure, kpi in FIGURES.items()}
        for key, name in keys.items()
    ]


def summary_figures(value: Callable[[Kpi], str | None]) -> dict[str, object]:
    """The ten figures, each by `value` of its KPI. The two that count members are whole numbers."""
    told = {name: (KPI[kpi].unit, value(KPI[kpi])) for name, kpi in FIGURES.items()}
    return {name: int(text) if unit == "count" and text else text for name, (unit, text) in told.items()}


def _means(counted: Counted, exponent: int) -> dict[str, object]:
    visiting = counted.get("visiting", 0)
    return {
        "average_receipt_member_mean": quotient(counted.get("receipt_means", 0), visiting * MEAN_PARTS * 10**exponent),
        "items_per_receipt_member_mean": quotient(counted.get("item_means", 0), visiting * MEAN_PARTS * 1000),
    }


def _beside(counted: Counted, exponent: int) -> dict[str, object]:
    return {
        "turnover": value_of(KPI["turnover"], counted, exponent),
        "receipts": counted.get("receipts", 0),
        "member_receipts": counted.get("member_receipts", 0),
        "member_items": trim_decimal(counted.get("member_items", 0), QUANTITY_PLACES),
    }
