"""What a well-formed document may still get wrong: order of steps, names, decimals, worth."""

from collections.abc import Iterator, Sequence

from moadon.engine.rules.document import (
    BandPart,
    Document,
    EarnPart,
    LinearPart,
    PerAmountPart,
    PointsWallet,
    RatesPart,
    TargetsPart,
    Text,
)
from moadon.engine.rules.findings import Finding, error, nearest, pointer, warning
from moadon.kernel.money import PRICE_PLACES, RATE_PLACES, exponent_of, parse_decimal
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import LANGUAGES


def check(document: Document, languages: Sequence[str] = LANGUAGES) -> tuple[Finding, ...]:
    """Everything a careful reader would say about `document`: errors that keep it from running, and warnings."""
    return (
        *_texts(document, languages),
        *_wallets(document),
        *_rules(document),
        *_decimals(document),
        *_ladders(document),
        *_generosity(document),
    )


def _texts(document: Document, languages: Sequence[str]) -> Iterator[Finding]:
    texts: list[tuple[str, Text | None]] = [("/name", document.name)]
    texts += [(pointer("wallets", key, "name"), wallet.name) for key, wallet in document.wallets.items()]
    texts += [(pointer("earn", i, "name"), rule.name) for i, rule in enumerate(document.earn)]
    for where, text in texts:
        for language in languages:
            if text is not None and not (getattr(text, language) or "").strip():
                yield error(f"{where}/{language}", "missing_language", language=language)


def _wallets(document: Document) -> Iterator[Finding]:
    used = {rule.wallet for rule in document.earn}
    for key, wallet in document.wallets.items():
        if isinstance(wallet, PointsWallet) and wallet.worth is None:
            yield warning(pointer("wallets", key), "worth_missing", wallet=key)
        if key not in used:
            yield warning(pointer("wallets", key), "wallet_unused", wallet=key)


def _rules(document: Document) -> Iterator[Finding]:
    seen: set[str] = set()
    for i, rule in enumerate(document.earn):
        if rule.id in seen:
            yield error(pointer("earn", i, "id"), "duplicate_id", id=rule.id)
        seen.add(rule.id)
        if rule.wallet not in document.wallets:
            meant = nearest(rule.wallet, document.wallets)
            yield error(pointer("earn", i, "wallet"), "unknown_wallet", wallet=rule.wallet[:40], meant=meant)
        if isinstance(rule, TargetsPart):
            yield from _targets_alone(i, rule)


def _targets_alone(i: int, rule: TargetsPart) -> Iterator[Finding]:
    """A target is paid when its period is over: no receipt's circumstances can multiply or limit it then."""
    if rule.limits is not None:
        yield error(pointer("earn", i, "limits"), "not_for_targets")
    for name in ("branch", "channel", "weekday", "hour", "payment"):
        if rule.multiply is not None and getattr(rule.multiply, name) is not None:
            yield error(pointer("earn", i, "multiply", name), "not_for_targets")


def _decimals(document: Document) -> Iterator[Finding]:
    money = exponent_of(document.currency)
    for i, rule in enumerate(document.earn):
        wallet = document.wallets.get(rule.wallet)
        units = wallet.decimals if isinstance(wallet, PointsWallet) else money
        for path, text, is_money in _amounts(rule):
            places = money if is_money else units
            try:
                parse_decimal(text, places)
            except Refused:
                yield error(pointer("earn", i, *path), "too_many_decimals", given=text, n=places)


def _amounts(rule: EarnPart) -> Iterator[tuple[tuple[object, ...], str, bool]]:
    """Every amount of a rule: its place, its text, and whether it is money (else units of the wallet)."""
    if isinstance(rule, LinearPart | PerAmountPart):
        key, text = ("every", rule.every) if isinstance(rule, LinearPart) else ("amount", rule.amount)
        yield (key,), text, True
        yield ("give",), rule.give, False
    elif isinstance(rule, TargetsPart):
        for n, step in enumerate(rule.steps):
            yield ("steps", n, "reach"), step.reach, True
            yield ("steps", n, "give"), step.give, False
    elif isinstance(rule, RatesPart):
        for n, band in enumerate(rule.bands):
            yield ("bands", n, "from"), band.from_, True
    if rule.when is not None and rule.when.basket_from is not None:
        yield ("when", "basket_from"), rule.when.basket_from, True
    if rule.limits is not None and rule.limits.per_member is not None and rule.limits.per_member.amount is not None:
        yield ("limits", "per_member", "amount"), rule.limits.per_member.amount, False
    if rule.limits is not None and rule.limits.per_receipt is not None:
        yield ("limits", "per_receipt", "amount"), rule.limits.per_receipt.amount, False


def _price(text: str) -> int:
    return parse_decimal(text, PRICE_PLACES)


def _ladders(document: Document) -> Iterator[Finding]:
    for i, rule in enumerate(document.earn):
        if isinstance(rule, TargetsPart):
            starts = [_price(step.reach) for step in rule.steps]
            yield from _rising(("earn", i, "steps"), starts, "reach", "steps")
            gives = [_price(step.give) for step in rule.steps]
            for n in range(1, len(gives)):
                if gives[n] < gives[n - 1]:
                    yield error(pointer("earn", i, "steps", n, "give"), "step_gives_less", n=n + 1)
                elif gives[n] == gives[n - 1]:
                    yield warning(pointer("earn", i, "steps", n, "give"), "step_adds_nothing", n=n + 1)
        elif isinstance(rule, RatesPart):
            starts = [_price(band.from_) for band in rule.bands]
            if starts[0] != 0:
                yield error(pointer("earn", i, "bands", 0, "from"), "band_not_from_zero", given=rule.bands[0].from_)
            yield from _rising(("earn", i, "bands"), starts, "from", "bands")
            if rule.method == "whole":
                yield from _rates_rise(i, rule.bands)


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


def _generosity(document: Document) -> Iterator[Finding]:
    for i, rule in enumerate(document.earn):
        wallet = document.wallets.get(rule.wallet)
        worth = _worth(wallet)
        if worth is None:
            continue
        if isinstance(rule, TargetsPart):
            for n, step in enumerate(rule.steps):
                if _price(step.give) * worth > _price(step.reach) * 10**PRICE_PLACES:
                    yield warning(pointer("earn", i, "steps", n, "give"), "gives_more_than_it_takes")
        elif isinstance(rule, LinearPart | PerAmountPart):
            takes = rule.every if isinstance(rule, LinearPart) else rule.amount
            if _price(rule.give) * worth > _price(takes) * 10**PRICE_PLACES:
                yield warning(pointer("earn", i, "give"), "gives_more_than_it_takes")


def _worth(wallet: object) -> int | None:
    """What one unit of the wallet pays, in 1/10000 of the currency's unit; None where nothing says so."""
    if isinstance(wallet, PointsWallet):
        return None if wallet.worth is None else _price(wallet.worth)
    return None if wallet is None else 10**PRICE_PLACES
