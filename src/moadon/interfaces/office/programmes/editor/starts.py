"""What a part, a row or a value begins with when it is added: something that works as far as it can be guessed."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from moadon.interfaces.office.programmes.editor.format import JUST_ONE, Field, Group, Leaf, Listing, OneOf, Shape

Json = Any

_STARTS: Mapping[str, Json] = {
    "every": "100",
    "give": "10",
    "amount": "100",
    "reach": "400",
    "from": "0",
    "value": "10",
    "price": "25",
    "points": "100",
    "basket_from": "100",
    "budget": "10000",
    "count": 1,
    "buy": 2,
    "get": 1,
    "length": 4,
    "days": 30,
    "months": 12,
    "priority": 10,
    "decimals": 2,
    "stop": True,
    "worth": "0.05",
    "rate": "0.05",
    "percent": "0.2",
    "floor": "0.2",
    "times": 1,
    "period": "month",
    "hour": ["17:00", "19:00"],
    "steps": [{"reach": "400", "give": "40"}, {"reach": "800", "give": "100"}],
    "bands": [{"from": "0", "rate": "0.05"}, {"from": "1000", "rate": "0.1"}],
    "pending": {"days": 14},
    "window": {"kind": "calendar", "period": "year"},
    "expires": {"after": {"months": 12}},
    "also": {"visits": 3},
    "event": "review.posted",
    "tenure": 12,
    "visits": 1,
    "spend": "1000",
    "PerMember": {"amount": "100", "period": "month"},
    "PerReceipt": {"times": 1},
    "Together": {"amount": "10000", "period": "month"},
    "PerAmountPart.amount": "1",
    "PerAmountPart.give": "1",
    "PerItemPart.give": "1",
    "PerVisitPart.give": "1",
    "StampsPart.every": 10,
    "StreakPart.of": "week",
    "BreadthPart.count": 2,
    "Items": {"category": []},
    "Goods": {"category": []},
    "BundlePriceGet.of": [{"items": {"category": []}}, {"items": {"category": []}}],
    "BundlePercentGet.of": [{"items": {"category": []}}, {"items": {"category": []}}],
    "Within.days": 3,
    "PercentGet.value": "0.1",
    "FixedPriceGet.value": "29",
    "BundlePercentGet.value": "0.15",
    "BuyGet.percent": "1",
    "PointsPriceGet.price": "19",
    "StepOff.from": "200",
    "StepOff.value": "20",
    "StepOff.percent": "0.1",
    "StepsGet.steps": [{"from": "200", "value": "20"}, {"from": "400", "value": "50"}],
    "LevelPart": {"id": "level", "from": "1000"},
    "LevelPart.from": "1000",
    "LadderPart.levels": [{"id": "silver", "from": "1000"}, {"id": "gold", "from": "5000"}],
}
_OF_LEAVES: Mapping[str, Json] = {
    "amount": "10",
    "share": "0.1",
    "factor": "2",
    "flag": True,
    "mark": True,
    "length": {"months": 12},
    "texts": {},
    "hour": "10:00",
    "hours": "17:00-19:00",
    "weekday": "sun",
}


def start_of(field: Field, today: date) -> Json:
    """The value that `field` begins with. `today` is the club's."""
    for name in (f"{field.owner}.{field.key}", field.key):
        if name in _STARTS and not (name == field.key and not _fits(field.shape, _STARTS[name])):
            return _STARTS[name]
    return start_shape(field.shape, today)


def start_shape(shape: Shape, today: date) -> Json:
    """The value that a part of this shape begins with."""
    if isinstance(shape, Leaf):
        return _leaf(shape, today)
    if isinstance(shape, Listing):
        return [start_shape(shape.item, today), _leaf(shape.item, today, later=30)] if _dated(shape) else []
    if isinstance(shape, Group):
        return start_group(shape, today)
    if isinstance(shape, OneOf):
        return start_group(next(iter(shape.kinds.values())), today)
    return {}


def start_group(group: Group, today: date) -> dict[str, Json]:
    """The keys that must be said, of a choice the first, and one of those of which just one is said."""
    if group.model in _STARTS:
        return dict(_STARTS[group.model])
    told = {field.key: start_of(field, today) for field in group.fields if field.required}
    for key in JUST_ONE.get(group.model, ())[:1]:
        field = group.field(key)
        if field is not None:
            told[key] = start_of(field, today)
    return told


def _dated(shape: Listing) -> bool:
    return shape.pair and isinstance(shape.item, Leaf) and shape.item.kind == "day"


def _leaf(shape: Shape, today: date, later: int = 0) -> Json:
    if not isinstance(shape, Leaf):
        return None
    if shape.kind == "choice":
        return shape.options[0]
    if shape.kind == "whole":
        return max(shape.least or 0, 1)
    if shape.kind == "day":
        return (today + timedelta(days=later)).isoformat()
    return _OF_LEAVES.get(shape.kind, "")


def _fits(shape: Shape, value: Json) -> bool:
    """Whether a start that goes by its key alone is a value of this shape."""
    if isinstance(shape, Leaf):
        if shape.kind == "choice":
            return value in shape.options
        if shape.kind == "whole":
            return isinstance(value, int)
        return isinstance(value, str) if shape.kind not in ("flag", "mark", "length", "texts") else value is True
    if isinstance(shape, Listing):
        return isinstance(value, list)
    return isinstance(value, dict)
