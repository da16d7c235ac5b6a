"""Who brought a new member: named as people name each other, by phone, card or number, and found in the club."""

from collections.abc import Sequence
from dataclasses import replace

from moadon.apps.clubs.types import ClubInfo
from moadon.apps.members import queries as members
from moadon.apps.members.identifiers import KINDS, Known, known_values
from moadon.apps.members.types import MemberRef, NewMember
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused

Introduced = tuple[NewMember, str | None]
"""A person to take in, and by whom they say they were brought: a phone, a card, a number; nothing for nobody."""


def name_referrers(club: ClubInfo, people: Sequence[Introduced]) -> list[NewMember | Refused]:
    """Each person with the member who brought them, in order; inside a transaction of the club.

    Refused: `own_referrer` for who names themselves, `unknown_referrer` for who names no active member. One statement,
    or none where nobody was brought.
    """
    refs = {text: MemberRef("id" if text.startswith("mbr_") else "any", text) for _, text in people if text}
    seen = members.find_refs(club, refs.values()) if refs else {}
    found = {text: seen[ref].id for text, ref in refs.items() if ref in seen and seen[ref].active}
    return [_named(new, text, refs[text], found.get(text), club.region) if text else new for new, text in people]


def _named(new: NewMember, text: str, ref: MemberRef, referrer: int | None, region: str) -> NewMember | Refused:
    if ref.kind == "any" and not _own(new, region).isdisjoint(known_values(ref, region)):
        return Refused("own_referrer", field="referred_by")
    if referrer is None:
        return Refused("unknown_referrer", field="referred_by", given=text[:40])
    return replace(new, referred_by=public_id("mbr", referrer))


def _own(new: NewMember, region: str) -> set[Known]:
    """What the person themselves will be known by; what cannot be read is refused elsewhere."""
    given = ((kind, getattr(new, kind)) for kind in KINDS)
    return {known for kind, value in given if value for known in known_values(MemberRef(kind, value), region)}
