"""All KPIs of a period, compared with the period before and the year before, split by places, months or segments."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from moadon.apps.clubs.types import ClubInfo
from moadon.insight.kpis import BYS, KPI, KPIS, Answer, By, Kpi, Span, ask, checked, compared, months_of
from moadon.insight.kpis.questions import SEGMENTS
from moadon.insight.lake import Lake
from moadon.insight.reports.opening import opened
from moadon.kernel.refusals import Refused

NOW, PREVIOUS, YEAR_BEFORE = 0, 1, 2
NOWHERE = 0
"""The key of what has no branch or no employee; it has a row where it has a figure."""
_NAMES: Final = {
    "branch": "select branch_id, code, name, active from branches order by code",
    "employee": "select employee_id, code, name, active from employees order by code",
}

Row = dict[str, object]
Rows = Callable[[Kpi], list[Row]]


def kpis(
    club: ClubInfo,
    from_: date,
    to: date,
    by: str | None = None,
    *,
    only: Sequence[str] | None = None,
    lake: Lake | None = None,
) -> dict[str, object]:
    """The KPIs of the days from `from_` to `to`, as JSON: value, the period before, the year before, rows by `by`.

    `only` names the KPIs wanted (default: all). The key of a row is the code of a branch or employee ("" for none),
    the month's key, or the number of the value segment; a KPI that is not told by `by` has no rows.
    Raises `Refused`: `unknown_by`, `unknown_figure`, `too_many_months` and what `club_summary` raises.
    """
    span = checked(from_, to)
    split = _checked_by(by)
    wanted = _checked_only(only)
    with opened(club, lake) as books:
        spans = compared(club, span)
        whole = ask(club, books, _measures(wanted), spans)
        rows = _rows(club, books, spans, split, [kpi for kpi in wanted if split in kpi.by])
        as_of = books.as_of
    return {
        "from": from_.isoformat(),
        "to": to.isoformat(),
        "currency": club.currency,
        "by": by,
        "compared_with": {s.key: {"from": s.first.isoformat(), "to": s.last.isoformat()} for s in spans[PREVIOUS:]},
        "kpis": [{**_told(kpi, whole), "rows": rows(kpi)} for kpi in wanted],
        "as_of": as_of.isoformat(),
    }


def _told(kpi: Kpi, whole: Answer) -> Row:
    return {
        "id": kpi.id,
        "value": whole.value(kpi),
        "unit": kpi.unit,
        "good": kpi.good,
        "previous": whole.known(kpi, PREVIOUS),
        "year_before": whole.known(kpi, YEAR_BEFORE),
    }


def _checked_by(by: str | None) -> By | None:
    if by is not None and by not in BYS:
        raise Refused("unknown_by", field="by", given=by[:40], known=", ".join(BYS))
    return by


def _checked_only(only: Sequence[str] | None) -> tuple[Kpi, ...]:
    if only is None:
        return KPIS
    for name in only:
        if name not in KPI:
            raise Refused("unknown_figure", field="only", given=name[:40])
    return tuple(KPI[name] for name in only)


def _measures(wanted: Sequence[Kpi]) -> list[str]:
    return [name for kpi in wanted for name in kpi.measures]


def _rows(club: ClubInfo, lake: Lake, spans: Sequence[Span], by: By | None, wanted: Sequence[Kpi]) -> Rows:
    if by is None or not wanted:
        return lambda _kpi: []
    if by == "month":
        return _by_month(club, lake, spans[NOW], wanted)
    if by == "segment":
        return _by_segment(club, lake, spans[NOW], wanted)
    answer = ask(club, lake, _measures(wanted), spans, by)
    places = _places(lake, by, answer)

    def rows(kpi: Kpi) -> list[Row]:
        if kpi not in wanted:
            return []
        told = ((number, named, _three(kpi, answer, number)) for number, named in places.items())
        return [
            {"key": code, "name": name, **three}
            for number, (code, name), three in told
            if number != NOWHERE or _is_something(three)
        ]

    return rows


def _is_something(three: Row) -> bool:
    return any(value is not None and Decimal(str(value)) for value in three.values())


def _three(kpi: Kpi, answer: Answer, key: int) -> Row:
    return {
        "value": answer.value(kpi, NOW, key),
        "previous": answer.known(kpi, PREVIOUS, key),
        "year_before": answer.known(kpi, YEAR_BEFORE, key),
    }


def _places(lake: Lake, by: By, answer: Answer) -> Mapping[int, tuple[str, str]]:
    """Who gets a row: the places that are open, and those that are not or have no name but have figures."""
    named = lake.ask(_NAMES[by])
    places = {number: (code, name) for number, code, name, active in named if active or number in answer.keys}
    unknown = sorted(answer.keys - places.keys())
    return {**places, **{number: ("", "") if number == NOWHERE else (str(number), "") for number in unknown}}


def _by_month(club: ClubInfo, lake: Lake, span: Span, wanted: Sequence[Kpi]) -> Rows:
    months = months_of(club, span)
    answer = ask(club, lake, _measures(wanted), months)

    def rows(kpi: Kpi) -> list[Row]:
        return [
            {"key": month.key, "value": answer.value(kpi, position)}
            for position, month in enumerate(months if kpi in wanted else ())
        ]

    return rows


def _by_segment(club: ClubInfo, lake: Lake, span: Span, wanted: Sequence[Kpi]) -> Rows:
    answer = ask(club, lake, _measures(wanted), (span,), "segment")

    def rows(kpi: Kpi) -> list[Row]:
        numbers = range(1, SEGMENTS + 1) if kpi in wanted else ()
        return [{"key": str(n), "value": answer.value(kpi, NOW, n)} for n in numbers]

    return rows
