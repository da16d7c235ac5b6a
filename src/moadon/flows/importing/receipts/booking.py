"""A window of the file's receipts goes through the till: sales first, then what came back of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from moadon.apps.catalogue import actions as catalogue_writes
from moadon.apps.catalogue import queries as catalogue
from moadon.apps.clubs import actions as club_writes
from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.types import Actor, ClubInfo, Shop
from moadon.apps.imports.types import Counts
from moadon.flows import till
from moadon.flows.importing.receipts.bundles import Bundle, Window
from moadon.flows.importing.receipts.matching import Matched, Origin, Part, match_returns, member_row, numbered
from moadon.flows.importing.receipts.people import Found, Named, People
from moadon.flows.till.loose import give_back_loose
from moadon.flows.till.scene import unknown_product
from moadon.flows.till.types import Committed, Parked, ReceiptDraft, ReturnDraft, SaleRef
from moadon.kernel.refusals import Refused, RefusedMany
from moadon.store import club_transaction

Outcome = Committed | Parked | Refused


@dataclass(slots=True)
class Booked:
    """What became of a window: rows counted, rows refused with why, and how many receipts of each kind are new."""

    counts: Counts = field(default_factory=Counts)
    refused: list[tuple[int, Refused]] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)
    found: Found = field(default_factory=dict)

    def refuse(self, rows: Sequence[int], refused: Refused) -> None:
        """Note that these rows of one receipt were not taken."""
        self.refused += [(row, _of_row(refused, i)) for i, row in enumerate(rows)]
        self.counts += Counts(rejected=len(rows))

    def tell(self, rows: Sequence[int], outcome: Outcome, kind: str) -> None:
        """Note what the till said of a receipt of so many rows."""
        if isinstance(outcome, Refused):
            self.refuse(rows, outcome)
        elif outcome.replayed:
            self.counts += Counts(same=len(rows))
        else:
            self.counts += Counts(taken=len(rows))
            self.tally[kind] += 1


class Desk:
    """Books windows of one import, inside transactions of its club."""

    def __init__(self, club: ClubInfo, actor: Actor, *, create_members: bool) -> None:
        self._club, self._actor = club, actor
        self.people = People(club, create=create_members)
        self._strangers_join = create_members
        self._listed: set[str] = set()

    def list_products(self, window: Window) -> None:
        """List what the receipts of a window are first to name, in a transaction of its own.

        In the window's, whoever names the same new product at that moment would wait until all of it is booked. No
        statement where everything was listed before.
        """
        lines = {line.sku: line for bundle in window.bundles for line in bundle.lines if line.sku not in self._listed}
        if not lines or self._club.settings.unknown_sku == "refuse":
            return
        with club_transaction(self._club.id):
            listed = set(catalogue.products_by_sku(lines))
            if len(listed) < len(lines):
                booked = Booked()
                shop = self._shop(window.bundles)
                named = None if self._strangers_join else self.people.find(window.bundles, shop)
                known = [bundle for bundle in window.bundles if _is_known(bundle, shop, named, booked)]
                fresh = {line.sku: line for bundle in known for line in bundle.lines if line.sku not in listed}
                listed |= catalogue_writes.take_unknown(
                    self._club.id, [unknown_product(line) for line in fresh.values()]
                ).keys()
        self._listed |= listed

    def book(self, window: Window) -> Booked:
        """Write the receipts of a window; the caller commits, or calls again after a rollback."""
        booked = Booked(Counts(read=window.rows, rejected=len(window.refused)), list(window.refused))
        shop = self._shop(window.bundles)
        named = self.people.find(window.bundles, shop)
        booked.found, booked.tally["members"] = named.found, named.joined
        known = [bundle for bundle in window.bundles if _is_known(bundle, shop, named, booked)]
        self._sell([bundle for bundle in known if not bundle.returned], booked)
        self._take_back([bundle for bundle in known if bundle.returned], shop, booked)
        return booked

    def _shop(self, bundles: Sequence[Bundle]) -> Shop:
        """What the receipts' codes stand for; a till that comes back with goods is made like one that sells."""
        returned = {(b.branch, b.till) for b in bundles if b.till and b.returned}
        shop = clubs.shop_by_codes(
            {b.branch for b in bundles if b.branch}, returned, {b.employee for b in bundles if b.employee}
        )
        missing = returned - shop.tills.keys()
        if not missing:
            return shop
        made = club_writes.make_tills(self._club.id, shop, missing)
        return Shop(shop.branches, shop.employees, {**shop.tills, **made})

    def _sell(self, bundles: Sequence[Bundle], booked: Booked) -> None:
        if bundles:
            drafts = [_draft(bundle, booked.found) for bundle in bundles]
            for bundle, outcome in zip(bundles, till.commit(self._club, drafts, self._actor), strict=True):
                booked.tell(bundle.rows, outcome, "sales")

    def _take_back(self, bundles: Sequence[Bundle], shop: Shop, booked: Booked) -> None:
        if not bundles:
            return
        drafts = [_draft(bundle, booked.found) for bundle in bundles]
        origins = [_origin(bundle, draft, shop) for bundle, draft in zip(bundles, drafts, strict=True)]
        against: list[tuple[ReturnDraft, Part]] = []
        loose: list[tuple[ReceiptDraft, Part]] = []
        for bundle, draft, matched in zip(bundles, drafts, match_returns(bundles, origins), strict=True):
            _note(bundle, matched, booked)
            for i, part in enumerate(matched.parts):
                number = numbered(bundle.number, i)
                if part.sale_id is None:
                    loose.append((_draft(bundle, booked.found, number, part.lines), part))
                else:
                    against.append((_return(draft, number, part), part))
        for (_, part), outcome in zip(against, self._give_back([one for one, _ in against]), strict=True):
            booked.tell(part.rows, outcome, "returns")
        for (_, part), told in zip(loose, self._give_back_loose([one for one, _ in loose]), strict=True):
            booked.tell(part.rows, told, "loose_returns")

    def _give_back(self, drafts: Sequence[ReturnDraft]) -> Sequence[Outcome]:
        return till.give_back(self._club, drafts, self._actor) if drafts else []

    def _give_back_loose(self, drafts: Sequence[ReceiptDraft]) -> Sequence[Outcome]:
        return give_back_loose(self._club, drafts, self._actor) if drafts else []


