"""What is taken back when goods come back: what remains of the receipt is judged again, to the unit."""

from collections.abc import Iterable, Iterator, Mapping

from moadon.engine.rules.basket import (
    NO_PERIOD,
    NOTHING_STORED,
    NOTHING_YET,
    Basket,
    Buyer,
    Earning,
    ProgressKey,
    Standing,
    Stored,
)
from moadon.engine.rules.earn.breadth import Breadth, row_of
from moadon.engine.rules.earn.streak import Streak
from moadon.engine.rules.limits import Allowance
from moadon.engine.rules.programme import Programme, Rule
from moadon.engine.rules.scene import Scene
from moadon.engine.rules.tally import Tally
from moadon.engine.rules.tiers.counts import Bought, taken
from moadon.engine.rules.told import returned
from moadon.engine.rules.turn import Turn
from moadon.kernel.money import round_half_up
from moadon.kernel.sentences import Message


def reassess(programme: Programme, kept: Basket, stored: Mapping[str, Stored], buyer: Buyer) -> tuple[Earning, ...]:
    """The changes to post after a return, one or a few per rule that changes, mostly negative.

    `programme` is the version the receipt earned by, `kept` the receipt as it remains (same time and place; lines
    may be none), `stored` the sum of what it earned by each rule so far, `buyer` the member as they bought, with their
    rows as they are now (this receipt is in them). An entry names the rows it is counted in; they may be those of
    another receipt, where what that one was given does not hold any more.
    """
    kept = _as_paid(kept)
    scene = Scene(kept, buyer)
    tally = Tally(programme.counting, kept, scene.costs)
    return tuple(entry for rule in programme.in_order for entry in _entries(programme, rule, tally, stored, scene))


def reassess_tiers(
    programme: Programme, kept: Basket, stored: Mapping[str, Stored], changes: Iterable[Earning]
) -> tuple[Earning, ...]:
    """What a return takes off the rows of ladders: `stored` as for `reassess`, with the rows of ladders among it.

    `changes` are those of `reassess`: points that were taken back count no more.
    """
    if not programme.ladders:
        return ()
    kept = _as_paid(kept)
    scene = Scene(kept)
    earned: dict[str, int] = {}
    for rule, was in stored.items():
        found = programme.rule(rule)
        if found is not None:
            earned[found.wallet.id] = earned.get(found.wallet.id, 0) + was.amount
    left = Bought(kept, scene.day, programme.counting.bases(kept, scene.costs), changes, earned)
    return taken(programme.ladders, left, stored)


def _as_paid(kept: Basket) -> Basket:
    """The receipt as if goods had cost so much less from the first: what was given back for them counts nowhere."""
    if not any(line.allowance for line in kept.lines):
        return kept
    return kept._replace(
        lines=tuple([line._replace(total=line.total - line.allowance, allowance=0) for line in kept.lines])
    )


def _entries(
    programme: Programme, rule: Rule, tally: Tally, stored: Mapping[str, Stored], scene: Scene
) -> Iterator[Earning]:
    """What changes by one rule. What counted nothing of the receipt when it was bought does not begin to now."""
    standing = scene.buyer.standing if scene.buyer is not None else {}
    limit = programme.wallet_limits.get(rule.wallet.id)
    purse = None if limit is None else Allowance(limit, scene, standing)
    # Time, place and person were what they were; goods that come back can only change what asks for goods.
    holds = all(condition.holds(scene) for condition in rule.conditions if condition.of_goods)
    if isinstance(rule.scheme, Breadth) and rule.scheme.in_period:
        counted = _counted(rule, rule.scheme, stored)
        if counted:
            turn = Turn(rule, scene, standing, next(iter(counted.values())).period, purse)
            gone = set(counted) - (tally.names(rule) if holds else frozenset())
            yield from _kinds(turn, rule.scheme, counted, gone, stored.get(rule.id, NOTHING_STORED))
        return
    was = stored.get(rule.id)
    if was is None:
        return
    turn = Turn(rule, scene, standing, None if was.period == NO_PERIOD else was.period, purse)
    base = tally.of(rule) if holds else 0
    if isinstance(rule.scheme, Streak):
        yield from _row(turn, rule.scheme, base, was, standing)
        return
    entry = _change(turn, base, was)
    if entry is not None:
        yield entry


