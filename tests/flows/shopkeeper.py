"""A club to try things in: one shop, a few members, and a till that speaks like the API does."""

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from moadon.apps.clubs.models import Branch, Club, Employee
from moadon.apps.clubs.queries import info_of
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.ledger.models import Account, Entry
from moadon.apps.programmes.models import Programme, Version
from moadon.flows import till
from moadon.flows.till.reading import read_receipt
from moadon.flows.till.reading_returns import read_return
from moadon.flows.till.types import SaleRef
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from tests.members import member_row

NOON = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
_slugs = itertools.count(1)

CREDIT = "{credit: {kind: credit, expires: {after: {months: 12}}}, points: {kind: points, worth: '0.05'}}"


def document(*earn: str, wallets: str = CREDIT, code: str = "club", currency: str = "ILS") -> str:
    """A programme with these earn rules, each in one line of YAML."""
    rules = "".join(f"\n  - {rule}" for rule in earn)
    return (
        f"format: moadon/programme/1\nid: {code}\nname: {{en: Club, he: מועדון, fa: باشگاه}}\n"
        f"currency: {currency}\nwallets: {wallets}\nearn:{rules}\n"
    )


LINEAR = "{id: base, type: linear, every: '100', give: '10', wallet: credit, basis: accumulated}"
PER_RECEIPT = "{id: each, type: linear, every: '100', give: '10', wallet: credit, basis: receipt}"
MONTHLY = (
    "{id: monthly, type: targets, period: month, wallet: credit, steps: [{reach: '400', give: '40'}, "
    "{reach: '800', give: '100'}, {reach: '1200', give: '180'}, {reach: '1600', give: '280'}]}"
)
POINTS = "{id: points, type: per_amount, amount: '1', give: '1', wallet: points}"


@dataclass
class Shopkeeper:
    """A club with its till. Money is written as people do: "120.00"."""

    club: ClubInfo
    now: datetime = NOON
    actor: Actor = field(default_factory=lambda: Actor("key", 1, "till"))
    numbers: Any = field(default_factory=lambda: itertools.count(1000))

    def publish(self, text: str, *, since: datetime = datetime(2020, 1, 1, tzinfo=UTC)) -> None:
        """Put a programme live, history included."""
        code = next(line.split(": ")[1] for line in text.splitlines() if line.startswith("id: "))
        with club_transaction(self.club.id):
            programme, _ = Programme.objects.get_or_create(club_id=self.club.id, code=code)
            number = Version.objects.filter(programme=programme).count() + 1
            Version.objects.create(
                club_id=self.club.id, programme=programme, number=number, source=text, live_from=since
            )

    def member(self, phone: str = "+972525550142", **more: Any) -> str:
        """A new member; the public id."""
        with club_transaction(self.club.id):
            row = member_row(self.club.id, phone=phone, joined_at=NOON - timedelta(days=900), **more)
        return public_id("mbr", row.pk)

    def basket(self, *prices: str, member: str | None = None, **more: Any) -> dict[str, Any]:
        """A receipt body with one line a price."""
        lines = [
            {"id": str(i + 1), "sku": f"S{i + 1}", "quantity": "1", "unit_price": price}
            for i, price in enumerate(prices)
        ]
        body: dict[str, Any] = {
            "number": str(next(self.numbers)), "at": NOON.isoformat(), "branch": "tlv", "till": "T1", "lines": lines,
        }  # fmt: skip
        return {**body, **({"member": member} if member else {}), **more}

    def post(self, *bodies: Mapping[str, Any], keys: Sequence[str | None] | None = None) -> list[Any]:
        """Commit receipts in one batch; the answers as JSON values, refusals as they are."""
        drafts = [
            read_receipt(body, self.club, key=keys[i] if keys else None, language="en") for i, body in enumerate(bodies)
        ]
        return [_told(o) for o in till.commit(self.club, drafts, self.actor, now=lambda: self.now)]

    def buy(self, *prices: str, member: str | None = None, **more: Any) -> Any:
        """One receipt; its answer or refusal."""
        return self.post(self.basket(*prices, member=member, **more))[0]

    def quote(self, body: Mapping[str, Any]) -> Any:
        """What the till is told before anything is committed."""
        draft = read_receipt(body, self.club, language="en")
        return json.loads(till.quote(self.club, draft, now=lambda: self.now))

    def post_history(self, body: Mapping[str, Any]) -> Any:
        """A receipt out of old books."""
        draft = read_receipt(body, self.club, language="en")._replace(history=True)
        return _told(till.commit(self.club, [draft], self.actor, now=lambda: self.now)[0])

    def bring_back(self, sale: str, lines: Sequence[Mapping[str, str]] | None = None, **more: Any) -> Any:
        """A return of one sale; its answer or refusal."""
        body: dict[str, Any] = {"number": f"R{next(self.numbers)}", "at": NOON.isoformat(), **more}
        if lines is not None:
            body["lines"] = list(lines)
        draft = read_return(body, SaleRef(id=row_id("rcp", sale)), 2, language="en")
        return _told(till.give_back(self.club, [draft], self.actor, now=lambda: self.now)[0])

    def balance(self, member: str, wallet: str = "credit") -> tuple[int, int, int]:
        """What the books say: balance, pending, owed."""
        with club_transaction(self.club.id):
            account = Account.objects.filter(owner=row_id("mbr", member), wallet=wallet).first()
        return (account.balance, account.pending, account.owed) if account else (0, 0, 0)

    def check_books(self) -> None:
        """What must always hold: every transaction balances, accounts and lots are the sums of their entries."""
        with club_transaction(self.club.id):
            sums: dict[Any, int] = {}
            accounts: dict[Any, int] = {}
            for entry in Entry.objects.all():
                sums[entry.transaction_id, entry.wallet] = (
                    sums.get((entry.transaction_id, entry.wallet), 0) + entry.amount
                )
                if entry.account_id:
                    at = (entry.account_id, entry.book)
                    accounts[at] = accounts.get(at, 0) + entry.amount
            assert not any(sums.values()), sums
            for account in Account.objects.all():
                told = (account.balance, account.pending, -account.owed)
                assert told == tuple(accounts.get((account.pk, book), 0) for book in ("balance", "pending", "arrears"))


def _told(outcome: Any) -> Any:
    if isinstance(outcome, Refused):
        return outcome
    return {**json.loads(outcome.answer), "_status": outcome.status, "_replayed": outcome.replayed}


def open_shop(**more: Any) -> Shopkeeper:
    """A new club in Tel Aviv with branches tlv and jfa and employee e1."""
    club = Club.objects.create(
        slug=f"club-{next(_slugs)}",
        name="Club",
        currency="ILS",
        time_zone="Asia/Jerusalem",
        languages=["en", "he", "fa"],
        **more,
    )
    info = info_of(club)
    with club_transaction(info.id):
        branch = Branch.objects.create(club_id=info.id, code="tlv", name="Tel Aviv")
        Branch.objects.create(club_id=info.id, code="jfa", name="Jaffa")
        Employee.objects.create(club_id=info.id, code="e1", name="Dana", branch=branch)
    return Shopkeeper(info)


def branches(tree: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The branches of a reason tree that are rules and promotions, by their ids."""
    found = {}
    for one in tree["within"]:
        if one["kind"] in ("rule", "promotion"):
            found[one["subject"]] = one
        found |= branches(one)
    return found
