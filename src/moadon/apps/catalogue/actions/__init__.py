"""Writes of goods and their categories."""

from moadon.apps.catalogue.actions.categories import add_category, edit_category, remove_category
from moadon.apps.catalogue.actions.products import add_product, edit_product, list_products, take_unknown

__all__ = [
    "add_category",
    "add_product",
    "edit_category",
    "edit_product",
    "list_products",
    "remove_category",
    "take_unknown",
]
