"""Reads of credentials. Inside a transaction of the club."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet

from moadon.apps.credentials.models import Code, Device, Letter, Pin, Spend, Try
from moadon.apps.credentials.types import Known, Proof, ProofKind, Purpose, Standing
from moadon.engine.proofs import Sort
from moadon.store import Question, array, run

A_DAY = timedelta(hours=24)
_KNOWN = """
    select 'pin', id, member_id, convert_to(hash, 'UTF8'), edition::bigint, null::timestamptz
    from credentials_pin where member_id = any(%s::bigint[])
    union all
    (select distinct on (member_id) 'code', id, member_id, digest, 0, expires_at
     from credentials_code where member_id = any(%s::bigint[]) and purpose = %s order by member_id, id desc)
    union all
    select 'device', id, member_id, secret, last_step, null
    from credentials_device where member_id = any(%s::bigint[]) and removed_at is null
"""
_STANDING = """
    with pins as (select id, edition from credentials_pin where id = any(%s::bigint[]) order by id for update),
    codes as (select id, used_at, wallet, most from credentials_code where id = any(%s::bigint[])
              order by id for update),
    devices as (select id, removed_at, last_step from credentials_device where id = any(%s::bigint[])
                order by id for update)
    select 'pin', id, true, edition::bigint, null, null from pins
    union all select 'code', id, used_at is null, 0, wallet, most from codes
    union all select 'device', id, removed_at is null, last_step, null, null from devices
"""


def known(members: Collection[int], purpose: Purpose = "spend") -> list[Known]:
    """By what these members can prove to be themselves: PIN, newest code of the purpose, devices. One statement."""
    ids = sorted(set(members))
    rows = run(_KNOWN, (ids, ids, purpose, ids))
    return [Known(kind, row, member, bytes(secret), mark, ends) for kind, row, member, secret, mark, ends in rows]


def asking_standing(proofs: Iterable[Proof]) -> Question[dict[tuple[ProofKind, int], Standing]]:
    """How these credentials stand, held until the transaction ends, so that nobody else uses them meanwhile."""
    rows: dict[ProofKind, list[int]] = {"pin": [], "code": [], "device": []}
    for proof in sorted(set(proofs)):
        rows[proof.kind].append(proof.row)
    return Question(
        _STANDING,
        [array("bigint", rows[kind]) for kind in ("pin", "code", "device")],
        lambda found: {(kind, row): Standing(*rest) for kind, row, *rest in found},
    )


def asking_turn(club_id: int, members: Collection[int]) -> Question[None]:
    """Let one after the other count what these members have spent unproven, until the transaction ends.

    To be asked after their accounts are locked.
    """
    return Question(
        """select count(pg_advisory_xact_lock(hashtextextended(format('proof/%%s/%%s', %s::bigint, m), 12)))
           from (select m from unnest(%s::bigint[]) as given(m) order by m) as wanted""",
        (club_id, array("bigint", sorted(set(members)))),
        lambda _: None,
    )


def asking_unproven(members: Collection[int], now: datetime) -> Question[dict[tuple[int, Sort], int]]:
    """What these members have spent without proof in the 24 hours before `now`, by sort."""
    return Question(
        """select member_id, sort, sum(amount)::bigint from credentials_spend
           where member_id = any(%s::bigint[]) and proof = '' and at > %s group by member_id, sort""",
        (array("bigint", sorted(set(members))), now - A_DAY),
        lambda rows: {(member, sort): amount for member, sort, amount in rows},
    )


def asking_proven_holds(holds: Collection[int]) -> Question[frozenset[int]]:
    """Which of these holds were placed with a proof."""
    return Question(
        "select hold_id from credentials_proven_hold where hold_id = any(%s::bigint[])",
        [array("bigint", sorted(set(holds)))],
        lambda rows: frozenset(row for (row,) in rows),
    )


def pin_of(member: int) -> Pin | None:
    """A member's PIN."""
    return Pin.objects.filter(member_id=member).first()


def devices_of(member: int) -> QuerySet[Device]:
    """A member's devices, the newest first, without those that were removed."""
    return Device.objects.filter(member_id=member, removed_at__isnull=True).order_by("-id")


def device_by_link(digest: bytes) -> Device | None:
    """The page with this digest of its link, unless it was removed."""
    return Device.objects.filter(link=digest, removed_at__isnull=True).first()


def codes_of(member: int) -> QuerySet[Code]:
    """A member's one-time codes, the newest first."""
    return Code.objects.filter(member_id=member).order_by("-id")


def spends_of(member: int) -> QuerySet[Spend]:
    """What left a member's wallets while the club asked for proof, the newest first."""
    return Spend.objects.filter(member_id=member).order_by("-id")


def tries_under(keys: Sequence[str], now: datetime) -> dict[str, tuple[int, datetime]]:
    """How often something was tried under these keys, and until when that counts."""
    rows = Try.objects.filter(key__in=keys, until__gt=now)
    return {row.key: (row.tries, row.until) for row in rows}


def letters_of_cards(rows: Sequence[int]) -> dict[int, str]:
    """What became of the last letter that was to bring each of these gift cards. One statement."""
    found = Letter.objects.filter(card_id__in=rows).order_by("id").values_list("card_id", "state")
    return {card: state for card, state in found if card is not None}


def letters(club_id: int, kind: str) -> QuerySet[Letter]:
    """What the house sends of one kind, the newest first."""
    return Letter.objects.filter(club_id=club_id, kind=kind).order_by("-id")
