"""The circumstances of a rule: for whom, when, on what, how many times, from when, how much at most, how long."""

from collections.abc import Iterator

from moadon.engine.rules.conditions import Window
from moadon.engine.rules.document import EarnPart, Multiply
from moadon.engine.rules.earn.per_event import event_word
from moadon.engine.rules.expiry import Term
from moadon.engine.rules.explain.circumstances import tell_for, tell_when
from moadon.engine.rules.explain.goods import tell_items
from moadon.engine.rules.explain.limits import tell_limits
from moadon.engine.rules.explain.teller import Teller, named
from moadon.engine.rules.phrases import time_of_day, word
from moadon.engine.rules.programme import Rule, Wallet
from moadon.kernel.money import RATE_PLACES, parse_decimal, trim_decimal

_DOUBLE = 2 * 10**RATE_PLACES
_KINDS = ("tier", "segment", "weekday", "hour", "branch", "channel", "payment", "sku", "category", "brand")


def tell_terms(teller: Teller, rule: Rule, part: EarnPart) -> Iterator[str]:
    """The sentences that say when and on what the rule holds, and how much and how long."""
    yield from tell_for(teller, part.for_)
    yield from tell_when(teller, part.when)
    yield from tell_items(teller, part.items)
    if part.multiply is not None:
        yield from _multiply(teller, part.multiply)
    if part.stop:
        yield teller.say("explain.stop")
    yield from _pending(teller, rule.term)
    yield from tell_limits(teller, part.limits, teller.gained)
    if rule.term.months or rule.term.days:
        yield tell_good(teller, rule.wallet, rule.term)
    if teller.tells_all and part.priority:
        yield teller.say("explain.priority", priority=("number", str(part.priority)))


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


def _multiply(teller: Teller, multiply: Multiply) -> Iterator[str]:
    """How many times it counts. A factor of a segment, only a manager reads."""
    for kind in _KINDS:
        if kind == "segment" and not teller.tells_all:
            continue
        for code, factor in (getattr(multiply, kind) or {}).items():
            value = parse_decimal(factor, RATE_PLACES)
            key = "explain.double" if value == _DOUBLE else "explain.times"
            yield teller.say(key, what=_what(teller, kind, code), times=("number", trim_decimal(value, RATE_PLACES)))


def _what(teller: Teller, kind: str, code: str) -> object:
    if kind == "weekday":
        return word(f"weekday.{code}")
    if kind == "hour":
        window = Window.of(*code.split("-"))
        return teller.say("explain.what.hour", **{"from": time_of_day(window.start), "to": time_of_day(window.end)})
    wanted = teller.called([code]) if kind == "tier" else named(kind, [code])
    return teller.say(f"explain.what.{kind}", wanted=wanted)
