"""The forms of a product and of a category; the actions check what they hold."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moadon.apps.catalogue.models import Product
from moadon.apps.catalogue.types import NewProduct, ProductChanges
from moadon.apps.clubs.types import ClubInfo
from moadon.interfaces.office.products.frame import category_choices
from moadon.interfaces.office.shop.frame import LEFT_TO_RIGHT
from moadon.kernel.money import PRICE_PLACES, trim_decimal
from moadon.ui.fields import DecimalField
from moadon.ui.forms import LookForm


class ShortDecimalField(DecimalField):
    """A decimal that is shown with no more digits than it needs: 12.9, not 12.9000."""

    def prepare_value(self, value: object) -> object:
        """The number as one would write it by hand."""
        return trim_decimal(value, self.places) if isinstance(value, int) else value


class ProductForm(LookForm):
    """A product as typed. Per cent with two decimals are ten-thousandths, as rates are kept."""

    widths = {  # noqa: RUF012 (as LookForm declares it)
        "sku": "sm", "unit_price": "xs", "unit_cost": "xs", "tax_rate": "xs",
    }  # fmt: skip

    sku = forms.CharField(label=_("Sku"), help_text=_("As receipts name it."), widget=forms.TextInput(LEFT_TO_RIGHT))
    name = forms.CharField(label=_("Name"), required=False, widget=forms.TextInput({"dir": "auto"}))
    category = forms.ChoiceField(label=_("Category"), required=False)
    brand = forms.CharField(label=_("Brand"), required=False, widget=forms.TextInput({"dir": "auto"}))
    unit_price = ShortDecimalField(
        label=_("Price of one"), places=PRICE_PLACES, required=False, help_text=_("VAT included.")
    )
    unit_cost = ShortDecimalField(
        label=_("Cost of one"),
        places=PRICE_PLACES,
        required=False,
        help_text=_("Without VAT. Only the office sees it."),
    )
    tax_rate = ShortDecimalField(
        label=_("VAT, per cent"), places=2, required=False, help_text=_("Left empty: what its receipts say.")
    )
    active = forms.BooleanField(label=_("Still sold"), required=False)

    def __init__(self, club: ClubInfo, *args: Any, listed: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["category"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = category_choices(club, "—")
        # Receipts know a listed product by its sku, and a new one is sold.
        del self.fields["sku" if listed else "active"]

    def new_product(self) -> NewProduct:
        """The product to list. The form is valid."""
        typed = self.cleaned_data
        return NewProduct(
            sku=typed["sku"],
            name=typed["name"],
            category=typed["category"] or None,
            brand=typed["brand"] or None,
            unit_cost=typed["unit_cost"],
            unit_price=typed["unit_price"],
            tax_rate=typed["tax_rate"],
        )

    def changes(self) -> ProductChanges:
        """What was typed. The form is valid."""
        typed = self.cleaned_data
        return ProductChanges(
            name=typed["name"],
            category=typed["category"] or None,
            brand=typed["brand"] or None,
            unit_cost=typed["unit_cost"],
            unit_price=typed["unit_price"],
            tax_rate=typed["tax_rate"],
            active=typed["active"],
        )


def values_of(row: Product) -> dict[str, object]:
    """A product as the fields of the form hold it."""
    return {
        "name": row.name,
        "category": row.category.code if row.category else "",
        "brand": row.brand or "",
        "unit_price": row.unit_price,
        "unit_cost": row.unit_cost,
        "tax_rate": row.tax_rate,
        "active": row.active,
    }


class CategoryForm(LookForm):
    """A category as typed."""

    widths = {"code": "sm"}  # noqa: RUF012 (as LookForm declares it)

    code = forms.CharField(
        label=_("Code"),
        help_text=_("As receipts and programmes name it, like paint."),
        widget=forms.TextInput(LEFT_TO_RIGHT),
    )
    name = forms.CharField(label=_("Name"), required=False, widget=forms.TextInput({"dir": "auto"}))
    parent = forms.ChoiceField(label=_("Below"), required=False)

    def __init__(self, club: ClubInfo, *args: Any, own: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["parent"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, words) for code, words in category_choices(club, "—") if not own or code != own]
        if own:
            del self.fields["code"]
