"""Members: who they are, what they hold, what is near."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from ninja import Query, Router

from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.permissions import May
from moadon.apps.ledger import queries as ledger
from moadon.apps.members import queries
from moadon.apps.members import types as kinds
from moadon.apps.programmes import queries as programmes
from moadon.apps.receipts import queries as receipts
from moadon.engine.rules import AWAITED, Wallet
from moadon.flows import benefits as offers
from moadon.flows import joining
from moadon.flows.corrections.partners import partners_named, with_partner
from moadon.flows.coupons.looking import codes_of_member
from moadon.flows.holdings import holdings, holdings_then
from moadon.flows.naming import names_in
from moadon.flows.redemptions import reachable
from moadon.interfaces.api import answers, guessing, shown
from moadon.interfaces.api.callers import ApiRequest, Caller
from moadon.interfaces.api.described import sends
from moadon.interfaces.api.paging import page
from moadon.interfaces.api.schemas import members as shapes
from moadon.interfaces.api.schemas.values import read
from moadon.interfaces.api.shown_benefits import benefits_told
from moadon.interfaces.api.shown_rewards import choice_told
from moadon.interfaces.api.shown_wallets import wallet_told
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.moments import AsOf
from moadon.kernel.money import format_decimal
from moadon.kernel.refusals import Refused
from moadon.kernel.sentences import Message
from moadon.store import club_transaction
from moadon.ui.words import tell

router = Router(tags=["Members"])
_REFS: tuple[kinds.MemberKey, ...] = ("phone", "email", "card", "external_id")
_EXAMPLE = {"phone": "050-234-5678", "first_name": "Dana", "last_name": "Levi", "branch": "tlv-1", "employee": "e17"}


@router.post(
    "members", response={201: shapes.Member}, operation_id="addMember", openapi_extra=sends(shapes.NewMember, _EXAMPLE)
)
def add_member(request: ApiRequest) -> HttpResponse:
    """Take a person into the club. They earn from their next receipt on."""
    caller = request.caller
    caller.must(May.WRITE_MEMBERS)
    body = read(shapes.NewMember, request.sent)
    given = body.model_dump(exclude_none=True, exclude={"branch", "employee"})
    with club_transaction(caller.club.id):
        branch_id, employee_id = _who(caller, caller.branch(body.branch), body.employee)
        new = kinds.NewMember(**given, branch_id=branch_id, employee_id=employee_id, source="api")
        member = joining.join(club=caller.club, new=new, actor=caller.actor)
        return answers.told(shown.members([member])[0], 201)


@router.get("members", response=shapes.Members, operation_id="listMembers")
def list_members(request: ApiRequest, wanted: Query[shapes.Wanted]) -> HttpResponse:
    """Find members by an identifier, or by what has been typed so far; without either, all of them."""
    caller = request.caller
    caller.must(May.READ_MEMBERS)
    named = {kind: value for kind in _REFS if (value := getattr(wanted, kind)) is not None}
    if named or wanted.q:
        caller.must(May.SEE_PEOPLE)
    with club_transaction(caller.club.id):
        rows = queries.search(caller.club, wanted.q) if wanted.q else queries.members(caller.club)
        rows = _only(caller, rows, named)
        shape = partial(shown.members, people=caller.may(May.SEE_PEOPLE))
        told = page(rows, ("-joined_at", "-id"), wanted, shape)
    if named and not told["items"]:
        guessing.wrong(caller, "member")
    return answers.told(told)


@router.get("members/{member_id}", response=shapes.Member, operation_id="getMember")
def get_member(request: ApiRequest, member_id: str) -> HttpResponse:
    """One member."""
    caller = request.caller
    caller.must(May.READ_MEMBERS)
    with club_transaction(caller.club.id):
        people = caller.may(May.SEE_PEOPLE)
        return answers.told(shown.members([queries.member(caller.club, member_id)], people=people)[0])


@router.patch(
    "members/{member_id}",
    response=shapes.Member,
    operation_id="editMember",
    openapi_extra=sends(shapes.MemberChanges, {"email": "dana@example.com"}),
)
def edit_member(request: ApiRequest, member_id: str) -> HttpResponse:
    """Change a member, end the membership, or take it up again."""
    caller = request.caller
    caller.must(May.WRITE_MEMBERS)
    row = row_id("mbr", member_id)
    body = read(shapes.MemberChanges, request.sent)
    changes: dict[str, Any] = body.model_dump(exclude_unset=True, exclude={"branch", "employee"})
    with club_transaction(caller.club.id):
        branch = None if body.branch is None else caller.branch(body.branch)
        branch_id, employee_id = _who(caller, branch, body.employee)
        changes |= {"branch_id": branch_id} if "branch" in body.model_fields_set else {}
        changes |= {"employee_id": employee_id} if "employee" in body.model_fields_set else {}
        member = joining.change(
            club=caller.club,
            member_id=row,
            changes=kinds.MemberChanges(**changes),  # type: ignore[typeddict-item]
            edition=answers.edition_wanted(request),
            actor=caller.actor,
        )
        return answers.told(shown.members([member])[0])


@router.get("members/{member_id}/wallets", response=list[shapes.Wallet], operation_id="listWallets")
def list_wallets(request: ApiRequest, member_id: str, wanted: Query[shapes.WalletsWanted]) -> HttpResponse:
    """What the member holds of every wallet: what can be spent, what waits, what runs out when. Of a past moment it is
    added up from the entries.
    """
    caller = request.caller
    caller.must(May.READ_MEMBERS)
    now = datetime.now(UTC)
    with club_transaction(caller.club.id):
        member = queries.member(caller.club, member_id)
        if wanted.as_of == AsOf() and not wanted.lots:
            held = holdings(caller.club, member.pk, now)
        else:
            held = holdings_then(caller.club, member.pk, wanted.as_of, now)
    return answers.told([wallet_told(caller.club, one, lots=wanted.lots) for one in held])


@router.get("members/{member_id}/entries", response=shapes.Entries, operation_id="listEntries")
def list_entries(request: ApiRequest, member_id: str, wanted: Query[shapes.EntriesWanted]) -> HttpResponse:
    """The statement: every line with its why, the receipt and rule it came from, and the lot it moved."""
    caller = request.caller
    caller.must(May.READ_MEMBERS)
    with club_transaction(caller.club.id):
        member = queries.member(caller.club, member_id)
        rows = ledger.entries_of(member.pk)
        if wanted.wallet:
            rows = rows.filter(wallet=wanted.wallet)
        wallets = programmes.wallets(caller.club)
        return answers.told(page(rows, ("-id",), wanted, partial(entries_told, caller, wallets)))


@router.get("members/{member_id}/benefits", response=shapes.Benefits, operation_id="listBenefits")
def list_benefits(request: ApiRequest, member_id: str) -> HttpResponse:
    """What the live programmes offer this member now, in words: what they earn by, and the promotions that are for them
    and not used up. Which next steps they have begun, their levels, which rewards they can have for what they saved or
    nearly, which changes were announced to them, and the codes of coupons that are their own.
    """
    caller = request.caller
    caller.must(May.READ_MEMBERS)
    with club_transaction(caller.club.id):
        now = datetime.now(UTC)
        found = offers.benefits(caller.club, member_id, now)
        names = names_in(caller.club, *[one.live.programme.document for one in found.offers])
        within_reach = reachable(caller.club, member_id, now)
        sees = caller.may(May.LOOK_UP_COUPONS) or caller.may(May.MAKE_COUPONS)
        own = codes_of_member(caller.club, row_id("mbr", member_id), now, caller.shapes) if sees else []
    told = benefits_told(caller, found, own, caller.shapes.calling(names))
    return answers.told(told | {"rewards": [choice_told(caller, one) for one in within_reach]})


def _who(caller: Caller, branch: str | None, employee: str | None) -> tuple[int | None, int | None]:
    """The rows behind the codes of who signed somebody up."""
    if branch is None and employee is None:
        return None, None
    shop = clubs.shop_by_codes([branch] if branch else [], [], [employee] if employee else [])
    if branch is not None and branch not in shop.branches:
        raise Refused("unknown_branch", field="branch", given=branch)
    if employee is not None and employee not in shop.employees:
        raise Refused("unknown_employee", field="employee", given=employee)
    return (
        shop.branches[branch].id if branch is not None else None,
        shop.employees[employee].id if employee is not None else None,
    )


def _only(caller: Caller, rows: QuerySet[Any], named: dict[kinds.MemberKey, str]) -> QuerySet[Any]:
    """Rows of those whom every given identifier names; an identifier that cannot be one names nobody."""
    if not named:
        return rows
    refs = [kinds.MemberRef(kind, value) for kind, value in named.items()]
    found = queries.find_refs(caller.club, refs)
    if len(found) < len(refs):
        return rows.none()
    return rows.filter(Q(*(Q(id=seen.id) for seen in found.values())))


def entries_told(caller: Caller, wallets: Mapping[str, Wallet], rows: Sequence[Any]) -> list[dict[str, object]]:
    """Lines of a statement. One statement more, for the numbers of the receipts."""
    wanted = {row.transaction.receipt for row in rows if row.transaction.receipt is not None}
    numbers = shown.receipt_numbers(receipts.receipts().filter(id__in=wanted))
    partners = partners_named(row.transaction_id for row in rows if row.transaction.kind == "transfer")
    speaker = caller.shapes
    told: list[dict[str, object]] = []
    for row in rows:
        places = wallets[row.wallet].places if row.wallet in wallets else caller.club.exponent
        receipt, lot = row.transaction.receipt, row.lot
        told.append(
            {
                "id": public_id("ent", row.pk),
                "at": shown.moment(row.transaction.at),
                "kind": row.transaction.kind,
                "book": row.book,
                "wallet": row.wallet,
                "amount": format_decimal(row.amount, places),
                "balance_after": None if row.balance_after is None else format_decimal(row.balance_after, places),
                "why": tell(_why(row, partners), speaker) if row.why else "",
                "receipt": {"id": public_id("rcp", receipt), "number": numbers.get(receipt)} if receipt else None,
                "programme": row.programme,
                "rule": row.rule,
                "version": row.version,
                "lot": {
                    "id": public_id("lot", lot.pk),
                    "given": format_decimal(lot.amount, places),
                    "active_at": None if lot.active_at >= AWAITED else shown.moment(lot.active_at),
                    "expires_at": shown.moment(lot.expires_at),
                    "receipt": shown.opaque("rcp", lot.receipt),
                }
                if lot is not None
                else None,
            }
        )
    return told


def _why(row: Any, partners: Mapping[int, str]) -> Message:
    """The reason of a line; of a transfer with the masked name of the other member."""
    why = Message.from_json(row.why)
    name = partners.get(row.transaction_id)
    return why if name is None else with_partner(why, name)
