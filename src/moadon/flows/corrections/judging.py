"""Who may do how much by hand, and who must leave it to somebody else."""

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.corrections import actions, queries
from moadon.apps.corrections.policy import covers, limit_of
from moadon.apps.corrections.types import Hand
from moadon.apps.members import queries as members
from moadon.apps.members.types import MemberRef
from moadon.flows.corrections.booking import Scene


def within_limit(scene: Scene, hand: Hand, kind: str, wanted: int) -> bool:
    """Whether this hand may answer for `wanted` more today, as `policy.counted`. Locks the hand: whoever asks with the
    same one waits until this transaction ends, so that together they stay within the day's limit."""
    actions.lock_hand(scene.club.id, hand.actor)
    today = scene.club.day_of(scene.now)
    return covers(limit_of(scene.policy, hand.role, kind), wanted, queries.authorised(hand.actor, kind, today))


def is_own(club: ClubInfo, hand: Hand, *member_ids: int) -> bool:
    """Whether one of the members is the person themself: they sign in by the e-mail that the member is known by."""
    if hand.actor.kind != "user" or "@" not in hand.actor.name:
        return False
    ref = MemberRef("email", hand.actor.name)
    found = members.find_refs(club, [ref]).get(ref)
    return found is not None and found.id in member_ids
