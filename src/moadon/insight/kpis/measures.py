"""What figures are made of: whole numbers counted or summed over the copy, per stretch of days and per key.

Every KPI is a quotient (or a sum) of these. Each belongs to one question (`Source`) and is one column of it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Source(StrEnum):
    """The questions to the copy (see `questions`); all measures of one are answered by one query."""

    VISITS = "visits"
    MEMBERS = "members"
    STEPS = "steps"
    AWARDS = "awards"


class Scale(StrEnum):
    """What one unit of a measure's whole number is. `WORTH`: a millionth of a minor unit of the currency."""

    COUNT = "count"
    MONEY = "money"
    ITEMS = "items"
    WORTH = "worth"


MILLION: Final = 1_000_000

WHOLE_UNITS: Final = {Scale.COUNT: 1, Scale.MONEY: 1, Scale.ITEMS: 1000, Scale.WORTH: MILLION}
"""How many parts make one: of a thing, of the currency's minor unit."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One column of the answer to `source`. `says` is its definition in words."""

    id: str
    source: Source
    scale: Scale
    sql: str
    says: str


def mean_of_means(column: str) -> str:
    """SQL: the sum, over members with a sale, of each one's own mean per sale, in millionths, rounded half up."""
    exact = f"(2 * abs(e.{column})::hugeint * {MILLION} + e.sales) // (2 * e.sales)"
    return f"sum(case when e.member_id is not null and e.sales > 0 then sign(e.{column}) * {exact} end)"


_VISITS = (
    ("turnover", Scale.MONEY, "sum(e.paid)", "paid for goods, tax included, after discounts, less returns"),
    ("member_turnover", Scale.MONEY, "sum(e.paid) filter (e.member_id is not null)", "the part of turnover on receipts that name a member"),
    ("receipts", Scale.COUNT, "sum(e.sales)", "sales"),
    ("member_receipts", Scale.COUNT, "sum(e.sales) filter (e.member_id is not null)", "sales that name a member"),
    ("other_receipts", Scale.COUNT, "sum(e.sales) filter (e.member_id is null)", "sales that name no member"),
    ("member_items", Scale.ITEMS, "sum(e.items) filter (e.member_id is not null)", "units bought by members, less units returned"),
    ("visiting", Scale.COUNT, "count(*) filter (e.member_id is not null and e.sales > 0)", "members with at least one sale"),
    ("redeemed", Scale.MONEY, "sum(e.redeemed)", "value of points and credit spent on receipts, less what returns gave back"),
    ("receipt_means", Scale.WORTH, mean_of_means("paid"), "each visiting member's own average receipt, summed"),
    ("item_means", Scale.WORTH, mean_of_means("items"), "each visiting member's own items per receipt, summed"),
    ("visiting_enrolled", Scale.COUNT, "count(*) filter (e.sales > 0 and m.joined <= s.last and (m.ended is null or m.ended > s.last))",
     "members with at least one sale who are enrolled at the end"),
)  # fmt: skip
_MEMBERS = (
    ("enrolled", "count(*) filter (m.joined <= s.last and (m.ended is null or m.ended > s.last))",
     "members who joined by the end and whose membership had not ended"),
    ("joined", "count(*) filter (m.joined between s.first and s.last)", "members who joined in the period"),
)  # fmt: skip
_STEPS = (
    ("started", "count(*) filter (t.step = 1 and t.day between s.first and s.last)",
     "members whose first purchase of all is in the period"),
    ("came_back", "count(*) filter (t.step = 1 and t.day between s.first and s.last and t.next_day <= s.last)",
     "those of them who bought again by its end"),
    ("lapsed", """count(*) filter (t.day >= s.look_back and t.day < s.first and (t.next_day is null or t.next_day > s.last)
     and m.joined <= s.last and (m.ended is null or m.ended > s.last))""",
     "members enrolled at the end who bought in the year before the period and not in it"),
    ("gap_days", "sum(t.next_day - t.day) filter (t.day >= s.first and t.next_day <= s.last)",
     "days from each purchase of a member to that member's next, both in the period"),
    ("gaps", "count(*) filter (t.day >= s.first and t.next_day <= s.last)", "the number of such pairs"),
)  # fmt: skip

MEASURES: Final = {
    measure.id: measure
    for measure in (
        *(Measure(id_, Source.VISITS, scale, sql, says) for id_, scale, sql, says in _VISITS),
        *(Measure(id_, Source.MEMBERS, Scale.COUNT, sql, says) for id_, sql, says in _MEMBERS),
        *(Measure(id_, Source.STEPS, Scale.COUNT, sql, says) for id_, sql, says in _STEPS),
        Measure(
            "awarded",
            Source.AWARDS,
            Scale.WORTH,
            "sum(-v.amount * coalesce(w.worth, o.worth, 0)::hugeint)",
            "value of points and credit given, less what returns took back, each by the worth in the version that gave it",
        ),
    )
}
"""All measures by id."""
