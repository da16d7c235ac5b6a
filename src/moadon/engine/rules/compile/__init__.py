"""From a document to a programme: text to whole numbers, names to sets, look-alike rules to shared slots. Done once."""

from collections.abc import Mapping
from types import MappingProxyType

from moadon.engine.rules import document as parts
from moadon.engine.rules.base import counting_of
from moadon.engine.rules.basket import Clock
from moadon.engine.rules.compile.circumstances import Slots, limit_of, picker_of
from moadon.engine.rules.compile.margins import floors_of
from moadon.engine.rules.compile.promotions import board_of
from moadon.engine.rules.compile.rules import rule_of
from moadon.engine.rules.compile.texts import text_of
from moadon.engine.rules.compile.tiers import ladders_of, level_names, term_of
from moadon.engine.rules.document import Document
from moadon.engine.rules.limits import Limit
from moadon.engine.rules.programme import Programme, Wallet
from moadon.kernel.money import PRICE_PLACES, exponent_of, parse_decimal

__all__ = ["compile_programme"]


def compile_programme(document: Document, clock: Clock) -> Programme:
    """The programme that `document` (from `parse`) describes, for a club whose days are `clock`'s.

    Raises `Refused` where an amount does not fit its currency or wallet, which `parse` never lets through.
    """
    exponent = exponent_of(document.currency)
    wallets = {key: _wallet(key, part, exponent) for key, part in document.wallets.items()}
    slots = Slots()
    levels = level_names(document)
    ladders = ladders_of(document, wallets, slots, clock)
    rules = tuple(rule_of(part, wallets[part.wallet], document.currency, slots, levels) for part in document.earn)
    return Programme(
        id=document.id,
        currency=document.currency,
        exponent=exponent,
        name=text_of(document.name),
        clock=clock,
        priority=document.priority,
        stop=document.stop,
        wallets=MappingProxyType(wallets),
        rules=rules,
        by_id=MappingProxyType({rule.id: rule for rule in rules}),
        counting=counting_of(
            slots.all,
            picker_of(document.base.exclude),
            tax_included=document.base.tax == "included",
            before_discounts=document.base.discounts == "before",
        ),
        wallet_limits=MappingProxyType(_wallet_limits(document, wallets)),
        board=board_of(document, levels),
        floors=floors_of(document),
        document=document,
        ladders=ladders,
    )


def _wallet_limits(document: Document, wallets: Mapping[str, Wallet]) -> dict[str, Limit]:
    """The limits over all rules of a wallet; a rule cannot have their names, which begin with a star."""
    given = (document.limits.wallets if document.limits is not None else None) or {}
    found = {key: limit_of(f"*{key}", part, wallets[key].places) for key, part in given.items()}
    return {key: limit for key, limit in found.items() if limit is not None}


def _wallet(key: str, part: parts.PointsWallet | parts.CreditWallet, exponent: int) -> Wallet:
    by_level = (part.expires.tiers if part.expires is not None else None) or {}
    worth = part.worth if isinstance(part, parts.PointsWallet) else None
    return Wallet(
        id=key,
        kind=part.kind,
        name=text_of(part.name),
        places=part.decimals if isinstance(part, parts.PointsWallet) else exponent,
        exponent=exponent,
        worth=None if worth is None else parse_decimal(worth, PRICE_PLACES),
        term=term_of(part.expires.after if part.expires is not None else None),
        terms=MappingProxyType({level: term_of(after) for level, after in by_level.items()}),
    )
