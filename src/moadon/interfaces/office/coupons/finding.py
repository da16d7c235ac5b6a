"""One code that somebody shows: whether it works. For the cashier; guessing leads nowhere."""

from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from moadon.apps.clubs.permissions import May
from moadon.engine.coupons import grouped
from moadon.flows.coupons.looking import CodeTold
from moadon.flows.coupons.looking import look_up as found_by
from moadon.interfaces.office.coupons.forms import LookUpForm
from moadon.interfaces.office.coupons.words import state_chip
from moadon.interfaces.office.parts.access import OfficeRequest, page
from moadon.interfaces.office.parts.guessing import counted
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.shell import render_page
from moadon.kernel.refusals import Refused
from moadon.store import club_transaction
from moadon.ui.reader import shapes

_WRONG = ("unknown_coupon", "mistyped_coupon")


@page(May.LOOK_UP_COUPONS)
def look_up(request: OfficeRequest) -> HttpResponseBase:
    """Type or scan a code; what it is."""
    form = LookUpForm(request.POST or None)
    told: CodeTold | None = None
    if request.method == "POST" and form.is_valid():
        try:
            told = _found(request, form.cleaned_data["code"])
        except Refused as refused:
            refuse(form, refused)
    context: dict[str, object] = {"form": form, "told": told, "title": _("Check a coupon")}
    if told is not None:
        context |= {"text": grouped(told.row.code), "chip": state_chip(told.row)}
    return render_page(request, "office/coupons/look_up.html", context, status=422 if form.errors else 200)


def _found(request: OfficeRequest, code: str) -> CodeTold:
    """The code. Raises `Refused`: what `look_up` does, `too_many_coupons` where too many were none."""
    with counted(request, "coupon", _WRONG, "too_many_coupons"), club_transaction(request.club.id):
        return found_by(request.club, code, timezone.now(), shapes())
