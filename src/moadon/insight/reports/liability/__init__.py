"""What a club owes its members as revenue put off, by IFRS 15, with the journals of a period."""

from moadon.insight.reports.liability.report import liability
from moadon.insight.reports.liability.span import Stretch, days, year_to

__all__ = ["Stretch", "days", "liability", "year_to"]
