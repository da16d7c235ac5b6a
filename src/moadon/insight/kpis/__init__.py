"""What is measured: one definition per KPI, the measures it is made of, and the questions to the copy."""

from moadon.insight.kpis.asking import Answer, Counted, ask, value_of
from moadon.insight.kpis.decimals import quotient
from moadon.insight.kpis.definitions import BYS, KPI, KPIS, By, Kpi, Unit
from moadon.insight.kpis.measures import MEASURES, Measure
from moadon.insight.kpis.spans import Span, checked, compared, months_of

__all__ = [
    "BYS",
    "KPI",
    "KPIS",
    "MEASURES",
    "Answer",
    "By",
    "Counted",
    "Kpi",
    "Measure",
    "Span",
    "Unit",
    "ask",
    "checked",
    "compared",
    "months_of",
    "quotient",
    "value_of",
]
