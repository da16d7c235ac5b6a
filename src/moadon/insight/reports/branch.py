"""The KPIs of one branch, for those who may see that branch alone."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from moadon.apps.clubs.types import ClubInfo
from moadon.insight.kpis import KPI
from moadon.insight.lake import Lake
from moadon.insight.reports.indicators import kpis

_BY: Final = "branch"


def branch_kpis(
    club: ClubInfo, from_: date, to: date, branch: str, by: str | None = None, *, lake: Lake | None = None
) -> dict[str, object]:
    """`kpis` of the branch with this code alone: those that are told by branch, each with the branch's own figures.

    With `by` ("branch") the one row is told too. Raises what `kpis` does.
    """
    only = [kpi.id for kpi in KPI.values() if _BY in kpi.by]
    told: dict[str, Any] = kpis(club, from_, to, _BY, only=only, lake=lake)
    return told | {"by": by, "kpis": list(_own(told["kpis"], branch, with_row=by == _BY))}


def _own(told: Iterable[Mapping[str, Any]], branch: str, *, with_row: bool) -> Iterable[dict[str, object]]:
    nothing = {"value": None, "previous": None, "year_before": None}
    for kpi in told:
        rows = [row for row in kpi["rows"] if row["key"] == branch]
        figures = {name: (rows[0] if rows else nothing)[name] for name in nothing}
        yield {**kpi, **figures, "rows": rows if with_row else []}
