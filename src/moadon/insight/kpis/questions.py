"""The questions to the copy: SQL that gives measures per stretch of days and key, each in one pass over a table.

Keys are row numbers of branches or employees, or numbers of value segments; 0 is "none of them".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from moadon.insight.kpis.measures import Measure, Source
from moadon.insight.kpis.spans import Span

Key = Literal["branch", "employee", "segment"] | None

SEGMENTS: Final = 5
_NO_KEY: Final = "0"
# What one member bought fits 64 bits, which are counted twice as fast as 128; only sums over members need more.
_SUMS: Final = """sum(r.sales)::bigint as sales, sum(r.paid)::bigint as paid, sum(r.items)::bigint as items,
                  sum(r.redeemed)::bigint as redeemed"""

STANDING: Final = """r.sale and r.receipt_id not in (select c.of_receipt from receipts c where c.sales = -1
    and c.of_receipt is not null)"""
"""SQL on `r`, a receipt: a sale that was not cancelled."""


@dataclass(frozen=True, slots=True)
class Question:
    """For which stretches of days, and by which key. `look_backs`: a year before each span. `worths`: see `worth`."""

    spans: Sequence[Span]
    look_backs: Sequence[date]
    by: Key = None
    worths: str = ""

    @property
    def is_single(self) -> bool:
        """One stretch of days and no key: asked without joins."""
        return len(self.spans) == 1 and self.by is None

    @property
    def within(self) -> str:
        """SQL: all days that any span holds."""
        first, last = min(span.first for span in self.spans), max(span.last for span in self.spans)
        return f"between {_day(first)} and {_day(last)}"


def sql_of(source: Source, question: Question, measures: Sequence[Measure]) -> str:
    """One query with columns `span` (the position), `key` and the measures, which all belong to `source`."""
    columns = ", ".join(f"{measure.sql} as {measure.id}" for measure in measures)
    return _SOURCES[source](question, columns)


def each_member_sql(span: Span) -> str:
    """SQL: per member with a sale in `span` what was bought: sales, spend, items; and what was brought back.

    Returns are not taken off spend and items: a segment is made of what its members bought.
    """
    return f"""
        select r.member_id, sum(r.sales)::bigint as sales, sum(r.paid) filter (r.sales <> 0)::bigint as paid,
               sum(r.items) filter (r.sales <> 0)::bigint as items,
               -coalesce(sum(r.paid) filter (r.sales = 0), 0)::bigint as returned
        from receipts r where r.day between {_day(span.first)} and {_day(span.last)} and r.member_id is not null
        group by r.member_id having sum(r.sales) > 0"""


def segments_sql(span: Span, groups: int = SEGMENTS) -> str:
    """SQL: the members of `each_member_sql` with the number of their value group, 1 the lowest.

    Groups are equal in number, the first take the remainder; equal spends are told apart by the member's number.
    """
    return f"""select *, ntile({int(groups)}) over (order by paid, member_id) as segment
               from ({each_member_sql(span)}) as each_member"""


def _visits(question: Question, columns: str) -> str:
    members = "left join members m on m.member_id = e.member_id" if "m." in columns else ""
    if question.is_single:
        return f"""
            with {_spans(question)}, each_member as (
              select r.member_id, {_SUMS}
              from receipts r where r.day {question.within} group by r.member_id)
            select 0 as span, 0 as key, {columns}
            from each_member e {members} cross join spans s"""
    return f"""
        with {_spans(question)}, {_days()}{_segments(question)}, each_member as (
          select d.span, {_receipt_key(question)} as key, r.member_id, {_SUMS}
          from receipts r join days d on d.day = r.day {_to_segment(question, "r")}
          where r.day {question.within} group by 1, 2, 3)
        select e.span, e.key, {columns}
        from each_member e {members} join spans s on s.span = e.span
        group by 1, 2"""


def _members(question: Question, columns: str) -> str:
    key = {"branch": "coalesce(m.branch_id, 0)", "employee": "coalesce(m.employee_id, 0)"}.get(
        question.by or "", _NO_KEY
    )
    return f"""
        with {_spans(question)}
        select s.span, {key} as key, {columns} from members m cross join spans s group by 1, 2"""


def _steps(question: Question, columns: str) -> str:
    order = "order by r.day, r.moment, r.receipt_id"
    last = max(span.last for span in question.spans)
    return f"""
        with {_spans(question)}, steps as (
          select r.member_id, {_receipt_key(question)} as key, r.day,
                 row_number() over (partition by r.member_id {order}) as step,
                 lead(r.day) over (partition by r.member_id {order}) as next_day
          from receipts r where {STANDING} and r.member_id is not null and r.day <= {_day(last)})
        select s.span, t.key, {columns}
        from steps t join spans s on t.day between s.look_back and s.last
        left join members m on m.member_id = t.member_id
        group by 1, 2"""


def _awards(question: Question, columns: str) -> str:
    key = {"branch": "coalesce(v.branch_id, 0)", "employee": "coalesce(v.employee_id, 0)", "segment": "g.segment"}.get(
        question.by or "", _NO_KEY
    )
    return f"""
        with {_spans(question)}, {_days()}{_segments(question)}, worths as ({question.worths})
        select d.span, {key} as key, {columns}
        from movements v join days d on d.day = v.day {_to_segment(question, "v")}
        left join worths w on w.programme = v.programme and w.version = v.version and w.wallet = v.wallet
        left join worths o on o.programme is null and o.wallet = v.wallet
        where v.book = 'issued' and v.day {question.within} group by 1, 2"""


_SOURCES: Final[dict[Source, Callable[[Question, str], str]]] = {
    Source.VISITS: _visits,
    Source.MEMBERS: _members,
    Source.STEPS: _steps,
    Source.AWARDS: _awards,
}


def _spans(question: Question) -> str:
    rows = ", ".join(
        f"({position}, {_day(span.first)}, {_day(span.last)}, {_day(look_back)})"
        for position, (span, look_back) in enumerate(zip(question.spans, question.look_backs, strict=True))
    )
    return f"spans(span, first, last, look_back) as (values {rows})"


def _days() -> str:
    return """days(span, day) as (
        select s.span, s.first + i.n::int from spans s, unnest(range(0, s.last - s.first + 1)) as i(n))"""


def _segments(question: Question) -> str:
    return f", segments as ({segments_sql(question.spans[0])})" if question.by == "segment" else ""


def _to_segment(question: Question, table: str) -> str:
    return f"join segments g on g.member_id = {table}.member_id" if question.by == "segment" else ""


def _receipt_key(question: Question) -> str:
    keys = {"branch": "coalesce(r.branch_id, 0)", "employee": "coalesce(r.employee_id, 0)", "segment": "g.segment"}
    return keys.get(question.by or "", _NO_KEY)


def _day(day: date) -> str:
    return f"date '{day.isoformat()}'"
