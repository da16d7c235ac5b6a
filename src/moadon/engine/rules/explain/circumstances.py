"""For whom and when: whole sentences, or short for a poster."""

from collections.abc import Iterator

from moadon.engine.rules.conditions import Window
from moadon.engine.rules.document import For, When
from moadon.engine.rules.explain.goods import goods_of
from moadon.engine.rules.explain.teller import Teller, named
from moadon.engine.rules.phrases import time_of_day, weekdays


def tell_for(teller: Teller, whom: For | None) -> Iterator[str]:
    """For whom. Which segments, and how many are named, only a manager reads."""
    if whom is None:
        return
    if whom.tier is not None:
        yield teller.say("explain.for.tier", wanted=teller.called(whom.tier))
    if whom.segment is not None:
        if teller.tells_all:
            yield teller.say("explain.for.segment.named", wanted=("list", list(whom.segment)))
        else:
            yield teller.say("explain.for.segment")
    if whom.member is not None:
        yield teller.say("explain.for.member.named" if teller.tells_all else "explain.for.member", n=len(whom.member))
    if whom.members is not None and whom.tier is whom.segment is whom.member is None:
        yield teller.say("explain.for.members")


def tell_when(teller: Teller, when: When | None) -> Iterator[str]:
    """Everything that must hold. Which coupon opens it, only a manager reads."""
    if when is None:
        return
    yield from _moments(teller, when, "explain.when")
    for kind in ("branch", "channel", "payment", "sku", "category", "brand"):
        wanted = getattr(when, kind)
        if wanted:
            yield teller.say(f"explain.when.{kind}", wanted=named(kind, wanted))
    if when.basket_from is not None:
        yield teller.say("explain.when.basket_from", least=teller.money(when.basket_from))
    if when.coupon is not None:
        named_ = ".named" if teller.tells_all else ""
        yield teller.say(f"explain.when.coupon{named_}", wanted=("list", list(when.coupon)))
    yield from _own_days(teller, when, "explain.when")


def short_for(teller: Teller, whom: For | None) -> Iterator[str]:
    """For whom, in a few words."""
    if whom is None:
        return
    if whom.tier is not None:
        yield teller.say("poster.for.tier", wanted=teller.called(whom.tier))
    elif whom.segment is not None or whom.member is not None:
        yield teller.say("poster.for.some")
    else:
        yield teller.say("poster.for.members")


def short_when(teller: Teller, when: When | None) -> Iterator[str]:
    """When, in a few words."""
    if when is None:
        return
    yield from _moments(teller, when, "poster.when")
    for kind in ("branch", "channel", "payment"):
        wanted = getattr(when, kind)
        if wanted:
            yield teller.say(f"poster.when.{kind}", wanted=named(kind, wanted))
    bought = goods_of(when)
    if bought:
        yield teller.say("poster.when.bought", wanted=("list", bought))
    if when.basket_from is not None:
        yield teller.say("poster.when.basket_from", least=teller.money(when.basket_from))
    if when.coupon is not None:
        yield teller.say("poster.when.coupon")
    yield from _own_days(teller, when, "poster.when")


def _moments(teller: Teller, when: When, prefix: str) -> Iterator[str]:
    if when.dates is not None:
        first, last = when.dates
        if first == last:
            yield teller.say(f"{prefix}.date", day=("date", first))
        else:
            yield teller.say(f"{prefix}.dates", **{"from": ("date", first), "to": ("date", last)})
    said: dict[str, object] = {}
    if when.weekday is not None:
        said["days"] = weekdays(when.weekday)
    if when.hour is not None:
        window = Window.of(*when.hour)
        said |= {"from": time_of_day(window.start), "to": time_of_day(window.end)}
    if said:
        kind = "days_hours" if when.weekday and when.hour else "days" if when.weekday else "hours"
        yield teller.say(f"{prefix}.{kind}", **said)


def _own_days(teller: Teller, when: When, prefix: str) -> Iterator[str]:
    """Days of the member's own: the first purchase, the birthday, the days after joining."""
    if when.first_purchase is not None:
        yield teller.say(f"{prefix}.first_purchase")
    for kind in ("birthday", "anniversary"):
        within = getattr(when, f"{kind}_within")
        if within is not None:
            yield teller.say(f"{prefix}.{kind}" if within.days else f"{prefix}.{kind}.on", n=within.days)
    if when.joined_within is not None:
        yield teller.say(f"{prefix}.joined", n=when.joined_within.days)
