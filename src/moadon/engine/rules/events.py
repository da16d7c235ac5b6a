"""What a programme gives for something that happened and that no receipt tells."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from moadon.engine.rules.basket import NOBODY, Basket, Buyer, Clock, Earning, NotApplied, Standing
from moadon.engine.rules.earn.per_event import PerEvent
from moadon.engine.rules.earning import Outcome, admits, give
from moadon.engine.rules.limits import Allowance
from moadon.engine.rules.programme import Programme
from moadon.engine.rules.scene import Scene
from moadon.engine.rules.told import returned
from moadon.engine.rules.turn import Turn


class Event(NamedTuple):
    """Something that happened to a member at moment `at` (aware UTC) and that no receipt tells; `data` is what is said
    of it."""

    type: str
    at: datetime
    clock: Clock
    data: Mapping[str, str] = MappingProxyType({})


class EventVerdict(NamedTuple):
    """What a programme gives for an event, and why its rules for events of this kind gave nothing."""

    earnings: tuple[Earning, ...]
    not_applied: tuple[NotApplied, ...]


def evaluate_event(programme: Programme, event: Event, buyer: Buyer, shared: Standing = NOBODY) -> EventVerdict:
    """What `programme` gives to `buyer` for `event`.

    `buyer.standing` holds the rows that `programme.progress_keys` names for a basket of the event's time, `shared`
    those that `programme.shared_keys` names. Rules of other kinds of events are not heard of in the answer.
    """
    basket = Basket(event.at, event.clock, None, None, None, "", ())
    scene = Scene(basket, buyer, shared)
    outcome = Outcome()
    purses = {key: Allowance(limit, scene, buyer.standing) for key, limit in programme.wallet_limits.items()}
    for rule in programme.of_events:
        if not isinstance(rule.scheme, PerEvent) or not rule.scheme.hears(event.type, event.data):
            continue
        if admits(rule, scene, outcome):
            give(Turn(rule, scene, buyer.standing, None, purses.get(rule.wallet.id)), 1, 0, 1, outcome)
    return EventVerdict(tuple(outcome.earnings), tuple(outcome.not_applied))


def undo_event(programme: Programme, event: Event, given: Mapping[str, int], buyer: Buyer) -> tuple[Earning, ...]:
    """The changes that take back what rules gave for an event that does not hold any more.

    `programme` is the version that gave it, `given` the units by rule, `buyer` the member with their rows as they are.
    """
    basket = Basket(event.at, event.clock, None, None, None, "", ())
    scene = Scene(basket, buyer)
    purses = {key: Allowance(limit, scene, buyer.standing) for key, limit in programme.wallet_limits.items()}
    return tuple(
        Turn(rule, scene, buyer.standing, None, purses.get(rule.wallet.id)).entry(
            -1, -given[rule.id], -1, returned(rule, 1, -given[rule.id])
        )
        for rule in programme.of_events
        if rule.id in given
    )
