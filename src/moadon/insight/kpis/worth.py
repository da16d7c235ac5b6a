"""What points and credit are worth, by the programme version that gave them."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from moadon.engine import rules
from moadon.insight.kpis.measures import MILLION
from moadon.insight.lake import Lake
from moadon.kernel.money import PRICE_PLACES, round_half_up

_CLOCK = rules.Clock("UTC")
# What is only announced yet comes first, so that what has begun is the last word, as at the till.
_VERSIONS = "select programme, version, source from versions order by live_from <= $now, live_from, version"


def worths_sql(lake: Lake) -> str:
    """SQL of a table `(programme, version, wallet, worth)`: millionths of a minor unit that one unit of a wallet pays.

    Rows with a NULL programme hold for value that no version gave: the wallet by the newest version that has begun.
    """
    rows: list[tuple[str | None, int | None, str, int]] = []
    latest: dict[str, int] = {}
    for programme, version, source in lake.ask(_VERSIONS, {"now": lake.as_of}):
        worths = _worths(source)
        rows += [(programme, version, wallet, worth) for wallet, worth in worths.items()]
        latest.update(worths)
    latest.update(dict.fromkeys(rules.RESERVED, MILLION))
    rows += [(None, None, wallet, worth) for wallet, worth in latest.items()]
    return _values(rows)


def _values(rows: Iterable[tuple[str | None, int | None, str, int]]) -> str:
    listed = ", ".join(
        f"({text(programme)}, {version or 'null'}::int, {text(wallet)}, {worth}::bigint)"
        for programme, version, wallet, worth in rows
    )
    return f"select * from (values {listed}) as w(programme, version, wallet, worth)"


def text(value: str | None) -> str:
    """A text as SQL writes it."""
    return "null::varchar" if value is None else "'" + value.replace("'", "''") + "'"


@lru_cache(maxsize=256)
def _worths(source: str) -> Mapping[str, int]:
    programme = rules.compile_programme(rules.parse(source, languages=()), _CLOCK)
    return {wallet.id: _worth(wallet) for wallet in programme.wallets.values()}


def _worth(wallet: rules.Wallet) -> int:
    if wallet.kind != "points":
        return MILLION
    minor: int = 10**wallet.exponent
    return round_half_up((wallet.worth or 0) * minor * MILLION, 10 ** (wallet.places + PRICE_PLACES))
