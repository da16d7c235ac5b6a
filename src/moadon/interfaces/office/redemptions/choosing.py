"""A reward for a member, chosen at the counter."""

from datetime import UTC, datetime

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.permissions import May
from moadon.apps.members import queries as members
from moadon.apps.members.types import MemberRef
from moadon.flows.redemptions import Choice, RedemptionDraft, Wish, choices, reachable, redeem
from moadon.interfaces.office.members.naming import Programmes, called, crumbs_to, in_words
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.once import once
from moadon.interfaces.office.parts.refusals import words_of
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.redemptions.queue import redemption_href
from moadon.interfaces.office.redemptions.words import price_told
from moadon.interfaces.office.shell import render_page
from moadon.kernel.ids import public_id
from moadon.ui import marks
from moadon.ui.parts import Pair, Pairs

IN_REACH = 4
"""How many rewards stand on a member's page."""


@page(May.WRITE_REDEMPTIONS)
def choose(request: OfficeRequest, member_id: str) -> HttpResponseBase:
    """What the member can have, each with its button; posted to, the redemption."""
    with reading(request):
        member = members.member(request.club, member_id)
        branch = _own_branch(request)
    if request.method == "POST":
        sent = "delivery" in request.POST
        wish = Wish(
            MemberRef("id", member_id),
            request.POST.get("reward", "")[:64],
            request.POST.get("way") or None,
            None if sent else request.POST.get("branch") or branch,
            sent,
        )
        draft = RedemptionDraft(wish, request.POST.get("proof") or None)
        done = once(request, lambda: {"row": redeem(request.club, draft, request.actor, datetime.now(UTC))})
        toast(request, _("It is taken from their points."))
        return redirect(redemption_href(request.club.slug, done["row"]))
    with reading(request):
        book = Programmes(request.club)
        found = choices(request.club, MemberRef("id", member_id), datetime.now(UTC), branch)
        told = {
            "member": member,
            "public": member_id,
            "name": called(member),
            "crumbs": crumbs_to(request, _("Choose a reward"), member),
            "choices": [_told(book, one) for one in found],
            "branches": [] if branch else [(b.code, b.name) for b in clubs.branches(request.club).filter(active=True)],
            "proof": request.club.settings.asks_for_proof,
            "back": reverse("member", args=[request.club.slug, member_id]),
        }
        return render_page(request, "office/redemptions/choose.html", told)


def _own_branch(request: OfficeRequest) -> str | None:
    own = request.role.branch_id
    return clubs.branch_codes([own]).get(own) if own is not None else None


def _told(book: Programmes, one: Choice) -> dict[str, object]:
    return {
        "reward": public_id("rwd", one.reward.pk),
        "way": one.way.id,
        "name": in_words(one.reward.names),
        "text": in_words(one.reward.descriptions),
        "price": _price(book, one),
        "able": not one.against,
        "why": [words_of(why) for why in one.against],
        "left": None if one.left is None else marks.number(one.left),
        "pick_up": one.reward.pick_up,
        "delivery": one.reward.delivery,
        "by_branch": one.reward.stocked == "branch",
    }


def _price(book: Programmes, one: Choice) -> SafeString:
    return price_told(book, {"wallet": one.way.wallet, "amount": one.price, "money": one.way.money})


def in_reach(request: OfficeRequest, member_id: str, book: Programmes, now: datetime) -> Pairs | None:
    """What a member can have now or nearly, for their page; None where there is nothing."""
    found = reachable(request.club, member_id, now)[:IN_REACH]
    if not found:
        return None
    return Pairs(
        [
            Pair(
                marks.foreign(in_words(one.reward.names)),
                _price(book, one) if not one.against else words_of(one.against[0]),
                "gift",
                "good" if not one.against else "",
            )
            for one in found
        ]
    )
