"""What somebody shows, compared with what is kept: outside of any lock, as hashing a PIN takes its time.

What is found right here is good only when it is used: `Guard` looks once more, under the locks of the spend.
"""

import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.credentials import actions, queries
from moadon.apps.credentials.types import Known, Proof, Purpose
from moadon.apps.members import queries as members
from moadon.apps.members.types import MemberRef
from moadon.engine.proofs import (
    DIGITS,
    FRESH_STEPS,
    STEP_SECONDS,
    Token,
    digits_of,
    mac_of,
    read_token,
    step_at,
    typed_digits,
)
from moadon.flows.credentials import limits
from moadon.flows.credentials.hashing import CODE_DIGITS, NOBODY, digest_of_code, is_pin
from moadon.flows.credentials.ports import unseal
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction, retrying

_LONGEST_PIN, _SHORTEST_PIN = 8, 4
FORBIDDEN = 403
_OLD_STEPS = 10
"""So many steps back digits that were typed are still known, to say that they are old: who types is slow."""


Tried = tuple[int, str, datetime]
"""A member, what was shown of them, and the moment for which it has to be fresh."""


class Shown(NamedTuple):
    """What is shown as proof of a member. `at`: the moment for which it has to be fresh."""

    member: MemberRef
    text: str
    at: datetime


class _Found(NamedTuple):
    """What comparing gave: a proof, or why not; and whether it was a guess, which counts."""

    told: Proof | Refused
    guessed: bool


def prove(club: ClubInfo, shown: Sequence[Shown], actor: Actor, now: datetime) -> list[Proof | Refused]:
    """What each of these proves, or the refusal: `wrong_proof`, `proof_not_fresh`, `proof_locked` (403).

    Nothing is used up by it. Of members who are not there everything is wrong. A constant number of statements; a
    twentieth of a second for each PIN that is shown.
    """
    if not shown:
        return []
    ids = _members(club, shown)
    tried = sorted({(ids[one.member], one.text, one.at) for one in shown if one.member in ids})
    judged = _judge(club, tried, actor, now)
    return [
        judged[ids[one.member], one.text, one.at] if one.member in ids else wrong_proof() for one in shown
    ]  # fmt: skip


def wrong_proof() -> Refused:
    """What is said of every proof that is not right, whatever it was."""
    return Refused("wrong_proof", status=FORBIDDEN)


def _members(club: ClubInfo, shown: Sequence[Shown]) -> dict[MemberRef, int]:
    def work() -> dict[MemberRef, int]:
        with club_transaction(club.id):
            return {ref: seen.id for ref, seen in members.find_refs(club, {one.member for one in shown}).items()}

    return retrying(work)


def _judge(club: ClubInfo, tried: Sequence[Tried], actor: Actor, now: datetime) -> dict[Tried, Proof | Refused]:
    if not tried:
        return {}
    # The same text of the same member is one try, of however many receipts of a batch it is told.
    texts = sorted({(member, text) for member, text, _ in tried})
    count = limits.counted([member for member, _ in texts], actor)

    def look() -> tuple[dict[str, tuple[int, datetime]], list[Known]]:
        told = actions.count_tries(club.id, count, now)
        return told, queries.known({member for member, _ in texts})

    told, known = limits.apart(club, look)
    by_member: dict[int, list[Known]] = {}
    for one in known:
        by_member.setdefault(one.member, []).append(one)
    tally = limits.Tally(told, count)
    found: dict[Tried, Proof | Refused] = {}
    right: list[int] = []
    for member, text in texts:
        keys = [*limits.keys_of_member(member), *limits.keys_of_caller(actor)]
        moments = [one for one in tried if one[:2] == (member, text)]
        until = tally.locked_until(keys)
        if until is not None:
            found |= dict.fromkeys(moments, _locked(until))
            continue
        results = _compared(club, moments, by_member.get(member, ()))
        found |= {one: result.told for one, result in results.items()}
        if any(result.guessed for result in results.values()):
            tally.wrong(keys)
        else:
            right.append(member)
    _take_back(club, right, actor)
    return found


