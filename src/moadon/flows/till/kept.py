"""What a sale was judged by and nothing else keeps: with it, its reasons are told in full whenever somebody asks.

A few figures for each live programme lie in the receipt's own row. The tree of reasons itself is never kept: it is made
when it is asked for, so that a commit does not pay for what is hardly ever read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from moadon.apps.receipts.models import Receipt
from moadon.apps.rewards import queries as rewards
from moadon.apps.rewards.models import Earning
from moadon.apps.rewards.types import EarnedBy
from moadon.engine.rules import (
    NO_PERIOD,
    NOTHING_YET,
    PRICE,
    TIER_MARK,
    Buyer,
    Progress,
    ProgressKey,
    Standing,
)
from moadon.flows.till.earned import is_counted
from moadon.flows.till.judging import Judged, Told

Kept = Mapping[str, Any]
"""What a receipt's row holds of it; empty where nothing was judged, or before anything was kept."""
BY = "by"
"""By programme: its version, what the member and all together had used, and the member as its rules saw them. What is
empty is left out, so a sale that nothing counts for keeps the versions alone."""
GIVEN = "given"
"""What promotions took off and no limit counts, by programme. No sum is ever made of it, so it is no row among the
earnings: a basket has many of them, and they would be most of what a club's books hold."""
PROMOTED = "promoted"
"""Where the details of a receipt name the programmes that have something there: what is packed cannot be searched."""


def kept_of(judged: Judged) -> dict[str, dict[str, object]]:
    """What the row of a sale is to hold; empty where no programme was asked."""
    found: dict[str, dict[str, object]] = {}
    if judged.told:
        found[BY] = {told.code: _facts(told) for told in judged.told}
    if given := _given_of(judged):
        found[GIVEN] = given
    return found


def _facts(told: Told) -> dict[str, object]:
    facts: dict[str, object] = {"version": told.version}
    asked = told.asked
    if asked.shared and (rows := _rows(asked.shared)):
        facts["shared"] = rows
    buyer = asked.buyer
    if buyer is None:
        return facts
    if rows := _rows(buyer.standing):
        facts["rows"] = rows
    if buyer.balances:
        facts["balances"] = dict(buyer.balances)
    if buyer.first_purchase:
        facts["first"] = True
    looks_at = told.programme.looks_at
    if buyer.birth is not None and "birth" in looks_at:
        facts["birth"] = buyer.birth.isoformat()
    if buyer.joined is not None and "joined" in looks_at:
        facts["joined"] = buyer.joined.isoformat()
    return facts


def _given_of(judged: Judged) -> dict[str, object]:
    """By programme: version, promotion, base, amount and the two parts of the reason, for each that no limit counts."""
    given: dict[str, object] = {}
    for told in judged.told:
        some: list[object] = [
            (told.version, one.rule, one.base, one.amount, one.why.key, one.why.params)
            for one in told.evaluation.promotions
            if not is_counted(one)
        ]
        if some:
            given[told.code] = some
    return given


def _rows(standing: Standing) -> str:
    """The rows that are not empty, as one text: a busy till makes thousands a second, and a text costs least."""
    return ";".join(
        [
            f"{rule},{period},{row.base},{row.awarded},{row.times},{row.settled:d}"
            for (rule, period), row in standing.items()
            if row is not NOTHING_YET
        ]
    )


@dataclass(frozen=True)
class Then:
    """What one programme was asked with when the sale was judged."""

    version: int
    facts: Mapping[str, Any]

    @property
    def shared(self) -> Standing:
        """What all members together had got."""
        return _standing(self.facts.get("shared"))

    def buyer(self, public: str, levels: Mapping[str, str], segments: frozenset[str]) -> Buyer:
        """The member as the rules saw them; `levels` and `segments` are kept beside, for returns too."""
        birth, joined = self.facts.get("birth"), self.facts.get("joined")
        return Buyer(
            _standing(self.facts.get("rows")),
            id=public,
            levels=levels,
            segments=segments,
            birth=date.fromisoformat(birth) if birth else None,
            joined=date.fromisoformat(joined) if joined else None,
            first_purchase=bool(self.facts.get("first")),
            balances=self.facts.get("balances") or {},
        )


def _standing(rows: str | None) -> Standing:
    found: dict[ProgressKey, Progress] = {}
    for row in rows.split(";") if rows else ():
        # No id and no period has a comma or a semicolon in it.
        rule, period, base, awarded, times, settled = row.split(",")
        found[rule, period] = Progress(int(base), int(awarded), int(times), settled == "1")
    return found


class PromotionGiven(NamedTuple):
    """What a promotion that no limit counts took off a sale, with the names of an `Earning`."""

    programme: str
    version: int
    rule: str
    base: int
    amount: int
    why: list[object]
    wallet: str = PRICE


def promotions_in(kept: Kept) -> list[PromotionGiven]:
    """Those that a receipt keeps."""
    return [
        PromotionGiven(code, version, rule, base, amount, why)
        for code, some in kept.get(GIVEN, {}).items()
        for version, rule, base, amount, *why in some
    ]


def earned_at_once(receipt: Receipt) -> list[PromotionGiven | Earning]:
    """What a sale gave when it was made, promotions too; what ladders count is no gain by itself. One statement."""
    rows = rewards.earnings_of_sale(receipt.pk).filter(receipt=receipt.pk)
    return [*promotions_in(receipt.judged), *(row for row in rows if not row.rule.startswith(TIER_MARK))]


def earned_in_all(kept: Kept, rows: Sequence[EarnedBy]) -> list[EarnedBy]:
    """What a sale stands at by each rule; of promotions that no limit counts, what they gave when it was made.

    `rows` are the sums of its earnings, returns taken off.
    """
    given = promotions_in(kept)
    return [*(EarnedBy(*one[:3], NO_PERIOD, PRICE, one.base, one.amount, 1) for one in given), *rows]


def facts_in(kept: Kept) -> dict[str, Then] | None:
    """What a sale was judged by, by programme; None for a receipt from before anything was kept."""
    by = kept.get(BY)
    return None if by is None else {code: Then(facts["version"], facts) for code, facts in by.items()}
