"""What is taken back when goods come back: what remains of the receipt is judged again, to the unit."""

from collections.abc import Iterable, Mapping

from moadon.engine.rules.basket import NO_PERIOD, Basket, Buyer, Earning, Standing, Stored
from moadon.engine.rules.programme import Programme, Rule
from moadon.engine.rules.scene import Scene
from moadon.engine.rules.tiers.counts import Bought, taken
from moadon.engine.rules.told import returned
from moadon.engine.rules.turn import Turn


def reassess(programme: Programme, kept: Basket, stored: Mapping[str, Stored], buyer: Buyer) -> tuple[Earning, ...]:
    """The changes to post after a return, one per rule that changes, mostly negative.

    `programme` is the version the receipt earned by, `kept` the receipt as it remains (same time and place; lines
    may be none), `stored` the sum of what it earned by each rule so far, `buyer` the member as they bought, with their
    rows as they are now (this receipt is in them).
    """
    scene = Scene(kept, buyer)
    bases = programme.counting.bases(kept, scene.costs)
    entries = []
    for rule in programme.rules:
        was = stored.get(rule.id)
        if was is None:
            # It counted nothing of this receipt when it was bought; it does not begin to when part of it comes back.
            continue
        # Time, place and person were what they were; goods that come back can only change what asks for goods.
        holds = all(condition.holds(scene) for condition in rule.conditions if condition.of_goods)
        entry = _change(rule, scene, bases[rule.slot] if holds else 0, was, buyer.standing)
        if entry is not None:
            entries.append(entry)
    return tuple(entries)


def reassess_tiers(
    programme: Programme, kept: Basket, stored: Mapping[str, Stored], changes: Iterable[Earning]
) -> tuple[Earning, ...]:
    """What a return takes off the rows of ladders: `stored` as for `reassess`, with the rows of ladders among it.

    `changes` are those of `reassess`: points that were taken back count no more.
    """
    if not programme.ladders:
        return ()
    scene = Scene(kept)
    earned: dict[str, int] = {}
    for rule, was in stored.items():
        found = programme.rule(rule)
        if found is not None:
            earned[found.wallet.id] = earned.get(found.wallet.id, 0) + was.amount
    left = Bought(kept, scene.day, programme.counting.bases(kept, scene.costs), changes, earned)
    return taken(programme.ladders, left, stored)


def _change(rule: Rule, scene: Scene, base: int, was: Stored, standing: Standing) -> Earning | None:
    turn = Turn(rule, scene, standing, None if was.period == NO_PERIOD else was.period)
    change = base - was.base
    if rule.scheme.cumulative:
        amount = _of_the_sum(turn, change, was) if change else 0
    else:
        amount = _of_the_receipt(turn, base, was)
    if not change and not amount:
        return None
    ended = base == 0 or was.amount + amount <= 0
    return turn.entry(change, amount, -was.times if ended else 0, returned(rule, -change, amount))


def _of_the_receipt(turn: Turn, base: int, was: Stored) -> int:
    """A rule of single receipts: what is due for the rest, less what was given; a limit is never made up for."""
    due = turn.times_factor(turn.rule.scheme.due(base))
    if turn.rule.limit is not None:
        due = min(due, was.amount)
    return max(due - was.amount, -was.amount)


def _of_the_sum(turn: Turn, change: int, was: Stored) -> int:
    """A rule whose base adds up: what the smaller sum gives less; nothing bought means nothing left."""
    progress = turn.progress
    after = progress.base + change
    if after <= 0:
        return -progress.awarded
    amount = turn.change(progress.base, after)
    if amount >= 0:
        return 0 if turn.rule.limit is not None else amount
    return -_taken(turn, after, -amount, was)


def _taken(turn: Turn, after: int, due_back: int, was: Stored) -> int:
    """How much to take of `due_back`, which this receipt's circumstances may have multiplied.

    What was multiplied is taken back multiplied only as far as this receipt was given it; what a limit kept back was
    never given; and never is more taken than was given in all.
    """
    rule, progress = turn.rule, turn.progress
    so_far = rule.scheme.due(progress.base)
    if rule.factors is not None:
        due_back = min(due_back, max(so_far - rule.scheme.due(after), was.amount))
    if rule.limit is not None:
        due_back -= max(0, so_far - progress.awarded)
    return max(0, min(due_back, progress.awarded))
