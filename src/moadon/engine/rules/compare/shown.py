"""Parts of a document as they are said in a difference: amounts, goods, hours, lengths, limits."""

from collections.abc import Iterable
from typing import NamedTuple

from moadon.engine.rules.check.ladders import price_of
from moadon.engine.rules.document import (
    After,
    Document,
    For,
    Goods,
    Items,
    Limits,
    Pending,
    PerMember,
    PerReceipt,
    PointsWallet,
    Text,
    Together,
    When,
)
from moadon.engine.rules.phrases import coded, time_of_day, weekdays
from moadon.kernel.money import PRICE_PLACES, RATE_PLACES, exponent_of, parse_decimal, trim_decimal
from moadon.kernel.sentences import Message

ALL = Message("compare.all", {})
NONE = Message("compare.none", {})


class Said(NamedTuple):
    """How one wallet's units and the document's money are said; a `wallet` of None is money."""

    currency: str
    places: int | None = None

    def money(self, text: str) -> tuple[object, ...]:
        """An amount of money as one says it."""
        places = exponent_of(self.currency)
        return ("sum", price_of(text) // 10 ** (PRICE_PLACES - places), self.currency)

    def units(self, text: str) -> tuple[object, ...]:
        """An amount of the wallet."""
        if self.places is None:
            return self.money(text)
        return ("points", price_of(text) // 10 ** (PRICE_PLACES - self.places), self.places)


def said_of(document: Document, wallet: str | None = None) -> Said:
    """How amounts of `wallet` are said; without one, or where it is not there, money."""
    held = document.wallets.get(wallet or "")
    return Said(document.currency, held.decimals if isinstance(held, PointsWallet) else None)


def name_of(kind: str, code: str, text: Text | None) -> Message:
    """What a part is called: by its name, else by its kind and id."""
    if text is None:
        return Message(f"compare.{kind}", {"id": code})
    return Message("compare.named", {"name": ("text", text.model_dump(exclude_none=True))})


def percent(text: str) -> tuple[str, str]:
    """A rate as a percentage."""
    return ("percent", trim_decimal(parse_decimal(text, RATE_PLACES), RATE_PLACES))


def number(text: str) -> tuple[str, str]:
    """A factor as a plain number."""
    return ("number", trim_decimal(parse_decimal(text, RATE_PLACES), RATE_PLACES))


def some(codes: Iterable[str] | None, kind: str = "") -> object:
    """Codes as a list, those of a kind as the club calls them; all where there are none."""
    if codes is None:
        return ALL
    return coded(kind, codes) if kind else ("list", list(codes))


def goods(items: Items | Goods | None) -> object:
    """Which goods: what is named, and what is left out."""
    if items is None:
        return ALL
    named = [("code", kind, code) for kind in ("sku", "category", "brand") for code in getattr(items, kind) or ()]
    left_out = items.excluding if isinstance(items, Items) else None
    if left_out is None:
        return ("list", named)
    return Message("compare.but", {"goods": ("list", named) if named else ALL, "not": goods(left_out)})


def hours(when: When | None) -> object:
    """The days of the week and hours."""
    said: dict[str, object] = {}
    if when is not None and when.weekday is not None:
        said["days"] = weekdays(when.weekday)
    if when is not None and when.hour is not None:
        said["from"], said["to"] = (time_of_day(int(text[:2]) * 60 + int(text[3:])) for text in when.hour)
    if not said:
        return Message("compare.any_time", {})
    return Message(f"compare.time.{len(said)}", said)


def days(dates: list[str] | None) -> object:
    """From a day to a day."""
    if dates is None:
        return Message("compare.any_time", {})
    return Message("compare.dates", {"from": ("date", dates[0]), "to": ("date", dates[1])})


def length(after: After | None) -> Message:
    """So many months or days, or without end."""
    if after is None:
        return Message("compare.length.ever", {})
    return Message(
        "compare.length.months" if after.months else "compare.length.days", {"n": after.months or after.days}
    )


def wait(pending: Pending | None) -> Message:
    """From when something given can be spent."""
    if pending is None:
        return Message("compare.wait.none", {})
    if pending.days is not None:
        return Message("compare.wait.days", {"n": pending.days})
    if pending.event is not None:
        return Message("compare.wait.event", {"event": pending.event})
    return Message(f"compare.wait.{pending.period}", {})


def audience(whom: For | None) -> object:
    """For whom, without levels."""
    if whom is None:
        return Message("compare.everybody", {})
    if whom.segment:
        return Message("compare.segments", {"wanted": ("list", list(whom.segment))})
    if whom.member:
        return Message("compare.chosen", {"n": len(whom.member)})
    return Message("compare.members", {})


def cap(limit: PerMember | Together | PerReceipt | None, said: Said, *, money: bool) -> object:
    """The most in a period, or on a receipt."""
    if limit is None:
        return Message("compare.no_limit", {})
    period = getattr(limit, "period", "receipt")
    told: list[object] = []
    if limit.amount is not None:
        amount = said.money(limit.amount) if money else said.units(limit.amount)
        told.append(Message(f"compare.cap.amount.{period}", {"amount": amount}))
    if limit.times is not None:
        told.append(Message(f"compare.cap.times.{period}", {"n": limit.times}))
    return told[0] if len(told) == 1 else ("list", told)


def budget(limits: Limits, said: Said, *, money: bool) -> object:
    """All there is for everybody together."""
    if limits.budget is None:
        return Message("compare.no_limit", {})
    return said.money(limits.budget) if money else said.units(limits.budget)
