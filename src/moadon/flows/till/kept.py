"""What a sale was judged by and nothing else keeps: with it, its reasons are told in full whenever somebody asks.

A few figures for each live programme lie in the receipt's own row. The tree of reasons itself is never kept: it is made
when it is asked for, so that a commit does not pay for what is hardly ever read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from moadon.engine.rules import NOTHING_YET, Buyer, Progress, ProgressKey, Standing
from moadon.flows.till.judging import Judged, Told

KEY = "judged"
"""Where it lies among the details of a receipt."""


def facts_of(judged: Judged) -> dict[str, object]:
    """By programme: its version, what the member and all together had used, and the member as its rules saw them.

    What is empty is left out, so a sale that nothing counts for keeps the versions alone.
    """
    return {told.code: _facts(told) for told in judged.told}


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


def _rows(standing: Standing) -> str:
    """The rows that are not empty, as one text: a busy till makes thousands a second, and a text costs least."""
    return ";".join(
        [
            f"{rule},{period},{row[0]},{row[1]},{row[2]},{row[3]:d}"
            for (rule, period), row in standing.items()
            if row is not NOTHING_YET
        ]
    )


@dataclass(frozen=True, slots=True)
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


def facts_in(details: Mapping[str, Any]) -> dict[str, Then] | None:
    """What is kept in a receipt's details, by programme; None for a receipt from before anything was."""
    kept = details.get(KEY)
    return None if kept is None else {code: Then(facts["version"], facts) for code, facts in kept.items()}
