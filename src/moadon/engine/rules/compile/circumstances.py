"""For whom, when, on what and how often a rule holds, from its parts."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from moadon.engine.rules import document as parts
from moadon.engine.rules import factors
from moadon.engine.rules.conditions import Among, AtTime, BasketFrom, Condition, Contains, Window
from moadon.engine.rules.earn.scheme import Param, Units
from moadon.engine.rules.factors import Factors
from moadon.engine.rules.limits import BUDGET_MARK, LIMIT_MARK, TOTAL_MARK, Cap, Limit
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
from moadon.engine.rules.pickers import EVERYTHING, Picker, Slot, Weights
from moadon.kernel.calendars import WEEKDAYS
from moadon.kernel.money import RATE_PLACES, parse_decimal


def conditions(
    whom: parts.For | None, when: parts.When | None, units: Units, levels: Mapping[str, Param]
) -> tuple[Condition, ...]:
    """For whom and when, in the order in which they are told when they do not hold. `levels` by name."""
    found = _audience(whom, levels)
    if when is None:
        return tuple(found)
    found += _moments(when)
    found += [Among(kind, frozenset(codes)) for kind in ("branch", "channel") if (codes := getattr(when, kind))]
    kinds = ("payment", "sku", "category", "brand")
    found += [Contains(kind, frozenset(codes)) for kind in kinds if (codes := getattr(when, kind))]
    if when.coupon is not None:
        found.append(Shows(frozenset(code.casefold() for code in when.coupon), tuple(when.coupon)))
    if when.basket_from is not None:
        found.append(BasketFrom(parse_decimal(when.basket_from, units.exponent), units.currency))
    return tuple(found)


def _audience(whom: parts.For | None, levels: Mapping[str, Param]) -> list[Condition]:
    if whom is None:
        return []
    found: list[Condition] = [ForMembers()]
    if whom.tier is not None:
        found.append(ForLevels(frozenset(whom.tier), ("list", [levels.get(level, level) for level in whom.tier])))
    if whom.segment is not None:
        found.append(ForSegments(frozenset(whom.segment)))
    if whom.member is not None:
        found.append(ForPersons(frozenset(whom.member)))
    return found


def _moments(when: parts.When) -> list[Condition]:
    """Days and hours, and days of the member's own."""
    found: list[Condition] = []
    if when.dates is not None:
        found.append(Between(date.fromisoformat(when.dates[0]), date.fromisoformat(when.dates[1])))
    if when.weekday is not None or when.hour is not None:
        days = None if when.weekday is None else frozenset(map(WEEKDAYS.index, when.weekday))
        found.append(AtTime(days, None if when.hour is None else Window.of(*when.hour)))
    if when.first_purchase is not None:
        found.append(FirstPurchase())
    if when.birthday_within is not None:
        found.append(NearDay("birthday", when.birthday_within.days))
    if when.anniversary_within is not None:
        found.append(NearDay("anniversary", when.anniversary_within.days))
    if when.joined_within is not None:
        found.append(JoinedWithin(when.joined_within.days))
    return found


def _numbers(texts: dict[str, str] | None) -> MappingProxyType[str, int]:
    return MappingProxyType({key: parse_decimal(text, RATE_PLACES) for key, text in (texts or {}).items()})


def factors_by(part: parts.Multiply | None) -> Factors | None:
    """How many times an award counts, by circumstance and by who buys; None where nothing multiplies it."""
    if part is None:
        return None
    found: list[factors.Circumstance] = []
    if part.tier:
        found.append(factors.by_level(_numbers(part.tier)))
    if part.segment:
        found.append(factors.by_segment(_numbers(part.segment)))
    if part.branch:
        found.append(factors.by_branch(_numbers(part.branch)))
    if part.channel:
        found.append(factors.by_channel(_numbers(part.channel)))
    if part.weekday:
        found.append(factors.by_weekday({WEEKDAYS.index(day): one for day, one in _numbers(part.weekday).items()}))
    if part.hour:
        found.append(
            factors.by_hour(tuple((Window.of(*key.split("-")), one) for key, one in _numbers(part.hour).items()))
        )
    if part.payment:
        found.append(factors.by_payment(_numbers(part.payment)))
    asks = {"tier": "levels", "segment": "segments"}
    return factors.factors_of(found, [asked for key, asked in asks.items() if getattr(part, key)])


def limit_of(name: str, part: parts.Limits | None, places: int) -> Limit | None:
    """The limit of the rule or promotion `name`, amounts with `places` decimals; None where there is none."""
    if part is None:
        return None

    def units(text: str | None) -> int | None:
        return None if text is None else parse_decimal(text, places)

    member, total, receipt = part.per_member, part.total, part.per_receipt
    own = () if member is None else (Cap("", name + LIMIT_MARK, member.period, units(member.amount), member.times),)
    shared = [] if total is None else [Cap("total.", name + TOTAL_MARK, total.period, units(total.amount), total.times)]
    if part.budget is not None:
        shared.append(Cap("budget.", name + BUDGET_MARK, "ever", units(part.budget), None))
    return Limit(
        own,
        tuple(shared),
        None if receipt is None else units(receipt.amount),
        None if receipt is None else receipt.times,
    )


def picker_of(items: parts.Items | parts.Goods | None) -> Picker | None:
    """The goods that `items` name; None for all goods."""
    if items is None:
        return None
    sku, category, brand = (
        None if codes is None else frozenset(codes) for codes in (items.sku, items.category, items.brand)
    )
    return Picker(sku, category, brand, picker_of(items.excluding) if isinstance(items, parts.Items) else None)


class Slots:
    """Gathers the ways in which rules look at lines; two rules that look alike get the same slot."""

    def __init__(self) -> None:
        self.all = [Slot()]
        self._numbers: dict[tuple[Picker | None, str], int] = {(None, ""): EVERYTHING}

    def of(self, items: parts.Items | None, multiply: parts.Multiply | None = None) -> int:
        """The number of the slot of rules that look at `items`, weighed as `multiply` says."""
        picker, weights, told = picker_of(items), None, ""
        if multiply is not None and (multiply.sku or multiply.category or multiply.brand):
            weights = Weights(_numbers(multiply.sku), _numbers(multiply.category), _numbers(multiply.brand))
            told = multiply.model_dump_json(include={"sku", "category", "brand"})
        if (picker, told) not in self._numbers:
            self._numbers[(picker, told)] = len(self.all)
            self.all.append(Slot(picker, weights))
        return self._numbers[(picker, told)]
