"""Taking people in and changing what is known of them, with what the programmes give for it at that moment (D7)."""

from collections.abc import Sequence
from datetime import datetime

from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.members import actions as members
from moadon.apps.members.models import Member
from moadon.apps.members.types import MemberChanges, MemberRef, NewMember, Outcome, Status, Taken
from moadon.flows.events.raising import drafts_of, raise_for
from moadon.flows.events.types import EventDraft
from moadon.flows.till.selling import Now, server_time
from moadon.kernel.ids import public_id
from moadon.store import club_transaction
from moadon.store.traces import traced

COMPLETE = ("phone", "email", "first_name", "birth_date")
"""What a profile holds when it is complete."""


@traced("flow joining")
def join(*, club: ClubInfo, new: NewMember, actor: Actor, now: Now = server_time) -> Member:
    """Take a person in, and give what a live programme gives for joining. Raises what `add_member` does."""
    with club_transaction(club.id):
        member = members.add_member(club=club, new=new, actor=actor)
        at = now()
        events = drafts_of("joined", [member.pk], at) if new.joined_at is None else []
        events += _brought(member.pk, new, at)
        raise_for(club, [*events, *_completed(member, at)], at, now=now)
    return member


def join_many(*, club: ClubInfo, rows: Sequence[NewMember], now: Now = server_time) -> list[Outcome]:
    """Take many people in, as `add_members` does; those who join now, and not in the past, get what is for joining.

    A constant number of statements, whatever their number.
    """
    with club_transaction(club.id):
        outcomes = members.add_members(club=club, rows=rows)
        at = now()
        fresh = [
            (new, outcome.member_id)
            for new, outcome in zip(rows, outcomes, strict=True)
            if isinstance(outcome, Taken) and not outcome.known and new.joined_at is None
        ]
        full = [member_id for new, member_id in fresh if all(getattr(new, name) for name in COMPLETE)]
        events = drafts_of("joined", [member_id for _, member_id in fresh], at)
        for new, member_id in fresh:
            events += _brought(member_id, new, at)
        raise_for(club, [*events, *drafts_of("profile_completed", full, at)], at, now=now)
    return outcomes


def change(
    *,
    club: ClubInfo,
    member_id: int,
    changes: MemberChanges,
    edition: int | None = None,
    actor: Actor,
    now: Now = server_time,
) -> Member:
    """Change a member, and give what a live programme gives for a profile that is complete for the first time.

    Raises what `edit_member` does.
    """
    with club_transaction(club.id):
        member = members.edit_member(club=club, member_id=member_id, changes=changes, edition=edition, actor=actor)
        at = now()
        raise_for(club, _completed(member, at), at, now=now)
    return member


def _brought(member_id: int, new: NewMember, at: datetime) -> list[EventDraft]:
    """That a friend brought them: told of both. History earns nothing."""
    if not new.referred_by or new.joined_at is not None:
        return []
    friend = public_id("mbr", member_id)
    return [
        EventDraft("referred", MemberRef("id", friend), at, {"by": new.referred_by}),
        EventDraft("friend_joined", MemberRef("id", new.referred_by), at, {"friend": friend}),
    ]


def _completed(member: Member, at: datetime) -> list[EventDraft]:
    """That the profile is complete; what was told before earns nothing again."""
    if member.status != Status.ACTIVE or not all(getattr(member, name) for name in COMPLETE):
        return []
    return drafts_of("profile_completed", [member.pk], at)
