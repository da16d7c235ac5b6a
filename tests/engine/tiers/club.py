"""A club with a ladder, and a member who climbs it: their rows are kept as the till keeps them."""

from datetime import date, datetime

from moadon.engine.rules import (
    Anchor,
    Basket,
    Buyer,
    ByHand,
    Clock,
    Earning,
    Evaluation,
    Known,
    Ladder,
    Line,
    Programme,
    Progress,
    Stored,
    compile_programme,
    evaluate,
    level_at,
    parse,
    projected,
    reassess,
    reassess_tiers,
)
from tests.engine.shop import TEL_AVIV, basket

LEVELS = "[{id: basic, from: '0'}, {id: silver, from: '2000'}, {id: gold, from: '5000'}]"
POINTS = "{points: {kind: points, worth: '0.05'}}"
HEAD = "format: moadon/programme/1\nid: club\nname: {en: Club, he: מועדון, fa: باشگاه}\ncurrency: ILS\n"


def text(tier: str, *earn: str, wallets: str = "{}", more: str = "") -> str:
    """A document with one ladder, given in flow style without its id (`main`)."""
    rules = "[" + ", ".join(earn) + "]"
    return HEAD + f"wallets: {wallets}\nearn: {rules}\ntiers: [{{id: main, {tier}}}]\n{more}"


def club(tier: str, *earn: str, wallets: str = "{}", more: str = "", clock: Clock = TEL_AVIV) -> Programme:
    """The compiled programme of `text`."""
    return compile_programme(parse(text(tier, *earn, wallets=wallets, more=more)), clock)


class Climber:
    """A member on the one ladder of a programme."""

    def __init__(self, of: Programme, joined: str = "2024-01-15") -> None:
        self.programme = of
        self.joined = date.fromisoformat(joined)
        self.rows: dict[str, dict[str, Progress]] = {}
        self.receipts: list[tuple[Basket, dict[str, Stored]]] = []
        self.progress: dict[tuple[str, str], Progress] = {}
        self.anchor: Anchor | None = None
        self.by_hand: ByHand | None = None

    @property
    def ladder(self) -> Ladder:
        """The ladder."""
        return self.programme.ladders[0]

    @property
    def known(self) -> Known:
        """What is known of the member."""
        return Known(self.rows, self.joined, self.anchor, self.by_hand)

    def level(self, day: str) -> str | None:
        """The level held on a local day."""
        held = self.ladder.level(level_at(self.ladder, self.known, date.fromisoformat(day)).level)
        return None if held is None else held.id

    def levels(self, day: str) -> dict[str, str]:
        """The same as a till gives it to the rules."""
        held = self.level(day)
        return {} if held is None else {"main": held}

    def ahead(self, day: str):
        """What is ahead on a local day."""
        return projected(self.ladder, self.known, date.fromisoformat(day))

    def buy(self, when: str | datetime, *lines: str | Line, **more) -> Evaluation:
        """A receipt; its number is the count of receipts so far."""
        what = basket(f"{when} 12:00" if isinstance(when, str) and len(when) == 10 else when,
                      *lines, clock=self.programme.clock, **more)  # fmt: skip
        keys = self.programme.progress_keys(what)
        standing = {key: self.progress[key] for key in keys if key in self.progress}
        day = what.at.date().isoformat()
        told = evaluate(self.programme, what, Buyer(standing, joined=self.joined, levels=self.levels(day)))
        entries = (*told.earnings, *told.tiers)
        self.receipts.append((what, {e.rule: Stored(e.base, e.amount, e.times, e.period) for e in entries}))
        self._count(entries)
        return told

    def bring_back(self, number: int, *keep: Line) -> tuple[Earning, ...]:
        """Return all lines of a receipt but `keep`."""
        what, stored = self.receipts[number]
        kept = what._replace(lines=tuple(keep))
        changes = reassess(self.programme, kept, stored, Buyer(self.progress))
        entries = (*changes, *reassess_tiers(self.programme, kept, stored, changes))
        for one in entries:
            was = stored[one.rule]
            stored[one.rule] = Stored(was.base + one.base, was.amount + one.amount, was.times + one.times, one.period)
        self._count(entries)
        return entries

    def _count(self, entries: tuple[Earning, ...]) -> None:
        for one in entries:
            for rule, period in one.counts:
                was = self.progress.get((rule, period), Progress())
                now = Progress(was.base + one.base, was.awarded + one.amount, was.times + one.times)
                self.progress[(rule, period)] = now
                if rule.startswith("#tier."):
                    self.rows.setdefault(rule, {})[period] = now


YEAR = "window: {kind: calendar, period: year}"
QUARTER = "window: {kind: calendar, period: quarter}"
MONTH = "window: {kind: calendar, period: month}"
ROLLING = "window: {kind: rolling, months: 12}"
MEMBER_YEAR = "window: {kind: membership_year}"


def ladder(window: str = YEAR, more: str = "", basis: str = "spend", levels: str = LEVELS) -> str:
    """A ladder in flow style."""
    return ", ".join(part for part in (f"basis: {basis}", window, more, f"levels: {levels}") if part)


Buys = dict[str, str]
"""Day -> price."""


def climb(tier: str, buys: Buys, joined: str = "2024-01-15", **more) -> Climber:
    """A member who bought these."""
    member = Climber(club(tier, **more), joined)
    for day, price in buys.items():
        member.buy(day, price)
    return member


VISITS = "[{id: basic, from: '0'}, {id: silver, from: '3'}, {id: gold, from: '5', also: {spend: '300'}}]"
ALSO = "[{{id: basic, from: '0'}}, {{id: gold, from: '1000', also: {{{also}}}}}]"
EARN = "{id: p, type: per_amount, amount: '1', give: '2', wallet: points}"
PAID = "[{id: free, from: '0'}, {id: plus, fee: {sku: PLUS, lasts: {months: 12}}}, {id: day, fee: {sku: DAY, lasts: {days: 1}}}]"
