"""Pools: made, changed, withdrawn and put back."""

from datetime import UTC, datetime
from typing import Any

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.coupons.models import Pool
from moadon.apps.coupons.queries.pools import PREFIX, pools
from moadon.apps.coupons.types import MOST_CODES, NewPool, PoolChanges
from moadon.engine.coupons import KINDS
from moadon.kernel.facts import Fact
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused, RefusedMany
from moadon.kernel.texts import parse_text
from moadon.store import club_transaction

MOST_USES = 1_000_000
MOST_DAYS = 3660
LARGEST = 10**13
RECEIPTS_FOR = ("", "member", "any")


def make_pool(*, club: ClubInfo, new: NewPool, actor: Actor) -> Pool:
    """Make a pool; its codes are ordered, and made by `make_codes`.

    Raises RefusedMany for faulty fields: `unknown_value`, `not_between`, `ends_before_it_begins`, `not_made_here`,
    `members_only_pool`, and what `Pattern.checked` raises.
    """
    values = _checked(new)
    with club_transaction(club.id):
        row = Pool.objects.create(club_id=club.id, created_by=actor.called, **values)
        row.refresh_from_db()
        told = {name: str(value) for name, value in values.items() if value not in (None, "")}
        audit.record_deed(club.id, actor, "coupons.pool_made", public_id(PREFIX, row.pk), None, told)
        audit.write_facts(club.id, [Fact("CouponPoolMade", public_id(PREFIX, row.pk), row.created_at)])
        return row


def edit_pool(*, club: ClubInfo, pool_id: int, changes: PoolChanges, edition: int | None = None, actor: Actor) -> Pool:
    """Change a pool; with `edition`, only if nobody changed it since. Codes that were issued keep their own end.

    Raises RefusedMany, and `Refused`: `unknown_id` (404), `edition_differs` (412).
    """
    with club_transaction(club.id):
        row = _row(club, pool_id)
        if edition not in (None, row.edition):
            raise Refused("edition_differs", status=412, edition=row.edition)
        before = {name: getattr(row, name) for name in changes}
        for name, value in changes.items():
            setattr(row, name, value)
        _raise_any(_faults_of_terms(row, personal=row.kind == "personal"))
        row.edition += 1
        row.save(update_fields=[*changes, "edition"])
        audit.record_deed(
            club.id, actor, "coupons.pool_edited", public_id(PREFIX, row.pk), _told(before), _told(changes)
        )
        return row


def withdraw_pool(*, club: ClubInfo, pool_id: int, edition: int | None = None, actor: Actor) -> Pool:
    """Let no code of a pool work any more. One row changes, whatever the number of codes; it can be put back.

    Raises `Refused`: `unknown_id` (404), `edition_differs` (412). A pool that is withdrawn stays so.
    """
    return _set_withdrawn(club, pool_id, datetime.now(UTC), edition, actor)


def put_pool_back(*, club: ClubInfo, pool_id: int, edition: int | None = None, actor: Actor) -> Pool:
    """Let the codes of a withdrawn pool work again. Raises as `withdraw_pool`."""
    return _set_withdrawn(club, pool_id, None, edition, actor)


def locked_pool(club: ClubInfo, pool_id: int) -> Pool:
    """A pool that codes can be made, issued or taken of, locked. Raises `Refused`: `unknown_id`, `pool_withdrawn`."""
    row = _row(club, pool_id)
    if row.withdrawn_at is not None:
        raise Refused("pool_withdrawn", status=409, name=row.name)
    return row


def _set_withdrawn(club: ClubInfo, pool_id: int, at: datetime | None, edition: int | None, actor: Actor) -> Pool:
    with club_transaction(club.id):
        row = _row(club, pool_id)
        if edition not in (None, row.edition):
            raise Refused("edition_differs", status=412, edition=row.edition)
        if (row.withdrawn_at is None) == (at is None):
            return row
        row.withdrawn_at = at
        row.edition += 1
        row.save(update_fields=["withdrawn_at", "edition"])
        deed = "coupons.pool_put_back" if at is None else "coupons.pool_withdrawn"
        audit.record_deed(club.id, actor, deed, public_id(PREFIX, row.pk))
        return row


def _row(club: ClubInfo, pool_id: int) -> Pool:
    row = pools(club).select_for_update().filter(id=pool_id).first()
    if row is None:
        raise Refused("unknown_id", status=404)
    return row


def _checked(new: NewPool) -> dict[str, Any]:
    """The columns of a pool as typed. Raises RefusedMany."""
    faults: list[Refused] = []
    texts = {"name": "", "word": ""}
    for name in texts:
        try:
            texts[name] = parse_text(getattr(new, name), field=name, longest=100)
        except Refused as fault:
            faults.append(fault)
    if new.kind not in KINDS:
        faults.append(Refused("unknown_value", field="kind", given=new.kind[:40]))
    personal = new.kind == "personal"
    pattern = new.pattern
    try:
        pattern = pattern.checked(personal=personal)
    except Refused as fault:
        faults.append(fault)
    if not 1 <= new.uses <= MOST_USES:
        faults.append(Refused("not_between", field="uses", least=1, most=MOST_USES))
    if not 0 <= new.count <= MOST_CODES:
        faults.append(Refused("not_between", field="count", least=0, most=MOST_CODES))
    if new.count and new.kind in ("imported", "personal"):
        faults.append(Refused("not_made_here", field="count"))
    faults += _faults_of_terms(new, personal=personal)
    _raise_any(faults)
    return {
        **texts, "opens": texts["word"].casefold(), "kind": new.kind, "prefix": pattern.prefix,
        "length": pattern.length, "alphabet": pattern.alphabet, "check_letter": pattern.check, "uses": new.uses,
        "valid_from": new.valid_from, "valid_until": new.valid_until, "days": new.days,
        "receipts_for": new.receipts_for, "receipts_from": new.receipts_from, "to_make": new.count,
    }  # fmt: skip


def _faults_of_terms(terms: NewPool | Pool, *, personal: bool) -> list[Refused]:
    """What is wrong with when codes work and with whose receipts they are issued."""
    faults: list[Refused] = []
    if terms.valid_from and terms.valid_until and terms.valid_until <= terms.valid_from:
        faults.append(Refused("ends_before_it_begins", field="valid_until"))
    if terms.days is not None and not 1 <= terms.days <= MOST_DAYS:
        faults.append(Refused("not_between", field="days", least=1, most=MOST_DAYS))
    if terms.receipts_for not in RECEIPTS_FOR:
        faults.append(Refused("unknown_value", field="receipts_for", given=terms.receipts_for[:40]))
    if terms.receipts_for == "any" and personal:
        faults.append(Refused("members_only_pool", field="receipts_for"))
    if terms.receipts_for and terms.kind in ("imported", "reserved"):
        faults.append(Refused("not_made_here", field="receipts_for"))
    if not 0 <= terms.receipts_from <= LARGEST:
        faults.append(Refused("out_of_range", field="receipts_from", given=str(terms.receipts_from)[:40]))
    return faults


def _raise_any(faults: list[Refused]) -> None:
    if faults:
        raise RefusedMany(faults)


def _told(values: object) -> dict[str, object]:
    return {name: None if value is None else str(value) for name, value in dict(values).items()}  # type: ignore[call-overload]