def _locked(until: datetime) -> Refused:
    return Refused("proof_locked", status=FORBIDDEN, until=("moment", until.isoformat()))


def _take_back(club: ClubInfo, right: Sequence[int], actor: Actor) -> None:
    """What was right was no guess."""
    if right:
        keys = {key.key: n for key, n in limits.counted(right, actor).items()}
        limits.apart(club, lambda: actions.give_back(club.id, keys))


def _compared(club: ClubInfo, moments: Sequence[Tried], known: Sequence[Known]) -> dict[Tried, _Found]:
    """One text of one member, for each moment at which it was shown; what takes its time is done once."""
    first = compare(club, moments[0], known)
    timed = len(moments) > 1 and (read_token(moments[0][1]) is not None or not first.guessed)
    return {one: compare(club, one, known) if timed and one is not moments[0] else first for one in moments}


def compare(club: ClubInfo, tried: Tried, known: Sequence[Known], purpose: Purpose = "spend") -> _Found:
    """Compare what was shown with what is kept of the member."""
    member, text, at = tried
    token = read_token(text)
    if token is not None:
        return _device(club, token, at, known)
    digits = typed_digits(text)
    if len(digits) == DIGITS:
        return _typed(club, digits, at, known)
    if len(digits) == CODE_DIGITS:
        mine = digest_of_code(club.id, member, purpose, digits)
        for one in known:
            if one.kind == "code" and hmac.compare_digest(mine, one.secret):
                return _code(one, at, club)
    return _pin(club, member, digits, known)


def _code(one: Known, at: datetime, club: ClubInfo) -> _Found:
    """Whoever knows the code did not guess it, also when it has ended or is used."""
    assert one.expires_at is not None
    good = "code" in club.settings.proof_kinds and at < one.expires_at
    return _Found(Proof("code", one.member, one.row, 0) if good else wrong_proof(), False)


def _pin(club: ClubInfo, member: int, digits: str, known: Sequence[Known]) -> _Found:
    kept = next((one for one in known if one.kind == "pin"), None)
    if not _SHORTEST_PIN <= len(digits) <= _LONGEST_PIN:
        return _Found(wrong_proof(), True)
    right = is_pin(club.id, member, digits, kept.secret if kept else NOBODY)
    if right and kept is not None and "pin" in club.settings.proof_kinds:
        return _Found(Proof("pin", member, kept.row, kept.mark), False)
    return _Found(wrong_proof(), True)


def _device(club: ClubInfo, token: Token, at: datetime, known: Sequence[Known]) -> _Found:
    one = next((k for k in known if k.kind == "device" and public_id("dev", k.row) == token.device), None)
    if one is None or "device" not in club.settings.proof_kinds:
        return _Found(wrong_proof(), True)
    if not hmac.compare_digest(mac_of(unseal(one.secret), token.device, token.step), token.mac):
        return _Found(wrong_proof(), True)
    return _fresh(one, token.step, at)


def _typed(club: ClubInfo, digits: str, at: datetime, known: Sequence[Known]) -> _Found:
    """The digits that a device shows beside its code; the step that is nearest to fresh, if it is of several."""
    if "device" in club.settings.proof_kinds:
        now = step_at(at)
        steps = sorted(range(now - _OLD_STEPS, now + FRESH_STEPS + 1), key=lambda step: abs(step - now))
        devices = [(one, unseal(one.secret), public_id("dev", one.row)) for one in known if one.kind == "device"]
        for step in steps:
            for one, secret, device in devices:
                if hmac.compare_digest(digits_of(secret, device, step), digits):
                    return _fresh(one, step, at)
    return _Found(wrong_proof(), True)


def _fresh(one: Known, step: int, at: datetime) -> _Found:
    """Whether a device's code of this step does at this moment. Whoever knows it did not guess it."""
    off = step - step_at(at)
    if abs(off) > FRESH_STEPS:
        ahead = "proof_from_ahead" if off > 0 else "proof_not_fresh"
        return _Found(Refused(ahead, status=FORBIDDEN, n=abs(off) * STEP_SECONDS), False)
    return _Found(Proof("device", one.member, one.row, step), False)
