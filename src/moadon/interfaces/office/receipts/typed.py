"""A receipt as somebody types it: head, lines, what is to be spent; and where each refusal belongs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString

from moadon.apps.catalogue.models import Product
from moadon.apps.clubs.types import ClubInfo
from moadon.flows.till.reading import read_receipt
from moadon.flows.till.types import ReceiptDraft
from moadon.interfaces.office.parts.refusals import words_of
from moadon.interfaces.office.receipts.bearing import Bearers
from moadon.kernel.money import PRICE_PLACES, trim_decimal
from moadon.kernel.refusals import Refused, RefusedMany

FEWEST_ROWS = 3
MOST_ROWS = 100
FIELDS = ("sku", "name", "quantity", "unit_price", "discount")


@dataclass(slots=True)
class Row:
    """One line as typed. `known` is the product of its sku, whose price and name stand in for what is left empty."""

    number: int
    texts: dict[str, str]
    refused: dict[str, SafeString] = field(default_factory=dict)
    known: Product | None = None

    @property
    def used(self) -> bool:
        """Whether anything was typed in it."""
        return any(self.texts.values())

    @property
    def price(self) -> str:
        """The product's own price, for a field that is left empty."""
        known = self.known.unit_price if self.known else None
        return trim_decimal(known, PRICE_PLACES) if known is not None else ""

    def told(self) -> dict[str, object]:
        """The line as a till would send it."""
        given = {name: text for name, text in self.texts.items() if text}
        return {
            "id": str(self.number),
            "sku": given.get("sku") or given.get("name", ""),
            "quantity": given.get("quantity", "1"),
            "unit_price": given.get("unit_price") or self.price or None,
            "discount": given.get("discount"),
            "name": given.get("name") or (self.known.name if self.known else None) or None,
        }


@dataclass(slots=True)
class Typed:
    """The whole receipt as typed. `head` is what its form holds, cleaned; `redeem` units by wallet, as texts;
    `proof`: what the member showed; `bearers`: gift cards that pay; `caller`: by whom their codes are named."""

    rows: list[Row]
    redeem: dict[str, str]
    redeem_refused: dict[str, SafeString] = field(default_factory=dict)
    refused: dict[str, list[SafeString]] = field(default_factory=dict)
    proof: str = ""
    bearers: Bearers = field(default_factory=lambda: Bearers([]))
    caller: str = ""

    @property
    def used(self) -> list[Row]:
        """The lines in which something was typed."""
        return [row for row in self.rows if row.used]

    @property
    def faulty(self) -> bool:
        """Whether anything was refused."""
        return bool(self.refused or self.redeem_refused or any(row.refused for row in self.rows))

    @property
    def payers(self) -> list[str]:
        """The wallets and cards that pay something, in the order in which the draft has them."""
        own = [code for code, text in self.redeem.items() if text]
        return own + [one.name for one in self.bearers.paying]

    def draft(self, club: ClubInfo, head: Mapping[str, object], at: datetime) -> ReceiptDraft:
        """The receipt to be committed. Raises RefusedMany that names what cannot be read."""
        body: dict[str, Any] = {**head, "at": at, "lines": [row.told() for row in self.used]}
        proof = {"proof": self.proof} if self.proof else {}
        body["redeem"] = [{"wallet": wallet, "amount": text, **proof} for wallet, text in self.redeem.items() if text]
        body["redeem"] = [*body["redeem"], *(one.told() for one in self.bearers.paying)]
        return read_receipt(body, club)._replace(caller=self.caller)

    def refuse(self, refused: Refused) -> None:
        """Keep each refusal beside the field it is about; what is about the head or about nothing is kept by name."""
        for one in refused.refusals if isinstance(refused, RefusedMany) else (refused,):
            parts = (one.field or "").split(".")
            if len(parts) == 3 and parts[0] == "lines":
                self.used[int(parts[1])].refused.setdefault(parts[2], words_of(one))
            elif len(parts) == 3 and parts[0] == "redeem":
                self.redeem_refused.setdefault(self.payers[int(parts[1])], words_of(one))
            else:
                self.refused.setdefault(parts[0], []).append(words_of(one))


def read_typed(query: Mapping[str, str], wallets: Sequence[str], more: int = 0) -> Typed:
    """What was typed into the rows and the wallets' fields; always a few rows to type in."""
    count = 0
    while count < MOST_ROWS and any(f"line.{count + 1}.{name}" in query for name in FIELDS):
        count += 1
    rows = [
        Row(i, {name: _text(query, f"line.{i}.{name}") for name in FIELDS})
        for i in range(1, min(MOST_ROWS, max(count + more, FEWEST_ROWS)) + 1)
    ]
    return Typed(rows, {code: _text(query, f"redeem.{code}") for code in wallets}, proof=_text(query, "proof")[:200])


def _text(query: Mapping[str, str], name: str) -> str:
    """What was typed, without its edges and the zero bytes that no database takes."""
    return query.get(name, "").replace("\0", "").strip()
