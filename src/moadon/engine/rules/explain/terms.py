"""The circumstances of a rule: when, on what, how many times, from when, how much at most, how long."""

from collections.abc import Iterator

from moadon.engine.rules.conditions import Window
from moadon.engine.rules.document import EarnPart, Multiply, When
from moadon.engine.rules.earn.per_event import event_word
from moadon.engine.rules.expiry import Term
from moadon.engine.rules.explain.caps import tell_limits
from moadon.engine.rules.explain.persons import Names, level_word, tell_audience, tell_days
from moadon.engine.rules.explain.teller import Teller, named
from moadon.engine.rules.phrases import time_of_day, word, words
from moadon.engine.rules.programme import Rule, Wallet
from moadon.kernel.money import RATE_PLACES, parse_decimal, trim_decimal

_DOUBLE = 2 * 10**RATE_PLACES


def tell_terms(teller: Teller, rule: Rule, part: EarnPart, levels: Names) -> Iterator[str]:
    """The sentences that say for whom, when and on what the rule holds, and how much and how long.

    `levels` is what the levels of the programme are called.
    """
    yield from tell_audience(teller, part.for_, levels)
    if part.when is not None:
        yield from tell_days(teller, part.when)
        yield from _when(teller, part.when)
    for kind in ("sku", "category", "brand"):
        wanted = getattr(part.items, kind, None)
        if wanted:
            yield teller.say(f"explain.items.{kind}", wanted=named(kind, wanted))
        without = getattr(part.items.excluding, kind, None) if part.items is not None else None
        if without:
            yield teller.say(f"explain.without.{kind}", wanted=named(kind, without))
    if part.multiply is not None:
        yield from _multiply(teller, part.multiply, levels)
    if part.stop:
        yield teller.say("explain.stop")
    yield from _pending(teller, rule.term)
    if rule.limit is not None:
        yield from tell_limits(teller, rule.limit)
    if rule.term.months or rule.term.days:
        yield tell_good(teller, rule.wallet, rule.term)


def _pending(teller: Teller, term: Term) -> Iterator[str]:
    if term.pending:
        yield teller.say("explain.pending", n=term.pending)
    elif term.period:
        yield teller.say(f"explain.pending.{term.period}")
    elif term.event:
        yield teller.say("explain.pending.event", event=event_word(term.event))


def tell_good(teller: Teller, wallet: Wallet, term: Term) -> str:
    """How long what is in the wallet can be spent."""
    length = "months" if term.months else "days" if term.days else "ever"
    return teller.say(f"explain.good.{wallet.kind}.{length}", n=term.months or term.days)


def _when(teller: Teller, when: When) -> Iterator[str]:
    said: dict[str, object] = {}
    if when.weekday is not None:
        said["days"] = words("weekday", tuple(when.weekday))
    if when.hour is not None:
        window = Window.of(*when.hour)
        said |= {"from": time_of_day(window.start), "to": time_of_day(window.end)}
    if said:
        kind = "days_hours" if when.weekday and when.hour else "days" if when.weekday else "hours"
        yield teller.say(f"explain.when.{kind}", **said)
    for kind in ("branch", "channel", "payment", "sku", "category", "brand"):
        wanted = getattr(when, kind)
        if wanted:
            yield teller.say(f"explain.when.{kind}", wanted=named(kind, wanted))
    if when.basket_from is not None:
        least = parse_decimal(when.basket_from, teller.units.exponent)
        yield teller.say("explain.when.basket_from", least=teller.units.sum(least))


def _multiply(teller: Teller, multiply: Multiply, levels: Names) -> Iterator[str]:
    for kind in ("tier", "segment", "weekday", "hour", "branch", "channel", "payment", "sku", "category", "brand"):
        for code, factor in (getattr(multiply, kind) or {}).items():
            value = parse_decimal(factor, RATE_PLACES)
            key = "explain.double" if value == _DOUBLE else "explain.times"
            yield teller.say(
                key, what=_what(teller, kind, code, levels), times=("number", trim_decimal(value, RATE_PLACES))
            )


def _what(teller: Teller, kind: str, code: str, levels: Names) -> object:
    if kind == "tier":
        return teller.say("explain.what.tier", wanted=level_word(code, levels))
    if kind == "weekday":
        return word(f"weekday.{code}")
    if kind == "hour":
        window = Window.of(*code.split("-"))
        return teller.say("explain.what.hour", **{"from": time_of_day(window.start), "to": time_of_day(window.end)})
    return teller.say(f"explain.what.{kind}", wanted=named(kind, [code]))