def _is_known(bundle: Bundle, shop: Shop, named: Named | None, booked: Booked) -> bool:
    """Whether branch, employee and member are the club's; the till checks the rest. `named` None: anybody may join."""
    faults = []
    if bundle.branch and bundle.branch not in shop.branches:
        faults.append(Refused("unknown_branch", field="branch", given=bundle.branch))
    if bundle.employee and bundle.employee not in shop.employees:
        faults.append(Refused("unknown_employee", field="employee", given=bundle.employee))
    if bundle.member and named and (fault := named.fault(bundle.member)):
        faults.append(fault)
    if faults:
        booked.refuse(bundle.rows, RefusedMany(faults))
    return not faults


def _origin(bundle: Bundle, draft: ReceiptDraft, shop: Shop) -> Origin:
    return Origin(
        member_row(draft.member.value if draft.member else None),
        shop.branches[bundle.branch].id if bundle.branch else None,
        shop.tills.get((bundle.branch, bundle.till)) if bundle.till else None,
    )


def _note(bundle: Bundle, matched: Matched, booked: Booked) -> None:
    if matched.again:
        booked.counts += Counts(same=len(bundle.rows))
    elif matched.refused is not None:
        with_others = Refused("with_its_receipt")
        booked.refused += [(row, matched.refused.get(j, with_others)) for j, row in enumerate(bundle.rows)]
        booked.counts += Counts(rejected=len(bundle.rows))


def _draft(
    bundle: Bundle, found: Found, number: str | None = None, lines: Sequence[object] | None = None
) -> ReceiptDraft:
    return ReceiptDraft(
        number or bundle.number, bundle.at, bundle.lines if lines is None else tuple(lines), bundle.branch, bundle.till,  # type: ignore[arg-type]
        bundle.employee, bundle.channel or "store", found[bundle.member] if bundle.member else None,
        history=True,
    )  # fmt: skip


def _return(draft: ReceiptDraft, number: str, part: Part) -> ReturnDraft:
    return ReturnDraft(
        SaleRef(part.sale_id), number, draft.at, part.return_lines(), draft.till, draft.branch, draft.employee
    )


def _of_row(refused: Refused, position: int) -> Refused:
    """What of a receipt's refusal is about the row at `position`."""
    parts = refused.refusals if isinstance(refused, RefusedMany) else (refused,)
    own = next((one for one in parts if (one.field or "").startswith(f"lines.{position}.")), None)
    whole = next((one for one in parts if not (one.field or "").startswith("lines.")), None)
    return own or whole or Refused("with_its_receipt")
