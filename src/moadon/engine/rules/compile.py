"""From a document to a programme: text to whole numbers, names to sets, look-alike rules to shared slots. Done once."""

from types import MappingProxyType
from typing import Any

from moadon.engine.rules import document as parts
from moadon.engine.rules import factors
from moadon.engine.rules.base import counting_of
from moadon.engine.rules.basket import Clock
from moadon.engine.rules.conditions import Among, AtTime, BasketFrom, Condition, Contains, Window
from moadon.engine.rules.document import Document
from moadon.engine.rules.earn.linear import Linear
from moadon.engine.rules.earn.per_amount import PerAmount
from moadon.engine.rules.earn.rates import Rates, below_of
from moadon.engine.rules.earn.scheme import Scheme, Units
from moadon.engine.rules.earn.targets import Targets
from moadon.engine.rules.expiry import Term
from moadon.engine.rules.factors import Factors
from moadon.engine.rules.limits import LIMIT_MARK, Limit
from moadon.engine.rules.pickers import EVERYTHING, Picker, Slot, Weights
from moadon.engine.rules.programme import PERIOD_OF_SUMS, Programme, Rule, Wallet
from moadon.kernel.calendars import WEEKDAYS, PeriodKind
from moadon.kernel.money import PRICE_PLACES, RATE_PLACES, exponent_of, parse_decimal

_NOTHING: MappingProxyType[Any, int] = MappingProxyType({})


def compile_programme(document: Document, clock: Clock) -> Programme:
    """The programme that `document` (from `parse`) describes, for a club whose days are `clock`'s.

    Raises `Refused` where an amount does not fit its currency or wallet, which `parse` never lets through.
    """
    exponent = exponent_of(document.currency)
    wallets = {key: _wallet(key, part, exponent) for key, part in document.wallets.items()}
    slots = _Slots()
    rules = tuple(_rule(part, wallets[part.wallet], document.currency, slots) for part in document.earn)
    return Programme(
        id=document.id,
        currency=document.currency,
        exponent=exponent,
        name=_text(document.name),
        clock=clock,
        wallets=MappingProxyType(wallets),
        rules=rules,
        by_id=MappingProxyType({rule.id: rule for rule in rules}),
        counting=counting_of(slots.all, _picker(document.base.exclude), tax_included=document.base.tax == "included"),
        document=document,
    )


def _text(text: parts.Text | None) -> MappingProxyType[str, str]:
    return MappingProxyType({} if text is None else text.model_dump(exclude_none=True))


def _wallet(key: str, part: parts.PointsWallet | parts.CreditWallet, exponent: int) -> Wallet:
    after = part.expires.after if part.expires is not None else None
    worth = part.worth if isinstance(part, parts.PointsWallet) else None
    return Wallet(
        id=key,
        kind=part.kind,
        name=_text(part.name),
        places=part.decimals if isinstance(part, parts.PointsWallet) else exponent,
        exponent=exponent,
        worth=None if worth is None else parse_decimal(worth, PRICE_PLACES),
        term=Term(months=after.months or 0, days=after.days or 0) if after else Term(),
    )


def _rule(part: parts.EarnPart, wallet: Wallet, currency: str, slots: "_Slots") -> Rule:
    units = Units(currency, wallet.exponent, wallet.kind == "points", wallet.places)
    scheme, period = _scheme(part, units)
    slot = slots.of(part.items, part.multiply)
    return Rule(
        id=part.id,
        kind=str(getattr(part, "type", "")),
        name=_text(part.name),
        wallet=wallet,
        units=units,
        scheme=scheme,
        period=period,
        slot=slot,
        is_weighted=slots.all[slot].weights is not None,
        conditions=_conditions(part.when, units),
        factors=_factors(part.multiply),
        limit=_limit(part, wallet.places),
        term=Term(part.pending.days, wallet.term.months, wallet.term.days) if part.pending else wallet.term,
    )


