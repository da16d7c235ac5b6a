"""Which units come back, as they were typed on the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from moadon.apps.receipts.models import Receipt
from moadon.flows.till.types import ReturnDraft, ReturnLine, SaleRef
from moadon.interfaces.office.parts.refusals import words_of
from moadon.interfaces.office.receipts.goods import Item
from moadon.kernel.money import QUANTITY_PLACES, parse_decimal, trim_decimal
from moadon.kernel.refusals import Refused, RefusedMany

LONGEST = 64
OLDEST = timedelta(hours=12)
"""How long a page may stand open before a return is dated anew."""


@dataclass(slots=True)
class Picked:
    """What was typed: the number of the return, its moment, and units by the line's own id; and what was refused."""

    receipt: Receipt
    number: str
    at: datetime
    typed: Mapping[str, str]
    lines: list[ReturnLine] = field(default_factory=list)
    refused: dict[str, SafeString] = field(default_factory=dict)

    @property
    def moment(self) -> str:
        """The moment as the page carries it, so that the same return sent twice is one."""
        return self.at.isoformat()

    def draft(self, branch: str | None) -> ReturnDraft:
        """The return to be booked. `branch` is where the goods were brought, if it is another than the sale's."""
        return ReturnDraft(SaleRef(id=self.receipt.pk), self.number, self.at, tuple(self.lines), branch=branch)

    def refuse(self, refused: Refused) -> None:
        """Keep a refusal beside the line it is about; what is about no line stands over all."""
        for one in refused.refusals if isinstance(refused, RefusedMany) else (refused,):
            parts = (one.field or "").split(".")
            line = self.lines[int(parts[1])].line if parts[0] == "lines" and len(parts) > 1 else parts[0]
            self.refused.setdefault(line if line == "number" or line in self.typed else "", words_of(one))


def read_picked(
    query: Mapping[str, str], receipt: Receipt, items: Sequence[Item], returns: int, now: datetime
) -> Picked:
    """What was typed, with every fault beside its line. Nothing typed yet: an empty return with a free number."""
    typed = {item.line.key: query.get(f"back.{item.line.key}", "").strip() for item in items}
    number = query.get("number", f"R-{receipt.number}" + (f"-{returns + 1}" if returns else "")).strip()[:LONGEST]
    picked = Picked(receipt, number, _moment(query.get("at", ""), receipt, now), typed)
    if not number:
        picked.refused["number"] = SafeString(_("Give the return a number of its own."))
    for key, text in typed.items():
        if text:
            _read_line(picked, key, text)
    return picked


def _read_line(picked: Picked, key: str, text: str) -> None:
    try:
        quantity = parse_decimal(text, QUANTITY_PLACES)
    except Refused as refused:
        picked.refused[key] = words_of(refused)
        return
    if quantity < 0:
        picked.refused[key] = words_of(Refused("not_above_zero"))
    elif quantity:
        picked.lines.append(ReturnLine(key, quantity))


def _moment(text: str, receipt: Receipt, now: datetime) -> datetime:
    """The moment that the page carries, if it is a likely one; else now."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return now
    likely = moment.tzinfo is not None and now - OLDEST <= moment <= now and moment >= receipt.at
    return moment if likely else now


def all_left(items: Sequence[Item]) -> dict[str, str]:
    """Every unit that can still come back, as one would type it."""
    return {f"back.{item.line.key}": trim_decimal(item.left, QUANTITY_PLACES) for item in items if item.left}
