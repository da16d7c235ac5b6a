"""A ladder ready to run: its levels from the lowest up, what they ask, and the rows of progress that it counts in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from moadon.engine.rules.basket import Clock
from moadon.engine.rules.earn.scheme import Param, Units
from moadon.engine.rules.expiry import Term
from moadon.kernel.calendars import PeriodKind

Measure = Literal["spend", "points", "visits", "tenure"]
TIER_MARK = "#tier."
"""Before a ladder's id, it names the progress that the ladder counts by. No rule's id begins so."""
NONE = -1
"""The rank of no level."""


class Sums(NamedTuple):
    """What was done in a window: minor units spent, units earned, receipts that count; `tenure`: months."""

    spend: int = 0
    points: int = 0
    visits: int = 0
    tenure: int = 0


class Demand(NamedTuple):
    """At least so much of a measure."""

    measure: Measure
    least: int


@dataclass(frozen=True, eq=False)
class Window:
    """Over which time sums are taken: a `calendar` period, the last `months` (`rolling`), years since joining
    (`membership_year`), or all time (`ever`)."""

    kind: Literal["calendar", "rolling", "membership_year", "ever"]
    period: PeriodKind = "ever"
    months: int = 0


@dataclass(frozen=True, eq=False)
class Level:
    """One level. `asks` None: it is only bought. `fee`: the sku that buys it, for `term` from the receipt's day."""

    id: str
    name: Mapping[str, str]
    asks: tuple[Demand, ...] | None
    fee: str | None
    term: Term

    @property
    def told(self) -> Param:
        """Its name as a parameter of messages, its id where it has none."""
        return named(self.id, self.name)


def named(code: str, name: Mapping[str, str]) -> Param:
    """The `name` of something as a parameter of messages; `code` in a language that has none."""
    return ("text", {language: name.get(language, code) for language in ("en", "he", "fa")})


@dataclass(frozen=True, eq=False)
class Ladder:
    """`levels` from the lowest up. `slot` is where the money that counts is found among the programme's bases, `wallet`
    the one whose units `points` counts, `grace` days. `clock`: whose days count."""

    id: str
    name: Mapping[str, str]
    basis: Measure | Literal["paid"]
    wallet: str | None
    units: Units
    slot: int
    window: Window
    down: Literal["one_step", "recomputed", "never"]
    grace: int
    levels: tuple[Level, ...]
    clock: Clock
    measures: frozenset[Measure] = field(init=False)
    """What its levels ask for."""
    rules: tuple[str, ...] = field(init=False)
    """Every row it counts by, without those of fees."""
    fees: tuple[tuple[int, Level], ...] = field(init=False)
    """Levels that can be bought, with their rank."""

    def __post_init__(self) -> None:
        """Work out once what is asked for again and again."""
        object.__setattr__(
            self, "measures", frozenset(one.measure for level in self.levels for one in level.asks or ())
        )
        object.__setattr__(
            self, "rules", tuple(sorted({self.rule_for(measure) for measure in self.measures - {"tenure"}}))
        )
        object.__setattr__(
            self, "fees", tuple((rank, level) for rank, level in enumerate(self.levels) if level.fee is not None)
        )

    @property
    def rule(self) -> str:
        """The row of the basis; its times are the receipts that count."""
        return TIER_MARK + self.id

    def rule_for(self, measure: Measure) -> str:
        """The row whose base is the sum of `measure`: the ladder's own for its basis."""
        return self.rule if measure in (self.basis, "visits") else f"{self.rule}#{measure}"

    def rule_of_fee(self, level: Level) -> str:
        """The row of the days on which `level` was bought."""
        return f"{self.rule}.{level.id}"

    @property
    def is_rolling(self) -> bool:
        """Whether it sums up the last so many months, day by day."""
        return self.window.kind == "rolling"

    def rank(self, level: str | None) -> int:
        """The place of a level by its id, 0 the lowest; `NONE` for none or one that is not here."""
        return next((rank for rank, one in enumerate(self.levels) if one.id == level), NONE)

    def level(self, rank: int) -> Level | None:
        """The level of a rank."""
        return self.levels[rank] if 0 <= rank < len(self.levels) else None


def reached(ladder: Ladder, sums: Sums) -> int:
    """The rank of the highest level whose every demand `sums` meets; `NONE` where there is none."""
    for rank in range(len(ladder.levels) - 1, -1, -1):
        asks = ladder.levels[rank].asks
        if asks is not None and all(getattr(sums, one.measure) >= one.least for one in asks):
            return rank
    return NONE
