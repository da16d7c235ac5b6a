"""The stock of a reward: how many are left where, and each change with its reason."""

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.permissions import May
from moadon.apps.redemptions import actions, queries
from moadon.apps.redemptions.models import Reward
from moadon.interfaces.office.members.naming import Shop, in_words
from moadon.interfaces.office.parts.access import OfficeRequest, page, reading
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.redemptions.forms import StockForm
from moadon.interfaces.office.redemptions.rewards import reward_href
from moadon.interfaces.office.shell import render_page
from moadon.kernel.refusals import Refused
from moadon.ui import marks
from moadon.ui.parts import Crumb, Crumbs, Pair, Pairs

SHOWN = 50
"""How many changes the page tells, the newest first; the API tells all."""


@page(May.WRITE_REWARDS)
def stock(request: OfficeRequest, reward_id: str) -> HttpResponseBase:
    """What is left, and one more change."""
    with reading(request):
        row = queries.reward(request.club, reward_id)
        places = [(str(one.pk), one.name) for one in clubs.branches(request.club).filter(active=True)]
    form = StockForm(places if row.stocked == "branch" else None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        branch = int(typed["branch"]) if row.stocked == "branch" else None
        try:
            actions.change_stock(
                club=request.club, reward_id=row.pk, branch=branch, change=typed["change"], reason=typed["reason"],
                actor=request.actor,
            )  # fmt: skip
        except Refused as refused:
            refuse(form, refused)
        else:
            toast(request, _("The stock is changed."))
            return redirect(request.path)
    return _shown(request, row, form)


def _shown(request: OfficeRequest, row: Reward, form: StockForm) -> HttpResponseBase:
    slug, shop, name = request.club.slug, Shop(request.club), in_words(row.names)
    above, own = reverse("rewards", args=[slug]), reward_href(slug, row)
    with reading(request):
        left = queries.stocks_of([row.pk]).get(row.pk, {})
        counted = {b: n for b, n in left.items() if (b is None) == (row.stocked == "all")}
        told = {
            "crumbs": Crumbs([Crumb(_("Rewards for points"), above), Crumb(name, own), Crumb(_("Stock"))]),
            "counted": row.stocked != "unlimited",
            "left": Pairs([Pair(shop.branch(b) or _("In all"), marks.number(n)) for b, n in counted.items()]),
            "changes": [
                (one.at, shop.branch(one.stock.branch_id), one.change, one.left, one.reason, one.by)
                for one in queries.stock_changes(row)[:SHOWN]
            ],
            "form": form,
            "back": own,
        }  # fmt: skip
        return render_page(request, "office/redemptions/stock.html", told, status=422 if form.errors else 200)
