"""What the copy knows of the value given on each day: how much, what became of it, and what members paid."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final, NamedTuple

from moadon.engine.liability import Ended, Units
from moadon.insight.kpis.worth import worths_sql
from moadon.insight.lake import Lake
from moadon.insight.reports.liability.span import Stretch
from moadon.insight.reports.lots import lots_sql, worth_sql
from moadon.kernel.moments import AsOf
from moadon.kernel.money import RATE_PLACES

_GIVEN: Final = """(kind in ('reversal', 'void', 'moved', 'correction', 'fee')
    or (kind in ('award', 'period', 'issue') and amount > 0 and book <> 'expired'))"""
"""SQL: what was given to a lot, and what of it a return or somebody's hand took back, what went on to another card or
what the club kept of a transfer; not what paid arrears at once. A correction that gives pays arrears without a lot."""

# A lot is what was given less what returns took back; what of it is neither left nor expired was redeemed.
_SUMS: Final = """
    coalesce(sum(amount) filter ({when} and {given}), 0) as issued_{end},
    coalesce(sum(amount) filter ({when} and book = 'expired'), 0) as expired_{end},
    coalesce(sum(amount) filter ({when} and book <> 'expired'), 0) as left_{end}"""
_KEEP: Final = "create or replace temp table owed_lots as select l.*, w.worth from ({lots}) l {worths}"
_VALUE: Final = "select wallet, day, {told} from owed_lots group by 1, 2 order by 1, 2"
_TOLD: Final = """
    sum(issued_{end})::hugeint, sum(issued_{end} - expired_{end} - left_{end})::hugeint, sum(expired_{end})::hugeint,
    coalesce(sum(issued_{end}) filter (sold), 0)::hugeint,
    coalesce(sum(issued_{end} * worth::hugeint) filter (sold), 0)::hugeint,
    sum(left_{end} * worth::hugeint)::hugeint"""
_ARREARS: Final = """
    select wallet, -sum(amount) from movements where book = 'arrears' and {when} group by wallet"""
# What came back belongs to the day of its sale; what was paid with value of the club was revenue put off before.
# A voucher that a receipt sold is no goods: what was paid for it is owed, and is left out.
_SOLD: Final = """
    select m.receipt_id, sum(m.amount) as amount from movements m join receipts x on x.receipt_id = m.receipt_id
    where m.wallet in ('gift_card', 'loaded') and m.book = 'balance' and m.recorded <= $closing_known
      and (m.kind = 'issue' or (m.kind = 'void' and x.of_receipt is not null)) group by 1"""
_PAID: Final = """
    select coalesce(s.day, r.day),
           coalesce(sum(r.paid - r.redeemed - coalesce(v.amount, 0)) filter ({opening}), 0),
           coalesce(sum(r.paid - r.redeemed - coalesce(v.amount, 0)) filter ({closing}), 0)
    from receipts r left join receipts s on s.receipt_id = r.of_receipt
    left join ({sold}) v on v.receipt_id = r.receipt_id
    where r.member_id is not null and ({closing}) group by 1"""
_RATES: Final = """
    select l.day, coalesce(l.tax_rate, 0), coalesce(sum(l.paid) filter (l.member_id is not null), 0), sum(l.paid)
    from lines l where l.sale and l.day <= $last group by 1, 2"""
_UNTAXED: Final = """
    select z.day, coalesce(sum(least(z.paid, v.amount)) filter (z.of_member), 0), sum(least(z.paid, v.amount)) from (
        select l.receipt_id, any_value(l.day) as day, any_value(l.member_id) is not null as of_member,
               sum(l.paid) as paid
        from lines l where l.sale and l.day <= $last and coalesce(l.tax_rate, 0) = 0 group by 1
    ) z join ({sold}) v on v.receipt_id = z.receipt_id group by 1"""
_ENDED: Final = """
    select wallet, ends::date, count(*), sum(issued_closing)::hugeint,
           sum(issued_closing - expired_closing - left_closing)::hugeint
    from owed_lots where ends <= $closing and issued_closing > 0 group by 1, 2 order by 1, 2"""


Rates = Mapping[date, Mapping[int, int]]
"""By day and tax rate what was paid, tax included."""


class Value(NamedTuple):
    """What is known of value at one moment. `sold`: units that came with a sale, `price` their worth and `worth` that
    of what is left, both in millionths of a minor unit."""

    units: Units
    sold: int
    price: int
    worth: int


@dataclass(frozen=True, slots=True)
class Known:
    """By wallet and day of issue the value at the opening and the closing; by day what members paid for goods at both,
    and by day and tax rate for how much, of members and (`every_rate`) of everybody; by wallet what is owed from
    returns, and by day what had ended."""

    value: Mapping[tuple[str, date], tuple[Value, Value]]
    paid: Mapping[date, tuple[int, int]]
    rates: Rates
    every_rate: Rates
    arrears: Mapping[str, int]
    ended: Mapping[str, list[tuple[date, Ended]]]


def known_of(lake: Lake, stretch: Stretch) -> Known:
    """Ask the copy. Eight questions, whatever there is."""
    asked = _params(stretch)
    ends = {"opening": _when("opening"), "closing": _when("closing")}
    sums = ", ".join(_SUMS.format(end=end, when=when, given=_GIVEN) for end, when in ends.items())
    lots = lots_sql(sums, with_expired=True)
    lake.ask(_KEEP.format(lots=lots, worths=worth_sql(worths_sql(lake))), asked)
    told = ", ".join(_TOLD.format(end=end) for end in ends)
    value = {
        (wallet, day): (_value(row[:6]), _value(row[6:])) for wallet, day, *row in lake.ask(_VALUE.format(told=told))
    }
    closing = {name: asked[name] for name in ("closing", "closing_known")}
    paid = lake.ask(_PAID.format(opening=_when("opening", "r."), closing=_when("closing", "r."), sold=_SOLD), asked)
    ended: dict[str, list[tuple[date, Ended]]] = defaultdict(list)
    for wallet, day, *found in lake.ask(_ENDED, {"closing": closing["closing"]}):
        ended[wallet].append((day, Ended(*map(int, found))))
    return Known(
        value,
        {day: (int(opening), int(closed)) for day, opening, closed in paid},
        *_rates_of(lake, stretch),
        {wallet: int(owed) for wallet, owed in lake.ask(_ARREARS.format(when=ends["closing"]), closing)},
        ended,
    )


def _rates_of(lake: Lake, stretch: Stretch) -> tuple[Rates, Rates]:
    """By day and tax rate what members paid for goods, and what everybody did. Vouchers are sold on lines without tax,
    and are no goods."""
    both: tuple[dict[date, dict[int, int]], ...] = (defaultdict(dict), defaultdict(dict))
    for day, rate, *paid in lake.ask(_RATES, {"last": stretch.last}):
        for found, amount in zip(both, paid, strict=True):
            if amount:
                found[day][rate] = int(amount)
    known = {"last": stretch.last, "closing_known": stretch.closing.written}
    for day, *sold in lake.ask(_UNTAXED.format(sold=_SOLD), known):
        for found, amount in zip(both, sold, strict=True):
            if amount:
                found[day][0] = max(0, found[day].get(0, 0) - int(amount))
    return both[0], both[1]


def without_tax(gross: int, rates: Mapping[int, int]) -> Fraction:
    """`gross` less the tax in it, by the mix of rates at which it was sold; exact."""
    whole = sum(rates.values())
    if whole <= 0:
        return Fraction(gross)
    one = 10**RATE_PLACES
    return gross * sum((Fraction(paid * one, one + rate) for rate, paid in rates.items()), Fraction(0)) / whole


def _params(stretch: Stretch) -> dict[str, object]:
    def of(name: str, moment: AsOf) -> dict[str, object]:
        return {name: moment.until, f"{name}_known": moment.written}

    return of("opening", stretch.opening) | of("closing", stretch.closing)


def _when(end: str, table: str = "") -> str:
    return f"{table}moment <= ${end} and {table}recorded <= ${end}_known"


def _value(row: list[Any]) -> Value:
    issued, redeemed, expired, sold, price, worth = (int(found) for found in row)
    return Value(Units(issued, redeemed, expired), sold, price, worth)
