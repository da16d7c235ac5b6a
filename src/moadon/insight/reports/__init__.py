"""The reports: JSON values for pages, API and command alike."""

from moadon.insight.reports.balances import balances
from moadon.insight.reports.behind import Place, rows_behind
from moadon.insight.reports.branch import branch_kpis
from moadon.insight.reports.indicators import kpis
from moadon.insight.reports.liability import liability
from moadon.insight.reports.overview import overview
from moadon.insight.reports.segments import value_segments
from moadon.insight.reports.summary import club_summary

__all__ = [
    "Place",
    "balances",
    "branch_kpis",
    "club_summary",
    "kpis",
    "liability",
    "overview",
    "rows_behind",
    "value_segments",
]
