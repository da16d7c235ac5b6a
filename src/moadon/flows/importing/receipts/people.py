"""Whom receipts of a file mean by what stands in their member column."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import phonenumbers

from moadon.apps.clubs.types import ClubInfo, Shop
from moadon.apps.members import actions as members
from moadon.apps.members.queries import find_refs
from moadon.apps.members.types import MemberRef, NewMember, Taken
from moadon.engine.identity import parse_phone
from moadon.flows.importing.receipts.bundles import Bundle
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused, RefusedMany

_KEPT = 200_000
Found = Mapping[str, MemberRef]


@dataclass(slots=True)
class Named:
    """Whom names stand for, why some could not join, and how many joined just now."""

    found: Found
    refused: dict[str, Refused] = field(default_factory=dict)
    joined: int = 0

    def fault(self, text: str) -> Refused | None:
        """Why nobody is known by `text`; None where somebody is."""
        if text in self.found:
            return None
        told = self.refused.get(text)
        if told is None:
            return Refused("unknown_member", field="member")
        one = told.refusals[0] if isinstance(told, RefusedMany) else told
        return Refused(one.code, field="member", status=one.status, **one.params)


class People:
    """Members of one club by phone, card or external id. With `create`, those whom nobody knows join."""

    def __init__(self, club: ClubInfo, *, create: bool) -> None:
        self._club, self._create = club, create
        self._known: dict[str, MemberRef] = {}

    def find(self, bundles: Iterable[Bundle], shop: Shop) -> Named:
        """The members whom these receipts name; inside a transaction.

        Nobody is remembered before `keep` says that the transaction has committed.
        """
        named = {bundle.member: bundle for bundle in reversed(list(bundles)) if bundle.member}
        found = {text: self._known[text] for text in named if text in self._known}
        wanted = [text for text in named if text not in found]
        if not wanted:
            return Named(found)
        seen = find_refs(self._club, [MemberRef("any", text) for text in wanted])
        found |= {ref.value: _ref(member.id) for ref, member in seen.items()}
        who = Named(found)
        if self._create:
            fresh = [named[text] for text in wanted if text not in found]
            for bundle, outcome in zip(fresh, self._join(fresh, shop), strict=True):
                text = bundle.member or ""
                if isinstance(outcome, Refused):
                    who.refused[text] = outcome
                else:
                    found[text] = _ref(outcome.member_id)
                    who.joined += not outcome.known
        return who

    def keep(self, found: Found) -> None:
        """Remember members who are in the books for good."""
        if len(self._known) > _KEPT:
            self._known.clear()
        self._known.update(found)

    def _join(self, first: list[Bundle], shop: Shop) -> list[Taken | Refused]:
        """Take people in as of their first receipt."""
        if not first:
            return []
        return members.add_members(club=self._club, rows=[self._person(bundle, shop) for bundle in first])

    def _person(self, bundle: Bundle, shop: Shop) -> NewMember:
        text = bundle.member or ""
        branch = shop.branches.get(bundle.branch) if bundle.branch else None
        phone = phone_of(text, self._club.region)
        return NewMember(
            phone=phone,
            external_id=None if phone else text,
            branch_id=branch.id if branch else None,
            joined_at=bundle.at,
            source="import",
        )


def phone_of(text: str, region: str) -> str | None:
    """The phone (E.164) that `text` is: one of the club's country, or one with its country code before it.

    Other digits are a number that somebody was given, even where they would be a phone somewhere in the world.
    """
    try:
        phone = parse_phone(text, (region,))
    except Refused:
        return None
    at_home = phone.startswith(f"+{phonenumbers.country_code_for_region(region)}")
    return phone if at_home or text.strip().startswith(("+", "00")) else None


def _ref(member_id: int) -> MemberRef:
    return MemberRef("id", public_id("mbr", member_id))
