"""A small shop for rule tables: programmes from a few lines, baskets from prices, members who keep their own sums."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import settings

from moadon.engine.rules import (
    Basket,
    Buyer,
    Clock,
    Earning,
    Evaluation,
    Event,
    EventVerdict,
    Line,
    Payment,
    Programme,
    Progress,
    ProgressKey,
    Redemption,
    Stored,
    compile_programme,
    evaluate,
    evaluate_event,
    parse,
    reassess,
    settle,
)
from moadon.kernel.calendars import Period, period_of
from moadon.kernel.money import exponent_of, parse_decimal
from moadon.kernel.values import changed

TEL_AVIV = Clock("Asia/Jerusalem", "gregorian", 6)
TEHRAN = Clock("Asia/Tehran", "jalali", 5)

NEWCOMER = Buyer({})
"""A member who has nothing yet."""

light = settings(max_examples=40, deadline=None, derandomize=True)
"""Enough to find a slip, few enough to run at every save."""

CREDIT = "{credit: {kind: credit}, points: {kind: points, worth: '0.05'}}"


def document(*earn: str, wallets: str = CREDIT, currency: str = "ILS", base: str = "") -> str:
    """A whole document around some earn rules in YAML flow style; a rule without a wallet earns credit."""
    rules = "\n".join(
        f"  - {rule if 'wallet:' in rule else rule.replace('{', '{wallet: credit, ', 1)}" for rule in earn
    )
    return (
        "format: moadon/programme/1\nid: club\nname: {en: Club, he: מועדון, fa: باشگاه}\n"
        f"currency: {currency}\nwallets: {wallets}\n{base}\nearn:\n{rules}\n"
    )


def programme(
    *earn: str, wallets: str = CREDIT, currency: str = "ILS", base: str = "", clock: Clock = TEL_AVIV
) -> Programme:
    """The compiled programme of `document`."""
    return compile_programme(parse(document(*earn, wallets=wallets, currency=currency, base=base)), clock)


def minor(text: str, currency: str = "ILS") -> int:
    """`"12.90"` as minor units."""
    return parse_decimal(text, exponent_of(currency))


def at(local: str, clock: Clock = TEL_AVIV, fold: int = 0) -> datetime:
    """A local wall-clock time such as `2026-11-22 10:15`, as UTC; `fold=1` is the second of two equal hours."""
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(clock.zone), fold=fold).astimezone(UTC)


def line(
    price: str, sku: str = "SKU", category: str = "", *, brand: str | None = None, off: str = "0", tax: str = "0",
    number: str = "", currency: str = "ILS", units: str = "1",
) -> Line:  # fmt: skip
    """One line that costs `price` in all; `category` lists its own category and then the ancestors, with spaces between."""
    total = minor(price, currency)
    return Line(
        id=number or sku,
        sku=sku,
        categories=tuple(category.split()),
        brand=brand,
        quantity=parse_decimal(units, 3),
        unit_price=total * 10 ** (4 - exponent_of(currency)),
        total=total,
        discount=minor(off, currency),
        tax_rate=parse_decimal(tax, 4),
    )


def basket(
    when: str | datetime,
    *lines: str | Line,
    clock: Clock = TEL_AVIV,
    currency: str = "ILS",
    branch: str | None = "tlv",
    channel: str = "store",
    payments: Mapping[str, str] | None = None,
    redeem: Mapping[str, str] | None = None,
) -> Basket:
    """A basket; a line given as a price alone gets its position as sku. `redeem` is money paid from a wallet."""
    goods = tuple(
        line(one, sku=f"S{i}", currency=currency) if isinstance(one, str) else one for i, one in enumerate(lines, 1)
    )
    return Basket(
        at=at(when, clock) if isinstance(when, str) else when,
        clock=clock,
        branch=branch,
        till="T1",
        employee=None,
        channel=channel,
        lines=goods,
        payments=tuple(Payment(kind, minor(text, currency)) for kind, text in (payments or {}).items()),
        redemptions=tuple(Redemption(w, minor(t, currency), minor(t, currency)) for w, t in (redeem or {}).items()),
    )


class Member:
    """A member's sums, kept as the till keeps them: progress by key, what each receipt earned, the balances."""

    def __init__(self, of: Programme, together: dict[ProgressKey, Progress] | None = None, **who: Any) -> None:
        self.programme = of
        self.who = who
        self.progress: dict[ProgressKey, Progress] = {}
        self.together: dict[ProgressKey, Progress] = {} if together is None else together
        self.receipts: dict[int, tuple[Basket, dict[str, Stored]]] = {}
        self.balance: dict[str, int] = dict.fromkeys(of.wallets, 0)

    def standing(self, what: Basket) -> dict[ProgressKey, Progress]:
        """The rows that the programme asks for, and no other."""
        return {key: self.progress[key] for key in self.programme.progress_keys(what) if key in self.progress}

    def buy(self, what: Basket) -> Evaluation:
        """Commit a basket; its number is the count of receipts so far."""
        shared = {key: self.together[key] for key in self.programme.shared_keys(what) if key in self.together}
        evaluation = evaluate(self.programme, what, Buyer(self.standing(what), **self.who), shared)
        stored: dict[str, Stored] = {}
        for earning in evaluation.earnings:
            stored[earning.rule] = Stored(earning.base, earning.amount, earning.times, earning.period)
        self.receipts[len(self.receipts)] = (what, stored)
        self._post(evaluation.earnings)
        return evaluation

    def happens(self, type_: str, when: str, clock: Clock = TEL_AVIV, **data: str) -> EventVerdict:
        """Something happens to the member."""
        what = basket(when, clock=clock)
        buyer = Buyer(self.standing(what), **self.who)
        verdict = evaluate_event(self.programme, Event(type_, what.at, clock, data), buyer, self.together)
        self._post(verdict.earnings)
        return verdict

    def bring_back(self, number: int, *keep: Line) -> tuple[Earning, ...]:
        """Return all lines of a receipt but `keep`."""
        what, stored = self.receipts[number]
        kept = what._replace(lines=tuple(keep), redemptions=what.redemptions if keep else ())
        entries = reassess(self.programme, kept, stored, Buyer(self.standing(what)))
        for entry in entries:
            was = stored.get(entry.rule, Stored(period=entry.period))
            stored[entry.rule] = Stored(
                was.base + entry.base, was.amount + entry.amount, was.times + entry.times, entry.period
            )
        self._post(entries)
        return entries

    def close(self, rule: str, day: str) -> Earning | None:
        """The nightly run after the period that holds local `day` is over."""
        kind = next(r.period for r in self.programme.rules if r.id == rule)
        clock = self.programme.clock
        assert kind is not None
        period: Period = period_of(datetime.fromisoformat(day).date(), kind, clock.calendar, clock.week_start)
        progress = self.progress.get((rule, period.key), Progress())
        paid = settle(self.programme, rule, period, progress)
        if paid is not None:
            self._post((paid,))
        self.progress[(rule, period.key)] = changed(self.progress.get((rule, period.key), Progress()), settled=True)
        return paid

    def _post(self, entries: tuple[Earning, ...]) -> None:
        for entry in entries:
            self.balance[entry.wallet] += entry.amount
            for key in entry.counts:
                was = self.progress.get(key, Progress())
                self.progress[key] = _plus(was, entry)
            for key in entry.shared:
                self.together[key] = _plus(self.together.get(key, Progress()), entry)


def _plus(was: Progress, entry: Earning) -> Progress:
    return Progress(was.base + entry.base, was.awarded + entry.amount, was.times + entry.times, was.settled)


def earned(evaluation: Evaluation | EventVerdict, rule: str = "r") -> int:
    """What a rule gave in minor units; 0 when it is not there."""
    return sum(earning.amount for earning in evaluation.earnings if earning.rule == rule)


def reason(evaluation: Evaluation | EventVerdict, rule: str = "r") -> str:
    """The code with which a rule was not applied, or an empty text."""
    return next((no.code for no in evaluation.not_applied if no.rule == rule), "")
