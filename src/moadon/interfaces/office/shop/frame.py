"""What the shop's pages share: the tabs above their lists, the page of a form, the state of a row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.forms import Form
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from moadon.apps.clubs import queries as clubs
from moadon.apps.clubs.permissions import May
from moadon.apps.clubs.types import ClubInfo
from moadon.interfaces.office.parts.access import OfficeRequest, may
from moadon.interfaces.office.parts.refusals import refuse
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.shell import render_page
from moadon.kernel.refusals import Refused
from moadon.ui.parts import Action, Chip, Crumb, Crumbs, Tab, Tabs, Text

Row = TypeVar("Row", bound=Model)
LEFT_TO_RIGHT = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}


def tabs(request: OfficeRequest, current: str) -> Mapping[str, object]:
    """The views of the shop that this reader may see, for a list's page."""
    routes = [("branches", _("Branches")), ("employees", _("Employees")), ("tills", _("Tills"))]
    if may(request, May.READ_ACCESS):
        routes.append(("keys", _("Keys")))
    shown = [Tab(label, reverse(route, args=[request.club.slug]), route == current) for route, label in routes]
    return {"tabs": Tabs(shown, _("The shop"), first=True)}


def of_own_branch(request: OfficeRequest, rows: QuerySet[Row]) -> QuerySet[Row]:
    """The rows that this reader may see: all, for people of one branch those of the branch."""
    own = request.role.branch_id
    return rows if own is None else rows.filter(branch_id=own)


def branch_choices(club: ClubInfo, none: str) -> list[tuple[str, str]]:
    """Every branch by name for a field, `none` first."""
    return [("", none), *((str(row.pk), f"{row.name} ({row.code})") for row in clubs.branches(club))]


STOPPED = gettext_lazy("Stopped for now")
STOPPED_MEANS = gettext_lazy("What is rung meanwhile is refused, or taken and looked at, as the settings say.")


def state_chip(row: object) -> Chip:
    """Whether it is in use, or stopped."""
    if getattr(row, "stopped_at", None) is not None:
        return Chip(pgettext("employee or till", "stopped"), "bad")
    active = bool(getattr(row, "active", True))
    return Chip(_("in use"), "good") if active else Chip(_("not in use"))


@dataclass(frozen=True, slots=True)
class FormPage:
    """A form's page: its title, the list it belongs to, and what its button says.

    `help` stands under the title, `action` at the end of it.
    """

    title: Text
    route: str
    above: Text
    save: Text
    help: Text = ""
    edition: int | None = None
    action: Action | None = None


def show_form(request: OfficeRequest, page: FormPage, form: Form) -> HttpResponseBase:
    """The page of a form; 422 when something in it was refused."""
    back = reverse(page.route, args=[request.club.slug])
    told = {"page": page, "form": form, "back": back, "crumbs": Crumbs([Crumb(page.above, back), Crumb(page.title)])}
    return render_page(request, "office/shop/form.html", told, status=422 if form.errors else 200)


def save_form(
    request: OfficeRequest, page: FormPage, form: Form, work: Callable[[], object], done: Text
) -> HttpResponseBase:
    """Do `work` with a valid form and go back to the list; a refusal stands under its field."""
    try:
        work()
    except Refused as refused:
        if refused.status == 404:
            raise
        refuse(form, refused)
        return show_form(request, page, form)
    toast(request, done)
    return redirect(reverse(page.route, args=[request.club.slug]))


def edition_of(request: OfficeRequest) -> int | None:
    """The edition that the form was drawn from; None when it does not say."""
    seen = request.POST.get("edition", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None
