"""The KPIs: one definition each, used by pages, API, command and docs.

Titles, explanations and formulas in three languages stand in `words`, under `kpi.<id>.title` and so on.
"""

from dataclasses import dataclass
from typing import Final, Literal, get_args

Unit = Literal["count", "money", "share", "ratio", "days"]
By = Literal["branch", "employee", "month", "segment"]
BYS: Final[tuple[By, ...]] = get_args(By)


@dataclass(frozen=True, slots=True)
class Kpi:
    """`(over - less) / sum of under`, each a measure (see `measures`); without `under` it is a plain count or sum.

    `good` says which direction is good. `by` lists what its rows may be. `behind` names the rows that a reader
    sees who opens the figure: receipts or members, and which (see `reports.behind`).
    """

    id: str
    unit: Unit
    over: str
    under: tuple[str, ...] = ()
    less: str | None = None
    good: Literal["up", "down"] = "up"
    by: tuple[By, ...] = BYS
    behind: str = "receipts"

    @property
    def measures(self) -> tuple[str, ...]:
        """Ids of the measures it is made of."""
        return tuple(name for name in (self.over, self.less, *self.under) if name)


_PLACES: Final[tuple[By, ...]] = ("branch", "employee", "month")
_MONTH: Final[tuple[By, ...]] = ("month",)

KPIS: Final = (
    Kpi("members_total", "count", "enrolled", by=_PLACES, behind="members:enrolled"),
    Kpi("members_new", "count", "joined", by=_PLACES, behind="members:joined"),
    Kpi("members_active", "count", "visiting", behind="members:visiting"),
    Kpi("members_not_visiting", "count", "enrolled", less="visiting_enrolled", good="down", by=_MONTH,
        behind="members:not_visiting"),
    Kpi("members_lapsed", "count", "lapsed", good="down", by=_PLACES, behind="members:lapsed"),
    Kpi("join_rate", "share", "joined", ("joined", "other_receipts"), by=_PLACES, behind="members:joined"),
    Kpi("retention_rate", "share", "came_back", ("started",), by=_PLACES, behind="members:started"),
    Kpi("purchase_frequency", "ratio", "member_receipts", ("visiting",), behind="members:visiting"),
    Kpi("purchase_interval", "days", "gap_days", ("gaps",), good="down", by=_PLACES, behind="members:visiting"),
    Kpi("average_purchase", "money", "member_turnover", ("member_receipts",), behind="receipts:member"),
    Kpi("items_per_purchase", "ratio", "member_items", ("member_receipts",), behind="receipts:member"),
    Kpi("items_per_member", "ratio", "member_items", ("visiting",), behind="members:visiting"),
    Kpi("spend_per_member", "money", "member_turnover", ("visiting",), behind="members:visiting"),
    Kpi("turnover", "money", "turnover", by=_PLACES, behind="receipts:all"),
    Kpi("member_turnover", "money", "member_turnover", behind="receipts:member"),
    Kpi("member_turnover_share", "share", "member_turnover", ("turnover",), by=_PLACES, behind="receipts:member"),
    Kpi("member_receipts_share", "share", "member_receipts", ("receipts",), by=_PLACES, behind="receipts:member"),
    Kpi("redemption_rate", "share", "redeemed", ("awarded",), behind="receipts:redeemed"),
)  # fmt: skip
KPI: Final = {kpi.id: kpi for kpi in KPIS}
"""All KPIs by id, in the order in which they are shown."""
