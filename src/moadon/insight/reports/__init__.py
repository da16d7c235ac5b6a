"""The reports: JSON values for pages, API and command alike."""

from moadon.insight.reports.indicators import kpis
from moadon.insight.reports.segments import value_segments
from moadon.insight.reports.summary import club_summary

__all__ = ["club_summary", "kpis", "value_segments"]