def _scheme(part: parts.EarnPart, units: Units) -> tuple[Scheme, PeriodKind | None]:
    money, places = units.exponent, units.places
    if isinstance(part, parts.LinearPart):
        sums = part.basis == "accumulated"
        every, give = parse_decimal(part.every, money), parse_decimal(part.give, places)
        return Linear(every, give, sums, units), PERIOD_OF_SUMS if sums else None
    if isinstance(part, parts.TargetsPart):
        reaches = tuple(parse_decimal(step.reach, money) for step in part.steps)
        return Targets(reaches, tuple(parse_decimal(step.give, places) for step in part.steps), units), part.period
    if isinstance(part, parts.RatesPart):
        starts = tuple(parse_decimal(band.from_, money) for band in part.bands)
        rates = tuple(parse_decimal(band.rate, RATE_PLACES) for band in part.bands)
        up, down = 10**places, 10 ** (RATE_PLACES + money)
        return Rates(starts, rates, below_of(starts, rates), part.method == "whole", up, down, units), part.period
    if isinstance(part, parts.PerAmountPart):
        return PerAmount(parse_decimal(part.amount, money), parse_decimal(part.give, places), units), None
    raise TypeError(type(part).__name__)


def _conditions(when: parts.When | None, units: Units) -> tuple[Condition, ...]:
    """The circumstances in the order in which they are told when they do not hold."""
    if when is None:
        return ()
    found: list[Condition] = []
    if when.weekday is not None or when.hour is not None:
        days = None if when.weekday is None else frozenset(map(WEEKDAYS.index, when.weekday))
        found.append(AtTime(days, None if when.hour is None else Window.of(*when.hour)))
    found += [Among(kind, frozenset(codes)) for kind in ("branch", "channel") if (codes := getattr(when, kind))]
    kinds = ("payment", "sku", "category", "brand")
    found += [Contains(kind, frozenset(codes)) for kind in kinds if (codes := getattr(when, kind))]
    if when.basket_from is not None:
        found.append(BasketFrom(parse_decimal(when.basket_from, units.exponent), units.currency))
    return tuple(found)


def _numbers(texts: dict[str, str] | None) -> MappingProxyType[str, int]:
    return MappingProxyType({key: parse_decimal(text, RATE_PLACES) for key, text in (texts or {}).items()})


def _factors(part: parts.Multiply | None) -> Factors | None:
    if part is None:
        return None
    found: list[factors.Circumstance] = []
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
    return factors.factors_of(found)


def _limit(part: parts.EarnPart, places: int) -> Limit | None:
    if part.limits is None:
        return None
    member, receipt = part.limits.per_member, part.limits.per_receipt
    return Limit(
        key=part.id + LIMIT_MARK,
        period=None if member is None else member.period,
        amount=parse_decimal(member.amount, places) if member is not None and member.amount is not None else None,
        times=None if member is None else member.times,
        per_receipt=None if receipt is None else parse_decimal(receipt.amount, places),
    )


def _picker(items: parts.Items | None) -> Picker | None:
    if items is None:
        return None
    sets = [None if codes is None else frozenset(codes) for codes in (items.sku, items.category, items.brand)]
    return Picker(*sets)


class _Slots:
    """Gathers the ways in which rules look at lines; two rules that look alike get the same slot."""

    def __init__(self) -> None:
        self.all = [Slot()]
        self._numbers: dict[tuple[Picker | None, str], int] = {(None, ""): EVERYTHING}

    def of(self, items: parts.Items | None, multiply: parts.Multiply | None) -> int:
        picker, weights, told = _picker(items), None, ""
        if multiply is not None and (multiply.sku or multiply.category or multiply.brand):
            weights = Weights(_numbers(multiply.sku), _numbers(multiply.category), _numbers(multiply.brand))
            told = multiply.model_dump_json(include={"sku", "category", "brand"})
        if (picker, told) not in self._numbers:
            self._numbers[(picker, told)] = len(self.all)
            self.all.append(Slot(picker, weights))
        return self._numbers[(picker, told)]
