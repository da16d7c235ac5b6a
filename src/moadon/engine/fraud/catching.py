"""What a rule catches among the events of one subject.

A window ends at each event and reaches back by the rule's hours. Where it holds more than is usual, all in it is
evidence. So more events never make less of a finding, and the order in which they come to be known does not matter;
only a rule that asks for a share looks at what else there was by then.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from moadon.engine.fraud.kinds import Chosen, Measure

_STEP = 10
_WORST = 100


class Event(NamedTuple):
    """Something that happened, as row `ref` says. `fits`: it is what the rule counts, and not only what it is compared
    with. `place`: the branch. `mark`: a number, for rules that look for runs.
    """

    at: datetime
    ref: int
    fits: bool = True
    place: int | None = None
    mark: int | None = None


@dataclass(frozen=True, slots=True)
class Caught:
    """Too much of something. `peak`: the most within one window; `score`: how bad, of 100."""

    events: tuple[Event, ...]
    peak: int
    score: int


def together(events: Iterable[Event], hours: int) -> list[list[Event]]:
    """The windows of these events, each ending at one that fits, in order of time."""
    ordered = sorted(events)
    span, first, windows = timedelta(hours=hours), 0, []
    for end, event in enumerate(ordered):
        while ordered[first].at < event.at - span:
            first += 1
        if event.fits:
            windows.append(ordered[first : end + 1])
    return windows


def catch(rule: Chosen, events: Sequence[Event]) -> Caught | None:
    """What `rule` catches among the events of one subject; None for nothing."""
    count = _COUNT[rule.kind.measure]
    peak = 0
    found: dict[int, Event] = {}
    for window in together(events, rule.hours):
        much, events_of_it = count(rule, window)
        if events_of_it and much > rule.most:
            peak = max(peak, much)
            found.update((event.ref, event) for event in events_of_it)
    if not found:
        return None
    score = min(_WORST, rule.kind.weight + _STEP * (peak - rule.most - 1))
    return Caught(tuple(sorted(found.values())), peak, score)


Counted = tuple[int, list[Event]]
"""How many, and which."""


def _count(_: Chosen, window: Sequence[Event]) -> Counted:
    fit = [event for event in window if event.fits]
    return len(fit), fit


def _places(_: Chosen, window: Sequence[Event]) -> Counted:
    fit = [event for event in window if event.fits and event.place is not None]
    return len({event.place for event in fit}), fit


def _share(rule: Chosen, window: Sequence[Event]) -> Counted:
    fit = [event for event in window if event.fits]
    others = len(window) - len(fit)
    return (len(fit), fit) if len(fit) * 100 >= rule.numbers["share"] * others else (0, [])


def _run(rule: Chosen, window: Sequence[Event]) -> Counted:
    """The longest run of numbers of which each is one more than the one before; all runs that are too long."""
    by_number = {event.mark: event for event in window if event.fits and event.mark is not None}
    longest = 0
    caught: list[Event] = []
    for first in by_number:
        if first - 1 in by_number:
            continue
        last = first
        while last + 1 in by_number:
            last += 1
        length = last - first + 1
        longest = max(longest, length)
        if length > rule.most:
            caught += [by_number[number] for number in range(first, last + 1)]
    return longest, caught


_COUNT: dict[Measure, Callable[[Chosen, Sequence[Event]], Counted]] = {
    "count": _count,
    "places": _places,
    "share": _share,
    "run": _run,
}
