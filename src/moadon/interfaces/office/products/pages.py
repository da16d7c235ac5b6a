"""The products: the list, listing one, changing one."""

from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moadon.apps.catalogue import actions
from moadon.apps.catalogue import queries as catalogue
from moadon.apps.catalogue.models import Product
from moadon.apps.clubs.permissions import May
from moadon.apps.clubs.types import ClubInfo
from moadon.interfaces.office.parts.access import OfficeRequest, may, page, reading
from moadon.interfaces.office.parts.columns import Column
from moadon.interfaces.office.parts.filters import Choice
from moadon.interfaces.office.parts.lists import ListSpec, Search, list_page
from moadon.interfaces.office.products.forms import ProductForm, values_of
from moadon.interfaces.office.products.frame import category_choices, tabs
from moadon.interfaces.office.shop.frame import FormPage, edition_of, save_form, show_form
from moadon.kernel.ids import public_id, row_id
from moadon.kernel.money import PRICE_PLACES, round_half_up
from moadon.kernel.refusals import Refused
from moadon.ui.parts import Action, Chip, Empty


@page(May.READ_CATALOGUE)
def product_list(request: OfficeRequest) -> HttpResponseBase:
    """Every product, those that a receipt brought too."""
    club, slug = request.club, request.club.slug
    editable = may(request, May.WRITE_CATALOGUE)
    add_one = Action(_("Add a product"), reverse("product-add", args=[slug]), primary=True)
    spec = ListSpec(
        name="products",
        title=_("Products"),
        noun=lambda n: ngettext("{n} product", "{n} products", n),
        columns=_columns(request, editable),
        sort="sku",
        filters=(
            Choice(
                "incomplete",
                _("State"),
                _("State is {value}"),
                [("True", _("not listed yet")), ("False", _("listed"))],
            ),
            Choice(
                "category",
                _("Category"),
                _("Category is {value}"),
                lambda: category_choices(club, "")[1:],
                "category__code",
            ),
            Choice(
                "active", _("Sale"), _("Sale: {value}"), [("True", _("still sold")), ("False", _("no longer sold"))]
            ),
        ),
        search=Search(_("Sku, name or brand"), _find),
        empty=Empty(
            _("No products yet"),
            _("A product gives receipts a name, a category and a cost. Receipts may bring unknown ones, too."),
            add_one if editable else None,
        ),
        actions=(add_one,) if editable else (),
    )
    return list_page(
        request, spec, catalogue.products(club), template="office/shop/list.html", context=tabs(request, "products")
    )


def _columns(request: OfficeRequest, editable: bool) -> list[Column]:
    club = request.club
    columns = [
        Column(
            "sku",
            _("Sku"),
            "code",
            href=(lambda row: reverse("product", args=[club.slug, public_id("prd", row.pk)])) if editable else None,
            sort="sku",
        ),
        Column("name", _("Name"), "name"),
        Column("category", _("Category"), "name", lambda row: row.category.name if row.category else None, quiet=True),
        Column("brand", _("Brand"), "name", quiet=True),
        Column("state", _("State"), "state", _state),
        Column("price", _("Price"), "money", lambda row: _minor(row.unit_price, club)),
    ]
    if may(request, May.READ_REPORTS):
        columns.append(Column("cost", _("Cost"), "money", lambda row: _minor(row.unit_cost, club), quiet=True))
    return columns


def _find(rows: QuerySet[Product], text: str) -> QuerySet[Product]:
    return rows.filter(sku__istartswith=text) | rows.filter(name__icontains=text) | rows.filter(brand__icontains=text)


def _state(row: Product) -> Chip | None:
    if not row.active:
        return Chip(_("no longer sold"))
    return Chip(_("not listed yet"), "warn") if row.incomplete else None


def _minor(price: int | None, club: ClubInfo) -> int | None:
    """A price in ten-thousandths as the money it comes to."""
    return None if price is None else round_half_up(price * 10**club.exponent, 10**PRICE_PLACES)


@page(May.WRITE_CATALOGUE)
def add(request: OfficeRequest) -> HttpResponseBase:
    """List a product."""
    with reading(request):
        form = ProductForm(request.club, request.POST or None)
    told = FormPage(_("Add a product"), "products", _("Products"), _("Add the product"))
    if request.method != "POST" or not form.is_valid():
        return show_form(request, told, form)

    def work() -> object:
        return actions.add_product(club=request.club, new=form.new_product(), actor=request.actor)

    return save_form(request, told, form, work, _("The product is listed."))


@page(May.WRITE_CATALOGUE)
def edit(request: OfficeRequest, product_id: str) -> HttpResponseBase:
    """Change a product; saving lists one that a receipt brought."""
    number = row_id("prd", product_id)
    with reading(request):
        row = catalogue.products(request.club).filter(id=number).first()
        if row is None:
            raise Refused("unknown_id", status=404)
        form = ProductForm(request.club, request.POST or None, initial=values_of(row), listed=True)
    told = FormPage(row.name or row.sku, "products", _("Products"), _("Save"), edition=row.edition, help=_told_of(row))
    if request.method != "POST" or not form.is_valid():
        return show_form(request, told, form)

    def work() -> object:
        changes: Any = form.changes()
        return actions.edit_product(
            club=request.club, product_id=number, changes=changes, edition=edition_of(request), actor=request.actor
        )

    return save_form(request, told, form, work, _("Saved."))


def _told_of(row: Product) -> str:
    known = _("Sku {sku}").format(sku=row.sku)
    return f"{known}. {_('A receipt brought it; saving lists it.')}" if row.incomplete else known
