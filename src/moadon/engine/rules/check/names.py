"""Names: every text in every language, every id once, and nothing named that is not there."""

from collections.abc import Iterator, Sequence
from typing import Any

from moadon.engine.rules.document import Document, PointsDiscountGet, PointsPriceGet, PointsWallet, Text
from moadon.engine.rules.findings import Finding, error, nearest, pointer, warning
from moadon.engine.rules.reserved import RESERVED


def wrong_texts(document: Document, languages: Sequence[str]) -> Iterator[Finding]:
    """Texts that are missing in one of the club's languages."""
    texts: list[tuple[str, Text | None]] = [("/name", document.name)]
    texts += [(pointer("wallets", key, "name"), wallet.name) for key, wallet in document.wallets.items()]
    for section in ("earn", "tiers", "groups", "promotions"):
        texts += [(pointer(section, i, "name"), part.name) for i, part in enumerate(getattr(document, section))]
    for i, ladder in enumerate(document.tiers):
        texts += [(pointer("tiers", i, "levels", n, "name"), level.name) for n, level in enumerate(ladder.levels)]
    for where, text in texts:
        for language in languages:
            if text is not None and not (getattr(text, language) or "").strip():
                yield error(f"{where}/{language}", "missing_language", language=language)


def wrong_names(document: Document) -> Iterator[Finding]:
    """Ids that come twice, and wallets, groups, levels and promotions that are named and not there."""
    yield from _wallets(document)
    yield from _twice(document)
    groups = {group.id for group in document.groups}
    promotions = {promotion.id for promotion in document.promotions}
    for i, promotion in enumerate(document.promotions):
        if promotion.group is not None and promotion.group not in groups:
            yield _unknown(pointer("promotions", i, "group"), "group", promotion.group, groups)
        for n, other in enumerate(promotion.not_with or ()):
            if other not in promotions:
                yield _unknown(pointer("promotions", i, "not_with", n), "promotion", other, promotions)
    levels = {level.id for ladder in document.tiers for level in ladder.levels}
    for where, level in _levels_named(document):
        if level not in levels:
            yield _unknown(where, "level", level, levels)


def _unknown(where: str, kind: str, given: str, known: Sequence[str] | set[str]) -> Finding:
    return error(where, f"unknown_{kind}", given=given[:40], meant=nearest(given, sorted(known)))


def _wallets(document: Document) -> Iterator[Finding]:
    for code in RESERVED:
        if code in document.wallets:
            yield error(pointer("wallets", code), "reserved_wallet", wallet=code)
    named: list[tuple[str, str | None]] = [
        (pointer("earn", i, "wallet"), rule.wallet) for i, rule in enumerate(document.earn)
    ]
    named += [(pointer("tiers", i, "wallet"), ladder.wallet) for i, ladder in enumerate(document.tiers)]
    for i, promotion in enumerate(document.promotions):
        if isinstance(promotion.get, PointsPriceGet | PointsDiscountGet):
            named.append((pointer("promotions", i, "get", "wallet"), promotion.get.wallet))
    limited = document.limits.wallets if document.limits is not None else None
    named += [(pointer("limits", "wallets", key), key) for key in limited or ()]
    for where, wallet in named:
        if wallet is not None and wallet not in document.wallets:
            meant = nearest(wallet, document.wallets)
            yield error(where, "unknown_wallet", wallet=wallet[:40], meant=meant)
    used = {rule.wallet for rule in document.earn}
    for key, part in document.wallets.items():
        if isinstance(part, PointsWallet) and part.worth is None:
            yield warning(pointer("wallets", key), "worth_missing", wallet=key)
        if key not in used:
            yield warning(pointer("wallets", key), "wallet_unused", wallet=key)


def _twice(document: Document) -> Iterator[Finding]:
    """Rules and promotions share one space of ids: what a receipt got is told by id."""
    seen: set[str] = set()
    for section in ("earn", "promotions"):
        yield from _again(section, getattr(document, section), seen)
    yield from _again("groups", document.groups, set())
    yield from _again("tiers", document.tiers, set())
    levels: set[str] = set()
    for i, ladder in enumerate(document.tiers):
        for n, level in enumerate(ladder.levels):
            if level.id in levels:
                yield error(pointer("tiers", i, "levels", n, "id"), "duplicate_id", id=level.id)
            levels.add(level.id)


def _again(section: str, parts: Sequence[Any], seen: set[str]) -> Iterator[Finding]:
    for i, part in enumerate(parts):
        if part.id in seen:
            yield error(pointer(section, i, "id"), "duplicate_id", id=part.id)
        seen.add(part.id)


def _levels_named(document: Document) -> Iterator[tuple[str, str]]:
    for section in ("earn", "promotions"):
        for i, part in enumerate(getattr(document, section)):
            for n, level in enumerate((part.for_.tier if part.for_ is not None else None) or ()):
                yield pointer(section, i, "for", "tier", n), level
    for i, rule in enumerate(document.earn):
        for level in (rule.multiply.tier if rule.multiply is not None else None) or ():
            yield pointer("earn", i, "multiply", "tier", level), level
    for key, wallet in document.wallets.items():
        for level in (wallet.expires.tiers if wallet.expires is not None else None) or ():
            yield pointer("wallets", key, "expires", "tiers", level), level
