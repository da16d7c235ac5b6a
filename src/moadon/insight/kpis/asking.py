"""From a question to KPI values: the measures that are needed, one query for each source, exact quotients."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from moadon.apps.clubs.types import ClubInfo
from moadon.insight.kpis.decimals import quotient
from moadon.insight.kpis.definitions import Kpi
from moadon.insight.kpis.measures import MEASURES, WHOLE_UNITS, Measure, Scale, Source
from moadon.insight.kpis.questions import Key, Question, sql_of
from moadon.insight.kpis.spans import Span, look_back
from moadon.insight.kpis.worth import worths_sql
from moadon.insight.lake import Lake
from moadon.kernel.money import format_decimal

Counted = Mapping[str, int]
_NOTHING: Counted = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """Measures per stretch of days (by its position) and key. What was not found is zero.

    `began` is the first day on which the books tell anything, for each source, where stretches are compared.
    """

    spans: Sequence[Span]
    exponent: int
    found: Mapping[tuple[int, int], Counted]
    began: Mapping[Source, date | None]

    def at(self, span: int = 0, key: int = 0) -> Counted:
        """The measures of one stretch and key."""
        return self.found.get((span, key), _NOTHING)

    def value(self, kpi: Kpi, span: int = 0, key: int = 0) -> str | None:
        """The KPI of one stretch and key, as `value_of` gives it."""
        return value_of(kpi, self.at(span, key), self.exponent)

    def known(self, kpi: Kpi, span: int, key: int = 0) -> str | None:
        """The same, but None for days before the books begin, and for none: nothing is known, which is not zero."""
        began, days = self.began[MEASURES[kpi.over].source], self.spans[span]
        return None if began is None or days.last < began or not days.days else self.value(kpi, span, key)

    @property
    def keys(self) -> frozenset[int]:
        """Every key that has something."""
        return frozenset(key for _, key in self.found)


def ask(club: ClubInfo, lake: Lake, measures: Iterable[str], spans: Sequence[Span], by: Key = None) -> Answer:
    """The measures named, for each of `spans` and by key; one query for each source that has one of them."""
    wanted: dict[Source, list[Measure]] = {}
    for name in dict.fromkeys(measures):
        wanted.setdefault(MEASURES[name].source, []).append(MEASURES[name])
    worths = worths_sql(lake) if Source.AWARDS in wanted else ""
    question = Question(spans, [look_back(club, span) for span in spans], by, worths)
    found: dict[tuple[int, int], dict[str, int]] = {}
    for source, columns in wanted.items():
        for span, key, *values in lake.ask(sql_of(source, question, columns)):
            counted = found.setdefault((span, key), {})
            counted.update({column.id: int(value or 0) for column, value in zip(columns, values, strict=True)})
    return Answer(spans, club.exponent, found, _began(lake, wanted) if len(spans) > 1 else {})


def _began(lake: Lake, wanted: Iterable[Source]) -> dict[Source, date | None]:
    sold, joined = lake.ask("select (select min(day) from receipts), (select min(joined) from members)")[0]
    return {source: joined if source is Source.MEMBERS else sold for source in wanted}


def value_of(kpi: Kpi, counted: Counted, exponent: int) -> str | None:
    """The KPI as decimal text in whole units (of money: the currency's); None where there is nothing to divide by."""
    over = counted.get(kpi.over, 0) - (counted.get(kpi.less, 0) if kpi.less else 0)
    scale = MEASURES[kpi.over].scale
    if not kpi.under:
        return format_decimal(over, exponent) if scale is Scale.MONEY else str(over)
    under = sum(counted.get(name, 0) for name in kpi.under)
    return quotient(over * _parts(kpi.under[0], exponent), under * _parts(kpi.over, exponent))


def _parts(measure: str, exponent: int) -> int:
    scale = MEASURES[measure].scale
    return WHOLE_UNITS[scale] * (10**exponent if scale in (Scale.MONEY, Scale.WORTH) else 1)
