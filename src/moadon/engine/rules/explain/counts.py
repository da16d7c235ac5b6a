"""What a rule gives that counts units, visits, kinds of goods or events."""

from collections.abc import Iterator

from moadon.engine.rules.earn.breadth import Breadth
from moadon.engine.rules.earn.counts import PerItem, PerVisit, Stamps
from moadon.engine.rules.earn.per_event import PerEvent, event_word
from moadon.engine.rules.earn.scheme import Scheme
from moadon.engine.rules.earn.streak import Streak
from moadon.engine.rules.explain.teller import Teller, named


def tell_counts(teller: Teller, scheme: Scheme) -> Iterator[str]:
    """The sentences that say what `scheme` gives for what it counts."""
    if isinstance(scheme, PerItem):
        yield teller.say("explain.per_item", n=scheme.count, give=teller.gain(scheme.give))
    elif isinstance(scheme, PerVisit):
        yield teller.say("explain.per_visit", give=teller.gain(scheme.give))
    elif isinstance(scheme, Stamps):
        yield teller.say(f"explain.stamps.{scheme.measure}", n=scheme.every, give=teller.gain(scheme.give))
    elif isinstance(scheme, Streak):
        yield teller.say(f"explain.streak.{scheme.of}", n=scheme.length, give=teller.gain(scheme.give))
    elif isinstance(scheme, PerEvent):
        yield from _event(teller, scheme)


def tell_breadth(teller: Teller, scheme: Breadth, period: str | None) -> Iterator[str]:
    """How many different ones, of which, and in what time."""
    names = named(scheme.kind, scheme.names)
    key = f"explain.breadth.{scheme.kind}.{period or 'receipt'}"
    yield teller.say(key, n=scheme.count, give=teller.gain(scheme.give), names=names)


def _event(teller: Teller, scheme: PerEvent) -> Iterator[str]:
    yield teller.say("explain.per_event", event=event_word(scheme.event), give=teller.gain(scheme.give))
    for key, wanted in scheme.data.items():
        yield teller.say("explain.per_event.data", what=key, wanted=("list", sorted(wanted)))
