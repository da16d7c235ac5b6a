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
    """What one unit of a measure's whole number is.

    `WORTH`: a millionth of a minor unit of the currency. `MEANS`: a ten-thousandth of a minor unit, or of a
    thousandth of an item.
    """

    COUNT = "count"
    MONEY = "money"
    ITEMS = "items"
    WORTH = "worth"
    MEANS = "means"


MILLION: Final = 1_000_000
MEAN_PARTS: Final = 10_000
"""A member's own mean is kept in so many parts of one: fine enough for eight digits, and no sum leaves 64 bits."""

WHOLE_UNITS: Final = {Scale.COUNT: 1, Scale.MONEY: 1, Scale.ITEMS: 1000, Scale.WORTH: MILLION, Scale.MEANS: MEAN_PARTS}
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
    """SQL: the sum, over members with a sale, of each one's own mean per sale, rounded half up to `MEAN_PARTS`."""
    exact = f"(2 * abs(e.{column}) * {MEAN_PARTS} + e.sales) // (2 * e.sales)"
    return f"sum(case when e.member_id is not null and e.sales > 0 then sign(e.{column}) * {exact} end)"


_IS_MEMBER = "e.member_id is not null"
_ENROLLED = "m.joined <= s.last and (m.ended is null or m.ended > s.last)"
_FIRST = "t.step = 1 and t.day between s.first and s.last"

_ALL = (
    Measure(
        "turnover",
        Source.VISITS,
        Scale.MONEY,
        "sum(e.paid)",
        "paid for goods, tax included, after discounts, less returns",
    ),
    Measure(
        "member_turnover",
        Source.VISITS,
        Scale.MONEY,
        f"sum(e.paid) filter ({_IS_MEMBER})",
        "the part of turnover on receipts that name a member",
    ),
    Measure("receipts", Source.VISITS, Scale.COUNT, "sum(e.sales)", "sales"),
    Measure(
        "member_receipts",
        Source.VISITS,
        Scale.COUNT,
        f"sum(e.sales) filter ({_IS_MEMBER})",
        "sales that name a member",
    ),
    Measure(
        "other_receipts",
        Source.VISITS,
        Scale.COUNT,
        "sum(e.sales) filter (e.member_id is null)",
        "sales that name no member",
    ),
    Measure(
        "member_items",
        Source.VISITS,
        Scale.ITEMS,
        f"sum(e.items) filter ({_IS_MEMBER})",
        "units bought by members, less units returned",
    ),
    Measure(
        "visiting",
        Source.VISITS,
        Scale.COUNT,
        f"count(*) filter ({_IS_MEMBER} and e.sales > 0)",
        "members with at least one sale",
    ),
    Measure(
        "visiting_enrolled",
        Source.VISITS,
        Scale.COUNT,
        f"count(*) filter (e.sales > 0 and {_ENROLLED})",
        "members with at least one sale who are enrolled at the end",
    ),
    Measure(
        "redeemed",
        Source.VISITS,
        Scale.MONEY,
        "sum(e.redeemed)",
        "value of points and credit spent on receipts, less what returns gave back",
    ),
    Measure(
        "receipt_means",
        Source.VISITS,
        Scale.MEANS,
        mean_of_means("paid"),
        "each visiting member's own average receipt, summed",
    ),
    Measure(
        "item_means",
        Source.VISITS,
        Scale.MEANS,
        mean_of_means("items"),
        "each visiting member's own items per receipt, summed",
    ),
    Measure(
        "enrolled",
        Source.MEMBERS,
        Scale.COUNT,
        f"count(*) filter ({_ENROLLED})",
        "members who joined by the end and whose membership had not ended",
    ),
    Measure(
        "joined",
        Source.MEMBERS,
        Scale.COUNT,
        "count(*) filter (m.joined between s.first and s.last)",
        "members who joined in the period",
    ),
    Measure(
        "started",
        Source.STEPS,
        Scale.COUNT,
        f"count(*) filter ({_FIRST})",
        "members whose first purchase of all is in the period",
    ),
    Measure(
        "came_back",
        Source.STEPS,
        Scale.COUNT,
        f"count(*) filter ({_FIRST} and t.next_day <= s.last)",
        "those of them who bought again by its end",
    ),
    Measure(
        "lapsed",
        Source.STEPS,
        Scale.COUNT,
        f"""count(*) filter (t.day >= s.look_back and t.day < s.first
            and (t.next_day is null or t.next_day > s.last) and {_ENROLLED})""",
        "members enrolled at the end who bought in the year before the period and not in it",
    ),
    Measure(
        "gap_days",
        Source.STEPS,
        Scale.COUNT,
        "sum(t.next_day - t.day) filter (t.day >= s.first and t.next_day <= s.last)",
        "days from each purchase of a member to that member's next, both in the period",
    ),
    Measure(
        "gaps",
        Source.STEPS,
        Scale.COUNT,
        "count(*) filter (t.day >= s.first and t.next_day <= s.last)",
        "the number of such pairs",
    ),
    Measure(
        "awarded",
        Source.AWARDS,
        Scale.WORTH,
        "sum(-v.amount * coalesce(w.worth, o.worth, 0)::hugeint)",
        "value of points and credit given, less what returns took back, by the worth in the version that gave it",
    ),
)

MEASURES: Final = {measure.id: measure for measure in _ALL}
"""All measures by id."""
