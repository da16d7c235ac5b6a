"""Each limit with what has been used of it before."""

from collections.abc import Iterator

from moadon.engine.rules.basket import Standing
from moadon.engine.rules.earn.scheme import Units
from moadon.engine.rules.explain.reasons.reason import Reason
from moadon.engine.rules.limits import Limit
from moadon.engine.rules.scene import Scene
from moadon.kernel.sentences import Message


def limits_of(limit: Limit | None, scene: Scene, standing: Standing, units: Units) -> Iterator[Reason]:
    """The most of a receipt, then of each period what may be given and what has been."""
    if limit is None:
        return
    if limit.per_receipt is not None:
        yield _limit("receipt", None, Message("reason.limit.receipt", {"limit": units.gain(limit.per_receipt)}))
    if limit.units is not None:
        yield _limit("receipt", None, Message("reason.limit.units", {"n": limit.units}))
    for cap, row in zip(limit.caps, limit.used(scene, standing).rows, strict=True):
        whose = cap.kind.rstrip(".") or "member"
        period = scene.period(cap.period)[1]
        if cap.amount is not None:
            params = {"limit": units.gain(cap.amount), "used": units.gain(row.awarded), "period": period}
            yield _limit(whose, row.awarded < cap.amount, Message(f"reason.limit.{whose}.amount", params))
        if cap.times is not None:
            counted = {"n": cap.times, "used": ("number", str(row.times)), "period": period}
            yield _limit(whose, row.times < cap.times, Message(f"reason.limit.{whose}.times", counted))


def _limit(whose: str, left: bool | None, why: Message) -> Reason:
    return Reason("limit", whose, left, why)
