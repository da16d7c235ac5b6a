"""The categories: the list, adding one, moving one, taking one away."""

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moadon.apps.catalogue import actions
from moadon.apps.catalogue import queries as catalogue
from moadon.apps.catalogue.models import Category
from moadon.apps.catalogue.types import CategoryChanges
from moadon.apps.clubs.permissions import May
from moadon.interfaces.office.parts.access import OfficeRequest, may, page, reading
from moadon.interfaces.office.parts.columns import Column
from moadon.interfaces.office.parts.lists import ListSpec, Search, list_page
from moadon.interfaces.office.parts.toasts import toast
from moadon.interfaces.office.products.forms import CategoryForm
from moadon.interfaces.office.products.frame import tabs
from moadon.interfaces.office.shop.frame import FormPage, save_form, show_form
from moadon.kernel.refusals import Refused
from moadon.ui.parts import Action, Empty


@page(May.READ_CATALOGUE)
def category_list(request: OfficeRequest) -> HttpResponseBase:
    """Every category with the one it hangs below."""
    slug, editable = request.club.slug, may(request, May.WRITE_CATALOGUE)
    add_one = Action(_("Add a category"), reverse("category-add", args=[slug]), primary=True)
    products = reverse("products", args=[slug])
    spec = ListSpec(
        name="categories",
        title=_("Products"),
        noun=lambda n: ngettext("{n} category", "{n} categories", n),
        columns=[
            Column(
                "name",
                _("Category"),
                "name",
                href=(lambda row: reverse("category", args=[slug, row.pk])) if editable else None,
            ),
            Column("code", _("Code"), "code", sort="code"),
            Column("parent", _("Below"), "name", lambda row: row.parent.name if row.parent else None, quiet=True),
            Column(
                "products",
                _("Products"),
                "name",
                lambda _row: _("Its products"),
                href=lambda row: f"{products}?category={row.code}",
            ),
        ],
        sort="code",
        search=Search(
            _("Name or code"), lambda rows, text: rows.filter(name__icontains=text) | rows.filter(code__icontains=text)
        ),
        empty=Empty(
            _("No categories yet"),
            _("Programmes can reward a category with all below it. Receipts and imports bring categories, too."),
            add_one if editable else None,
        ),
        actions=(add_one,) if editable else (),
        exported=False,
    )
    told = tabs(request, "categories")
    return list_page(request, spec, catalogue.categories(request.club), template="office/shop/list.html", context=told)


@page(May.WRITE_CATALOGUE)
def add(request: OfficeRequest) -> HttpResponseBase:
    """A new category."""
    with reading(request):
        form = CategoryForm(request.club, request.POST or None)
    told = FormPage(_("Add a category"), "categories", _("Categories"), _("Add the category"))
    if request.method != "POST" or not form.is_valid():
        return show_form(request, told, form)
    typed = form.cleaned_data

    def work() -> object:
        return actions.add_category(
            club=request.club,
            code=typed["code"],
            name=typed["name"],
            parent=typed["parent"] or None,
            actor=request.actor,
        )

    return save_form(request, told, form, work, _("The category is there."))


@page(May.WRITE_CATALOGUE)
def edit(request: OfficeRequest, category_id: int) -> HttpResponseBase:
    """Rename a category, or hang it elsewhere."""
    with reading(request):
        row = _row(request, category_id)
        first = {"name": row.name, "parent": row.parent.code if row.parent else ""}
        form = CategoryForm(request.club, request.POST or None, initial=first, own=row.code)
    taken = Action(_("Take it away"), reverse("category-remove", args=[request.club.slug, row.pk]), post=True)
    told = FormPage(row.name, "categories", _("Categories"), _("Save"), action=taken)
    if request.method != "POST" or not form.is_valid():
        return show_form(request, told, form)
    typed = form.cleaned_data
    changes = CategoryChanges(name=typed["name"], parent=typed["parent"] or None)

    def work() -> object:
        return actions.edit_category(club=request.club, code=row.code, changes=changes, actor=request.actor)

    return save_form(request, told, form, work, _("Saved."))


@page(May.WRITE_CATALOGUE)
def remove(request: OfficeRequest, category_id: int) -> HttpResponseBase:
    """Take a category away that nothing hangs on."""
    if request.method == "POST":
        with reading(request):
            row = _row(request, category_id)
        actions.remove_category(club=request.club, code=row.code, actor=request.actor)
        toast(request, _("The category is gone."))
    return redirect(reverse("categories", args=[request.club.slug]))


def _row(request: OfficeRequest, category_id: int) -> Category:
    row = catalogue.categories(request.club).filter(id=category_id).first()
    if row is None:
        raise Refused("unknown_id", status=404)
    return row
