"""A key with another secret: the one before does for a while, so that no till stands still."""

from django import forms
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moadon.apps.clubs import actions
from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.permissions import May
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.shell import render_page
from moadon.interfaces.office.shop.frame import FormPage, show_form
from moadon.kernel.ids import row_id
from moadon.kernel.refusals import Refused
from moadon.ui.forms import LookForm
from moadon.ui.parts import Crumb, Crumbs

_HOURS = [
    ("0", gettext_lazy("ends at once")),
    ("24", gettext_lazy("does for a day")),
    ("168", gettext_lazy("does for a week")),
    ("720", gettext_lazy("does for 30 days")),
]


class RenewForm(LookForm):
    """How long the secret of before still does."""

    hours = forms.ChoiceField(
        label=gettext_lazy("The secret of before"),
        choices=_HOURS,
        initial="24",
        help_text=gettext_lazy("Long enough to bring the new one to every till that calls with this key."),
    )


@page(May.MANAGE_KEYS)
def renew(request: OfficeRequest, key_id: str) -> HttpResponseBase:
    """Give a key another secret and show it, this once."""
    number = row_id("key", key_id)
    with reading(request):
        row = clubs.keys(request.club).filter(id=number, revoked_at__isnull=True).first()
    if row is None:
        raise Refused("unknown_id", status=404)
    form = RenewForm(request.POST if request.method == "POST" else None)
    told = FormPage(_("Another secret"), "keys", row.name or key_id, _("Make another secret"))
    if request.method != "POST" or not form.is_valid():
        return show_form(request, told, form)
    try:
        made = actions.renew_key(
            club=request.club, key_id=number, old_hours=int(form.cleaned_data["hours"]), actor=request.actor
        )
    except Refused as refused:
        refuse(form, refused)
        return show_form(request, told, form)
    back = reverse("keys", args=[request.club.slug])
    crumbs = Crumbs([Crumb(_("Keys"), back), Crumb(row.name or key_id)])
    response = render_page(request, "office/shop/key.html", {"secret": made.secret, "back": back, "crumbs": crumbs})
    response["Cache-Control"] = "no-store"
    return response
