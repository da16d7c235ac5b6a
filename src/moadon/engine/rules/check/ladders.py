"""Steps and bands that do not rise."""

from collections.abc import Iterator
from itertools import pairwise

from moadon.engine.rules.document import BandPart, Document, RatesPart, StepsGet, TargetsPart
from moadon.engine.rules.findings import Finding, error, pointer, warning
from moadon.kernel.money import PRICE_PLACES, RATE_PLACES, parse_decimal


def wrong_ladders(document: Document) -> Iterator[Finding]:
    """Steps of targets and promotions and bands of rates out of order."""
    for i, rule in enumerate(document.earn):
        if isinstance(rule, TargetsPart):
            yield from _targets_rise(i, rule)
        elif isinstance(rule, RatesPart):
            starts = [price_of(band.from_) for band in rule.bands]
            if starts[0] != 0:
                yield error(pointer("earn", i, "bands", 0, "from"), "band_not_from_zero", given=rule.bands[0].from_)
            yield from _rising(("earn", i, "bands"), starts, "from", "bands")
            if rule.method == "whole":
                yield from _rates_rise(i, rule.bands)
    for i, promotion in enumerate(document.promotions):
        if isinstance(promotion.get, StepsGet):
            yield from _steps_rise(i, promotion.get)


def _targets_rise(i: int, rule: TargetsPart) -> Iterator[Finding]:
    starts = [price_of(step.reach) for step in rule.steps]
    yield from _rising(("earn", i, "steps"), starts, "reach", "steps")
    gives = [price_of(step.give) for step in rule.steps]
    for n in range(1, len(gives)):
        if gives[n] < gives[n - 1]:
            yield error(pointer("earn", i, "steps", n, "give"), "step_gives_less", n=n + 1)
        elif gives[n] == gives[n - 1]:
            yield warning(pointer("earn", i, "steps", n, "give"), "step_adds_nothing", n=n + 1)


def _steps_rise(i: int, get: StepsGet) -> Iterator[Finding]:
    starts = [price_of(step.from_) for step in get.steps]
    yield from _rising(("promotions", i, "get", "steps"), starts, "from", "steps")
    for key in ("value", "percent"):
        values = [(n, price_of(getattr(step, key))) for n, step in enumerate(get.steps) if getattr(step, key)]
        for (_, before), (n, value) in pairwise(values):
            if value < before:
                yield error(pointer("promotions", i, "get", "steps", n, key), "step_gives_less", n=n + 1)


def _rising(path: tuple[object, ...], starts: list[int], key: str, noun: str) -> Iterator[Finding]:
    for n in range(1, len(starts)):
        if starts[n] == starts[n - 1]:
            yield error(pointer(*path, n, key), f"{noun}_equal", n=n + 1, before=n)
        elif starts[n] < max(starts[:n]):
            yield error(pointer(*path, n, key), f"{noun}_unordered", n=n + 1, before=n)


def _rates_rise(i: int, bands: list[BandPart]) -> Iterator[Finding]:
    """With one rate for the whole value, a lower rate further up would take back what was given."""
    rates = [parse_decimal(band.rate, RATE_PLACES) for band in bands]
    for n in range(1, len(rates)):
        if rates[n] < rates[n - 1]:
            yield error(pointer("earn", i, "bands", n, "rate"), "rate_falls", n=n + 1)


def price_of(text: str) -> int:
    """An amount in 1/10000 of the unit, whatever the currency."""
    return parse_decimal(text, PRICE_PLACES)
