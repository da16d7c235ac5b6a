"""What is done to one gift card, each asked for with a reason before it is done."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from moadon.apps.cards.models import Card
from moadon.apps.clubs.permissions import May
from moadon.apps.clubs.types import Actor, ClubInfo
from moadon.apps.members import queries as members
from moadon.apps.members.types import MemberRef
from moadon.flows.cards import ending, making
from moadon.interfaces.office.cards.forms import AttachForm, ReasonForm
from moadon.interfaces.office.cards.pages import found_card, show_secret
from moadon.interfaces.office.cards.words import called
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.shop.frame import FormPage, show_form
from moadon.kernel.ids import public_id
from moadon.kernel.refusals import Refused
from moadon.ui.forms import LookForm
from moadon.ui.parts import Text


class _Deed(NamedTuple):
    """What is asked before it is done: the title, what it means, what the button says, and what is told after."""

    title: Text
    help: Text
    save: Text
    done: Text
    work: Callable[[ClubInfo, int, str, Actor], object]


def _deeds() -> dict[str, _Deed]:
    return {
        "block": _Deed(
            _("Block this card?"), _("Nothing can be spent from it until it is let go again."), _("Block the card"),
            _("The card is blocked."), ending.block_card,
        ),
        "unblock": _Deed(
            _("Let this card pay again?"), "", _("Let it pay"), _("The card can be spent."), ending.unblock_card
        ),
        "unlock": _Deed(
            _("Unlock this card?"), _("Be sure that it is theirs: wrong PINs have locked it."), _("Unlock the card"),
            _("The card can be spent."), ending.unlock_card,
        ),
        "kill": _Deed(
            _("End this card for ever?"), _("What is on it is lost to whoever holds it. This cannot be undone."),
            _("End the card"), _("The card has ended."), _kill,
        ),
    }  # fmt: skip


def _kill(club: ClubInfo, row: int, reason: str, actor: Actor) -> object:
    return ending.kill_card(club, row, reason, actor, datetime.now(UTC))


@page(May.MANAGE_CARDS)
def mark(request: OfficeRequest, card_id: str, what: str) -> HttpResponseBase:
    """Block, unblock, unlock or end a card."""
    with reading(request):
        row = found_card(request, card_id)
    deed = _deeds().get(what)
    if deed is None:
        raise Refused("unknown_id", status=404)
    form = ReasonForm(request.POST or None)
    told = FormPage(deed.title, "cards", called(row), deed.save, help=deed.help)

    def work() -> HttpResponseBase:
        deed.work(request.club, row.pk, form.cleaned_data["reason"], request.actor)
        toast(request, deed.done)
        return _back(request, row)

    return _asked(request, told, form, work)


@page(May.MANAGE_CARDS)
def replace(request: OfficeRequest, card_id: str) -> HttpResponseBase:
    """Move all of a lost card to a new one and show its code, this once."""
    with reading(request):
        row = found_card(request, card_id)
    form = ReasonForm(request.POST or None)
    help_ = _("All that is on it moves to a new card with a code of its own. The old code opens nothing any more.")
    told = FormPage(_("Replace this card?"), "cards", called(row), _("Replace the card"), help=help_)

    def work() -> HttpResponseBase:
        reason = form.cleaned_data["reason"]
        return show_secret(request, ending.replace_card(request.club, row.pk, reason, request.actor, datetime.now(UTC)))

    return _asked(request, told, form, work)


@page(May.USE_CARDS)
def attach(request: OfficeRequest, card_id: str) -> HttpResponseBase:
    """Put all of a card on a member's account."""
    with reading(request):
        row = found_card(request, card_id)
    form = AttachForm(request.POST or None)
    help_ = _("The member then spends it without its code. The card itself ends.")
    told = FormPage(_("Put this card on an account?"), "cards", called(row), _("Put it there"), help=help_)

    def work() -> HttpResponseBase:
        ref = MemberRef("any", form.cleaned_data["member"])
        with reading(request):
            found = members.find_refs(request.club, [ref]).get(ref)
        if found is None:
            raise Refused("unknown_member", field="member")
        ending.attach_card(request.club, row.pk, public_id("mbr", found.id), request.actor, datetime.now(UTC))
        toast(request, _("It is on the account."))
        return redirect(reverse("member", args=[request.club.slug, public_id("mbr", found.id)]))

    return _asked(request, told, form, work)


@page(May.ISSUE_CARDS)
def tell_code(request: OfficeRequest, card_id: str) -> HttpResponseBase:
    """The code of a card that a return has made, this once."""
    with reading(request):
        row = found_card(request, card_id)
    help_ = _("A return has made it. Its code is shown once.")
    told = FormPage(_("Tell the code of this card?"), "cards", called(row), _("Show the code"), help=help_)
    form = LookForm(request.POST if request.method == "POST" else None)

    def work() -> HttpResponseBase:
        return show_secret(request, making.hand_out_code(request.club, row.pk, request.actor))

    return _asked(request, told, form, work)


def _asked(
    request: OfficeRequest, told: FormPage, form: LookForm, work: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """Show the form, or do `work` with a valid one; a refusal stands under its field."""
    if request.method != "POST" or not form.is_valid():
        return show_form(request, told, form)
    try:
        return work()
    except Refused as refused:
        if refused.status == 404:
            raise
        refuse(form, refused)
        return show_form(request, told, form)


def _back(request: OfficeRequest, row: Card) -> HttpResponseBase:
    return redirect(reverse("card", args=[request.club.slug, public_id("gft", row.pk)]))
