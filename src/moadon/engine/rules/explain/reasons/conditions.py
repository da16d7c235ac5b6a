"""Each condition with whether it held, and the numbers in it."""

from collections.abc import Callable, Iterable
from typing import Any

from moadon.engine.rules.conditions import Among, AtTime, BasketFrom, Condition, Contains
from moadon.engine.rules.explain.reasons.reason import Reason
from moadon.engine.rules.persons import (
    Between,
    FirstPurchase,
    ForLevels,
    ForMembers,
    ForPersons,
    ForSegments,
    JoinedWithin,
    NearDay,
    Shows,
)
from moadon.engine.rules.phrases import coded, time_of_day, word
from moadon.engine.rules.scene import Scene
from moadon.kernel.calendars import WEEKDAYS
from moadon.kernel.sentences import Message


def conditions_of(conditions: Iterable[Condition], scene: Scene) -> tuple[Reason, ...]:
    """Every condition, those after the first that does not hold too."""
    return tuple([_condition(condition, scene) for condition in conditions])


def _condition(condition: Condition, scene: Scene) -> Reason:
    if isinstance(condition, BasketFrom):
        return _threshold(condition, scene)
    if not condition.holds(scene):
        return Reason("condition", condition.code, False, condition.why_not(scene))
    tell = _HELD.get(type(condition))
    return Reason("condition", condition.code, True, tell(condition, scene) if tell else Message("reason.held", {}))


def _threshold(condition: BasketFrom, scene: Scene) -> Reason:
    """What is asked, what there is, and what is missing to it."""
    params: dict[str, object] = {
        "least": ("sum", condition.least, condition.currency),
        "there": ("money", scene.so_far, condition.currency),
    }
    missing = condition.least - scene.so_far
    if missing <= 0:
        return Reason("condition", condition.code, True, Message("reason.held.basket", params))
    why = Message("reason.basket_below", {**params, "missing": ("money", missing, condition.currency)})
    return Reason("condition", condition.code, False, why)


def _plain(key: str) -> Callable[[Any, Scene], Message]:
    return lambda _condition, _scene: Message(f"reason.held.{key}", {})


def _time(_condition: AtTime, scene: Scene) -> Message:
    return Message(
        "reason.held.time", {"day": word(f"weekday.{WEEKDAYS[scene.weekday]}"), "time": time_of_day(scene.minute)}
    )


def _dates(condition: Between, _scene: Scene) -> Message:
    days = {"from": ("date", condition.first.isoformat()), "to": ("date", condition.last.isoformat())}
    return Message("reason.held.dates", days)


def _levels(condition: ForLevels, _scene: Scene) -> Message:
    return Message("reason.held.tier", {"wanted": condition.names})


def _among(condition: Among, scene: Scene) -> Message:
    there = scene.basket.branch if condition.kind == "branch" else scene.basket.channel
    return Message(f"reason.held.{condition.kind}", {"there": ("code", condition.kind, there or "")})


def _contains(condition: Contains, scene: Scene) -> Message:
    held = {
        "sku": scene.skus, "category": scene.categories, "brand": scene.brands, "payment": scene.payments,
    }[condition.kind]  # fmt: skip
    return Message(f"reason.held.{condition.kind}", {"there": coded(condition.kind, sorted(condition.wanted & held))})


def _near_day(condition: NearDay, _scene: Scene) -> Message:
    return Message(f"reason.held.{condition.kind}", {})


_HELD: dict[type, Callable[[Any, Scene], Message]] = {
    ForMembers: _plain("members"),
    ForLevels: _levels,
    ForSegments: _plain("segment"),
    ForPersons: _plain("personal"),
    Shows: _plain("coupon"),
    FirstPurchase: _plain("first_purchase"),
    JoinedWithin: _plain("joined"),
    NearDay: _near_day,
    Between: _dates,
    AtTime: _time,
    Among: _among,
    Contains: _contains,
}
