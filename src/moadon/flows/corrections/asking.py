"""Asking for a correction: done at once within one's limit, else it waits for a second person."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from moadon.apps.audit import actions as audit
from moadon.apps.clubs.types import ClubInfo
from moadon.apps.corrections import actions, queries
from moadon.apps.corrections.policy import counted
from moadon.apps.corrections.types import Hand, NewRequest, Shortage
from moadon.apps.members import queries as members
from moadon.flows.corrections.booking import Scene, book, rehearse, scene_of
from moadon.flows.corrections.judging import is_own, within_limit
from moadon.flows.corrections.telling import fact, told
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.money import parse_decimal
from moadon.kernel.refusals import Refused
from moadon.kernel.texts import parse_text
from moadon.store import club_transaction, retrying

LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class CorrectionDraft:
    """What to correct. `member` and `corrects` (an entry) by their public ids; `amount` as decimal text of the wallet,
    below zero to take; `expires_on` the last good day of what is given, None: by the wallet's own terms; `shortage`
    what to do where less is there than is to be taken."""

    member: str
    wallet: str
    amount: str
    reason: str
    note: str = ""
    expires_on: date | None = None
    corrects: str | None = None
    shortage: Shortage = "refuse"


def ask_correction(club: ClubInfo, draft: CorrectionDraft, hand: Hand, now: datetime) -> int:
    """Correct a balance, or ask for it where the hand's limit does not cover it; the row of the correction.

    Nobody corrects their own membership at once: that waits for somebody else too.
    Raises `Refused`: `unknown_id` (404) for the member, `unknown_wallet`, `unknown_reason`, `unknown_entry`,
    `not_enough_value`, `day_is_over`, and what is wrong with amount or note.
    """

    def work() -> int:
        with club_transaction(club.id):
            scene = scene_of(club, queries.policy(club), now)
            new = read_draft(scene, draft, members.member(club, draft.member).pk)
            alone = within_limit(scene, hand, new.kind, new.counted) and not is_own(club, hand, new.member_id)
            if not alone:
                rehearse(scene, new)
            done = book(scene, new) if alone else None
            row = actions.write_request(club.id, new, hand, done)
            name, deed = ("ValueCorrected", "correction.done") if done else ("CorrectionAsked", "correction.asked")
            audit.write_facts(club.id, [fact(name, row, new, now)])
            audit.record_deed(club.id, hand.actor, deed, public_id("cor", row), None, told(scene, new, done))
            return row

    return retrying(work)


def read_draft(scene: Scene, draft: CorrectionDraft, member: int) -> NewRequest:
    """What is asked for `member` (a row). Raises `Refused` for what is wrong with it."""
    club, now = scene.club, scene.now
    note = parse_text(draft.note, field="note", longest=LONGEST_NOTE, needed=False)
    wallet = scene.wallet(draft.wallet)
    amount = parse_decimal(draft.amount, wallet.places, field="amount")
    if amount == 0:
        raise Refused("not_zero", field="amount")
    if scene.policy.reason(draft.reason) is None:
        raise Refused("unknown_reason", field="reason", given=draft.reason[:40])
    if draft.expires_on is not None and amount < 0:
        raise Refused("only_for_gifts", field="expires_on")
    try:
        entry = None if draft.corrects is None else row_id("ent", draft.corrects)
    except Refused:
        raise Refused("unknown_entry", field="corrects") from None
    ends = now + timedelta(days=scene.policy.days)
    return NewRequest(
        member, wallet.id, wallet.kind, amount, counted(amount, wallet.places), draft.reason, note, draft.shortage,
        draft.expires_on, entry, now, ends, club.day_of(now),
    )  # fmt: skip
