"""What does not go together in a ladder, and levels out of order."""

from collections.abc import Iterator

from moadon.engine.rules.check.ladders import price_of
from moadon.engine.rules.document import Document, LadderPart, LevelPart, PointsWallet
from moadon.engine.rules.findings import Finding, error, pointer, warning
from moadon.kernel.money import exponent_of, parse_decimal
from moadon.kernel.refusals import Refused


def wrong_tiers(document: Document) -> Iterator[Finding]:
    """Errors and warnings of each ladder."""
    for i, ladder in enumerate(document.tiers):
        if ladder.wallet is None and (ladder.basis == "points" or _asks(ladder, "points")):
            yield error(pointer("tiers", i, "wallet"), "ladder_needs_wallet")
        yield from _decimals(document, i, ladder)
        yield from _rising(i, ladder)
        if ladder.basis == "paid":
            yield from _paid(i, ladder)
        yield from _floor(i, ladder)
        yield from _window(i, ladder)


def _asks(ladder: LadderPart, *keys: str) -> bool:
    return any(level.also and getattr(level.also, key) is not None for level in ladder.levels for key in keys)


def _rising(i: int, ladder: LadderPart) -> Iterator[Finding]:
    """Each level asks more of the basis than the one below, or as much of it and more besides."""
    before: tuple[int, LevelPart] | None = None
    for n, level in enumerate(ladder.levels):
        if level.from_ is None:
            continue
        if before is not None:
            least, below = price_of(level.from_), price_of(before[1].from_ or "0")
            if least < below:
                yield error(pointer("tiers", i, "levels", n, "from"), "levels_unordered", n=n + 1)
            elif least == below and level.also == before[1].also:
                yield error(pointer("tiers", i, "levels", n, "from"), "levels_equal", n=n + 1, before=before[0] + 1)
        before = (n, level)


def _paid(i: int, ladder: LadderPart) -> Iterator[Finding]:
    for n, level in enumerate(ladder.levels):
        if level.from_ is not None and (n or price_of(level.from_)):
            yield error(pointer("tiers", i, "levels", n, "from"), "level_from_not_paid")
        if level.fee is None and (n or level.from_ is None):
            yield error(pointer("tiers", i, "levels", n, "fee"), "level_needs_fee")


def _floor(i: int, ladder: LadderPart) -> Iterator[Finding]:
    lowest = ladder.levels[0]
    # Where the lowest level is bought, who buys none is meant to hold none.
    if lowest.from_ is not None and (price_of(lowest.from_) or lowest.also is not None):
        yield warning(pointer("tiers", i, "levels", 0), "levels_no_floor", level=lowest.id)


def _window(i: int, ladder: LadderPart) -> Iterator[Finding]:
    sums = ladder.basis in ("spend", "points", "visits") or _asks(ladder, "spend", "points", "visits")
    if ladder.window is not None and not sums:
        yield error(pointer("tiers", i, "window"), "window_without_sums")
    if ladder.grace is not None and (ladder.window is None or ladder.down == "never"):
        yield warning(pointer("tiers", i, "grace"), "grace_without_window")


def _decimals(document: Document, i: int, ladder: LadderPart) -> Iterator[Finding]:
    """Amounts that cannot be counted in whole units: money, units of the wallet, visits or months."""
    held = document.wallets.get(ladder.wallet or "")
    money = exponent_of(document.currency)
    places = {"spend": money, "points": held.decimals if isinstance(held, PointsWallet) else money}
    for n, level in enumerate(ladder.levels):
        also = level.also
        given: list[tuple[tuple[str, ...], str, str | None]] = [(("from",), ladder.basis, level.from_)]
        given += [(("also", key), key, getattr(also, key)) for key in ("spend", "points") if also is not None]
        for path, measure, text in given:
            if text is not None and not _fits(text, places.get(measure, 0)):
                where = pointer("tiers", i, "levels", n, *path)
                yield error(where, "too_many_decimals", given=text, n=places.get(measure, 0))


def _fits(text: str, places: int) -> bool:
    try:
        parse_decimal(text, places)
    except Refused:
        return False
    return True
