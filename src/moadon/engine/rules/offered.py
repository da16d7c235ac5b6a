"""What a member can count on before they buy anything."""

from collections.abc import Iterator
from typing import NamedTuple

from moadon.engine.rules.basket import NOBODY, Basket, Buyer, ProgressKey, Standing
from moadon.engine.rules.earn.per_event import PerEvent
from moadon.engine.rules.limits import Limit
from moadon.engine.rules.programme import Programme, Rule
from moadon.engine.rules.promotions.points import PointsOffer
from moadon.engine.rules.promotions.promotion import Promotion
from moadon.engine.rules.scene import Scene


class OfferedRows(NamedTuple):
    """The rows of the member's and of everybody's progress that `offered` looks at."""

    own: frozenset[ProgressKey]
    shared: frozenset[ProgressKey]


def offered_rows(programme: Programme, basket: Basket) -> OfferedRows:
    """Which rows must be loaded to tell what is on offer at the basket's time."""
    scene = Scene(basket)
    used = [limit.used(scene, NOBODY) for part in _parts(programme) for limit in _limits(programme, part)]
    return OfferedRows(
        frozenset(key for one in used for key in one.own), frozenset(key for one in used for key in one.shared)
    )


def offered(programme: Programme, basket: Basket, buyer: Buyer, shared: Standing = NOBODY) -> frozenset[str]:
    """The rules and promotions that can still give `buyer` something on the day of `basket`.

    They are for somebody like them, and their limits leave something. What must be bought for it, where, at which hour
    and with which coupon is not asked. `buyer.standing` and `shared` hold what `offered_rows` names.
    """
    scene = Scene(basket, buyer, shared)
    return frozenset(part.id for part in _parts(programme) if _open(programme, part, scene, buyer.standing))


_Part = Rule | Promotion | PointsOffer


def _parts(programme: Programme) -> Iterator[_Part]:
    yield from programme.rules
    yield from programme.board.promotions
    yield from programme.board.offers.values()


def _limits(programme: Programme, part: _Part) -> list[Limit]:
    """What may stop it: its own limit, and that of all of its kind."""
    own = None if isinstance(part, PointsOffer) else part.limit
    whole = programme.board.limit if isinstance(part, Promotion) else None
    if isinstance(part, Rule):
        whole = programme.wallet_limits.get(part.wallet.id)
    return [limit for limit in (own, whole) if limit is not None]


def _open(programme: Programme, part: _Part, scene: Scene, standing: Standing) -> bool:
    if isinstance(part, Rule) and isinstance(part.scheme, PerEvent) and part.scheme.event == "joined":
        return False  # Whoever asks has joined.
    return all(condition.holds(scene) for condition in part.conditions if condition.of_member) and all(
        limit.grant(1, limit.used(scene, standing))[0] > 0 for limit in _limits(programme, part)
    )