def _change(turn: Turn, base: int, was: Stored) -> Earning | None:
    change = base - was.base
    if turn.rule.scheme.cumulative:
        amount = _of_the_sum(turn, change, was) if change else 0
    else:
        amount = _of_the_receipt(turn, base, was)
    if not change and not amount:
        return None
    ended = base == 0 or was.amount + amount <= 0
    return turn.entry(change, amount, -was.times if ended else 0, returned(turn.rule, -change, amount))


def _of_the_receipt(turn: Turn, base: int, was: Stored) -> int:
    """A rule of single receipts: what is due for the rest, less what was given; a limit is never made up for.

    Who the buyer was then may not be known any more: what that multiplied is taken back in proportion.
    """
    scheme, factors = turn.rule.scheme, turn.rule.factors
    due = turn.times_factor(scheme.due(base))
    if factors is not None and factors.asks:
        whole = scheme.due(was.base)
        due = round_half_up(was.amount * scheme.due(base), whole) if whole > 0 else 0
    if turn.capped:
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
        return 0 if turn.capped else amount
    return -_taken(turn, after, -amount, was, -change)


def _taken(turn: Turn, after: int, due_back: int, was: Stored, gone: int) -> int:
    """How much to take of `due_back`, which this receipt's circumstances may have multiplied.

    What was multiplied is taken back multiplied only as far as this receipt was given it; what a limit kept back was
    never given; and never is more taken than was given in all. `gone` is what of its base came back.
    """
    rule, progress = turn.rule, turn.progress
    so_far = rule.scheme.due(progress.base)
    if rule.factors is not None:
        if rule.factors.asks and was.base > 0:
            due_back = max(due_back, round_half_up(was.amount * gone, was.base))
        due_back = min(due_back, max(so_far - rule.scheme.due(after), was.amount))
    if turn.capped:
        due_back -= max(0, so_far - progress.awarded)
    return max(0, min(due_back, progress.awarded))


def _row(turn: Turn, scheme: Streak, base: int, was: Stored, standing: Standing) -> Iterator[Earning]:
    """A row of periods: when its period keeps no visit, what was paid for the row that it stood in is taken back."""
    gone = was.base - base
    if gone <= 0:
        return
    rule, progress = turn.rule, turn.progress
    period = turn.scene.period(scheme.of)[0]
    broken = None
    if progress.base <= gone:
        broken = scheme.broken(rule.id, period, turn.scene.basket.clock, standing)
    own = progress.awarded if broken == turn.key else 0
    yield turn.entry(-gone, -own, -was.times, returned(rule, gone, -own))
    if broken is not None and broken != turn.key:
        row: ProgressKey = (rule.id, broken)
        taken = standing.get(row, NOTHING_YET).awarded
        yield turn.entry(0, -taken, 0, returned(rule, gone, -taken), (row,))


def _counted(rule: Rule, scheme: Breadth, stored: Mapping[str, Stored]) -> dict[int, Stored]:
    """What the receipt counts for each name of a breadth."""
    found = {n: stored.get(row_of(rule.id, n), NOTHING_STORED) for n in range(len(scheme.names))}
    return {n: was for n, was in found.items() if was.base > 0}


def _kinds(
    turn: Turn, scheme: Breadth, counted: Mapping[int, Stored], gone: set[int], was: Stored
) -> Iterator[Earning]:
    """Kinds of goods in a period: when too few are left of them, what was given is taken back.

    `gone` are the names of which the receipt keeps nothing.
    """
    rule, scene, period = turn.rule, turn.scene, turn.key
    standing = scene.buyer.standing if scene.buyer is not None else {}
    for n in sorted(gone):
        row: ProgressKey = (row_of(rule.id, n), period)
        why = Message("earn.breadth.name.back", {})
        yield Earning(row[0], rule.wallet.id, period, -counted[n].base, 0, 0, why, scene.basket.at, None, (row,))
    held = scheme.held(rule.id, period, standing)
    left = [n for n in held if standing[(row_of(rule.id, n), period)].base > _own(counted, gone, n)]
    amount = -turn.progress.awarded if scheme.due(len(left)) < scheme.due(len(held)) else 0
    ended = not counted.keys() - gone or was.amount + amount <= 0
    times = -was.times if ended else 0
    if amount or times:
        yield turn.entry(0, amount, times, returned(rule, 0, amount))


def _own(counted: Mapping[int, Stored], gone: set[int], name: int) -> int:
    """How much of a name's row is this receipt's and comes back."""
    return counted[name].base if name in gone else 0
