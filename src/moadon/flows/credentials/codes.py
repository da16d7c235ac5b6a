"""One-time codes: made, kept as a digest, and left to be sent. Nobody but the member is ever told one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.credentials import actions, queries
from moadon.apps.credentials.models import Code, Letter
from moadon.apps.credentials.types import MadeCode, Purpose, Tried
from moadon.apps.members import queries as members
from moadon.apps.members.models import Member
from moadon.apps.programmes import queries as programmes
from moadon.engine.proofs import typed_digits
from moadon.flows.credentials import limits
from moadon.flows.credentials.hashing import CODE_DIGITS, digest_of_code, new_code
from moadon.flows.credentials.ports import seal, senders
from moadon.kernel.ids import public_id
from moadon.kernel.money import parse_decimal
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, retrying

_HOUR = 3600
_A_MEMBER, _A_CALLER = 5, 200
"""Codes an hour that are sent to one member, and by one key or person."""


@dataclass(frozen=True, slots=True)
class CodeWish:
    """A code for a member (public id). `wallet` and `amount` (decimal text): the most that it is good for."""

    member: str
    purpose: Purpose
    wallet: str | None = None
    amount: str | None = None


def send_code(club: ClubInfo, wish: CodeWish, actor: Actor, now: datetime) -> MadeCode:
    """Make a code and leave it to be sent; the one before it ends. Who calls wakes the worker in the same transaction.

    Raises `Refused`: `unknown_id` (404), `nothing_sends`, `no_way_to_send` (409), `too_many_codes` (429), and what is
    wrong with wallet and amount.
    """
    with club_transaction(club.id):
        row = members.member(club, wish.member)
        channel = channel_of(row)
        wallet, most = _most(club, wish, now)
    count_sending(club, row.pk, actor, now)

    def work() -> MadeCode:
        with club_transaction(club.id):
            plain, ends = new_code(), now + timedelta(minutes=club.settings.code_minutes)
            digest = digest_of_code(club.id, row.pk, wish.purpose, plain)
            code = Code(
                club_id=club.id, member_id=row.pk, purpose=wish.purpose, digest=digest, wallet=wallet, most=most,
                channel=channel, made_at=now, expires_at=ends,
            )  # fmt: skip
            made = MadeCode(actions.add_code(code), channel, ends)
            letter = Letter(
                club_id=club.id, kind="code", member_id=row.pk, code_id=made.id, sealed=seal(plain.encode()),
                made_at=now, due_at=now,
            )  # fmt: skip
            actions.put_letter(letter)
            told = {"purpose": wish.purpose, "channel": channel}
            audit.record_deed(club.id, actor, "member.code_sent", public_id("mbr", row.pk), None, told)
            return made

    return retrying(work)


def use_code(club: ClubInfo, member: int, purpose: Purpose, typed: str, actor: Actor, now: datetime) -> None:
    """Use up a code that a member was sent for something else than spending. Inside the transaction of that.

    Raises `Refused`: `wrong_code_for_it`, `proof_locked` (403).
    """
    keys = [*limits.keys_of_member(member), *limits.keys_of_caller(actor)]
    told = limits.apart(club, lambda: actions.count_tries(club.id, dict.fromkeys(keys, 1), now))
    until = limits.Tally(told, dict.fromkeys(keys, 1)).locked_until(keys)
    if until is not None:
        raise Refused("proof_locked", status=403, until=("moment", until.isoformat()))
    known = [one for one in queries.known([member], purpose) if one.kind == "code"]
    mine = digest_of_code(club.id, member, purpose, typed_digits(typed))
    right = [one for one in known if compare_digest(one.secret, mine)]
    if right:
        limits.apart(club, lambda: actions.give_back(club.id, {key.key: 1 for key in keys}))
    if len(typed_digits(typed)) != CODE_DIGITS or not right or not actions.use_code(right[0].row, purpose, now):
        raise Refused("wrong_code_for_it", field="code")


def channel_of(row: Member) -> str:
    """The first channel that reaches the member. Raises `Refused` (409): `nothing_sends`, `no_way_to_send`."""
    ready = senders()
    if not ready:
        raise Refused("nothing_sends", status=409)
    for channel, sender in ready.items():
        if sender.address_of(row.phone, row.email):
            return channel
    raise Refused("no_way_to_send", status=409)


def _most(club: ClubInfo, wish: CodeWish, now: datetime) -> tuple[str | None, int | None]:
    if (wish.wallet is None) != (wish.amount is None):
        raise Refused("most_needs_wallet", field="amount")
    if wish.wallet is None:
        return None, None
    wallet = programmes.wallets(club, now).get(wish.wallet)
    if wallet is None:
        raise Refused("unknown_wallet", field="wallet", given=wish.wallet[:40])
    units = parse_decimal(wish.amount or "", wallet.places, field="amount")
    if units <= 0:
        raise Refused("not_above_zero", field="amount")
    return wish.wallet, units


def count_sending(club: ClubInfo, member: int, actor: Actor, now: datetime) -> None:
    """Count something that is to be sent to a member. Raises `Refused("too_many_codes", status=429)`."""
    keys = [Tried(f"send:{member}", _A_MEMBER, _HOUR), Tried(f"send:{actor.caller}", _A_CALLER, _HOUR)]
    told = limits.apart(club, lambda: actions.count_tries(club.id, dict.fromkeys(keys, 1), now))
    over = [told[one.key][1] for one in keys if told[one.key][0] > one.most]
    if over:
        left = max(over) - now
        raise Refused(
            "too_many_codes", status=429, until=("moment", max(over).isoformat()), seconds=int(left.total_seconds()) + 1
        )
