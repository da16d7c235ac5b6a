"""Ladders of a document as ladders that run."""

from collections.abc import Mapping
from itertools import chain

from moadon.engine.rules import document as parts
from moadon.engine.rules.basket import Clock
from moadon.engine.rules.compile.circumstances import Slots
from moadon.engine.rules.compile.texts import text_of
from moadon.engine.rules.document import Document
from moadon.engine.rules.document.tiers import CalendarWindow, RollingWindow
from moadon.engine.rules.earn.scheme import Param, Units
from moadon.engine.rules.expiry import Term
from moadon.engine.rules.programme import Wallet
from moadon.engine.rules.tiers.ladder import Demand, Ladder, Level, Measure, Window, named
from moadon.kernel.money import exponent_of, parse_decimal


def ladders_of(document: Document, wallets: Mapping[str, Wallet], slots: Slots, clock: Clock) -> tuple[Ladder, ...]:
    """The ladders of `document`; what they count is gathered in `slots`."""
    return tuple(_ladder(part, document.currency, wallets, slots, clock) for part in document.tiers)


def _ladder(part: parts.LadderPart, currency: str, wallets: Mapping[str, Wallet], slots: Slots, clock: Clock) -> Ladder:
    wallet = wallets[part.wallet] if part.wallet is not None else None
    exponent = exponent_of(currency)
    is_points = wallet is not None and wallet.kind == "points"
    units = Units(currency, exponent, is_points, wallet.places if wallet is not None else exponent)
    return Ladder(
        id=part.id,
        name=text_of(part.name),
        basis=part.basis,
        wallet=part.wallet,
        units=units,
        slot=slots.of(part.items),
        window=_window(part),
        down=part.down,
        grace=part.grace.days if part.grace is not None else 0,
        levels=tuple(_level(level, part.basis, units) for level in part.levels),
        clock=clock,
    )


def _window(part: parts.LadderPart) -> Window:
    window = part.window
    if window is None:
        return Window("ever")
    if isinstance(window, CalendarWindow):
        return Window("calendar", window.period)
    if isinstance(window, RollingWindow):
        return Window("rolling", "month", window.months)
    return Window("membership_year", "year")


def _level(part: parts.LevelPart, basis: str, units: Units) -> Level:
    return Level(
        id=part.id,
        name=text_of(part.name),
        asks=None if part.from_ is None else tuple(_asked(part, basis, units)),
        fee=part.fee.sku if part.fee is not None else None,
        term=term_of(part.fee.lasts if part.fee is not None else None),
    )


def _asked(part: parts.LevelPart, basis: str, units: Units) -> list[Demand]:
    """What a level asks for, its basis first; what asks for nothing is left out."""
    found = [_least(basis, part.from_ or "0", units)] if basis != "paid" else []
    if part.also is not None:
        given = ((key, getattr(part.also, key)) for key in ("spend", "points", "visits", "tenure"))
        found += [_least(key, str(least), units) for key, least in given if least is not None]
    return [one for one in found if one.least]


def _least(measure: str, text: str, units: Units) -> Demand:
    places = {"spend": units.exponent, "points": units.places}.get(measure, 0)
    return Demand(_MEASURES[measure], parse_decimal(text, places))


_MEASURES: dict[str, Measure] = {"spend": "spend", "points": "points", "visits": "visits", "tenure": "tenure"}


def term_of(after: parts.After | None) -> Term:
    """How long something is good; for ever where nothing says so."""
    return Term() if after is None else Term(months=after.months or 0, days=after.days or 0)


def level_names(document: Document) -> dict[str, Param]:
    """What each level of the document is called, as parameters of messages."""
    levels = chain.from_iterable(ladder.levels for ladder in document.tiers)
    return {level.id: named(level.id, text_of(level.name)) for level in levels}
