"""For whom a rule is, and on which days of their own."""

from collections.abc import Iterator, Mapping

from moadon.engine.rules.document import For, When
from moadon.engine.rules.explain.teller import Teller

Names = Mapping[str, Mapping[str, str]]
"""What levels are called, by their id: a text in each language."""


def tell_audience(teller: Teller, whom: For | None, levels: Names) -> Iterator[str]:
    """For which members; nothing where it is for all."""
    if whom is None:
        return
    if whom.tier is not None:
        yield teller.say("explain.for.tier", wanted=("list", [level_word(level, levels) for level in whom.tier]))
    if whom.segment is not None:
        yield teller.say("explain.for.segment", wanted=("list", list(whom.segment)))
    if whom.member is not None:
        yield teller.say("explain.for.member", n=len(whom.member))


def tell_days(teller: Teller, when: When) -> Iterator[str]:
    """Between which days, around which day of the member's own, with which coupon."""
    if when.dates is not None:
        first, last = when.dates
        yield teller.say("explain.when.dates", **{"from": ("date", first), "to": ("date", last)})
    if when.first_purchase is not None:
        yield teller.say("explain.when.first_purchase")
    for kind in ("birthday", "anniversary"):
        within = getattr(when, f"{kind}_within")
        if within is not None:
            yield teller.say(f"explain.when.{kind}" if within.days else f"explain.when.{kind}.day", n=within.days)
    if when.joined_within is not None:
        yield teller.say("explain.when.joined_within", n=when.joined_within.days)
    if when.coupon is not None:
        yield teller.say("explain.when.coupon", wanted=("list", list(when.coupon)))


def level_word(level: str, levels: Names) -> object:
    """What a level is called, as a parameter of messages."""
    name = levels.get(level)
    return ("text", dict(name)) if name else level
